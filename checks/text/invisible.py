"""Characters that cannot be seen, and words that they break."""

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
_JOINED = regex.compile(
    r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d"
    r"(?=\p{Extended_Pictographic})"
    r"|(?<=[\p{Arabic}\p{Indic_Syllabic_Category=Virama}\p{Devanagari}\p{Bengali}"
    r"\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Mongolian}])[\u200b-\u200d\u180e]"
    r"|(?<=\U0001f3f4[\U000e0020-\U000e007e]*)[\U000e0020-\U000e007f]"
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_DIRECTION = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_BROKEN = ("Cf", "Mn", "Sc")
"""Categories of what stands right at the letters of a word only if it is broken."""


def is_broken(text: str, word: Span) -> bool:
    """Whether letters of a text are no whole word as its characters are wrong.

    They are of two scripts, or go on behind an invisible character, a loose mark or
    what is left of a character that was decoded in a wrong way.
    """
    letters = word.of(text)
    around = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    return any(
        unicodedata.category(character) in _BROKEN for character in around
    ) or bool(OTHER_LETTER.search(letters) and LATIN_LETTER.search(letters))


def find_invisible(text: str) -> list[re.Match[str]]:
    """The characters of a text that no reader sees, less what a script needs."""
    if text.isascii() and text.isprintable():
        return []
    directed = bool(_RIGHT_TO_LEFT.search(text))
    odd = [m for m in INVISIBLE.finditer(text) if not _needed(text, m, directed)]
    matches = [*odd, *CONTROL.finditer(text)]
    return sorted(matches, key=lambda match: match.start())


def _needed(text: str, match: re.Match[str], directed: bool) -> bool:
    """Whether a script needs a character; `directed` text has letters of both ways."""
    if _JOINED.match(text, match.start()):
        return True
    return match[0] in _DIRECTION and directed
