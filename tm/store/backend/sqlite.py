"""Connections to a SQLite file, and SQL that only SQLite understands.

SQLAlchemy is imported only for writing, since importing it takes longer than a lookup.
"""

import sqlite3
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tm.errors import InputError, StoreUnavailable
from tm.store.backend.fts5.match_query import make_fts_query
from tm.store.backend.sql import (
    MAX_PARAMETERS,
    NumberedTexts,
    Reader,
    RowValues,
    SqliteReader,
    split_into_batches,
)
from tm.store.backend.sqlite_file import (
    connect,
    make_file_uri,
    prepare_file,
    write_without_log,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select, Table

    from tm.store.backend.backend import CandidateQueryMaker, Literals

# Of a writer; indexes are sorted in as much again.
_WRITER_CACHE_KILOBYTES = 32 * 1024
_ROWS_PER_FETCH = 512
_MIN_TRIGRAM_VERSION = (3, 34)
_HAS_FTS_TABLE_SQL = "SELECT 1 FROM sqlite_master WHERE name = 'segment_fts'"
_HAS_FTS5_MODULE_SQL = "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
_CREATE_FTS_TABLE_SQL = (
    "CREATE VIRTUAL TABLE segment_fts USING fts5(folded, content='', "
    "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
)
# The sign keeps SQLite from asking the index about each segment.
_FIND_PHRASE_SQL = """
    SELECT segment.id, segment.text FROM segment_fts
    JOIN segment ON segment.id = +segment_fts.rowid
    WHERE segment_fts MATCH :match AND instr(segment.folded, :phrase) > 0
    AND (segment.locale = :tag OR substr(segment.locale, 1, {length}) = :variants)
    ORDER BY segment_fts.rowid {direction} LIMIT :most
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
        self.sqlite_version = sqlite_version
        self._engine_lock = Lock()
        self._cached_engine: Engine | None = None
        self._idle_connections: deque[sqlite3.Connection] = deque()
        if "\0" in self.name:
            raise InputError(f"{self.name!r} is not a path: it contains U+0000")
        try:
            is_accessible = prepare_file(path, open_mode)
            self.is_writable = is_accessible and open_mode != "ro"
            self._uri = make_file_uri(
                path, is_writable=self.is_writable, is_accessible=is_accessible
            )
        except OSError as error:
            error_path = error.filename or path
            raise StoreUnavailable(f"{error_path}: {error.strerror}") from error

    # Connections

    @contextmanager
    def open_reader(self) -> Iterator[Reader]:
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

    def open_settled_reader(self) -> AbstractContextManager[Reader]:
        """Implement `Backend.open_settled_reader`: the one writer's rows appear at
        once.
        """
        return self.open_reader()

    def _connect(self) -> sqlite3.Connection:
        return connect(self._uri, is_writable=self.is_writable)

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
        writes_without_log = is_bulk_load and self._has_no_changes()
        if writes_without_log:
            # SQLite changes its journal mode only if no other connection is open.
            self.close()
        skips_foreign_keys = is_migration or is_bulk_load
        with self._engine.connect() as connection:
            writer = connection.execution_options(
                padanan_write=True,
                padanan_unchecked=skips_foreign_keys,
                padanan_direct=writes_without_log,
            )
            try:
                with writer.begin():
                    yield writer
                    if is_bulk_load:
                        from tm.store.backend.foreign_keys import verify_foreign_keys

                        verify_foreign_keys(writer)
            finally:
                if skips_foreign_keys:
                    # Otherwise the next user of it would write without foreign keys,
                    # too.
                    connection.invalidate()

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

    def close(self) -> None:
        """Implement `Backend.close`."""
        if self._cached_engine is not None:
            self._cached_engine.dispose()
        with suppress(IndexError):
            while True:
                self._idle_connections.pop().close()

    def verify_encoding(self) -> None:
        """Implement `Backend.verify_encoding`: every file can hold every language."""

    def list_tables(self, reader: Reader) -> set[str]:
        """Implement `Backend.list_tables`."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        return {row[0] for row in reader.read_rows(query)}

    def _has_no_changes(self) -> bool:
        """Whether the change log is empty, so that nothing was ever stored."""
        with self.open_reader() as reader:
            return not reader.read_rows("SELECT 1 FROM change_set LIMIT 1")

    # Many rows

    def insert_columns(
        self,
        connection: "Connection",
        table: "Table",
        column_names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Implement `Backend.insert_columns`."""
        from tm.store.backend.sqlite_insert import insert_columns

        insert_columns(connection, table, column_names, columns)

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
        self, connection: "Connection", table: "Table", count: int
    ) -> Sequence[int]:
        """Implement `Backend.reserve_ids`; there is one writer at a time."""
        newest_id_result = connection.exec_driver_sql(
            f"SELECT max(id) FROM {table.name}"
        )
        last_id = newest_id_result.scalar() or 0
        return range(last_id + 1, last_id + 1 + count)

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
        for value_batch in split_into_batches(key_values, MAX_PARAMETERS):
            placeholders = ", ".join("?" * len(value_batch))
            query = (
                f"SELECT {column_list} FROM {table.name} "
                f"WHERE {key_column} IN ({placeholders})"
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
        assignments = ", ".join(
            f"{quote_identifier(column_name)} = ?" for column_name in column_names
        )
        statement = f"UPDATE {table.name} SET {assignments} WHERE id = ?"
        _get_driver_connection(connection).executemany(statement, rows)

    def stream_rows(
        self, connection: "Connection", query: "Select[Any]"
    ) -> Generator[Sequence[RowValues], None, None]:
        """Implement `Backend.stream_rows`."""
        compile_options = {"render_postcompile": True}
        compiled_query = query.compile(connection, compile_kwargs=compile_options)
        parameters = [
            compiled_query.params[parameter_name]
            for parameter_name in compiled_query.positiontup or ()
        ]
        driver_connection = _get_driver_connection(connection)
        with closing(
            driver_connection.execute(str(compiled_query), parameters)
        ) as cursor:
            while row_batch := cursor.fetchmany(_ROWS_PER_FETCH):
                yield row_batch

    def finish_large_import(self, connection: "Connection", added_count: int) -> None:
        """Implement `Backend.finish_large_import`: nothing is left to do."""

    def drop_index(self, connection: "Connection", index_name: str) -> str | None:
        """Implement `Backend.drop_index`."""
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
        statement: str | None = connection.exec_driver_sql(
            query, (index_name,)
        ).scalar()
        if statement is not None:
            connection.exec_driver_sql(f"DROP INDEX {index_name}")
        return statement

    # Phrase index: an FTS5 table of trigrams of `segment.folded`.

    def has_phrase_index(self, connection: "Connection") -> bool:
        """Implement `Backend.has_phrase_index`."""
        fts_table_row = connection.exec_driver_sql(_HAS_FTS_TABLE_SQL).first()
        return fts_table_row is not None and self._has_trigrams(connection)

    def make_phrase_index(self, connection: "Connection") -> bool:
        """Implement `Backend.make_phrase_index`."""
        if not self._has_trigrams(connection):
            return False
        connection.exec_driver_sql(_CREATE_FTS_TABLE_SQL)
        return True

    def fill_phrase_index(
        self, connection: "Connection", folded_texts: Iterable[NumberedTexts] | None
    ) -> bool:
        """Implement `Backend.fill_phrase_index`."""
        # Needs numpy.
        from tm.store.backend.fts5.bulk_build import fill_index, read_folded_texts

        driver_connection = _get_driver_connection(connection)
        return fill_index(
            driver_connection,
            read_folded_texts(driver_connection)
            if folded_texts is None
            else folded_texts,
        )

    def append_to_phrase_index(
        self, connection: "Connection", last_indexed_id: int
    ) -> None:
        """Implement `Backend.append_to_phrase_index`, many rows a statement.

        A trigger would make FTS5 write its tree after each row: adding units would
        take nearly twice as long.
        """
        connection.exec_driver_sql(
            "INSERT INTO segment_fts (rowid, folded) "
            "SELECT id, folded FROM segment WHERE id > ? ORDER BY id",
            (last_indexed_id,),
        )

    def prepare_phrase_search(self, connection: "Connection") -> bool:
        """Implement `Backend.prepare_phrase_search`."""
        return self.has_phrase_index(connection)

    def make_candidate_query_maker(
        self, query: "Select[Any]", literals: "Literals", language: str
    ) -> "CandidateQueryMaker | None":
        """Implement `Backend.make_candidate_query_maker`."""
        from tm.store.backend.fts5.candidates import next_candidates

        fts_query = make_fts_query(literals)
        return None if fts_query is None else next_candidates(query, fts_query)

    def make_contains_condition(
        self, folded_column: "ColumnElement[Any]", literal: str
    ) -> "ColumnElement[bool]":
        """Implement `Backend.make_contains_condition`."""
        from sqlalchemy import func

        # LIKE knows patterns of 50,000 bytes at most, and ASCII case.
        return func.instr(folded_column, literal) > 0

    def select_segments_with_phrase(
        self, connection: "Connection", folded_phrase: str
    ) -> "Select[Any] | None":
        """Implement `Backend.select_segments_with_phrase`."""
        from tm.store.backend.fts5.candidates import select_matching_ids

        fts_query = make_fts_query([[folded_phrase]])
        if fts_query is None or not self.has_phrase_index(connection):
            return None
        return select_matching_ids(fts_query)

    def find_segments_with_phrase(
        self,
        reader: Reader,
        folded_phrase: str,
        locale_tag: str,
        *,
        max_count: int,
        newest_first: bool = False,
    ) -> Sequence[RowValues] | None:
        """Implement `Backend.find_segments_with_phrase`."""
        fts_query = make_fts_query([[folded_phrase]])
        if fts_query is None or self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return None
        if not reader.read_rows(_HAS_FTS_TABLE_SQL):
            return None
        query = _FIND_PHRASE_SQL.format(
            length=len(locale_tag) + 1, direction="DESC" if newest_first else "ASC"
        )
        parameters = {
            "match": fts_query,
            "phrase": folded_phrase,
            "tag": locale_tag,
            "most": max_count,
        }
        return reader.read_rows(query, **parameters, variants=f"{locale_tag}-")

    def _has_trigrams(self, connection: "Connection") -> bool:
        if self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return False
        return connection.exec_driver_sql(_HAS_FTS5_MODULE_SQL).first() is not None


def _get_driver_connection(connection: "Connection") -> sqlite3.Connection:
    driver_connection = connection.connection.driver_connection
    assert isinstance(driver_connection, sqlite3.Connection)
    return driver_connection


def _begin_transaction(connection: "Connection") -> None:
    options = connection.get_execution_options()
    if not options.get("padanan_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get("padanan_unchecked", False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    if options.get("padanan_direct", False):
        write_without_log(_get_driver_connection(connection))
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITER_CACHE_KILOBYTES}")
    # A writer takes its lock at once: one that reads first and then writes could
    # not wait for another, it would fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
