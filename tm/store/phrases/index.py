"""The index of phrases: finding whether there is one, and updating it.

SQLite has an FTS5 table of trigrams of `segment.folded`. It is filled by statements of
many rows, and `meta` says up to which segment it goes, since segments are only ever
added. PostgreSQL has an index of pg_trgm, which keeps itself current.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select, update

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.sql import NumberedTexts

WORTH_FILLING = 5000
"""Minimum count of segments for filling an empty index at once."""
UNSEARCHABLE = "unsearchable"
"""Name in `meta` while segments are not folded yet, see tm.store.phrases.pending."""
_MARK = "phrase_index"


def is_derived(name: str | None) -> bool:
    """Whether a table or an index is made from `segment`, and so not in the schema."""
    return name == "ix_segment_phrase" or bool(name and name.startswith("segment_fts"))


def has_index(connection: Connection) -> bool:
    """Whether the database has an index of phrases that can be used here."""
    return get_backend(connection).phrase_index.exists(connection)


def is_unsearchable(connection: Connection) -> bool:
    """Whether there are segments that were stored without their folded text."""
    query = select(schema.meta.c.value).where(schema.meta.c.name == UNSEARCHABLE)
    return connection.execute(query).first() is not None


def indexed_up_to(connection: Connection) -> int | None:
    """Get the id of the last segment that the index knows; None if it knows all."""
    if not get_backend(connection).defers_indexes:
        return None
    query = select(schema.meta.c.value).where(schema.meta.c.name == _MARK)
    return int(connection.execute(query).scalar() or 0)


def keep_current(connection: Connection) -> None:
    """Add new segments to the index, if there is one."""
    backend = get_backend(connection)
    indexed = indexed_up_to(connection)
    if indexed is None or not backend.phrase_index.exists(connection):
        return
    if is_unsearchable(connection) or fill(connection):
        return
    last = _newest(connection)
    if last > indexed:
        backend.phrase_index.append(connection, indexed)
        _mark(connection, last)


def fill(
    connection: Connection,
    texts: Iterable[NumberedTexts] | None = None,
    *,
    worth_filling: int = WORTH_FILLING,
) -> bool:
    """Fill the index with all segments if it is empty and they are many.

    Returns whether that was done. `texts` are the folded ones of all segments; they are
    read from the database where they are not given.
    """
    backend = get_backend(connection)
    if indexed_up_to(connection) != 0 or not backend.phrase_index.exists(connection):
        return False
    last = _newest(connection)
    if last < worth_filling or not backend.phrase_index.fill(connection, texts):
        return False
    _mark(connection, last)
    return True


def make_index(connection: Connection) -> bool:
    """Make the index where there is none; returns whether there is one now.

    For a database that got its schema where FTS5 or pg_trgm was missing.
    """
    backend = get_backend(connection)
    if backend.phrase_index.exists(connection):
        return True
    if not backend.phrase_index.create(connection):
        return False
    if backend.defers_indexes:
        connection.execute(insert(schema.meta).values(name=_MARK, value="0"))
        keep_current(connection)
    return True


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(schema.segment.c.id))).scalar() or 0


def _mark(connection: Connection, last: int) -> None:
    meta = schema.meta
    connection.execute(update(meta).where(meta.c.name == _MARK).values(value=str(last)))
