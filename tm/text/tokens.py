"""Tokens: words, numbers, punctuation marks and inline codes of a text."""

import re
from typing import NamedTuple

import regex

from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import CODE
from tm.text.word_pattern import UNSPACED_LETTER_CLASS, WORD_PATTERN

NUMBER_CLASS = "\ue000"
"""Stands for every number in a comparison; a private-use character."""
INLINE_CODE_CLASS = "\ue001"
"""Stands for every inline code in a comparison."""

# Scripts without spaces go one character a token: a dictionary would have to be the
# same on every machine for rates to be.
_TOKEN_PATTERN = regex.compile(
    rf"""(?P<number>\d+(?:[.,:/]\d+)*)
    |(?P<letter>{UNSPACED_LETTER_CLASS}\p{{M}}*)
    |(?P<word>[\p{{L}}\p{{M}}]+(?:['’][\p{{L}}\p{{M}}]+)*)
    |(?P<code>{CODE})
    |(?P<mark>[^\s\p{{L}}\p{{N}}]|\p{{N}})""",
    regex.VERBOSE,
)


# Of these characters `re` makes what `regex` makes: letters whose marks are in them,
# digits, plain punctuation, no numerals and no signs. Speed trick: 35 % faster
# (benchmarks/text_optimisations.py).
_COMMON_CHARACTERS_PATTERN = re.compile(
    f"[\t-\r -~\xa0-\xb1\xb4-\xb8\xba\xbb\xbf-\u024f\u0400-\u0481\u1e00-\u1eff"
    f"\u2010-\u2027\u2030-\u203e\u20ab\u20ac{CODE}]*"
)
_UNCOMMON_I_PATTERN = re.compile("[İı]")
_COMMON_WORD_PATTERN_TEXT = WORD_PATTERN.pattern
_COMMON_NUMBER_PATTERN_TEXT = r"\d+(?:[.,:/]\d+)*"
_COMMON_TOKEN_TEXT_PATTERN = re.compile(
    rf"{_COMMON_WORD_PATTERN_TEXT}|{_COMMON_NUMBER_PATTERN_TEXT}|[^\w\s]|_"
)
_COMMON_TOKEN_PATTERN = re.compile(
    rf"(?P<word>{_COMMON_WORD_PATTERN_TEXT})|(?P<number>{_COMMON_NUMBER_PATTERN_TEXT})|(?P<code>{CODE})|(?P<mark>[^\w\s]|_)"
)


_WORD_KINDS = ("word", "letter")
_COUNTED_KINDS = (*_WORD_KINDS, "number")


class Token(NamedTuple):
    """One token of a text, with its place; a tuple, since texts have many."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `letter` (of a script without spaces), `number`, `code` or `mark`."""

    @property
    def is_word(self) -> bool:
        """Whether it is a word, not a number, a mark or a code."""
        return self.kind in _WORD_KINDS

    @property
    def is_counted(self) -> bool:
        """Whether a count of words includes it: words and numbers."""
        return self.kind in _COUNTED_KINDS


def split_tokens(text: str) -> list[Token]:
    """Split a text into tokens, in order; white space is left out.

    >>> [token.text for token in split_tokens("Tăng 16,7% so với 2024.")]
    ['Tăng', '16,7', '%', 'so', 'với', '2024', '.']
    """
    return [
        Token(
            token_match[0],
            token_match.start(),
            token_match.end(),
            token_match.lastgroup or "mark",
        )
        for token_match in _choose_token_pattern(text).finditer(text)
    ]


def list_token_texts(text: str) -> list[str]:
    """List the texts of all tokens, faster than `split_tokens`.

    >>> list_token_texts("Tăng 16,7%.")
    ['Tăng', '16,7', '%', '.']
    """
    if _COMMON_CHARACTERS_PATTERN.fullmatch(text):
        return _COMMON_TOKEN_TEXT_PATTERN.findall(text)
    return [token_match[0] for token_match in _TOKEN_PATTERN.finditer(text)]


def find_token_kind(token: str) -> str:
    """Find the kind of a token from its text.

    >>> find_token_kind("Tăng"), find_token_kind("16,7"), find_token_kind("%")
    ('word', 'number', 'mark')
    """
    token_match = _choose_token_pattern(token).match(token)
    return token_match.lastgroup or "mark" if token_match else "mark"


def is_word(token: str) -> bool:
    """Whether the text of a token is a word; see `Token.is_word`."""
    return find_token_kind(token) in _WORD_KINDS


def is_counted(token: str) -> bool:
    """Whether a count of words includes the text of a token.

    >>> [is_counted(token) for token in ("Tăng", "外", "16,7", "%")]
    [True, True, True, False]
    """
    return find_token_kind(token) in _COUNTED_KINDS


def find_common_letter_kind(letter: str) -> str | None:
    """Find the token kind of a common character, or `space`; None for others.

    >>> [find_common_letter_kind(character) for character in "ộ7 ½"]
    ['word', 'number', 'space', None]
    """
    if not _COMMON_CHARACTERS_PATTERN.fullmatch(letter):
        return None
    token_match = _COMMON_TOKEN_PATTERN.match(letter)
    return token_match.lastgroup if token_match else "space"


def has_common_letters(text: str) -> bool:
    """Whether all letters of a text are common ones, which differ in case only.

    A dotless `i` matches an `i` for regular expressions, and folds to itself.
    """
    return (
        not _UNCOMMON_I_PATTERN.search(text)
        and _COMMON_CHARACTERS_PATTERN.fullmatch(text) is not None
    )


def list_match_tokens(text: str, locale: Locale) -> list[str]:
    """List the tokens in match form: caseless, numbers and codes as classes.

    >>> list_match_tokens("Ngày 8/10 tại Hòa Bình", Locale.parse("vi"))
    ['ngày', '\ue000', 'tại', 'hoà', 'bình']
    """
    text_form = match_form(text, is_vietnamese=locale.language == "vi")
    if _COMMON_CHARACTERS_PATTERN.fullmatch(text_form):
        return list(map(mask_token, _COMMON_TOKEN_TEXT_PATTERN.findall(text_form)))
    return [
        NUMBER_CLASS
        if token_match.lastgroup == "number"
        else INLINE_CODE_CLASS
        if token_match.lastgroup == "code"
        else token_match[0]
        for token_match in _TOKEN_PATTERN.finditer(text_form)
    ]


def mask_token(token: str) -> str:
    """Replace a token in match form by its class, if it is a number or a code.

    >>> mask_token("16,7") == NUMBER_CLASS, mask_token("ngày")
    (True, 'ngày')
    """
    if token[:1].isdecimal():
        return NUMBER_CLASS
    return INLINE_CODE_CLASS if token == CODE else token


def _choose_token_pattern(text: str) -> "re.Pattern[str] | regex.Pattern[str]":
    """Choose the faster pattern if all characters of a text are common."""
    return (
        _COMMON_TOKEN_PATTERN
        if _COMMON_CHARACTERS_PATTERN.fullmatch(text)
        else _TOKEN_PATTERN
    )
