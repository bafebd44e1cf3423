"""Sorting of trigrams with the ids of their texts, in a temporary file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tm.spill.file import SpillFile
from tm.store.backend.sql import TextsWithIds
from tm.text.vectorised import list_code_points

IDS_PER_STRIDE = 1 << 15
"""Range of text ids in one batch, so that an offset in it takes 15 bits."""

_LETTER_BIT_COUNT = np.uint64(21)
_OFFSET_BIT_COUNT = np.uint32(15)
_FREQUENT_LETTER_COUNT = 50
"""Number of letters whose trigrams fit into 17 bits, so that 15 are left."""
_CODE_BASE = np.uint32(_FREQUENT_LETTER_COUNT)
POSTINGS_PER_BATCH = 2_000_000
POSTING_COUNTS_PER_BATCH = 1_000_000


@dataclass(frozen=True, slots=True)
class Postings:
    """Trigrams in order, and the ids of the texts that contain them."""

    trigrams: list[str]
    trigram_starts: NDArray[np.int64]
    """Index in `text_ids` at which each trigram's ids start; last, its length."""
    text_ids: NDArray[np.int64]


class PostingsSorter:
    """Sorter of the trigrams of texts, with its postings in a file.

    Raises OSError where the file cannot grow.
    """

    def __init__(
        self,
        folder: Path,
        *,
        postings_per_batch: int = POSTINGS_PER_BATCH,
        posting_counts_per_batch: int = POSTING_COUNTS_PER_BATCH,
    ) -> None:
        self._postings_per_batch = postings_per_batch
        self._posting_counts_per_batch = posting_counts_per_batch
        self._offset_file = SpillFile(folder)
        self._batches: list[_SortedBatch] = []
        self._frequent_code_points = np.empty(0, dtype=np.intp)
        self._letter_codes = np.empty(0, dtype=np.uint32)
        self._written_offset_count = 0
        self.text_count = 0
        """Number of texts."""
        self.trigram_count = 0
        """Number of trigrams in all texts."""

    def close(self) -> None:
        """Close the file."""
        self._offset_file.close()

    def add(self, text_batches: Iterable[TextsWithIds]) -> None:
        """Add texts whose ids are within one stride, in batches."""
        frequent_posting_arrays, rare_trigram_arrays, rare_offset_arrays = [], [], []
        base_id = 0
        for text_ids, texts in text_batches:
            base_id = text_ids[0] // IDS_PER_STRIDE * IDS_PER_STRIDE
            code_points = _join_code_points(texts)
            text_lengths = np.fromiter(map(len, texts), dtype=np.intp) + 1
            id_offsets = np.array(text_ids, dtype=np.int64) - base_id
            letter_id_offsets = np.repeat(id_offsets.astype(np.uint32), text_lengths)
            trigram_flags = _combine_trigram_flags(code_points != 0)
            self.text_count += len(texts)
            self.trigram_count += int(np.count_nonzero(trigram_flags))
            if not len(self._frequent_code_points):
                self._choose_frequent_letters(code_points)
            letter_codes = self._letter_codes.take(code_points, mode="clip")
            frequent_trigram_flags = _combine_trigram_flags(
                letter_codes < _FREQUENT_LETTER_COUNT
            )
            trigram_codes = (
                letter_codes[:-2] * _CODE_BASE + letter_codes[1:-1]
            ) * _CODE_BASE + letter_codes[2:]
            frequent_posting_arrays.append(
                trigram_codes[frequent_trigram_flags] << _OFFSET_BIT_COUNT
                | letter_id_offsets[:-2][frequent_trigram_flags]
            )
            rare_indexes = np.flatnonzero(trigram_flags & ~frequent_trigram_flags)
            rare_trigram_arrays.append(
                _pack_trigrams(
                    *(
                        code_points[rare_indexes + letter_shift]
                        for letter_shift in range(3)
                    )
                )
            )
            rare_offset_arrays.append(letter_id_offsets[rare_indexes])
        self._store_frequent_trigrams(base_id, np.concatenate(frequent_posting_arrays))
        self._store_rare_trigrams(
            base_id,
            np.concatenate(rare_trigram_arrays),
            np.concatenate(rare_offset_arrays),
        )

    def _choose_frequent_letters(self, code_points: NDArray[np.intp]) -> None:
        """Choose the letters whose trigrams fit into 32 bits with an offset."""
        letter_counts = np.bincount(code_points, minlength=2)
        letter_counts[0] = 0
        self._frequent_code_points = np.sort(
            np.argsort(-letter_counts, kind="stable")[:_FREQUENT_LETTER_COUNT]
        )
        # What is beyond the table counts as the last of it.
        self._letter_codes = np.full(
            len(letter_counts) + 1, _FREQUENT_LETTER_COUNT, dtype=np.uint32
        )
        self._letter_codes[self._frequent_code_points] = np.arange(
            len(self._frequent_code_points), dtype=np.uint32
        )
        self._letter_codes[0] = _FREQUENT_LETTER_COUNT

    def _store_frequent_trigrams(
        self, base_id: int, packed_postings: NDArray[np.uint32]
    ) -> None:
        packed_postings.sort()
        packed_postings = packed_postings.take(
            np.flatnonzero(_flag_new_keys(packed_postings))
        )  # a mask takes longer
        trigram_codes = packed_postings >> _OFFSET_BIT_COUNT
        trigram_starts = np.flatnonzero(_flag_new_keys(trigram_codes))
        distinct_codes = trigram_codes[trigram_starts].astype(np.intp)
        first_codes, remaining_codes = np.divmod(
            distinct_codes, _FREQUENT_LETTER_COUNT * _FREQUENT_LETTER_COUNT
        )
        code_columns = (
            first_codes,
            *np.divmod(remaining_codes, _FREQUENT_LETTER_COUNT),
        )
        packed_trigrams = _pack_trigrams(
            *(self._frequent_code_points[code_column] for code_column in code_columns)
        )
        self._store_batch(
            base_id,
            packed_trigrams,
            trigram_starts,
            packed_postings.astype(np.uint16) & np.uint16(IDS_PER_STRIDE - 1),
        )

    def _store_rare_trigrams(
        self,
        base_id: int,
        packed_trigrams: NDArray[np.uint64],
        id_offsets: NDArray[np.uint32],
    ) -> None:
        # Of one trigram the numbers stay in their order.
        trigram_order = np.argsort(packed_trigrams, kind="stable")
        packed_trigrams, id_offsets = (
            packed_trigrams[trigram_order],
            id_offsets[trigram_order],
        )
        new_posting_flags = _flag_new_keys(packed_trigrams) | _flag_new_keys(id_offsets)
        packed_trigrams, id_offsets = (
            packed_trigrams[new_posting_flags],
            id_offsets[new_posting_flags],
        )
        trigram_starts = np.flatnonzero(_flag_new_keys(packed_trigrams))
        self._store_batch(
            base_id,
            packed_trigrams[trigram_starts],
            trigram_starts,
            id_offsets.astype(np.uint16),
        )

    def _store_batch(
        self,
        base_id: int,
        packed_trigrams: NDArray[np.uint64],
        trigram_starts: NDArray[np.intp],
        id_offsets: NDArray[np.uint16],
    ) -> None:
        self._offset_file.append(id_offsets.tobytes())
        trigram_boundaries = (
            np.append(trigram_starts, len(id_offsets)) + self._written_offset_count
        )
        self._batches.append(_SortedBatch(base_id, packed_trigrams, trigram_boundaries))
        self._written_offset_count += len(id_offsets)

    def read_postings(self) -> Iterator[Postings]:
        """Read all postings in the order of code points, some trigrams at a time."""
        empty_array = np.empty(0, dtype=np.uint64)
        packed_trigrams = np.unique(
            np.concatenate(
                [
                    empty_array,
                    *(sorted_batch.packed_trigrams for sorted_batch in self._batches),
                ]
            )
        )
        posting_counts = np.zeros(len(packed_trigrams), dtype=np.int64)
        for batch in self._batches:
            posting_counts[packed_trigrams.searchsorted(batch.packed_trigrams)] += (
                np.diff(batch.trigram_starts)
            )
        posting_ends = np.cumsum(posting_counts)
        first_trigram_index = 0
        while first_trigram_index < len(packed_trigrams):
            previous_end = (
                int(posting_ends[first_trigram_index - 1]) if first_trigram_index else 0
            )
            end_trigram_index = int(
                posting_ends.searchsorted(
                    previous_end + self._postings_per_batch, side="right"
                )
            )
            # Rare trigrams are many: each has a count for each batch.
            end_trigram_index = min(
                end_trigram_index,
                first_trigram_index
                + self._posting_counts_per_batch // len(self._batches),
            )
            end_trigram_index = max(end_trigram_index, first_trigram_index + 1)
            yield self._read_trigram_postings(
                packed_trigrams[first_trigram_index:end_trigram_index]
            )
            first_trigram_index = end_trigram_index

    def _read_trigram_postings(self, packed_trigrams: NDArray[np.uint64]) -> Postings:
        posting_counts = np.zeros(
            (len(packed_trigrams), len(self._batches)), dtype=np.int64
        )
        batch_slices_and_rows: list[tuple[slice, NDArray[np.intp]]] = []
        for batch_index, batch in enumerate(self._batches):
            batch_slice = slice(
                *batch.packed_trigrams.searchsorted(
                    (packed_trigrams[0], packed_trigrams[-1] + np.uint64(1))
                )
            )
            trigram_rows = packed_trigrams.searchsorted(
                batch.packed_trigrams[batch_slice]
            )
            posting_counts[trigram_rows, batch_index] = np.diff(batch.trigram_starts)[
                batch_slice
            ]
            batch_slices_and_rows.append((batch_slice, trigram_rows))
        id_starts = (np.cumsum(posting_counts) - posting_counts.reshape(-1)).reshape(
            posting_counts.shape
        )
        trigram_starts = np.append(id_starts[:, 0], posting_counts.sum())
        text_ids = np.empty(int(trigram_starts[-1]), dtype=np.int64)
        for batch_index, (batch, (batch_slice, trigram_rows)) in enumerate(
            zip(self._batches, batch_slices_and_rows, strict=True)
        ):
            first_offset_index, end_offset_index = (
                int(batch.trigram_starts[batch_slice.start]),
                int(batch.trigram_starts[batch_slice.stop]),
            )
            offset_bytes = self._offset_file.read(
                first_offset_index * 2, (end_offset_index - first_offset_index) * 2
            )
            id_offsets = np.frombuffer(offset_bytes, dtype=np.uint16)
            index_shifts = id_starts[trigram_rows, batch_index] - (
                batch.trigram_starts[:-1][batch_slice] - first_offset_index
            )
            posting_indexes = np.repeat(
                index_shifts, posting_counts[trigram_rows, batch_index]
            )
            posting_indexes += np.arange(len(id_offsets))
            text_ids[posting_indexes] = id_offsets + np.int64(batch.base_id)
        return Postings(_unpack_trigrams(packed_trigrams), trigram_starts, text_ids)


@dataclass(frozen=True, slots=True)
class _SortedBatch:
    """Sorted trigrams of one stride of texts, whose id offsets are in the file."""

    base_id: int
    packed_trigrams: NDArray[np.uint64]
    trigram_starts: NDArray[np.int64]
    """Index in the file at which each trigram's offsets start; last, their end."""


def _join_code_points(texts: Sequence[str]) -> NDArray[np.intp]:
    """Convert texts to code points as SQLite reads them, 0 after each text."""
    joined_text = "\0".join(texts) + "\0"
    code_points = list_code_points(joined_text).astype(np.intp)
    code_points[(code_points & ~1) == 0xFFFE] = 0xFFFD
    return code_points


def _combine_trigram_flags(letter_flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Combine the flags of each three successive letters by `and`."""
    return letter_flags[:-2] & letter_flags[1:-1] & letter_flags[2:]


def _flag_new_keys(keys: NDArray[np.uint32] | NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Flag the keys that differ from the previous key."""
    new_key_flags = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=new_key_flags[1:])
    return new_key_flags


def _pack_trigrams(
    first_letters: NDArray[np.intp],
    second_letters: NDArray[np.intp],
    third_letters: NDArray[np.intp],
) -> NDArray[np.uint64]:
    """Pack three code points into one number; numbers sort like texts."""
    packed_trigrams = first_letters.astype(np.uint64) << _LETTER_BIT_COUNT
    packed_trigrams |= second_letters.astype(np.uint64)
    return packed_trigrams << _LETTER_BIT_COUNT | third_letters.astype(np.uint64)


def _unpack_trigrams(packed_trigrams: NDArray[np.uint64]) -> list[str]:
    letter_columns = (
        packed_trigrams >> (_LETTER_BIT_COUNT * np.uint64(letter_shift))
        for letter_shift in (2, 1, 0)
    )
    letter_rows = np.stack(
        [letter_column & np.uint64(0x1FFFFF) for letter_column in letter_columns],
        axis=1,
    )
    joined_text = letter_rows.astype("<u4").tobytes().decode("utf-32-le")
    return [joined_text[start : start + 3] for start in range(0, len(joined_text), 3)]
