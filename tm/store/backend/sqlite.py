"""Connections to a SQLite file, and SQL that only SQLite understands.

SQLAlchemy is imported only for writing, since importing it takes longer than a lookup.
"""

import sqlite3
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tm.errors import InputError, StoreLost, StoreUnavailable, describe_system_error
from tm.store.backend.commit_watcher import CommitWatcher
from tm.store.backend.fts5.phrase_index import SqlitePhraseIndex
from tm.store.backend.sql import (
    DatabaseReader,
    RowValues,
    SqliteReader,
    split_into_batches,
)
from tm.store.backend.sqlite_file import (
    connect,
    get_driver_connection,
    make_file_uri,
    prepare_file,
    read_device_and_inode,
    require_device_and_inode,
    write_without_log,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select, Table

    from tm.store.backend.file_state import FileIdentity

# Of a writer; indexes are sorted in as much again.
_WRITER_CACHE_KILOBYTES = 32 * 1024
_SORTER_CACHE_KILOBYTES = 2 * 1024
"""SQLite sorts as many rows of an index at once as fit into its page cache.

Sorting is faster while they fit into the processor's cache as well: with the cache of
a writer an import takes 5 % longer (`benchmarks/compare_checkouts.py`).
"""
_NOTHING_STORED_OUTCOME = "nothing was stored; run the command again"
_LOST_OUTCOME = "what was stored is lost; restore a backup, or run the command again"
_ROWS_PER_FETCH = 256
"""So that the values of a batch stay in the processor's cache until they are written:
an export of 100,000 units takes 10 % longer with 512 or more.
"""


class SqliteBackend:
    """A SQLite file; connections for reading are reused.

    May be shared by threads: each `open_snapshot` and `open_transaction` has a
    connection of its own.
    """

    dialect = "sqlite"
    driver_errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    schema_script_name = "new_file.sql"
    defers_indexes = True
    has_ordered_ids = True
    """There is one writer at a time."""

    def __init__(
        self,
        path: Path,
        *,
        open_mode: str = "rwc",
        sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info,
    ) -> None:
        """Raises StoreUnavailable, and InputError for what cannot be a path."""
        self.path = path
        self.name = str(path)
        self.phrase_index = SqlitePhraseIndex(sqlite_version)
        self._engine_lock = Lock()
        self._cached_engine: Engine | None = None
        self._idle_connections: deque[sqlite3.Connection] = deque()
        self._absolute_path = path.absolute()
        self._stored_identity: FileIdentity | None = None
        """Of the file after the last transaction."""
        self._device_and_inode: tuple[int, int] | None = None
        """Device and number of the file that the connections have open."""
        self._commit_watcher = CommitWatcher(self._connect)
        if "\0" in self.name:
            raise InputError(f"{self.name!r} is not a path; it contains U+0000")
        try:
            self.is_writable, self._uri = self._prepare_file(open_mode)
        except OSError as error:
            error_path = error.filename or path
            raise StoreUnavailable(
                f"{error_path}: {describe_system_error(error)}"
            ) from error

    def _prepare_file(self, open_mode: str) -> tuple[bool, str]:
        """Return whether this process may write the file, and its URI."""
        has_write_permission = prepare_file(self.path, open_mode)
        is_writable = has_write_permission and open_mode != "ro"
        return is_writable, make_file_uri(
            self.path,
            is_writable=is_writable,
            has_write_permission=has_write_permission,
        )

    # Connections

    @contextmanager
    def open_reader(self) -> Iterator[DatabaseReader]:
        """Implement `Backend.open_reader`."""
        try:
            connection = self._idle_connections.pop()
        except IndexError:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield SqliteReader(connection)
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._idle_connections.append(connection)

    def open_settled_reader(self) -> AbstractContextManager[DatabaseReader]:
        """Implement `Backend.open_settled_reader`: a commit shows all rows at once."""
        return self.open_reader()

    def make_reader(self, connection: "Connection") -> DatabaseReader:
        """Implement `Backend.make_reader`."""
        return SqliteReader(get_driver_connection(connection))

    def _connect(self) -> sqlite3.Connection:
        if self._device_and_inode is not None:
            require_device_and_inode(self._absolute_path)  # SQLite would make a file
        connection = connect(self._uri, is_writable=self.is_writable)
        self._device_and_inode = self._device_and_inode or read_device_and_inode(
            self._absolute_path
        )
        return connection

    @contextmanager
    def open_snapshot(self) -> Iterator["Connection"]:
        """Implement `Backend.open_snapshot`."""
        with self._engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def open_transaction(
        self, *, is_migration: bool = False, is_bulk_load: bool = False
    ) -> Iterator["Connection"]:
        """Implement `Backend.open_transaction`.

        While `is_migration` SQLite does not look at foreign keys: a table that others
        refer to is copied there. While `is_bulk_load` it looks at all of them at the
        end, and the first import into a file writes without a log.
        """
        from tm.store.backend.file_state import FileIdentity

        device_and_inode = self._device_and_inode
        if device_and_inode and device_and_inode != require_device_and_inode(
            self._absolute_path
        ):
            self.close()  # they write into a file without a name
            self._device_and_inode = None
        writes_without_log = is_bulk_load and self._has_no_changes()
        if writes_without_log:
            # SQLite changes its journal mode only if no other connection is open.
            self.close()
        skips_foreign_keys = is_migration or is_bulk_load
        with self._engine.connect() as connection:
            write_connection = connection.execution_options(
                padanan_write=True,
                padanan_unchecked=skips_foreign_keys,
                padanan_direct=writes_without_log,
            )
            try:
                with write_connection.begin():
                    file_identity = FileIdentity.read(self._absolute_path)
                    yield write_connection
                    if is_bulk_load:
                        from tm.store.backend.foreign_keys import verify_foreign_keys

                        verify_foreign_keys(write_connection)
                    file_identity.verify(outcome=_NOTHING_STORED_OUTCOME)
                file_identity.verify(outcome=_LOST_OUTCOME)
                if writes_without_log:
                    self._verify_pages(write_connection)
                self._stored_identity = FileIdentity.read(self._absolute_path)
            finally:
                if skips_foreign_keys:
                    # Otherwise its next user would write without foreign keys, too.
                    connection.invalidate()

    def _verify_pages(self, connection: "Connection") -> None:
        """Raise StoreLost if pages are missing that were written without a log."""
        from tm.store.backend.file_state import has_empty_page

        if has_empty_page(self._absolute_path):
            with connection.begin():
                result = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
            if result != "ok":
                raise StoreLost(
                    f"{self.name}: the file was cut off during this command, and is "
                    "damaged; remove it and run the command again"
                )

    def verify_stored(self) -> None:
        """Implement `Backend.verify_stored`."""
        if self._stored_identity is not None:
            self._stored_identity.verify(outcome=_LOST_OUTCOME, compares_log=False)

    @property
    def _engine(self) -> "Engine":
        with self._engine_lock:
            if self._cached_engine is None:
                self._cached_engine = self._make_engine()
            return self._cached_engine

    def _make_engine(self) -> "Engine":
        from sqlalchemy import create_engine, event
        from sqlalchemy.pool import QueuePool

        engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            execution_options={"padanan_backend": self},
        )
        event.listen(engine, "begin", _begin_transaction)
        return engine

    def read_commit_count(self) -> int | None:
        """Implement `Backend.read_commit_count`, by a connection of its own."""
        return self._commit_watcher.read_commit_count()

    def close(self) -> None:
        """Implement `Backend.close`."""
        self._commit_watcher.close()
        if self._cached_engine is not None:
            self._cached_engine.dispose()
        with suppress(IndexError):
            while True:
                self._idle_connections.pop().close()

    def verify_encoding(self) -> None:
        """Implement `Backend.verify_encoding`: every file can hold every language."""

    def list_tables(self, reader: DatabaseReader) -> set[str]:
        """Implement `Backend.list_tables`."""
        rows = reader.read_rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {row[0] for row in rows}

    def _has_no_changes(self) -> bool:
        """Whether the change log is empty, so that nothing was ever stored."""
        with self.open_reader() as reader:
            return not reader.read_rows("SELECT 1 FROM change_set LIMIT 1")

    # Examination

    def find_damage(self, reader: DatabaseReader) -> list[str]:
        """Implement `Backend.find_damage`."""
        rows = reader.read_rows("PRAGMA integrity_check(20)")
        return [str(row[0]) for row in rows if row[0] != "ok"]

    def count_orphans(self, reader: DatabaseReader) -> dict[tuple[str, str], int]:
        """Implement `Backend.count_orphans`."""
        violations = reader.stream_rows("PRAGMA foreign_key_check")
        return Counter((str(row[0]), str(row[2])) for row in violations)

    def rebuild_indexes(self, connection: "Connection") -> None:
        """Implement `Backend.rebuild_indexes`."""
        connection.exec_driver_sql("REINDEX")

    # Many rows

    def insert_rows_by_column(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Implement `Backend.insert_rows_by_column`."""
        from tm.store.backend.sqlite_bulk_insert import insert_rows_by_column

        insert_rows_by_column(connection, table, column_names, columns)

    def insert_missing_rows(
        self,
        connection: "Connection",
        table: "Table",
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Implement `Backend.insert_missing_rows`."""
        from sqlalchemy.dialects.sqlite import insert

        connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def reserve_ids(
        self, connection: "Connection", table: "Table", id_count: int
    ) -> Sequence[int]:
        """Implement `Backend.reserve_ids`; there is one writer at a time."""
        query = f"SELECT max(id) FROM {table.name}"
        last_id = connection.exec_driver_sql(query).scalar() or 0
        return range(last_id + 1, last_id + 1 + id_count)

    def advance_ids(self, connection: "Connection", table: "Table") -> None:
        """Implement `Backend.advance_ids`: SQLite counts from the highest id."""

    def select_rows(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        key_column: str,
        key_values: Sequence[object],
    ) -> Iterator[RowValues]:
        """Implement `Backend.select_rows`."""
        quote_identifier = connection.dialect.identifier_preparer.quote
        column_list = ", ".join(map(quote_identifier, column_names))
        for value_batch in split_into_batches(key_values):
            placeholder_list = ", ".join("?" * len(value_batch))
            query = (
                f"SELECT {column_list} FROM {table.name} "
                f"WHERE {key_column} IN ({placeholder_list})"
            )
            yield from connection.exec_driver_sql(query, tuple(value_batch))

    def update_rows(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """Implement `Backend.update_rows`."""
        quote_identifier = connection.dialect.identifier_preparer.quote
        assignment_list = ", ".join(
            f"{quote_identifier(column_name)} = ?" for column_name in column_names
        )
        update_statement = f"UPDATE {table.name} SET {assignment_list} WHERE id = ?"
        get_driver_connection(connection).executemany(update_statement, rows)

    def stream_rows(
        self, connection: "Connection", query: "Select[Any]"
    ) -> Generator[Sequence[RowValues], None, None]:
        """Implement `Backend.stream_rows`."""
        compile_options = {"render_postcompile": True}
        compiled_query = query.compile(connection, compile_kwargs=compile_options)
        parameter_values = [
            compiled_query.params[parameter_name]
            for parameter_name in compiled_query.positiontup or ()
        ]
        driver_connection = get_driver_connection(connection)
        with closing(
            driver_connection.execute(str(compiled_query), parameter_values)
        ) as cursor:
            while row_batch := cursor.fetchmany(_ROWS_PER_FETCH):
                yield row_batch

    def finish_large_import(self, connection: "Connection", added_count: int) -> None:
        """Implement `Backend.finish_large_import`: nothing is left to do."""

    def drop_index(self, connection: "Connection", index_name: str) -> str | None:
        """Implement `Backend.drop_index`."""
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
        create_statement: str | None = connection.exec_driver_sql(
            query, (index_name,)
        ).scalar()
        if create_statement is not None:
            connection.exec_driver_sql(f"DROP INDEX {index_name}")
        return create_statement

    def create_index(self, connection: "Connection", create_statement: str) -> None:
        """Implement `Backend.create_index`."""
        _set_page_cache(connection, _SORTER_CACHE_KILOBYTES)
        connection.exec_driver_sql(create_statement)
        _set_page_cache(connection, _WRITER_CACHE_KILOBYTES)


def _begin_transaction(connection: "Connection") -> None:
    execution_options = connection.get_execution_options()
    if not execution_options.get("padanan_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    if execution_options.get("padanan_unchecked", False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    if execution_options.get("padanan_direct", False):
        write_without_log(get_driver_connection(connection))
    _set_page_cache(connection, _WRITER_CACHE_KILOBYTES)
    # A writer takes its lock at once: one that reads first and then writes could
    # not wait for another, it would fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_page_cache(connection: "Connection", kilobytes: int) -> None:
    connection.exec_driver_sql(f"PRAGMA cache_size = -{kilobytes}")
