"""The ids of rows by their keys, in little memory: sorted runs behind a Bloom filter.

For filling a database whose own indexes are made at the end. Half of a key is kept, so
what is found has to be compared with the row itself.

Speed: an import of 120,000 units into a new file takes 2.7 s of CPU with it and 4.7 s
by SQLite's own index (`benchmarks/exchange.py`, docs/architecture/speed.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Run = tuple[NDArray[np.uint64], NDArray[np.uint32]]

_GROWTH = 4
"""A run is merged with the one before it unless that is so many times as long."""
MAX_RUN = 1 << 18
"""Longer runs stay: merging takes four times their memory."""
FILTER_BITS = 21
"""Binary logarithm of the words that mark what is known: 16 MB."""


class KeyIndex:
    """Sorted runs of halves of keys, each with its row's number: 12 bytes a key.

    Nearly all that is asked for is new, and known to be by the marks of what is not.
    """

    def __init__(
        self, *, max_run: int = MAX_RUN, filter_bits: int = FILTER_BITS
    ) -> None:
        self._max_run = max_run
        self._filter_bits = filter_bits
        self._marks: _BloomFilter | None = None
        """Made for the first question, which may never be asked."""
        self._runs: list[_Run] = []
        self._unsorted: list[_Run] = []
        """What came since it was last looked for."""
        self._waiting = 0

    def add(self, keys: Sequence[bytes], numbers: Sequence[int]) -> None:
        """Note the numbers of keys of 16 bytes."""
        if isinstance(numbers, range):
            # As an array it is made number by number.
            row = np.arange(numbers.start, numbers.stop, numbers.step, dtype=np.uint32)
        else:
            row = np.asarray(numbers, dtype=np.uint32)
        halves = _halves(keys)
        if self._marks is not None:
            self._marks.add(halves)
        self._unsorted.append((halves, row))
        self._waiting += len(keys)
        if self._waiting >= self._max_run:
            self._sort()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Keys that may be known, with the number that each would have."""
        if self._marks is None:
            self._marks = _BloomFilter(self._filter_bits)
            for run, _ in (*self._runs, *self._unsorted):
                self._marks.add(run)
        halves = _halves(keys)
        order = self._marks.likely(halves)
        numbers_found: dict[bytes, int] = {}
        if not len(order):
            return numbers_found
        self._sort()
        likely_halves = halves[order]
        for run, numbers in self._runs:
            places = run.searchsorted(likely_halves)
            hits = np.flatnonzero(run.take(places, mode="clip") == likely_halves)
            for hit in hits.tolist():
                numbers_found[keys[order[hit]]] = int(numbers[places[hit]])
        return numbers_found

    def _sort(self) -> None:
        if not self._unsorted:
            return
        halves = np.concatenate([halves_of_run for halves_of_run, _ in self._unsorted])
        numbers = np.concatenate(
            [numbers_of_run for _, numbers_of_run in self._unsorted]
        )
        self._unsorted.clear()
        self._waiting = 0
        order = halves.argsort()
        run = halves[order], numbers[order]
        while self._runs and self._is_short(len(self._runs[-1][0]), len(run[0])):
            run = _merge_runs(self._runs.pop(), run)
        self._runs.append(run)

    def _is_short(self, previous_length: int, length: int) -> bool:
        return previous_length < self._max_run and previous_length < _GROWTH * length


class _BloomFilter:
    """Some bits of a word for each half of a key; one without them is not known."""

    def __init__(self, bits: int) -> None:
        """`bits`: the binary logarithm of its words."""
        self._bits = bits
        self._words = np.zeros(1 << bits, dtype=np.uint64)

    def add(self, halves: NDArray[np.uint64]) -> None:
        words, bits = _marks(halves, self._bits)
        while len(words):
            self._words[words] |= bits  # of several in one word the last stays
            rest = np.flatnonzero(self._words.take(words) & bits != bits)
            words, bits = words[rest], bits[rest]

    def likely(self, halves: NDArray[np.uint64]) -> NDArray[np.intp]:
        """The places of those that may be known."""
        words, bits = _marks(halves, self._bits)
        return np.flatnonzero(self._words.take(words) & bits == bits)


def _marks(
    halves: NDArray[np.uint64], filter_bits: int
) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Which word has the marks of each, and which bits of it those are."""
    words = (halves >> np.uint64(64 - filter_bits)).astype(np.intp)
    bits = np.zeros(len(halves), dtype=np.uint64)
    for shift in (0, 6, 12, 18):
        bits |= np.uint64(1) << (halves >> np.uint64(shift) & np.uint64(63))
    return words, bits


def _halves(keys: Sequence[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(keys), dtype="<u8")[::2].astype(np.uint64)


def _merge_runs(run: _Run, next_run: _Run) -> _Run:
    halves = np.concatenate((run[0], next_run[0]))
    numbers = np.concatenate((run[1], next_run[1]))
    order = halves.argsort(kind="stable")  # merges two runs that are sorted
    return halves[order], numbers[order]
