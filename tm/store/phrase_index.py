"""The index for finding phrases: whether there is one, and keeping it current.

SQLite: an FTS5 table of trigrams of `segment.folded`. It is filled by statements of
many rows: a trigger makes FTS5 write its tree after each row, and adding units takes
nearly twice as long. `meta` says up to which segment it goes, since segments are only
ever added. PostgreSQL: an index of pg_trgm, which keeps itself current.
"""

import sqlite3

from sqlalchemy import Connection, column, func, insert, select, table, text, update
from sqlalchemy.exc import DBAPIError

from tm.store import schema

FTS = table("segment_fts", column("rowid"), column("folded"), column("segment_fts"))
"""SQLite's table of trigrams; its rowid is the segment's number."""
_TRIGRAM_INDEX = "ix_segment_folded_trgm"
_MARK = "phrase_index"
# FTS5 has trigrams since this version.
_LEAST_SQLITE = (3, 34)


def is_derived(name: str | None) -> bool:
    """Whether a table or an index is made from `segment`, and so not in the schema."""
    return name == _TRIGRAM_INDEX or bool(name and name.startswith(FTS.name))


def has_index(connection: Connection) -> bool:
    """Whether the database has an index of phrases that can be used here."""
    if connection.dialect.name != "sqlite":
        query = text(
            "SELECT count(*) FROM pg_indexes "
            "WHERE schemaname = current_schema() AND indexname = :name"
        )
        return bool(connection.execute(query, {"name": _TRIGRAM_INDEX}).scalar())
    query = text("SELECT count(*) FROM sqlite_master WHERE name = :name")
    found = connection.execute(query, {"name": FTS.name}).scalar()
    return bool(found) and _has_trigrams(connection)


def indexed_up_to(connection: Connection) -> int:
    """The number of the last segment that SQLite's index knows."""
    query = select(schema.meta.c.value).where(schema.meta.c.name == _MARK)
    return int(connection.execute(query).scalar() or 0)


def keep_current(connection: Connection) -> None:
    """Take the segments that are new into the index, where there is one."""
    if connection.dialect.name != "sqlite" or not has_index(connection):
        return
    segment, meta = schema.segment, schema.meta
    last = connection.execute(select(func.max(segment.c.id))).scalar() or 0
    known = indexed_up_to(connection)
    if last <= known:
        return
    fresh = select(segment.c.id, segment.c.folded).where(segment.c.id > known)
    connection.execute(
        insert(FTS).from_select(["rowid", "folded"], fresh.order_by(segment.c.id))
    )
    connection.execute(update(meta).where(meta.c.name == _MARK).values(value=str(last)))


def make_index(connection: Connection) -> bool:
    """Make the index where there is none; returns whether there is one now.

    For a database that got its schema where FTS5 or pg_trgm was missing.
    """
    if has_index(connection):
        return True
    if connection.dialect.name == "sqlite":
        return _made_in_sqlite(connection)
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(
                text(
                    f"CREATE INDEX {_TRIGRAM_INDEX} ON segment "
                    "USING gin (folded gin_trgm_ops)"
                )
            )
    except DBAPIError:
        return False
    return True


def _made_in_sqlite(connection: Connection) -> bool:
    if not _has_trigrams(connection):
        return False
    connection.execute(
        text(
            f"CREATE VIRTUAL TABLE {FTS.name} USING fts5(folded, content='', "
            "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
        )
    )
    connection.execute(insert(schema.meta).values(name=_MARK, value="0"))
    keep_current(connection)
    return True


def _has_trigrams(connection: Connection) -> bool:
    query = text("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'")
    return sqlite3.sqlite_version_info >= _LEAST_SQLITE and bool(
        connection.execute(query).scalar()
    )
