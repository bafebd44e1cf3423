"""Invisible characters, and words broken by them."""

import re
import unicodedata

import regex

from tm.finding import Span

CONTROL_PATTERN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufdd0-\ufdef\uffff]"
)
# Sequences of commands to a terminal, such as those for colours, titles and links.
_ESCAPE_SEQUENCE = (
    r"\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]"
    r"|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)"
    r"|\x1b[ -/]{1,4}[0-~]"
)
CONTROL_SEQUENCE_PATTERN = re.compile(f"{_ESCAPE_SEQUENCE}|{CONTROL_PATTERN.pattern}")
"""Control characters; of an escape sequence, all characters."""
LATIN_LETTER_PATTERN = regex.compile(r"\p{Latin}")
CYRILLIC_OR_GREEK_PATTERN = regex.compile(r"[\p{Cyrillic}\p{Greek}]")
# Format characters that never belong in running text, except where a script needs
# them.
INVISIBLE_PATTERN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Joiners inside emoji and between letters of scripts that need them; marks of
# direction in text that has a right-to-left letter; tags after a black flag.
_NEEDED_INVISIBLE_CHARACTER_PATTERN = regex.compile(
    r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d"
    r"(?=\p{Extended_Pictographic})"
    r"|(?<=[\p{Arabic}\p{Indic_Syllabic_Category=Virama}\p{Devanagari}\p{Bengali}"
    r"\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Mongolian}])[\u200b-\u200d\u180e]"
    r"|(?<=\U0001f3f4[\U000e0020-\U000e007e]*)[\U000e0020-\U000e007f]"
)
RIGHT_TO_LEFT_PATTERN = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_BREAKING_CATEGORIES = ("Cf", "Mn", "Sc")
"""Unicode categories of characters that touch a word only if it is broken."""


def is_broken_word(text: str, word_span: Span) -> bool:
    """Whether a word of a text is broken by wrong characters.

    Its letters are of two scripts, or it continues after an invisible character, a
    loose diacritic or the remains of a wrongly decoded character.
    """
    word = word_span.of(text)
    adjacent_characters = (
        text[max(0, word_span.start - 1) : word_span.start]
        + text[word_span.end : word_span.end + 1]
    )
    return any(
        unicodedata.category(character) in _BREAKING_CATEGORIES
        for character in adjacent_characters
    ) or bool(
        CYRILLIC_OR_GREEK_PATTERN.search(word) and LATIN_LETTER_PATTERN.search(word)
    )


def find_invisible_characters(text: str) -> list[re.Match[str]]:
    """Find the invisible characters of a text, except those that a script needs."""
    if text.isascii() and text.isprintable():
        return []
    has_right_to_left_letters = bool(RIGHT_TO_LEFT_PATTERN.search(text))
    unneeded_matches = [
        invisible_match
        for invisible_match in INVISIBLE_PATTERN.finditer(text)
        if not is_needed_by_script(text, invisible_match, has_right_to_left_letters)
    ]
    invisible_and_control_matches = [*unneeded_matches, *CONTROL_PATTERN.finditer(text)]
    return sorted(invisible_and_control_matches, key=lambda match: match.start())


def is_needed_by_script(
    text: str, character_match: re.Match[str], has_right_to_left_letters: bool
) -> bool:
    """Whether the script of a text needs an invisible character."""
    if _NEEDED_INVISIBLE_CHARACTER_PATTERN.match(text, character_match.start()):
        return True
    return character_match[0] in _DIRECTION_MARKS and has_right_to_left_letters
