"""Inserting and reading many rows without SQLAlchemy's work for each row.

Ids of rows are given here, not by the database, so that none has to be read back.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from tm.store.backend.backend import get_backend
from tm.store.backend.sql import RowValues


def insert_rows(
    connection: Connection,
    table: Table,
    column_names: Sequence[str],
    rows: Sequence[RowValues],
) -> None:
    """Insert rows, given as the values of the named columns."""
    if rows:
        insert_rows_by_column(
            connection, table, column_names, list(zip(*rows, strict=True))
        )


def insert_rows_by_column(
    connection: Connection,
    table: Table,
    column_names: Sequence[str],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Insert rows given by columns, see `Backend.insert_rows_by_column`."""
    get_backend(connection).insert_rows_by_column(
        connection, table, column_names, columns
    )


def reserve_ids(connection: Connection, table: Table, id_count: int) -> Sequence[int]:
    """Reserve ids for so many new rows, in rising order."""
    return get_backend(connection).reserve_ids(connection, table, id_count)


def find_newest_id(connection: Connection, table: Table) -> int:
    """Get the highest id of a table; 0 where it is empty."""
    # As plain SQL: it is asked for each few thousand rows.
    cursor_result = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}")
    return cursor_result.scalar() or 0


def read_ids_by_key(
    connection: Connection, table: Table, keys: Sequence[bytes]
) -> dict[bytes, int]:
    """Get the ids of the rows that have one of some keys."""
    rows = get_backend(connection).select_rows(
        connection, table, ("key", "id"), "key", keys
    )
    return {bytes(key): row_id for key, row_id in rows}


def read_keys_by_id(
    connection: Connection, table: Table, row_ids: Sequence[int]
) -> dict[int, bytes]:
    """Get the keys of some rows."""
    rows = get_backend(connection).select_rows(
        connection, table, ("id", "key"), "id", row_ids
    )
    return {row_id: bytes(key) for row_id, key in rows}


def read_rows_by_id(
    connection: Connection,
    table: Table,
    column_names: Sequence[str],
    row_ids: Sequence[int],
) -> Iterator[RowValues]:
    """Get some columns of some rows, in any order."""
    return get_backend(connection).select_rows(
        connection, table, column_names, "id", row_ids
    )
