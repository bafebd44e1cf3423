"""Tokens: words, numbers, punctuation marks and inline codes of a text."""

from dataclasses import dataclass

import regex

from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE

NUMBER = "\ue000"
"""What every number is compared as; a private-use character, so that no word is it."""
INLINE_CODE = "\ue001"
"""What every inline code is compared as."""

# Scripts without spaces go one character a token: a dictionary would have to be the
# same on every machine for rates to be.
_TOKEN = regex.compile(
    rf"""(?P<number>\d+(?:[.,:/]\d+)*)
    |(?P<sign>[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Thai}}\p{{Lao}}\p{{Khmer}}\p{{Myanmar}}]\p{{M}}*)
    |(?P<word>[\p{{L}}\p{{M}}]+(?:['’][\p{{L}}\p{{M}}]+)*)
    |(?P<code>{CODE})
    |(?P<mark>[^\s\p{{L}}\p{{N}}]|\p{{N}})""",
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text, with its place."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `sign` (of a script without spaces), `number`, `code` or `mark`."""

    @property
    def is_word(self) -> bool:
        """Whether it is read as a word, not as a number or a mark."""
        return self.kind in ("word", "sign")


def tokens(text: str) -> list[Token]:
    """All tokens of a text, in order; white space is between them.

    >>> [token.text for token in tokens("Tăng 16,7% so với 2024.")]
    ['Tăng', '16,7', '%', 'so', 'với', '2024', '.']
    """
    return [
        Token(found[0], found.start(), found.end(), found.lastgroup or "mark")
        for found in _TOKEN.finditer(text)
    ]


def match_tokens(text: str, locale: Locale) -> list[str]:
    """The tokens as they are compared: caseless, numbers and codes as classes.

    >>> match_tokens("Ngày 8/10 tại Hòa Bình", Locale.parse("vi"))
    ['ngày', '\ue000', 'tại', 'hoà', 'bình']
    """
    form = match_form(text, vietnamese=locale.language == "vi")
    return [
        NUMBER
        if found.lastgroup == "number"
        else INLINE_CODE
        if found.lastgroup == "code"
        else found[0]
        for found in _TOKEN.finditer(form)
    ]
