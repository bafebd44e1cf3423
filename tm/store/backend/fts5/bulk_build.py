"""Filling SQLite's phrase index with all segments at once, by writing its tables.

FTS5 takes text after text and looks up each trigram; sorting all of them takes a fifth
of the time. Building an index takes 52 % longer without (`benchmarks/exchange.py`,
docs/architecture/speed.md). The tables are as FTS5 writes them after `optimize`.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from tm.errors import StoreUnavailable, describe_system_error
from tm.store.backend.fts5.index_pages import (
    FORMAT_VERSION,
    IDS_PER_SEGMENT,
    VARINTS_PER_BATCH,
    IndexSegmentPages,
    encode_structure,
    encode_varint,
)
from tm.store.backend.fts5.match_query import make_fts_query
from tm.store.backend.fts5.trigram_sort import (
    IDS_PER_STRIDE,
    POSTING_COUNTS_PER_BATCH,
    POSTINGS_PER_BATCH,
    PostingsSorter,
)
from tm.store.backend.sql import TextsWithIds

_AVERAGES_ID, _STRUCTURE_ID = 1, 10
_BLOCKS_PER_INSERT = 500
ROWS_PER_READ = 5_000
_INDEX_FORMAT_VERSION_SQL = "SELECT v FROM segment_fts_config WHERE k = 'version'"
_INDEX_BLOCK_SQL = "SELECT block FROM segment_fts_data WHERE id = ?"
_FIRST_MATCH_SQL = "SELECT rowid FROM segment_fts WHERE segment_fts MATCH ? LIMIT 1"
_FOLDED_TEXTS_SQL = (
    "SELECT id, folded FROM segment WHERE folded IS NOT NULL AND id > ? "
    "ORDER BY id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class BuildSizes:
    """Sizes of the batches that an index is built from."""

    ids_per_segment: int = IDS_PER_SEGMENT
    """Range of text ids in one segment of the index."""
    ids_per_stride: int = IDS_PER_STRIDE
    """Range of text ids that are sorted together, at most `IDS_PER_STRIDE`."""
    postings_per_batch: int = POSTINGS_PER_BATCH
    posting_counts_per_batch: int = POSTING_COUNTS_PER_BATCH
    varints_per_batch: int = VARINTS_PER_BATCH


_DEFAULT_SIZES = BuildSizes()


def read_folded_texts(
    connection: sqlite3.Connection, *, rows_per_read: int = ROWS_PER_READ
) -> Iterator[TextsWithIds]:
    """Read the folded texts of all segments that have one, some at a time."""
    last_id = 0
    while rows := connection.execute(
        _FOLDED_TEXTS_SQL, (last_id, rows_per_read)
    ).fetchall():
        last_id = rows[-1][0]
        segment_ids, texts = zip(*rows, strict=True)
        yield segment_ids, texts


def fill_index(
    connection: sqlite3.Connection,
    text_batches: Iterable[TextsWithIds],
    *,
    build_sizes: BuildSizes = _DEFAULT_SIZES,
) -> bool:
    """Replace the contents of the index by all segments, in a transaction.

    `text_batches`: folded texts, by rising ids. Returns whether that was possible; if
    not, the index is empty or unchanged. Raises StoreUnavailable if temporary files
    have no room.
    """
    if not _is_index_writable(connection):
        return False
    connection.execute("INSERT INTO segment_fts (segment_fts) VALUES ('delete-all')")
    [(empty_structure,)] = connection.execute(_INDEX_BLOCK_SQL, (_STRUCTURE_ID,))
    try:
        last_trigram = _write_index(
            connection, text_batches, build_sizes, cookie=empty_structure[:4]
        )
    except OSError as error:
        error_path = error.filename or _find_database_folder(connection)
        raise StoreUnavailable(
            f"{error_path}: {describe_system_error(error)}"
        ) from error
    # FTS5 remembers what it has written itself, until that is taken back.
    for statement in ("SAVEPOINT fill", "ROLLBACK TO fill", "RELEASE fill"):
        connection.execute(statement)
    if last_trigram is None or _is_trigram_found(connection, last_trigram):
        return True
    connection.execute("DELETE FROM segment_fts_data WHERE id > ?", (_STRUCTURE_ID,))
    connection.execute("DELETE FROM segment_fts_idx")
    _update_block(connection, _STRUCTURE_ID, empty_structure)
    _update_block(connection, _AVERAGES_ID, b"")
    return False


def _is_trigram_found(connection: sqlite3.Connection, trigram: str) -> bool:
    fts_query = make_fts_query([[trigram]])
    return connection.execute(_FIRST_MATCH_SQL, (fts_query,)).fetchone() is not None


def _write_index(
    connection: sqlite3.Connection,
    text_batches: Iterable[TextsWithIds],
    build_sizes: BuildSizes,
    *,
    cookie: bytes,
) -> str | None:
    """Write the whole index; return one of its trigrams, or None if it is empty."""
    index_segment_leaf_counts: list[tuple[int, int]] = []
    text_count, trigram_count, last_trigram = 0, 0, None
    for index_segment_id, segment_text_batches in enumerate(
        _group_by_id_range(
            _split_at_strides(text_batches, build_sizes.ids_per_stride),
            build_sizes.ids_per_segment,
        ),
        start=1,
    ):
        segment_pages, postings_sorter = _write_segment(
            connection, index_segment_id, segment_text_batches, build_sizes
        )
        text_count += postings_sorter.text_count
        if segment_pages.leaf_count:
            index_segment_leaf_counts.append(
                (index_segment_id, segment_pages.leaf_count)
            )
            trigram_count += postings_sorter.trigram_count
            last_trigram = segment_pages.last_trigram
    _update_block(
        connection,
        _AVERAGES_ID,
        encode_varint(text_count) + encode_varint(trigram_count),
    )
    if index_segment_leaf_counts:
        _update_block(
            connection,
            _STRUCTURE_ID,
            encode_structure(index_segment_leaf_counts, cookie),
        )
    return last_trigram


def _is_index_writable(connection: sqlite3.Connection) -> bool:
    [(format_version,)] = connection.execute(_INDEX_FORMAT_VERSION_SQL)
    if format_version != FORMAT_VERSION:
        return False
    try:  # a SQLite may keep others from FTS5's tables
        connection.execute("UPDATE segment_fts_data SET block = block WHERE id = 0")
    except sqlite3.OperationalError:
        return False
    return True


def _write_segment(
    connection: sqlite3.Connection,
    index_segment_id: int,
    text_batches: Iterable[TextsWithIds],
    build_sizes: BuildSizes,
) -> tuple[IndexSegmentPages, PostingsSorter]:
    """Write one segment of the index; return its pages and postings."""
    postings_sorter = PostingsSorter(
        _find_database_folder(connection),
        postings_per_batch=build_sizes.postings_per_batch,
        posting_counts_per_batch=build_sizes.posting_counts_per_batch,
    )
    try:
        for stride_batches in _group_by_id_range(
            text_batches, build_sizes.ids_per_stride
        ):
            postings_sorter.add(stride_batches)
        segment_pages = IndexSegmentPages(
            index_segment_id, varints_per_batch=build_sizes.varints_per_batch
        )
        leaf_rows = segment_pages.write_leaves(postings_sorter.read_postings())
        while leaf_batch := list(islice(leaf_rows, _BLOCKS_PER_INSERT)):
            _insert_blocks(connection, leaf_batch)
        _insert_blocks(connection, segment_pages.leaf_list_rows)
        connection.executemany(
            "INSERT INTO segment_fts_idx VALUES (?, ?, ?)", segment_pages.idx_rows
        )
        return segment_pages, postings_sorter
    finally:
        postings_sorter.close()


def _split_at_strides(
    text_batches: Iterable[TextsWithIds], stride_length: int
) -> Iterator[TextsWithIds]:
    """Split lists of texts so that each stays within one stride of ids."""
    for segment_ids, batch_texts in text_batches:
        start = 0
        while start < len(segment_ids):
            stride_end = (segment_ids[start] // stride_length + 1) * stride_length
            end = bisect_left(segment_ids, stride_end, lo=start)
            yield segment_ids[start:end], batch_texts[start:end]
            start = end


def _group_by_id_range(
    text_batches: Iterable[TextsWithIds], id_range_length: int
) -> Iterator[Iterator[TextsWithIds]]:
    """Group lists of texts whose ids are in the same range of a given size."""
    return (
        range_batches
        for _, range_batches in groupby(
            text_batches, lambda batch: batch[0][0] // id_range_length
        )
    )


def _insert_blocks(
    connection: sqlite3.Connection, block_rows: Iterable[tuple[int, bytes]]
) -> None:
    connection.executemany("INSERT INTO segment_fts_data VALUES (?, ?)", block_rows)


def _update_block(connection: sqlite3.Connection, block_id: int, block: bytes) -> None:
    statement = "UPDATE segment_fts_data SET block = ? WHERE id = ?"
    connection.execute(statement, (block, block_id))


def _find_database_folder(connection: sqlite3.Connection) -> Path:
    """Find the folder of the database file, for temporary files."""
    [path] = [row[2] for row in connection.execute("PRAGMA database_list")][:1]
    return Path(path).parent
