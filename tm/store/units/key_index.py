"""An index of row ids by key in little memory: sorted runs and a Bloom filter.

It replaces indexes of the database during bulk loading. Long runs are in temporary
files. Only half of each key is kept, so that callers have to compare the keys of the
rows found.

Speed: an import of 120,000 units into a new file takes 2.7 s of CPU with it and 4.7 s
by SQLite's own index (`benchmarks/exchange.py`, docs/architecture/speed.md).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tm.spill.array import SpillArray

_KeyRun = tuple[NDArray[np.uint64], NDArray[np.uint32]]

_MERGE_RATIO = 4
"""A run is merged with the previous one unless that is at least so many times longer.
"""
MAX_RUN_LENGTH = 1 << 18
"""Longer runs are not merged, since merging takes four times their memory."""
WORD_INDEX_BIT_COUNT = 21
"""Binary logarithm of the number of words in the first Bloom filter: 16 MB."""
_MAX_KEYS_PER_WORD = 6
"""With more, a filter four times as large is made: one in a hundred new keys passes."""


class KeyIndex:
    """Sorted runs of halves of keys with their row ids: 12 bytes a key.

    Most keys searched for are new, which the Bloom filter tells without a search.
    """

    def __init__(
        self,
        *,
        max_run_length: int = MAX_RUN_LENGTH,
        word_index_bit_count: int = WORD_INDEX_BIT_COUNT,
    ) -> None:
        self._max_run_length = max_run_length
        self._word_index_bit_count = word_index_bit_count
        self._bloom_filter: _BloomFilter | None = None
        """Made for the first search, which may never happen."""
        self._key_count = 0
        self._long_runs = _SpilledRuns()
        self._sorted_runs: list[_KeyRun] = []
        self._unsorted_runs: list[_KeyRun] = []
        """Runs that were added since the last search."""
        self._unsorted_key_count = 0

    def add(self, keys: Sequence[bytes], row_ids: Sequence[int]) -> None:
        """Add the row ids of keys, which have 16 bytes."""
        if isinstance(row_ids, range):
            # `asarray` would take the numbers of a range one by one.
            id_array = np.arange(
                row_ids.start, row_ids.stop, row_ids.step, dtype=np.uint32
            )
        else:
            id_array = np.asarray(row_ids, dtype=np.uint32)
        half_keys = _take_half_keys(keys)
        if self._bloom_filter is not None:
            self._bloom_filter.add(half_keys)
        self._unsorted_runs.append((half_keys, id_array))
        self._unsorted_key_count += len(keys)
        self._key_count += len(keys)
        while self._key_count > _MAX_KEYS_PER_WORD << self._word_index_bit_count:
            self._bloom_filter = None
            self._word_index_bit_count += 2
        if self._unsorted_key_count >= self._max_run_length:
            self._sort_new_keys()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Find the keys that may be stored, with the row id that each would have."""
        if self._bloom_filter is None:
            self._bloom_filter = _BloomFilter(self._word_index_bit_count)
            for run_half_keys, _ in (
                *self._long_runs.list_runs(),
                *self._sorted_runs,
                *self._unsorted_runs,
            ):
                self._bloom_filter.add(run_half_keys)
        half_keys = _take_half_keys(keys)
        likely_key_indexes = self._bloom_filter.find_likely_indexes(half_keys)
        id_by_key: dict[bytes, int] = {}
        if not len(likely_key_indexes):
            return id_by_key
        self._sort_new_keys()
        likely_half_keys = half_keys[likely_key_indexes]
        for sorted_half_keys, row_ids in (
            *self._long_runs.list_runs(),
            *self._sorted_runs,
        ):
            run_indexes = sorted_half_keys.searchsorted(likely_half_keys)
            hit_indexes = np.flatnonzero(
                sorted_half_keys.take(run_indexes, mode="clip") == likely_half_keys
            )
            for hit_index in hit_indexes.tolist():
                id_by_key[keys[likely_key_indexes[hit_index]]] = int(
                    row_ids[run_indexes[hit_index]]
                )
        return id_by_key

    def _sort_new_keys(self) -> None:
        """Sort the runs added since the last search into the sorted runs."""
        if not self._unsorted_runs:
            return
        half_keys = np.concatenate(
            [run_half_keys for run_half_keys, _ in self._unsorted_runs]
        )
        row_ids = np.concatenate([run_ids for _, run_ids in self._unsorted_runs])
        self._unsorted_runs.clear()
        self._unsorted_key_count = 0
        key_order = half_keys.argsort()
        sorted_run = half_keys[key_order], row_ids[key_order]
        while self._sorted_runs and self._is_short_run(
            len(self._sorted_runs[-1][0]), len(sorted_run[0])
        ):
            sorted_run = _merge_runs(self._sorted_runs.pop(), sorted_run)
        if len(sorted_run[0]) < self._max_run_length:
            self._sorted_runs.append(sorted_run)
        else:
            self._long_runs.append(sorted_run)

    def _is_short_run(self, previous_length: int, length: int) -> bool:
        """Whether a run is short enough to be merged with the next one."""
        return previous_length < _MERGE_RATIO * length


class _SpilledRuns:
    """Runs in temporary files, which are mapped into memory to search them."""

    def __init__(self) -> None:
        self._spilled_half_keys = SpillArray(np.uint64)
        self._spilled_row_ids = SpillArray(np.uint32)
        self._run_boundaries = [0]

    def append(self, run: _KeyRun) -> None:
        self._spilled_half_keys.append(run[0])
        self._spilled_row_ids.append(run[1])
        self._run_boundaries.append(len(self._spilled_half_keys))

    def list_runs(self) -> list[_KeyRun]:
        # Mapped for each search, since pages that were read count as memory.
        half_keys = self._spilled_half_keys.map()
        row_ids = self._spilled_row_ids.map()
        return [
            (half_keys[start:end], row_ids[start:end])
            for start, end in pairwise(self._run_boundaries)
        ]


class _BloomFilter:
    """A Bloom filter of halves of keys: four bits of a word are set for each."""

    def __init__(self, word_index_bit_count: int) -> None:
        """`word_index_bit_count`: the binary logarithm of the number of words."""
        self._word_index_bit_count = word_index_bit_count
        self._filter_words = np.zeros(1 << word_index_bit_count, dtype=np.uint64)

    def add(self, half_keys: NDArray[np.uint64]) -> None:
        word_indexes, bit_masks = _compute_word_masks(
            half_keys, self._word_index_bit_count
        )
        while len(word_indexes):
            self._filter_words[word_indexes] |= (
                bit_masks  # if several keys share a word, only the last is written
            )
            missing_indexes = np.flatnonzero(
                self._filter_words.take(word_indexes) & bit_masks != bit_masks
            )
            word_indexes, bit_masks = (
                word_indexes[missing_indexes],
                bit_masks[missing_indexes],
            )

    def find_likely_indexes(self, half_keys: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Find the indexes of halves that may have been added."""
        word_indexes, bit_masks = _compute_word_masks(
            half_keys, self._word_index_bit_count
        )
        return np.flatnonzero(
            self._filter_words.take(word_indexes) & bit_masks == bit_masks
        )


def _compute_word_masks(
    half_keys: NDArray[np.uint64], word_index_bit_count: int
) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Compute the index of each half's word, and the bits to set in the word."""
    word_indexes = (half_keys >> np.uint64(64 - word_index_bit_count)).astype(np.intp)
    bit_masks = np.zeros(len(half_keys), dtype=np.uint64)
    for bit_shift in (0, 6, 12, 18):
        bit_masks |= np.uint64(1) << (half_keys >> np.uint64(bit_shift) & np.uint64(63))
    return word_indexes, bit_masks


def _take_half_keys(keys: Sequence[bytes]) -> NDArray[np.uint64]:
    """Take the first 8 of the 16 bytes of each key, as a number."""
    return np.frombuffer(b"".join(keys), dtype="<u8")[::2].astype(np.uint64)


def _merge_runs(earlier_run: _KeyRun, later_run: _KeyRun) -> _KeyRun:
    half_keys = np.concatenate((earlier_run[0], later_run[0]))
    row_ids = np.concatenate((earlier_run[1], later_run[1]))
    key_order = half_keys.argsort(
        kind="stable"
    )  # stable sorting merges two sorted runs
    return half_keys[key_order], row_ids[key_order]
