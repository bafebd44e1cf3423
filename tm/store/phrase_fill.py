"""Filling SQLite's index of phrases with all segments at once, past FTS5.

FTS5 takes text after text and looks each trigram up; sorting them all takes a fifth of
the time. What is written is what FTS5 would have written after `optimize`.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from tm.errors import StoreUnavailable
from tm.store.trigram_pages import (
    REACH,
    VERSION,
    SegmentPages,
    structure,
    varint,
)
from tm.store.trigram_postings import STRIDE, GatheredPostings
from tm.store.trigrams import match_expression

_AVERAGES, _STRUCTURE = 1, 10
_AT_ONCE = 500
_ROWS_READ = 5_000
_VERSION = "SELECT v FROM segment_fts_config WHERE k = 'version'"
_BLOCK = "SELECT block FROM segment_fts_data WHERE id = ?"
_FIRST = "SELECT rowid FROM segment_fts WHERE segment_fts MATCH ? LIMIT 1"
_FOLDED = (
    "SELECT id, folded FROM segment WHERE id >= ? AND id < ? AND folded IS NOT NULL "
    "ORDER BY id"
)


def filled(connection: sqlite3.Connection) -> bool:
    """Put all segments into the index in place of what is there, in a transaction.

    Returns whether that could be done; if not, the index is empty, or as it was.
    Raises StoreUnavailable where there is no room for what waits.
    """
    if not _can_be_written(connection):
        return False
    connection.execute("INSERT INTO segment_fts (segment_fts) VALUES ('delete-all')")
    [(bare,)] = connection.execute(_BLOCK, (_STRUCTURE,))
    try:
        term = _write_all(connection, cookie=bare[:4])
    except OSError as error:
        place = error.filename or _folder(connection)
        raise StoreUnavailable(f"{place}: {error.strerror}") from error
    # FTS5 remembers what it has written itself, until that is taken back.
    for statement in ("SAVEPOINT fill", "ROLLBACK TO fill", "RELEASE fill"):
        connection.execute(statement)
    if term is None or _finds(connection, term):
        return True
    connection.execute("DELETE FROM segment_fts_data WHERE id > ?", (_STRUCTURE,))
    connection.execute("DELETE FROM segment_fts_idx")
    _write(connection, _STRUCTURE, bare)
    _write(connection, _AVERAGES, b"")
    return False


def _finds(connection: sqlite3.Connection, trigram: str) -> bool:
    query = match_expression([[trigram]])
    return connection.execute(_FIRST, (query,)).fetchone() is not None


def _write_all(connection: sqlite3.Connection, *, cookie: bytes) -> str | None:
    """Write all of the index; a trigram that is in it, None where there is none."""
    [(rows, last)] = connection.execute("SELECT count(*), max(id) FROM segment")
    segments: list[tuple[int, int]] = []
    trigrams, term = 0, None
    for number, first in enumerate(range(0, (last or 0) + 1, REACH), start=1):
        pages, found = _segment(connection, number, first)
        if pages.leaves:
            segments.append((number, pages.leaves))
            trigrams += found
            term = pages.last_trigram
    _write(connection, _AVERAGES, varint(rows) + varint(trigrams))
    if segments:
        _write(connection, _STRUCTURE, structure(segments, cookie))
    return term


def _can_be_written(connection: sqlite3.Connection) -> bool:
    [(version,)] = connection.execute(_VERSION)
    if version != VERSION:
        return False
    try:  # a SQLite may keep others from FTS5's tables
        connection.execute("UPDATE segment_fts_data SET block = block WHERE id = 0")
    except sqlite3.OperationalError:
        return False
    return True


def _segment(
    connection: sqlite3.Connection, number: int, first: int
) -> tuple[SegmentPages, int]:
    """Write one segment of the index; also how many trigrams its texts have."""
    gathered = GatheredPostings(_folder(connection))
    try:
        rows = connection.execute(_FOLDED, (first, first + REACH))
        for base, some in groupby(_rows(rows), lambda row: row[0] // STRIDE * STRIDE):
            numbers, texts = zip(*some, strict=True)
            gathered.add(base, numbers, texts)
        pages = SegmentPages(number)
        leaves = pages.leaves_of(gathered.postings())
        while batch := list(islice(leaves, _AT_ONCE)):
            _insert(connection, batch)
        _insert(connection, pages.lists)
        connection.executemany(
            "INSERT INTO segment_fts_idx VALUES (?, ?, ?)", pages.idx
        )
        return pages, gathered.trigrams
    finally:
        gathered.close()


def _rows(cursor: sqlite3.Cursor) -> Iterator[tuple[int, str]]:
    while some := cursor.fetchmany(_ROWS_READ):
        yield from some


def _insert(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    connection.executemany("INSERT INTO segment_fts_data VALUES (?, ?)", rows)


def _write(connection: sqlite3.Connection, number: int, block: bytes) -> None:
    update = "UPDATE segment_fts_data SET block = ? WHERE id = ?"
    connection.execute(update, (block, number))


def _folder(connection: sqlite3.Connection) -> Path:
    """Where the database's file is, beside which there is room for it too."""
    [path] = [row[2] for row in connection.execute("PRAGMA database_list")][:1]
    return Path(path).parent
