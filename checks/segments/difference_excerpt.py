"""Excerpts of the difference between two similar texts, for messages."""

from tm.match.similarity import count_common_ends
from tm.text.word_pattern import WORD_PATTERN

_MOST_CHARACTERS = 90
"""The most characters of an excerpt."""


def cut_out_difference(text: str, other_text: str) -> str:
    """Cut out the difference of a text from another, with a word on both sides.

    A long difference is cut to its beginning.

    >>> cut_out_difference("Ia tiba di Hanoi hari ini", "Ia tiba di Hue hari ini")
    '…di Hanoi hari…'
    >>> cut_out_difference("Ia tiba di Hanoi", "Dia sampai ke sana")
    'Ia tiba di Hanoi'
    """
    text = " ".join(text.split())
    word_matches = [*WORD_PATTERN.finditer(text)]
    text_words, other_words = (
        [word_match[0] for word_match in word_matches],
        WORD_PATTERN.findall(other_text),
    )
    common_start, common_end = count_common_ends(text_words, other_words)
    difference_end = len(text_words) - common_end
    first_index, last_index = (
        max(0, common_start - 1),
        min(difference_end, len(text_words) - 1),
    )
    start_offset = word_matches[first_index].start() if first_index else 0
    end_offset = (
        word_matches[last_index].end()
        if last_index + 1 < len(text_words)
        else len(text)
    )
    if end_offset - start_offset > _MOST_CHARACTERS:
        end_offset = text.rfind(" ", start_offset + 1, start_offset + _MOST_CHARACTERS)
        end_offset = start_offset + _MOST_CHARACTERS if end_offset < 0 else end_offset
    prefix, suffix = "…" if start_offset else "", "…" if end_offset < len(text) else ""
    return f"{prefix}{text[start_offset:end_offset]}{suffix}"
