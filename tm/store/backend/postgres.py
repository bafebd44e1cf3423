"""PostgreSQL: connections to a server, and the SQL that only it has.

This imports SQLAlchemy, and is imported for the URL of a server only.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Select,
    Table,
    and_,
    create_engine,
    func,
    text,
    union_all,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from tm.errors import StoreUnavailable
from tm.store.backend.backend import Literals, NextCandidates
from tm.store.backend.postgres_phrases import (
    BAND,
    band_conditions,
    has_word_trigram,
    longest_words,
)
from tm.store.backend.sql import CoreReader, NumberedTexts, Reader, RowValues, is_utf8

_LARGE_IMPORT = 5000
"""Count of units in an import after which tables are analysed again."""
_ROWS_PER_FETCH = 1000
# How long indexing waits for writers; they may be in the middle of an import.
_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '20s'"
_WRITER_LOCK = "SELECT pg_advisory_xact_lock(7220250)"

_PHRASE_INDEX = "ix_segment_phrase"
# PostgreSQL guesses badly how many texts hold a phrase. Bands are read in turn by one
# process, without compiling, which takes longer than the search; the plan is for the
# phrase at hand, and without the index it is us who decide to scan.
_SEARCH_SETTINGS = (
    "SELECT set_config('max_parallel_workers_per_gather', '0', true), "
    "set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true), "
    "set_config('plan_cache_mode', 'force_custom_plan', true), "
    f"to_regclass('{_PHRASE_INDEX}') IS NOT NULL"
)
_FIND_SETTINGS = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), "
    f"to_regclass('{_PHRASE_INDEX}') IS NOT NULL"
)
# Bands are of no use here: nearly always all that hold the phrase are read.
_FIND_PHRASE = """
    WITH found AS MATERIALIZED (
        SELECT id, text FROM segment
        WHERE folded LIKE :pattern AND strpos(folded, :phrase) > 0
        AND (segment.locale = :tag OR substr(segment.locale, 1, {length}) = :variants)
    )
    SELECT id, text FROM found ORDER BY id {direction} LIMIT :most
"""
_WILDCARD = re.compile(r"[%_\\]")


class PostgresBackend:
    """A database of a PostgreSQL server.

    May be shared by threads: each `read` and `write` has a connection of its own, out
    of SQLAlchemy's pool.
    """

    dialect = "postgresql"
    path = None
    writable = True
    schema_script = None
    defers_indexes = False
    has_ordered_ids = False
    """Ids are given before they are committed."""

    def __init__(self, url: URL, *, large_import: int = _LARGE_IMPORT) -> None:
        # A password may stand in the query too.
        self.name = url.set(query={}).render_as_string(hide_password=True)
        self.large_import = large_import
        self._url = url
        self._engine_lock = Lock()
        self._made_engine: Engine | None = None

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """As `Backend.driver_errors`; the driver may not be installed."""
        try:
            from psycopg import Error
        except ImportError:
            return ()
        return (Error,)

    # Connections

    @contextmanager
    def open_reader(self) -> Iterator[Reader]:
        """As `Backend.open_reader`."""
        with self.read() as connection:
            yield CoreReader(connection)

    @contextmanager
    def open_settled_reader(self) -> Iterator[Reader]:
        """As `Backend.open_settled_reader`."""
        with self.read() as connection:
            connection.execute(text(_LOCK_TIMEOUT))
            connection.execute(text("LOCK TABLE segment IN SHARE MODE"))
            yield CoreReader(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """As `Backend.read`."""
        with self._engine.connect() as connection:
            # By itself it would see what is committed while it reads.
            connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def write(
        self, *, migrating: bool = False, filling: bool = False
    ) -> Iterator[Connection]:
        """As `Backend.write`; `migrating` and `filling` make no difference."""
        with self._engine.connect() as connection, connection.begin():
            # One writer at a time, as SQLite has it: two that add the same segments
            # in another order would wait for each other.
            connection.execute(text(_WRITER_LOCK))
            yield connection

    @property
    def _engine(self) -> Engine:
        with self._engine_lock:
            if self._made_engine is None:
                self._made_engine = self._make_engine()
            return self._made_engine

    def _make_engine(self) -> Engine:
        try:
            return create_engine(
                self._url,
                pool_pre_ping=True,
                # The environment may ask for another encoding.
                connect_args={"client_encoding": "utf8"},
                execution_options={"padanan_backend": self},
            )
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreUnavailable(
                "the driver for PostgreSQL is missing; run "
                "pip install 'padanan[postgres]'"
            ) from error

    def close(self) -> None:
        """As `Backend.close`."""
        if self._made_engine is not None:
            self._made_engine.dispose()

    def verify(self) -> None:
        """As `Backend.verify`."""
        query = (
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        )
        with self.read() as connection:
            ctype, encoding = connection.execute(text(query)).one()
        if encoding != "UTF8":
            raise StoreUnavailable(
                f"{self.name}: its encoding is {encoding}, which cannot hold every "
                "language; make the database with ENCODING 'UTF8' TEMPLATE template0"
            )
        if ctype in ("C", "POSIX"):
            raise StoreUnavailable(
                f"{self.name}: its character type is {ctype}, in which PostgreSQL "
                "cannot fold letters; make the database with LC_CTYPE 'C.UTF-8'"
            )

    def table_names(self, reader: Reader) -> set[str]:
        """As `Backend.table_names`."""
        query = (
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = current_schema()"
        )
        return {row[0] for row in reader.rows(query)}

    # Many rows

    def insert_columns(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """As `Backend.insert_columns`, by COPY."""
        quote = connection.dialect.identifier_preparer.quote
        decoded = [
            map(bytes.decode, column) if is_utf8(table, name, column) else column
            for name, column in zip(names, columns, strict=True)
        ]
        listed = ", ".join(map(quote, names))
        statement = f"COPY {quote(table.name)} ({listed}) FROM STDIN"
        with (
            _driver(connection).cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            for row in zip(*decoded, strict=True):
                copy.write_row(row)

    def insert_missing(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """As `Backend.insert_missing`."""
        from sqlalchemy.dialects.postgresql import insert

        connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def reserve_ids(
        self, connection: Connection, table: Table, count: int
    ) -> Sequence[int]:
        """As `Backend.reserve_ids`."""
        result = connection.exec_driver_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            (table.name, count),
        )
        return sorted(result.scalars())

    def select_in(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        key: str,
        values: Sequence[object],
    ) -> Iterator[RowValues]:
        """As `Backend.select_in`."""
        quote = connection.dialect.identifier_preparer.quote
        columns = ", ".join(map(quote, names))
        query = f"SELECT {columns} FROM {table.name} WHERE {key} = ANY(%s)"
        yield from connection.exec_driver_sql(query, (list(values),))

    def update_rows(
        self,
        connection: Connection,
        table: Table,
        names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """As `Backend.update_rows`."""
        quote = connection.dialect.identifier_preparer.quote
        changes = ", ".join(f"{quote(name)} = %s" for name in names)
        statement = f"UPDATE {table.name} SET {changes} WHERE id = %s"
        with _driver(connection).cursor() as cursor:
            cursor.executemany(statement, list(rows))

    def stream_rows(
        self, connection: Connection, query: Select[Any]
    ) -> Generator[Sequence[RowValues], None, None]:
        """As `Backend.stream_rows`, by a cursor of the server."""
        options = {"render_postcompile": True}
        compiled = query.compile(connection, compile_kwargs=options)
        with _driver(connection).cursor(name="padanan_rows") as cursor:
            cursor.execute(str(compiled), compiled.params)
            while block := cursor.fetchmany(_ROWS_PER_FETCH):
                yield block

    def finish_large_import(self, connection: Connection, added: int) -> None:
        """As `Backend.finish_large_import`.

        What is new waits in a list that every search goes through; and what PostgreSQL
        knows of the tables is what they held before.
        """
        if added < self.large_import:
            return
        if self.has_phrase_index(connection):
            # Only its owner may.
            with suppress(DBAPIError), connection.begin_nested():
                connection.execute(
                    text("SELECT gin_clean_pending_list(CAST(:name AS regclass))"),
                    {"name": _PHRASE_INDEX},
                )
        connection.execute(text("ANALYZE segment, unit, origin"))

    def drop_index(self, connection: Connection, name: str) -> str | None:
        """As `Backend.drop_index`: never, since no index is deferred."""
        raise NotImplementedError

    # The index of phrases: GIN over pg_trgm, which keeps itself current. Its first
    # column is the language and the band of the segment's id, so that a list of
    # trigrams is read for one band alone.

    def has_phrase_index(self, connection: Connection) -> bool:
        """As `Backend.has_phrase_index`."""
        query = text(f"SELECT to_regclass('{_PHRASE_INDEX}') IS NOT NULL")
        return bool(connection.execute(query).scalar())

    def make_phrase_index(self, connection: Connection) -> bool:
        """As `Backend.make_phrase_index`, with all segments."""
        statement = (
            f"CREATE INDEX {_PHRASE_INDEX} ON segment "
            f"USING gin ({BAND}, folded gin_trgm_ops)"
        )
        try:
            with connection.begin_nested():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
                connection.exec_driver_sql(statement)
        except DBAPIError:
            return False
        return True

    def fill_phrase_index(
        self, connection: Connection, texts: Iterable[NumberedTexts] | None
    ) -> bool:
        """As `Backend.fill_phrase_index`: the index keeps itself current."""
        return False

    def append_to_phrase_index(self, connection: Connection, after: int) -> None:
        """As `Backend.append_to_phrase_index`: the index keeps itself current."""

    def prepare_phrase_search(self, connection: Connection) -> bool:
        """As `Backend.prepare_phrase_search`."""
        return bool(connection.execute(text(_SEARCH_SETTINGS)).one()[-1])

    def phrase_candidates(
        self, query: Select[Any], literals: Literals, language: str
    ) -> NextCandidates | None:
        """As `Backend.phrase_candidates`.

        PostgreSQL gives the parts of a UNION ALL in turn, and begins none that is not
        needed.
        """
        if not all(map(has_word_trigram, literals)):
            return None
        [segment] = query.get_final_froms()
        # With a bare number it would go through the segments in their order.
        number = segment.c.id + 0

        def after(last: int, most: int) -> Executable:
            later = query.where(number > last).order_by(number).limit(most)
            bands = band_conditions(language, last)
            return union_all(*(later.where(band) for band in bands)).limit(most)

        return after

    def contains(self, folded: ColumnElement[Any], literal: str) -> ColumnElement[bool]:
        """As `Backend.contains`."""
        # PostgreSQL looks up every trigram of a pattern, the frequent ones too.
        holds: ColumnElement[bool] = func.strpos(folded, literal) > 0
        words = longest_words(literal)
        return and_(folded.like(f"%{'%'.join(words)}%"), holds) if words else holds

    def segments_with_phrase(
        self, connection: Connection, phrase: str
    ) -> Select[Any] | None:
        """As `Backend.segments_with_phrase`: the planner goes by the index itself."""
        return None

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
        [[_, _, has_index]] = reader.rows(_FIND_SETTINGS)
        if not has_index:
            return None
        query = _FIND_PHRASE.format(
            length=len(tag) + 1, direction="DESC" if descending else "ASC"
        )
        pattern = f"%{_WILDCARD.sub('_', phrase)}%"
        values = {"pattern": pattern, "phrase": phrase, "tag": tag, "most": most}
        return reader.rows(query, **values, variants=f"{tag}-")


def _driver(connection: Connection) -> Any:
    # Any: the driver may not be installed where this is checked.
    return connection.connection.driver_connection
