"""SQLite: connections to a file, and the SQL that only it has.

SQLAlchemy is imported only where something is written: it takes longer than a lookup.
"""

import sqlite3
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tm.errors import InputError, StoreUnavailable
from tm.store.backend.fts5.match_query import match_expression
from tm.store.backend.sql import (
    MAX_PARAMETERS,
    NumberedTexts,
    Reader,
    RowValues,
    SqliteReader,
    pieces,
)
from tm.store.backend.sqlite_file import (
    connect,
    file_uri,
    prepare_file,
    write_without_log,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Engine, Select, Table

    from tm.store.backend.backend import Literals, NextCandidates

# Of a writer; indexes are sorted in as much again.
_CACHE_KILOBYTES = 32 * 1024
_ROWS_PER_FETCH = 512
_MIN_TRIGRAM_VERSION = (3, 34)
_HAS_FTS = "SELECT 1 FROM sqlite_master WHERE name = 'segment_fts'"
_HAS_FTS5 = "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
_MAKE_FTS = (
    "CREATE VIRTUAL TABLE segment_fts USING fts5(folded, content='', "
    "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
)
# The sign keeps SQLite from asking the index about each segment.
_FIND_PHRASE = """
    SELECT segment.id, segment.text FROM segment_fts
    JOIN segment ON segment.id = +segment_fts.rowid
    WHERE segment_fts MATCH :match AND instr(segment.folded, :phrase) > 0
    AND (segment.locale = :tag OR substr(segment.locale, 1, {length}) = :variants)
    ORDER BY segment_fts.rowid {direction} LIMIT :most
"""


class SqliteBackend:
    """A SQLite file; connections for reading are kept for the next reader.

    May be shared by threads: each `read` and `write` has a connection of its own.
    """

    dialect = "sqlite"
    driver_errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    schema_script = "new_file.sql"
    defers_indexes = True
    has_ordered_ids = True
    """There is one writer at a time."""

    def __init__(
        self,
        path: Path,
        *,
        mode: str = "rwc",
        sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info,
    ) -> None:
        """Raises StoreUnavailable, and InputError for what cannot be a path."""
        self.path = path
        self.name = str(path)
        self.sqlite_version = sqlite_version
        self._engine_lock = Lock()
        self._made_engine: Engine | None = None
        self._idle: deque[sqlite3.Connection] = deque()
        if "\0" in self.name:
            raise InputError(f"{self.name!r} is not a path: it contains U+0000")
        try:
            is_accessible = prepare_file(path, mode)
            self.writable = is_accessible and mode != "ro"
            self._uri = file_uri(
                path, writable=self.writable, is_accessible=is_accessible
            )
        except OSError as error:
            place = error.filename or path
            raise StoreUnavailable(f"{place}: {error.strerror}") from error

    # Connections

    @contextmanager
    def open_reader(self) -> Iterator[Reader]:
        """As `Backend.open_reader`."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield SqliteReader(connection)
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    def open_settled_reader(self) -> AbstractContextManager[Reader]:
        """As `Backend.open_settled_reader`: the one writer's rows appear at once."""
        return self.open_reader()

    def _connect(self) -> sqlite3.Connection:
        return connect(self._uri, writable=self.writable)

    @contextmanager
    def read(self) -> Iterator["Connection"]:
        """As `Backend.read`."""
        with self._engine.connect() as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def write(
        self, *, migrating: bool = False, filling: bool = False
    ) -> Iterator["Connection"]:
        """As `Backend.write`.

        While `migrating` SQLite does not look at foreign keys: a table that others
        refer to is copied there. While `filling` it looks at all of them at the end,
        and the first import into a file writes without a log.
        """
        writes_directly = filling and self._is_untouched()
        if writes_directly:
            # SQLite changes its way of writing only for who is alone.
            self.close()
        is_unchecked = migrating or filling
        with self._engine.connect() as connection:
            writer = connection.execution_options(
                padanan_write=True,
                padanan_unchecked=is_unchecked,
                padanan_direct=writes_directly,
            )
            try:
                with writer.begin():
                    yield writer
                    if filling:
                        from tm.store.backend.foreign_keys import verify_foreign_keys

                        verify_foreign_keys(writer)
            finally:
                if is_unchecked:
                    # The next one to have it would not be looked at either.
                    connection.invalidate()

    @property
    def _engine(self) -> "Engine":
        with self._engine_lock:
            if self._made_engine is None:
                self._made_engine = self._make_engine()
            return self._made_engine

    def _make_engine(self) -> "Engine":
        from sqlalchemy import create_engine, event
        from sqlalchemy.pool import QueuePool

        engine = create_engine(
            "sqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            execution_options={"padanan_backend": self},
        )
        event.listen(engine, "begin", _begin)
        return engine

    def close(self) -> None:
        """As `Backend.close`."""
        if self._made_engine is not None:
            self._made_engine.dispose()
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def verify(self) -> None:
        """As `Backend.verify`: every file can hold every language."""

    def table_names(self, reader: Reader) -> set[str]:
        """As `Backend.table_names`."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        return {row[0] for row in reader.rows(query)}

    def _is_untouched(self) -> bool:
        """Whether nothing was ever stored."""
        with self.open_reader() as reader:
            return not reader.rows("SELECT 1 FROM change_set LIMIT 1")

    # Many rows

    def insert_columns(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """As `Backend.insert_columns`."""
        from tm.store.backend.sqlite_insert import insert_columns

        insert_columns(connection, table, names, columns)

    def insert_missing(
        self,
        connection: "Connection",
        table: "Table",
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """As `Backend.insert_missing`."""
        from sqlalchemy.dialects.sqlite import insert

        connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def reserve_ids(
        self, connection: "Connection", table: "Table", count: int
    ) -> Sequence[int]:
        """As `Backend.reserve_ids`; who writes is alone."""
        newest = connection.exec_driver_sql(f"SELECT max(id) FROM {table.name}")
        last = newest.scalar() or 0
        return range(last + 1, last + 1 + count)

    def select_in(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        key: str,
        values: Sequence[object],
    ) -> Iterator[RowValues]:
        """As `Backend.select_in`."""
        quote = connection.dialect.identifier_preparer.quote
        columns = ", ".join(map(quote, names))
        for chunk in pieces(values, MAX_PARAMETERS):
            marks = ", ".join("?" * len(chunk))
            query = f"SELECT {columns} FROM {table.name} WHERE {key} IN ({marks})"
            yield from connection.exec_driver_sql(query, tuple(chunk))

    def update_rows(
        self,
        connection: "Connection",
        table: "Table",
        names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """As `Backend.update_rows`."""
        quote = connection.dialect.identifier_preparer.quote
        changes = ", ".join(f"{quote(name)} = ?" for name in names)
        statement = f"UPDATE {table.name} SET {changes} WHERE id = ?"
        _driver(connection).executemany(statement, rows)

    def stream_rows(
        self, connection: "Connection", query: "Select[Any]"
    ) -> Generator[Sequence[RowValues], None, None]:
        """As `Backend.stream_rows`."""
        options = {"render_postcompile": True}
        compiled = query.compile(connection, compile_kwargs=options)
        values = [compiled.params[name] for name in compiled.positiontup or ()]
        driver = _driver(connection)
        with closing(driver.execute(str(compiled), values)) as cursor:
            while block := cursor.fetchmany(_ROWS_PER_FETCH):
                yield block

    def finish_large_import(self, connection: "Connection", added: int) -> None:
        """As `Backend.finish_large_import`: nothing is left to do."""

    def drop_index(self, connection: "Connection", name: str) -> str | None:
        """As `Backend.drop_index`."""
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
        statement: str | None = connection.exec_driver_sql(query, (name,)).scalar()
        if statement is not None:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        return statement

    # The index of phrases: an FTS5 table of trigrams of `segment.folded`

    def has_phrase_index(self, connection: "Connection") -> bool:
        """As `Backend.has_phrase_index`."""
        table = connection.exec_driver_sql(_HAS_FTS).first()
        return table is not None and self._has_trigrams(connection)

    def make_phrase_index(self, connection: "Connection") -> bool:
        """As `Backend.make_phrase_index`."""
        if not self._has_trigrams(connection):
            return False
        connection.exec_driver_sql(_MAKE_FTS)
        return True

    def fill_phrase_index(
        self, connection: "Connection", texts: Iterable[NumberedTexts] | None
    ) -> bool:
        """As `Backend.fill_phrase_index`."""
        # Needs numpy.
        from tm.store.backend.fts5.bulk_build import fill_index, stored_texts

        driver = _driver(connection)
        return fill_index(driver, stored_texts(driver) if texts is None else texts)

    def append_to_phrase_index(self, connection: "Connection", after: int) -> None:
        """As `Backend.append_to_phrase_index`, many rows a statement.

        A trigger would make FTS5 write its tree after each row: adding units would
        take nearly twice as long.
        """
        connection.exec_driver_sql(
            "INSERT INTO segment_fts (rowid, folded) "
            "SELECT id, folded FROM segment WHERE id > ? ORDER BY id",
            (after,),
        )

    def prepare_phrase_search(self, connection: "Connection") -> bool:
        """As `Backend.prepare_phrase_search`."""
        return self.has_phrase_index(connection)

    def phrase_candidates(
        self, query: "Select[Any]", literals: "Literals", language: str
    ) -> "NextCandidates | None":
        """As `Backend.phrase_candidates`."""
        from tm.store.backend.fts5.candidates import next_candidates

        match = match_expression(literals)
        return None if match is None else next_candidates(query, match)

    def contains(
        self, folded: "ColumnElement[Any]", literal: str
    ) -> "ColumnElement[bool]":
        """As `Backend.contains`."""
        from sqlalchemy import func

        # LIKE knows patterns of 50,000 bytes at most, and ASCII case.
        return func.instr(folded, literal) > 0

    def segments_with_phrase(
        self, connection: "Connection", phrase: str
    ) -> "Select[Any] | None":
        """As `Backend.segments_with_phrase`."""
        from tm.store.backend.fts5.candidates import matching_ids

        match = match_expression([[phrase]])
        if match is None or not self.has_phrase_index(connection):
            return None
        return matching_ids(match)

    def find_phrase(
        self,
        reader: Reader,
        phrase: str,
        tag: str,
        *,
        most: int,
        descending: bool = False,
    ) -> Sequence[RowValues] | None:
        """As `Backend.find_phrase`."""
        match = match_expression([[phrase]])
        if match is None or self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return None
        if not reader.rows(_HAS_FTS):
            return None
        query = _FIND_PHRASE.format(
            length=len(tag) + 1, direction="DESC" if descending else "ASC"
        )
        values = {"match": match, "phrase": phrase, "tag": tag, "most": most}
        return reader.rows(query, **values, variants=f"{tag}-")

    def _has_trigrams(self, connection: "Connection") -> bool:
        if self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return False
        return connection.exec_driver_sql(_HAS_FTS5).first() is not None


def _driver(connection: "Connection") -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _begin(connection: "Connection") -> None:
    options = connection.get_execution_options()
    if not options.get("padanan_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get("padanan_unchecked", False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    if options.get("padanan_direct", False):
        write_without_log(_driver(connection))
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
    # A writer takes its lock at once: one that reads first and then writes could
    # not wait for another, it would fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
