"""Tokens of many texts at once, the same as one by one and several times as fast.

Texts are joined and tokenised by a plain pattern; a text with anything uncommon in it
(scripts without spaces, combining marks, numerals that are not digits) goes through
`match_tokens` itself.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import regex

from tm.text.locale import Locale
from tm.text.normal import match_forms
from tm.text.tokens import match_tokens

END = "\0"
"""Stands after the tokens of each text."""

_ASCII = re.compile(r"[a-z]+(?:'[a-z]+)*|[0-9]+(?:[.,:/][0-9]+)*|[^ \t\n\r\v\f]")
_PLAIN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:/]\d+)*|[^\w\s]|_")
# What `re` and `regex` see in different ways, or what tokens treats in its own way.
_UNCOMMON = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{M}\p{Nl}\p{No}\p{Cn}\p{Cs}\x1c-\x1f]"
)


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The tokens of some texts, one after the other."""

    rows: list[int]
    """Which of the texts they are of, in the order of `tokens` and `forms`."""
    tokens: list[str]
    """Each text's tokens and END after them; numbers and codes not yet as classes."""
    forms: list[str]
    """Each text's match form."""


def bulk_tokens(texts: Sequence[str], locale: Locale) -> TokenBatch:
    """The tokens of some texts, not in their order."""
    plain = [text.isascii() and not _has_odd(text) for text in texts]
    rows = list(compress(range(len(texts)), plain))
    forms: list[str] = []
    found: list[str] = []
    if rows:
        # The match form of ASCII is lower case and nothing else.
        joined = END.join(compress(texts, plain)).lower()
        forms = joined.split(END)
        found = _ASCII.findall(joined + END)
    others = [row for row, is_plain in enumerate(plain) if not is_plain]
    if not others:
        return TokenBatch(rows, found, forms)
    vietnamese = locale.language == "vi"
    found_forms = match_forms([texts[row] for row in others], vietnamese=vietnamese)
    marked = dict(zip(others, found_forms, strict=True))
    characters = set().union(*found_forms)
    uncommon = _uncommon(characters)
    common = others
    if not uncommon.isdisjoint(characters):
        common = [row for row in others if uncommon.isdisjoint(marked[row])]
    if common:
        found += _PLAIN.findall(END.join(marked[row] for row in common) + END)
    chosen = set(common)
    rare = [row for row in others if row not in chosen]
    for row in rare:
        found += single_tokens(match_tokens(texts[row], locale))
        found.append(END)
    order = common + rare
    return TokenBatch(rows + order, found, forms + [marked[row] for row in order])


_END_TOKEN = "\0\0"
"""The token U+0000 of a text, as batches have it."""


def single_tokens(tokens: Sequence[str]) -> Sequence[str]:
    """Tokens of one text spelt as batches spell them."""
    if END not in tokens:
        return tokens
    return [_END_TOKEN if token == END else token for token in tokens]


def _has_odd(text: str) -> bool:
    return not text.isprintable() and _ODD.search(text) is not None


_ODD = re.compile("[\0\x1c-\x1f]")


def _uncommon(characters: set[str]) -> set[str]:
    return {
        character
        for character in characters
        if _UNCOMMON.match(character)
        or unicodedata.category(character) in ("Cn", "Mn", "Mc", "Me", "Nl", "No")
        or (character.isalnum() and unicodedata.category(character)[0] not in "LN")
    } | {END}
