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
    "add": (
        "cli.term_editing:add",
        "Make a concept of terms in any number of languages.",
    ),
    "edit": (
        "cli.term_editing:edit",
        "Change a concept: its fields, its terms, their statuses.",
    ),
    "retire": (
        "cli.term_keeping:retire",
        "Say that a concept, or one of its terms, is no more; nothing is deleted.",
    ),
    "remove": (
        "cli.term_keeping:remove",
        "Take concepts out of the termbase, as if they had never been right.",
    ),
    "merge": (
        "cli.term_keeping:merge",
        "Make one concept of two: the first takes over the terms of the other.",
    ),
    "history": (
        "cli.term_keeping:history",
        "Tell what was changed in a concept, field by field, by whom and when.",
    ),
    "impact": (
        "cli.term_impact:impact",
        "Show every unit that another preferred term would change; --apply does it.",
    ),
    "extract": (
        "cli.term_extraction:extract",
        "Find what texts repeat, as candidates for the termbase.",
    ),
    "lint": (
        "cli.term_linting:lint",
        "Check the termbase itself: doubles, contradictions, circles, stray spaces.",
    ),
    "import": (
        "cli.term_exchange:import_",
        "Read concepts from TBX and CSV files, and glossaries of OmegaT and DeepL.",
    ),
    "export": (
        "cli.term_exchange:export",
        "Write all concepts to a TBX or CSV file, or a glossary of OmegaT or DeepL.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(cls=Commands, table=COMMANDS)
def terms() -> None:
    """The termbase: concepts, and the terms for them in each language."""
