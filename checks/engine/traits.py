"""Traits of a text that some checks look for, and most texts have little of.

A check names those that a text must have (`checks.engine.condition`), and is not asked
about other texts.
"""

import re
from enum import Enum, auto

from tm.text.phrases import prefilter
from tm.text.segment import CODE


class Trait(Enum):
    """What a text has, as far as a look at its characters tells."""

    BEYOND_ASCII = auto()
    """A character that is not ASCII."""
    UNCOMMON = auto()
    """One that is no composed Latin letter, ASCII digit, common mark or space."""
    UNEVEN_MARK = auto()
    """A mark after white space, before another mark, or between two words."""
    BRACKET = auto()
    COLON = auto()
    EXTRA_SPACE = auto()
    """Two spaces in a row, or white space at an end."""
    CODE_SIGN = auto()
    """A sign of placeholders, tags and inline codes."""
    FIGURES = auto()
    """Digits of any script."""
    MARKED_FIGURES = auto()
    """Figures with a mark between them: 3.5, 8/10, 6:1."""
    DASHED_FIGURES = auto()
    """A dash or a minus before a figure or white space."""
    ADDRESS_SIGN = auto()
    """A sign of web or mail addresses."""
    RARE_LETTERS = auto()
    """Letters that case folding does not tell apart, or rare ones: such a text may
    have any word."""


CHARACTER_BITS = {trait: 1 << at for at, trait in enumerate([*Trait][:6])}
"""Bits of the traits that `character_traits` finds."""
PHRASE_BITS = {
    Trait.FIGURES: prefilter.PLAIN_DIGITS | prefilter.OTHER_DIGITS,
    Trait.MARKED_FIGURES: prefilter.SEPARATED_DIGITS,
    Trait.DASHED_FIGURES: prefilter.DASHES,
    Trait.ADDRESS_SIGN: prefilter.ADDRESSES,
    Trait.RARE_LETTERS: prefilter.RARE_LETTERS,
}
"""Bits of the traits that are found with listed phrases."""

_BEYOND_ASCII, _UNCOMMON, _UNEVEN, _BRACKET, _COLON, _WIDE = CHARACTER_BITS.values()
_BRACKETS = "()[]{}（）【】"
_COMMON = r"A-Za-z0-9 \"'“”‘’/%–—\-\u00c0-\u024f\u1e00-\u1eff"
_SIGN = re.compile(
    # A set comes first, since such a pattern is found fast.
    rf"[^{_COMMON}](?:(?<![.,;?!…。、])|(?<=\s.)|(?=[.,;:。、])"
    r"""|(?=["“‘(]?[^\s.,;:!?…)”"’»0-9])|(?<![0-9].)(?=[0-9]))"""
)
"""A character that is a trait; a mark only where it is uneven."""
_SIGN_BITS = {
    **dict.fromkeys(".,;?!…。、", _UNEVEN),
    **dict.fromkeys(_BRACKETS, _BRACKET | _UNEVEN),
    ":": _COLON | _UNEVEN,
}


def character_traits(text: str) -> int:
    """The bits of the traits in CHARACTER_BITS that a text has.

    >>> character_traits("Harga naik, kata dia.")
    0
    >>> character_traits("Naik  5 juta") == CHARACTER_BITS[Trait.EXTRA_SPACE]
    True
    """
    bits = 0 if text.isascii() else _BEYOND_ASCII
    for sign in {*_SIGN.findall(text)}:
        bits |= _SIGN_BITS.get(sign, _UNCOMMON)
    if "  " in text or text.strip() != text:
        bits |= _WIDE
    return bits


def has_code_sign(text: str) -> bool:
    """Whether a text has a sign of placeholders, tags or inline codes."""
    return "%" in text or "{" in text or "<" in text or CODE in text
