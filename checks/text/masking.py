"""Texts with a mask for each value, as they are compared."""

import re
from collections.abc import Sequence
from functools import lru_cache

from checks.text.values import values_of
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.tokens import tokens
from tm.text.words import WORD

MASK = "\ue000"
"""Stands for a value in masked text; a private-use character, so no word is it."""
_WORD_OR_MASK = re.compile(f"{WORD.pattern}|{MASK}")


@lru_cache(maxsize=256)
def masked(text: str, locale: Locale) -> tuple[str, ...]:
    """The words of a text as they are compared, each value as one mask."""
    pieces, place = [], 0
    for value in values_of(text, locale):
        pieces += [text[place : value.start], f" {MASK} "]
        place = value.end
    pieces.append(text[place:])
    form = match_form("".join(pieces), vietnamese=locale.language == "vi")
    if locale.uses_spaces:
        return tuple(_WORD_OR_MASK.findall(form))
    return tuple(
        token.text for token in tokens(form) if token.is_word or token.text == MASK
    )


def middles(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """How many tokens differ on each side, between the same beginning and end."""
    most = min(len(first), len(second))
    start = 0
    while start < most and first[start] == second[start]:
        start += 1
    end = 0
    while end < most - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return len(first) - start - end, len(second) - start - end
