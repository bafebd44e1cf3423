"""Connections to a PostgreSQL server, and SQL that only PostgreSQL understands.

This module imports SQLAlchemy; it is imported only for the URL of a server.
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
from tm.store.backend.backend import CandidateQueryMaker, Literals
from tm.store.backend.postgres_phrases import (
    BAND_EXPRESSION,
    choose_longest_words,
    has_word_trigram,
    make_band_conditions,
)
from tm.store.backend.sql import (
    CoreReader,
    NumberedTexts,
    Reader,
    RowValues,
    is_utf8_column,
)

_LARGE_IMPORT_UNITS = 5000
"""Count of units in an import after which tables are analysed again."""
_ROWS_PER_FETCH = 1000
# How long indexing waits for writers; they may be in the middle of an import.
_SET_LOCK_TIMEOUT_SQL = "SET LOCAL lock_timeout = '20s'"
_TAKE_WRITER_LOCK_SQL = "SELECT pg_advisory_xact_lock(7220250)"

_PHRASE_INDEX_NAME = "ix_segment_phrase"
# PostgreSQL guesses badly how many texts hold a phrase. Bands are read in turn by one
# process, without compiling, which takes longer than the search; the plan is for the
# phrase at hand, and without the index it is us who decide to scan.
_PREPARE_SEARCH_SQL = (
    "SELECT set_config('max_parallel_workers_per_gather', '0', true), "
    "set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true), "
    "set_config('plan_cache_mode', 'force_custom_plan', true), "
    f"to_regclass('{_PHRASE_INDEX_NAME}') IS NOT NULL"
)
_PREPARE_FIND_SQL = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), "
    f"to_regclass('{_PHRASE_INDEX_NAME}') IS NOT NULL"
)
# Bands are of no use here: nearly always all that hold the phrase are read.
_FIND_PHRASE_SQL = """
    WITH found AS MATERIALIZED (
        SELECT id, text FROM segment
        WHERE folded LIKE :pattern AND strpos(folded, :phrase) > 0
        AND (segment.locale = :tag OR substr(segment.locale, 1, {length}) = :variants)
    )
    SELECT id, text FROM found ORDER BY id {direction} LIMIT :most
"""
_WILDCARD_PATTERN = re.compile(r"[%_\\]")


class PostgresBackend:
    """A database of a PostgreSQL server.

    May be shared by threads: each `open_snapshot` and `open_transaction` has a
    connection of its own, out of SQLAlchemy's pool.
    """

    dialect = "postgresql"
    path = None
    is_writable = True
    schema_script_name = None
    defers_indexes = False
    has_ordered_ids = False
    """Ids are given before they are committed."""

    def __init__(
        self, url: URL, *, large_import_units: int = _LARGE_IMPORT_UNITS
    ) -> None:
        # A password may stand in the query too.
        self.name = url.set(query={}).render_as_string(hide_password=True)
        self.large_import_units = large_import_units
        self._url = url
        self._engine_lock = Lock()
        self._cached_engine: Engine | None = None

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """Implement `Backend.driver_errors`; the driver may not be installed."""
        try:
            from psycopg import Error
        except ImportError:
            return ()
        return (Error,)

    # Connections

    @contextmanager
    def open_reader(self) -> Iterator[Reader]:
        """Implement `Backend.open_reader`."""
        with self.open_snapshot() as connection:
            yield CoreReader(connection)

    @contextmanager
    def open_settled_reader(self) -> Iterator[Reader]:
        """Implement `Backend.open_settled_reader`."""
        with self.open_snapshot() as connection:
            connection.execute(text(_SET_LOCK_TIMEOUT_SQL))
            connection.execute(text("LOCK TABLE segment IN SHARE MODE"))
            yield CoreReader(connection)

    @contextmanager
    def open_snapshot(self) -> Iterator[Connection]:
        """Implement `Backend.open_snapshot`."""
        with self._engine.connect() as connection:
            # By itself it would see what is committed while it reads.
            connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def open_transaction(
        self, *, is_migration: bool = False, is_bulk_load: bool = False
    ) -> Iterator[Connection]:
        """Implement `Backend.open_transaction`; `is_migration` and `is_bulk_load` make
        no difference.
        """
        with self._engine.connect() as connection, connection.begin():
            # One writer at a time, as SQLite has it: two that add the same segments
            # in another order would wait for each other.
            connection.execute(text(_TAKE_WRITER_LOCK_SQL))
            yield connection

    @property
    def _engine(self) -> Engine:
        with self._engine_lock:
            if self._cached_engine is None:
                self._cached_engine = self._make_engine()
            return self._cached_engine

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
        """Implement `Backend.close`."""
        if self._cached_engine is not None:
            self._cached_engine.dispose()

    def verify_encoding(self) -> None:
        """Implement `Backend.verify_encoding`."""
        query = (
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database "
            "WHERE datname = current_database()"
        )
        with self.open_snapshot() as connection:
            character_type, encoding = connection.execute(text(query)).one()
        if encoding != "UTF8":
            raise StoreUnavailable(
                f"{self.name}: its encoding is {encoding}, which cannot hold every "
                "language; make the database with ENCODING 'UTF8' TEMPLATE template0"
            )
        if character_type in ("C", "POSIX"):
            raise StoreUnavailable(
                f"{self.name}: its character type is {character_type}, in which "
                "PostgreSQL cannot fold letters; make the database with "
                "LC_CTYPE 'C.UTF-8'"
            )

    def list_tables(self, reader: Reader) -> set[str]:
        """Implement `Backend.list_tables`."""
        query = (
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = current_schema()"
        )
        return {row[0] for row in reader.read_rows(query)}

    # Many rows

    def insert_columns(
        self,
        connection: Connection,
        table: Table,
        column_names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Implement `Backend.insert_columns`, by COPY."""
        quote_identifier = connection.dialect.identifier_preparer.quote
        decoded_columns = [
            map(bytes.decode, column)
            if is_utf8_column(table, column_name, column)
            else column
            for column_name, column in zip(column_names, columns, strict=True)
        ]
        column_list = ", ".join(map(quote_identifier, column_names))
        statement = f"COPY {quote_identifier(table.name)} ({column_list}) FROM STDIN"
        with (
            _get_driver_connection(connection).cursor() as cursor,
            cursor.copy(statement) as copy_writer,
        ):
            for row in zip(*decoded_columns, strict=True):
                copy_writer.write_row(row)

    def insert_missing_rows(
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Implement `Backend.insert_missing_rows`."""
        from sqlalchemy.dialects.postgresql import insert

        connection.execute(insert(table).on_conflict_do_nothing(), rows)

    def reserve_ids(
        self, connection: Connection, table: Table, count: int
    ) -> Sequence[int]:
        """Implement `Backend.reserve_ids`."""
        result = connection.exec_driver_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            (table.name, count),
        )
        return sorted(result.scalars())

    def select_rows(
        self,
        connection: Connection,
        table: Table,
        column_names: Sequence[str],
        key_column: str,
        key_values: Sequence[object],
    ) -> Iterator[RowValues]:
        """Implement `Backend.select_rows`."""
        quote_identifier = connection.dialect.identifier_preparer.quote
        column_list = ", ".join(map(quote_identifier, column_names))
        query = f"SELECT {column_list} FROM {table.name} WHERE {key_column} = ANY(%s)"
        yield from connection.exec_driver_sql(query, (list(key_values),))

    def update_rows(
        self,
        connection: Connection,
        table: Table,
        column_names: Sequence[str],
        rows: Iterable[RowValues],
    ) -> None:
        """Implement `Backend.update_rows`."""
        quote_identifier = connection.dialect.identifier_preparer.quote
        assignments = ", ".join(
            f"{quote_identifier(column_name)} = %s" for column_name in column_names
        )
        statement = f"UPDATE {table.name} SET {assignments} WHERE id = %s"
        with _get_driver_connection(connection).cursor() as cursor:
            cursor.executemany(statement, list(rows))

    def stream_rows(
        self, connection: Connection, query: Select[Any]
    ) -> Generator[Sequence[RowValues], None, None]:
        """Implement `Backend.stream_rows`, by a cursor of the server."""
        compile_options = {"render_postcompile": True}
        compiled_query = query.compile(connection, compile_kwargs=compile_options)
        with _get_driver_connection(connection).cursor(name="padanan_rows") as cursor:
            cursor.execute(str(compiled_query), compiled_query.params)
            while row_batch := cursor.fetchmany(_ROWS_PER_FETCH):
                yield row_batch

    def finish_large_import(self, connection: Connection, added_count: int) -> None:
        """Implement `Backend.finish_large_import`.

        New entries of the phrase index wait in a list that every search goes through,
        and PostgreSQL's statistics describe the tables as they were before.
        """
        if added_count < self.large_import_units:
            return
        if self.has_phrase_index(connection):
            # Only its owner may.
            with suppress(DBAPIError), connection.begin_nested():
                connection.execute(
                    text("SELECT gin_clean_pending_list(CAST(:name AS regclass))"),
                    {"name": _PHRASE_INDEX_NAME},
                )
        connection.execute(text("ANALYZE segment, unit, origin"))

    def drop_index(self, connection: Connection, index_name: str) -> str | None:
        """Implement `Backend.drop_index`: never, since no index is deferred."""
        raise NotImplementedError

    # The index of phrases: GIN over pg_trgm, which keeps itself current. Its first
    # column is the language and the band of the segment's id, so that a list of
    # trigrams is read for one band alone.

    def has_phrase_index(self, connection: Connection) -> bool:
        """Implement `Backend.has_phrase_index`."""
        query = text(f"SELECT to_regclass('{_PHRASE_INDEX_NAME}') IS NOT NULL")
        return bool(connection.execute(query).scalar())

    def make_phrase_index(self, connection: Connection) -> bool:
        """Implement `Backend.make_phrase_index`, with all segments."""
        statement = (
            f"CREATE INDEX {_PHRASE_INDEX_NAME} ON segment "
            f"USING gin ({BAND_EXPRESSION}, folded gin_trgm_ops)"
        )
        try:
            with connection.begin_nested():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
                connection.exec_driver_sql(statement)
        except DBAPIError:
            return False
        return True

    def fill_phrase_index(
        self, connection: Connection, folded_texts: Iterable[NumberedTexts] | None
    ) -> bool:
        """Implement `Backend.fill_phrase_index`: the index is always current."""
        return False

    def append_to_phrase_index(
        self, connection: Connection, last_indexed_id: int
    ) -> None:
        """Implement `Backend.append_to_phrase_index`: the index is always current."""

    def prepare_phrase_search(self, connection: Connection) -> bool:
        """Implement `Backend.prepare_phrase_search`."""
        return bool(connection.execute(text(_PREPARE_SEARCH_SQL)).one()[-1])

    def make_candidate_query_maker(
        self, query: Select[Any], literals: Literals, language: str
    ) -> CandidateQueryMaker | None:
        """Implement `Backend.make_candidate_query_maker`.

        PostgreSQL gives the parts of a UNION ALL in turn, and begins none that is not
        needed.
        """
        if not all(map(has_word_trigram, literals)):
            return None
        [segment] = query.get_final_froms()
        # With a bare number it would go through the segments in their order.
        segment_id = segment.c.id + 0

        def make_query(last_id: int, max_count: int) -> Executable:
            later_query = (
                query.where(segment_id > last_id).order_by(segment_id).limit(max_count)
            )
            conditions = make_band_conditions(language, last_id)
            return union_all(
                *(later_query.where(condition) for condition in conditions)
            ).limit(max_count)

        return make_query

    def make_contains_condition(
        self, folded_column: ColumnElement[Any], literal: str
    ) -> ColumnElement[bool]:
        """Implement `Backend.make_contains_condition`."""
        # PostgreSQL looks up every trigram of a pattern, the frequent ones too.
        contains_literal: ColumnElement[bool] = func.strpos(folded_column, literal) > 0
        indexed_words = choose_longest_words(literal)
        return (
            and_(folded_column.like(f"%{'%'.join(indexed_words)}%"), contains_literal)
            if indexed_words
            else contains_literal
        )

    def select_segments_with_phrase(
        self, connection: Connection, folded_phrase: str
    ) -> Select[Any] | None:
        """Implement `Backend.select_segments_with_phrase`: the planner goes by the
        index itself.
        """
        return None

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
        [[_, _, has_index]] = reader.read_rows(_PREPARE_FIND_SQL)
        if not has_index:
            return None
        query = _FIND_PHRASE_SQL.format(
            length=len(locale_tag) + 1, direction="DESC" if newest_first else "ASC"
        )
        like_pattern = f"%{_WILDCARD_PATTERN.sub('_', folded_phrase)}%"
        parameters = {
            "pattern": like_pattern,
            "phrase": folded_phrase,
            "tag": locale_tag,
            "most": max_count,
        }
        return reader.read_rows(query, **parameters, variants=f"{locale_tag}-")


def _get_driver_connection(connection: Connection) -> Any:
    # Any: the driver may not be installed where this is checked.
    return connection.connection.driver_connection
