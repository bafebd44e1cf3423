"""Ids for the chunks between the spaces of texts, found for many texts at once.

No chunk is cut out of its text: a 64-bit sum of its characters is looked up in a table.
So a chunk that was seen before never becomes a string. Speed trick: phrases of many
texts 82 % faster (benchmarks/text_tricks.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import SystemRandom
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from tm.text.vectorised import list_code_points

IdArray = NDArray[np.int64]
_SumArray = NDArray[np.uint64]

_MAX_CHARACTERS = 1 << 21
"""Characters of all chunks in a table, for scripts without spaces."""
_BATCH_CHARACTERS = 1 << 18
"""Characters of a batch."""
MAX_TEXT_LENGTH = _BATCH_CHARACTERS - 1
"""Characters of the longest text that a table reads."""
_LAST_SPACE_CODE = 0x3000
_SUM_BITS = 64
_HASH_FACTOR = 0x9E3779B97F4A7C15
"""2 ** 64 by the golden ratio: spreads sums over slots (Knuth, TAOCP 3, 6.4)."""


@dataclass(frozen=True, slots=True)
class ChunkIdBlock:
    """The chunks of texts, as ids."""

    ids: IdArray
    """The id of each chunk in the table."""
    starts: IdArray
    """The start of each chunk in its text."""
    ends: IdArray
    """By text, the count of chunks up to its end."""


class ChunkIdTable:
    """Ids of chunks, from 0.

    Two chunks have the same id if their characters have the same 64-bit sum, weighted
    by powers of a random number of this process: by chance one pair of 2 ** 63.

    >>> table = ChunkIdTable()
    >>> block = table.read(["một hai", "", "hai  ba"])
    >>> block.ids.tolist(), block.starts.tolist(), block.ends.tolist()
    ([0, 1, 1, 2], [0, 4, 0, 5], [2, 2, 4])
    >>> table.chunks
    ['một', 'hai', 'ba']
    """

    def __init__(self, *, slot_bits: int = 19, max_chunks: int = 1 << 16) -> None:
        """Make a table of `2 ** slot_bits` slots, most of which stay free.

        `max_chunks`: the chunks after which the table is full.
        """
        self.chunks: list[str] = []
        """The text of each chunk, by id."""
        self._slot_count, self._slot_shift = 1 << slot_bits, _SUM_BITS - slot_bits
        self._max_chunks = max_chunks
        self._sum_by_slot: _SumArray = np.zeros(self._slot_count, np.uint64)
        """The sum in each slot; 0 if it is free."""
        self._id_by_slot = np.zeros(self._slot_count, np.int64)
        self._character_count = 0
        self._lock = Lock()

    @property
    def is_full(self) -> bool:
        """Whether the next texts should be read by a new table."""
        return (
            len(self.chunks) > self._max_chunks
            or self._character_count > _MAX_CHARACTERS
        )

    def read(self, texts: Sequence[str]) -> ChunkIdBlock:
        """Find the chunks of a batch of texts from `batch_texts`."""
        joined_texts = "".join([f"{text}\n" for text in texts])
        codes = list_code_points(joined_texts)
        is_space = _is_space_by_code().take(codes, mode="clip")
        boundaries = np.flatnonzero(is_space[1:] != is_space[:-1]) + 1
        if len(is_space) and not is_space[0]:
            boundaries = np.append(0, boundaries)
        chunk_starts, chunk_ends = boundaries[::2], boundaries[1::2]
        powers, inverse_powers = _random_powers()
        character_values = codes + np.uint32(1)  # so that none weighs nothing
        running_sums = np.cumsum(powers[: len(character_values)] * character_values)
        sums_before = (
            running_sums[chunk_starts]
            - powers[chunk_starts] * character_values[chunk_starts]
        )
        chunk_sums = running_sums[chunk_ends - 1] - sums_before
        chunk_sums *= inverse_powers[chunk_starts]
        chunk_sums[chunk_sums == 0] = 1
        chunk_ids = self._find_ids(chunk_sums, joined_texts, chunk_starts, chunk_ends)
        text_lengths = np.array([len(text) + 1 for text in texts], np.int64)
        text_ends = np.cumsum(text_lengths)
        chunk_counts_up_to_text = np.searchsorted(chunk_starts, text_ends)
        chunk_counts = np.diff(chunk_counts_up_to_text, prepend=0)
        text_starts = np.repeat(text_ends - text_lengths, chunk_counts)
        return ChunkIdBlock(
            chunk_ids, chunk_starts - text_starts, chunk_counts_up_to_text
        )

    def _find_ids(
        self,
        chunk_sums: _SumArray,
        joined_texts: str,
        chunk_starts: IdArray,
        chunk_ends: IdArray,
    ) -> IdArray:
        """Find the ids of chunks by their sums; unknown chunks get new ids."""
        with self._lock:
            slots, is_known = self._find_slots(chunk_sums)
            for index in np.flatnonzero(~is_known).tolist():
                slots[index] = slot = self._find_slot(int(chunk_sums[index]))
                if not self._sum_by_slot[slot]:
                    chunk = joined_texts[chunk_starts[index] : chunk_ends[index]]
                    self._sum_by_slot[slot] = chunk_sums[index]
                    self._id_by_slot[slot] = len(self.chunks)
                    self.chunks.append(chunk)
                    self._character_count += len(chunk)
            return self._id_by_slot[slots]

    def _find_slots(self, chunk_sums: _SumArray) -> tuple[IdArray, NDArray[np.bool_]]:
        """Find the slot of each sum, or the first free slot for it."""
        hashes = chunk_sums * np.uint64(_HASH_FACTOR)
        slots = (hashes >> np.uint64(self._slot_shift)).astype(np.int64)
        slot_sums = self._sum_by_slot[slots]
        is_known = slot_sums == chunk_sums
        unresolved = np.flatnonzero(~is_known & (slot_sums != 0))
        while len(unresolved):
            slots[unresolved] = (slots[unresolved] + 1) % self._slot_count
            slot_sums = self._sum_by_slot[slots[unresolved]]
            is_known[unresolved] = slot_sums == chunk_sums[unresolved]
            unresolved = unresolved[~is_known[unresolved] & (slot_sums != 0)]
        return slots, is_known

    def _find_slot(self, chunk_sum: int) -> int:
        """Find the slot of one sum, or the first free slot for it."""
        slot = chunk_sum * _HASH_FACTOR % (1 << _SUM_BITS) >> self._slot_shift
        while self._sum_by_slot[slot] not in (0, chunk_sum):
            slot = (slot + 1) % self._slot_count
        return slot


def batch_texts(
    texts: Sequence[str], *, max_characters: int = _BATCH_CHARACTERS
) -> Iterator[tuple[str, ...]]:
    """Split texts into batches that a table reads at once, of so many characters.

    A longer text is a batch of its own.
    """
    texts, batch_start, character_count = tuple(texts), 0, 0
    for index, text in enumerate(texts):
        if index > batch_start and character_count + len(text) + 1 > max_characters:
            yield texts[batch_start:index]
            batch_start, character_count = index, 0
        character_count += len(text) + 1
    if batch_start < len(texts):
        yield texts[batch_start:]


@lru_cache(maxsize=1)
def _is_space_by_code() -> NDArray[np.bool_]:
    """By code point, whether it is white space, as in `str.split`."""
    return np.array([chr(code).isspace() for code in range(_LAST_SPACE_CODE + 2)])


@lru_cache(maxsize=1)
def _random_powers() -> tuple[_SumArray, _SumArray]:
    """The powers of a random odd 64-bit number, and those of its inverse."""
    odd_number = SystemRandom().getrandbits(_SUM_BITS) | 1
    inverse = pow(odd_number, -1, 1 << _SUM_BITS)
    powers, inverse_powers = (
        np.full(_BATCH_CHARACTERS, number, np.uint64)
        for number in (odd_number, inverse)
    )
    powers[0] = inverse_powers[0] = 1
    return np.cumprod(powers), np.cumprod(inverse_powers)
