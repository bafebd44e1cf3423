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
_CHARACTERS_WITH_REFERENCES = (
    (b"&", b"&amp;"),
    (b"<", b"&lt;"),
    (b">", b"&gt;"),
    (b"\r", b"&#13;"),
)


def remove_forbidden_bytes(encoded_text: bytes) -> tuple[bytes, int]:
    """Remove characters that XML forbids; return their count, too."""
    if is_storable(encoded_text):
        return encoded_text, 0
    text, removed_count = remove_forbidden_characters(decode_text(encoded_text))
    return text.encode(), removed_count


def is_storable(encoded_text: bytes) -> bool:
    """Whether UTF-8 data have no characters that XML forbids."""
    # Searching for each character is faster than a loop over all bytes.
    if any(map(encoded_text.__contains__, FORBIDDEN_CONTROL_BYTES)):
        return False
    if b"\xef" in encoded_text and (
        b"\xef\xbf\xbe" in encoded_text or b"\xef\xbf\xbf" in encoded_text
    ):
        return False
    return (
        b"\xed" not in encoded_text or _SURROGATE_PATTERN.search(encoded_text) is None
    )


def escape_texts(texts: Sequence[bytes]) -> tuple[bool, list[bytes]]:
    """Escape texts in UTF-8; return whether XML allows all characters, and the texts.

    >>> escape_texts([b"R&D", b"<b>"])
    (True, [b'R&amp;D', b'&lt;b&gt;'])
    """
    escaped_texts = list(texts)
    joined_texts = b"".join(texts)
    text_ends: list[int] = []
    for character, _ in _CHARACTERS_WITH_REFERENCES:
        offset = joined_texts.find(character)
        while offset >= 0:
            # Few texts have one, so splitting the joined text again would take longer.
            text_ends = text_ends or list(accumulate(map(len, texts)))
            text_index = bisect(text_ends, offset)
            escaped_texts[text_index] = _escape_bytes(texts[text_index])
            offset = joined_texts.find(character, text_ends[text_index])
    return is_storable(joined_texts), escaped_texts


def _escape_bytes(encoded_text: bytes) -> bytes:
    for character, reference in _CHARACTERS_WITH_REFERENCES:
        encoded_text = encoded_text.replace(character, reference)
    return encoded_text
