"""What XML holds, in UTF-8, and many texts at once.

The UTF-8 may hold halves of surrogate pairs, as `tm.unit_table.encode_text` makes it.
Saves 60 % of escaping (`benchmarks/export_tricks.py`).
"""

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate

from exports.xml.document import storable
from exports.xml.text import CONTROLS
from tm.unit_table import decode_text

_SURROGATE = re.compile(b"\xed[\xa0-\xbf]")
_REFERENCES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b"\r", b"&#13;"))


def storable_bytes(data: bytes) -> tuple[bytes, int]:
    """As `storable`: what XML can hold, and how many characters were removed."""
    if is_storable(data):
        return data, 0
    text, removed = storable(decode_text(data))
    return text.encode(), removed


def is_storable(data: bytes) -> bool:
    """Whether there is nothing that XML cannot hold."""
    # Looking for one byte after the other is quicker than looking at each byte.
    if any(map(data.__contains__, CONTROLS)):
        return False
    if b"\xef" in data and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data):
        return False
    return b"\xed" not in data or _SURROGATE.search(data) is None


def escape_all(texts: Sequence[bytes]) -> tuple[bool, list[bytes]]:
    """Each text as `escaped` makes the content of an element.

    And before them, whether there is nothing that XML cannot hold.

    >>> escape_all([b"R&D", b"<b>"])
    (True, [b'R&amp;D', b'&lt;b&gt;'])
    """
    escaped_texts = list(texts)
    joined = b"".join(texts)
    ends: list[int] = []
    for character, _ in _REFERENCES:
        position = joined.find(character)
        while position >= 0:
            # Few have one, and cutting all of them out again takes longest.
            ends = ends or list(accumulate(map(len, texts)))
            index = bisect(ends, position)
            escaped_texts[index] = _escaped(texts[index])
            position = joined.find(character, ends[index])
    return is_storable(joined), escaped_texts


def _escaped(text: bytes) -> bytes:
    for character, reference in _REFERENCES:
        text = text.replace(character, reference)
    return text
