"""Finding what shows in two adjacent chunks of a text, such as a word and a mark.

Chunks are what stands between spaces. What is asked of a chunk is asked once, however
many texts have it. Speed trick: unit checks take 11 % more instructions without
(benchmarks/checks.py speed).
"""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from tm.text.pattern_store import compile_pattern

if TYPE_CHECKING:
    from tm.text.phrases.token_rows import TokenRow

ChunkPatterns = tuple[str, str]
"""The patterns of a chunk and of the next chunk; an empty one matches any chunk."""
Item = TypeVar("Item")
_MAX_CACHED_LISTS = 4096
"""Lists of items that are cached, by their bits."""
_BIT_COUNT = 63
"""Bits that a table of chunks holds, one for each item."""


class ChunkPatternFinder(Generic[Item]):
    """Finds the items that a text may match, by the patterns of two adjacent chunks.

    >>> from tm.text.phrases.token_rows import TokenReader
    >>> finder = ChunkPatternFinder([("percent", [("[0-9]$", "^persen")])])
    >>> [*finder.find_items(TokenReader().read(["lima persen", "naik 5 persen"]))]
    [(1, ['percent'])]
    """

    def __init__(
        self, items_with_patterns: Sequence[tuple[Item, Collection[ChunkPatterns]]]
    ) -> None:
        """Take the items, each with patterns one of which every match has."""
        # Items that shared a bit would be found wherever each has half of a match.
        self._tables = [
            _ChunkPatternTable(items_with_patterns[start : start + _BIT_COUNT])
            for start in range(0, len(items_with_patterns), _BIT_COUNT)
        ]

    def find_items(self, token_row: "TokenRow") -> Iterator[tuple[int, Sequence[Item]]]:
        """Find the items that texts may match: by the index of a text, perhaps twice.

        All items for a text too long to be read chunk by chunk.
        """
        for table in self._tables:
            yield from table.find_items(token_row)


class _ChunkPatternTable(Generic[Item]):
    """At most as many items as a table of chunks has bits."""

    def __init__(
        self, items_with_patterns: Sequence[tuple[Item, Collection[ChunkPatterns]]]
    ) -> None:
        self._items = [item for item, _ in items_with_patterns]
        self._read_bits, self._read_next_bits = (
            _ChunkBitReader(
                [
                    {pattern_pair[side] for pattern_pair in pattern_pairs}
                    for _, pattern_pairs in items_with_patterns
                ]
            ).read_bits
            for side in (0, 1)
        )
        self._list_items = lru_cache(_MAX_CACHED_LISTS)(self._make_item_list)

    def find_items(self, token_row: "TokenRow") -> Iterator[tuple[int, Sequence[Item]]]:
        bits_by_text = token_row.collect_chunk_bits(
            self._read_bits, self._read_next_bits
        )
        for text_index, bits in bits_by_text.items():
            yield text_index, self._list_items(bits)

    def _make_item_list(self, bits: int) -> list[Item]:
        return [
            item
            for item_index, item in enumerate(self._items)
            if bits >> item_index & 1
        ]


class _ChunkBitReader:
    """Reads the bits of the patterns that match in a chunk."""

    def __init__(self, alternatives_of_items: Sequence[Collection[str]]) -> None:
        """An empty alternative matches in any chunk."""
        self._constant_bits = 0
        self._patterns_with_bits = []
        for item_index, alternatives in enumerate(alternatives_of_items):
            bit = 1 << item_index
            if "" in alternatives:
                self._constant_bits |= bit
            else:
                pattern = compile_pattern("|".join(sorted(alternatives)))
                self._patterns_with_bits.append((pattern, bit))
        patterns = {pattern.pattern for pattern, _ in self._patterns_with_bits}
        self._any_pattern = compile_pattern("|".join(sorted(patterns)) or "(?!)")

    def read_bits(self, chunk: str) -> int:
        """Read the bits of the patterns that match in a chunk."""
        bits = self._constant_bits
        if self._any_pattern.search(chunk) is not None:
            for pattern, bit in self._patterns_with_bits:
                if pattern.search(chunk):
                    bits |= bit
        return bits
