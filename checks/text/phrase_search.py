"""Search for a phrase in a text, at the borders of words, and for its quotation."""

from tm.finding import Span
from tm.text.words import read_lower_words

_OPENING_QUOTES, _CLOSING_QUOTES = "“«", "”»"


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


def is_quoted(text: str, span: Span) -> bool:
    """Whether a phrase of a text stands in quotation marks.

    >>> is_quoted('Dia berkata, "kita menang".', Span(14, 18))
    True
    """
    text_before = text[: span.start]
    opening_count = sum(map(text_before.count, _OPENING_QUOTES))
    closing_count = sum(map(text_before.count, _CLOSING_QUOTES))
    return opening_count > closing_count or text_before.count('"') % 2 == 1


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
