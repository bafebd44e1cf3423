"""Rows in large numbers, straight from the driver; private to the store."""

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select

_BLOCK = 512
_FETCHED = 1000

# Any: a column holds text, a number, bytes or nothing.
RawRows = Sequence[tuple[Any, ...]]


def row_blocks(
    connection: Connection, query: Select[Any]
) -> Generator[RawRows, None, None]:
    """The rows of a query as the driver gives them, some hundred at a time.

    Its cursor is open until they are all read, or the generator is closed.
    """
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "postgresql":
        with driver.cursor(name="padanan_rows") as cursor:
            cursor.execute(str(compiled), compiled.params)
            while block := cursor.fetchmany(_FETCHED):
                yield block
        return
    names = compiled.positiontup or []
    values = [compiled.params[name] for name in names]
    with closing(driver.execute(str(compiled), values)) as cursor:
        while block := cursor.fetchmany(_BLOCK):
            yield block
