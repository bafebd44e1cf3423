"""Finding what shows in two adjacent chunks of a text, such as a word and a mark.

Chunks are what stands between spaces. What is asked of a chunk is asked once, however
many texts have it. Speed trick: unit checks take 29 % longer without
(benchmarks/check_speed.py speed).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Generic, TypeVar

import ahocorasick

from tm.text.pattern_store import compile_pattern

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

ItemT = TypeVar("ItemT")
_MAX_CACHED_LISTS = 4096
"""Lists of items that are cached, by their bits."""
_BITS_PER_COLUMN = 63
"""Bits that a column of an array holds, one for each item."""
_COLUMN_BITS = (1 << _BITS_PER_COLUMN) - 1
_CHUNK_EDGE = "\n"
"""The mark of both ends of a chunk."""
_ANY_SPELLING = ""
"""Stands for a word in capitals or small letters, since all chunks have it."""
_LITERAL_PATTERN_TEXT = r"(?:[^\\^$.|?*+()\[\]{}]|\\\W)+"
_WORDS_PATTERN = re.compile(
    rf"(?P<start>\^?)(?P<before>{_LITERAL_PATTERN_TEXT})?(?:\(\?:(?P<words>{_LITERAL_PATTERN_TEXT}(?:\|{_LITERAL_PATTERN_TEXT})*)\))?"
    rf"(?P<after>{_LITERAL_PATTERN_TEXT})?(?P<end>\$?)"
)
"""A pattern of one or several words or signs: `,$`, `^(?:laut|selat)$`."""
_ESCAPED_PATTERN = re.compile(r"\\(\W)")
_UNESCAPING_REPLACEMENT = r"\1"


@dataclass(frozen=True, slots=True)
class ChunkPatterns:
    """Pairs of patterns: of a chunk and of the next one, which may be empty for any."""

    pairs: Collection[tuple[str, str]]
    ignores_case: bool = True


class ChunkPatternFinder(Generic[ItemT]):
    """Finds the items that a text may match, by the patterns of two adjacent chunks.

    >>> from tm.text.phrases.batch_tokens import TokenReader
    >>> finder = ChunkPatternFinder(
    ...     [("percent", ChunkPatterns([("[0-9]$", "^persen")]))]
    ... )
    >>> [*finder.find_items(TokenReader().read(["lima persen", "naik 5 persen"]))]
    [(1, ['percent'])]
    """

    def __init__(
        self, items_with_patterns: Sequence[tuple[ItemT, ChunkPatterns]]
    ) -> None:
        """Take the items, each with pairs of patterns one of which every match has."""
        self._items = [item for item, _ in items_with_patterns]
        self._measure_chunk = _ChunkBitReader(
            [patterns for _, patterns in items_with_patterns]
        ).measure_chunk
        self._list_items = lru_cache(_MAX_CACHED_LISTS)(self._make_item_list)

    def find_items(
        self, batch_tokens: "BatchTokens"
    ) -> Iterator[tuple[int, Sequence[ItemT]]]:
        """Find the items that texts may match: by the index of a text.

        All items for a text too long to be read chunk by chunk.
        """
        bits_by_text_index = batch_tokens.collect_chunk_bits(self._measure_chunk)
        for text_index, bit_columns in bits_by_text_index.items():
            yield text_index, self._list_items(bit_columns)

    def _make_item_list(self, bit_columns: Sequence[int]) -> list[ItemT]:
        return [
            item
            for item_index, item in enumerate(self._items)
            if bit_columns[item_index // _BITS_PER_COLUMN]
            >> item_index % _BITS_PER_COLUMN
            & 1
        ]


class _ChunkBitReader:
    """Reads the bits of the items whose patterns match in a chunk.

    Most patterns are of words or signs, which one automaton finds
    together; the others are tried one by one. Speed trick: unit checks take 23 % longer
    if all are tried (benchmarks/check_speed.py speed).
    """

    def __init__(self, patterns_of_items: Sequence[ChunkPatterns]) -> None:
        self._column_count = 2 * ceil(len(patterns_of_items) / _BITS_PER_COLUMN)
        next_shift = self._column_count // 2 * _BITS_PER_COLUMN
        self._constant_bits = 0
        bits_by_spelling: dict[str, dict[str, int]] = {}
        bits_by_pattern: dict[re.Pattern[str], int] = {}
        for item_index, side_index in product(range(len(patterns_of_items)), (0, 1)):
            patterns = patterns_of_items[item_index]
            bit = 1 << item_index + side_index * next_shift
            alternatives = {pattern_pair[side_index] for pattern_pair in patterns.pairs}
            if "" in alternatives:
                self._constant_bits |= bit
                continue
            for pattern_text in sorted(alternatives):
                for word in (words := _list_words(pattern_text)):
                    bits_of_word = bits_by_spelling.setdefault(word.lower(), {})
                    spelling = _ANY_SPELLING if patterns.ignores_case else word
                    bits_of_word[spelling] = bits_of_word.get(spelling, 0) | bit
                if not words:
                    flags = re.IGNORECASE if patterns.ignores_case else 0
                    pattern = compile_pattern(pattern_text, flags)
                    bits_by_pattern[pattern] = bits_by_pattern.get(pattern, 0) | bit
        # One that no chunk has, since an automaton without any cannot search.
        self._automaton = ahocorasick.Automaton()
        self._automaton.add_word(" ", ())
        for lower_word, bits_of_word in bits_by_spelling.items():
            self._automaton.add_word(lower_word, tuple(bits_of_word.items()))
        self._automaton.make_automaton()
        self._searches_with_bits = [
            (pattern.search, bits) for pattern, bits in bits_by_pattern.items()
        ]

    def measure_chunk(self, chunk: str) -> list[int]:
        """Measure a chunk: columns of first bits, and as many of second bits."""
        bits = self._constant_bits
        marked_chunk = f"{_CHUNK_EDGE}{chunk}{_CHUNK_EDGE}"
        for _, bits_of_word in self._automaton.iter(marked_chunk.lower()):
            for spelling, item_bits in bits_of_word:
                if spelling in marked_chunk:
                    bits |= item_bits
        for search, item_bits in self._searches_with_bits:
            if search(chunk):
                bits |= item_bits
        return [
            bits >> column_index * _BITS_PER_COLUMN & _COLUMN_BITS
            for column_index in range(self._column_count)
        ]


def _list_words(pattern_text: str) -> list[str]:
    """List the words or signs for which a pattern stands; none for another pattern.

    >>> _list_words("^(?:laut|selat)$"), _list_words(",$"), _list_words("^[0-9]")
    (['\\nlaut\\n', '\\nselat\\n'], [',\\n'], [])
    """
    words_match = _WORDS_PATTERN.fullmatch(pattern_text)
    if words_match is None:
        return []
    start, before, words, after, end = words_match.groups(default="")
    return [
        _ESCAPED_PATTERN.sub(
            _UNESCAPING_REPLACEMENT,
            f"{start and _CHUNK_EDGE}{before}{word}{after}{end and _CHUNK_EDGE}",
        )
        for word in words.split("|")
    ]
