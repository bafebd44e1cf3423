"""Tokens: words, numbers, punctuation marks and inline codes of a text."""

import re
from dataclasses import dataclass

import regex

from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE
from tm.text.word_pattern import UNSPACED_LETTER_CLASS, WORD_PATTERN

NUMBER = "\ue000"
"""Stands for every number in a comparison; a private-use character."""
INLINE_CODE = "\ue001"
"""Stands for every inline code in a comparison."""

# Scripts without spaces go one character a token: a dictionary would have to be the
# same on every machine for rates to be.
_TOKEN = regex.compile(
    rf"""(?P<number>\d+(?:[.,:/]\d+)*)
    |(?P<sign>{UNSPACED_LETTER_CLASS}\p{{M}}*)
    |(?P<word>[\p{{L}}\p{{M}}]+(?:['’][\p{{L}}\p{{M}}]+)*)
    |(?P<code>{CODE})
    |(?P<mark>[^\s\p{{L}}\p{{N}}]|\p{{N}})""",
    regex.VERBOSE,
)


# Of these characters `re` makes what `regex` makes, in a tenth of the time: letters
# whose marks are in them, digits, plain punctuation, no numerals and no signs.
_COMMON = re.compile(
    f"[\t-\r -~\xa0-\xb1\xb4-\xb8\xba\xbb\xbf-\u024f\u0400-\u0481\u1e00-\u1eff"
    f"\u2010-\u2027\u2030-\u203e\u20ab\u20ac{CODE}]*"
)
_DOTTED = re.compile("[İı]")
_WORD = WORD_PATTERN.pattern
_NUMBER = r"\d+(?:[.,:/]\d+)*"
_COMMON_TEXT = re.compile(rf"{_WORD}|{_NUMBER}|[^\w\s]|_")
_COMMON_TOKEN = re.compile(
    rf"(?P<word>{_WORD})|(?P<number>{_NUMBER})|(?P<code>{CODE})|(?P<mark>[^\w\s]|_)"
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
        """Whether it is a word, not a number, a mark or a code."""
        return self.kind in ("word", "sign")


def tokens(text: str) -> list[Token]:
    """Split a text into tokens, in order; white space is left out.

    >>> [token.text for token in tokens("Tăng 16,7% so với 2024.")]
    ['Tăng', '16,7', '%', 'so', 'với', '2024', '.']
    """
    return [
        Token(match[0], match.start(), match.end(), match.lastgroup or "mark")
        for match in _pattern_for(text).finditer(text)
    ]


def token_texts(text: str) -> list[str]:
    """List the texts of all tokens, faster than `tokens`.

    >>> token_texts("Tăng 16,7%.")
    ['Tăng', '16,7', '%', '.']
    """
    if _COMMON.fullmatch(text):
        return _COMMON_TEXT.findall(text)
    return [match[0] for match in _TOKEN.finditer(text)]


def token_kind(text: str) -> str:
    """The kind of a token from its text.

    >>> token_kind("Tăng"), token_kind("16,7"), token_kind("%")
    ('word', 'number', 'mark')
    """
    match = _pattern_for(text).match(text)
    return match.lastgroup or "mark" if match else "mark"


def common_kind(letter: str) -> str | None:
    """The token kind of a common character, or `space`; None for an uncommon one.

    >>> common_kind("ộ"), common_kind("7"), common_kind(" "), common_kind("½")
    ('word', 'number', 'space', None)
    """
    if not _COMMON.fullmatch(letter):
        return None
    match = _COMMON_TOKEN.match(letter)
    return match.lastgroup if match else "space"


def has_common_letters(text: str) -> bool:
    """Whether all letters of a text are common ones, which differ in case only.

    A dotless `i` matches an `i` for regular expressions, and folds to itself.
    """
    return not _DOTTED.search(text) and _COMMON.fullmatch(text) is not None


def match_tokens(text: str, locale: Locale) -> list[str]:
    """List the tokens in match form: caseless, numbers and codes as classes.

    >>> match_tokens("Ngày 8/10 tại Hòa Bình", Locale.parse("vi"))
    ['ngày', '\ue000', 'tại', 'hoà', 'bình']
    """
    form = match_form(text, vietnamese=locale.language == "vi")
    if _COMMON.fullmatch(form):
        return list(map(token_class, _COMMON_TEXT.findall(form)))
    return [
        NUMBER
        if match.lastgroup == "number"
        else INLINE_CODE
        if match.lastgroup == "code"
        else match[0]
        for match in _TOKEN.finditer(form)
    ]


def token_class(token: str) -> str:
    """Replace a token in match form by its class, if it is a number or a code.

    >>> token_class("16,7") == NUMBER, token_class("ngày")
    (True, 'ngày')
    """
    if token[:1].isdecimal():
        return NUMBER
    return INLINE_CODE if token == CODE else token


def _pattern_for(text: str) -> "re.Pattern[str] | regex.Pattern[str]":
    return _COMMON_TOKEN if _COMMON.fullmatch(text) else _TOKEN
