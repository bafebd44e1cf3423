"""Repairs of a database that lose nothing: indexes and search columns are rebuilt."""

from collections.abc import Set

from sqlalchemy import Connection, update

from tm.doctor.symptom import RepairStep
from tm.match.index.manifest import discard_index
from tm.match.lookup import open_index
from tm.store import schema
from tm.store.database import Database
from tm.store.phrases.phrase_index_update import (
    create_phrase_index,
    update_phrase_index,
)
from tm.store.phrases.search_columns import fill_missing_search_columns


def repair_database(database: Database, steps: Set[RepairStep]) -> None:
    """Rebuild what the steps name. Raises StoreError and OSError."""
    if steps & {RepairStep.SQL_INDEXES, RepairStep.SEARCH}:
        with database.open_transaction() as connection:
            if RepairStep.SQL_INDEXES in steps:
                database.backend.rebuild_indexes(connection)
            if RepairStep.SEARCH in steps:
                _rebuild_search_columns(connection)
                _rebuild_phrase_index(database, connection)
    if RepairStep.INDEX in steps:
        discard_index(database)
        open_index(database).update(rebuild=True)


def _rebuild_search_columns(connection: Connection) -> None:
    empty_columns = {"folded": None, "tokens": None, "match_key": None}
    connection.execute(update(schema.segment).values(empty_columns))
    fill_missing_search_columns(connection)


def _rebuild_phrase_index(database: Database, connection: Connection) -> None:
    database.backend.phrase_index.drop(connection)
    connection.execute(schema.meta.delete().where(schema.meta.c.name == "phrase_index"))
    create_phrase_index(connection)
    update_phrase_index(connection)
