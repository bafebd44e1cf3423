"""Loading rows into the tables of an empty database, and making its indexes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, inspect

from tm.store.backend.backend import get_backend
from tm.store.backend.queries.metadata import read_schema_revision
from tm.store.backend.sql import CoreReader
from tm.store.contents.row_lines import InvalidRow, batch_lines, decode_lines
from tm.store.contents.stored_table import (
    ColumnKind,
    StoredTable,
    drop_tables,
    list_stored_tables,
)
from tm.store.database import SCHEMA_REVISION
from tm.store.phrases.phrase_index_update import update_phrase_index
from tm.store.phrases.search_columns import fill_missing_search_columns

_BATCH_BYTE_COUNT = 4 << 20


def make_empty_schema(connection: Connection, revision: str) -> None:
    """Replace all tables by empty ones of a revision."""
    # Alembic takes a quarter of a second to import.
    from tm.store.migrations.upgrade import upgrade
    from tm.store.new_sqlite_file import make_schema

    backend = get_backend(connection)
    drop_tables(connection)
    if backend.schema_script_name is not None and revision == SCHEMA_REVISION:
        make_schema(connection, backend)
    else:
        upgrade(connection, revision)


def load_lines(
    connection: Connection, stored_table: StoredTable, lines: Iterable[bytes]
) -> Iterator[int]:
    """Insert the rows of lines into a table; yields how many, batch by batch.

    Raises InvalidRow.
    """
    backend, table = get_backend(connection), stored_table.table
    column_names = list(stored_table.kind_by_column)
    loaded_count = 0
    for line_batch in batch_lines(lines, _BATCH_BYTE_COUNT):
        try:
            columns = decode_lines(stored_table, line_batch)
        except InvalidRow as error:
            raise InvalidRow(error.reason, loaded_count + error.line_index) from error
        backend.insert_rows_by_column(connection, table, column_names, columns)
        loaded_count += len(line_batch)
        yield len(line_batch)


@contextmanager
def defer_indexes(connection: Connection) -> Iterator[None]:
    """Leave indexes out while rows are loaded, and make them afterwards."""
    backend = get_backend(connection)
    rebuilds_phrase_index = not backend.defers_indexes and backend.phrase_index.exists(
        connection
    )
    create_statements: list[str] = []
    if backend.defers_indexes:
        inspector = inspect(connection)
        for stored_table in list_stored_tables(connection):
            for index in inspector.get_indexes(stored_table.name):
                statement = backend.drop_index(connection, str(index["name"]))
                if statement is not None:
                    create_statements.append(statement)
    elif rebuilds_phrase_index:
        backend.phrase_index.drop(connection)
    yield
    for statement in create_statements:
        backend.create_index(connection, statement)
    if rebuilds_phrase_index:
        backend.phrase_index.create(connection)


def finish_loading(connection: Connection, row_count: int) -> None:
    """Bring loaded tables up to date: ids, schema and what searches need."""
    backend = get_backend(connection)
    for stored_table in list_stored_tables(connection):
        if stored_table.kind_by_column.get("id") is ColumnKind.INTEGER:
            backend.advance_ids(connection, stored_table.table)
    revision = read_schema_revision(CoreReader(connection))
    if revision != SCHEMA_REVISION:
        from tm.store.migrations.upgrade import upgrade

        upgrade(connection)
    fill_missing_search_columns(connection)
    update_phrase_index(connection)
    backend.finish_large_import(connection, row_count)
