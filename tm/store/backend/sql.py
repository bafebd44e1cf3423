"""Reading by plain SQL, over whichever connection there is.

A lookup in a SQLite file reads so, since importing SQLAlchemy takes longer than the
lookup; statements are written in the SQL that both databases understand.
"""

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Table

NumberedTexts = tuple[Sequence[int], Sequence[str]]
"""The numbers of some segments, rising, and a text of each."""

RowValues = Sequence[Any]
"""A row: text, numbers or bytes, in the order of the columns that are named."""

MAX_PARAMETERS = 500
"""Values of one statement: the fewest that databases take, with room for others."""

_BATCH = 5000


class Row(Protocol):
    """A row by the names of its columns, whichever library read it."""

    # Any: a column may hold text, a number or bytes.
    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


class Reader(Protocol):
    """A consistent view of a database. Values are named `:name` in a query."""

    # Any: a column may hold text, a number or bytes.
    def rows(self, query: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """Read the rows of a small result."""

    def records(self, query: str, /, **values: object) -> Sequence[Row]:
        """Read the rows of a small result, by the names of the columns."""

    def stream(
        self, query: str, /, **values: object
    ) -> Generator[Sequence[Any], None, None]:
        """Read the rows of a result of any size."""


class SqliteReader:
    """Reads a SQLite file by Python's own driver."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """As `Reader.rows`."""
        return self._connection.execute(query, values).fetchall()

    def records(self, query: str, /, **values: object) -> Sequence[Row]:
        """As `Reader.records`."""
        cursor = self._connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def stream(
        self, query: str, /, **values: object
    ) -> Generator[Sequence[Any], None, None]:
        """As `Reader.stream`."""
        with closing(self._connection.execute(query, values)) as cursor:
            yield from cursor


class CoreReader:
    """Reads over a connection of SQLAlchemy."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def rows(self, query: str, /, **values: object) -> Sequence[Sequence[Any]]:
        """As `Reader.rows`."""
        return self._execute(query, values).all()

    def records(self, query: str, /, **values: object) -> Sequence[Row]:
        """As `Reader.records`."""
        return self._execute(query, values).mappings().all()

    def stream(
        self, query: str, /, **values: object
    ) -> Generator[Sequence[Any], None, None]:
        """As `Reader.stream`."""
        with self._execute(query, values, yield_per=_BATCH) as result:
            yield from result

    def _execute(
        self, query: str, values: Mapping[str, object], **options: object
    ) -> "CursorResult[Any]":
        from sqlalchemy import text

        return self._connection.execute(text(query), values, execution_options=options)


def number_list(numbers: Sequence[int]) -> str:
    """Format numbers for a query's `IN (…)`.

    >>> number_list([3, 5])
    '3, 5'
    """
    return ", ".join(str(int(number)) for number in numbers)


def pieces(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces of a size; the last may be shorter."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def is_utf8(table: "Table", name: str, column: Sequence[Any]) -> bool:
    """Whether the text of a column is given in UTF-8."""
    from sqlalchemy import Text

    return isinstance(column[0], bytes) and isinstance(table.c[name].type, Text)
