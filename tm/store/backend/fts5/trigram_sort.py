"""Sorting of trigrams with the numbers of their texts, by way of files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile
from tm.store.backend.sql import NumberedTexts
from tm.text.vectorised import code_points

STRIDE = 1 << 15
"""Range of text numbers in one batch, where they take 15 bits."""

_LETTER_BITS = np.uint64(21)
_PLACE_BITS = np.uint32(15)
_FREQUENT_LETTERS = 50
"""Count of letters whose trigrams fit into the 17 bits that a number leaves of 32."""
_SIDE = np.uint32(_FREQUENT_LETTERS)
NUMBERS_PER_BATCH = 2_000_000
COUNTS_PER_BATCH = 1_000_000


@dataclass(frozen=True, slots=True)
class Postings:
    """Some trigrams in order, and the numbers of the texts that hold them."""

    trigrams: list[str]
    starts: NDArray[np.int64]
    """Where each trigram's numbers start in `numbers`; at the end its length."""
    numbers: NDArray[np.int64]


class PostingsSorter:
    """Sorter of the trigrams of texts, with its postings in a file.

    Raises OSError where the file cannot grow.
    """

    def __init__(
        self,
        folder: Path,
        *,
        numbers_per_batch: int = NUMBERS_PER_BATCH,
        counts_per_batch: int = COUNTS_PER_BATCH,
    ) -> None:
        self._numbers_per_batch = numbers_per_batch
        self._counts_per_batch = counts_per_batch
        self._waiting = SpillFile(folder)
        self._batches: list[_SortedBatch] = []
        self._frequent = np.empty(0, dtype=np.intp)
        self._codes = np.empty(0, dtype=np.uint32)
        self._written = 0
        self.texts = 0
        """How many texts there are."""
        self.trigrams = 0
        """How many trigrams all the texts have."""

    def close(self) -> None:
        """Close the file."""
        self._waiting.close()

    def add(self, pieces: Iterable[NumberedTexts]) -> None:
        """Add texts whose numbers are within one stride, in pieces."""
        keys, wide, whose = [], [], []
        base = 0
        for numbers, texts in pieces:
            base = numbers[0] // STRIDE * STRIDE
            points = _code_points(texts)
            sizes = np.fromiter(map(len, texts), dtype=np.intp) + 1
            places = np.array(numbers, dtype=np.int64) - base
            each = np.repeat(places.astype(np.uint32), sizes)
            inside = _all_of_three(points != 0)
            self.texts += len(texts)
            self.trigrams += int(np.count_nonzero(inside))
            if not len(self._frequent):
                self._choose(points)
            codes = self._codes.take(points, mode="clip")
            short = _all_of_three(codes < _FREQUENT_LETTERS)
            joined = (codes[:-2] * _SIDE + codes[1:-1]) * _SIDE + codes[2:]
            keys.append(joined[short] << _PLACE_BITS | each[:-2][short])
            rest = np.flatnonzero(inside & ~short)
            wide.append(_pack_trigrams(*(points[rest + shift] for shift in range(3))))
            whose.append(each[rest])
        self._keep_short(base, np.concatenate(keys))
        self._keep_wide(base, np.concatenate(wide), np.concatenate(whose))

    def _choose(self, points: NDArray[np.intp]) -> None:
        """Choose the letters whose trigrams fit into 32 bits with a text's number."""
        counts = np.bincount(points, minlength=2)
        counts[0] = 0
        self._frequent = np.sort(np.argsort(-counts, kind="stable")[:_FREQUENT_LETTERS])
        # What is beyond the table counts as the last of it.
        self._codes = np.full(len(counts) + 1, _FREQUENT_LETTERS, dtype=np.uint32)
        self._codes[self._frequent] = np.arange(len(self._frequent), dtype=np.uint32)
        self._codes[0] = _FREQUENT_LETTERS

    def _keep_short(self, base: int, keys: NDArray[np.uint32]) -> None:
        keys.sort()
        keys = keys.take(np.flatnonzero(_is_new(keys)))  # a mask takes longer
        trigrams = keys >> _PLACE_BITS
        starts = np.flatnonzero(_is_new(trigrams))
        codes = trigrams[starts].astype(np.intp)
        first, rest = np.divmod(codes, _FREQUENT_LETTERS * _FREQUENT_LETTERS)
        parts = (first, *np.divmod(rest, _FREQUENT_LETTERS))
        spelt = _pack_trigrams(*(self._frequent[part] for part in parts))
        self._keep(base, spelt, starts, keys.astype(np.uint16) & np.uint16(STRIDE - 1))

    def _keep_wide(
        self, base: int, trigrams: NDArray[np.uint64], numbers: NDArray[np.uint32]
    ) -> None:
        # Of one trigram the numbers stay in their order.
        order = np.argsort(trigrams, kind="stable")
        trigrams, numbers = trigrams[order], numbers[order]
        fresh = _is_new(trigrams) | _is_new(numbers)
        trigrams, numbers = trigrams[fresh], numbers[fresh]
        starts = np.flatnonzero(_is_new(trigrams))
        self._keep(base, trigrams[starts], starts, numbers.astype(np.uint16))

    def _keep(
        self,
        base: int,
        trigrams: NDArray[np.uint64],
        starts: NDArray[np.intp],
        numbers: NDArray[np.uint16],
    ) -> None:
        self._waiting.append(numbers.tobytes())
        ends = np.append(starts, len(numbers)) + self._written
        self._batches.append(_SortedBatch(base, trigrams, ends))
        self._written += len(numbers)

    def postings(self) -> Iterator[Postings]:
        """Iterate over all postings, some trigrams at a time, by code points."""
        empty = np.empty(0, dtype=np.uint64)
        trigrams = np.unique(
            np.concatenate([empty, *(b.trigrams for b in self._batches)])
        )
        totals = np.zeros(len(trigrams), dtype=np.int64)
        for batch in self._batches:
            totals[trigrams.searchsorted(batch.trigrams)] += np.diff(batch.starts)
        ends = np.cumsum(totals)
        first = 0
        while first < len(trigrams):
            previous_end = int(ends[first - 1]) if first else 0
            last = int(
                ends.searchsorted(previous_end + self._numbers_per_batch, side="right")
            )
            # Rare trigrams are many: each has a count for each batch.
            last = min(last, first + self._counts_per_batch // len(self._batches))
            last = max(last, first + 1)
            yield self._some(trigrams[first:last])
            first = last

    def _some(self, trigrams: NDArray[np.uint64]) -> Postings:
        counts = np.zeros((len(trigrams), len(self._batches)), dtype=np.int64)
        selections: list[tuple[slice, NDArray[np.intp]]] = []
        for column, batch in enumerate(self._batches):
            rows_of_batch = slice(
                *batch.trigrams.searchsorted((trigrams[0], trigrams[-1] + np.uint64(1)))
            )
            rows = trigrams.searchsorted(batch.trigrams[rows_of_batch])
            counts[rows, column] = np.diff(batch.starts)[rows_of_batch]
            selections.append((rows_of_batch, rows))
        places = (np.cumsum(counts) - counts.reshape(-1)).reshape(counts.shape)
        starts = np.append(places[:, 0], counts.sum())
        numbers = np.empty(int(starts[-1]), dtype=np.int64)
        for column, (batch, (rows_of_batch, rows)) in enumerate(
            zip(self._batches, selections, strict=True)
        ):
            begin, end = (
                int(batch.starts[rows_of_batch.start]),
                int(batch.starts[rows_of_batch.stop]),
            )
            data = self._waiting.read(begin * 2, (end - begin) * 2)
            waiting_numbers = np.frombuffer(data, dtype=np.uint16)
            shifts = places[rows, column] - (batch.starts[:-1][rows_of_batch] - begin)
            target = np.repeat(shifts, counts[rows, column])
            target += np.arange(len(waiting_numbers))
            numbers[target] = waiting_numbers + np.int64(batch.base)
        return Postings(_unpack_trigrams(trigrams), starts, numbers)


@dataclass(frozen=True, slots=True)
class _SortedBatch:
    base: int
    trigrams: NDArray[np.uint64]
    starts: NDArray[np.int64]
    """Where the numbers of each start in the file; at the end where they end."""


def _code_points(texts: Sequence[str]) -> NDArray[np.intp]:
    """Convert texts to code points as SQLite reads them, 0 after each text."""
    joined = "\0".join(texts) + "\0"
    points = code_points(joined).astype(np.intp)
    points[(points & ~1) == 0xFFFE] = 0xFFFD
    return points


def _all_of_three(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Combine the flags of each letter with those of the two letters after it."""
    return flags[:-2] & flags[1:-1] & flags[2:]


def _is_new(keys: NDArray[np.uint32] | NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Flag the keys that differ from the key before them."""
    fresh = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    return fresh


def _pack_trigrams(
    first: NDArray[np.intp], second: NDArray[np.intp], third: NDArray[np.intp]
) -> NDArray[np.uint64]:
    """Pack three code points into one number with the order of texts."""
    packed = first.astype(np.uint64) << _LETTER_BITS
    packed |= second.astype(np.uint64)
    return packed << _LETTER_BITS | third.astype(np.uint64)


def _unpack_trigrams(trigrams: NDArray[np.uint64]) -> list[str]:
    parts = (trigrams >> (_LETTER_BITS * np.uint64(place)) for place in (2, 1, 0))
    points = np.stack([part & np.uint64(0x1FFFFF) for part in parts], axis=1)
    joined = points.astype("<u4").tobytes().decode("utf-32-le")
    return [joined[start : start + 3] for start in range(0, len(joined), 3)]
