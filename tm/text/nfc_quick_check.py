"""Which of many texts in UTF-8 are surely stored as they are: composed and trimmed.

A text is decoded and composed only where a letter in it may be written otherwise, or
white space stands at an end.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

_BETWEEN = b"\n"
_FIRST_LEAD = 0xCC
"""Begins U+0300, before which all letters are composed."""
_LATIN = 0xE1
_LATIN_SECONDS = range(0xB8, 0xBC)
"""Second bytes of U+1E00 to 1EFF, of which Vietnamese has its letters."""
_SPACES = 0xC2
"""Begins the two spaces before U+0300 that are not ASCII."""

# A byte is worth looking at if it weighs so much more than the one behind it.
_ENOUGH = 3
_WEIGHT_OF_LATIN = 3
_WEIGHT_OF_SECOND = 1
_WEIGHT_OF_LEADS = _ENOUGH + _WEIGHT_OF_LATIN
_WEIGHT_OF_MARKS = _ENOUGH + _WEIGHT_OF_LEADS
"""Of marks and controls, behind which a letter may begin."""

# Beginnings of letters of which none is decomposed, combines with the one before it, or
# is white space: of all others a text is looked at.
_SURE = frozenset(
    chr(code).encode()
    for code in (
        *range(0xA1, 0xC0),
        *range(0x2010, 0x2028),  # dashes and quotation marks
        *range(0x2030, 0x2040),
        *range(0x2080, 0x20C0),  # € and other currencies
    )
)


def uncertain_places(texts: Sequence[bytes], marks: bytes = b"") -> list[int]:
    """The places of texts that may not be what `nfc(text).strip()` makes of them.

    And of those that hold one of some marks, which are ASCII.
    """
    bare = list(map(bytes.strip, texts))
    places = set()
    if bare != [*texts] or b"" in bare:
        both = zip(texts, bare, strict=True)
        places = {
            place for place, (one, other) in enumerate(both) if one != other or not one
        }
    joined = _BETWEEN.join((*texts, b""))
    weights = np.frombuffer(joined.translate(_weights(marks)), np.int8)
    hits = np.flatnonzero(weights[:-1] - weights[1:] >= _ENOUGH)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    found = np.cumsum(lengths + len(_BETWEEN)).searchsorted(hits, "right")
    for place, at in zip(found.tolist(), hits.tolist(), strict=True):
        if place in places:  # what is decomposed has many marks
            continue
        if joined[at : at + 3] not in _SURE and joined[at : at + 2] not in _SURE:
            places.add(place)
    return sorted(places)


@lru_cache(maxsize=8)
def _weights(marks: bytes) -> bytes:
    """What each byte weighs."""
    weights = bytearray(256)
    controls = range(0x1C, 0x20)  # which `bytes.strip` leaves
    for code in (*controls, *marks):
        weights[code] = _WEIGHT_OF_MARKS
    for code in (_SPACES, *range(_FIRST_LEAD, 256)):
        weights[code] = _WEIGHT_OF_LEADS
    weights[_LATIN] = _WEIGHT_OF_LATIN
    for code in _LATIN_SECONDS:
        weights[code] = _WEIGHT_OF_SECOND
    return bytes(weights)
