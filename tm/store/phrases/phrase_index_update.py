"""The phrase index: whether there is one, and updating it.

SQLite has an FTS5 table of trigrams of `segment.folded`. New segments are added to it
many at a time, and `meta` stores the id of the last one. PostgreSQL has an index of
pg_trgm, which is always current.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select, update

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.queries.metadata import LAST_BACKUP_NAME, UNSEARCHABLE_NAME
from tm.store.backend.sql import TextsWithIds

_MIN_SEGMENT_COUNT_TO_FILL = 5000
"""Number of segments from which on an empty index is filled at once."""
_LAST_INDEXED_SEGMENT_META_NAME = "phrase_index"
DERIVED_META_NAMES = (
    UNSEARCHABLE_NAME,
    _LAST_INDEXED_SEGMENT_META_NAME,
    LAST_BACKUP_NAME,
)
"""Names in `meta` of what is true of one file only, not of its contents."""


def is_phrase_index_name(table_or_index_name: str | None) -> bool:
    """Whether a table or an index belongs to the phrase index, not to the schema."""
    return table_or_index_name == "ix_segment_phrase" or bool(
        table_or_index_name and table_or_index_name.startswith("segment_fts")
    )


def has_index(connection: Connection) -> bool:
    """Whether the database has a phrase index that can be used here."""
    return get_backend(connection).phrase_index.exists(connection)


def has_unsearchable_segments(connection: Connection) -> bool:
    """Whether segments may lack their search columns."""
    query = select(schema.meta.c.value).where(schema.meta.c.name == UNSEARCHABLE_NAME)
    return connection.execute(query).first() is not None


def read_last_indexed_id(connection: Connection) -> int | None:
    """Read the id of the last indexed segment; None if all are indexed."""
    if not get_backend(connection).defers_indexes:
        return None
    query = select(schema.meta.c.value).where(
        schema.meta.c.name == _LAST_INDEXED_SEGMENT_META_NAME
    )
    return int(connection.execute(query).scalar() or 0)


def update_phrase_index(connection: Connection) -> None:
    """Add new segments to the phrase index, if there is one."""
    backend = get_backend(connection)
    last_indexed_id = read_last_indexed_id(connection)
    if last_indexed_id is None or not backend.phrase_index.exists(connection):
        return
    if has_unsearchable_segments(connection) or fill_phrase_index(connection):
        return
    newest_id = _find_newest_segment_id(connection)
    if newest_id > last_indexed_id:
        backend.phrase_index.append(connection, last_indexed_id)
        _save_last_indexed_id(connection, newest_id)


def fill_phrase_index(
    connection: Connection,
    text_batches: Iterable[TextsWithIds] | None = None,
) -> bool:
    """Fill the index with all segments if it is empty and they are many.

    Returns whether that was done. `text_batches` are the folded texts of all segments;
    they are read from the database where they are not given.
    """
    backend = get_backend(connection)
    if read_last_indexed_id(connection) != 0 or not backend.phrase_index.exists(
        connection
    ):
        return False
    newest_id = _find_newest_segment_id(connection)
    if newest_id < _MIN_SEGMENT_COUNT_TO_FILL or not backend.phrase_index.fill(
        connection, text_batches
    ):
        return False
    _save_last_indexed_id(connection, newest_id)
    return True


def create_phrase_index(connection: Connection) -> bool:
    """Create the phrase index if it is missing; return whether there is one now.

    It is missing if FTS5 or pg_trgm was not available when the database was made.
    """
    backend = get_backend(connection)
    if backend.phrase_index.exists(connection):
        return True
    if not backend.phrase_index.create(connection):
        return False
    if backend.defers_indexes:
        connection.execute(
            insert(schema.meta).values(name=_LAST_INDEXED_SEGMENT_META_NAME, value="0")
        )
        update_phrase_index(connection)
    return True


def _find_newest_segment_id(connection: Connection) -> int:
    return connection.execute(select(func.max(schema.segment.c.id))).scalar() or 0


def _save_last_indexed_id(connection: Connection, segment_id: int) -> None:
    meta_table = schema.meta
    connection.execute(
        update(meta_table)
        .where(meta_table.c.name == _LAST_INDEXED_SEGMENT_META_NAME)
        .values(value=str(segment_id))
    )
