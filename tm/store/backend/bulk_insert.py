"""Rows in large numbers, past what SQLAlchemy does for each of them; private.

Numbers of rows are given here, not by the database, so that none has to be read back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, Text

RowValues = Sequence[Any]
"""A row: text, numbers or bytes, in the order of the columns that are named.

A column of text may be given in UTF-8, if all of it is.
"""

_PARAMETERS = 500
_LITTLE_KILOBYTES = 2 * 1024
_AT_ONCE = 40
"""Rows of one statement: more take longer again, and old SQLite has 999 parameters."""


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[RowValues],
) -> None:
    """Insert rows that are not there yet."""
    if rows:
        values = list(zip(*rows, strict=True))
        insert_columns(connection, table, columns, values)


def insert_columns(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    values: Sequence[Sequence[Any]],
) -> None:
    """The same of rows given by columns: all values of one, then of the next.

    In SQLite many rows are one statement, and what all of them have is given once:
    half of the time of a row would go into binding its values one by one. Numbers
    that are a range, the next ones, are those that it gives by itself.
    """
    quote = connection.dialect.identifier_preparer.quote
    name = quote(table.name)
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "postgresql":
        names = ", ".join(map(quote, columns))
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy,
        ):
            texts = [
                map(bytes.decode, some) if _is_utf8(table, column, some) else some
                for column, some in zip(columns, values, strict=True)
            ]
            for row in zip(*texts, strict=True):
                copy.write_row(row)
        return
    shared: list[tuple[str, Any]] = []
    varying: list[tuple[str, bool, Sequence[Any]]] = []
    numbers: range | None = None
    for column, some in zip(columns, values, strict=True):
        if column == "id" and isinstance(some, range):
            numbers = some
            continue
        is_utf8 = _is_utf8(table, column, some)
        # Texts are nearly never all the same, and would be compared letter by letter.
        if not is_utf8 and some.count(some[0]) == len(some):
            shared.append((quote(column), some[0]))
        else:
            varying.append((quote(column), is_utf8, some))
    if not varying:
        column, value = shared.pop()
        varying.append((column, False, [value] * len(values[0])))
    # A column that is not named is null.
    given = [(column, value) for column, value in shared if value is not None]
    of_all = tuple(column for column, _ in given)
    of_each = tuple((column, is_utf8) for column, is_utf8, _ in varying)
    once = [value for _, value in given]
    width = len(varying)
    each: list[Any] = [None] * (width * len(values[0]))
    for place, (_, _, some) in enumerate(varying):
        each[place::width] = _bindable(some)
    for some in pieces(each, _AT_ONCE * width):
        statement = _statement(name, of_all, of_each, len(some) // width)
        last = driver.execute(statement, [*once, *some]).lastrowid
    assert numbers is None or last == numbers[-1]


def _is_utf8(table: Table, column: str, values: Sequence[Any]) -> bool:
    return isinstance(values[0], bytes) and isinstance(table.c[column].type, Text)


def _bindable(values: Sequence[Any]) -> Sequence[Any]:
    """The same values; sqlite3 looks for an adapter for each that is of `bytes`.

    Binding and all takes half as long without.
    """
    if not isinstance(values[0], bytes):
        return values
    return [bytearray(one) if isinstance(one, bytes) else one for one in values]


@lru_cache(maxsize=128)
def _statement(
    table: str,
    shared: tuple[str, ...],
    varying: tuple[tuple[str, bool], ...],
    count: int,
) -> str:
    """`varying` also says of each column whether its text is given in UTF-8."""
    names = ", ".join([*shared, *(column for column, _ in varying)])
    row = ", ".join("CAST(? AS TEXT)" if is_utf8 else "?" for _, is_utf8 in varying)
    rows = f"VALUES {', '.join([f'({row})'] * count)}"
    if shared:
        # Only then: each value is copied once more.
        rows = f"SELECT {', '.join('?' * len(shared))}, * FROM ({rows})"
    return f"INSERT INTO {table} ({names}) {rows}"


@contextmanager
def little_cache(connection: Connection) -> Iterator[None]:
    """Less of SQLite's pages in memory, and as much less of what it sorts for indexes.

    Sorting takes longer where that is more than the processor's own cache has.
    """
    usual = shrink_cache(connection)
    yield
    set_cache(connection, usual)


def shrink_cache(connection: Connection) -> int:
    """The same until `set_cache`, for which this gives the usual size.

    After an error nobody need give it back: the next transaction chooses anew.
    """
    [(usual,)] = connection.exec_driver_sql("PRAGMA cache_size")
    set_cache(connection, -_LITTLE_KILOBYTES)
    return int(usual)


def set_cache(connection: Connection, size: int) -> None:
    """Let SQLite keep so many pages, or KiB where negative."""
    connection.exec_driver_sql(f"PRAGMA cache_size = {size}")


def next_numbers(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Numbers for so many new rows, rising."""
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            (table.name, count),
        )
        return sorted(found.scalars())
    # Who writes to SQLite is alone.
    last = newest(connection, table)
    return range(last + 1, last + 1 + count)


def newest(connection: Connection, table: Table) -> int:
    """The highest number of a row; 0 where there is none."""
    # As plain SQL: it is asked for each few thousand rows.
    found = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}")
    return found.scalar() or 0


def numbers_by_key(
    connection: Connection, table: Table, keys: Sequence[bytes]
) -> dict[bytes, int]:
    """The numbers of the rows that have one of some keys."""
    return {
        bytes(key): number
        for key, number in _chosen(connection, "key, id", table, "key", keys)
    }


def keys_by_number(
    connection: Connection, table: Table, numbers: Sequence[int]
) -> dict[int, bytes]:
    """The keys of some rows."""
    return {
        number: bytes(key)
        for number, key in _chosen(connection, "id, key", table, "id", numbers)
    }


def rows_by_number(
    connection: Connection, table: Table, columns: Sequence[str], numbers: Sequence[int]
) -> Iterator[RowValues]:
    """Some columns of some rows, in any order."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    return _chosen(connection, names, table, "id", numbers)


def _chosen(
    connection: Connection,
    columns: str,
    table: Table,
    column: str,
    values: Sequence[object],
) -> Iterator[RowValues]:
    """The rows that have one of some values, asked for some at a time."""
    if connection.dialect.name == "postgresql":
        query = f"SELECT {columns} FROM {table.name} WHERE {column} = ANY(%s)"
        yield from connection.exec_driver_sql(query, (list(values),))
        return
    for some in pieces(values, _PARAMETERS):
        marks = ", ".join("?" * len(some))
        query = f"SELECT {columns} FROM {table.name} WHERE {column} IN ({marks})"
        yield from connection.exec_driver_sql(query, tuple(some))


def pieces(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """A sequence in pieces of a size."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
