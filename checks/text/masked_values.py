"""Texts with masked values, for comparing them."""

import re
from collections.abc import Sequence
from functools import lru_cache

from checks.text.text_values import cached_values
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import tokens
from tm.text.word_pattern import WORD_PATTERN

VALUE_MASK = "\ue000"
"""Stands for a value in masked text; a private-use character, so it is no word."""
_WORD_OR_MASK = re.compile(f"{WORD_PATTERN.pattern}|{VALUE_MASK}")


@lru_cache(maxsize=256)
def mask_values(text: str, locale: Locale) -> tuple[str, ...]:
    """Split a text into words for comparison, each value replaced by a mask."""
    parts, end = [], 0
    for value in cached_values(text, locale):
        parts += [text[end : value.start], f" {VALUE_MASK} "]
        end = value.end
    parts.append(text[end:])
    match_text = match_form("".join(parts), vietnamese=locale.language == "vi")
    if locale.uses_spaces:
        return tuple(_WORD_OR_MASK.findall(match_text))
    return tuple(
        token.text
        for token in tokens(match_text)
        if token.is_word or token.text == VALUE_MASK
    )


def count_differing_tokens(
    first: Sequence[str], second: Sequence[str]
) -> tuple[int, int]:
    """Count the tokens of each text between their common beginning and end."""
    shorter_length = min(len(first), len(second))
    start_length = 0
    while start_length < shorter_length and first[start_length] == second[start_length]:
        start_length += 1
    end_length = 0
    while (
        end_length < shorter_length - start_length
        and first[-1 - end_length] == second[-1 - end_length]
    ):
        end_length += 1
    return len(first) - start_length - end_length, len(
        second
    ) - start_length - end_length
