"""PostgreSQL's phrase index: its bands of segment ids, and searches by pg_trgm."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

_BAND_STARTS = (2048, 32768, 524288, 8388608, 134217728)
"""First ids of the bands of the index, except the first band."""
# As PostgreSQL writes it: an index serves where a query has the same expression.
BAND_EXPRESSION = (
    "(ARRAY[split_part(locale, '-', 1) || ' ' || width_bucket(segment.id, "
    "'{2048,32768,524288,8388608,134217728}'::int[])::text])"
)
_MAX_INDEXED_WORDS = 3
"""Most words of a phrase that are looked up in the index."""


def make_band_conditions(language: str, last_id: int) -> list[ColumnElement[bool]]:
    """Make a condition for each band with ids above one, in the order of the bands."""
    first_band = bisect_right(_BAND_STARTS, last_id)
    band_expression: ColumnElement[Any] = literal_column(BAND_EXPRESSION)
    return [
        band_expression.op("@>", is_comparison=True)(
            func.string_to_array(f"{language} {band}", ",")
        )
        for band in range(first_band, len(_BAND_STARTS) + 1)
    ]


def has_word_trigram(literals: Sequence[str]) -> bool:
    """Whether pg_trgm can find the literals: it ignores all but letters and digits."""
    return any(
        literal[start : start + 3].isalnum()
        for literal in literals
        for start in range(len(literal) - 2)
    )


def choose_longest_words(literal: str) -> list[str]:
    """Choose the words that are likely to be rare, in their order.

    >>> choose_longest_words("the unique name of the master")
    ['unique', 'name', 'master']
    """
    words = [
        "".join(characters)
        for is_word, characters in groupby(literal, str.isalnum)
        if is_word
    ]
    indexes_by_length = sorted(range(len(words)), key=lambda index: -len(words[index]))
    longest_indexes = sorted(indexes_by_length[:_MAX_INDEXED_WORDS])
    return [words[index] for index in longest_indexes if len(words[index]) > 2]
