"""The tables of a database as they are there: columns, kinds of values and key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Select,
    Table,
    Text,
    inspect,
    select,
)
from sqlalchemy.types import TypeEngine

from tm.store.backend.backend import get_backend
from tm.store.backend.portable_sql_functions import compare_code_points
from tm.store.phrases.phrase_index_update import (
    DERIVED_META_NAMES,
    is_phrase_index_name,
)

_REVISION_TABLE = "alembic_version"


class ColumnKind(StrEnum):
    """The kind of the values of a column."""

    BOOLEAN = "boolean"
    BYTES = "bytes"
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"


_TYPE_BY_KIND: Mapping[ColumnKind, TypeEngine[Any]] = {
    ColumnKind.BOOLEAN: Boolean(),
    ColumnKind.BYTES: LargeBinary(),
    ColumnKind.INTEGER: Integer(),
    ColumnKind.NUMBER: Float(),
    ColumnKind.TEXT: Text(),
}


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table of a database; its rows are read in the order of its key."""

    name: str
    kind_by_column: Mapping[str, ColumnKind]
    key_columns: Sequence[str]

    @property
    def table(self) -> Table:
        """The table for statements of SQLAlchemy."""
        return Table(
            self.name,
            MetaData(),
            *(
                Column(column_name, _TYPE_BY_KIND[kind])
                for column_name, kind in self.kind_by_column.items()
            ),
        )

    def select_rows(self, connection: Connection) -> Select[Any]:
        """Make the query for all rows, in the order of code points of their keys."""
        table = self.table
        ordering_columns = [
            compare_code_points(connection, column)
            if self.kind_by_column[column.name] is ColumnKind.TEXT
            else column
            for column in (table.c[column_name] for column_name in self.key_columns)
        ]
        query = select(table).order_by(*ordering_columns)
        if self.name == "meta":
            query = query.where(table.c.name.not_in(DERIVED_META_NAMES))
        return query


def list_stored_tables(connection: Connection) -> list[StoredTable]:
    """List the tables of a database, those that others refer to first.

    Without the phrase index and what Alembic stores.
    """
    inspector = inspect(connection)
    backend = get_backend(connection)
    table_names = backend.list_tables(backend.make_reader(connection))
    stored_tables = [
        StoredTable(
            table_name,
            {
                column["name"]: _find_column_kind(column["type"])
                for column in inspector.get_columns(table_name)
            },
            inspector.get_pk_constraint(table_name)["constrained_columns"],
        )
        for table_name, _ in inspector.get_sorted_table_and_fkc_names()
        if table_name in table_names
        and table_name != _REVISION_TABLE
        and not is_phrase_index_name(table_name)
    ]
    # Others refer to it, even where its partitions allow no foreign key.
    return sorted(stored_tables, key=lambda table: table.name != "segment")


def find_first_stored_table(connection: Connection) -> str | None:
    """Find a table that has rows; None for an empty database."""
    for stored_table in list_stored_tables(connection):
        query = stored_table.select_rows(connection).limit(1)
        if connection.execute(query).first() is not None:
            return stored_table.name
    return None


def drop_tables(connection: Connection) -> None:
    """Drop all tables, so that the schema of another revision can be made."""
    get_backend(connection).phrase_index.drop(connection)
    metadata = MetaData()
    table_names = [stored_table.name for stored_table in list_stored_tables(connection)]
    for table_name in reversed([*table_names, _REVISION_TABLE]):
        Table(table_name, metadata).drop(connection)


def _find_column_kind(column_type: TypeEngine[Any]) -> ColumnKind:
    if isinstance(column_type, LargeBinary):
        return ColumnKind.BYTES
    if isinstance(column_type, Boolean):
        return ColumnKind.BOOLEAN
    if isinstance(column_type, Integer):
        return ColumnKind.INTEGER
    if isinstance(column_type, Float | Numeric):
        return ColumnKind.NUMBER
    return ColumnKind.TEXT
