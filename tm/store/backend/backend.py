"""The protocol of a database that the store runs on, and how to get at it.

SQLAlchemy Core is the store's query language. What SQLite and PostgreSQL do in ways of
their own is behind these methods, and nowhere else.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tm.store.backend.sql import NumberedTexts, Reader, RowValues

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Executable, Select, Table

Literals = tuple[tuple[str, ...], ...]
"""Folded texts to search for: all texts of one tuple. An empty one is in any text."""

NextCandidates = Callable[[int, int], "Executable"]
"""Makes the query for the first segments after a number, at most so many."""


class Backend(Protocol):
    """A database of one kind: its connections, and the SQL that only it has."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    @property
    def name(self) -> str:
        """The name in messages: the path, or the URL without its password."""

    @property
    def path(self) -> Path | None:
        """The file, where the database is one."""

    @property
    def writable(self) -> bool:
        """Whether this process may write."""

    @property
    def schema_script(self) -> str | None:
        """The file in `tm/store/data` that makes a new schema; None: migrate."""

    @property
    def defers_indexes(self) -> bool:
        """Whether a large import may leave indexes out and make them at its end."""

    @property
    def has_ordered_ids(self) -> bool:
        """Whether rows become visible in the order of their ids."""

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """The exceptions of the driver."""

    # Connections

    def open_reader(self) -> AbstractContextManager[Reader]:
        """Open a consistent view of the database for plain SQL."""

    def open_settled_reader(self) -> AbstractContextManager[Reader]:
        """Open a reader after every writer that has reserved ids has finished."""

    def read(self) -> AbstractContextManager["Connection"]:
        """Open a consistent view of the database, which never blocks a writer."""

    def write(
        self, *, migrating: bool = False, filling: bool = False
    ) -> AbstractContextManager["Connection"]:
        """Open the one transaction that may write; see `Database.transaction`."""

    def close(self) -> None:
        """Close all connections."""

    def verify(self) -> None:
        """Raise StoreUnavailable where the database cannot hold every language."""

    def table_names(self, reader: Reader) -> set[str]:
        """List the tables of the database."""

    # Many rows

    def insert_columns(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Insert rows given by columns: all values of the first, then of the next.

        Text may be given in UTF-8, if all of its column is.
        """

    def insert_missing(
        self,
        connection: "Connection",
        table: "Table",
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Insert the rows that no unique index rejects."""

    def reserve_ids(
        self, connection: "Connection", table: "Table", count: int
    ) -> Sequence[int]:
        """Reserve ids for so many new rows, in rising order."""

    def select_in(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        key: str,
        values: Sequence[object],
    ) -> Iterator[RowValues]:
        """Select some columns of the rows whose key column has one of the values."""

    def update_rows(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """Set some columns of rows; the id of each row is its last value."""

    def stream_rows(
        self, connection: "Connection", query: "Select[Any]"
    ) -> Generator[Sequence[RowValues], None, None]:
        """Read the rows of a query as the driver gives them, some hundred at a time.

        The cursor is open until all rows are read, or the generator is closed.
        """

    def finish_large_import(self, connection: "Connection", added: int) -> None:
        """Put indexes and statistics in order after so many units were added."""

    def drop_index(self, connection: "Connection", name: str) -> str | None:
        """Drop an index; returns the statement that makes it again, if there was one.

        Only where `defers_indexes`.
        """

    # The index of phrases

    def has_phrase_index(self, connection: "Connection") -> bool:
        """Whether there is an index of phrases that can be used here."""

    def make_phrase_index(self, connection: "Connection") -> bool:
        """Make an empty index of phrases; returns whether that was possible."""

    def fill_phrase_index(
        self, connection: "Connection", texts: Iterable[NumberedTexts] | None
    ) -> bool:
        """Fill an empty index with all segments at once; return whether it was
        possible.

        `texts`: the folded texts by rising ids, read from the database if None.
        """

    def append_to_phrase_index(self, connection: "Connection", after: int) -> None:
        """Add the segments after an id to the index."""

    def prepare_phrase_search(self, connection: "Connection") -> bool:
        """Prepare a transaction for searching; returns as `has_phrase_index`."""

    def phrase_candidates(
        self, query: "Select[Any]", literals: Literals, language: str
    ) -> NextCandidates | None:
        """Make the query that asks the index; None where it is of no help.

        `query` selects from the table `segment` alone, and has its own conditions.
        """

    def contains(
        self, folded: "ColumnElement[Any]", literal: str
    ) -> "ColumnElement[bool]":
        """Make the condition that a folded text holds a literal one."""

    def segments_with_phrase(
        self, connection: "Connection", phrase: str
    ) -> "Select[Any] | None":
        """Select the ids of segments that may hold a folded phrase, by the index."""

    def find_phrase(
        self,
        reader: Reader,
        phrase: str,
        tag: str,
        *,
        most: int,
        descending: bool = False,
    ) -> Sequence[RowValues] | None:
        """Find id and text of the first segments of a locale that hold a phrase.

        By plain SQL, and by the index alone: None where that cannot be asked.
        """


def backend_of(connection: "Connection") -> Backend:
    """Get the backend that opened a connection."""
    backend: Backend = connection.get_execution_options()["padanan_backend"]
    return backend
