"""Which of many texts in UTF-8 are surely stored as they are: composed and trimmed.

A text is decoded and composed only where a letter in it may be written otherwise, or
white space stands at an end.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_BETWEEN = b"\n"
_FIRST_LEAD = 0xCC
"""Begins U+0300, before which all letters are composed."""
_SPACES = 0xC2
"""Begins the two spaces before U+0300 that are not ASCII."""
_LATIN = 0xE1, 0xB8
"""Begins U+1E00 to 1EFF, where the second byte has two more bits."""

# Pairs of bytes that begin letters of which none is decomposed, combines with the one
# before it, or is white space.
_SURE = np.zeros(1 << 16, bool)
for _lead, _first, _last in (
    (_SPACES, 0x80, 0xBF),
    (0xE2, 0x82, 0x82),  # U+2080 to 20BF: € and other currencies
):
    _SURE[(_lead << 8) + _first : (_lead << 8) + _last + 1] = True
for _second in (0x85, 0xA0):
    _SURE[(_SPACES << 8) + _second] = False
_PUNCTUATION = 0xE280
"""Begins U+2000 to 203F: dashes and quotation marks, but spaces and line ends too."""
_SURE_THIRDS = np.zeros(1 << 8, bool)
_SURE_THIRDS[0x90:0xA8] = True
_SURE_THIRDS[0xB0:0xC0] = True


def uncertain_places(texts: Sequence[bytes], marks: bytes = b"") -> list[int]:
    """The places of texts that may not be what `nfc(text).strip()` makes of them.

    And of those that hold one of some marks, which are ASCII.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    # Two more bytes, so that each has two after it.
    row = np.frombuffer(_BETWEEN.join((*texts, b"", b"")), np.uint8)
    ends = np.cumsum(lengths + len(_BETWEEN)) - len(_BETWEEN)
    asked = row >= _FIRST_LEAD
    # Every sixth byte of Vietnamese begins such a letter.
    asked[:-1] &= (row[:-1] != _LATIN[0]) | (row[1:] & 0xFC != _LATIN[1])
    for mark in (_SPACES, *marks):
        asked |= row == mark
    hits = np.flatnonzero(asked)
    found = ends.searchsorted(hits[~_are_sure(row, hits)])
    trimmed = (row[ends - lengths] > 0x20) & (row[ends - 1] > 0x20) & (lengths > 0)
    return sorted({*found.tolist(), *np.flatnonzero(~trimmed).tolist()})


def _are_sure(row: NDArray[np.uint8], hits: NDArray[np.int64]) -> NDArray[np.bool_]:
    pairs = (row[hits].astype(np.uint16) << 8) | row[hits + 1]
    sure: NDArray[np.bool_] = _SURE[pairs]
    thirds = np.flatnonzero(pairs == _PUNCTUATION)
    sure[thirds] = _SURE_THIRDS[row[hits[thirds] + 2]]
    return sure
