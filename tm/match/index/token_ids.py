"""Assigning ids to tokens in order of first occurrence, many tokens at a time.

A token is identified by a 64-bit sum over its letters; the sums are in a hash table
with open addressing, so a million tokens are looked up by a few array operations. Speed
trick: 72 % faster than a dict of strings (benchmarks/text_optimisations.py).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tm.result_cache import lazy_constant
from tm.text.vectorised import TokenPlaces, list_code_points

TokenSums = NDArray[np.uint64]
"""A sum of letter values for each token, by which it is recognised."""

_INITIAL_TABLE_BIT_COUNT = 16
_SLOT_COUNT_PER_TOKEN = 4
"""Slots of the table for each token, at least."""
_SUM_BASE, _PLANE_FACTOR = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
_LETTER_VALUES = np.random.default_rng(7).integers(1, 1 << 64, 0x10000, dtype=np.uint64)
_LETTER_VALUES[0] = 0


class TokenIds:
    """All tokens so far, each with its id."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        """The tokens by their ids."""
        self._sums = np.empty(0, dtype=np.uint64)
        self._make_table(_INITIAL_TABLE_BIT_COUNT)

    def assign_word_ids(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Return the id of each word, a new one for a new word."""
        lengths = np.fromiter(map(len, words), dtype=np.intp, count=len(words))
        starts = np.cumsum(lengths) - lengths
        sums = _sum_tokens(list_code_points("".join(words)), starts)
        return self._assign_ids(
            sums, lambda indexes: [words[word_index] for word_index in indexes.tolist()]
        )

    def assign_token_ids(self, token_places: TokenPlaces) -> NDArray[np.int32]:
        """Return the id of each token of texts, a new one for a new token."""
        code_point_array, starts = token_places.match_points, token_places.token_starts
        ends = np.append(starts[1:], len(code_point_array))

        def spell_tokens(token_indexes: NDArray[np.intp]) -> list[str]:
            return [
                "".join(map(chr, filter(None, code_point_array[start:end].tolist())))
                for start, end in zip(
                    starts[token_indexes].tolist(),
                    ends[token_indexes].tolist(),
                    strict=True,
                )
            ]

        return self._assign_ids(_sum_tokens(code_point_array, starts), spell_tokens)

    def _assign_ids(
        self, sums: TokenSums, spell_tokens: Callable[[NDArray[np.intp]], list[str]]
    ) -> NDArray[np.int32]:
        token_ids = self._look_up_ids(sums)
        missing_indexes = np.flatnonzero(token_ids < 0)
        if len(missing_indexes):
            _, first_missing_positions = np.unique(
                sums[missing_indexes], return_index=True
            )
            first_indexes = missing_indexes[np.sort(first_missing_positions)]
            self.tokens += spell_tokens(first_indexes)
            self._add_sums(sums[first_indexes])
            token_ids[missing_indexes] = self._look_up_ids(sums[missing_indexes])
        return token_ids

    def _make_table(self, bit_count: int) -> None:
        self._slot_shift = np.uint64(64 - bit_count)
        self._slot_sums = np.zeros(1 << bit_count, dtype=np.uint64)
        self._slot_token_ids = np.full(1 << bit_count, -1, dtype=np.int32)

    def _compute_first_slots(self, sums: TokenSums) -> NDArray[np.intp]:
        return (sums >> self._slot_shift).astype(np.intp)

    def _look_up_ids(self, sums: TokenSums) -> NDArray[np.int32]:
        """Look up the id of each sum; -1 for a new sum."""
        slots = self._compute_first_slots(sums)
        token_ids = self._slot_token_ids.take(slots)
        unequal_indexes = np.flatnonzero(self._slot_sums.take(slots) != sums)
        slots = slots[unequal_indexes]
        while len(
            unequal_indexes := unequal_indexes[
                occupied_slot_flags := token_ids[unequal_indexes] >= 0
            ]
        ):
            slots = (slots[occupied_slot_flags] + 1) % len(self._slot_sums)
            token_ids[unequal_indexes] = self._slot_token_ids.take(slots)
            unequal_flags = self._slot_sums.take(slots) != sums[unequal_indexes]
            unequal_indexes, slots = (
                unequal_indexes[unequal_flags],
                slots[unequal_flags],
            )
        return token_ids

    def _add_sums(self, sums: TokenSums) -> None:
        first_id = len(self._sums)
        self._sums = np.append(self._sums, sums)
        if len(self._sums) * _SLOT_COUNT_PER_TOKEN > len(self._slot_sums):
            self._make_table((len(self._sums) * 2 * _SLOT_COUNT_PER_TOKEN).bit_length())
            first_id = 0
        token_ids = np.arange(first_id, len(self._sums), dtype=np.int32)
        slots = self._compute_first_slots(self._sums[first_id:])
        while len(token_ids):
            empty_slot_flags = self._slot_token_ids[slots] < 0
            self._slot_token_ids[slots[empty_slot_flags]] = token_ids[
                empty_slot_flags
            ]  # for equal slots, the last one wins
            placed_token_flags = self._slot_token_ids[slots] == token_ids
            self._slot_sums[slots[placed_token_flags]] = self._sums[
                token_ids[placed_token_flags]
            ]
            token_ids, slots = (
                token_ids[~placed_token_flags],
                (slots[~placed_token_flags] + 1) % len(self._slot_sums),
            )


def _sum_tokens(
    code_point_array: NDArray[np.uint16] | NDArray[np.uint32], starts: NDArray[np.intp]
) -> TokenSums:
    """Sum the letter values of each token, which ends where the next one starts.

    A letter's random value is multiplied by a power of the base for its position; zeros
    add nothing.
    """
    if not len(starts):
        return np.empty(0, dtype=np.uint64)
    first_start = int(starts[0])
    code_point_array = code_point_array[first_start:]
    if code_point_array.dtype.itemsize > 2:
        letter_values = _LETTER_VALUES.take(code_point_array & np.uint32(0xFFFF))
        letter_values += (code_point_array >> np.uint32(16)).astype(
            np.uint64
        ) * np.uint64(_PLANE_FACTOR)
    else:
        letter_values = _LETTER_VALUES.take(code_point_array)
    rising_powers, falling_powers = _compute_powers(len(code_point_array).bit_length())
    letter_values *= rising_powers[: len(code_point_array)]
    # Running sums, modulo 2^64, take less time than sums token by token.
    np.add.accumulate(letter_values, out=letter_values)
    token_starts = starts - first_start
    sums = np.append(letter_values[token_starts[1:] - 1], letter_values[-1])
    sums[1:] -= sums[:-1].copy()
    # 0 is an empty slot.
    return sums * falling_powers.take(token_starts) | np.uint64(1)


@lazy_constant
def _compute_powers(bit_count: int) -> tuple[TokenSums, TokenSums]:
    """Compute powers of the base from 1 up and from 0 down, `2 ** bit_count` of each.

    The power of a token's start is divided out of its sum at the end.
    """
    rising_powers, falling_powers = (
        np.full(1 << bit_count, base, dtype=np.uint64)
        for base in (_SUM_BASE, pow(_SUM_BASE, -1, 1 << 64))
    )
    falling_powers[0] = 1
    return np.multiply.accumulate(rising_powers), np.multiply.accumulate(falling_powers)
