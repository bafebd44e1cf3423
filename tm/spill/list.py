"""Values in order, of which few are in memory."""

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Generic, TypeVar, overload

from tm.spill.file import SpillFile

Item = TypeVar("Item")
BLOCKS = 64
"""Blocks in memory."""


class SpillList(Sequence[Item], Generic[Item]):
    """Values that are added at the end and read anywhere; most wait outside memory.

    `block`: how many are written and read together. Many make it quicker to read all
    of them in order, few to read one here and one there.
    """

    def __init__(self, block: int = 64, *, blocks: int = BLOCKS) -> None:
        self._blocks = blocks
        self._size = block
        self._ends = array("Q", [0])
        """Where each block that is written ends, and the next one begins."""
        self._bytes = SpillFile()
        self._waiting: list[list[Item]] = [[]]
        """Blocks that are not written yet; the last has room for more."""
        self._read = lru_cache(maxsize=blocks)(self._loaded)

    def append(self, item: Item) -> None:
        """Add a value at the end."""
        if len(self._waiting[-1]) == self._size:
            if len(self._waiting) == self._blocks:
                for block in self._waiting:
                    self._write(block)
                self._waiting = []
            self._waiting.append([])
        self._waiting[-1].append(item)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[int, list[bytes]]]:
        blocks = [self._bytes.read(at, end - at) for at, end in pairwise(self._ends)]
        blocks += map(_dumped, self._waiting)
        return _restored, (self._size, blocks)

    def close(self) -> None:
        """Let go of what waits."""
        self._bytes.close()
        self._read.cache_clear()

    def __len__(self) -> int:
        written, waiting = len(self._ends) - 1, len(self._waiting)
        return (written + waiting - 1) * self._size + len(self._waiting[-1])

    def __iter__(self) -> Iterator[Item]:
        for number in range(len(self._ends) - 1):
            yield from self._loaded(number)
        for block in self._waiting:
            yield from block

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> list[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | list[Item]:
        if isinstance(at, slice):
            return [self[number] for number in range(len(self))[at]]
        if at < 0:
            at = range(len(self))[at]
        block, place = divmod(at, self._size)
        waiting = block - (len(self._ends) - 1)
        return (self._waiting[waiting] if waiting >= 0 else self._read(block))[place]

    def _write(self, block: list[Item]) -> None:
        self._bytes.append(_dumped(block))
        self._ends.append(len(self._bytes))

    def _loaded(self, block: int) -> list[Item]:
        begin, end = self._ends[block : block + 2]
        block_items: list[Item] = pickle.loads(self._bytes.read(begin, end - begin))
        return block_items


def _dumped(block: list[Item]) -> bytes:
    return pickle.dumps(block, pickle.HIGHEST_PROTOCOL)


def _restored(size: int, blocks: Iterable[bytes]) -> SpillList[Any]:
    spool: SpillList[Any] = SpillList(size)
    for block in blocks:
        for item in pickle.loads(block):
            spool.append(item)
    return spool
