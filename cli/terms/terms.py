"""The termbase: `padanan terms COMMAND`."""

import click

from cli.console.command import make_epilog
from cli.console.command_group import CommandGroup

COMMAND_TABLE = {
    "lookup": (
        "cli.terms.lookup:lookup",
        "Look a term up as you type it: a part, without diacritics, with a typo.",
    ),
    "show": (
        "cli.terms.show:show",
        "Show a concept: its terms, their use in the memory, relations and changes.",
    ),
    "find": (
        "cli.terms.find:find",
        "Find the terms in a text, with their translations.",
    ),
    "add": (
        "cli.terms.edit:add",
        "Add a concept with terms in any number of languages.",
    ),
    "edit": (
        "cli.terms.edit:edit",
        "Edit a concept: its fields, its terms and their statuses.",
    ),
    "retire": (
        "cli.terms.retire:retire",
        "Mark a concept, or one of its terms, as no longer valid; nothing is deleted.",
    ),
    "remove": (
        "cli.terms.retire:remove",
        "Remove concepts from the termbase; `padanan undo` restores them.",
    ),
    "merge": (
        "cli.terms.retire:merge",
        "Merge two concepts: CONCEPT takes over the terms of OTHER.",
    ),
    "history": (
        "cli.terms.retire:history",
        "List the changes of a concept: field by field, by whom and when.",
    ),
    "impact": (
        "cli.terms.impact.impact:impact",
        "Show every unit that a new preferred term would change, before and after.",
    ),
    "extract": (
        "cli.terms.extract:extract",
        "Find repeated phrases that may be terms, for a person to choose from.",
    ),
    "lint": (
        "cli.terms.lint:lint",
        "Check the termbase: duplicates, contradictions, cycles, dates, stray spaces.",
    ),
    "import": (
        "cli.terms.exchange.import_:import_",
        "Import concepts from TBX, CSV, XLSX, OmegaT and DeepL files.",
    ),
    "termbases": (
        "cli.terms.termbases:termbases",
        "List the termbases in the order of their precedence, or set that order.",
    ),
    "export": (
        "cli.terms.exchange.export:export",
        "Write concepts as TBX, CSV or XLSX, or a glossary of OmegaT or DeepL.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(
    cls=CommandGroup,
    command_table=COMMAND_TABLE,
    epilog=make_epilog(
        """
        padanan terms import --starter
        padanan terms lookup "thu truong cong an" -l vi -t id
        padanan terms find --file article.txt -l vi -t id
        padanan terms add --term vi="Trưởng bản" --term id="Kepala Dusun"
        padanan terms export termbase.csv
        """
    ),
)
def terms() -> None:
    """The termbase: concepts, and the terms for them in each language."""
