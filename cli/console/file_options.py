"""Options and messages of the commands that read and write files of units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.console.option_group import option_group
from cli.console.pair_options import COMMAND_LINE_PARAMETERS, PairOptions
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace
from exports.catalogue import term_formats
from exports.entry import Loss
from exports.format import ReadOptions, UnitFormat
from exports.format_alias import resolve_format_alias
from exports.io.packing import remove_packing_suffix
from exports.term_format import TermFormat
from tm.errors import InputError
from tm.file_contents import SkippedEntry

MOST_SKIPPED_SHOWN = 20
"""How many skipped entries are listed one by one."""

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

Function = TypeVar("Function", bound=Callable[..., Any])

files_argument = click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
"""Files of units to read, one at least."""


class FormatType(click.ParamType[str]):
    """A format given on the command line, by any of its names."""

    name = "format"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the name of the format. Raises UnknownName."""
        return resolve_format_alias(value)


def format_option(
    help: str, *option_names: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make the option for the format of a file: `--as`, or other names."""
    return click.option(
        *(option_names or ("--as", "name")),
        metavar="FORMAT",
        type=FormatType(),
        help=help,
    )


input_format_option = format_option("Format of FILE; recognised by default.")
"""The option for the format of a file that is read."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How a table is read: the options --columns and --sheet."""

    columns: str | None
    sheet: str | None

    @property
    def meanings_by_heading(self) -> dict[str, str]:
        """The meanings of the columns of --columns, by their headings."""
        return parse_columns(self.columns)


def table_reading_options(function: Function) -> Function:
    """Add the options `--columns` and `--sheet` to a command."""
    for option in (
        click.option("--sheet", metavar="NAME", help="XLSX: read only this sheet."),
        click.option(
            "--columns",
            metavar="NAME=MEANING,…",
            help="Meaning of the columns of a table, such as Indo=id,Memo=note.",
        ),
    ):
        function = option(function)
    return function


table_options = option_group("table", TableOptions, table_reading_options)


def term_writing_options(function: Function) -> Function:
    """Add the options `--style`, `--dialect` and `--with-admitted` to a command."""
    for option in (
        click.option(
            "--with-admitted", is_flag=True, help="Also write pairs of admitted terms."
        ),
        click.option(
            "--dialect",
            default="TBX-Basic",
            show_default=True,
            help="TBX dialect: TBX-Basic, TBX-Min, TBX-Core or TBX-Default.",
        ),
        click.option(
            "--style", default="dca", show_default=True, help="TBX style: dca or dct."
        ),
    ):
        function = option(function)
    return function


def table_writing_options(function: Function) -> Function:
    """Add the options `--separator` and `--formula-safe` to a command."""
    for option in (
        click.option(
            "--formula-safe",
            is_flag=True,
            help="CSV: write cells so that no spreadsheet takes one for a formula.",
        ),
        click.option(
            "--separator",
            type=click.Choice(list(_SEPARATORS)),
            help="CSV: separator of cells; default comma, tab for a .tsv file.",
        ),
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class TableWriting:
    """How a table is written: the options --separator and --formula-safe."""

    separator: str | None
    formula_safe: bool


table_writing = option_group("table_writing", TableWriting, table_writing_options)


def choose_separator(separator_name: str | None, output_path: str) -> str:
    """Choose the separator of cells in a table to write: as named, or the default.

    >>> choose_separator(None, "terms.tsv.gz"), choose_separator("bar", "terms.tsv")
    ('\\t', '|')
    """
    is_tsv = remove_packing_suffix(output_path).suffix.lower() == ".tsv"
    return _SEPARATORS[separator_name or ("tab" if is_tsv else "comma")]


def refuse_unused_writing_options(format: UnitFormat | TermFormat) -> None:
    """Raise InputError for an option that has no effect on the format to write."""
    format_name = format.name
    holds_terms = format_name in term_formats and term_formats[format_name] is format
    refuse_unused_options(format.name == "csv", "writing CSV", "separator")
    # Texts of a workbook are never formulas, so the option is accepted there, too.
    is_table = format.name in ("csv", "xlsx")
    refuse_unused_options(is_table, "writing CSV and XLSX", "formula_safe")
    refuse_unused_options(format.name == "tbx", "writing TBX", "style", "dialect")
    refuse_unused_options(
        holds_terms and format.has_one_pair, "glossaries of pairs", "with_admitted"
    )


def parse_columns(columns: str | None) -> dict[str, str]:
    """Parse the meanings of columns, such as `Tiếng Việt=vi,Indo=id`."""
    meanings_by_heading = {}
    for column_meaning in columns.split(",") if columns else ():
        heading, equals_sign, meaning = column_meaning.rpartition("=")
        if not equals_sign or not heading.strip() or not meaning.strip():
            raise InputError(
                f"--columns {column_meaning!r}: write NAME=MEANING, such as Indo=id"
            )
        meanings_by_heading[heading.strip()] = meaning.strip().lower()
    return meanings_by_heading


def make_read_options(
    workspace: Workspace,
    pair: PairOptions,
    table: TableOptions,
    *,
    with_untranslated: bool = False,
) -> ReadOptions:
    """Make the options of a reader; the default languages are those of the settings."""
    source, target = pair.source, pair.target
    are_default = source is None and target is None
    if are_default:
        settings = workspace.settings
        source, target = settings.source, settings.target
    return ReadOptions(
        source,
        target,
        COMMAND_LINE_PARAMETERS,
        are_default_locales=are_default,
        columns=table.meanings_by_heading,
        sheet=table.sheet,
        with_untranslated=with_untranslated,
    )


def say_skipped(workspace: Workspace, skipped_entries: Sequence[SkippedEntry]) -> None:
    """List the first entries that were skipped, with their lines."""
    for entry in skipped_entries[:MOST_SKIPPED_SHOWN]:
        line_suffix = "" if entry.line is None else f":{entry.line}"
        workspace.say(f"Skipped {entry.path}{line_suffix}: {entry.reason}")
    if len(skipped_entries) > MOST_SKIPPED_SHOWN:
        workspace.say(f"… and {len(skipped_entries) - MOST_SKIPPED_SHOWN} more skipped")


def entries_json(entries: Iterable[SkippedEntry | Loss]) -> list[dict[str, object]]:
    """Make the JSON of skipped entries or losses."""
    return [asdict(entry) for entry in entries]
