"""Pages of an FTS5 index of `detail=none`, made of sorted postings.

The format is that of SQLite's ext/fts5/fts5_index.c, version 4: leaves of terms, each
with the numbers of its rows as differences; a number is whole at the start of a leaf;
a term on many leaves has a list of the number that each of them begins with.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tm.store.backend.fts5.trigram_sort import Postings

VERSION = 4
"""The format's version, as FTS5 keeps it in the table's configuration."""
REACH = 1 << 21
"""Range of row numbers of one segment, so that no list of leaves gets too long."""

_PAGE_SIZE = 4050
_MAIN_INDEX = b"0"
_HEADER = 4
_MIN_LISTED_LEAVES = 4
"""Minimum count of leaves without a term whose first numbers are listed."""
VARINTS_PER_BATCH = 1 << 16
"""Batch size of differences that fits into the processor's cache."""


class SegmentPages:
    """The rows of FTS5's tables `data` and `idx` for one segment of an index."""

    def __init__(
        self, segment: int, *, varints_per_batch: int = VARINTS_PER_BATCH
    ) -> None:
        self._varints_per_batch = varints_per_batch
        self.leaves = 0
        """How many leaves are finished."""
        self.idx: list[tuple[int, bytes, int]] = []
        self.lists: list[tuple[int, bytes]] = []
        """Rows of `data` that list the leaves of a term."""
        self._segment = segment
        self._body = bytearray(_HEADER)
        self._footer = bytearray()
        self._last_place = 0
        self._term = b""
        self._has_term = False
        self._entry = b"", 1
        self._list = bytearray()
        self._listed = 0
        self._list_page = 1
        self._empty = 0

    @property
    def last_trigram(self) -> str:
        """The last term of the segment."""
        return self._term.removeprefix(_MAIN_INDEX).decode()

    def leaves_of(self, postings: Iterable[Postings]) -> Iterator[tuple[int, bytes]]:
        """Make the rows of `data` with the leaves, each when it is full."""
        for batch in postings:
            yield from self._added(batch)
        if len(self._body) > _HEADER:
            yield self._leaf()
        self._finish_entry()

    def _added(self, batch: Postings) -> Iterator[tuple[int, bytes]]:
        data, ends = _differences(batch, self._varints_per_batch)
        for trigram, (start, end) in zip(
            batch.trigrams,
            zip(batch.starts.tolist(), batch.starts[1:].tolist(), strict=False),
            strict=True,
        ):
            term = _MAIN_INDEX + trigram.encode()
            if self._used() + len(term) + 2 >= _PAGE_SIZE:
                yield self._leaf()
            self._begin(term)
            offset = int(ends[start - 1]) if start else 0
            end_offset = int(ends[end - 1])
            while (room := _PAGE_SIZE - self._used()) < end_offset - offset:
                fitting_end = int(
                    ends.searchsorted(offset + max(room, 0), side="right")
                )
                if fitting_end > start:
                    self._body += data[offset : int(ends[fitting_end - 1])]
                    start = fitting_end
                yield self._leaf()
                number = int(batch.numbers[start])
                self._continue(number)
                offset = int(ends[start])
                start += 1
            self._body += data[offset:end_offset]

    def _used(self) -> int:
        return len(self._body) + len(self._footer)

    def _begin(self, term: bytes) -> None:
        """Write a term, before its numbers."""
        shared = _common_prefix(term, self._term)
        offset = len(self._body)
        self._footer += varint(offset - self._last_place)
        self._last_place = offset
        if self._has_term:
            self._body += varint(shared)
        else:
            if self.leaves:
                self._finish_entry()
                self._entry = term[: shared + 1], self.leaves + 1
            shared = 0
        self._body += varint(len(term) - shared) + term[shared:]
        self._term = term
        self._has_term = True
        self._list_page = self.leaves + 1

    def _continue(self, number: int) -> None:
        """Continue a term on a new leaf, from a number."""
        self._body[:2] = _HEADER.to_bytes(2, "big")
        self._body += varint(number)
        if not self._list:
            self._list += varint(0) + varint(self.leaves + 1)
            self._listed = 0
        self._list += varint(number - self._listed)
        self._listed = number

    def _leaf(self) -> tuple[int, bytes]:
        """Finish a leaf."""
        self._body[2:4] = len(self._body).to_bytes(2, "big")
        if not self._has_term:
            self._empty += 1
        self.leaves += 1
        row = self._row(self.leaves), bytes(self._body + self._footer)
        self._body = bytearray(_HEADER)
        self._footer.clear()
        self._last_place = 0
        self._has_term = False
        return row

    def _finish_entry(self) -> None:
        """Add the index entry of the last leaves, and list them if they are many."""
        is_listed = bool(self._list) and self._empty >= _MIN_LISTED_LEAVES
        if is_listed:
            row = self._row(self._list_page, is_list=True)
            self.lists.append((row, bytes(self._list)))
        self._list.clear()
        self._empty = 0
        term, page = self._entry
        self.idx.append((self._segment, term, page << 1 | is_listed))

    def _row(self, page: int, *, is_list: bool = False) -> int:
        return self._segment << 37 | is_list << 36 | page


def structure(segments: list[tuple[int, int]], cookie: bytes) -> bytes:
    """Make the structure record: the number of each segment, and its leaves."""
    # Small segments that come later should not be merged with these one by one.
    most_leaves = max(leaves for _, leaves in segments)
    level = max(1, (most_leaves.bit_length() - 6) // 2)
    record = bytearray(cookie) + varint(level + 1) + varint(len(segments)) + varint(0)
    record += varint(0) * 2 * level + varint(0) + varint(len(segments))
    for number, leaves in segments:
        record += varint(number) + varint(1) + varint(leaves)
    return bytes(record)


def varint(number: int) -> bytes:
    """Encode a number like SQLite, up to 2^56: seven bits a byte, highest first."""
    digits = bytearray((number & 0x7F,))
    while number := number >> 7:
        digits.append(number & 0x7F | 0x80)
    digits.reverse()
    return bytes(digits)


def _common_prefix(term: bytes, previous: bytes) -> int:
    """Count the bytes at the beginning that two different terms share."""
    length = 0
    for byte, previous_byte in zip(term, previous, strict=False):
        if byte != previous_byte:
            break
        length += 1
    return length


def _differences(
    postings: Postings, varints_per_batch: int
) -> tuple[bytearray, NDArray[np.int64]]:
    """Encode the differences of successive numbers as varints, with their ends."""
    ends = np.empty(len(postings.numbers), dtype=np.int64)
    data = bytearray()
    for start in range(0, len(ends), varints_per_batch):
        window = slice(start, start + varints_per_batch)
        previous = postings.numbers[start - 1] if start else 0
        values = np.diff(postings.numbers[window], prepend=previous)
        first_lists = slice(
            *postings.starts[:-1].searchsorted((start, start + len(values)))
        )
        lists = postings.starts[:-1][first_lists]
        values[lists - start] = postings.numbers[lists]
        written, written_ends = _varints(values)
        ends[window] = written_ends + len(data)
        data += written
    return data, ends


def _varints(values: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Encode numbers like `varint`; also return where each ends."""
    widths = np.ones(len(values), dtype=np.int8)
    # Those with a second byte, with a third, and so on.
    longer: list[NDArray[np.intp]] = []
    longer_rows = np.flatnonzero(values >= 0x80)
    while len(longer_rows):
        widths[longer_rows] += 1
        longer.append(longer_rows)
        longer_rows = longer_rows[values[longer_rows] >> 7 * len(longer) >= 0x80]
    ends = np.cumsum(widths, dtype=np.int64)
    data = np.empty(int(ends[-1]), dtype=np.uint8)
    data[ends - 1] = values & 0x7F
    for distance, rows in enumerate(longer, start=1):
        high = values[rows] >> 7 * distance & 0x7F | 0x80
        data[ends[rows] - 1 - distance] = high
    return data.tobytes(), ends
