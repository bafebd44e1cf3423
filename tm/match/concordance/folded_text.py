"""Texts as they are searched: folded, with the way back to each letter's place.

A letter is a character with the combining marks that follow it; half of one is never
found. Marks matter or do not; case never does, but to regular expressions, which know
it themselves.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tm.finding import Span
from tm.text.normal import folded, nfc, without_marks

# Vowels and finals of Hangul too: without a mark between them they may compose.
_LETTER = re.compile(".[\u0300-\u036f\u1160-\u11ff\ud7b0-\ud7ff]*", re.DOTALL)
_IOTA = "\u0345"


@dataclass(frozen=True, slots=True)
class Form:
    """A text in a form for searching."""

    text: str
    starts: tuple[int, ...] | None
    """Of each letter, where it starts in the form; None where all stays in place."""
    places: tuple[int, ...]
    """Of each letter, where it starts in the original; at the end that one's length."""

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch of the form begins and ends with whole letters."""
        if self.starts is None:
            return True
        return self._begins(start) and self._begins(end)

    def span(self, start: int, end: int) -> Span:
        """The letters of the original that a stretch of the form comes from."""
        if self.starts is None:
            return Span(start, end)
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Span(self.places[first], self.places[last + 1])

    def _begins(self, place: int) -> bool:
        assert self.starts is not None
        if place == len(self.text):
            return True
        return self.starts[bisect_right(self.starts, place) - 1] == place


def without_marks_and_case(text: str) -> Form:
    """The form in which `dang` finds `Đặng`."""
    return _form(text, _bare, str.casefold)


def without_case(text: str) -> Form:
    """The form in which `đặng` finds `Đặng`, and `dang` does not."""
    return _form(text, _caseless, str.casefold)


def only_without_marks(text: str) -> Form:
    """The form in which `Dang` finds `Đặng`."""
    return _form(text, _unmarked, str)


def unchanged(text: str) -> Form:
    """The text as it is."""
    return _form(text, str, str)


def _form(
    text: str, letter_form: Callable[[str], str], plain_form: Callable[[str], str]
) -> Form:
    if text.isascii():
        return Form(plain_form(text), None, ())
    pieces: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    length = place = 0
    for letter in _LETTER.findall(text):
        piece = letter_form(letter)
        if piece:
            pieces.append(piece)
            starts.append(length)
            places.append(place)
            length += len(piece)
        place += len(letter)
    places.append(place)
    return Form("".join(pieces), tuple(starts), tuple(places))


@lru_cache(maxsize=8192)
def _bare(letter: str) -> str:
    return folded(letter)


@lru_cache(maxsize=8192)
def _unmarked(letter: str) -> str:
    return without_marks(letter)


@lru_cache(maxsize=8192)
def _caseless(letter: str) -> str:
    # The iota below is a mark, which casefold would make a letter of its own.
    parts = unicodedata.normalize("NFD", letter).split(_IOTA)
    return nfc(_IOTA.join(part.casefold() for part in parts))
