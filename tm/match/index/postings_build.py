"""Building postings: for each token number, the places that have it."""

from array import array

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

_NUMBER_SHIFT = np.uint64(32)


class PostingsBuild:
    """Postings that arrive by rising place and are sorted by number at the end.

    They are spilled to a file, since number and place take twice the memory of a place.
    Raises OSError if the disk is full.
    """

    def __init__(self, number_count: int) -> None:
        """Prepare for numbers from 0 up to `number_count`."""
        self._counts = np.zeros(number_count, dtype=np.int64)
        self._spilled = SpillFile()
        self._sizes = array("Q")

    def add(self, numbers: NDArray[np.uint32], places: NDArray[np.int64]) -> None:
        """Add a posting for each number and its place.

        A place is no less than those that were added before.
        """
        # Both in one number, so that one sort arranges them.
        keys = numbers.astype(np.uint64) << _NUMBER_SHIFT | places.astype(np.uint64)
        keys.sort()
        _, distinct_numbers, sizes = _runs_of_numbers(keys)
        self._counts[distinct_numbers] += sizes
        self._spilled.append(keys.tobytes())
        self._sizes.append(keys.nbytes)

    def finish(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the offset of each number's places, with an end, and the places.

        Call it once: the spill file is closed.
        """
        offsets = np.append(0, np.cumsum(self._counts))
        next_free = offsets[:-1].copy()
        places = np.empty(int(offsets[-1]), dtype=np.uint32)
        begin = 0
        for size in self._sizes:
            keys = np.frombuffer(self._spilled.read(begin, size), dtype=np.uint64)
            starts, distinct_numbers, sizes = _runs_of_numbers(keys)
            targets = np.repeat(
                next_free[distinct_numbers] - starts, sizes
            ) + np.arange(len(keys))
            places[targets] = keys.astype(np.uint32)
            next_free[distinct_numbers] += sizes
            begin += size
        self._spilled.close()
        return offsets.astype(np.uint32), places


def _runs_of_numbers(
    keys: NDArray[np.uint64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the start, the number and the size of each run of equal numbers."""
    numbers = keys >> _NUMBER_SHIFT
    starts = np.flatnonzero(np.diff(numbers, prepend=~np.uint64(0)))
    return starts, numbers[starts].astype(np.intp), np.diff(starts, append=len(keys))
