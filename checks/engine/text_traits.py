"""Rare traits of texts, such as brackets or digits, by which checks are prefiltered.

A check names those that a text must have (`checks.engine.prefilter_conditions`), and
is not run on other texts.
"""

import re
from enum import Enum, auto

from tm.text.phrases import prefilter
from tm.text.segment import CODE


class Trait(Enum):
    """A trait of a text that its characters show."""

    BEYOND_ASCII = auto()
    """A character that is not ASCII."""
    UNCOMMON = auto()
    """A character other than composed Latin letters, ASCII digits, common marks,
    spaces.
    """
    MISPLACED_MARK = auto()
    """A mark after white space, before another mark, or between two words."""
    BRACKET = auto()
    COLON = auto()
    EXTRA_SPACE = auto()
    """Two spaces in a row, or white space at an end."""
    CODE_SIGN = auto()
    """A sign of placeholders, tags and inline codes."""
    DIGITS = auto()
    """Digits of any script."""
    SEPARATED_DIGITS = auto()
    """Digits with a mark between them: 3.5, 8/10, 6:1."""
    LETTERED_DIGITS = auto()
    """Digits after a letter, or after a letter and a hyphen: VN631, COVID-19."""
    DASH_BEFORE_DIGIT = auto()
    """A dash or a minus before a digit or white space."""
    ADDRESS_SIGN = auto()
    """A sign of web or mail addresses."""
    RARE_LETTERS = auto()
    """Rare letters, or letters that case folding does not distinguish: phrase bits
    do not work for such a text, so it may have any word."""


CHARACTER_BIT_BY_TRAIT = {
    trait: 1 << bit_index for bit_index, trait in enumerate([*Trait][:6])
}
"""Bits of the traits that `read_trait_bits` finds."""
PHRASE_BITS_BY_TRAIT = {
    Trait.DIGITS: prefilter.PLAIN_DIGITS_BIT | prefilter.OTHER_DIGITS_BIT,
    Trait.SEPARATED_DIGITS: prefilter.SEPARATED_DIGITS_BIT,
    Trait.LETTERED_DIGITS: prefilter.LETTERED_DIGITS_BIT,
    Trait.DASH_BEFORE_DIGIT: prefilter.DASHES_BIT,
    Trait.ADDRESS_SIGN: prefilter.ADDRESSES_BIT,
    Trait.RARE_LETTERS: prefilter.RARE_LETTERS_BIT,
}
"""Bits of the traits that are found with listed phrases."""

_BEYOND_ASCII, _UNCOMMON, _MISPLACED_MARK, _BRACKET, _COLON, _EXTRA_SPACE = (
    CHARACTER_BIT_BY_TRAIT.values()
)
_BRACKETS = "()[]{}（）【】"
_COMMON_CHARACTERS = r"A-Za-z0-9 \"'“”‘’/%–—\-\u00c0-\u024f\u1e00-\u1eff"
_TRAIT_CHARACTER_PATTERN = re.compile(
    # A pattern that begins with a character set is searched fast.
    rf"[^{_COMMON_CHARACTERS}](?:(?<![.,;?!…。、])|(?<=\s.)|(?=[.,;:。、])"
    r"""|(?=["“‘(]?[^\s.,;:!?…)”"’»0-9])|(?<![0-9].)(?=[0-9]))"""
)
"""A character that is a trait; punctuation marks only where they are misplaced."""
_BITS_BY_CHARACTER = {
    **dict.fromkeys(".,;?!…。、", _MISPLACED_MARK),
    **dict.fromkeys(_BRACKETS, _BRACKET | _MISPLACED_MARK),
    ":": _COLON | _MISPLACED_MARK,
}


def read_trait_bits(text: str) -> int:
    """Read the bits of the traits in CHARACTER_BIT_BY_TRAIT that a text has.

    >>> read_trait_bits("Harga naik, kata dia.")
    0
    >>> read_trait_bits("Naik  5 juta") == CHARACTER_BIT_BY_TRAIT[Trait.EXTRA_SPACE]
    True
    """
    trait_bits = 0 if text.isascii() else _BEYOND_ASCII
    for character in {*_TRAIT_CHARACTER_PATTERN.findall(text)}:
        trait_bits |= _BITS_BY_CHARACTER.get(character, _UNCOMMON)
    if "  " in text or text.strip() != text:
        trait_bits |= _EXTRA_SPACE
    return trait_bits


def has_code_sign(text: str) -> bool:
    """Whether a text has a sign of placeholders, tags or inline codes."""
    return "%" in text or "{" in text or "<" in text or CODE in text
