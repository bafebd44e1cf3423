"""What a trie found in a text: offsets, and which of its nodes are wanted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LazyOffsets:
    """The offsets of words of a text, computed on demand."""

    text: str
    chunk_word_offsets: Sequence[Sequence[int]]
    """By chunk, the offsets of its words in the chunk."""
    word_indexes: Sequence[int]
    """The indices of the words in the row of all words."""

    def __iter__(self) -> Iterator[int]:
        chunk_start, word_offsets = 0, []
        chunks = self.text.split()
        for chunk, offsets in zip(chunks, self.chunk_word_offsets, strict=True):
            chunk_start = self.text.index(chunk, chunk_start)
            word_offsets += [chunk_start + offset for offset in offsets]
            chunk_start += len(chunk)
        return map(word_offsets.__getitem__, self.word_indexes)


class NodeTest(dict[int, bool]):
    """By node, whether the phrase that ends there has one of the wanted bits."""

    def __init__(self, node_bits: Sequence[int], wanted_bits: int) -> None:
        self._node_bits, self._wanted_bits = node_bits, wanted_bits

    def __missing__(self, node: int) -> bool:
        is_wanted = self[node] = bool(self._node_bits[node] & self._wanted_bits)
        return is_wanted


class NodeTests(dict[int, Callable[[int], bool]]):
    """By wanted bits, the test of nodes whose phrases have one of them."""

    def __init__(self, node_bits: Sequence[int]) -> None:
        self._node_bits = node_bits

    def __missing__(self, wanted_bits: int) -> Callable[[int], bool]:
        node_test = NodeTest(self._node_bits, wanted_bits).__getitem__
        return self.setdefault(wanted_bits, node_test)
