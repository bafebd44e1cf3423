"""What XML holds, in UTF-8, and many texts at once.

The UTF-8 may hold halves of surrogate pairs, as `utf8` of tm/flat_unit.py makes it.
"""

import re
from collections.abc import Sequence

from exports.xml import storable
from exports.xml_text import CONTROLS
from tm.flat_unit import text_of

_SURROGATE = re.compile(b"\xed[\xa0-\xbf]")
_BETWEEN = b"\n"
_REFERENCES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b"\r", b"&#13;"))


def stored(data: bytes) -> tuple[bytes, int]:
    """As `storable`: what XML can hold, and how many characters were removed."""
    if is_storable(data):
        return data, 0
    text, removed = storable(text_of(data))
    return text.encode(), removed


def is_storable(data: bytes) -> bool:
    """Whether there is nothing that XML cannot hold."""
    # Looking for one byte after the other is quicker than looking at each byte.
    if any(map(data.__contains__, CONTROLS)):
        return False
    if b"\xef" in data and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data):
        return False
    return b"\xed" not in data or _SURROGATE.search(data) is None


def all_escaped(texts: Sequence[bytes]) -> tuple[bool, Sequence[bytes]]:
    """Each text as `escaped` makes the content of an element.

    And before them, whether there is nothing that XML cannot hold.

    >>> all_escaped([b"R&D", b"<b>"])
    (True, [b'R&amp;D', b'&lt;b&gt;'])
    """
    joined = _BETWEEN.join(texts)
    escaped = _escaped(joined)
    is_clean = is_storable(joined)
    if escaped == joined:
        return is_clean, texts
    found = escaped.split(_BETWEEN)
    # Else one of them has line ends of its own.
    return is_clean, found if len(found) == len(texts) else list(map(_escaped, texts))


def _escaped(text: bytes) -> bytes:
    for character, reference in _REFERENCES:
        text = text.replace(character, reference)
    return text
