"""Which texts hold which trigrams, gathered in files and given back in their order."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STRIDE = 1 << 15
"""Numbers of texts that one batch reaches over; within it they take 16 bits."""

_LETTER_BITS = np.uint64(21)
_PLACE_BITS = np.uint64(16)
_MOST_LETTERS = 1 << 16
_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Postings:
    """Some trigrams in order, and the numbers of the texts that hold them."""

    trigrams: list[str]
    starts: NDArray[np.int64]
    """Where each trigram's numbers start in `numbers`; at the end its length."""
    numbers: NDArray[np.int64]


class GatheredPostings:
    """Trigrams of texts that come by rising numbers; what waits is in a file.

    Raises OSError where the file cannot grow.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)
        self._batches: list[_Batch] = []
        self._written = 0
        self.trigrams = 0
        """How many trigrams all the texts have."""

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def add(self, base: int, numbers: Sequence[int], texts: Sequence[str]) -> None:
        """Add texts with numbers from `base` on, up to STRIDE more."""
        points = _points(texts)
        letters, codes = _lettered(points)
        places = np.array(numbers, dtype=np.int64) - base
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        whole = (codes[:-2] != 0) & (codes[1:-1] != 0) & (codes[2:] != 0)
        size = np.uint64(len(letters))
        keys = (codes[:-2] * size + codes[1:-1]) * size + codes[2:]
        keys <<= _PLACE_BITS
        keys |= np.repeat(places.astype(np.uint64), sizes)[: len(keys)]
        keys = keys[whole]
        self.trigrams += len(keys)
        keys.sort()
        keys = keys[_fresh(keys)]
        found = keys >> _PLACE_BITS
        starts = np.flatnonzero(_fresh(found))
        self._file.write(keys.astype(np.uint16).tobytes())
        batch = _Batch(
            base,
            _spelt(found[starts], letters),
            np.append(starts, len(keys)) + self._written,
        )
        self._batches.append(batch)
        self._written += len(keys)

    def postings(self) -> Iterator[Postings]:
        """All of them, some trigrams at a time, in the order of code points."""
        self._file.flush()
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
            before = int(ends[first - 1]) if first else 0
            last = int(ends.searchsorted(before + _AT_ONCE, side="right"))
            last = max(last, first + 1)
            yield self._some(trigrams[first:last])
            first = last

    def _some(self, trigrams: NDArray[np.uint64]) -> Postings:
        counts = np.zeros((len(trigrams), len(self._batches)), dtype=np.int64)
        chosen: list[tuple[slice, NDArray[np.intp]]] = []
        for column, batch in enumerate(self._batches):
            some = slice(
                *batch.trigrams.searchsorted((trigrams[0], trigrams[-1] + np.uint64(1)))
            )
            rows = trigrams.searchsorted(batch.trigrams[some])
            counts[rows, column] = np.diff(batch.starts)[some]
            chosen.append((some, rows))
        places = (np.cumsum(counts) - counts.reshape(-1)).reshape(counts.shape)
        starts = np.append(places[:, 0], counts.sum())
        numbers = np.empty(int(starts[-1]), dtype=np.int64)
        for column, (batch, (some, rows)) in enumerate(
            zip(self._batches, chosen, strict=True)
        ):
            begin, end = int(batch.starts[some.start]), int(batch.starts[some.stop])
            self._file.seek(begin * 2)
            held = np.frombuffer(self._file.read((end - begin) * 2), dtype=np.uint16)
            shifts = places[rows, column] - (batch.starts[:-1][some] - begin)
            target = np.repeat(shifts, counts[rows, column])
            target += np.arange(len(held))
            numbers[target] = held + np.int64(batch.base)
        return Postings(_texts(trigrams), starts, numbers)


@dataclass(frozen=True, slots=True)
class _Batch:
    base: int
    trigrams: NDArray[np.uint64]
    starts: NDArray[np.int64]
    """Where the numbers of each start in the file; at the end where they end."""


def _points(texts: Sequence[str]) -> NDArray[np.uint32]:
    """The letters of all texts as SQLite reads them, 0 after each text."""
    joined = "\0".join(texts) + "\0"
    points = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4")
    odd = (points & np.uint32(0xFFFFFFFE)) == 0xFFFE
    return np.where(odd, np.uint32(0xFFFD), points) if odd.any() else points


def _lettered(
    points: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """The letters that there are, in order, and the place among them of each point."""
    is_there = np.zeros(int(points.max()) + 1, dtype=bool)
    is_there[points] = True
    letters = np.flatnonzero(is_there).astype(np.uint32)
    if len(letters) > _MOST_LETTERS:
        raise TooManyLetters
    codes = np.cumsum(is_there, dtype=np.uint64) - np.uint64(1)
    return letters, codes.take(points)


class TooManyLetters(Exception):
    """More different letters than a trigram of them fits into 48 bits."""


def _fresh(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which keys are not what is before them."""
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = keys[1:] != keys[:-1]
    return fresh


def _spelt(
    found: NDArray[np.uint64], letters: NDArray[np.uint32]
) -> NDArray[np.uint64]:
    """Trigrams as three code points in one number, whose order is that of texts."""
    size = np.uint64(len(letters))
    wide = letters.astype(np.uint64)
    first, rest = found // (size * size), found % (size * size)
    spelt = wide.take(first) << _LETTER_BITS | wide.take(rest // size)
    return spelt << _LETTER_BITS | wide.take(rest % size)


def _texts(trigrams: NDArray[np.uint64]) -> list[str]:
    parts = (trigrams >> (_LETTER_BITS * np.uint64(place)) for place in (2, 1, 0))
    points = np.stack([part & np.uint64(0x1FFFFF) for part in parts], axis=1)
    joined = points.astype("<u4").tobytes().decode("utf-32-le")
    return [joined[start : start + 3] for start in range(0, len(joined), 3)]
