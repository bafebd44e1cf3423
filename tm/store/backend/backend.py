"""The protocol `Backend`: a database that the store runs on.

SQLAlchemy Core is the store's query language. Where SQLite and PostgreSQL differ, the
store calls these methods.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tm.store.backend.phrase_index_protocol import PhraseIndex
from tm.store.backend.sql import DatabaseReader, RowValues

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select, Table


class Backend(Protocol):
    """A database: its connections, and SQL that other databases do not understand."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    @property
    def name(self) -> str:
        """The name in messages: the path, or the URL without its password."""

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for a server."""

    @property
    def is_writable(self) -> bool:
        """Whether this process may write."""

    @property
    def schema_script_name(self) -> str | None:
        """Name of the SQL file in `tm/store/data` for a new schema; None: migrate."""

    @property
    def defers_indexes(self) -> bool:
        """Whether a large import may leave indexes out and make them at its end."""

    @property
    def has_ordered_ids(self) -> bool:
        """Whether rows become visible in the order of their ids."""

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """The exceptions of the driver."""

    @property
    def phrase_index(self) -> PhraseIndex:
        """The index of the phrases in segments."""

    # Connections

    def open_reader(self) -> AbstractContextManager[DatabaseReader]:
        """Open a consistent view of the database for plain SQL."""

    def open_settled_reader(self) -> AbstractContextManager[DatabaseReader]:
        """Open a reader after every writer that has reserved ids has finished."""

    def make_reader(self, connection: "Connection") -> DatabaseReader:
        """Make a reader for plain SQL within the transaction of a connection."""

    def open_snapshot(self) -> AbstractContextManager["Connection"]:
        """Open a consistent view of the database, which never blocks a writer."""

    def open_transaction(
        self, *, is_migration: bool = False, is_bulk_load: bool = False
    ) -> AbstractContextManager["Connection"]:
        """Open a transaction for writing, alone; see `Database.open_transaction`."""

    def read_commit_count(self) -> int | None:
        """Read a number that is another one after every commit, in microseconds.

        None where there is none, so that a cache must read what it depends on. Threads
        may share it.
        """

    def close(self) -> None:
        """Close all connections."""

    def verify_stored(self) -> None:
        """Raise StoreLost if the file in which something was stored is gone."""

    def verify_encoding(self) -> None:
        """Raise StoreUnavailable if the database cannot store text of all languages."""

    def list_tables(self, reader: DatabaseReader) -> set[str]:
        """List the tables of the database."""

    # Examination

    def find_damage(self, reader: DatabaseReader) -> list[str]:
        """Find damaged parts of the database; says what is wrong with each."""

    def count_orphans(self, reader: DatabaseReader) -> dict[tuple[str, str], int]:
        """Count rows that refer to missing ones, by their table and the other."""

    def rebuild_indexes(self, connection: "Connection") -> None:
        """Make all indexes of the tables again."""

    # Many rows

    def insert_rows_by_column(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Insert rows that are given as columns of values.

        A column of text may be given in UTF-8, as a whole.
        """

    def insert_missing_rows(
        self,
        connection: "Connection",
        table: "Table",
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Insert the rows that no unique index rejects."""

    def reserve_ids(
        self, connection: "Connection", table: "Table", id_count: int
    ) -> Sequence[int]:
        """Reserve ids for a number of new rows, in rising order."""

    def advance_ids(self, connection: "Connection", table: "Table") -> None:
        """Let the next ids follow those of the rows, which were given with theirs."""

    def select_rows(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        key_column: str,
        key_values: Sequence[object],
    ) -> Iterator[RowValues]:
        """Read some columns of the rows whose key column has one of some values."""

    def update_rows(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """Set some columns of rows; the id of each row is its last value."""

    def stream_rows(
        self, connection: "Connection", query: "Select[Any]"
    ) -> Generator[Sequence[RowValues], None, None]:
        """Read the rows of a query as the driver gives them, some hundred at a time.

        The cursor is open until all rows are read, or the generator is closed. So
        memory stays constant with PostgreSQL, too, and an export takes 3 % less time
        than by SQLAlchemy (`benchmarks/exchange.py`).
        """

    def finish_large_import(self, connection: "Connection", added_count: int) -> None:
        """Update indexes and statistics after an import, if it was large."""

    def drop_index(self, connection: "Connection", index_name: str) -> str | None:
        """Drop an index; return the SQL statement that creates it, None if it is
        missing.

        Only if `defers_indexes`.
        """

    def create_index(self, connection: "Connection", create_statement: str) -> None:
        """Create an index of stored rows by its SQL statement; see `drop_index`."""


def get_backend(connection: "Connection") -> Backend:
    """Get the backend that opened a connection."""
    backend: Backend = connection.get_execution_options()["padanan_backend"]
    return backend
