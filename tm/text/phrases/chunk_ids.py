"""Ids for the chunks between the spaces of texts, found for many texts at once.

No chunk is cut out of its text: a 64-bit sum of its characters is looked up in a table.
So a chunk that was seen before never becomes a string. Speed trick: phrases of many
texts 37 % faster (benchmarks/text_optimisations.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import SystemRandom
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tm.result_cache import lazy_constant
from tm.text.vectorised import list_code_points

IdArray = NDArray[np.int64]
_SumArray = NDArray[np.uint64]

_MAX_CHARACTER_COUNT = 1 << 21
"""Characters of all chunks in a table, for scripts without spaces."""
_BATCH_CHARACTER_COUNT = 1 << 18
"""Characters of a batch."""
MAX_TEXT_LENGTH = _BATCH_CHARACTER_COUNT - 1
"""Characters of the longest text that a table reads."""
_LAST_SPACE_CODE_POINT = 0x3000
_SUM_BIT_COUNT = 64
HASH_FACTOR = 0x9E3779B97F4A7C15
"""2 ** 64 by the golden ratio: spreads sums over slots (Knuth, TAOCP 3, 6.4)."""


@dataclass(frozen=True, slots=True)
class ChunkIdBlock:
    """The chunks of texts, as ids."""

    chunk_ids: IdArray
    """The id of each chunk in the table."""
    chunk_starts: IdArray
    """The start of each chunk in its text."""
    text_end_indexes: IdArray
    """By text, the count of chunks up to its end."""


class ChunkIdTable:
    """Ids of chunks, from 0.

    Two chunks have the same id if their characters have the same 64-bit sum, weighted
    by powers of a random number of this process: by chance one pair of 2 ** 63.

    >>> table = ChunkIdTable()
    >>> block = table.read(["một hai", "", "hai  ba"])
    >>> block.chunk_ids.tolist(), block.chunk_starts.tolist()
    ([0, 1, 1, 2], [0, 4, 0, 5])
    >>> block.text_end_indexes.tolist()
    [2, 2, 4]
    >>> table.chunks
    ['một', 'hai', 'ba']
    """

    def __init__(
        self, *, slot_bit_count: int = 16, max_chunk_count: int = 1 << 16
    ) -> None:
        """Make a table of `2 ** slot_bit_count` slots, most of which stay free.

        `max_chunk_count`: the chunks after which the table is full.
        """
        self.chunks: list[str] = []
        """The text of each chunk, by id."""
        self._slot_count, self._slot_shift = (
            1 << slot_bit_count,
            _SUM_BIT_COUNT - slot_bit_count,
        )
        self._max_chunk_count = max_chunk_count
        self._slot_sums: _SumArray = np.zeros(self._slot_count, np.uint64)
        """The sum in each slot; 0 if it is free."""
        self._slot_ids = np.zeros(self._slot_count, np.int64)
        self._character_count = 0
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether the next texts should be read by a new table."""
        return (
            len(self.chunks) > self._max_chunk_count
            or self._character_count > _MAX_CHARACTER_COUNT
        )

    def read(self, texts: Sequence[str]) -> ChunkIdBlock:
        """Find the chunks of a batch of texts from `batch_texts`."""
        joined_texts = "\n".join([*texts, ""])
        code_points = list_code_points(joined_texts)
        space_character_flags = _make_space_flags().take(code_points, mode="clip")
        chunk_boundaries = (
            np.flatnonzero(space_character_flags[1:] != space_character_flags[:-1]) + 1
        )
        if len(space_character_flags) and not space_character_flags[0]:
            chunk_boundaries = np.append(0, chunk_boundaries)
        chunk_starts, chunk_ends = chunk_boundaries[::2], chunk_boundaries[1::2]
        powers, inverse_powers = _make_random_powers()
        character_values = code_points + np.uint32(1)  # so that none weighs nothing
        running_sums = np.cumsum(powers[: len(character_values)] * character_values)
        preceding_sums = (
            running_sums[chunk_starts]
            - powers[chunk_starts] * character_values[chunk_starts]
        )
        chunk_sums = running_sums[chunk_ends - 1] - preceding_sums
        chunk_sums *= inverse_powers[chunk_starts]
        chunk_sums[chunk_sums == 0] = 1
        chunk_ids = self._find_ids(chunk_sums, joined_texts, chunk_starts, chunk_ends)
        text_lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
        text_ends = np.cumsum(text_lengths)
        text_end_indexes = np.searchsorted(chunk_starts, text_ends)
        chunk_counts = np.diff(text_end_indexes, prepend=0)
        text_starts = np.repeat(text_ends - text_lengths, chunk_counts)
        return ChunkIdBlock(chunk_ids, chunk_starts - text_starts, text_end_indexes)

    def _find_ids(
        self,
        chunk_sums: _SumArray,
        joined_texts: str,
        chunk_starts: IdArray,
        chunk_ends: IdArray,
    ) -> IdArray:
        """Find the ids of chunks by their sums; unknown chunks get new ids."""
        with self._lock:
            slots, known_chunk_flags = self._find_slots(chunk_sums)
            unknown_indexes = np.flatnonzero(~known_chunk_flags)
            new_sums, first_indexes = np.unique(
                chunk_sums[unknown_indexes], return_index=True
            )
            if 2 * (len(self.chunks) + len(new_sums)) > self._slot_count:
                self._grow(2 * (len(self.chunks) + len(new_sums)))
                slots, _ = self._find_slots(chunk_sums)
            for chunk_index in unknown_indexes[np.sort(first_indexes)].tolist():
                slot = self._find_slot(int(chunk_sums[chunk_index]))
                chunk = joined_texts[
                    chunk_starts[chunk_index] : chunk_ends[chunk_index]
                ]
                self._slot_sums[slot] = chunk_sums[chunk_index]
                self._slot_ids[slot] = len(self.chunks)
                self.chunks.append(chunk)
                self._character_count += len(chunk)
            slots[unknown_indexes], _ = self._find_slots(chunk_sums[unknown_indexes])
            return self._slot_ids[slots]

    def _grow(self, least_slot_count: int) -> None:
        """Make a table of more slots, for several batches that one table reads."""
        used_slots = np.flatnonzero(self._slot_sums)
        sums, ids = self._slot_sums[used_slots], self._slot_ids[used_slots]
        while self._slot_count < least_slot_count:
            self._slot_count *= 2
            self._slot_shift -= 1
        self._slot_sums = np.zeros(self._slot_count, np.uint64)
        self._slot_ids = np.zeros(self._slot_count, np.int64)
        for chunk_sum, chunk_id in zip(sums.tolist(), ids.tolist(), strict=True):
            slot = self._find_slot(chunk_sum)
            self._slot_sums[slot], self._slot_ids[slot] = chunk_sum, chunk_id

    def _find_slots(self, chunk_sums: _SumArray) -> tuple[IdArray, NDArray[np.bool_]]:
        """Find the slot of each sum, or the first free slot for it."""
        hashes = chunk_sums * np.uint64(HASH_FACTOR)
        slots = (hashes >> np.uint64(self._slot_shift)).astype(np.int64)
        slot_sums = self._slot_sums[slots]
        known_chunk_flags = slot_sums == chunk_sums
        unresolved_indexes = np.flatnonzero(~known_chunk_flags & (slot_sums != 0))
        while len(unresolved_indexes):
            slots[unresolved_indexes] = (
                slots[unresolved_indexes] + 1
            ) % self._slot_count
            slot_sums = self._slot_sums[slots[unresolved_indexes]]
            known_chunk_flags[unresolved_indexes] = (
                slot_sums == chunk_sums[unresolved_indexes]
            )
            unresolved_indexes = unresolved_indexes[
                ~known_chunk_flags[unresolved_indexes] & (slot_sums != 0)
            ]
        return slots, known_chunk_flags

    def _find_slot(self, chunk_sum: int) -> int:
        """Find the slot of one sum, or the first free slot for it."""
        slot = chunk_sum * HASH_FACTOR % (1 << _SUM_BIT_COUNT) >> self._slot_shift
        while self._slot_sums[slot] not in (0, chunk_sum):
            slot = (slot + 1) % self._slot_count
        return slot


def batch_texts(
    texts: Sequence[str], *, max_character_count: int = _BATCH_CHARACTER_COUNT
) -> Iterator[tuple[str, ...]]:
    """Split texts into batches that a table reads at once, of so many characters.

    A longer text is a batch of its own.
    """
    texts, batch_start, character_count = tuple(texts), 0, 0
    for text_index, text in enumerate(texts):
        if (
            text_index > batch_start
            and character_count + len(text) + 1 > max_character_count
        ):
            yield texts[batch_start:text_index]
            batch_start, character_count = text_index, 0
        character_count += len(text) + 1
    if batch_start < len(texts):
        yield texts[batch_start:]


@lazy_constant
def _make_space_flags() -> NDArray[np.bool_]:
    """By code point, whether it is white space, as in `str.split`."""
    return np.array(
        [chr(code_point).isspace() for code_point in range(_LAST_SPACE_CODE_POINT + 2)]
    )


@lazy_constant
def _make_random_powers() -> tuple[_SumArray, _SumArray]:
    """The powers of a random odd 64-bit number, and those of its inverse."""
    odd_number = SystemRandom().getrandbits(_SUM_BIT_COUNT) | 1
    inverse_number = pow(odd_number, -1, 1 << _SUM_BIT_COUNT)
    powers, inverse_powers = (
        np.full(_BATCH_CHARACTER_COUNT, number, np.uint64)
        for number in (odd_number, inverse_number)
    )
    powers[0] = inverse_powers[0] = 1
    return np.cumprod(powers), np.cumprod(inverse_powers)
