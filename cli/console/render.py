"""Results on standard output: a table for people, JSON and TSV for programs."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import Console

# A line must stay a line for readers that split at any Unicode line end.
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

    `value` is the whole for json; `lines` its parts for jsonl (a list's items by
    default), and, where there is no value, the items of a list for json; `columns` and
    `rows` a table for tsv, and for people too unless `table` draws a better one.
    """
    if workspace.format == "json":
        if value is None and lines is not None:
            _echo_list(lines)
        else:
            click.echo(json_text(value, indent=2))
    elif workspace.format == "jsonl":
        if lines is None:
            lines = value if isinstance(value, list) else [value]
        for line in lines:
            click.echo(json_text(line))
    elif workspace.format == "tsv":
        if rows is None:
            columns, rows = _make_rows(value)
        click.echo("\t".join(columns))
        for row in rows:
            click.echo("\t".join(_escape_cell(cell) for cell in row))
    elif table is not None:
        table(console())
    else:
        if rows is None:
            columns, rows = _make_rows(value)
        _draw_table(columns, rows)


def count_of(count: int, noun: str, plural: str | None = None) -> str:
    """Say a number with its noun in the right form.

    >>> count_of(1, "page"), count_of(1200, "entry", "entries")
    ('1 page', '1,200 entries')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def _echo_list(items: Iterable[object]) -> None:
    """Print a list as JSON, item by item."""
    separator = "["
    for item in items:
        click.echo(separator)
        text = json_text(item, indent=2).replace("\n", "\n  ")
        click.echo(f"  {text}", nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else "\n]")


def json_text(value: object, *, indent: int | None = None) -> str:
    """JSON in UTF-8, in which a line is a line whoever reads it.

    >>> json_text({"text": "a\\u2028b"})
    '{"text": "a\\\\u2028b"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    for line_end, escaped in _LINE_ENDS.items():
        text = text.replace(line_end, escaped)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)  # lone surrogates, escaped
    return text


def console() -> "Console":
    """Where tables are drawn; without colour unless it is a terminal."""
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
    console().print(table)


def _format_cell(cell: object) -> str:
    """A value as people write it.

    >>> [_said(cell) for cell in (None, True, 0, ["a", 2], [])]
    ['', 'yes', '0', 'a, 2', '']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, list | tuple):
        return ", ".join(map(_format_cell, cell))
    return json_text(cell) if isinstance(cell, Mapping) else str(cell)


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
    text = cell if isinstance(cell, str) else json_text(cell)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
