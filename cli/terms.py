"""The termbase: `padanan terms COMMAND`."""

import click

from cli.options import Commands

COMMANDS = {
    "lookup": (
        "cli.term_finding:lookup",
        "Look a term up as you type it: a part, without marks, with a slip.",
    ),
    "find": (
        "cli.term_finding:find",
        "Find the terms in a text, and how they are called in another language.",
    ),
    "lint": (
        "cli.term_linting:lint",
        "Check the termbase itself: doubles, contradictions, circles, stray spaces.",
    ),
    "import": ("cli.term_exchange:import_", "Read concepts from CSV files."),
    "export": ("cli.term_exchange:export", "Write all concepts to a CSV file."),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(cls=Commands, table=COMMANDS)
def terms() -> None:
    """The termbase: concepts, and the terms for them in each language."""
