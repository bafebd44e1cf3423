"""The index of phrases on PostgreSQL: its bands, and searches by pg_trgm."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

_BAND_STARTS = (2048, 32768, 524288, 8388608, 134217728)
"""Ids with which the bands of the index begin, but for the first."""
# As PostgreSQL writes it: an index serves where a query has the same expression.
BAND = (
    "(ARRAY[split_part(locale, '-', 1) || ' ' || width_bucket(segment.id, "
    "'{2048,32768,524288,8388608,134217728}'::int[])::text])"
)
_MAX_WORDS = 3
"""Words of a phrase that are looked up in the index."""


def band_conditions(language: str, after: int) -> list[ColumnElement[bool]]:
    """Make the conditions for the bands of ids after one, in their order."""
    first = bisect_right(_BAND_STARTS, after)
    key: ColumnElement[Any] = literal_column(BAND)
    return [
        key.op("@>", is_comparison=True)(
            func.string_to_array(f"{language} {band}", ",")
        )
        for band in range(first, len(_BAND_STARTS) + 1)
    ]


def has_word_trigram(literals: Sequence[str]) -> bool:
    """Whether pg_trgm, which sees letters and digits only, can help to find a text."""
    return any(
        literal[start : start + 3].isalnum()
        for literal in literals
        for start in range(len(literal) - 2)
    )


def longest_words(literal: str) -> list[str]:
    """Choose the words that are likely to be rare, in their order.

    >>> longest_words("the unique name of the master")
    ['unique', 'name', 'master']
    """
    words = [
        "".join(letters)
        for is_word, letters in groupby(literal, str.isalnum)
        if is_word
    ]
    by_length = sorted(range(len(words)), key=lambda index: -len(words[index]))
    longest = sorted(by_length[:_MAX_WORDS])
    return [words[index] for index in longest if len(words[index]) > 2]
