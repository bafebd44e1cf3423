"""The backend of a PostgreSQL server: its connections, and rows by the thousand."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Table,
    create_engine,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from tm.errors import StoreUnavailable
from tm.store.backend.postgres.partitioning import (
    SEGMENT_REFERENCES,
    WORK_TABLE_PREFIX,
    abandon_partitioning,
    count_partitions,
    partition_tables,
)
from tm.store.backend.postgres.phrase_index import (
    PHRASE_INDEX_NAME,
    PostgresPhraseIndex,
)
from tm.store.backend.sql import (
    ROWS_PER_FETCH,
    CoreReader,
    DatabaseReader,
    RowValues,
    is_utf8_column,
)

_LARGE_IMPORT_UNIT_COUNT = 5000
"""Count of units in an import after which tables are analysed again."""
# How long indexing waits for writers; they may be in the middle of an import.
_SET_LOCK_TIMEOUT_SQL = "SET LOCAL lock_timeout = '20s'"
_TAKE_WRITER_LOCK_SQL = "SELECT pg_advisory_xact_lock(7220250)"
_CONNECT_SECONDS = 10
"""How long a server is waited for that does not answer at all, unless its URL says."""


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
        self,
        url: URL,
        *,
        large_import_unit_count: int = _LARGE_IMPORT_UNIT_COUNT,
        pings: bool = True,
    ) -> None:
        """`pings`: ask whether a connection still works before it is used again."""
        # A password may stand in the query too.
        self.name = url.set(query={}).render_as_string(hide_password=True)
        hosts = url.query.get("host")
        self.address = f"{self.name} at {hosts}" if hosts else self.name
        """The name with the hosts of the query, which tell a replica from others."""
        self.large_import_unit_count = large_import_unit_count
        self.phrase_index = PostgresPhraseIndex()
        self._url = url
        self._pings = pings
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
    def open_reader(self) -> Iterator[DatabaseReader]:
        """Implement `Backend.open_reader`."""
        with self.open_snapshot() as connection:
            yield CoreReader(connection)

    @contextmanager
    def open_settled_reader(self) -> Iterator[DatabaseReader]:
        """Implement `Backend.open_settled_reader`."""
        with self.open_snapshot() as connection:
            self._wait_for_writers(connection)
            yield CoreReader(connection)

    def _wait_for_writers(self, connection: Connection) -> None:
        connection.execute(text(_SET_LOCK_TIMEOUT_SQL))
        connection.execute(text("LOCK TABLE segment IN SHARE MODE"))

    def make_reader(self, connection: Connection) -> DatabaseReader:
        """Implement `Backend.make_reader`."""
        return CoreReader(connection)

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

    @contextmanager
    def connect_without_transaction(self) -> Iterator[Connection]:
        """Connect to ask about the server itself, such as how far its log goes."""
        with self._engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    @property
    def _engine(self) -> Engine:
        with self._engine_lock:
            if self._cached_engine is None:
                self._cached_engine = self._make_engine()
            return self._cached_engine

    def _make_engine(self) -> Engine:
        # The environment may ask for another encoding.
        connect_args: dict[str, object] = {"client_encoding": "utf8"}
        if "connect_timeout" not in self._url.query:
            connect_args["connect_timeout"] = _CONNECT_SECONDS
        try:
            return create_engine(
                self._url,
                pool_pre_ping=self._pings,
                connect_args=connect_args,
                execution_options={"padanan_backend": self},
            )
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreUnavailable(
                "the driver for PostgreSQL is missing; run "
                "pip install 'padanan[postgres]'"
            ) from error

    def read_commit_count(self) -> int | None:
        """Implement `Backend.read_commit_count`: the server has none that is exact."""
        return None

    def close(self) -> None:
        """Implement `Backend.close`."""
        if self._cached_engine is not None:
            self._cached_engine.dispose()

    def verify_stored(self) -> None:
        """Implement `Backend.verify_stored`: a server keeps what it has stored."""

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

    def list_tables(self, reader: DatabaseReader) -> set[str]:
        """Implement `Backend.list_tables`."""
        query = (
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = to_regnamespace(current_schema()) "
            "AND NOT relispartition"
        )
        return {
            table_name
            for [table_name] in reader.read_rows(query)
            if not table_name.startswith(WORK_TABLE_PREFIX)
        }

    # Examination

    def find_damage(self, reader: DatabaseReader) -> list[str]:
        """Implement `Backend.find_damage`: by reading all rows of all tables."""
        invalid_index_rows = reader.read_rows(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        )
        for table_name in self.list_tables(reader):
            for _ in reader.stream_rows(f'SELECT * FROM "{table_name}"'):
                pass
        return [f"the index {row[0]} is invalid" for row in invalid_index_rows]

    def count_orphans(self, reader: DatabaseReader) -> dict[tuple[str, str], int]:
        """Implement `Backend.count_orphans`: the server refuses others."""
        [[is_partitioned]] = reader.read_rows(
            "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass('segment')"
        )
        count_by_reference: dict[tuple[str, str], int] = {}
        for table_name, column_name in SEGMENT_REFERENCES if is_partitioned else ():
            [[orphan_count]] = reader.read_rows(
                f"SELECT count(*) FROM {table_name} WHERE NOT EXISTS "
                f"(SELECT 1 FROM segment WHERE segment.id = {column_name})"
            )
            if orphan_count:
                reference = table_name, "segment"
                orphan_count += count_by_reference.get(reference, 0)
                count_by_reference[reference] = orphan_count
        return count_by_reference

    def rebuild_indexes(self, connection: Connection) -> None:
        """Implement `Backend.rebuild_indexes`."""
        query = (
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = to_regnamespace(current_schema())"
        )
        for table_name in connection.exec_driver_sql(query).scalars().all():
            connection.exec_driver_sql(f"REINDEX TABLE {table_name}")

    # Partitions

    def partition_tables(self, partition_count: int) -> Iterator[int]:
        """Divide segments and units into hash partitions; see `partitioning`.

        Yields the count of rows of each step. 0: drop what an unfinished call has made.
        """
        if partition_count:
            with self.open_snapshot() as connection:
                is_finished = count_partitions(connection) == partition_count
            if not is_finished:
                yield from partition_tables(self.open_transaction, partition_count)
                return
        with self.open_transaction() as connection:
            abandon_partitioning(connection)

    # Many rows

    def insert_rows_by_column(
        self,
        connection: Connection,
        table: Table,
        column_names: Sequence[str],
        columns: Sequence[Sequence[Any]],
    ) -> None:
        """Implement `Backend.insert_rows_by_column`, by COPY."""
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
        self, connection: Connection, table: Table, id_count: int
    ) -> Sequence[int]:
        """Implement `Backend.reserve_ids`."""
        result = connection.exec_driver_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            (table.name, id_count),
        )
        return sorted(result.scalars())

    def advance_ids(self, connection: Connection, table: Table) -> None:
        """Implement `Backend.advance_ids`."""
        connection.exec_driver_sql(
            "SELECT setval(sequence_name, max(id)) FROM "
            f"{table.name}, pg_get_serial_sequence(%s, 'id') AS sequence_name "
            "WHERE sequence_name IS NOT NULL GROUP BY sequence_name",
            (table.name,),
        )

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
        assignment_list = ", ".join(
            f"{quote_identifier(column_name)} = %s" for column_name in column_names
        )
        statement = f"UPDATE {table.name} SET {assignment_list} WHERE id = %s"
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
            while row_batch := cursor.fetchmany(ROWS_PER_FETCH):
                yield row_batch

    def finish_large_import(self, connection: Connection, added_count: int) -> None:
        """Implement `Backend.finish_large_import`.

        New entries of the phrase index wait in a list that every search goes through,
        and PostgreSQL's statistics describe the tables as they were before.
        """
        if added_count < self.large_import_unit_count:
            return
        if self.phrase_index.exists(connection):
            # Only its owner may.
            with suppress(DBAPIError), connection.begin_nested():
                connection.execute(
                    text(
                        "SELECT gin_clean_pending_list(relid) "
                        "FROM pg_partition_tree(to_regclass(:name)) WHERE isleaf"
                    ),
                    {"name": PHRASE_INDEX_NAME},
                )
        connection.execute(text("ANALYZE segment, unit, origin"))

    def drop_index(self, connection: Connection, index_name: str) -> str | None:
        """Implement `Backend.drop_index`: never, since no index is deferred."""
        raise NotImplementedError

    def create_index(self, connection: Connection, create_statement: str) -> None:
        """Implement `Backend.create_index`: never, since no index is deferred."""
        raise NotImplementedError


def _get_driver_connection(connection: Connection) -> Any:
    # Any: the driver may not be installed where this is checked.
    return connection.connection.driver_connection
