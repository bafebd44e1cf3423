"""Numbers for what stands between the spaces of texts, told of many texts at once.

No piece is cut out of its text: its characters are summed up to 64 bits, by which its
number is found in a table. So no word becomes a string of its own, of which most have
been seen before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import SystemRandom
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import code_points

Numbers = NDArray[np.int64]
_Sums = NDArray[np.uint64]

_MOST = 1 << 16
"""Pieces of a table after which another one is begun."""
_MOST_SIGNS = 1 << 21
"""Characters of these, for texts of scripts without spaces."""
_SLOT_BITS = 19
_SLOTS = 1 << _SLOT_BITS
"""Places for the sums of a table, of which most stay free."""
_READ = 1 << 18
"""Characters that are read at once."""
LONGEST = _READ - 1
"""Characters of a text that a table reads."""
_LAST_SPACE = 0x3000
_SUMS = 1 << 64
_SPREAD = 0x9E3779B97F4A7C15
"""2 ** 64 by the golden ratio: spreads sums over slots (Knuth, TAOCP 3, 6.4)."""
_SHIFT = 64 - _SLOT_BITS


@dataclass(frozen=True, slots=True)
class WordIdBlock:
    """The pieces of some texts."""

    numbers: Numbers
    """The number of each piece in the table."""
    starts: Numbers
    """Where it begins in its text."""
    ends: Numbers
    """By text, how many pieces it and those before have."""


class WordIdTable:
    """Numbers of pieces, from 0.

    Two pieces have one number if their characters sum up to the same 64 bits, weighed
    by powers of a number drawn anew in each process: by chance one pair of 2 ** 63.

    >>> table = WordIdTable()
    >>> block = table.read(["một hai", "", "hai  ba"])
    >>> block.numbers.tolist(), block.starts.tolist(), block.ends.tolist()
    ([0, 1, 1, 2], [0, 4, 0, 5], [2, 2, 4])
    >>> table.pieces
    ['một', 'hai', 'ba']
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        """By number, how each is written."""
        self._sums: _Sums = np.zeros(_SLOTS, np.uint64)
        """By slot, the sum of what stands there; 0 of none."""
        self._numbers = np.zeros(_SLOTS, np.int64)
        self._signs = 0
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether the next texts are better read by another table."""
        return len(self.pieces) > _MOST or self._signs > _MOST_SIGNS

    def read(self, texts: Sequence[str]) -> WordIdBlock:
        """The pieces of texts that `in_parts` gave."""
        joined = "".join([f"{text}\n" for text in texts])
        codes = code_points(joined)
        apart = _spaces().take(codes, mode="clip")
        turns = np.flatnonzero(apart[1:] != apart[:-1]) + 1
        if len(apart) and not apart[0]:
            turns = np.append(0, turns)
        starts, stops = turns[::2], turns[1::2]
        powers, back = _powers()
        signs = codes + np.uint32(1)  # so that none weighs nothing
        until = np.cumsum(powers[: len(signs)] * signs)
        first = until[starts] - powers[starts] * signs[starts]
        sums = (until[stops - 1] - first) * back[starts]
        sums[sums == 0] = 1
        numbers = self._numbers_of(sums, joined, starts, stops)
        lengths = np.array([len(text) + 1 for text in texts], np.int64)
        after = np.cumsum(lengths)
        ends = np.searchsorted(starts, after)
        many = np.diff(ends, prepend=0)
        return WordIdBlock(numbers, starts - np.repeat(after - lengths, many), ends)

    def _numbers_of(
        self, sums: _Sums, joined: str, starts: Numbers, stops: Numbers
    ) -> Numbers:
        with self._lock:
            slots, there = self._slots_of(sums)
            for at in np.flatnonzero(~there).tolist():
                slots[at] = slot = self._slot_of(int(sums[at]))
                if not self._sums[slot]:
                    piece = joined[starts[at] : stops[at]]
                    self._sums[slot], self._numbers[slot] = sums[at], len(self.pieces)
                    self.pieces.append(piece)
                    self._signs += len(piece)
            return self._numbers[slots]

    def _slots_of(self, sums: _Sums) -> tuple[Numbers, NDArray[np.bool_]]:
        """Where sums stand in the table, or where a free place comes first."""
        slots = ((sums * np.uint64(_SPREAD)) >> np.uint64(_SHIFT)).astype(np.int64)
        at = self._sums[slots]
        there = at == sums
        looking = np.flatnonzero(~there & (at != 0))
        while len(looking):
            slots[looking] = (slots[looking] + 1) & (_SLOTS - 1)
            at = self._sums[slots[looking]]
            there[looking] = at == sums[looking]
            looking = looking[~there[looking] & (at != 0)]
        return slots, there

    def _slot_of(self, one: int) -> int:
        """Where one sum stands, or where a free place comes first."""
        slot = one * _SPREAD % _SUMS >> _SHIFT
        while self._sums[slot] not in (0, one):
            slot = (slot + 1) % _SLOTS
        return slot


@lru_cache(maxsize=2)
def read(texts: tuple[str, ...]) -> tuple[WordIdTable, WordIdBlock]:
    """The pieces of texts that `in_parts` gave, and the table that has them.

    Who asks for the same texts next, for something else, has them told at once.
    """
    table = _tables[0]
    if table.is_full:
        table = _tables[0] = WordIdTable()
    return table, table.read(texts)


def in_parts(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The texts in their order, parted into as many as are read at once.

    One that is longer than `LONGEST` stands alone.
    """
    texts, begun, signs = tuple(texts), 0, 0
    for at, text in enumerate(texts):
        if at > begun and signs + len(text) + 1 > _READ:
            yield texts[begun:at]
            begun, signs = at, 0
        signs += len(text) + 1
    if begun < len(texts):
        yield texts[begun:]


@lru_cache(maxsize=1)
def _spaces() -> NDArray[np.bool_]:
    """By the code of a character, whether it parts pieces, as in `str.split`."""
    return np.array([chr(code).isspace() for code in range(_LAST_SPACE + 2)])


@lru_cache(maxsize=1)
def _powers() -> tuple[_Sums, _Sums]:
    """The powers of an odd number of 64 bits, and those of its inverse."""
    odd = SystemRandom().getrandbits(64) | 1
    one, other = (
        np.full(_READ, number, np.uint64) for number in (odd, pow(odd, -1, _SUMS))
    )
    one[0] = other[0] = 1
    return np.cumprod(one), np.cumprod(other)


_tables = [WordIdTable()]
"""The table of this process, which is another one when it is full."""
