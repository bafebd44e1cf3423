"""Filling SQLite's index of phrases with all segments at once, past FTS5.

FTS5 takes text after text and looks each trigram up; sorting them all takes a fifth of
the time. What is written is what FTS5 would have written after `optimize`.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from tm.errors import StoreUnavailable
from tm.store.backend.fts5.match_query import match_expression
from tm.store.backend.fts5.pages import (
    REACH,
    VARINTS_PER_BATCH,
    VERSION,
    SegmentPages,
    structure,
    varint,
)
from tm.store.backend.fts5.trigram_sort import (
    COUNTS_PER_BATCH,
    NUMBERS_PER_BATCH,
    STRIDE,
    PostingsSorter,
)
from tm.store.backend.sql import NumberedTexts

_AVERAGES, _STRUCTURE = 1, 10
_BLOCKS_PER_INSERT = 500
ROWS_PER_READ = 5_000
_VERSION = "SELECT v FROM segment_fts_config WHERE k = 'version'"
_BLOCK = "SELECT block FROM segment_fts_data WHERE id = ?"
_FIRST = "SELECT rowid FROM segment_fts WHERE segment_fts MATCH ? LIMIT 1"
_FOLDED = (
    "SELECT id, folded FROM segment WHERE folded IS NOT NULL AND id > ? "
    "ORDER BY id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class BuildSizes:
    """Sizes of the batches that an index is built from."""

    reach: int = REACH
    """Ids of one segment of the index."""
    stride: int = STRIDE
    """Ids of one batch that is sorted, at most `STRIDE`."""
    numbers_per_batch: int = NUMBERS_PER_BATCH
    counts_per_batch: int = COUNTS_PER_BATCH
    varints_per_batch: int = VARINTS_PER_BATCH


_USUAL_SIZES = BuildSizes()


def stored_texts(
    connection: sqlite3.Connection, *, rows_per_read: int = ROWS_PER_READ
) -> Iterator[NumberedTexts]:
    """Read the folded texts of all segments that have one, some at a time."""
    last = 0
    while rows := connection.execute(_FOLDED, (last, rows_per_read)).fetchall():
        last = rows[-1][0]
        numbers, texts = zip(*rows, strict=True)
        yield numbers, texts


def fill_index(
    connection: sqlite3.Connection,
    texts: Iterable[NumberedTexts],
    *,
    sizes: BuildSizes = _USUAL_SIZES,
) -> bool:
    """Put all segments into the index in place of what is there, in a transaction.

    `texts` are their folded texts by rising numbers. Returns whether that could be
    done; if not, the index is empty, or as it was. Raises StoreUnavailable where there
    is no room for what waits.
    """
    if not _can_be_written(connection):
        return False
    connection.execute("INSERT INTO segment_fts (segment_fts) VALUES ('delete-all')")
    [(bare,)] = connection.execute(_BLOCK, (_STRUCTURE,))
    try:
        term = _write_all(connection, texts, sizes, cookie=bare[:4])
    except OSError as error:
        place = error.filename or _database_folder(connection)
        raise StoreUnavailable(f"{place}: {error.strerror}") from error
    # FTS5 remembers what it has written itself, until that is taken back.
    for statement in ("SAVEPOINT fill", "ROLLBACK TO fill", "RELEASE fill"):
        connection.execute(statement)
    if term is None or _finds_trigram(connection, term):
        return True
    connection.execute("DELETE FROM segment_fts_data WHERE id > ?", (_STRUCTURE,))
    connection.execute("DELETE FROM segment_fts_idx")
    _update_block(connection, _STRUCTURE, bare)
    _update_block(connection, _AVERAGES, b"")
    return False


def _finds_trigram(connection: sqlite3.Connection, trigram: str) -> bool:
    query = match_expression([[trigram]])
    return connection.execute(_FIRST, (query,)).fetchone() is not None


def _write_all(
    connection: sqlite3.Connection,
    texts: Iterable[NumberedTexts],
    sizes: BuildSizes,
    *,
    cookie: bytes,
) -> str | None:
    """Write the whole index; return one of its trigrams, or None if it is empty."""
    segments: list[tuple[int, int]] = []
    rows, trigrams, term = 0, 0, None
    for number, pieces in enumerate(
        _group_by_reach(_split_at_strides(texts, sizes.stride), sizes.reach), start=1
    ):
        pages, gathered = _write_segment(connection, number, pieces, sizes)
        rows += gathered.texts
        if pages.leaves:
            segments.append((number, pages.leaves))
            trigrams += gathered.trigrams
            term = pages.last_trigram
    _update_block(connection, _AVERAGES, varint(rows) + varint(trigrams))
    if segments:
        _update_block(connection, _STRUCTURE, structure(segments, cookie))
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


def _write_segment(
    connection: sqlite3.Connection,
    number: int,
    texts: Iterable[NumberedTexts],
    sizes: BuildSizes,
) -> tuple[SegmentPages, PostingsSorter]:
    """Write one segment of the index; return its pages and postings."""
    gathered = PostingsSorter(
        _database_folder(connection),
        numbers_per_batch=sizes.numbers_per_batch,
        counts_per_batch=sizes.counts_per_batch,
    )
    try:
        for stride in _group_by_reach(texts, sizes.stride):
            gathered.add(stride)
        pages = SegmentPages(number, varints_per_batch=sizes.varints_per_batch)
        leaves = pages.leaves_of(gathered.postings())
        while batch := list(islice(leaves, _BLOCKS_PER_INSERT)):
            _insert_blocks(connection, batch)
        _insert_blocks(connection, pages.lists)
        connection.executemany(
            "INSERT INTO segment_fts_idx VALUES (?, ?, ?)", pages.idx
        )
        return pages, gathered
    finally:
        gathered.close()


def _split_at_strides(
    texts: Iterable[NumberedTexts], stride: int
) -> Iterator[NumberedTexts]:
    """Split lists of texts so that none crosses the border of a stride."""
    for numbers, piece in texts:
        start = 0
        while start < len(numbers):
            beyond = (numbers[start] // stride + 1) * stride
            end = bisect_left(numbers, beyond, lo=start)
            yield numbers[start:end], piece[start:end]
            start = end


def _group_by_reach(
    pieces: Iterable[NumberedTexts], reach: int
) -> Iterator[Iterator[NumberedTexts]]:
    """Group lists of texts whose numbers are within one reach."""
    return (group for _, group in groupby(pieces, lambda piece: piece[0][0] // reach))


def _insert_blocks(
    connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]]
) -> None:
    connection.executemany("INSERT INTO segment_fts_data VALUES (?, ?)", rows)


def _update_block(connection: sqlite3.Connection, number: int, block: bytes) -> None:
    update = "UPDATE segment_fts_data SET block = ? WHERE id = ?"
    connection.execute(update, (block, number))


def _database_folder(connection: sqlite3.Connection) -> Path:
    """Find the folder of the database's file."""
    [path] = [row[2] for row in connection.execute("PRAGMA database_list")][:1]
    return Path(path).parent
