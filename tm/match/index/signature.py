"""Bit signatures of texts: 128 bits for their characters, compared before the texts.

The characters that distinguish texts best, those in about half of the texts, have a bit
each. The other characters share some bits.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import ArrayBlocks, NamedArray
from tm.spill.array import SpillArray
from tm.spill.sorted_rows import RowBlock
from tm.text.vectorised import fold_texts, list_code_points

RowRangeWithMaxEdits = tuple[int, int, int]
"""First row, row after the last, and the most edits allowed in these rows."""

_SIGNATURE_BIT_COUNT = 128
_SHARED_BIT_COUNT = 16
"""Bits shared by the characters without a bit of their own."""
_BATCH_SIZE = 1_000
_MIN_SAMPLE_SIZE, _TEXTS_PER_SAMPLED_TEXT = 20, 100
"""Texts sampled of each length for choosing characters."""
_CODE_POINT_MASK, _REPEAT_SHIFT = np.uint32(0x1FFFFF), np.uint32(21)
_MAX_REPEAT = np.uint32(0x7FF)
"""The number of a repeated character is stored in 11 bits above its code point."""
_HASH_FACTOR = np.uint32(0x9E3779B1)


class CharacterSignatures:
    """The signatures of texts, by row."""

    def __init__(
        self,
        first_halves: NDArray[np.uint64],
        second_halves: NDArray[np.uint64],
        own_bit_keys: NDArray[np.uint64],
    ) -> None:
        self._signature_halves = first_halves, second_halves
        self._own_bit_keys = own_bit_keys

    @classmethod
    def of(
        cls, array_by_name: Mapping[str, NDArray[Any]], prefix: str
    ) -> "CharacterSignatures":
        """Make the signatures from the arrays of `make_signature_arrays`."""
        first_halves, second_halves, own_bit_keys = (
            array_by_name[f"{prefix}_{name_part}"]
            for name_part in ("first", "second", "known")
        )
        return cls(first_halves, second_halves, own_bit_keys)

    def find_rows_within(
        self, form: str, row_ranges: Sequence[RowRangeWithMaxEdits]
    ) -> list[int]:
        """List the rows whose texts may be within the most edits of their range.

        A bit that only one side has is a character without a partner.
        """
        count_bits = np.bitwise_count
        first_query_half, second_query_half = _compute_signatures(
            [form], self._own_bit_keys
        )[0]
        first_bit_count, second_bit_count = (
            int(first_query_half).bit_count(),
            int(second_query_half).bit_count(),
        )
        first_halves, second_halves = self._signature_halves
        found_rows: list[int] = []
        for start, end, max_edits in row_ranges:
            stored_first_halves = first_halves[start:end]
            shared_bit_counts = count_bits(
                stored_first_halves & first_query_half
            ).astype(np.int16)
            passing_indexes = np.flatnonzero(
                shared_bit_counts >= first_bit_count - max_edits
            )
            if not len(passing_indexes):
                continue
            stored_first_halves, stored_second_halves = (
                stored_first_halves.take(passing_indexes),
                second_halves[start:end].take(passing_indexes),
            )
            shared_bit_counts = shared_bit_counts.take(passing_indexes) + count_bits(
                stored_second_halves & second_query_half
            )
            stored_bit_counts = count_bits(stored_first_halves).astype(
                np.int16
            ) + count_bits(stored_second_halves)
            possible_row_flags = (
                shared_bit_counts >= first_bit_count + second_bit_count - max_edits
            ) & (stored_bit_counts - shared_bit_counts <= max_edits)
            found_rows += (passing_indexes[possible_row_flags] + start).tolist()
        return found_rows

    def find_rows_with_all(self, form: str, start: int, end: int) -> list[int]:
        """List the rows of a range whose texts may have all characters of a form."""
        rows = np.arange(start, end)
        form_signature_halves = _compute_signatures([form], self._own_bit_keys)[0]
        for stored_halves, form_half in zip(
            self._signature_halves, form_signature_halves, strict=True
        ):
            rows = rows.compress(stored_halves.take(rows) & form_half == form_half)
        found_rows: list[int] = rows.tolist()
        return found_rows


def make_signature_arrays(
    prefix: str,
    read_forms: Callable[[], Iterator[RowBlock]],
    *,
    removes_diacritics: bool,
) -> Iterator[NamedArray]:
    """Yield the signatures of texts, two words each, and the characters with own bits.

    `read_forms` reads the texts in UTF-8, as often as it is called.
    """
    sample_forms: list[str] = []
    for block in read_forms():
        sample_size = _MIN_SAMPLE_SIZE + len(block.row_ids) // _TEXTS_PER_SAMPLED_TEXT
        sample_forms += next(_decode_forms(block, removes_diacritics))[:sample_size]
    own_bit_keys = _choose_own_bit_keys(sample_forms)
    yield f"{prefix}_known", own_bit_keys
    second_halves = SpillArray(np.uint64)

    def make_first_halves() -> Iterator[NDArray[np.uint64]]:
        for block in read_forms():
            for forms in _decode_forms(block, removes_diacritics):
                signature_halves = _compute_signatures(forms, own_bit_keys)
                second_halves.append(signature_halves[:, 1])
                yield signature_halves[:, 0]

    half_type = np.dtype(np.uint64)
    yield f"{prefix}_first", ArrayBlocks(half_type, make_first_halves())
    yield f"{prefix}_second", ArrayBlocks(half_type, second_halves.read_blocks())


def _decode_forms(block: RowBlock, removes_diacritics: bool) -> Iterator[list[str]]:
    """Decode the texts of a block, some at a time."""
    text_ends = np.append(0, np.cumsum(block.value_counts, dtype=np.int64)).tolist()
    joined_texts = block.values.tobytes()
    for start in range(0, len(block.row_ids), _BATCH_SIZE):
        texts = [
            joined_texts[text_start:text_end].decode("utf-8", "surrogatepass")
            for text_start, text_end in pairwise(
                text_ends[start : start + _BATCH_SIZE + 1]
            )
        ]
        yield fold_texts(texts) if removes_diacritics else texts


def _choose_own_bit_keys(forms: Sequence[str]) -> NDArray[np.uint64]:
    """Choose the keys with bits of their own, the most distinctive first."""
    if not forms:
        return np.empty(0, dtype=np.uint64)
    key_batches = [
        _make_character_keys(forms[start : start + _BATCH_SIZE])[0]
        for start in range(0, len(forms), _BATCH_SIZE)
    ]
    distinct_keys, text_counts = np.unique(
        np.concatenate(key_batches), return_counts=True
    )
    distinctiveness = np.minimum(text_counts, len(forms) - text_counts)
    key_order = np.argsort(-distinctiveness, kind="stable")
    return distinct_keys[key_order[: _SIGNATURE_BIT_COUNT - _SHARED_BIT_COUNT]].astype(
        np.uint64
    )


def _compute_signatures(
    forms: Sequence[str], own_bit_keys: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Compute the signature of each text: two words of 64 bits."""
    character_keys, text_indexes = _make_character_keys(forms)
    bit_indexes = character_keys * _HASH_FACTOR >> np.uint32(13) & np.uint32(
        _SHARED_BIT_COUNT - 1
    )
    bit_indexes += np.uint32(_SIGNATURE_BIT_COUNT - _SHARED_BIT_COUNT)
    if len(own_bit_keys):
        own_bit_key_order = np.argsort(own_bit_keys).astype(np.uint32)
        sorted_own_bit_keys = own_bit_keys.astype(np.uint32)[own_bit_key_order]
        key_positions = sorted_own_bit_keys.searchsorted(character_keys)
        has_own_bit_flags = (
            sorted_own_bit_keys.take(key_positions, mode="clip") == character_keys
        )
        bit_indexes = np.where(
            has_own_bit_flags,
            own_bit_key_order.take(key_positions, mode="clip"),
            bit_indexes,
        )
    bit_indexes += text_indexes * np.uint32(_SIGNATURE_BIT_COUNT)
    bit_table = np.zeros(len(forms) * _SIGNATURE_BIT_COUNT, dtype=bool)
    bit_table[bit_indexes] = True
    packed_halves = np.packbits(bit_table, bitorder="little").view("<u8")
    return packed_halves.astype(np.uint64).reshape(-1, 2)


def _make_character_keys(
    forms: Sequence[str],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Make a key of each character of up to 2,048 texts, and return its text index.

    The second `a` of a text has another key than its first, up to the 2,048th.
    """
    code_point_array = list_code_points("".join(forms))
    form_lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms))
    packed_keys = (
        np.repeat(np.arange(len(forms), dtype=np.uint32) << _REPEAT_SHIFT, form_lengths)
        | code_point_array
    )
    packed_keys.sort()
    key_positions = np.arange(len(packed_keys), dtype=np.uint32)
    run_starts = key_positions.copy()
    run_starts[1:] *= packed_keys[1:] != packed_keys[:-1]
    repeat_numbers = np.minimum(
        key_positions - np.maximum.accumulate(run_starts), _MAX_REPEAT
    )
    return (
        packed_keys & _CODE_POINT_MASK | repeat_numbers << _REPEAT_SHIFT,
        packed_keys >> _REPEAT_SHIFT,
    )
