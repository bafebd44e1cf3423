"""A list of values in a temporary file, few of them in memory."""

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Generic, TypeVar, overload

from tm.spill.file import SpillFile

ItemT = TypeVar("ItemT")
MAX_BLOCK_COUNT_IN_MEMORY = 64
"""Most blocks in memory."""


class SpillList(Sequence[ItemT], Generic[ItemT]):
    """A list whose values are added at the end and read anywhere, mostly from a file.

    `block_size`: values written and read together. Large blocks are faster for reading
    all values in order, small blocks for reading single ones.
    """

    def __init__(
        self, block_size: int = 64, *, max_block_count: int = MAX_BLOCK_COUNT_IN_MEMORY
    ) -> None:
        self._max_block_count = max_block_count
        self._block_size = block_size
        self._block_ends = array("Q", [0])
        """Offsets in the file at which the written blocks end, after a 0."""
        self._spill_file = SpillFile()
        self._unwritten_blocks: list[list[ItemT]] = [[]]
        """Blocks that are not written yet; the last one may be incomplete."""
        self._read_cached_block = lru_cache(maxsize=max_block_count)(self._read_block)

    def append(self, item: ItemT) -> None:
        """Add a value at the end."""
        if len(self._unwritten_blocks[-1]) == self._block_size:
            if len(self._unwritten_blocks) == self._max_block_count:
                for block in self._unwritten_blocks:
                    self._write_block(block)
                self._unwritten_blocks = []
            self._unwritten_blocks.append([])
        self._unwritten_blocks[-1].append(item)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[int, list[bytes]]]:
        pickled_blocks = [
            self._spill_file.read(block_start, block_end - block_start)
            for block_start, block_end in pairwise(self._block_ends)
        ]
        pickled_blocks += map(_dump_block, self._unwritten_blocks)
        return _restore_list, (self._block_size, pickled_blocks)

    def close(self) -> None:
        """Close the file and empty the cache."""
        self._spill_file.close()
        self._read_cached_block.cache_clear()

    def __len__(self) -> int:
        written_block_count, unwritten_block_count = (
            len(self._block_ends) - 1,
            len(self._unwritten_blocks),
        )
        return (
            written_block_count + unwritten_block_count - 1
        ) * self._block_size + len(self._unwritten_blocks[-1])

    def __iter__(self) -> Iterator[ItemT]:
        for block_index in range(len(self._block_ends) - 1):
            yield from self._read_block(block_index)
        for block in self._unwritten_blocks:
            yield from block

    @overload
    def __getitem__(self, index: int) -> ItemT: ...
    @overload
    def __getitem__(self, index: slice) -> list[ItemT]: ...
    def __getitem__(self, index: int | slice) -> ItemT | list[ItemT]:
        if isinstance(index, slice):
            return [self[item_index] for item_index in range(len(self))[index]]
        if index < 0:
            index = range(len(self))[index]
        block_index, offset = divmod(index, self._block_size)
        unwritten_index = block_index - (len(self._block_ends) - 1)
        return (
            self._unwritten_blocks[unwritten_index]
            if unwritten_index >= 0
            else self._read_cached_block(block_index)
        )[offset]

    def _write_block(self, block: list[ItemT]) -> None:
        """Write a block at the end of the file."""
        self._spill_file.append(_dump_block(block))
        self._block_ends.append(len(self._spill_file))

    def _read_block(self, block_index: int) -> list[ItemT]:
        """Read the values of a written block."""
        block_start, block_end = self._block_ends[block_index : block_index + 2]
        block_items: list[ItemT] = pickle.loads(
            self._spill_file.read(block_start, block_end - block_start)
        )
        return block_items


def _dump_block(block: list[ItemT]) -> bytes:
    return pickle.dumps(block, pickle.HIGHEST_PROTOCOL)


def _restore_list(block_size: int, pickled_blocks: Iterable[bytes]) -> SpillList[Any]:
    spill_list: SpillList[Any] = SpillList(block_size)
    for pickled_block in pickled_blocks:
        for item in pickle.loads(pickled_block):
            spill_list.append(item)
    return spill_list
