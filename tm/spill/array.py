"""Arrays of numbers in temporary files, read in blocks or partitions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

BLOCK_SIZE = 1 << 18
"""Numbers that are read together."""

Array = NDArray[Any]
NumberType = type[np.generic] | np.dtype[np.void]
"""The type of a column: of numbers, or of rows of numbers with named fields."""


class SpillArray:
    """An array of numbers of one type in a temporary file."""

    def __init__(self, number_type: NumberType) -> None:
        self.dtype: np.dtype[Any] = np.dtype(number_type)
        self._spill_file = SpillFile()

    def append(self, numbers: Array) -> None:
        """Add numbers at the end."""
        self._spill_file.append(self._to_bytes(numbers))

    def overwrite(self, start_index: int, numbers: Array) -> None:
        """Overwrite numbers, beginning at an index."""
        self._spill_file.write(
            start_index * self.dtype.itemsize, self._to_bytes(numbers)
        )

    def read(self, start_index: int, end_index: int) -> Array:
        """Read the numbers of a range."""
        number_size = self.dtype.itemsize
        number_bytes = self._spill_file.read(
            start_index * number_size, (end_index - start_index) * number_size
        )
        return np.frombuffer(number_bytes, self.dtype)

    def read_blocks(self) -> Iterator[Array]:
        """Read all numbers, some at a time."""
        for start_index in range(0, len(self), BLOCK_SIZE):
            yield self.read(start_index, min(len(self), start_index + BLOCK_SIZE))

    def map(self) -> Array:
        """Map all numbers so far; those that are not read take no memory."""
        return np.frombuffer(self._spill_file.map(), self.dtype)

    def take(self, indexes: Array) -> Array:
        """Read the numbers at some indexes."""
        return self.read_windows(indexes, 1)[:, 0]

    def read_windows(self, start_indexes: Array, window_width: int) -> Array:
        """Read `window_width` numbers from each start index, as one row each."""
        window_rows = np.empty((len(start_indexes), window_width), self.dtype)
        if np.any(start_indexes[1:] < start_indexes[:-1]):
            start_order = np.argsort(start_indexes, kind="stable")
            window_rows[start_order] = self.read_windows(
                start_indexes[start_order], window_width
            )
            return window_rows
        offsets, row_index = np.arange(window_width), 0
        while row_index < len(start_indexes):
            block_start = int(start_indexes[row_index])
            end_index = int(np.searchsorted(start_indexes, block_start + BLOCK_SIZE))
            block = self.read(
                block_start, int(start_indexes[end_index - 1]) + window_width
            )
            window_rows[row_index:end_index] = block[
                (start_indexes[row_index:end_index] - block_start)[:, None] + offsets
            ]
            row_index = end_index
        return window_rows

    def __len__(self) -> int:
        return len(self._spill_file) // self.dtype.itemsize

    def _to_bytes(self, numbers: Array) -> memoryview:
        """Convert numbers to the bytes that the file holds."""
        return np.ascontiguousarray(numbers, self.dtype).view(np.uint8).data


MAX_PARTITION_COUNT = 1 << 15


class SpillPartitions:
    """Rows of numbers divided into partitions, each of which is read as a whole.

    There are at most MAX_PARTITION_COUNT.
    """

    def __init__(self, partition_count: int, *number_types: NumberType) -> None:
        self._columns = [SpillArray(number_type) for number_type in number_types]
        self._block_boundaries: list[NDArray[np.int64]] = []
        """For each block, the starts of its partitions, and the end of the block."""
        self.partition_count = partition_count

    @staticmethod
    def choose_partition_count(row_count: int) -> int:
        """Choose the number of partitions for so many rows, so that each is small."""
        return min(1 + 2 * row_count // BLOCK_SIZE, MAX_PARTITION_COUNT)

    def append(self, partition_indexes: Array, *columns: Array) -> None:
        """Add a block of rows, given the partition of each row and its columns."""
        partition_indexes = partition_indexes.astype(
            np.int16
        )  # small numbers are sorted faster
        row_order = np.argsort(partition_indexes, kind="stable")
        block_boundaries = np.searchsorted(
            partition_indexes[row_order], np.arange(self.partition_count + 1)
        )
        self._block_boundaries.append(block_boundaries + len(self))
        for column, numbers in zip(self._columns, columns, strict=True):
            column.append(numbers[row_order])

    def read(self, partition_index: int) -> list[Array]:
        """Read the columns of a partition, rows in the order they were added."""
        row_count = self.count_rows(partition_index)
        row_ranges = [*self._iterate_row_ranges(partition_index)]
        read_columns = []
        for column in self._columns:
            numbers, offset = np.empty(row_count, column.dtype), 0
            for range_start, range_end in row_ranges:
                numbers[offset : offset + range_end - range_start] = column.read(
                    range_start, range_end
                )
                offset += range_end - range_start
            read_columns.append(numbers)
        return read_columns

    def overwrite(
        self, partition_index: int, column_index: int, numbers: Array
    ) -> None:
        """Overwrite one column of a partition."""
        offset = 0
        for range_start, range_end in self._iterate_row_ranges(partition_index):
            self._columns[column_index].overwrite(
                range_start, numbers[offset : offset + range_end - range_start]
            )
            offset += range_end - range_start

    def iterate_blocks(self) -> Iterator[list[Array]]:
        """Yield the columns of each block, rows in the order of partitions."""
        for block_boundaries in self._block_boundaries:
            block_start, block_end = int(block_boundaries[0]), int(block_boundaries[-1])
            yield [column.read(block_start, block_end) for column in self._columns]

    def count_rows(self, partition_index: int) -> int:
        """Count the rows of a partition."""
        return sum(
            range_end - range_start
            for range_start, range_end in self._iterate_row_ranges(partition_index)
        )

    def __len__(self) -> int:
        return len(self._columns[0])

    def _iterate_row_ranges(self, partition_index: int) -> Iterator[tuple[int, int]]:
        """Iterate over the ranges of a partition's rows, one for each block."""
        for block_boundaries in self._block_boundaries:
            yield (
                int(block_boundaries[partition_index]),
                int(block_boundaries[partition_index + 1]),
            )
