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

_HASH_BIT_COUNT = 32
"""The bits of a word's hash; hardly two words share so long a hash."""
_HASH_MASK = (1 << _HASH_BIT_COUNT) - 1
_MAX_WAITING_WORDS = 1 << 18
"""The number of words that are written together."""
_WINDOW_WORD_COUNT = 8
"""The number of words that are compared at once, as a byte has bits."""
_LEADING_BITS_BY_BYTE = np.array(
    [8 - (~byte & 0xFF).bit_length() for byte in range(256)], np.int64
)
"""By byte, the number of set bits before the first unset bit."""

_IntegerArray = NDArray[np.int64]


class WordHashRows:
    """The rows of texts; each is read by its start."""

    def __init__(self, max_waiting_words: int = _MAX_WAITING_WORDS) -> None:
        """`max_waiting_words`: the number of words that are written together."""
        self._max_waiting_words = max_waiting_words
        self._written_hashes = SpillArray(np.uint32)
        self._waiting_hashes = array("I")
        """Hashes of words that are not written yet."""
        self._word_count = 0

    def append(self, words: Sequence[str]) -> int:
        """Add the words of a text at the end; return the start of the row."""
        row_start = self._word_count
        self._word_count += len(words)
        self._waiting_hashes.extend([hash(word) & _HASH_MASK for word in words])
        if len(self._waiting_hashes) >= self._max_waiting_words:
            self._write_waiting_hashes()
        return row_start

    def read(
        self, row_starts: _IntegerArray, row_lengths: _IntegerArray
    ) -> "LoadedRows":
        """Load rows into memory by their starts and lengths."""
        self._write_waiting_hashes()
        row_ends = row_starts + row_lengths
        # Adjacent rows are read together.
        run_start_flags = np.append(True, row_starts[1:] != row_ends[:-1])[
            : len(row_starts)
        ]
        run_end_flags = np.append(run_start_flags[1:], True)[: len(row_starts)]
        run_spans = zip(
            row_starts[run_start_flags].tolist(),
            row_ends[run_end_flags].tolist(),
            strict=True,
        )
        run_hashes = [self._written_hashes.read(*run_span) for run_span in run_spans]
        return LoadedRows(
            np.concatenate([*run_hashes, np.zeros(0, np.uint32)]), row_lengths
        )

    def _write_waiting_hashes(self) -> None:
        self._written_hashes.append(np.array(self._waiting_hashes))
        self._waiting_hashes = array("I")


class LoadedRows:
    """Rows in memory, one after the other, addressed by their index."""

    def __init__(
        self, word_hashes: NDArray[np.uint32], row_lengths: _IntegerArray
    ) -> None:
        padding = np.zeros(_WINDOW_WORD_COUNT, np.uint32)
        forward_hashes = np.concatenate([word_hashes, padding])
        backward_hashes = np.concatenate([word_hashes[::-1], padding])
        self._forward_windows = sliding_window_view(forward_hashes, _WINDOW_WORD_COUNT)
        self._backward_windows = sliding_window_view(
            backward_hashes, _WINDOW_WORD_COUNT
        )
        self._row_lengths = row_lengths
        self._row_ends = np.cumsum(row_lengths)
        self._word_count = len(word_hashes)

    def count_differing_words(
        self, first_row_indexes: _IntegerArray, second_row_indexes: _IntegerArray
    ) -> _IntegerArray:
        """Count the words of pairs of rows between their equal start and equal end.

        Counted are the words of the longer row.
        """
        row_lengths, row_ends = self._row_lengths, self._row_ends
        shorter_lengths = np.minimum(
            row_lengths[first_row_indexes], row_lengths[second_row_indexes]
        )
        row_starts = (
            (row_ends - row_lengths)[first_row_indexes],
            (row_ends - row_lengths)[second_row_indexes],
        )
        equal_start_word_counts = _count_equal_words(
            self._forward_windows, *row_starts, shorter_lengths
        )
        reversed_starts = (
            self._word_count - row_ends[first_row_indexes],
            self._word_count - row_ends[second_row_indexes],
        )
        equal_end_word_counts = _count_equal_words(
            self._backward_windows,
            *reversed_starts,
            shorter_lengths - equal_start_word_counts,
        )
        return (
            np.maximum(row_lengths[first_row_indexes], row_lengths[second_row_indexes])
            - equal_start_word_counts
            - equal_end_word_counts
        )


def _count_equal_words(
    windows: NDArray[np.uint32],
    first_starts: _IntegerArray,
    second_starts: _IntegerArray,
    max_equal_counts: _IntegerArray,
) -> _IntegerArray:
    """Count the equal words from pairs of positions on, up to a limit each."""
    equal_counts = np.zeros(len(first_starts), np.int64)
    open_pair_indexes = np.flatnonzero(max_equal_counts > 0)
    while len(open_pair_indexes):
        offsets = equal_counts[open_pair_indexes]
        equality_flags = (
            windows[first_starts[open_pair_indexes] + offsets]
            == windows[second_starts[open_pair_indexes] + offsets]
        )
        leading_equal_counts = _LEADING_BITS_BY_BYTE[
            np.packbits(equality_flags, axis=1)[:, 0]
        ]
        equal_counts[open_pair_indexes] = offsets + leading_equal_counts
        open_pair_indexes = open_pair_indexes[
            (leading_equal_counts == _WINDOW_WORD_COUNT)
            & (offsets + leading_equal_counts < max_equal_counts[open_pair_indexes])
        ]
    return np.minimum(equal_counts, max_equal_counts)
