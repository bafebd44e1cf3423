"""The termbase: `padanan terms COMMAND`."""

import click

from cli.console.workspace import Commands

COMMANDS = {
    "lookup": (
        "cli.terms.lookup:lookup",
        "Look a term up as you type it: a part, without diacritics, with a typo.",
    ),
    "show": (
        "cli.terms.show:show",
        "Show all of a concept: terms, relations, where they are attested, changes.",
    ),
    "find": (
        "cli.terms.find:find",
        "Find the terms in a text, and how they are called in other languages.",
    ),
    "add": (
        "cli.terms.edit:add",
        "Make a concept of terms in any number of languages.",
    ),
    "edit": (
        "cli.terms.edit:edit",
        "Change a concept: its fields, its terms, their statuses.",
    ),
    "retire": (
        "cli.terms.retire:retire",
        "Say that a concept, or one of its terms, is no more; nothing is deleted.",
    ),
    "remove": (
        "cli.terms.retire:remove",
        "Take concepts out of the termbase, as if they had never been right.",
    ),
    "merge": (
        "cli.terms.retire:merge",
        "Make one concept of two: CONCEPT takes over the terms of OTHER.",
    ),
    "history": (
        "cli.terms.retire:history",
        "Tell what was changed in a concept, field by field, by whom and when.",
    ),
    "impact": (
        "cli.terms.impact:impact",
        "Show every unit that another preferred term would change, before and after.",
    ),
    "extract": (
        "cli.terms.extract:extract",
        "Find what texts repeat, as candidates for the termbase; a person decides.",
    ),
    "lint": (
        "cli.terms.lint:lint",
        "Check the termbase itself.",
    ),
    "import": (
        "cli.terms.exchange:import_",
        "Import concepts from TBX, CSV, XLSX, OmegaT and DeepL files.",
    ),
    "export": (
        "cli.terms.exchange:export",
        "Write all concepts as TBX, CSV or XLSX, or a glossary of OmegaT or DeepL.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(cls=Commands, table=COMMANDS)
def terms() -> None:
    """The termbase: concepts, and the terms for them in each language."""
