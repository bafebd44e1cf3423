"""Building postings: for each token number, the rows of its segments."""

from array import array

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

_NUMBER_SHIFT = np.uint64(32)


class PostingsBuild:
    """Builds postings, which are added by rising row, sorted by token number.

    They are spilled to a file, since number and row take twice the memory of a row.
    Raises OSError if the disk is full.
    """

    def __init__(self, number_count: int) -> None:
        """Prepare for token numbers from 0 up to `number_count`."""
        self._counts = np.zeros(number_count, dtype=np.int64)
        self._spilled = SpillFile()
        self._sizes = array("Q")

    def add(self, token_numbers: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Add postings: pairs of a token number and a row.

        A row is not less than those that were added before.
        """
        # Both in one number, so that one sort arranges them.
        keys = token_numbers.astype(np.uint64) << _NUMBER_SHIFT | rows.astype(np.uint64)
        keys.sort()
        _, distinct_numbers, run_lengths = _find_number_runs(keys)
        self._counts[distinct_numbers] += run_lengths
        self._spilled.append(keys.tobytes())
        self._sizes.append(keys.nbytes)

    def finish(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the offsets of each number's rows, with an end, and the rows.

        Call it once: the spill file is closed.
        """
        offsets = np.append(0, np.cumsum(self._counts))
        next_offsets = offsets[:-1].copy()
        rows = np.empty(int(offsets[-1]), dtype=np.uint32)
        file_offset = 0
        for size in self._sizes:
            keys = np.frombuffer(self._spilled.read(file_offset, size), dtype=np.uint64)
            run_starts, distinct_numbers, run_lengths = _find_number_runs(keys)
            target_offsets = np.repeat(
                next_offsets[distinct_numbers] - run_starts, run_lengths
            ) + np.arange(len(keys))
            rows[target_offsets] = keys.astype(np.uint32)
            next_offsets[distinct_numbers] += run_lengths
            file_offset += size
        self._spilled.close()
        return offsets.astype(np.uint32), rows


def _find_number_runs(
    keys: NDArray[np.uint64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Find the start, the number and the length of each run of equal numbers."""
    numbers = keys >> _NUMBER_SHIFT
    starts = np.flatnonzero(np.diff(numbers, prepend=~np.uint64(0)))
    return starts, numbers[starts].astype(np.intp), np.diff(starts, append=len(keys))
