"""Reading by plain SQL, through SQLite's driver or through SQLAlchemy.

Lookups in a SQLite file do without SQLAlchemy, since importing it takes longer than a
lookup. The statements are understood by both databases.
"""

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol

from tm.text.locale import TagPatterns

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Table

TextsWithIds = tuple[Sequence[int], Sequence[str]]
"""The ids of some segments, rising, and a text of each."""

RowValues = Sequence[Any]
"""The values of a row in the order of the requested columns."""

MAX_PARAMETER_COUNT = 500
"""Most values of one list in a statement; old SQLite allows 999 parameters in all."""

ROWS_PER_FETCH = 1000
"""Rows of a large result that are read together; SQLite's own reader takes fewer."""


class Row(Protocol):
    """A row whose values are read by the names of their columns."""

    # Any: a column may hold text, a number or bytes.
    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""


class DatabaseReader(Protocol):
    """A consistent view of a database. Parameters are named `:name` in a query."""

    # Any: a column may hold text, a number or bytes.
    def read_rows(self, query: str, /, **parameters: object) -> Sequence[Sequence[Any]]:
        """Read the rows of a small result."""

    def read_records(self, query: str, /, **parameters: object) -> Sequence[Row]:
        """Read the rows of a small result; values are read by column name."""

    def stream_rows(
        self, query: str, /, **parameters: object
    ) -> Generator[Sequence[Any], None, None]:
        """Read the rows of a result of any size."""


class SqliteReader:
    """Reads a SQLite file by Python's own driver."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read_rows(self, query: str, /, **parameters: object) -> Sequence[Sequence[Any]]:
        """Implement `DatabaseReader.read_rows`."""
        return self._connection.execute(query, parameters).fetchall()

    def read_records(self, query: str, /, **parameters: object) -> Sequence[Row]:
        """Implement `DatabaseReader.read_records`."""
        cursor = self._connection.execute(query, parameters)
        column_names = [column[0] for column in cursor.description]
        return [dict(zip(column_names, row, strict=True)) for row in cursor]

    def stream_rows(
        self, query: str, /, **parameters: object
    ) -> Generator[Sequence[Any], None, None]:
        """Implement `DatabaseReader.stream_rows`."""
        with closing(self._connection.execute(query, parameters)) as cursor:
            yield from cursor


class CoreReader:
    """Reads over a connection of SQLAlchemy."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def read_rows(self, query: str, /, **parameters: object) -> Sequence[Sequence[Any]]:
        """Implement `DatabaseReader.read_rows`."""
        return self._execute(query, parameters).all()

    def read_records(self, query: str, /, **parameters: object) -> Sequence[Row]:
        """Implement `DatabaseReader.read_records`."""
        return self._execute(query, parameters).mappings().all()

    def stream_rows(
        self, query: str, /, **parameters: object
    ) -> Generator[Sequence[Any], None, None]:
        """Implement `DatabaseReader.stream_rows`."""
        with self._execute(query, parameters, yield_per=ROWS_PER_FETCH) as result:
            yield from result

    def _execute(
        self,
        query: str,
        parameter_values: Mapping[str, object],
        **execution_options: object,
    ) -> "CursorResult[Any]":
        from sqlalchemy import text

        return self._connection.execute(
            text(query), parameter_values, execution_options=execution_options
        )


def write_locale_condition(column_name: str, tag_patterns: TagPatterns) -> str:
    """Write the condition that a column has one of some language tags.

    SQLite plans a statement with LIKE anew for each value of its pattern.

    >>> write_locale_condition("locale", (("vi",), ("vi-",)))
    "(locale IN ('vi') OR substr(locale, 1, 3) = 'vi-')"
    """
    tags, beginnings = tag_patterns
    tag_list = ", ".join(f"'{tag}'" for tag in tags)
    conditions = [f"{column_name} IN ({tag_list})"]
    conditions += [
        f"substr({column_name}, 1, {len(beginning)}) = '{beginning}'"
        for beginning in beginnings
    ]
    return f"({' OR '.join(conditions)})"


def format_id_list(row_ids: Sequence[int]) -> str:
    """Format ids for the `IN (…)` of a query.

    >>> format_id_list([3, 5])
    '3, 5'
    """
    return ", ".join(str(int(row_id)) for row_id in row_ids)


def split_into_batches(
    items: Sequence[Any], batch_size: int = MAX_PARAMETER_COUNT
) -> Iterator[Sequence[Any]]:
    """Split a sequence into batches, by default for one statement each."""
    for start in range(0, len(items), batch_size):
        yield items[start : start + batch_size]


def is_utf8_column(
    table: "Table", column_name: str, column_values: Sequence[Any]
) -> bool:
    """Whether the text of a column is given in UTF-8."""
    from sqlalchemy import Text

    return isinstance(column_values[0], bytes) and isinstance(
        table.c[column_name].type, Text
    )
