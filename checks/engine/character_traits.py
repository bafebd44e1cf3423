"""What a unit has that some checks look for; most units have little of it.

A check names those of which a unit must have one (`checks.engine.batch.having`), and is
not asked about the others.
"""

import re
from collections.abc import Sequence

from checks.engine.unit import Unit
from tm.text.segment import CODE

BEYOND_ASCII = 1
"""The target has a character that is not ASCII."""
UNCOMMON = 2
"""It has one that is no composed Latin letter, ASCII digit, common mark or space."""
UNEVEN = 4
"""It has a mark after white space, before another mark, or between two words."""
BRACKET = 8
COLON = 16
WIDE = 32
"""It has two spaces in a row, or white space at an end."""
CODES = 64
"""Source or target has a sign of placeholders, tags and inline codes."""

_BRACKETS = "()[]{}（）【】"
_COMMON = r"A-Za-z0-9 \"'“”‘’/%–—\-\u00c0-\u024f\u1e00-\u1eff"
_SIGN = re.compile(
    # A set comes first, since such a pattern is found fast.
    rf"[^{_COMMON}](?:(?<![.,;?!…。、])|(?<=\s.)|(?=[.,;:。、])"
    r"""|(?=["“‘(]?[^\s.,;:!?…)”"’»0-9])|(?<![0-9].)(?=[0-9]))"""
)
"""A character that tells something; a mark only where it is uneven."""
_TOLD = {
    **dict.fromkeys(".,;?!…。、", UNEVEN),
    **dict.fromkeys(_BRACKETS, BRACKET | UNEVEN),
    ":": COLON | UNEVEN,
}


def traits(units: Sequence[Unit]) -> list[int]:
    """The bits of all that each unit has.

    >>> units = Unit("1", "Harga naik, kata dia."), Unit("2", "Naik  5 juta")
    >>> traits(units) == [0, WIDE]
    True
    """
    return [_traits(unit.source or "", unit.target) for unit in units]


def _traits(source: str, target: str) -> int:
    found = 0
    if not target.isascii():
        found |= BEYOND_ASCII
    for sign in {*_SIGN.findall(target)}:
        found |= _TOLD.get(sign, UNCOMMON)
    if "  " in target or target.strip() != target:
        found |= WIDE
    both = f"{source}\n{target}"
    if "%" in both or "{" in both or "<" in both or CODE in both:
        found |= CODES
    return found
