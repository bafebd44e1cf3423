"""Bit signatures of texts: 128 bits for their characters, compared before the texts.

The characters that distinguish texts best, those in about half of the texts, have a bit
each. The other characters share some bits.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import fold_texts, list_code_points

RowRangeWithMaxEdits = tuple[int, int, int]
"""First row, row after the last, and the most edits allowed in these rows."""

_SIGNATURE_BITS = 128
_SHARED_BITS = 16
"""Bits shared by the characters without a bit of their own."""
_BATCH_SIZE = 1_000
_SAMPLE_SIZE, _SAMPLE_INTERVAL = 4_000, 500_000
"""Texts sampled for choosing characters, from each so many texts."""
_CODE_POINT_MASK, _REPEAT_SHIFT = np.uint32(0x1FFFFF), np.uint32(21)
_MAX_REPEAT = np.uint32(0x7FF)
"""The number of a repeated character is stored in 11 bits above its code point."""
_HASH_FACTOR = np.uint32(0x9E3779B1)


class CharacterSignatures:
    """The signatures of texts, by row."""

    def __init__(
        self,
        first_words: NDArray[np.uint64],
        second_words: NDArray[np.uint64],
        own_bits: NDArray[np.uint64],
    ) -> None:
        self._words = first_words, second_words
        self._own_bits = own_bits

    @classmethod
    def of(
        cls, arrays: Mapping[str, NDArray[Any]], prefix: str
    ) -> "CharacterSignatures":
        """Make the signatures from the arrays of `make_signature_arrays`."""
        first_words, second_words, own_bits = (
            arrays[f"{prefix}_{part}"] for part in ("first", "second", "known")
        )
        return cls(first_words, second_words, own_bits)

    def find_rows_within(
        self, form: str, row_ranges: Sequence[RowRangeWithMaxEdits]
    ) -> list[int]:
        """List the rows whose texts may be within the most edits of their range.

        A bit that only one side has is a character without a partner.
        """
        count_bits = np.bitwise_count
        first_word, second_word = _compute_signatures([form], self._own_bits)[0]
        first_bits, second_bits = (
            int(first_word).bit_count(),
            int(second_word).bit_count(),
        )
        first_words, second_words = self._words
        found_rows: list[int] = []
        for start, end, max_edits in row_ranges:
            stored_first = first_words[start:end]
            shared_bits = count_bits(stored_first & first_word).astype(np.int16)
            passing_indices = np.flatnonzero(shared_bits >= first_bits - max_edits)
            if not len(passing_indices):
                continue
            stored_first, stored_second = (
                stored_first.take(passing_indices),
                second_words[start:end].take(passing_indices),
            )
            shared_bits = shared_bits.take(passing_indices) + count_bits(
                stored_second & second_word
            )
            stored_bits = count_bits(stored_first).astype(np.int16) + count_bits(
                stored_second
            )
            is_within = (shared_bits >= first_bits + second_bits - max_edits) & (
                stored_bits - shared_bits <= max_edits
            )
            found_rows += (passing_indices[is_within] + start).tolist()
        return found_rows


def make_signature_arrays(
    prefix: str,
    text: NDArray[np.uint8],
    ends: NDArray[np.int64],
    *,
    removes_diacritics: bool,
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the signatures of texts, two words each, and the characters with own bits.

    `text` contains the texts in UTF-8, one after the other; `ends` are their ends.
    """
    sample = [
        text_form
        for start in range(0, len(ends), _SAMPLE_INTERVAL)
        for text_form in _decode_texts(
            text, ends, start, _SAMPLE_SIZE, removes_diacritics=removes_diacritics
        )
    ]
    own_bits = _choose_own_bit_keys(sample)
    words = np.zeros((len(ends), 2), dtype=np.uint64)
    for start in range(0, len(ends), _BATCH_SIZE):
        batch = _decode_texts(
            text, ends, start, _BATCH_SIZE, removes_diacritics=removes_diacritics
        )
        words[start : start + _BATCH_SIZE] = _compute_signatures(batch, own_bits)
    yield f"{prefix}_known", own_bits
    for column, word_name in enumerate(("first", "second")):
        yield f"{prefix}_{word_name}", words[:, column]


def _decode_texts(
    text: NDArray[np.uint8],
    ends: NDArray[np.int64],
    start: int,
    count: int,
    *,
    removes_diacritics: bool,
) -> list[str]:
    """Decode up to `count` texts from `start` on."""
    first_byte = int(ends[start - 1]) if start else 0
    batch_ends = (ends[start : start + count] - first_byte).tolist()
    joined_texts = text[first_byte : first_byte + batch_ends[-1]].tobytes()
    texts = [
        joined_texts[begin:end].decode("utf-8", "surrogatepass")
        for begin, end in pairwise([0, *batch_ends])
    ]
    return fold_texts(texts) if removes_diacritics else texts


def _choose_own_bit_keys(forms: Sequence[str]) -> NDArray[np.uint64]:
    """Choose the keys with bits of their own, the most distinctive first."""
    if not forms:
        return np.empty(0, dtype=np.uint64)
    key_batches = [
        _make_character_keys(forms[start : start + _BATCH_SIZE])[0]
        for start in range(0, len(forms), _BATCH_SIZE)
    ]
    distinct_keys, counts = np.unique(np.concatenate(key_batches), return_counts=True)
    information = np.minimum(counts, len(forms) - counts)
    order = np.argsort(-information, kind="stable")
    return distinct_keys[order[: _SIGNATURE_BITS - _SHARED_BITS]].astype(np.uint64)


def _compute_signatures(
    forms: Sequence[str], own_bits: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Compute the signature of each text: two words of 64 bits."""
    keys, text_numbers = _make_character_keys(forms)
    bits = keys * _HASH_FACTOR >> np.uint32(13) & np.uint32(_SHARED_BITS - 1)
    bits += np.uint32(_SIGNATURE_BITS - _SHARED_BITS)
    if len(own_bits):
        order = np.argsort(own_bits).astype(np.uint32)
        sorted_keys = own_bits.astype(np.uint32)[order]
        key_positions = sorted_keys.searchsorted(keys)
        has_own_bit = sorted_keys.take(key_positions, mode="clip") == keys
        bits = np.where(has_own_bit, order.take(key_positions, mode="clip"), bits)
    bits += text_numbers * np.uint32(_SIGNATURE_BITS)
    bit_table = np.zeros(len(forms) * _SIGNATURE_BITS, dtype=bool)
    bit_table[bits] = True
    packed = np.packbits(bit_table, bitorder="little").view("<u8")
    return packed.astype(np.uint64).reshape(-1, 2)


def _make_character_keys(
    forms: Sequence[str],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Make a key of each character of up to 2,048 texts, and return its text index.

    The second `a` of a text has another key than its first, up to the 2,048th.
    """
    code_point_array = list_code_points("".join(forms))
    lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
    keys = (
        np.repeat(np.arange(len(forms), dtype=np.uint32) << _REPEAT_SHIFT, lengths)
        | code_point_array
    )
    keys.sort()
    positions = np.arange(len(keys), dtype=np.uint32)
    run_starts = positions.copy()
    run_starts[1:] *= keys[1:] != keys[:-1]
    repeats = np.minimum(positions - np.maximum.accumulate(run_starts), _MAX_REPEAT)
    return keys & _CODE_POINT_MASK | repeats << _REPEAT_SHIFT, keys >> _REPEAT_SHIFT
