"""The words of a text, in small letters or as written; each text is read once.

Several readers ask for the words of one text: values, and most checks.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from tm.text.phrases.batch_cache import BatchCache, are_few

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word of a script with spaces."""
_MOST_PIECES = 32_768
"""Pieces between spaces that are remembered; common ones come first."""
_LONGEST_PIECE = 30
"""Letters of those; longer ones are addresses, or texts of a script without spaces."""
_Told = TypeVar("_Told")


class Pieces(dict[str, _Told]):
    """By what stands between spaces, what is told of it; of common ones told once."""

    def __init__(self, tell: Callable[[str], _Told]) -> None:
        self._tell = tell

    def __missing__(self, piece: str) -> _Told:
        told = self._tell(piece)
        if len(self) < _MOST_PIECES and len(piece) <= _LONGEST_PIECE:
            self[piece] = told
        return told


def words_in(piece: str) -> list[str]:
    """The words of what stands between spaces, as they are written."""
    # Most pieces are a word and nothing else, which is told faster than found.
    return [piece] if piece.isalpha() else WORD.findall(piece)


_words_in = Pieces(lambda piece: tuple(words_in(piece))).__getitem__
_lower_words_in = Pieces(
    lambda piece: tuple(map(str.lower, words_in(piece)))
).__getitem__


@lru_cache(maxsize=2048)
def lower_of(text: str) -> str:
    """A text in small letters; those of Vietnamese take long to make."""
    return text.lower()


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as they are written.

    >>> words_of("Tăng 16,7% ở G20, don't!")
    ('Tăng', 'ở', 'G', "don't")
    """
    return tuple(chain.from_iterable(map(_words_in, text.split())))


def _lower_words(texts: Sequence[str]) -> Iterable[tuple[str, ...]]:
    if are_few(texts):
        pieces = map(str.split, texts)
        return [tuple(chain.from_iterable(map(_lower_words_in, one))) for one in pieces]
    from tm.text.word_rows import lower_words_of_each  # who has few needs no numpy

    return lower_words_of_each(texts)


_read = BatchCache(_lower_words)
lower_words_of = _read.__getitem__
"""The words of a text in small letters."""
expect_words = _read.expect
"""Say which texts' words will be asked for, in small letters."""


@lru_cache(maxsize=2048)
def word_set_of(text: str) -> frozenset[str]:
    """The different words of a text in small letters."""
    return frozenset(lower_words_of(text))
