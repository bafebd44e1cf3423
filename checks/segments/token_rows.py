"""Rows of words as numbers, which tell how much of two texts is the same.

Of a million texts none is in memory: rows beyond some thousands wait in a file without
a name, and are read some at a time to be compared.
"""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tm.spill.array import SpillArray

_BITS = 32
"""Of each word; two words hardly share so long a number."""
_MASK = (1 << _BITS) - 1
_WAITING = 1 << 18
"""Words that are written together."""
_STEP = 8
"""Words that are compared at once: as many as a byte has bits."""
_LEADING = np.array([8 - (~byte & 0xFF).bit_length() for byte in range(256)], np.int64)
"""By byte, how many bits are set before the first that is not."""

_Numbers = NDArray[np.int64]


class TokenRows:
    """The rows of texts; each is read again by where it begins."""

    def __init__(self) -> None:
        self._words = SpillArray(np.uint32)
        self._waiting = array("I")
        """Words that are not written yet."""
        self._size = 0

    def append(self, words: Sequence[str]) -> int:
        """Add the words of a text at the end; where they begin."""
        begin = self._size
        self._size += len(words)
        self._waiting.extend([hash(word) & _MASK for word in words])
        if len(self._waiting) >= _WAITING:
            self._write()
        return begin

    def read(self, begins: _Numbers, lengths: _Numbers) -> "LoadedRows":
        """Rows in memory, to be compared, by where they begin and their lengths."""
        self._write()
        ends = begins + lengths
        # Those that lie side by side are read together.
        leads = np.append(True, begins[1:] != ends[:-1])[: len(begins)]
        lasts = np.append(leads[1:], True)[: len(begins)]
        spans = zip(begins[leads].tolist(), ends[lasts].tolist(), strict=True)
        parts = [self._words.read(*span) for span in spans]
        return LoadedRows(np.concatenate([*parts, np.zeros(0, np.uint32)]), lengths)

    def _write(self) -> None:
        self._words.append(np.array(self._waiting))
        self._waiting = array("I")


class LoadedRows:
    """Rows in memory, one after the other; they are named by their places here."""

    def __init__(self, words: NDArray[np.uint32], lengths: _Numbers) -> None:
        padding = np.zeros(_STEP, np.uint32)
        onward = np.concatenate([words, padding])
        backward = np.concatenate([words[::-1], padding])
        self._onward = sliding_window_view(onward, _STEP)
        self._backward = sliding_window_view(backward, _STEP)
        self._lengths = lengths
        self._ends = np.cumsum(lengths)
        self._size = len(words)

    def count_differing_words(
        self, first_rows: _Numbers, second_rows: _Numbers
    ) -> _Numbers:
        """How many words of pairs differ between the same beginning and end.

        Counted are those of the side that has more of them.
        """
        lengths, ends = self._lengths, self._ends
        shorter_lengths = np.minimum(lengths[first_rows], lengths[second_rows])
        begins = (ends - lengths)[first_rows], (ends - lengths)[second_rows]
        start = _count_equal_words(self._onward, *begins, shorter_lengths)
        last = self._size - ends[first_rows], self._size - ends[second_rows]
        end = _count_equal_words(self._backward, *last, shorter_lengths - start)
        return np.maximum(lengths[first_rows], lengths[second_rows]) - start - end


def _count_equal_words(
    windows: NDArray[np.uint32],
    first_starts: _Numbers,
    second_starts: _Numbers,
    limits: _Numbers,
) -> _Numbers:
    """How many words from places on are the same as from others, at most so many."""
    equal_counts = np.zeros(len(first_starts), np.int64)
    open_pairs = np.flatnonzero(limits > 0)
    while len(open_pairs):
        offset = equal_counts[open_pairs]
        equal = (
            windows[first_starts[open_pairs] + offset]
            == windows[second_starts[open_pairs] + offset]
        )
        leading_equal = _LEADING[np.packbits(equal, axis=1)[:, 0]]
        equal_counts[open_pairs] = offset + leading_equal
        open_pairs = open_pairs[
            (leading_equal == _STEP) & (offset + leading_equal < limits[open_pairs])
        ]
    return np.minimum(equal_counts, limits)
