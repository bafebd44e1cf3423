"""Tests of what shows in two adjacent chunks of a text."""

import re
from itertools import pairwise, product

import pytest

from tm.text.phrases.batch_tokens import TokenReader
from tm.text.phrases.chunk_patterns import ChunkPatternFinder, ChunkPatterns

_PATTERNS = [
    "^(?:laut|Selat)$", ",$", "ut$", "^se", r"\.(?:”|\))$", "(?:lau|[Ss]el)", r"^D\.C",
    "^(?:a|se)lat$", "^$",
]  # fmt: skip
_CHUNKS = (
    "laut LAUT Selat selat selat, Dilaut alat D.C d.c D.C. (itu.) itu.” ke-5".split()
)


@pytest.mark.parametrize("ignores_case", [False, True])
def test_words_are_found_as_their_patterns_find_them(ignores_case: bool) -> None:
    pattern_pairs = [*product(_PATTERNS, ["", *_PATTERNS])]
    finder = ChunkPatternFinder(
        [(pair, ChunkPatterns([pair], ignores_case)) for pair in pattern_pairs]
    )
    texts = [" ".join(chunks) for chunks in product(_CHUNKS, ["", *_CHUNKS])]
    found_pairs: dict[int, set[tuple[str, str]]] = {}
    for text_index, pairs in finder.find_items(TokenReader().read(texts)):
        found_pairs.setdefault(text_index, set()).update(pairs)
    flags = re.IGNORECASE if ignores_case else 0
    for text_index, text in enumerate(texts):
        chunks = [*text.split(), ""]
        expected_pairs = {
            (pattern, next_pattern)
            for pattern, next_pattern in pattern_pairs
            for chunk, next_chunk in pairwise(chunks)
            if re.search(pattern, chunk, flags)
            and re.search(next_pattern, next_chunk, flags)
        }
        assert found_pairs.get(text_index, set()) == expected_pairs, text
