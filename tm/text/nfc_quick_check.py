"""Quick check of many UTF-8 texts: which may not be in NFC, or not trimmed.

Only those have to be decoded and normalised. Speed trick: 56 % faster than normalising
all (benchmarks/text_optimisations.py).
"""

from collections.abc import Sequence

import numpy as np

from tm.result_cache import lazy_constant

_SEPARATOR = b"\n"
_FIRST_LEAD_BYTE = 0xCC
"""Begins U+0300, before which all letters are composed."""
_LATIN_LEAD_BYTE = 0xE1
_LATIN_SECOND_BYTES = range(0xB8, 0xBC)
"""Second bytes of U+1E00 to 1EFF, of which Vietnamese has its letters."""
_SPACES_LEAD_BYTE = 0xC2
"""Begins the two spaces before U+0300 that are not ASCII."""

# A byte is worth looking at if it weighs so much more than the one behind it.
_MIN_WEIGHT_DROP = 3
_LATIN_LEAD_WEIGHT = 3
_LATIN_SECOND_WEIGHT = 1
_LEAD_WEIGHT = _MIN_WEIGHT_DROP + _LATIN_LEAD_WEIGHT
_FLAGGED_WEIGHT = _MIN_WEIGHT_DROP + _LEAD_WEIGHT
"""Of marks and controls, behind which a letter may begin."""

# Beginnings of letters of which none is decomposed, combines with the one before it, or
# is white space: of all others a text is looked at.
_SAFE_BEGINNINGS = frozenset(
    chr(code).encode()
    for code in (
        *range(0xA1, 0xC0),
        *range(0x2010, 0x2028),  # dashes and quotation marks
        *range(0x2030, 0x2040),
        *range(0x2080, 0x20C0),  # € and other currencies
    )
)


def list_unnormalised_texts(
    texts: Sequence[bytes], flagged_characters: bytes = b""
) -> list[int]:
    """List the texts, by index, that `nfc(text).strip()` may change.

    Texts with one of the `flagged_characters`, which are ASCII, are listed too.
    """
    trimmed_texts = list(map(bytes.strip, texts))
    uncertain_indexes = set()
    if trimmed_texts != [*texts] or b"" in trimmed_texts:
        texts_with_trimmed = zip(texts, trimmed_texts, strict=True)
        uncertain_indexes = {
            text_index
            for text_index, (text, trimmed_text) in enumerate(texts_with_trimmed)
            if text != trimmed_text or not text
        }
    joined_texts = _SEPARATOR.join((*texts, b""))
    byte_weights = np.frombuffer(
        joined_texts.translate(_make_byte_weights(flagged_characters)), np.int8
    )
    suspect_offsets = np.flatnonzero(
        byte_weights[:-1] - byte_weights[1:] >= _MIN_WEIGHT_DROP
    )
    text_lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    text_indexes = np.cumsum(text_lengths + len(_SEPARATOR)).searchsorted(
        suspect_offsets, "right"
    )
    for text_index, offset in zip(
        text_indexes.tolist(), suspect_offsets.tolist(), strict=True
    ):
        if text_index in uncertain_indexes:  # a decomposed text has many marks
            continue
        if (
            joined_texts[offset : offset + 3] not in _SAFE_BEGINNINGS
            and joined_texts[offset : offset + 2] not in _SAFE_BEGINNINGS
        ):
            uncertain_indexes.add(text_index)
    return sorted(uncertain_indexes)


@lazy_constant
def _make_byte_weights(flagged_characters: bytes) -> bytes:
    """The weight of each byte."""
    byte_weights = bytearray(256)
    control_bytes = range(0x1C, 0x20)  # which `bytes.strip` leaves
    for byte in (*control_bytes, *flagged_characters):
        byte_weights[byte] = _FLAGGED_WEIGHT
    for byte in (_SPACES_LEAD_BYTE, *range(_FIRST_LEAD_BYTE, 256)):
        byte_weights[byte] = _LEAD_WEIGHT
    byte_weights[_LATIN_LEAD_BYTE] = _LATIN_LEAD_WEIGHT
    for byte in _LATIN_SECOND_BYTES:
        byte_weights[byte] = _LATIN_SECOND_WEIGHT
    return bytes(byte_weights)
