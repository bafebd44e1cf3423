"""Rows of numbers that wait outside memory: read block by block, or part by part."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

BLOCK = 1 << 18
"""Numbers that are read and worked on together."""

Array = NDArray[Any]
NumberKind = type[np.generic] | np.dtype[np.void]
"""What a column holds: numbers of a kind, or rows of them with names."""


class SpillArray:
    """Numbers of one kind, in order."""

    def __init__(self, kind: NumberKind) -> None:
        self.kind: np.dtype[Any] = np.dtype(kind)
        self._bytes = SpillFile()

    def append(self, numbers: Array) -> None:
        """Add numbers at the end."""
        self._bytes.append(self._stored(numbers))

    def put(self, begin: int, numbers: Array) -> None:
        """Write numbers in the place of others."""
        self._bytes.write(begin * self.kind.itemsize, self._stored(numbers))

    def read(self, begin: int, end: int) -> Array:
        """The numbers of a range."""
        size = self.kind.itemsize
        data = self._bytes.read(begin * size, (end - begin) * size)
        return np.frombuffer(data, self.kind)

    def take(self, places: Array) -> Array:
        """The numbers at places."""
        return self.windows(places, 1)[:, 0]

    def windows(self, places: Array, width: int) -> Array:
        """So many numbers from each of some places on, a row each."""
        rows = np.empty((len(places), width), self.kind)
        if np.any(places[1:] < places[:-1]):
            order = np.argsort(places, kind="stable")
            rows[order] = self.windows(places[order], width)
            return rows
        inside, at = np.arange(width), 0
        while at < len(places):
            begin = int(places[at])
            end = int(np.searchsorted(places, begin + BLOCK))
            block = self.read(begin, int(places[end - 1]) + width)
            rows[at:end] = block[(places[at:end] - begin)[:, None] + inside]
            at = end
        return rows

    def __len__(self) -> int:
        return len(self._bytes) // self.kind.itemsize

    def _stored(self, numbers: Array) -> memoryview:
        return np.ascontiguousarray(numbers, self.kind).view(np.uint8).data


MOST_PARTITIONS = 1 << 15


class SpillPartitions:
    """Rows of numbers that are dealt out to parts, each of which is read as a whole.

    There are at most MOST_PARTS.
    """

    def __init__(self, count: int, *kinds: NumberKind) -> None:
        self._columns = [SpillArray(kind) for kind in kinds]
        self._begins: list[NDArray[np.int64]] = []
        """Of each block that was added, where its parts begin, and where it ends."""
        self.count = count

    @staticmethod
    def count_for(rows: int) -> int:
        """How many parts so many rows need, each of which is to be small."""
        return min(1 + 2 * rows // BLOCK, MOST_PARTITIONS)

    def append(self, parts: Array, *columns: Array) -> None:
        """Add a block of rows: the part of each, and its numbers."""
        parts = parts.astype(np.int16)  # small numbers are ordered the fastest
        order = np.argsort(parts, kind="stable")
        begins = np.searchsorted(parts[order], np.arange(self.count + 1))
        self._begins.append(begins + len(self))
        for column, numbers in zip(self._columns, columns, strict=True):
            column.append(numbers[order])

    def read(self, part: int) -> list[Array]:
        """The columns of one part, its rows in the order in which they were added."""
        size, spans = self.size(part), [*self._spans(part)]
        columns = []
        for column in self._columns:
            numbers, at = np.empty(size, column.kind), 0
            for begin, end in spans:
                numbers[at : at + end - begin] = column.read(begin, end)
                at += end - begin
            columns.append(numbers)
        return columns

    def put(self, part: int, column: int, numbers: Array) -> None:
        """Replace one of the columns of a part."""
        at = 0
        for begin, end in self._spans(part):
            self._columns[column].put(begin, numbers[at : at + end - begin])
            at += end - begin

    def blocks(self) -> Iterator[list[Array]]:
        """The columns of each block, its rows in the order of the parts."""
        for begins in self._begins:
            first, last = int(begins[0]), int(begins[-1])
            yield [column.read(first, last) for column in self._columns]

    def size(self, part: int) -> int:
        """How many rows one has."""
        return sum(end - begin for begin, end in self._spans(part))

    def __len__(self) -> int:
        return len(self._columns[0])

    def _spans(self, part: int) -> Iterator[tuple[int, int]]:
        for begins in self._begins:
            yield int(begins[part]), int(begins[part + 1])
