"""The stretch of a text in which it is another than a text like it, for messages."""

from tm.match.similarity import count_common_ends
from tm.text.words import WORD

_MOST_CHARACTERS = 90
"""Characters that are shown of it."""


def excerpt_of_difference(text: str, other: str) -> str:
    """What stands in a text where another has something else, a word on both sides.

    Of a long stretch only the beginning is shown.

    >>> excerpt_of_difference("Ia tiba di Hanoi hari ini", "Ia tiba di Hue hari ini")
    '…di Hanoi hari…'
    >>> excerpt_of_difference("Ia tiba di Hanoi", "Dia sampai ke sana")
    'Ia tiba di Hanoi'
    """
    text = " ".join(text.split())
    words = [*WORD.finditer(text)]
    text_words, other_words = [word[0] for word in words], WORD.findall(other)
    start, same = count_common_ends(text_words, other_words)
    end = len(text_words) - same
    first, last = max(0, start - 1), min(end, len(text_words) - 1)
    begin = words[first].start() if first else 0
    stop = words[last].end() if last + 1 < len(text_words) else len(text)
    if stop - begin > _MOST_CHARACTERS:
        stop = text.rfind(" ", begin + 1, begin + _MOST_CHARACTERS)
        stop = begin + _MOST_CHARACTERS if stop < 0 else stop
    prefix, suffix = "…" if begin else "", "…" if stop < len(text) else ""
    return f"{prefix}{text[begin:stop]}{suffix}"
