"""Escaping of many UTF-8 texts at once.

The data may have halves of surrogate pairs, as `tm.unit_table.encode_text` makes them.
Saves 69 % of escaping (`benchmarks/export_optimisations.py`).
"""

import re
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate

from exports.xml.decoding import FORBIDDEN_CONTROL_BYTES
from exports.xml.escaping import remove_forbidden_characters
from tm.unit_table import decode_text

_SURROGATE_PATTERN = re.compile(b"\xed[\xa0-\xbf]")
_CHARACTER_REFERENCE_PAIRS = (
    (b"&", b"&amp;"),
    (b"<", b"&lt;"),
    (b">", b"&gt;"),
    (b"\r", b"&#13;"),
)


def remove_forbidden_bytes(data: bytes) -> tuple[bytes, int]:
    """Remove characters that XML forbids; return their count, too."""
    if is_storable(data):
        return data, 0
    text, removed_count = remove_forbidden_characters(decode_text(data))
    return text.encode(), removed_count


def is_storable(data: bytes) -> bool:
    """Whether UTF-8 data have no characters that XML forbids."""
    # Searching for each character is faster than a loop over all bytes.
    if any(map(data.__contains__, FORBIDDEN_CONTROL_BYTES)):
        return False
    if b"\xef" in data and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data):
        return False
    return b"\xed" not in data or _SURROGATE_PATTERN.search(data) is None


def escape_texts(texts: Sequence[bytes]) -> tuple[bool, list[bytes]]:
    """Escape texts in UTF-8; return whether XML allows all characters, and the texts.

    >>> escape_texts([b"R&D", b"<b>"])
    (True, [b'R&amp;D', b'&lt;b&gt;'])
    """
    escaped_texts = list(texts)
    joined_texts = b"".join(texts)
    text_ends: list[int] = []
    for character, _ in _CHARACTER_REFERENCE_PAIRS:
        offset = joined_texts.find(character)
        while offset >= 0:
            # Few texts have one, so splitting the joined text again would take longer.
            text_ends = text_ends or list(accumulate(map(len, texts)))
            text_index = bisect(text_ends, offset)
            escaped_texts[text_index] = _escape_bytes(texts[text_index])
            offset = joined_texts.find(character, text_ends[text_index])
    return is_storable(joined_texts), escaped_texts


def _escape_bytes(text: bytes) -> bytes:
    for character, reference in _CHARACTER_REFERENCE_PAIRS:
        text = text.replace(character, reference)
    return text
