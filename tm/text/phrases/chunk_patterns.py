"""Finding what shows in two adjacent chunks of a text, such as a word and a mark.

Chunks are what stands between spaces. What is asked of a chunk is asked once, however
many texts have it. Speed trick: unit checks take 11 % more instructions without
(benchmarks/check_speed.py speed).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from tm.text.pattern_store import compile_pattern

if TYPE_CHECKING:
    from tm.text.phrases.token_rows import TokenRow

Item = TypeVar("Item")
_MAX_CACHED_LISTS = 4096
"""Lists of items that are cached, by their bits."""
_BIT_COUNT = 63
"""Bits that a table of chunks holds, one for each item."""


@dataclass(frozen=True, slots=True)
class ChunkPatterns:
    """Pairs of patterns: of a chunk and of the next one, which may be empty for any."""

    pairs: Collection[tuple[str, str]]
    ignores_case: bool = True


class ChunkPatternFinder(Generic[Item]):
    """Finds the items that a text may match, by the patterns of two adjacent chunks.

    >>> from tm.text.phrases.token_rows import TokenReader
    >>> finder = ChunkPatternFinder(
    ...     [("percent", ChunkPatterns([("[0-9]$", "^persen")]))]
    ... )
    >>> [*finder.find_items(TokenReader().read(["lima persen", "naik 5 persen"]))]
    [(1, ['percent'])]
    """

    def __init__(
        self, items_with_patterns: Sequence[tuple[Item, ChunkPatterns]]
    ) -> None:
        """Take the items, each with pairs of patterns one of which every match has."""
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
        self, items_with_patterns: Sequence[tuple[Item, ChunkPatterns]]
    ) -> None:
        self._items = [item for item, _ in items_with_patterns]
        self._read_bits, self._read_next_bits = (
            _ChunkBitReader(
                [patterns for _, patterns in items_with_patterns], side
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
    """Reads the bits of the items whose patterns match in a chunk."""

    def __init__(self, patterns_of_items: Sequence[ChunkPatterns], side: int) -> None:
        """Take the patterns of one side of the pairs: 0 or 1."""
        self._constant_bits = 0
        bits_by_pattern: dict[re.Pattern[str], int] = {}
        for item_index, patterns in enumerate(patterns_of_items):
            bit = 1 << item_index
            alternatives = {pattern_pair[side] for pattern_pair in patterns.pairs}
            if "" in alternatives:
                self._constant_bits |= bit
            else:
                pattern = compile_pattern(
                    "|".join(sorted(alternatives)),
                    re.IGNORECASE if patterns.ignores_case else 0,
                )
                bits_by_pattern[pattern] = bits_by_pattern.get(pattern, 0) | bit
        self._searches_with_bits = [
            (pattern.search, bits) for pattern, bits in bits_by_pattern.items()
        ]

    def read_bits(self, chunk: str) -> int:
        """Read the bits of the items with a pattern that matches in a chunk."""
        bits = self._constant_bits
        for search, item_bits in self._searches_with_bits:
            if search(chunk):
                bits |= item_bits
        return bits
