"""Differences between similar texts: masked values, differing words, excerpts."""

import re
from collections.abc import Sequence

from checks.text.text_values import cached_values
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import split_tokens
from tm.text.word_pattern import WORD_PATTERN

VALUE_MASK = "\ue000"
"""The character in place of a value; of private use, so that it is not a word."""
_WORD_OR_MASK_PATTERN = re.compile(f"{WORD_PATTERN.pattern}|{VALUE_MASK}")

_MAX_EXCERPT_CHARACTERS = 90
"""How many characters an excerpt has at most."""


def mask_values(text: str, locale: Locale, cache: ResultCache) -> tuple[str, ...]:
    """Split a text into words for comparison, each value replaced by a mask; cached."""
    return cache.call(_split_masked_text, text, locale, cache)


def _split_masked_text(
    text: str, locale: Locale, cache: ResultCache
) -> tuple[str, ...]:
    text_parts, value_end = [], 0
    for value in cached_values(text, locale, cache):
        text_parts += [text[value_end : value.start], f" {VALUE_MASK} "]
        value_end = value.end
    text_parts.append(text[value_end:])
    masked_form = match_form("".join(text_parts), is_vietnamese=locale.language == "vi")
    if locale.uses_spaces:
        return tuple(_WORD_OR_MASK_PATTERN.findall(masked_form))
    return tuple(
        token.text
        for token in split_tokens(masked_form)
        if token.is_word or token.text == VALUE_MASK
    )


def count_differing_tokens(
    first_tokens: Sequence[str], second_tokens: Sequence[str]
) -> tuple[int, int]:
    """Count the tokens of each text between their common beginning and end."""
    shorter_length = min(len(first_tokens), len(second_tokens))
    common_start_length = 0
    while (
        common_start_length < shorter_length
        and first_tokens[common_start_length] == second_tokens[common_start_length]
    ):
        common_start_length += 1
    common_end_length = 0
    while (
        common_end_length < shorter_length - common_start_length
        and first_tokens[-1 - common_end_length]
        == second_tokens[-1 - common_end_length]
    ):
        common_end_length += 1
    return len(first_tokens) - common_start_length - common_end_length, len(
        second_tokens
    ) - common_start_length - common_end_length


def cut_out_difference(text: str, other_text: str) -> str:
    """Cut out the difference of a text from another, with a word on both sides.

    A long difference is cut to its beginning.

    >>> cut_out_difference("Ia tiba di Hanoi hari ini", "Ia tiba di Hue hari ini")
    '…di Hanoi hari…'
    >>> cut_out_difference("Ia tiba di Hanoi", "Dia sampai ke sana")
    'Ia tiba di Hanoi'
    """
    # It needs rapidfuzz, and is called for findings only.
    from tm.match.similarity import count_common_ends

    text = " ".join(text.split())
    word_matches = [*WORD_PATTERN.finditer(text)]
    text_words, other_words = (
        [word_match[0] for word_match in word_matches],
        WORD_PATTERN.findall(other_text),
    )
    common_start_count, common_end_count = count_common_ends(text_words, other_words)
    difference_end = len(text_words) - common_end_count
    first_word_index, last_word_index = (
        max(0, common_start_count - 1),
        min(difference_end, len(text_words) - 1),
    )
    start_offset = word_matches[first_word_index].start() if first_word_index else 0
    end_offset = (
        word_matches[last_word_index].end()
        if last_word_index + 1 < len(text_words)
        else len(text)
    )
    if end_offset - start_offset > _MAX_EXCERPT_CHARACTERS:
        end_offset = text.rfind(
            " ", start_offset + 1, start_offset + _MAX_EXCERPT_CHARACTERS
        )
        end_offset = (
            start_offset + _MAX_EXCERPT_CHARACTERS if end_offset < 0 else end_offset
        )
    prefix, suffix = "…" if start_offset else "", "…" if end_offset < len(text) else ""
    return f"{prefix}{text[start_offset:end_offset]}{suffix}"
