"""All units of a run, for the checks that look at all of them: few are in memory."""

import pickle
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import overload

from checks.subject import Subject
from tm.scratch import Scratch

_BLOCK = 256
"""Units that are written and read together."""
_BLOCKS = 64
"""Blocks in memory."""


class Corpus(Sequence[Subject]):
    """Units in order; those beyond some thousands wait in a file without a name.

    Which unit is which is told by its number: a check of a million units keeps numbers
    and hashes, and no unit.
    """

    def __init__(self) -> None:
        self._ends = array("Q", [0])
        """Where each block that is written ends, and the next one begins."""
        self._bytes = Scratch()
        self._waiting: list[list[Subject]] = [[]]
        """Blocks that are not written yet; the last has room for more."""
        self._read = lru_cache(maxsize=_BLOCKS)(self._loaded)

    def append(self, subject: Subject) -> None:
        """Add a unit at the end."""
        if len(self._waiting[-1]) == _BLOCK:
            if len(self._waiting) == _BLOCKS:
                for block in self._waiting:
                    self._write(block)
                self._waiting = []
            self._waiting.append([])
        self._waiting[-1].append(subject)

    def close(self) -> None:
        """Let go of the file."""
        self._bytes.close()
        self._read.cache_clear()

    def __len__(self) -> int:
        written, waiting = len(self._ends) - 1, len(self._waiting)
        return (written + waiting - 1) * _BLOCK + len(self._waiting[-1])

    def __iter__(self) -> Iterator[Subject]:
        for number in range(len(self._ends) - 1):
            yield from self._loaded(number)
        for block in self._waiting:
            yield from block

    @overload
    def __getitem__(self, at: int) -> Subject: ...
    @overload
    def __getitem__(self, at: slice) -> list[Subject]: ...
    def __getitem__(self, at: int | slice) -> Subject | list[Subject]:
        if isinstance(at, slice):
            return [self[number] for number in range(len(self))[at]]
        block, place = divmod(range(len(self))[at], _BLOCK)
        waiting = block - (len(self._ends) - 1)
        return (self._waiting[waiting] if waiting >= 0 else self._read(block))[place]

    def _write(self, block: list[Subject]) -> None:
        self._bytes.append(pickle.dumps(block, pickle.HIGHEST_PROTOCOL))
        self._ends.append(len(self._bytes))

    def _loaded(self, block: int) -> list[Subject]:
        begin, end = self._ends[block : block + 2]
        found: list[Subject] = pickle.loads(self._bytes.read(begin, end - begin))
        return found


def groups(keys: Sequence[int]) -> list[list[int]]:
    """The places of equal keys, for keys that there are several of, by first place.

    >>> groups([7, 5, 5, 7, 6, 5])
    [[0, 3], [1, 2, 5]]
    """
    found = []
    for _, places in groupby(
        sorted(range(len(keys)), key=keys.__getitem__), keys.__getitem__
    ):
        group = [*places]
        if len(group) > 1:
            found.append(group)
    return sorted(found)


def hashed(value: object) -> int:
    """A number for a value, as an array holds it; two values hardly share one."""
    return hash(value) & 0xFFFF_FFFF_FFFF_FFFF
