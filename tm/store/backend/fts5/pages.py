"""Pages of an FTS5 index of `detail=none`, made of postings that are sorted already.

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
"""Numbers of rows that one segment may reach over: no list of leaves grows too long."""

_SIZE = 4050
_MAIN_INDEX = b"0"
_HEADER = 4
_LEAST_EMPTY = 4
"""From so many leaves without a term on, their first numbers are listed."""
_AT_ONCE = 1 << 16
"""So many differences fit into the processor's cache with what is made of them."""


class SegmentPages:
    """The rows of FTS5's tables `data` and `idx` for one segment of an index."""

    def __init__(self, segment: int) -> None:
        self.leaves = 0
        """How many are finished."""
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
        """The last of its terms."""
        return self._term.removeprefix(_MAIN_INDEX).decode()

    def leaves_of(self, postings: Iterable[Postings]) -> Iterator[tuple[int, bytes]]:
        """Rows of `data`, as they are full; the rest is known at the end."""
        for some in postings:
            yield from self._added(some)
        if len(self._body) > _HEADER:
            yield self._leaf()
        self._finish_entry()

    def _added(self, some: Postings) -> Iterator[tuple[int, bytes]]:
        data, ends = _differences(some)
        for trigram, (start, end) in zip(
            some.trigrams,
            zip(some.starts.tolist(), some.starts[1:].tolist(), strict=False),
            strict=True,
        ):
            term = _MAIN_INDEX + trigram.encode()
            if self._used() + len(term) + 2 >= _SIZE:
                yield self._leaf()
            self._begin(term)
            place = int(ends[start - 1]) if start else 0
            last = int(ends[end - 1])
            while (room := _SIZE - self._used()) < last - place:
                fitting = int(ends.searchsorted(place + max(room, 0), side="right"))
                if fitting > start:
                    self._body += data[place : int(ends[fitting - 1])]
                    start = fitting
                yield self._leaf()
                number = int(some.numbers[start])
                self._continue(number)
                place = int(ends[start])
                start += 1
            self._body += data[place:last]

    def _used(self) -> int:
        return len(self._body) + len(self._footer)

    def _begin(self, term: bytes) -> None:
        """Write a term, after which its numbers come."""
        shared = _shared(term, self._term)
        place = len(self._body)
        self._footer += varint(place - self._last_place)
        self._last_place = place
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
        """Go on with a term on a new leaf, at a number."""
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
        """Say where the terms of the last leaves are, and list these if many."""
        is_listed = bool(self._list) and self._empty >= _LEAST_EMPTY
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
    """The record of the segments there are: the number of each, and its leaves."""
    # Small segments that come later should not be merged with these one by one.
    most = max(leaves for _, leaves in segments)
    level = max(1, (most.bit_length() - 6) // 2)
    found = bytearray(cookie) + varint(level + 1) + varint(len(segments)) + varint(0)
    found += varint(0) * 2 * level + varint(0) + varint(len(segments))
    for number, leaves in segments:
        found += varint(number) + varint(1) + varint(leaves)
    return bytes(found)


def varint(number: int) -> bytes:
    """A number as SQLite writes it, up to 2^56: seven bits a byte, highest first."""
    found = bytearray((number & 0x7F,))
    while number := number >> 7:
        found.append(number & 0x7F | 0x80)
    found.reverse()
    return bytes(found)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes two terms, of which neither begins the other, begin with."""
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        place += 1
    return place


def _differences(some: Postings) -> tuple[bytearray, NDArray[np.int64]]:
    """Each number of each list less the one before it, as varints, and their ends."""
    ends = np.empty(len(some.numbers), dtype=np.int64)
    data = bytearray()
    for start in range(0, len(ends), _AT_ONCE):
        here = slice(start, start + _AT_ONCE)
        before = some.numbers[start - 1] if start else 0
        values = np.diff(some.numbers[here], prepend=before)
        firsts = slice(*some.starts[:-1].searchsorted((start, start + len(values))))
        lists = some.starts[:-1][firsts]
        values[lists - start] = some.numbers[lists]
        written, written_ends = _varints(values)
        ends[here] = written_ends + len(data)
        data += written
    return data, ends


def _varints(values: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """Numbers as `varint` writes them, and where each ends."""
    widths = np.ones(len(values), dtype=np.int8)
    # Those with a second byte, with a third, and so on.
    longer: list[NDArray[np.intp]] = []
    rest = np.flatnonzero(values >= 0x80)
    while len(rest):
        widths[rest] += 1
        longer.append(rest)
        rest = rest[values[rest] >> 7 * len(longer) >= 0x80]
    ends = np.cumsum(widths, dtype=np.int64)
    data = np.empty(int(ends[-1]), dtype=np.uint8)
    data[ends - 1] = values & 0x7F
    for back, some_longer in enumerate(longer, start=1):
        high = values[some_longer] >> 7 * back & 0x7F | 0x80
        data[ends[some_longer] - 1 - back] = high
    return data.tobytes(), ends
