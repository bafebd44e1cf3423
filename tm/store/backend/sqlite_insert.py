"""Insertion of many rows by one statement of SQLite.

Speed: half of the time of a row would go into binding its values one by one.
An import of 120,000 units takes 21 % longer without (docs/architecture/speed.md).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table

from tm.store.backend.sql import is_utf8, pieces

_ROWS_PER_STATEMENT = 40
"""More rows a statement take longer again, and old SQLite has 999 parameters."""


def insert_columns(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    columns: Sequence[Sequence[Any]],
) -> None:
    """Insert rows given by columns, see `Backend.insert_columns`.

    What all rows have is bound once. Ids that are a range, the next ones, are those
    that SQLite gives by itself.
    """
    quote = connection.dialect.identifier_preparer.quote
    driver = connection.connection.driver_connection
    assert driver is not None
    constants: list[tuple[str, Any]] = []
    varying: list[tuple[str, bool, Sequence[Any]]] = []
    ids: range | None = None
    for name, column in zip(names, columns, strict=True):
        if name == "id" and isinstance(column, range):
            ids = column
            continue
        is_encoded = is_utf8(table, name, column)
        # Texts are nearly never all the same, and would be compared letter by letter.
        if not is_encoded and column.count(column[0]) == len(column):
            constants.append((quote(name), column[0]))
        else:
            varying.append((quote(name), is_encoded, column))
    if not varying:
        name, value = constants.pop()
        varying.append((name, False, [value] * len(columns[0])))
    # A column that is not named is null.
    bound = [(name, value) for name, value in constants if value is not None]
    constant_names = tuple(name for name, _ in bound)
    constant_values = [value for _, value in bound]
    varying_names = tuple((name, is_encoded) for name, is_encoded, _ in varying)
    width = len(varying)
    interleaved: list[Any] = [None] * (width * len(columns[0]))
    for index, (_, _, column) in enumerate(varying):
        interleaved[index::width] = _bindable(column)
    last_id = None
    for values in pieces(interleaved, _ROWS_PER_STATEMENT * width):
        statement = _statement(
            quote(table.name), constant_names, varying_names, len(values) // width
        )
        last_id = driver.execute(statement, [*constant_values, *values]).lastrowid
    assert ids is None or last_id == ids[-1]


def _bindable(values: Sequence[Any]) -> Sequence[Any]:
    """Replace `bytes`, for which sqlite3 would look up an adapter each time.

    Binding takes half as long without.
    """
    if not isinstance(values[0], bytes):
        return values
    return [bytearray(value) if isinstance(value, bytes) else value for value in values]


@lru_cache(maxsize=128)
def _statement(
    table: str,
    constant_names: tuple[str, ...],
    varying_names: tuple[tuple[str, bool], ...],
    count: int,
) -> str:
    """Write the INSERT of so many rows.

    `varying_names` also says of each column whether its text is given in UTF-8.
    """
    names = ", ".join([*constant_names, *(name for name, _ in varying_names)])
    row = ", ".join(
        "CAST(? AS TEXT)" if is_encoded else "?" for _, is_encoded in varying_names
    )
    rows = f"VALUES {', '.join([f'({row})'] * count)}"
    if constant_names:
        # Only then: each value is copied once more.
        rows = f"SELECT {', '.join('?' * len(constant_names))}, * FROM ({rows})"
    return f"INSERT INTO {table} ({names}) {rows}"
