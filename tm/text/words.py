"""The words of a text, in small letters or as written; each text is read once.

Several readers ask for the words of one text: values, and most checks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from tm.text.batch_cache import BatchCache, are_few

if TYPE_CHECKING:
    from tm.text.word_ids import WordIdTable

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word of a script with spaces."""
_MOST_PIECES = 32_768
"""Pieces between spaces that are remembered; common ones come first."""
_LONGEST_PIECE = 30
"""Letters of those; longer ones are addresses, or texts of a script without spaces."""
_Told = TypeVar("_Told")
_Row = tuple[str, ...]


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
    return lower_words_of_each(texts)


def lower_words_of_each(texts: Sequence[str]) -> Iterator[_Row]:
    """The words of each text.

    >>> [*lower_words_of_each(["Tăng 16,7% ở G20", "", "don't (Mai)"])]
    [('tăng', 'ở', 'g'), (), ("don't", 'mai')]
    """
    # Imported here, since a program with few texts needs no numpy.
    from tm.text.word_ids import LONGEST, in_parts, read

    for some in in_parts(texts):
        if len(some[0]) > LONGEST:
            yield _row(some[0])
            continue
        table, block = read(some)
        rows = [*map(_rows_of(table).__getitem__, block.numbers.tolist())]
        start = 0
        for end in block.ends.tolist():
            yield tuple(chain.from_iterable(rows[start:end]))
            start = end


def _rows_of(table: "WordIdTable") -> list[_Row]:
    """By the number of a piece, its words; those of another table are forgotten."""
    of, rows = _told[0]
    if of is not table:
        rows = []
    if len(rows) < len(table.pieces):
        rows = [*rows, *map(_row, table.pieces[len(rows) :])]
        _told[0] = table, rows
    return rows


def _row(text: str) -> _Row:
    return tuple(map(str.lower, words_in(text)))


_told: list[tuple["WordIdTable | None", list[_Row]]] = [(None, [])]
_read = BatchCache(_lower_words)
lower_words_of = _read.__getitem__
"""The words of a text in small letters."""
expect_words = _read.expect
"""Say which texts' words will be asked for, in small letters."""


@lru_cache(maxsize=2048)
def word_set_of(text: str) -> frozenset[str]:
    """The different words of a text in small letters."""
    return frozenset(lower_words_of(text))
