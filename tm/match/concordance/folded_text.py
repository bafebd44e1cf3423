"""Texts folded for searching, with the offset of each letter in the original.

A letter is a character with the combining marks that follow it; part of a letter is
never found. Diacritics may count or not; case never counts, except for regular
expressions, which handle it themselves.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from tm.finding import Span
from tm.text.normal import fold_text, nfc, remove_diacritics

# Vowels and finals of Hangul, too: they may compose with the letter before them.
_COMBINING_MARK_CLASS = "[\u0300-\u036f\u1160-\u11ff\ud7b0-\ud7ff]"
_LETTER_PATTERN = re.compile(f".{_COMBINING_MARK_CLASS}*", re.DOTALL)
# What is folded by letters: marks of their own, and Greek with its iota subscript.
_FOLDED_BY_LETTERS_PATTERN = re.compile(
    f"{_COMBINING_MARK_CLASS}|[\u0370-\u03ff\u1f00-\u1fff]"
)
_COMBINING_IOTA = "\u0345"


@dataclass(frozen=True, slots=True)
class SearchableText:
    """A text folded for searching, with the offset of each letter."""

    text: str
    letter_starts: tuple[int, ...] | None
    """The start of each letter in the folded text; None if no letter moved."""
    original_starts: tuple[int, ...]
    """The start of each letter in the original, and the length of the original."""

    def has_whole_letters(self, start: int, end: int) -> bool:
        """Whether a range of the folded text begins and ends with whole letters."""
        if self.letter_starts is None:
            return True
        return self._is_letter_start(start) and self._is_letter_start(end)

    def find_original_span(self, start: int, end: int) -> Span:
        """Find the span of the original text for a range of the folded text."""
        if self.letter_starts is None:
            return Span(start, end)
        first_letter_index = bisect_right(self.letter_starts, start) - 1
        last_letter_index = bisect_right(self.letter_starts, end - 1) - 1
        return Span(
            self.original_starts[first_letter_index],
            self.original_starts[last_letter_index + 1],
        )

    def _is_letter_start(self, offset: int) -> bool:
        """Whether an original letter begins at an offset of the folded text."""
        assert self.letter_starts is not None
        if offset == len(self.text):
            return True
        return (
            self.letter_starts[bisect_right(self.letter_starts, offset) - 1] == offset
        )


def fold_diacritics_and_case(text: str) -> SearchableText:
    """Fold so that `dang` finds `Đặng`."""
    return fold_texts(text, fold_text, fold_text)


def fold_case(text: str) -> SearchableText:
    """Fold so that `đặng` finds `Đặng`, and `dang` does not."""
    return fold_texts(text, _remove_letter_case, str.casefold)


def fold_diacritics(text: str) -> SearchableText:
    """Fold so that `Dang` finds `Đặng`, and `dang` does not."""
    return fold_texts(text, remove_diacritics, remove_diacritics)


def make_unfolded_text(text: str) -> SearchableText:
    """Leave the text as it is."""
    return fold_texts(text, str, str)


def fold_texts(
    text: str, fold_letter: Callable[[str], str], fold_whole: Callable[[str], str]
) -> SearchableText:
    """Fold a text letter by letter; as a whole, if no letter moves by that.

    Speed trick: folding as a whole makes searching a phrase 3 times faster
    (benchmarks/pages.py).
    """
    if text.isascii():
        return SearchableText(fold_whole(text), None, ())
    if not _FOLDED_BY_LETTERS_PATTERN.search(text):
        folded_text = fold_whole(text)
        if len(folded_text) == len(text):
            return SearchableText(folded_text, None, ())
    folded_letters: list[str] = []
    folded_starts: list[int] = []
    original_starts: list[int] = []
    folded_length = original_offset = 0
    for letter in _LETTER_PATTERN.findall(text):
        folded_letter = fold_letter(letter)
        if folded_letter:
            folded_letters.append(folded_letter)
            folded_starts.append(folded_length)
            original_starts.append(original_offset)
            folded_length += len(folded_letter)
        original_offset += len(letter)
    original_starts.append(original_offset)
    return SearchableText(
        "".join(folded_letters), tuple(folded_starts), tuple(original_starts)
    )


def _remove_letter_case(letter: str) -> str:
    # The iota subscript is a mark, which casefold would turn into a letter of its own.
    decomposed_parts = unicodedata.normalize("NFD", letter).split(_COMBINING_IOTA)
    return nfc(_COMBINING_IOTA.join(part.casefold() for part in decomposed_parts))
