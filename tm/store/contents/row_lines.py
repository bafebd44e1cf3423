"""Rows as lines of JSON and back: each a list of the values of its columns.

Bytes are hexadecimal digits. A line is the same for both kinds of databases, so that
hashes of them can be compared.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

from tm.store.backend.sql import RowValues
from tm.store.contents.stored_table import ColumnKind, StoredTable

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# Some readers split lines at these.
_LINE_END_PATTERN = re.compile("[\x85\u2028\u2029]")
_ESCAPE_BY_CODE_POINT = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
_MAX_INTEGER = 2**63 - 1
_TYPES_BY_KIND: dict[ColumnKind, set[type]] = {
    ColumnKind.BOOLEAN: {bool},
    ColumnKind.BYTES: {str},
    ColumnKind.INTEGER: {int},
    ColumnKind.NUMBER: {int, float},
    ColumnKind.TEXT: {str},
}


class InvalidRow(Exception):
    """A line that is not a row of its table; says why."""

    def __init__(self, reason: str, line_index: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line_index = line_index
        """Which of the lines it is, from 0."""


def encode_rows(stored_table: StoredTable, rows: Iterable[RowValues]) -> bytes:
    """Encode rows as the database gives them to lines of JSON in UTF-8."""
    conversions: list[tuple[int, Callable[[Any], object]]] = [
        (column_index, _format_bytes if kind is ColumnKind.BYTES else bool)
        for column_index, kind in enumerate(stored_table.kind_by_column.values())
        if kind in (ColumnKind.BYTES, ColumnKind.BOOLEAN)
    ]
    lines = []
    for row in rows:
        column_values = list(row)
        for column_index, convert in conversions:
            if column_values[column_index] is not None:
                column_values[column_index] = convert(column_values[column_index])
        lines.append(_ENCODER.encode(column_values))
    lines_text = "\n".join([*lines, ""])
    if _LINE_END_PATTERN.search(lines_text):
        lines_text = lines_text.translate(_ESCAPE_BY_CODE_POINT)
    return lines_text.encode()


def decode_lines(
    stored_table: StoredTable, lines: Sequence[bytes]
) -> list[Sequence[Any]]:
    """Decode lines to columns of values. Raises InvalidRow."""
    kind_by_column = stored_table.kind_by_column
    rows = [
        _parse_line(line, line_index, column_count=len(kind_by_column))
        for line_index, line in enumerate(lines)
    ]
    return [
        _convert_column(column, column_name, kind)
        for column, (column_name, kind) in zip(
            zip(*rows, strict=True), kind_by_column.items(), strict=True
        )
    ]


def batch_lines(lines: Iterable[bytes], max_size: int) -> Iterator[list[bytes]]:
    """Group lines to batches of at most 1000 lines, and little more than a size."""
    batch: list[bytes] = []
    batch_size = 0
    for line in lines:
        batch.append(line)
        batch_size += len(line)
        if len(batch) >= 1000 or batch_size >= max_size:
            yield batch
            batch, batch_size = [], 0
    if batch:
        yield batch


def _parse_line(line: bytes, line_index: int, *, column_count: int) -> list[Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRow("not JSON", line_index) from error
    if not isinstance(row, list) or len(row) != column_count:
        raise InvalidRow(f"not a list of {column_count} values", line_index)
    return row


def _format_bytes(value: bytes | str) -> str:
    """Format bytes as hexadecimal digits; SQLite lets a column hold text, too."""
    return (value.encode() if isinstance(value, str) else value).hex()


def _convert_column(
    column: Sequence[Any], column_name: str, kind: ColumnKind
) -> Sequence[Any]:
    """Convert the values of a column for the database. Raises InvalidRow."""
    allowed_types = {*_TYPES_BY_KIND[kind], type(None)}
    if not set(map(type, column)) <= allowed_types:
        _refuse_value(
            column, lambda value: type(value) in allowed_types, column_name, kind.value
        )
    if kind is ColumnKind.BYTES:
        try:
            return [None if value is None else bytes.fromhex(value) for value in column]
        except ValueError:
            _refuse_value(column, _is_hexadecimal, column_name, "hexadecimal")
    if kind is ColumnKind.INTEGER and not all(map(_is_storable_integer, column)):
        _refuse_value(column, _is_storable_integer, column_name, "of 64 bits")
    return column


def _refuse_value(
    column: Sequence[Any],
    is_valid: Callable[[Any], bool],
    column_name: str,
    expectation: str,
) -> NoReturn:
    """Raise InvalidRow for the first invalid value of a column."""
    line_index = next(
        index for index, value in enumerate(column) if not is_valid(value)
    )
    raise InvalidRow(f"{column_name} is not {expectation}", line_index)


def _is_hexadecimal(value: str | None) -> bool:
    try:
        bytes.fromhex(value or "")
    except ValueError:
        return False
    return True


def _is_storable_integer(value: int | None) -> bool:
    return value is None or -_MAX_INTEGER <= value <= _MAX_INTEGER
