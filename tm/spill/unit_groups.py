"""Rows of numbers about the units of a corpus, grouped and sorted in files.

Rows are divided into partitions that are small enough to be sorted in memory.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tm.spill.array import Array, SpillPartitions

RowType = np.dtype[np.void] | list[tuple[str, str]]
"""The columns of rows; as a list, each with the code of its type, such as `i8`."""
_UNIT_COUNT_PER_PARTITION = 1 << 16
"""Approximate number of units whose rows are sorted together."""
_ROW_COUNT_PER_WRITE = 1 << 13
"""Rows that are written together."""


class SpilledUnitRows:
    """Rows about units; rows with equal values of one field share a partition."""

    def __init__(
        self, row_type: RowType, partition_field: str, unit_count: int
    ) -> None:
        self._row_type: np.dtype[np.void] = np.dtype(row_type)
        self._partition_field = partition_field
        self._partitions = SpillPartitions(
            1 + unit_count // _UNIT_COUNT_PER_PARTITION, self._row_type
        )
        self._pending_rows: list[tuple[int, ...]] = []

    def append(self, row: tuple[int, ...]) -> None:
        """Add a row at the end of its partition."""
        self._pending_rows.append(row)
        if len(self._pending_rows) == _ROW_COUNT_PER_WRITE:
            self._write_pending_rows()

    def extend(self, rows: Array) -> None:
        """Add many rows."""
        if len(rows):
            self._partitions.append(
                rows[self._partition_field]
                % np.uint64(self._partitions.partition_count),
                rows,
            )

    def iterate_partitions(self) -> Iterator[Array]:
        """Yield the rows of each partition, in the order they were added."""
        self._write_pending_rows()
        for partition_index in range(self._partitions.partition_count):
            yield self._partitions.read(partition_index)[0]

    def _write_pending_rows(self) -> None:
        self.extend(np.array(self._pending_rows, self._row_type))
        self._pending_rows = []


def sort_by_unit(
    row_arrays: Iterable[Array], row_type: RowType, unit_count: int
) -> Iterator[tuple[int, ...]]:
    """Sort rows by their field `unit`, the index of a unit."""
    partitions = SpillPartitions(
        1 + unit_count // _UNIT_COUNT_PER_PARTITION, np.dtype(row_type)
    )
    for rows in row_arrays:
        if len(rows):
            partitions.append(rows["unit"] // _UNIT_COUNT_PER_PARTITION, rows)
    for partition_index in range(partitions.partition_count):
        (rows,) = partitions.read(partition_index)
        yield from rows[np.argsort(rows["unit"], kind="stable")].tolist()


def mark_group_starts(numbers: Array) -> NDArray[np.bool_]:
    """Mark the numbers that differ from the previous one.

    >>> mark_group_starts(np.array([5, 5, 7])).tolist()
    [True, False, True]
    """
    return np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)]
