"""What searching needs of segments: made with them, or after very many of them.

A segment is stored by its text; to be searched it needs its folded text, its match key,
a count of tokens, and its place in the index of phrases. Into SQLite many segments can
be brought without; `meta` then says so, and whoever searches first makes the rest.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from sqlalchemy import Connection, delete, insert

from tm.store import schema
from tm.store.backend.bulk_insert import little_cache
from tm.store.backend.sql import NumberedTexts
from tm.store.phrases.index import UNSEARCHABLE, fill, is_unsearchable, keep_current
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.text.segment import content_key, content_keys
from tm.text.tokens import match_tokens

SearchColumns = tuple[list[str], list[int], list[bytes]]
"""Folded texts, numbers of tokens, match keys."""

_INDEXES = {
    "ix_segment_match_key": "match_key",
    "ix_segment_locale_tokens": "locale, tokens",
}
_EVERY = "SELECT id, locale, text, folded FROM segment WHERE id > ? ORDER BY id LIMIT ?"
_BARE = _EVERY.replace("ORDER", "AND folded IS NULL ORDER")
_COMPLETE = "UPDATE segment SET folded = ?, tokens = ?, match_key = ? WHERE id = ?"
_BATCH = 4_000
_MANY = 50


def search_columns(tags: Sequence[str], texts: Sequence[str]) -> SearchColumns:
    """What searching needs of some texts, each with its locale's tag."""
    if len(texts) < _MANY:
        return _one_by_one(tags, texts)
    # numpy takes longer to import than a few texts take.
    from tm.text.vectorised import TextArray

    letters, others = TextArray.of(texts)
    vietnamese = [_is_vietnamese(tags[row]) for row in letters.rows]
    tokens = letters.tokens(letters.match_points(vietnamese=vietnamese))
    folds = letters.folded()
    counts = tokens.counts.tolist()
    keys = content_keys(letters.spaced(tokens))
    rest = _one_by_one([tags[row] for row in others], [texts[row] for row in others])
    for row, fold, count, key in zip(others, *rest, strict=True):
        folds.insert(row, fold)
        counts.insert(row, count)
        keys.insert(row, key)
    return folds, counts, keys


def _one_by_one(tags: Sequence[str], texts: Sequence[str]) -> SearchColumns:
    tokens = [
        match_tokens(text, Locale(tag)) for tag, text in zip(tags, texts, strict=True)
    ]
    # In SQLite's functions a text ends at its first NUL.
    return (
        [folded(text).replace("\0", " ") for text in texts],
        list(map(len, tokens)),
        [content_key(" ".join(some)) for some in tokens],
    )


@lru_cache
def _is_vietnamese(tag: str) -> bool:
    return Locale(tag).language == "vi"


def leave_for_later(connection: Connection) -> None:
    """Say that segments without what searching needs will come; SQLite only."""
    if is_unsearchable(connection):
        return
    for name in _INDEXES:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    connection.execute(insert(schema.meta).values(name=UNSEARCHABLE, value="1"))


def complete(
    connection: Connection, *, progress: Callable[[int], object] | None = None
) -> None:
    """Make what searching needs where it is missing."""
    if not is_unsearchable(connection):
        return
    connection.execute(delete(schema.meta).where(schema.meta.c.name == UNSEARCHABLE))
    fill(connection, _completed(connection, _EVERY, progress))
    # All that is left, where the index of phrases did not take any.
    for _ in _completed(connection, _BARE, progress):
        pass
    with little_cache(connection):
        for name, on in _INDEXES.items():
            connection.exec_driver_sql(f"CREATE INDEX {name} ON segment ({on})")
    keep_current(connection)


def _completed(
    connection: Connection, query: str, progress: Callable[[int], object] | None
) -> Iterator[NumberedTexts]:
    """Make what the segments of a query are without; the folded texts of them all."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    last = 0
    while rows := driver.execute(query, (last, _BATCH)).fetchall():
        last = rows[-1][0]
        made = {row[0]: row[3] for row in rows}
        bare = [row[:3] for row in rows if row[3] is None]
        if bare:
            numbers, tags, texts = zip(*bare, strict=True)
            columns = search_columns(tags, texts)
            driver.executemany(_COMPLETE, zip(*columns, numbers, strict=True))
            made.update(zip(numbers, columns[0], strict=True))
        if progress is not None:
            progress(len(bare))
        yield list(made), list(made.values())
