"""Search for a phrase in a text, at the borders of words, and for its quotation."""

import re
from bisect import bisect_left

from tm.finding import Span
from tm.text.words import read_lower_words

_OPENING_MARK_PATTERN = re.compile("[“«]")
_CLOSING_MARK_PATTERN = re.compile("[”»]")
_STRAIGHT_MARK_PATTERN = re.compile('"')


def contains_phrase(phrase: str, text: str) -> bool:
    """Whether a text contains a phrase as whole words, in the same capitals.

    >>> contains_phrase("hà", "hành, hà"), contains_phrase("hà", "hành")
    (True, False)
    """
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (
            _is_word_character(text[start - 1 : start])
            or _is_word_character(text[end : end + 1])
        ):
            return True
        start = text.find(phrase, start + 1)
    return False


class QuotationsOfText:
    """The quotation marks of a text, and what stands between them.

    >>> quotations = QuotationsOfText('Dia berkata, "kita menang".')
    >>> quotations.enclose(Span(14, 18)), quotations.enclose(Span(0, 3))
    (True, False)
    """

    def __init__(self, text: str) -> None:
        self._opening_offsets = _find_offsets(_OPENING_MARK_PATTERN, text)
        self._closing_offsets = _find_offsets(_CLOSING_MARK_PATTERN, text)
        self._straight_offsets = _find_offsets(_STRAIGHT_MARK_PATTERN, text)

    def enclose(self, span: Span) -> bool:
        """Whether a span is quoted: a quotation before it has not been closed."""
        opening_count, closing_count, straight_count = (
            bisect_left(offsets, span.start)
            for offsets in (
                self._opening_offsets,
                self._closing_offsets,
                self._straight_offsets,
            )
        )
        return opening_count > closing_count or straight_count % 2 == 1


def _find_offsets(pattern: re.Pattern[str], text: str) -> list[int]:
    return [mark_match.start() for mark_match in pattern.finditer(text)]


def contains_words(phrase: str, text: str) -> bool:
    """Whether a text contains the words of a phrase side by side, in any capitals.

    >>> contains_words("red bull", "Red Bull!"), contains_words("red", "reddish")
    (True, False)
    """
    return f" {_join_words(phrase)} " in f" {_join_words(text)} "


def has_word_start(word_beginning: str, text: str) -> bool:
    """Whether a word of a text starts with a beginning, which may go on after it.

    >>> has_word_start("hành", "đi hành hương"), has_word_start("ành", "hành")
    (True, False)
    """
    start = text.find(word_beginning)
    while start > 0 and _is_word_character(text[start - 1]):
        start = text.find(word_beginning, start + 1)
    return start >= 0


def _join_words(text: str) -> str:
    return " ".join(read_lower_words(text))


def _is_word_character(character: str) -> bool:
    return character.isalnum() or character == "_"
