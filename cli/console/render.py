"""Results on standard output: a table for people, JSON and TSV for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import Console

# Escaped, since some readers split lines at these characters.
_LINE_ENDS = {"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def emit(
    workspace: Workspace,
    value: object,
    *,
    lines: Iterable[object] | None = None,
    columns: Sequence[str] = (),
    rows: Iterable[Sequence[object]] | None = None,
    table: "Callable[[Console], None] | None" = None,
) -> None:
    """Print a result in the format of the call: a table, JSON, JSON lines or TSV.

    `value`: the whole result, for JSON. `lines`: its parts, for JSON lines; by default
    the items of a list. Without a value, they are the items of the JSON list. `columns`
    and `rows`: a table, for TSV and people; `table` draws another one for people.
    """
    if workspace.format == "json":
        if value is None and lines is not None:
            _echo_list(lines)
        else:
            click.echo(format_json(value, indent=2))
    elif workspace.format == "jsonl":
        if lines is None:
            lines = value if isinstance(value, list) else [value]
        for line in lines:
            click.echo(format_json(line))
    elif workspace.format == "tsv":
        if rows is None:
            columns, rows = _make_rows(value)
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(_escape_cell(cell) for cell in row))
    elif table is not None:
        table(make_console())
    else:
        if rows is None:
            columns, rows = _make_rows(value)
        _draw_table(columns, rows)


def format_count(count: int, noun: str, plural: str | None = None) -> str:
    """Format a number with its noun in the singular or plural.

    >>> format_count(1, "page"), format_count(1200, "entry", "entries")
    ('1 page', '1,200 entries')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def _echo_list(items: Iterable[object]) -> None:
    """Print a list as JSON, item by item."""
    separator = "["
    for item in items:
        click.echo(separator)
        text = format_json(item, indent=2).replace("\n", "\n  ")
        click.echo(f"  {text}", nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


def format_json(value: object, *, indent: int | None = None) -> str:
    """Format a value as JSON in UTF-8, with Unicode line ends escaped.

    >>> format_json({"text": "a\\u2028b"})
    '{"text": "a\\\\u2028b"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    for line_end, escaped_line_end in _LINE_ENDS.items():
        text = text.replace(line_end, escaped_line_end)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)  # lone surrogates, escaped
    return text


def make_console() -> "Console":
    """Make a console for tables; without colour unless it is a terminal."""
    # rich takes a tenth of a second to import, and JSON does not need it.
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    return Console(file=sys.stdout, width=width, highlight=False, emoji=False)


def _draw_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        # Text, not str: square brackets in content are not markup.
        table.add_row(*(Text(_format_cell(cell)) for cell in row))
    make_console().print(table)


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


def _make_rows(value: object) -> tuple[Sequence[str], list[list[object]]]:
    items: list[Mapping[str, Any]] = [
        item if isinstance(item, Mapping) else {"value": item}
        for item in (value if isinstance(value, list) else [value])
    ]
    columns = list(dict.fromkeys(key for item in items for key in item))
    return columns, [[item.get(column) for column in columns] for item in items]


def _escape_cell(cell: object) -> str:
    if cell is None:
        return ""
    text = cell if isinstance(cell, str) else format_json(cell)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
