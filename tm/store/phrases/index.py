"""The index for finding phrases: whether there is one, and keeping it current.

SQLite: an FTS5 table of trigrams of `segment.folded`. It is filled by statements of
many rows: a trigger makes FTS5 write its tree after each row, and adding units takes
nearly twice as long. `meta` says up to which segment it goes, since segments are only
ever added. PostgreSQL: a GIN index of pg_trgm, which keeps itself current. Its first
column is the language and the band of the segment's number, so that a list of trigrams
is read for one band alone.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    column,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from tm.store import schema
from tm.store.backend.sql import NumberedTexts
from tm.text.locale import Locale

FTS = table("segment_fts", column("rowid"), column("folded"), column("segment_fts"))
"""SQLite's table of trigrams; its rowid is the segment's number."""
_BAND_STARTS = (2048, 32768, 524288, 8388608, 134217728)
# As PostgreSQL writes it: an index serves where a query has the same expression.
_BAND = (
    "(ARRAY[split_part(locale, '-', 1) || ' ' || width_bucket(segment.id, "
    "'{2048,32768,524288,8388608,134217728}'::int[])::text])"
)
_PHRASE_INDEX = "ix_segment_phrase"
_MANY = 5000
"""Units of an import after which PostgreSQL should look at its tables anew."""
_WORTH_FILLING = 5000
_MARK = "phrase_index"
UNSEARCHABLE = "unsearchable"
"""Stands in `meta` while segments are not folded yet, see tm.store.phrases.pending."""
# FTS5 has trigrams since this version.
_LEAST_SQLITE = (3, 34)


def is_derived(name: str | None) -> bool:
    """Whether a table or an index is made from `segment`, and so not in the schema."""
    return name == _PHRASE_INDEX or bool(name and name.startswith(FTS.name))


def has_index(connection: Connection) -> bool:
    """Whether the database has an index of phrases that can be used here."""
    if connection.dialect.name != "sqlite":
        query = text("SELECT to_regclass(:name) IS NOT NULL")
        return bool(connection.execute(query, {"name": _PHRASE_INDEX}).scalar())
    query = text("SELECT count(*) FROM sqlite_master WHERE name = :name")
    found = connection.execute(query, {"name": FTS.name}).scalar()
    return bool(found) and _has_trigrams(connection)


def prepare(connection: Connection) -> bool:
    """Make a transaction ready for a search; returns what `has_index` does."""
    if connection.dialect.name == "sqlite":
        return has_index(connection)
    # PostgreSQL guesses badly how many texts hold a phrase. Bands are read in turn
    # by one process, without compiling, which takes longer than the search; the plan
    # is for the phrase at hand, and without the index it is us who decide to scan.
    query = text(
        "SELECT set_config('max_parallel_workers_per_gather', '0', true), "
        "set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true), "
        "set_config('plan_cache_mode', 'force_custom_plan', true), "
        "to_regclass(:name) IS NOT NULL"
    )
    return bool(connection.execute(query, {"name": _PHRASE_INDEX}).one()[-1])


def bands(locale: Locale, after: int) -> list[ColumnElement[bool]]:
    """PostgreSQL's conditions for the bands of numbers after one, in their order."""
    first = bisect_right(_BAND_STARTS, after)
    key: ColumnElement[Any] = literal_column(_BAND)
    language = locale.tag.split("-")[0]
    return [
        key.op("@>", is_comparison=True)(
            func.string_to_array(f"{language} {band}", ",")
        )
        for band in range(first, len(_BAND_STARTS) + 1)
    ]


def settle(connection: Connection, added: int) -> None:
    """After many units were added: have PostgreSQL put its index in order.

    What is new waits in a list that every search goes through; and what it knows of
    the tables is what they held before.
    """
    if connection.dialect.name == "sqlite" or added < _MANY:
        return
    if has_index(connection):
        with suppress(DBAPIError), connection.begin_nested():  # only its owner may
            connection.execute(
                text("SELECT gin_clean_pending_list(CAST(:name AS regclass))"),
                {"name": _PHRASE_INDEX},
            )
    connection.execute(text("ANALYZE segment, unit, origin"))


def is_unsearchable(connection: Connection) -> bool:
    """Whether there are segments that were stored without their folded text."""
    query = select(schema.meta.c.value).where(schema.meta.c.name == UNSEARCHABLE)
    return connection.execute(query).first() is not None


def indexed_up_to(connection: Connection) -> int:
    """The number of the last segment that SQLite's index knows."""
    query = select(schema.meta.c.value).where(schema.meta.c.name == _MARK)
    return int(connection.execute(query).scalar() or 0)


def keep_current(connection: Connection) -> None:
    """Take the segments that are new into the index, where there is one."""
    if connection.dialect.name != "sqlite" or not has_index(connection):
        return
    if is_unsearchable(connection) or fill(connection):
        return
    last, known = _newest(connection), indexed_up_to(connection)
    if last > known:
        segment = schema.segment
        fresh = select(segment.c.id, segment.c.folded).where(segment.c.id > known)
        connection.execute(
            insert(FTS).from_select(["rowid", "folded"], fresh.order_by(segment.c.id))
        )
        _mark(connection, last)


def fill(connection: Connection, texts: Iterable[NumberedTexts] | None = None) -> bool:
    """Take all segments into the index if it is empty and they are many.

    Returns whether that was done. `texts` are the folded ones of all segments; they are
    read from the database where they are not given.
    """
    if connection.dialect.name != "sqlite" or not has_index(connection):
        return False
    last = _newest(connection)
    if last < _WORTH_FILLING or indexed_up_to(connection):
        return False
    # Needs numpy.
    from tm.store.phrases.bulk_build import filled, stored_texts

    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    if not filled(driver, stored_texts(driver) if texts is None else texts):
        return False
    _mark(connection, last)
    return True


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(schema.segment.c.id))).scalar() or 0


def _mark(connection: Connection, last: int) -> None:
    meta = schema.meta
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
                    f"CREATE INDEX {_PHRASE_INDEX} ON segment "
                    f"USING gin ({_BAND}, folded gin_trgm_ops)"
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
