"""Results on standard output: a table for people, JSON and TSV for programs."""

import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.workspace import Workspace
from tm.errors import InputError
from tm.text.control_characters import show_control_characters

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH_WITHOUT_TERMINAL = 100
_UNLIMITED_WIDTH = 10_000_000

_ESCAPE_BY_CODE = {
    code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)
}
"""Some terminals obey the first ones, and some readers split lines at the others."""
_CHARACTER_BY_ESCAPED_LETTER = {"t": "\t", "n": "\n", "\\": "\\"}
"""What follows a backslash in a cell of TSV, and what it stands for."""
_ESCAPED_CHARACTER_PATTERN = re.compile("[\x7f-\x9f\u2028\u2029]")
_COLUMN_GAP = 2
_MAX_SHORT_WIDTH = 22
"""The widest column that is not broken: an id, a date with its time, a count."""
_MIN_LONG_WIDTH = 12
"""The least width of a broken column; below it, short ones are broken, too."""


def print_result(
    workspace: Workspace,
    json_value: object,
    *,
    json_records: Iterable[object] | None = None,
    columns: Sequence[str] = (),
    rows: Iterable[Sequence[object]] | None = None,
    draw_table: "Callable[[Console], None] | None" = None,
) -> None:
    """Print a result in the format of the call: a table, JSON, JSON lines or TSV.

    `json_value`: the whole result, for JSON; None if it is a list of all
    `json_records`. `json_records`: the parts of the result, for JSON lines; by default
    the items of `json_value`. `columns` and `rows`: a table, for TSV and people;
    `draw_table` draws another one for people.
    """
    if workspace.output_format == "json":
        if json_value is None and json_records is not None:
            _echo_json_list(json_records)
        else:
            click.echo(format_json(json_value, indent_width=2))
    elif workspace.output_format == "jsonl":
        if json_records is None:
            json_records = json_value if isinstance(json_value, list) else [json_value]
        for json_record in json_records:
            click.echo(format_json(json_record))
    elif workspace.output_format == "tsv":
        if rows is None:
            columns, rows = _make_table(json_value)
        if columns:
            click.echo(format_tsv_row(columns))
        for row in rows:
            click.echo(format_tsv_row(row))
    elif draw_table is not None:
        draw_table(make_console())
    else:
        if rows is None:
            columns, rows = _make_table(json_value)
        draw_table_rows(make_console(), columns, rows)


def choose_batch_format(workspace: Workspace) -> str:
    """Choose the format of --batch: `tsv`, or `jsonl` if it is asked for.

    Raises InputError for another format.
    """
    if workspace.output_format == "jsonl":
        return "jsonl"
    if workspace.chosen_output_format not in (None, "tsv"):
        raise InputError(
            f"--batch writes tsv or jsonl, not {workspace.chosen_output_format}; give "
            "--format jsonl"
        )
    return "tsv"


def format_count(count: int, noun: str, plural_noun: str | None = None) -> str:
    """Format a number with its noun in the singular or plural.

    >>> format_count(1, "page"), format_count(1200, "entry", "entries")
    ('1 page', '1,200 entries')
    """
    return f"{count:,} {noun if count == 1 else plural_noun or noun + 's'}"


def _echo_json_list(json_records: Iterable[object]) -> None:
    """Print a list as JSON, item by item."""
    list_separator = "["
    for json_record in json_records:
        click.echo(list_separator)
        json_text = format_json(json_record, indent_width=2).replace("\n", "\n  ")
        click.echo(f"  {json_text}", nl=False)
        list_separator = ","
    click.echo("[]" if list_separator == "[" else "\n]")


def format_json(value: object, *, indent_width: int | None = None) -> str:
    """Format a value as JSON in UTF-8, with controls and line ends escaped.

    >>> format_json({"text": "a\\u2028b"})
    '{"text": "a\\\\u2028b"}'
    """
    json_text = json.dumps(value, ensure_ascii=False, indent=indent_width)
    if _ESCAPED_CHARACTER_PATTERN.search(json_text):
        json_text = json_text.translate(_ESCAPE_BY_CODE)
    try:
        json_text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent_width)  # lone surrogates, escaped
    return json_text


def format_tsv_row(cells: Iterable[object]) -> str:
    """Format a row of tab-separated text; tabs and line ends in cells are escaped.

    >>> format_tsv_row(["two\\nlines", None, 3, True])
    'two\\\\nlines\\t\\t3\\ttrue'
    """
    return "\t".join(map(_escape_cell, cells))


def parse_tsv_cell(cell: str) -> str:
    """Undo the escapes of a cell.

    >>> parse_tsv_cell(r"two\\nlines, a\\\\n")
    'two\\nlines, a\\\\n'
    """
    return re.sub(
        r"\\(.)",
        lambda match: _CHARACTER_BY_ESCAPED_LETTER.get(match[1], match[0]),
        cell,
    )


def make_console() -> "Console":
    """Make a console for tables; without colour and wrapping unless it is a terminal.

    Elsewhere its width is COLUMNS, for layouts of two texts side by side.
    """
    # rich takes a tenth of a second to import, and JSON does not need it.
    from cli.console.safe_console import SafeConsole

    is_terminal = sys.stdout.isatty()
    columns_text = os.environ.get("COLUMNS", "")
    pipe_width = (
        int(columns_text) if columns_text.isdecimal() else _WIDTH_WITHOUT_TERMINAL
    )
    return SafeConsole(
        file=sys.stdout,
        width=None if is_terminal else pipe_width,
        soft_wrap=not is_terminal,
        highlight=False,
        emoji=False,
    )


def print_table(console: "Console", table: "Table") -> None:
    """Print a table; where it is no terminal, a row is a line of any length."""
    if console.is_terminal:
        console.print(table)
        return
    options = console.options.update(width=_UNLIMITED_WIDTH)
    for line in console.render_lines(table, options, pad=False):
        click.echo("".join(segment.text for segment in line).rstrip())


def draw_table_rows(
    console: "Console",
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    whole_columns: Collection[str] = (),
) -> None:
    """Draw a table for people as wide as the console; without rows, nothing.

    Short columns and `whole_columns` stay whole; long texts share what width is left.
    """
    formatted_rows = [[*map(_format_cell, row)] for row in rows]
    if formatted_rows:
        _draw_text_table(console, columns, formatted_rows, whole_columns)


def _draw_text_table(
    console: "Console",
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    whole_columns: Collection[str],
) -> None:
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    console_width = console.width if console.is_terminal else _UNLIMITED_WIDTH
    total_width = console_width - _COLUMN_GAP * (len(columns) - 1)
    cell_widths = [
        max(cell_len(line) for row in rows for line in row[index].split("\n"))
        for index in range(len(columns))
    ]
    # Headings are broken between words if the table does not fit with whole ones.
    whole_widths = [*map(max, cell_widths, map(cell_len, columns))]
    broken_widths = [
        max(width, *map(cell_len, column.split(" ")))
        for width, column in zip(cell_widths, columns, strict=True)
    ]
    is_narrow = sum(whole_widths) > total_width
    natural_widths = broken_widths if is_narrow else whole_widths
    kept_width_by_index = {
        index: natural_widths[index]
        for index, column in enumerate(columns)
        if column in whole_columns
    }
    fitted_widths = iter(
        fit_widths(
            [
                width
                for index, width in enumerate(natural_widths)
                if index not in kept_width_by_index
            ],
            total_width - sum(kept_width_by_index.values()),
        )
    )
    widths = [
        kept_width_by_index.get(index) or next(fitted_widths)
        for index in range(len(columns))
    ]
    table = Table(
        box=None, header_style="bold", pad_edge=False, padding=(0, _COLUMN_GAP, 0, 0)
    )
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, overflow="fold", width=width)
    for row in rows:
        # Text, not str: square brackets in content are not markup.
        table.add_row(*map(Text, row))
    print_table(console, table)


def fit_widths(natural_widths: Sequence[int], total_width: int) -> list[int]:
    """Choose the widths of columns that are not wider than a total.

    Columns that are short keep their width, and the others share the rest evenly,
    unless little would be left for them.

    >>> fit_widths([8, 16, 70, 40], 80), fit_widths([8, 10], 80)
    ([8, 16, 28, 28], [8, 10])
    """
    if sum(natural_widths) <= total_width:
        return list(natural_widths)
    long_column_indexes = [
        index for index, width in enumerate(natural_widths) if width > _MAX_SHORT_WIDTH
    ]
    short_width = sum(width for width in natural_widths if width <= _MAX_SHORT_WIDTH)
    if short_width + _MIN_LONG_WIDTH * len(long_column_indexes) > total_width:
        long_column_indexes = list(range(len(natural_widths)))
        short_width = 0
    widths = list(natural_widths)
    remaining_width = total_width - short_width
    long_column_indexes.sort(key=lambda index: natural_widths[index])
    for position, index in enumerate(long_column_indexes):
        share = remaining_width // (len(long_column_indexes) - position)
        widths[index] = max(1, min(natural_widths[index], share))
        remaining_width -= widths[index]
    return widths


def _format_cell(cell: object) -> str:
    """Format a value for people.

    >>> [_format_cell(cell) for cell in (None, True, 0, ["a", 2], [])]
    ['', 'yes', '0', 'a, 2', '']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(map(_format_cell, cell))
    return format_json(cell) if isinstance(cell, Mapping) else str(cell)


def _make_table(json_value: object) -> tuple[Sequence[str], list[list[object]]]:
    """Make the columns and rows of a JSON value."""
    records: list[Mapping[str, Any]] = [
        record if isinstance(record, Mapping) else {"value": record}
        for record in (json_value if isinstance(json_value, list) else [json_value])
    ]
    columns = list(dict.fromkeys(key for record in records for key in record))
    return columns, [[record.get(column) for column in columns] for record in records]


def _escape_cell(cell: object) -> str:
    """Format a cell of TSV, with tabs and line ends escaped, and controls visible."""
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else format_json(cell)
    text = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return show_control_characters(text)
