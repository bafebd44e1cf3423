"""Folded texts for searching, with the way back to each letter's place.

A letter is a character with the combining marks that follow it; half of one is never
found. Diacritics may count or not; case never counts, except to regular expressions,
which handle it themselves.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tm.finding import Span
from tm.text.normal import folded, nfc, remove_diacritics

# Vowels and finals of Hangul too: without a mark between them they may compose.
_LETTER = re.compile(".[\u0300-\u036f\u1160-\u11ff\ud7b0-\ud7ff]*", re.DOTALL)
_IOTA = "\u0345"


@dataclass(frozen=True, slots=True)
class SearchableText:
    """A text folded for searching, with the place of each letter."""

    text: str
    letter_starts: tuple[int, ...] | None
    """The start of each letter in the folded text; None if no letter moved."""
    original_starts: tuple[int, ...]
    """The start of each letter in the original, and the length of the original."""

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a stretch of the folded text begins and ends with whole letters."""
        if self.letter_starts is None:
            return True
        return self._is_letter_start(start) and self._is_letter_start(end)

    def span(self, start: int, end: int) -> Span:
        """The span of the original that a stretch of the folded text comes from."""
        if self.letter_starts is None:
            return Span(start, end)
        first = bisect_right(self.letter_starts, start) - 1
        last = bisect_right(self.letter_starts, end - 1) - 1
        return Span(self.original_starts[first], self.original_starts[last + 1])

    def _is_letter_start(self, place: int) -> bool:
        assert self.letter_starts is not None
        if place == len(self.text):
            return True
        return self.letter_starts[bisect_right(self.letter_starts, place) - 1] == place


def fold_diacritics_and_case(text: str) -> SearchableText:
    """Fold so that `dang` finds `Đặng`."""
    return _fold(text, _fold_letter, str.casefold)


def fold_case(text: str) -> SearchableText:
    """Fold so that `đặng` finds `Đặng`, and `dang` does not."""
    return _fold(text, _letter_without_case, str.casefold)


def fold_diacritics(text: str) -> SearchableText:
    """Fold so that `Dang` finds `Đặng`, and `dang` does not."""
    return _fold(text, _letter_without_diacritics, str)


def keep_unfolded(text: str) -> SearchableText:
    """Leave the text as it is."""
    return _fold(text, str, str)


def _fold(
    text: str, fold_letter: Callable[[str], str], fold_ascii: Callable[[str], str]
) -> SearchableText:
    if text.isascii():
        return SearchableText(fold_ascii(text), None, ())
    folded_letters: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    length = place = 0
    for letter in _LETTER.findall(text):
        folded_letter = fold_letter(letter)
        if folded_letter:
            folded_letters.append(folded_letter)
            starts.append(length)
            places.append(place)
            length += len(folded_letter)
        place += len(letter)
    places.append(place)
    return SearchableText("".join(folded_letters), tuple(starts), tuple(places))


@lru_cache(maxsize=8192)
def _fold_letter(letter: str) -> str:
    return folded(letter)


@lru_cache(maxsize=8192)
def _letter_without_diacritics(letter: str) -> str:
    return remove_diacritics(letter)


@lru_cache(maxsize=8192)
def _letter_without_case(letter: str) -> str:
    # The iota below is a mark, which casefold would make a letter of its own.
    parts = unicodedata.normalize("NFD", letter).split(_IOTA)
    return nfc(_IOTA.join(part.casefold() for part in parts))
