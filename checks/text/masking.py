"""Texts with a mask for each value, as they are compared."""

import re
from collections.abc import Sequence
from functools import lru_cache

from checks.text.values import cached_values
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import tokens
from tm.text.words import WORD

MASK = "\ue000"
"""Stands for a value in masked text; a private-use character, so no word is it."""
_WORD_OR_MASK = re.compile(f"{WORD.pattern}|{MASK}")


@lru_cache(maxsize=256)
def mask_values(text: str, locale: Locale) -> tuple[str, ...]:
    """The words of a text as they are compared, each value as one mask."""
    parts, end = [], 0
    for value in cached_values(text, locale):
        parts += [text[end : value.start], f" {MASK} "]
        end = value.end
    parts.append(text[end:])
    form = match_form("".join(parts), vietnamese=locale.language == "vi")
    if locale.uses_spaces:
        return tuple(_WORD_OR_MASK.findall(form))
    return tuple(
        token.text for token in tokens(form) if token.is_word or token.text == MASK
    )


def differing_lengths(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """How many tokens differ on each side, between the same beginning and end."""
    shorter_length = min(len(first), len(second))
    start = 0
    while start < shorter_length and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter_length - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return len(first) - start - end, len(second) - start - end
