"""The command `terms import`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    add_table_reading_options,
    format_option,
    parse_statuses,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import (
    COMMAND_LINE_PARAMETERS,
    PairOptions,
    pair_options,
)
from cli.console.workspace import Workspace
from cli.terms.exchange.import_report import print_import_report
from glossary.seed_files import find_starter_termbase
from tm.errors import InputError

if TYPE_CHECKING:
    from exports.importing.term_import import TermImportOptions


@dataclass(frozen=True, slots=True)
class TermTableOptions(TableOptions):
    """How a table of terms is read: also what its words for statuses mean."""

    statuses_text: str | None = None


@dataclass(frozen=True, slots=True)
class ConceptStoringOptions:
    """How the concepts of files are stored."""

    termbase: str | None
    is_dry_run: bool
    merges_duplicates: bool


@command(
    "import",
    examples="""
    padanan terms import --starter
    padanan terms import iate.tbx --dry-run
    padanan terms import glossary.txt -s vi -t id
    padanan terms import house.csv --columns "Tiếng Việt=vi,Indo=id,Remarks=note"
    padanan terms import house.xlsx --statuses "A=preferred,B=admitted,C=forbidden"
    padanan terms import client.tbx --termbase "Client A"
    """,
)
@click.argument("paths", nargs=-1, metavar="FILE…")
@click.option(
    "--starter",
    "imports_starter",
    is_flag=True,
    help="Import the termbase that comes with Padanan.",
)
@pair_options
@format_option("Format: csv, tbx, xlsx, omegat or deepl; recognised by default.")
@option_group(
    "table_options",
    TermTableOptions,
    add_table_reading_options,
    click.option(
        "--statuses",
        "statuses_text",
        metavar="WORD=STATUS,…",
        help="What the words of a column of statuses mean, such as "
        '"dùng=preferred,bỏ=deprecated".',
    ),
)
@option_group(
    "storing_options",
    ConceptStoringOptions,
    click.option(
        "--termbase",
        metavar="NAME",
        help="Termbase of the concepts; default your own.",
    ),
    click.option(
        "--dry-run",
        "is_dry_run",
        is_flag=True,
        help="Show what would change, but store nothing.",
    ),
    click.option(
        "--merge",
        "merges_duplicates",
        is_flag=True,
        help="Join a concept to a stored one with the same terms.",
    ),
)
def import_(
    workspace: Workspace,
    paths: Sequence[str],
    imports_starter: bool,
    pair_options: PairOptions,
    format_name: str | None,
    table_options: TermTableOptions,
    storing_options: ConceptStoringOptions,
) -> int:
    """Import concepts from TBX, CSV, XLSX, OmegaT and DeepL files.

    FILE `-` is standard input; packed files are unpacked. A stored concept is updated
    from the file, and keeps the fields that the file does not have; `padanan undo last`
    takes an import back.

    Invalid entries are skipped and listed, and the rest is imported; a file that is
    broken as a whole changes nothing. Concepts with the same name are both imported; a
    warning lists their lines. Two columns without a header need -s and -t. --merge
    joins a concept of the file to a stored one with another id and the same terms in
    two languages; without it, a warning names both.

    If several termbases have a concept, your own terms come first, then those of named
    termbases, then those of the starter termbase; contradictions are listed.
    """
    from exports.importing.term_import import import_terms
    from glossary.concept_store import ConceptStore

    if imports_starter:
        paths = (*paths, str(find_starter_termbase()))
    if not paths:
        raise InputError("give a FILE, or --starter for the termbase of Padanan")
    import_options = _make_import_options(
        workspace, pair_options, format_name, table_options, storing_options
    )
    with workspace.show_progress("importing terms") as report_progress:
        import_result = import_terms(
            ConceptStore(workspace.database),
            paths,
            import_options,
            author=workspace.author,
            report_progress=report_progress,
        )
    if import_result.change_set_name is not None:
        from cli.terms.lookup import update_index

        update_index(workspace)
    print_import_report(workspace, import_result, is_dry_run=storing_options.is_dry_run)
    has_stored_concepts = (
        import_result.new or import_result.known or import_result.changed
    )
    return 2 if import_result.skipped and not has_stored_concepts else 0


def _make_import_options(
    workspace: Workspace,
    pair_options: PairOptions,
    format_name: str | None,
    table_options: TermTableOptions,
    storing_options: ConceptStoringOptions,
) -> "TermImportOptions":
    """Make the options of an import. Raises InputError for one language twice."""
    from exports.format import ReadOptions
    from exports.importing.term_import import TermImportOptions

    source_locale, target_locale = (
        pair_options.source_locale,
        pair_options.target_locale,
    )
    if source_locale is not None and source_locale == target_locale:
        raise InputError(
            f"source and target are both {source_locale}; give two languages"
        )
    read_options = ReadOptions(
        source_locale,
        target_locale,
        COMMAND_LINE_PARAMETERS,
        columns=table_options.meaning_by_heading,
        sheet=table_options.sheet_name,
        statuses=parse_statuses(table_options.statuses_text),
    )
    return TermImportOptions(
        read_options,
        format=format_name,
        source=source_locale or workspace.settings.source,
        merges_duplicates=storing_options.merges_duplicates,
        dry_run=storing_options.is_dry_run,
        termbase=storing_options.termbase,
    )
