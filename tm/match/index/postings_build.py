"""Postings in the making: which places have which numbers."""

from array import array

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile

_NUMBER = np.uint64(32)


class PostingsBuild:
    """Postings that come by rising places, and go to their numbers at the end.

    They wait outside memory, since number and place take twice what the place takes.
    Raises OSError where there is no room for that.
    """

    def __init__(self, numbers: int) -> None:
        """`numbers`: how many there may be, from 0."""
        self._counts = np.zeros(numbers, dtype=np.int64)
        self._waiting = SpillFile()
        self._sizes = array("Q")

    def add(self, numbers: NDArray[np.uint32], places: NDArray[np.int64]) -> None:
        """Add a posting for each number and its place.

        A place is no less than those that were added before.
        """
        # Both in one number, so that one sort arranges them.
        keys = numbers.astype(np.uint64) << _NUMBER | places.astype(np.uint64)
        keys.sort()
        _, found, sizes = _runs(keys)
        self._counts[found] += sizes
        self._waiting.append(keys.tobytes())
        self._sizes.append(keys.nbytes)

    def arranged(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Where each number's places start, and after the last ends; and the places.

        To be asked once: what waited is let go of.
        """
        offsets = np.append(0, np.cumsum(self._counts))
        free = offsets[:-1].copy()
        places = np.empty(int(offsets[-1]), dtype=np.uint32)
        begin = 0
        for size in self._sizes:
            keys = np.frombuffer(self._waiting.read(begin, size), dtype=np.uint64)
            starts, found, sizes = _runs(keys)
            targets = np.repeat(free[found] - starts, sizes) + np.arange(len(keys))
            places[targets] = keys.astype(np.uint32)
            free[found] += sizes
            begin += size
        self._waiting.close()
        return offsets.astype(np.uint32), places


def _runs(
    keys: NDArray[np.uint64],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Where the keys of each number start, the number, and how many they are."""
    numbers = keys >> _NUMBER
    starts = np.flatnonzero(np.diff(numbers, prepend=~np.uint64(0)))
    return starts, numbers[starts].astype(np.intp), np.diff(starts, append=len(keys))
