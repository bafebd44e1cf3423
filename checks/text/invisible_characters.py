"""Invisible characters, and words broken by them."""

import re
import unicodedata

import regex

from tm.finding import Span

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufdd0-\ufdef\uffff]"
)
LATIN_LETTER = regex.compile(r"\p{Latin}")
OTHER_LETTER = regex.compile(r"[\p{Cyrillic}\p{Greek}]")
# Format characters that never belong into running text, less those below.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Joiners inside emoji and between letters of scripts that need them; marks of
# direction in text that has a right-to-left letter; tags after a black flag.
_NEEDED_CHARACTER = regex.compile(
    r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d"
    r"(?=\p{Extended_Pictographic})"
    r"|(?<=[\p{Arabic}\p{Indic_Syllabic_Category=Virama}\p{Devanagari}\p{Bengali}"
    r"\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Mongolian}])[\u200b-\u200d\u180e]"
    r"|(?<=\U0001f3f4[\U000e0020-\U000e007e]*)[\U000e0020-\U000e007f]"
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_BREAKING_CATEGORIES = ("Cf", "Mn", "Sc")
"""Unicode categories of characters that touch a word only if it is broken."""


def is_broken_word(text: str, word: Span) -> bool:
    """Whether a word of a text is broken by wrong characters.

    They are of two scripts, or go on behind an invisible character, a loose mark or
    what is left of a character that was decoded in a wrong way.
    """
    letters = word.of(text)
    adjacent_characters = (
        text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    )
    return any(
        unicodedata.category(character) in _BREAKING_CATEGORIES
        for character in adjacent_characters
    ) or bool(OTHER_LETTER.search(letters) and LATIN_LETTER.search(letters))


def find_invisible(text: str) -> list[re.Match[str]]:
    """Find the invisible characters of a text, except those that a script needs."""
    if text.isascii() and text.isprintable():
        return []
    has_right_to_left = bool(_RIGHT_TO_LEFT.search(text))
    unneeded_matches = [
        m
        for m in INVISIBLE.finditer(text)
        if not _is_needed(text, m, has_right_to_left)
    ]
    matches = [*unneeded_matches, *CONTROL.finditer(text)]
    return sorted(matches, key=lambda match: match.start())


def _is_needed(text: str, match: re.Match[str], has_right_to_left: bool) -> bool:
    """Whether the script of a text needs an invisible character."""
    if _NEEDED_CHARACTER.match(text, match.start()):
        return True
    return match[0] in _DIRECTION_MARKS and has_right_to_left
