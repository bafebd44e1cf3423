"""What the commands that read and write files of units share: options and words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.console.unused_options import demand_effect
from cli.console.workspace import Workspace
from exports.catalogue import term_formats
from exports.entry import Lost, Skipped
from exports.format import ReadOptions, UnitFormat
from exports.format_alias import format_name
from exports.io.container import inner_name
from exports.term_format import TermFormat
from tm.errors import InputError
from tm.text.locale import Locale

SHOWN = 20
"""How many skipped entries are told of one by one."""

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
    """A format given on the command line, by any name that people have for it."""

    name = "format"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Its own name, as far as there is such a format."""
        return format_name(value)


def format_option(
    help: str, *names: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--as`, or other names, for the format of a file."""
    return click.option(
        *(names or ("--as", "name")), metavar="FORMAT", type=FormatType(), help=help
    )


format_of_input = format_option("Format; found by itself.")
"""The format of a file that is read."""


def table_reading_options(function: Function) -> Function:
    """`--columns` and `--sheet`."""
    for option in (
        click.option("--sheet", metavar="NAME", help="XLSX: only this sheet."),
        click.option(
            "--columns", metavar="NAME=AS,…", help="What columns of a table are."
        ),
    ):
        function = option(function)
    return function


def term_writing_options(function: Function) -> Function:
    """`--style`, `--dialect` and `--with-admitted`."""
    for option in (
        click.option(
            "--with-admitted", is_flag=True, help="Pairs of admitted terms too."
        ),
        click.option(
            "--dialect",
            default="TBX-Basic",
            show_default=True,
            help="Of TBX: TBX-Basic, TBX-Min, TBX-Core or TBX-Default.",
        ),
        click.option(
            "--style", default="dca", show_default=True, help="Of TBX: dca or dct."
        ),
    ):
        function = option(function)
    return function


def table_writing_options(function: Function) -> Function:
    """`--separator` and `--formula-safe`."""
    for option in (
        click.option(
            "--formula-safe",
            is_flag=True,
            help="CSV: no cell looks like a formula to a spreadsheet; of XLSX none is.",
        ),
        click.option(
            "--separator",
            type=click.Choice(list(_SEPARATORS)),
            help="CSV: what stands between cells; default comma, tab in a .tsv file.",
        ),
    ):
        function = option(function)
    return function


def separator_of(given: str | None, path: str) -> str:
    """What stands between the cells of a table to be written: as was asked, or usual.

    >>> separator_of(None, "terms.tsv.gz"), separator_of("bar", "terms.tsv")
    ('\\t', '|')
    """
    is_tsv = inner_name(path).suffix.lower() == ".tsv"
    return _SEPARATORS[given or ("tab" if is_tsv else "comma")]


def demand_writing_effect(format: UnitFormat | TermFormat) -> None:
    """Raise InputError for an option that says nothing to a format to be written."""
    name = format.name
    is_of_terms = name in term_formats and term_formats[name] is format
    demand_effect(format.name == "csv", "CSV that is written", "separator")
    # A workbook's texts are none in any case, so who asks for that has it.
    is_table = format.name in ("csv", "xlsx")
    demand_effect(is_table, "CSV and XLSX", "formula_safe")
    demand_effect(format.name == "tbx", "TBX", "style", "dialect")
    demand_effect(
        is_of_terms and format.one_pair, "glossaries of pairs", "with_admitted"
    )


def column_names(columns: str | None) -> dict[str, str]:
    """`Tiếng Việt=vi,Indo=id` taken apart."""
    pairs = {}
    for part in columns.split(",") if columns else ():
        name, equals, known = part.rpartition("=")
        if not equals or not name.strip() or not known.strip():
            raise InputError(f"--columns {part!r}: write NAME=AS, such as Indo=id")
        pairs[name.strip()] = known.strip().lower()
    return pairs


def read_options(
    workspace: Workspace,
    source: Locale | None,
    target: Locale | None,
    *,
    columns: str | None = None,
    sheet: str | None = None,
    untranslated: bool = False,
) -> ReadOptions:
    """What the reader is told; without languages, those of the settings are usual."""
    usual = source is None and target is None
    if usual:
        settings = workspace.settings
        source, target = settings.source, settings.target
    return ReadOptions(
        source,
        target,
        usual=usual,
        columns=column_names(columns),
        sheet=sheet,
        untranslated=untranslated,
    )


def say_skipped(workspace: Workspace, skipped: Sequence[Skipped]) -> None:
    """Tell of the first entries that were not read, with their lines."""
    for entry in skipped[:SHOWN]:
        line = "" if entry.line is None else f":{entry.line}"
        workspace.say(f"skipped {entry.path}{line}: {entry.reason}")
    if len(skipped) > SHOWN:
        workspace.say(f"… and {len(skipped) - SHOWN} more")


def as_json(entries: Iterable[Skipped | Lost]) -> list[dict[str, object]]:
    """Entries that were skipped, or losses, as JSON."""
    return [asdict(entry) for entry in entries]
