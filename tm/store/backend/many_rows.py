"""Inserting and reading many rows without SQLAlchemy's work for each row.

Ids of rows are given here, not by the database, so that none has to be read back.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from tm.store.backend.backend import backend_of
from tm.store.backend.sql import RowValues


def insert_rows(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Sequence[RowValues],
) -> None:
    """Insert rows, given as the values of the named columns."""
    if rows:
        insert_columns(connection, table, names, list(zip(*rows, strict=True)))


def insert_columns(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Insert rows given by columns, see `Backend.insert_columns`."""
    backend_of(connection).insert_columns(connection, table, names, columns)


def reserve_ids(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Reserve ids for so many new rows, in rising order."""
    return backend_of(connection).reserve_ids(connection, table, count)


def newest_id(connection: Connection, table: Table) -> int:
    """Get the highest id of a table; 0 where it is empty."""
    # As plain SQL: it is asked for each few thousand rows.
    result = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}")
    return result.scalar() or 0


def ids_by_key(
    connection: Connection, table: Table, keys: Sequence[bytes]
) -> dict[bytes, int]:
    """Get the ids of the rows that have one of some keys."""
    rows = backend_of(connection).select_in(
        connection, table, ("key", "id"), "key", keys
    )
    return {bytes(key): number for key, number in rows}


def keys_by_id(
    connection: Connection, table: Table, ids: Sequence[int]
) -> dict[int, bytes]:
    """Get the keys of some rows."""
    rows = backend_of(connection).select_in(connection, table, ("id", "key"), "id", ids)
    return {number: bytes(key) for number, key in rows}


def rows_by_id(
    connection: Connection, table: Table, names: Sequence[str], ids: Sequence[int]
) -> Iterator[RowValues]:
    """Get some columns of some rows, in any order."""
    return backend_of(connection).select_in(connection, table, names, "id", ids)
