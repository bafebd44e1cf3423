"""Pages of an FTS5 index of `detail=none`, made of sorted postings.

The format is that of SQLite's ext/fts5/fts5_index.c, version 4: leaves of terms, each
with the ids of its rows as differences; the first id on a leaf is written in full; a
term on many leaves has a list of the first id of each leaf.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tm.store.backend.fts5.trigram_sort import Postings

FORMAT_VERSION = 4
"""Version of the format, as FTS5 stores it in the configuration of the table."""
IDS_PER_SEGMENT = 1 << 21
"""Range of text ids in one segment, so that no list of leaves gets too long."""

_PAGE_BYTE_COUNT = 4050
_MAIN_INDEX_PREFIX = b"0"
_HEADER_BYTE_COUNT = 4
_MIN_LISTED_LEAF_COUNT = 4
"""Leaves without a term from which on their first ids are listed."""
VARINTS_PER_BATCH = 1 << 16
"""Batch size of differences that fits into the processor's cache."""


class IndexSegmentPages:
    """The rows of FTS5's tables `data` and `idx_rows` for one segment of an index."""

    def __init__(
        self, index_segment_id: int, *, varints_per_batch: int = VARINTS_PER_BATCH
    ) -> None:
        self._varints_per_batch = varints_per_batch
        self.leaf_count = 0
        """Number of finished leaves."""
        self.idx_rows: list[tuple[int, bytes, int]] = []
        self.leaf_list_rows: list[tuple[int, bytes]] = []
        """Rows of `data` that list the leaves of a term."""
        self._index_segment_id = index_segment_id
        self._leaf_body = bytearray(_HEADER_BYTE_COUNT)
        self._leaf_footer = bytearray()
        self._last_term_offset = 0
        self._last_term = b""
        self._leaf_has_term = False
        self._index_entry = b"", 1
        self._leaf_list = bytearray()
        self._last_listed_id = 0
        self._list_start_page = 1
        self._termless_leaf_count = 0

    @property
    def last_trigram(self) -> str:
        """The last term of the segment."""
        return self._last_term.removeprefix(_MAIN_INDEX_PREFIX).decode()

    def write_leaves(
        self, postings_batches: Iterable[Postings]
    ) -> Iterator[tuple[int, bytes]]:
        """Make the rows of `data` with the leaves, each when it is full."""
        for postings_batch in postings_batches:
            yield from self._write_postings(postings_batch)
        if len(self._leaf_body) > _HEADER_BYTE_COUNT:
            yield self._finish_leaf()
        self._finish_index_entry()

    def _write_postings(self, postings: Postings) -> Iterator[tuple[int, bytes]]:
        """Yield the rows of the leaves that postings fill."""
        encoded_ids, end_offsets = _encode_differences(
            postings, self._varints_per_batch
        )
        for trigram, (start_index, end_index) in zip(
            postings.trigrams,
            zip(
                postings.trigram_starts.tolist(),
                postings.trigram_starts[1:].tolist(),
                strict=False,
            ),
            strict=True,
        ):
            term = _MAIN_INDEX_PREFIX + trigram.encode()
            if self._count_used_bytes() + len(term) + 2 >= _PAGE_BYTE_COUNT:
                yield self._finish_leaf()
            self._write_term(term)
            offset = int(end_offsets[start_index - 1]) if start_index else 0
            end_offset = int(end_offsets[end_index - 1])
            while (
                free_byte_count := _PAGE_BYTE_COUNT - self._count_used_bytes()
            ) < end_offset - offset:
                fitting_end_index = int(
                    end_offsets.searchsorted(
                        offset + max(free_byte_count, 0), side="right"
                    )
                )
                if fitting_end_index > start_index:
                    self._leaf_body += encoded_ids[
                        offset : int(end_offsets[fitting_end_index - 1])
                    ]
                    start_index = fitting_end_index
                yield self._finish_leaf()
                text_id = int(postings.text_ids[start_index])
                self._continue_term(text_id)
                offset = int(end_offsets[start_index])
                start_index += 1
            self._leaf_body += encoded_ids[offset:end_offset]

    def _count_used_bytes(self) -> int:
        return len(self._leaf_body) + len(self._leaf_footer)

    def _write_term(self, term: bytes) -> None:
        """Write a term, before its ids."""
        shared_byte_count = _count_shared_bytes(term, self._last_term)
        offset = len(self._leaf_body)
        self._leaf_footer += encode_varint(offset - self._last_term_offset)
        self._last_term_offset = offset
        if self._leaf_has_term:
            self._leaf_body += encode_varint(shared_byte_count)
        else:
            if self.leaf_count:
                self._finish_index_entry()
                self._index_entry = term[: shared_byte_count + 1], self.leaf_count + 1
            shared_byte_count = 0
        self._leaf_body += (
            encode_varint(len(term) - shared_byte_count) + term[shared_byte_count:]
        )
        self._last_term = term
        self._leaf_has_term = True
        self._list_start_page = self.leaf_count + 1

    def _continue_term(self, text_id: int) -> None:
        """Continue a term on a new leaf, from a text id."""
        self._leaf_body[:2] = _HEADER_BYTE_COUNT.to_bytes(2, "big")
        self._leaf_body += encode_varint(text_id)
        if not self._leaf_list:
            self._leaf_list += encode_varint(0) + encode_varint(self.leaf_count + 1)
            self._last_listed_id = 0
        self._leaf_list += encode_varint(text_id - self._last_listed_id)
        self._last_listed_id = text_id

    def _finish_leaf(self) -> tuple[int, bytes]:
        """Finish a leaf."""
        self._leaf_body[2:4] = len(self._leaf_body).to_bytes(2, "big")
        if not self._leaf_has_term:
            self._termless_leaf_count += 1
        self.leaf_count += 1
        leaf_row = (
            self._make_row_id(self.leaf_count),
            bytes(self._leaf_body + self._leaf_footer),
        )
        self._leaf_body = bytearray(_HEADER_BYTE_COUNT)
        self._leaf_footer.clear()
        self._last_term_offset = 0
        self._leaf_has_term = False
        return leaf_row

    def _finish_index_entry(self) -> None:
        """Add the index entry of the last leaves, and list them if there are many."""
        has_leaf_list = (
            bool(self._leaf_list)
            and self._termless_leaf_count >= _MIN_LISTED_LEAF_COUNT
        )
        if has_leaf_list:
            row_id = self._make_row_id(self._list_start_page, is_leaf_list=True)
            self.leaf_list_rows.append((row_id, bytes(self._leaf_list)))
        self._leaf_list.clear()
        self._termless_leaf_count = 0
        term, page_number = self._index_entry
        self.idx_rows.append(
            (self._index_segment_id, term, page_number << 1 | has_leaf_list)
        )

    def _make_row_id(self, page_number: int, *, is_leaf_list: bool = False) -> int:
        """Make the row id of a leaf, or of a list of leaves (FTS5: doclist index)."""
        return self._index_segment_id << 37 | is_leaf_list << 36 | page_number


def encode_structure(
    index_segment_leaf_counts: list[tuple[int, int]], cookie: bytes
) -> bytes:
    """Encode the structure record: number and leaf count of each index segment."""
    # Small segments that come later should not be merged with these one by one.
    max_leaf_count = max(leaf_count for _, leaf_count in index_segment_leaf_counts)
    level_count = max(1, (max_leaf_count.bit_length() - 6) // 2)
    structure_record = (
        bytearray(cookie)
        + encode_varint(level_count + 1)
        + encode_varint(len(index_segment_leaf_counts))
        + encode_varint(0)
    )
    structure_record += (
        encode_varint(0) * 2 * level_count
        + encode_varint(0)
        + encode_varint(len(index_segment_leaf_counts))
    )
    for index_segment_id, leaf_count in index_segment_leaf_counts:
        structure_record += (
            encode_varint(index_segment_id)
            + encode_varint(1)
            + encode_varint(leaf_count)
        )
    return bytes(structure_record)


def encode_varint(number: int) -> bytes:
    """Encode a number like SQLite, up to 2^56: seven bits a byte, highest first."""
    encoded_bytes = bytearray((number & 0x7F,))
    while number := number >> 7:
        encoded_bytes.append(number & 0x7F | 0x80)
    encoded_bytes.reverse()
    return bytes(encoded_bytes)


def _count_shared_bytes(term: bytes, previous_term: bytes) -> int:
    """Count the first bytes that two different terms share."""
    shared_byte_count = 0
    for byte, previous_byte in zip(term, previous_term, strict=False):
        if byte != previous_byte:
            break
        shared_byte_count += 1
    return shared_byte_count


def _encode_differences(
    postings: Postings, varints_per_batch: int
) -> tuple[bytearray, NDArray[np.int64]]:
    """Encode the differences of successive ids as varints, with their end offsets."""
    end_offsets = np.empty(len(postings.text_ids), dtype=np.int64)
    encoded_ids = bytearray()
    for start in range(0, len(end_offsets), varints_per_batch):
        batch_slice = slice(start, start + varints_per_batch)
        previous_id = postings.text_ids[start - 1] if start else 0
        id_differences = np.diff(postings.text_ids[batch_slice], prepend=previous_id)
        posting_list_slice = slice(
            *postings.trigram_starts[:-1].searchsorted(
                (start, start + len(id_differences))
            )
        )
        posting_list_starts = postings.trigram_starts[:-1][posting_list_slice]
        id_differences[posting_list_starts - start] = postings.text_ids[
            posting_list_starts
        ]
        batch_bytes, batch_end_offsets = _encode_varints(id_differences)
        end_offsets[batch_slice] = batch_end_offsets + len(encoded_ids)
        encoded_ids += batch_bytes
    return encoded_ids, end_offsets


def _encode_varints(numbers: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Encode numbers like `encode_varint`; also return their end offsets."""
    byte_counts = np.ones(len(numbers), dtype=np.int8)
    # Those with a second byte, with a third, and so on.
    longer_index_arrays: list[NDArray[np.intp]] = []
    longer_indexes = np.flatnonzero(numbers >= 0x80)
    while len(longer_indexes):
        byte_counts[longer_indexes] += 1
        longer_index_arrays.append(longer_indexes)
        longer_indexes = longer_indexes[
            numbers[longer_indexes] >> 7 * len(longer_index_arrays) >= 0x80
        ]
    end_offsets = np.cumsum(byte_counts, dtype=np.int64)
    encoded_bytes = np.empty(int(end_offsets[-1]), dtype=np.uint8)
    encoded_bytes[end_offsets - 1] = numbers & 0x7F
    for byte_distance, indexes in enumerate(longer_index_arrays, start=1):
        high_bytes = numbers[indexes] >> 7 * byte_distance & 0x7F | 0x80
        encoded_bytes[end_offsets[indexes] - 1 - byte_distance] = high_bytes
    return encoded_bytes.tobytes(), end_offsets
