"""Rows of word hashes in a file, to compare the words of many texts.

Rows beyond some thousands wait in a file without
a name, and are read in batches to be compared.
"""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tm.spill.array import SpillArray

_HASH_BITS = 32
"""The bits of a word's hash; hardly two words share so long a hash."""
_HASH_MASK = (1 << _HASH_BITS) - 1
_MOST_WAITING_WORDS = 1 << 18
"""The number of words that are written together."""
_WINDOW_WORDS = 8
"""The number of words that are compared at once, as a byte has bits."""
_LEADING_BITS_BY_BYTE = np.array(
    [8 - (~byte & 0xFF).bit_length() for byte in range(256)], np.int64
)
"""By byte, the number of set bits before the first unset bit."""

_IntegerArray = NDArray[np.int64]


class TokenRows:
    """The rows of texts; each is read by its start."""

    def __init__(self, most_waiting_words: int = _MOST_WAITING_WORDS) -> None:
        """`most_waiting_words`: the number of words that are written together."""
        self._most_waiting_words = most_waiting_words
        self._written_hashes = SpillArray(np.uint32)
        self._waiting_hashes = array("I")
        """Hashes of words that are not written yet."""
        self._word_count = 0

    def append(self, words: Sequence[str]) -> int:
        """Add the words of a text at the end; return the start of the row."""
        row_start = self._word_count
        self._word_count += len(words)
        self._waiting_hashes.extend([hash(word) & _HASH_MASK for word in words])
        if len(self._waiting_hashes) >= self._most_waiting_words:
            self._write()
        return row_start

    def read(self, row_starts: _IntegerArray, lengths: _IntegerArray) -> "LoadedRows":
        """Load rows into memory by their starts and lengths."""
        self._write()
        ends = row_starts + lengths
        # Adjacent rows are read together.
        is_run_start = np.append(True, row_starts[1:] != ends[:-1])[: len(row_starts)]
        is_run_end = np.append(is_run_start[1:], True)[: len(row_starts)]
        run_spans = zip(
            row_starts[is_run_start].tolist(), ends[is_run_end].tolist(), strict=True
        )
        run_hashes = [self._written_hashes.read(*span) for span in run_spans]
        return LoadedRows(
            np.concatenate([*run_hashes, np.zeros(0, np.uint32)]), lengths
        )

    def _write(self) -> None:
        self._written_hashes.append(np.array(self._waiting_hashes))
        self._waiting_hashes = array("I")


class LoadedRows:
    """Rows in memory, one after the other, addressed by their index."""

    def __init__(self, word_hashes: NDArray[np.uint32], lengths: _IntegerArray) -> None:
        padding = np.zeros(_WINDOW_WORDS, np.uint32)
        forward_hashes = np.concatenate([word_hashes, padding])
        backward_hashes = np.concatenate([word_hashes[::-1], padding])
        self._forward_windows = sliding_window_view(forward_hashes, _WINDOW_WORDS)
        self._backward_windows = sliding_window_view(backward_hashes, _WINDOW_WORDS)
        self._lengths = lengths
        self._ends = np.cumsum(lengths)
        self._word_count = len(word_hashes)

    def count_differing_words(
        self, first_rows: _IntegerArray, second_rows: _IntegerArray
    ) -> _IntegerArray:
        """Count the words of pairs of rows between their equal start and equal end.

        Counted are the words of the longer row.
        """
        lengths, ends = self._lengths, self._ends
        shorter_lengths = np.minimum(lengths[first_rows], lengths[second_rows])
        row_starts = (ends - lengths)[first_rows], (ends - lengths)[second_rows]
        equal_at_start = _count_equal_words(
            self._forward_windows, *row_starts, shorter_lengths
        )
        reversed_starts = (
            self._word_count - ends[first_rows],
            self._word_count - ends[second_rows],
        )
        equal_at_end = _count_equal_words(
            self._backward_windows, *reversed_starts, shorter_lengths - equal_at_start
        )
        return (
            np.maximum(lengths[first_rows], lengths[second_rows])
            - equal_at_start
            - equal_at_end
        )


def _count_equal_words(
    windows: NDArray[np.uint32],
    first_starts: _IntegerArray,
    second_starts: _IntegerArray,
    most_equal_words: _IntegerArray,
) -> _IntegerArray:
    """Count the equal words from pairs of positions on, up to a limit each."""
    equal_counts = np.zeros(len(first_starts), np.int64)
    open_pairs = np.flatnonzero(most_equal_words > 0)
    while len(open_pairs):
        offsets = equal_counts[open_pairs]
        are_equal = (
            windows[first_starts[open_pairs] + offsets]
            == windows[second_starts[open_pairs] + offsets]
        )
        leading_equal_counts = _LEADING_BITS_BY_BYTE[
            np.packbits(are_equal, axis=1)[:, 0]
        ]
        equal_counts[open_pairs] = offsets + leading_equal_counts
        open_pairs = open_pairs[
            (leading_equal_counts == _WINDOW_WORDS)
            & (offsets + leading_equal_counts < most_equal_words[open_pairs])
        ]
    return np.minimum(equal_counts, most_equal_words)
