"""Numbers for tokens in the order in which they are met, many tokens at a time.

A token is known by a sum over its letters, of 64 bits; the sums stand in a table with
open addressing, so that a million tokens are found by a few operations on arrays.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import TokenPlaces, code_points

Sums = NDArray[np.uint64]

_BITS = 16
_FULLEST = 4
"""One slot in so many may be taken."""
_BASE, _PLANE = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
_VALUES = np.random.default_rng(7).integers(1, 1 << 64, 0x10000, dtype=np.uint64)
_VALUES[0] = 0


class TokenIds:
    """The tokens that were met, each with its number."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        """The tokens by their numbers."""
        self._sums = np.empty(0, dtype=np.uint64)
        self._clear(_BITS)

    def of_words(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The number of each token."""
        widths = np.fromiter(map(len, words), dtype=np.intp, count=len(words))
        starts = np.cumsum(widths) - widths
        sums = _sums(code_points("".join(words)), starts)
        return self._numbers(
            sums, lambda places: [words[place] for place in places.tolist()]
        )

    def of_places(self, tokens: TokenPlaces) -> NDArray[np.int32]:
        """The number of each token of some texts."""
        points, starts = tokens.points, tokens.starts
        ends = np.append(starts[1:], len(points))

        def spelt(places: NDArray[np.intp]) -> list[str]:
            return [
                "".join(map(chr, filter(None, points[start:end].tolist())))
                for start, end in zip(
                    starts[places].tolist(), ends[places].tolist(), strict=True
                )
            ]

        return self._numbers(_sums(points, starts), spelt)

    def _numbers(
        self, sums: Sums, spelt: Callable[[NDArray[np.intp]], list[str]]
    ) -> NDArray[np.int32]:
        found = self._find(sums)
        missing = np.flatnonzero(found < 0)
        if len(missing):
            _, first = np.unique(sums[missing], return_index=True)
            places = missing[np.sort(first)]
            self.tokens += spelt(places)
            self._add(sums[places])
            found[missing] = self._find(sums[missing])
        return found

    def _clear(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)
        self._slots = np.full(1 << bits, -1, dtype=np.int32)

    def _home(self, sums: Sums) -> NDArray[np.intp]:
        return (sums >> self._shift).astype(np.intp)

    def _find(self, sums: Sums) -> NDArray[np.int32]:
        """The number of each, -1 where there is none yet."""
        slots = self._home(sums)
        found = self._slots.take(slots)
        other = np.flatnonzero(self._keys.take(slots) != sums)
        slots = slots[other]
        while len(other := other[taken := found[other] >= 0]):
            slots = (slots[taken] + 1) % len(self._keys)
            found[other] = self._slots.take(slots)
            unequal = self._keys.take(slots) != sums[other]
            other, slots = other[unequal], slots[unequal]
        return found

    def _add(self, sums: Sums) -> None:
        first = len(self._sums)
        self._sums = np.append(self._sums, sums)
        if len(self._sums) * _FULLEST > len(self._keys):
            self._clear((len(self._sums) * 2 * _FULLEST).bit_length())
            first = 0
        numbers = np.arange(first, len(self._sums), dtype=np.int32)
        slots = self._home(self._sums[first:])
        while len(numbers):
            free = self._slots[slots] < 0
            self._slots[slots[free]] = numbers[free]  # of several the last stays
            stays = self._slots[slots] == numbers
            self._keys[slots[stays]] = self._sums[numbers[stays]]
            numbers, slots = numbers[~stays], (slots[~stays] + 1) % len(self._keys)


def _sums(
    points: NDArray[np.uint16] | NDArray[np.uint32], starts: NDArray[np.intp]
) -> Sums:
    """A sum for each token, which ends where the next one starts; zeros do not count.

    The letters' values are drawn by lot, times a power of the base by their place.
    """
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    first = int(starts[0])
    points = points[first:]
    if points.dtype.itemsize > 2:
        values = _VALUES.take(points & np.uint32(0xFFFF))
        values += (points >> np.uint32(16)).astype(np.uint64) * np.uint64(_PLANE)
    else:
        values = _VALUES.take(points)
    forward, backward = _powers(len(points).bit_length())
    values *= forward[: len(points)]
    # Sums from the first letter on, modulo 2^64, take less time than token by token.
    np.add.accumulate(values, out=values)
    begins = starts - first
    sums = np.append(values[begins[1:] - 1], values[-1])
    sums[1:] -= sums[:-1].copy()
    # 0 is an empty slot.
    return sums * backward.take(begins) | np.uint64(1)


@lru_cache(maxsize=2)
def _powers(bits: int) -> tuple[Sums, Sums]:
    """The base to the powers from 1 on, and to those from 0 down, for so many places.

    Where a token starts is taken from the powers of its letters at its end.
    """
    forward, backward = (
        np.full(1 << bits, base, dtype=np.uint64)
        for base in (_BASE, pow(_BASE, -1, 1 << 64))
    )
    backward[0] = 1
    return np.multiply.accumulate(forward), np.multiply.accumulate(backward)
