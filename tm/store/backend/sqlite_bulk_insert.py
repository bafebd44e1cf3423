"""Insertion of many rows by one statement of SQLite.

Speed: half of the time of a row would go into binding its values one by one.
An import of 120,000 units takes 21 % longer without (`benchmarks/exchange.py`).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

from tm.store.backend.sql import is_utf8_column, split_into_batches

_ROWS_PER_STATEMENT = 40
"""More rows a statement take longer again, and old SQLite has 999 parameters."""


def insert_rows_by_column(
    connection: Connection,
    table: Table,
    column_names: Sequence[str],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Insert rows given by columns, see `Backend.insert_rows_by_column`.

    Values that all rows share are bound once. Ids are not bound if they are a range,
    since SQLite itself gives the next ids.
    """
    quote_identifier = connection.dialect.identifier_preparer.quote
    driver_connection = connection.connection.driver_connection
    assert driver_connection is not None
    constant_columns: list[tuple[str, Any]] = []
    varying_columns: list[tuple[str, bool, Sequence[Any]]] = []
    id_range: range | None = None
    for column_name, column in zip(column_names, columns, strict=True):
        if column_name == "id" and isinstance(column, range):
            id_range = column
            continue
        is_encoded = is_utf8_column(table, column_name, column)
        # Texts are nearly never all the same, and would be compared letter by letter.
        if not is_encoded and column.count(column[0]) == len(column):
            constant_columns.append((quote_identifier(column_name), column[0]))
        else:
            varying_columns.append((quote_identifier(column_name), is_encoded, column))
    if not varying_columns:
        column_name, value = constant_columns.pop()
        varying_columns.append((column_name, False, [value] * len(columns[0])))
    # A column that is not named is null.
    bound_columns = [
        (column_name, value)
        for column_name, value in constant_columns
        if value is not None
    ]
    constant_column_names = tuple(column_name for column_name, _ in bound_columns)
    constant_values = [value for _, value in bound_columns]
    varying_names_and_utf8_flags = tuple(
        (column_name, is_encoded) for column_name, is_encoded, _ in varying_columns
    )
    varying_column_count = len(varying_columns)
    interleaved_values: list[Any] = [None] * (varying_column_count * len(columns[0]))
    for column_index, (_, _, column) in enumerate(varying_columns):
        interleaved_values[column_index::varying_column_count] = _make_bindable(column)
    last_id = None
    for batch_values in split_into_batches(
        interleaved_values, _ROWS_PER_STATEMENT * varying_column_count
    ):
        statement = _write_insert_statement(
            quote_identifier(table.name),
            constant_column_names,
            varying_names_and_utf8_flags,
            len(batch_values) // varying_column_count,
        )
        last_id = driver_connection.execute(
            statement, [*constant_values, *batch_values]
        ).lastrowid
    assert id_range is None or last_id == id_range[-1]


def _make_bindable(column_values: Sequence[Any]) -> Sequence[Any]:
    """Replace `bytes` by `bytearray`, for which sqlite3 looks up no adapter.

    Binding them takes half the time.
    """
    if not isinstance(column_values[0], bytes):
        return column_values
    return [
        bytearray(value) if isinstance(value, bytes) else value
        for value in column_values
    ]


def _write_insert_statement(
    quoted_table: str,
    constant_column_names: tuple[str, ...],
    varying_names_and_utf8_flags: tuple[tuple[str, bool], ...],
    row_count: int,
) -> str:
    """Write an INSERT statement for a number of rows.

    `varying_names_and_utf8_flags`: names of columns, and whether their texts are given
    in UTF-8.
    """
    column_list = ", ".join(
        [
            *constant_column_names,
            *(column_name for column_name, _ in varying_names_and_utf8_flags),
        ]
    )
    row_placeholders = ", ".join(
        "CAST(? AS TEXT)" if is_encoded else "?"
        for _, is_encoded in varying_names_and_utf8_flags
    )
    rows_sql = f"VALUES {', '.join([f'({row_placeholders})'] * row_count)}"
    if constant_column_names:
        # Only then: each value is copied once more.
        rows_sql = (
            f"SELECT {', '.join('?' * len(constant_column_names))}, * FROM ({rows_sql})"
        )
    return f"INSERT INTO {quoted_table} ({column_list}) {rows_sql}"
