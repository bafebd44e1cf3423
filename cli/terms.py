"""The termbase: `padanan terms COMMAND`."""

import click

from cli.options import Commands

COMMANDS = {
    "lookup": (
        "cli.term_lookup:lookup",
        "Look a term up as you type it: a part, without marks, with a slip.",
    ),
    "show": (
        "cli.term_showing:show",
        "Show all of a concept: terms, relations, where they are attested, changes.",
    ),
    "find": (
        "cli.term_finding:find",
        "Find the terms in a text, and how they are called in another language.",
    ),
    "import": ("cli.term_exchange:import_", "Read concepts from CSV files."),
    "export": ("cli.term_exchange:export", "Write all concepts to a CSV file."),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(cls=Commands, table=COMMANDS)
def terms() -> None:
    """The termbase: concepts, and the terms for them in each language."""
