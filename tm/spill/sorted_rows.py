"""Rows of numbers in temporary files, read back by rising length.

Rows are collected until there are some millions of numbers, sorted by length, and
written as a run. Reading merges the runs, so memory does not grow with the rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.spill.array import NumberType, SpillArray

_MAX_PENDING_VALUE_COUNT = 1 << 21
_MAX_BLOCK_VALUE_COUNT = 1 << 18


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Some rows of one length, one after the other."""

    length: int
    row_ids: NDArray[np.int64]
    value_counts: NDArray[np.uint32]
    values: NDArray[Any]
    """The values of all rows; of whatever type of number they were added with."""


@dataclass(frozen=True, slots=True)
class _WrittenRun:
    """The place of each length's rows and values in the files."""

    row_range_by_length: dict[int, tuple[int, int]]
    value_range_by_length: dict[int, tuple[int, int]]


@dataclass(slots=True)
class _PendingRows:
    """Rows that are not written yet, as arrays of several rows."""

    lengths: list[NDArray[Any]] = field(default_factory=list)
    row_ids: list[NDArray[Any]] = field(default_factory=list)
    value_counts: list[NDArray[Any]] = field(default_factory=list)
    values: list[NDArray[Any]] = field(default_factory=list)
    size: int = 0
    """Rows and values."""


class SortedRows:
    """Rows, each with a length, an id and any number of values."""

    def __init__(self, value_type: NumberType) -> None:
        self.last_row_id = 0
        """The highest id of a row."""
        self._row_ids = SpillArray(np.int64)
        self._value_counts = SpillArray(np.uint32)
        self._values = SpillArray(value_type)
        self._runs: list[_WrittenRun] = []
        self._pending_rows = _PendingRows()

    def append(
        self,
        lengths: NDArray[Any],
        row_ids: NDArray[np.int64],
        value_counts: NDArray[Any],
        values: NDArray[Any],
    ) -> None:
        """Add rows; `values` has those of the first row first."""
        pending_rows = self._pending_rows
        pending_rows.lengths.append(lengths)
        pending_rows.row_ids.append(row_ids)
        pending_rows.value_counts.append(value_counts)
        pending_rows.values.append(values)
        pending_rows.size += len(values) + len(row_ids)
        self.last_row_id = max(self.last_row_id, int(row_ids.max(initial=0)))
        if pending_rows.size >= _MAX_PENDING_VALUE_COUNT:
            self._write_run()

    def read_blocks(self) -> Iterator[RowBlock]:
        """Yield all rows by rising length, those of a length as they were added."""
        if self._pending_rows.size:
            self._write_run()
        lengths = sorted(
            {
                length_of_run
                for run in self._runs
                for length_of_run in run.row_range_by_length
            }
        )
        for length in lengths:
            block_runs: list[_WrittenRun] = []
            value_count = 0
            for run in self._runs:
                if length not in run.row_range_by_length:
                    continue
                start, end = run.value_range_by_length[length]
                if block_runs and value_count + end - start > _MAX_BLOCK_VALUE_COUNT:
                    yield self._read_block(length, block_runs)
                    block_runs, value_count = [], 0
                block_runs.append(run)
                value_count += end - start
            yield self._read_block(length, block_runs)

    def _read_block(self, length: int, runs: list[_WrittenRun]) -> RowBlock:
        return RowBlock(
            length,
            *(
                np.concatenate(
                    [
                        spill_array.read(*range_by_length[length])
                        for range_by_length in range_maps_of_runs
                    ]
                )
                for spill_array, range_maps_of_runs in (
                    (self._row_ids, [run.row_range_by_length for run in runs]),
                    (self._value_counts, [run.row_range_by_length for run in runs]),
                    (self._values, [run.value_range_by_length for run in runs]),
                )
            ),
        )

    def _write_run(self) -> None:
        pending_rows = self._pending_rows
        self._pending_rows = _PendingRows()
        lengths = np.concatenate(pending_rows.lengths)
        row_order = np.argsort(lengths, kind="stable")
        lengths = lengths[row_order]
        value_counts = np.concatenate(pending_rows.value_counts).astype(np.int64)
        value_starts = (np.cumsum(value_counts) - value_counts)[row_order]
        value_counts = value_counts[row_order]
        value_ends = np.cumsum(value_counts)
        shifts = value_starts - (value_ends - value_counts)
        values = np.concatenate(pending_rows.values)
        values = values[np.repeat(shifts, value_counts) + np.arange(len(values))]
        first_row, first_value = len(self._row_ids), len(self._values)
        self._row_ids.append(np.concatenate(pending_rows.row_ids)[row_order])
        self._value_counts.append(value_counts)
        self._values.append(values)
        row_starts = np.flatnonzero(np.diff(lengths, prepend=-1))
        row_boundaries = np.append(row_starts, len(lengths))
        value_boundaries = np.append(0, value_ends)[row_boundaries]
        distinct_lengths: list[int] = lengths[row_starts].tolist()
        self._runs.append(
            _WrittenRun(
                _map_ranges(distinct_lengths, row_boundaries + first_row),
                _map_ranges(distinct_lengths, value_boundaries + first_value),
            )
        )


def _map_ranges(
    lengths: list[int], boundaries: NDArray[np.intp]
) -> dict[int, tuple[int, int]]:
    return dict(zip(lengths, pairwise(boundaries.tolist()), strict=True))
