"""Options and messages of the commands that read and write files of units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.console.options.option_group import option_group
from cli.console.options.pair_options import COMMAND_LINE_PARAMETERS, PairOptions
from cli.console.options.unused_options import refuse_unused_options
from cli.console.workspace import Workspace
from exports.entry import Loss
from exports.format import ReadOptions, UnitFormat
from exports.format_alias import resolve_format_alias
from exports.format_registries import term_formats
from exports.io.compression_kinds import remove_packing_suffix
from exports.term_format import TermFormat
from tm.errors import InputError
from tm.file_remarks import SkippedEntry

MAX_LISTED_SKIPPED_ENTRIES = 20
"""How many skipped entries are listed one by one."""

_SEPARATOR_BY_NAME = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

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
        *(option_names or ("--as", "format_name")),
        metavar="FORMAT",
        type=FormatType(),
        help=help,
    )


input_format_option = format_option("Format of FILE; recognised by default.")
"""The option for the format of a file that is read."""


def output_option(
    help: str, *, is_required: bool = True
) -> Callable[[FunctionT], FunctionT]:
    """Make the option `-O`, the file to write."""
    return click.option(
        "-O",
        "--output",
        "output_path",
        metavar="OUT",
        required=is_required,
        type=click.Path(path_type=Path),
        help=help,
    )


lossless_option = click.option(
    "--strict", is_flag=True, help="Write nothing if anything would be lost."
)
"""The option for writing a file only if it can hold everything."""


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How a table is read: the options --columns and --sheet."""

    columns_text: str | None = None
    sheet_name: str | None = None

    @property
    def meaning_by_heading(self) -> dict[str, str]:
        """The meanings of the columns of --columns, by their headings."""
        return parse_columns(self.columns_text)


def add_table_reading_options(function: FunctionT) -> FunctionT:
    """Add the options `--columns` and `--sheet` to a command."""
    for add_option in (
        click.option(
            "--sheet", "sheet_name", metavar="NAME", help="XLSX: read only this sheet."
        ),
        click.option(
            "--columns",
            "columns_text",
            metavar="NAME=MEANING,…",
            help="Meaning of the columns of a table, such as Indo=id,Memo=note.",
        ),
    ):
        function = add_option(function)
    return function


table_options = option_group("table_options", TableOptions, add_table_reading_options)


def add_term_writing_options(function: FunctionT) -> FunctionT:
    """Add the options `--style`, `--dialect` and `--with-admitted` to a command."""
    for add_option in (
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
        function = add_option(function)
    return function


def add_table_writing_options(function: FunctionT) -> FunctionT:
    """Add the options `--separator` and `--raw` to a command."""
    for add_option in (
        click.option(
            "--raw",
            "formula_safe",
            is_flag=True,
            flag_value=False,
            default=True,
            help="CSV: write cells as they are, without the apostrophe that keeps "
            "spreadsheets from reading a formula.",
        ),
        click.option(
            "--separator",
            "separator_name",
            type=click.Choice(list(_SEPARATOR_BY_NAME)),
            help="CSV: separator of cells; default comma, tab for a .tsv file.",
        ),
    ):
        function = add_option(function)
    return function


@dataclass(frozen=True, slots=True)
class TableWritingOptions:
    """How a table is written: the options --separator and --raw."""

    separator_name: str | None
    formula_safe: bool


table_writing_options = option_group(
    "table_writing_options", TableWritingOptions, add_table_writing_options
)


def choose_separator(separator_name: str | None, output_path: str) -> str:
    """Choose the separator of cells in a table to write: as named, or the default.

    >>> choose_separator(None, "terms.tsv.gz"), choose_separator("bar", "terms.tsv")
    ('\\t', '|')
    """
    is_tsv = remove_packing_suffix(output_path).suffix.lower() == ".tsv"
    return _SEPARATOR_BY_NAME[separator_name or ("tab" if is_tsv else "comma")]


def refuse_unused_writing_options(output_format: UnitFormat | TermFormat) -> None:
    """Raise InputError for an option that has no effect on the format to write."""
    format_name = output_format.name
    is_term_format = (
        format_name in term_formats and term_formats[format_name] is output_format
    )
    refuse_unused_options(output_format.name == "csv", "writing CSV", "separator_name")
    # Texts of a workbook are never formulas, so the option is accepted there, too.
    is_table = output_format.name in ("csv", "xlsx")
    refuse_unused_options(is_table, "writing CSV and XLSX", "formula_safe")
    refuse_unused_options(
        output_format.name == "tbx", "writing TBX", "style", "dialect"
    )
    refuse_unused_options(
        is_term_format and output_format.has_one_pair,
        "glossaries of pairs",
        "with_admitted",
    )


def parse_columns(columns_text: str | None) -> dict[str, str]:
    """Parse the meanings of columns, such as `Tiếng Việt=vi,Indo=id`."""
    meaning_by_heading = {}
    for column_meaning in columns_text.split(",") if columns_text else ():
        heading, equals_sign, meaning = column_meaning.rpartition("=")
        if not equals_sign or not heading.strip() or not meaning.strip():
            raise InputError(
                f"--columns: {column_meaning!r} has no meaning; write NAME=MEANING, "
                "such as Indo=id"
            )
        meaning_by_heading[heading.strip()] = meaning.strip().lower()
    return meaning_by_heading


def parse_statuses(statuses_text: str | None) -> dict[str, str]:
    """Parse the meanings of words for statuses, such as `dùng=preferred`.

    Raises InputError, and UnknownName for a meaning that is no status.
    """
    from exports.terms.statuses import parse_status_word  # few commands need it

    meaning_by_word: dict[str, str] = {}
    for word_meaning in statuses_text.split(",") if statuses_text else ():
        word, equals_sign, meaning = map(str.strip, word_meaning.rpartition("="))
        if not equals_sign or not word or not meaning:
            raise InputError(
                f"--statuses: {word_meaning!r} has no status; write WORD=STATUS, such "
                "as dùng=preferred"
            )
        meaning_by_word[word] = meaning
        parse_status_word(word, meaning_by_word)
    return meaning_by_word


def make_read_options(
    workspace: Workspace,
    pair_options: PairOptions,
    table_options: TableOptions,
    *,
    with_untranslated: bool = False,
) -> ReadOptions:
    """Make the options of a reader; the default languages are those of the settings."""
    source_locale, target_locale = (
        pair_options.source_locale,
        pair_options.target_locale,
    )
    are_default_locales = source_locale is None and target_locale is None
    if are_default_locales:
        settings = workspace.settings
        source_locale, target_locale = settings.source, settings.target
    return ReadOptions(
        source_locale,
        target_locale,
        COMMAND_LINE_PARAMETERS,
        are_default_locales=are_default_locales,
        columns=table_options.meaning_by_heading,
        sheet=table_options.sheet_name,
        with_untranslated=with_untranslated,
    )


def warn_of_skipped_entries(
    workspace: Workspace, skipped_entries: Sequence[SkippedEntry]
) -> None:
    """Warn of the first entries that were skipped, with their lines."""
    for entry in skipped_entries[:MAX_LISTED_SKIPPED_ENTRIES]:
        line_suffix = "" if entry.line is None else f":{entry.line}"
        workspace.warn(f"{entry.path}{line_suffix}: skipped: {entry.reason}")
    hidden_count = len(skipped_entries) - MAX_LISTED_SKIPPED_ENTRIES
    if hidden_count > 0:
        hidden_phrase = "entry" if hidden_count == 1 else "entries"
        workspace.warn(
            f"{hidden_count:,} more {hidden_phrase} skipped; --format json lists all"
        )


def warn_of_losses(workspace: Workspace, losses: Iterable[Loss]) -> None:
    """Warn of what a file could not hold."""
    for loss in losses:
        workspace.warn(f"lost: {loss.what} ({loss.count:,})")


def make_entries_json(
    entries: Iterable[SkippedEntry | Loss],
) -> list[dict[str, object]]:
    """Make the JSON of skipped entries or losses."""
    return [asdict(entry) for entry in entries]
