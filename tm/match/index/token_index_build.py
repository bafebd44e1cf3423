"""Building the arrays of a token index."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.array_file import ArrayBlocks, NamedArray
from tm.match.index.postings_build import PostingsBuild
from tm.match.index.token_index import SIGNATURE_BIT_COUNT, TIER_THRESHOLDS
from tm.match.index.vocabulary import (
    convert_to_code_points,
    make_vocabulary_arrays,
    rank_by_frequency,
)
from tm.match.similarity import compute_max_edits
from tm.spill.array import SpillArray
from tm.spill.sorted_rows import RowBlock

ReadRows = Callable[[], Iterator[RowBlock]]


def make_token_index_arrays(
    tokens: Sequence[str],
    read_rows: ReadRows,
    segment_id_type: type[np.unsignedinteger[Any]],
) -> Iterator[NamedArray]:
    """Yield the arrays of a token index.

    `read_rows` reads the segments by rising token count, as often as it is called: of
    each, the id and its tokens as indices into `tokens`.
    """
    token_frequencies = np.zeros(len(tokens), dtype=np.int64)
    for block in read_rows():
        token_frequencies += np.bincount(block.values, minlength=len(tokens))
    token_ranks = rank_by_frequency(token_frequencies)
    yield from make_vocabulary_arrays(tokens, token_ranks)
    index_build = _TokenIndexBuild(token_ranks)
    for block in read_rows():
        index_build.add(block)
    yield from index_build.make_arrays(segment_id_type)


class _TokenIndexBuild:
    """Builds a token index from blocks, each of segments of one length."""

    def __init__(self, token_ranks: NDArray[np.uint32]) -> None:
        self._token_ranks = token_ranks
        self._row_count_by_length: dict[int, int] = {}
        self._row_count = self._text_byte_count = 0
        self._segment_ids = SpillArray(np.int64)
        self._signatures = SpillArray(np.uint64)
        self._short_signatures = SpillArray(np.uint64)
        self._text_ends = SpillArray(np.uint64)
        self._text_bytes = SpillArray(np.uint8)
        token_id_count = int(token_ranks.max(initial=0)) + 1
        self._postings_builds = [PostingsBuild(token_id_count) for _ in TIER_THRESHOLDS]

    def add(self, block: RowBlock) -> None:
        """Add some segments of one length."""
        token_count, row_count = block.length, len(block.row_ids)
        rank_matrix = self._token_ranks[block.values].reshape(row_count, token_count)
        rows = np.arange(self._row_count, self._row_count + row_count)
        self._row_count += row_count
        self._row_count_by_length[token_count] = row_count + (
            self._row_count_by_length.get(token_count, 0)
        )
        self._segment_ids.append(block.row_ids)
        self._add_texts(rank_matrix)
        self._add_signatures(rank_matrix)
        if token_count:
            self._add_postings(rows, rank_matrix)

    def _add_texts(self, rank_matrix: NDArray[np.uint32]) -> None:
        code_points = convert_to_code_points(rank_matrix)
        text_bytes = code_points.astype("<u4").tobytes().decode("utf-32-le").encode()
        self._text_bytes.append(np.frombuffer(text_bytes, dtype=np.uint8))
        byte_counts = np.ones(rank_matrix.shape, dtype=np.uint8)
        for first_code_point in (0x80, 0x800, 0x10000):
            byte_counts += code_points >= first_code_point
        text_ends = self._text_byte_count + np.cumsum(
            byte_counts.sum(axis=1, dtype=np.int64)
        )
        self._text_ends.append(text_ends)
        self._text_byte_count = int(text_ends[-1])

    def _add_signatures(self, rank_matrix: NDArray[np.uint32]) -> None:
        bit_flags = np.zeros(len(rank_matrix) * SIGNATURE_BIT_COUNT, dtype=bool)
        bit_positions = (rank_matrix % SIGNATURE_BIT_COUNT).astype(np.intp)
        bit_positions += np.arange(0, len(bit_flags), SIGNATURE_BIT_COUNT)[:, None]
        bit_flags[bit_positions] = True
        signature_words = np.packbits(bit_flags, bitorder="little").view("<u8")
        self._signatures.append(signature_words)
        self._short_signatures.append(signature_words[::2] | signature_words[1::2])

    def _add_postings(
        self, rows: NDArray[np.int64], rank_matrix: NDArray[np.uint32]
    ) -> None:
        token_count = end_column = rank_matrix.shape[1]
        rank_matrix.sort(axis=1)
        for postings_build, threshold in zip(
            self._postings_builds, TIER_THRESHOLDS, strict=True
        ):
            start_column = token_count - (compute_max_edits(token_count, threshold) + 1)
            start_column = max(0, start_column)
            rank_slice = rank_matrix[:, start_column:end_column]
            first_occurrence_flags = np.ones(rank_slice.shape, dtype=bool)
            first_occurrence_flags[:, 1:] = rank_slice[:, 1:] != rank_slice[:, :-1]
            segment_rows, _ = np.nonzero(first_occurrence_flags)
            postings_build.add(rank_slice[first_occurrence_flags], rows[segment_rows])
            end_column = start_column

    def make_arrays(
        self, segment_id_type: type[np.unsignedinteger[Any]]
    ) -> Iterator[NamedArray]:
        """Yield the arrays."""
        offset_type = np.uint32 if self._text_byte_count < 1 << 32 else np.uint64
        for array_name, spilled_array, dtype in (
            ("segments", self._segment_ids, segment_id_type),
            ("text", self._text_bytes, np.uint8),
            ("signatures", self._signatures, np.uint64),
            ("text_ends", self._text_ends, offset_type),
        ):
            yield array_name, ArrayBlocks(np.dtype(dtype), spilled_array.read_blocks())
        distinct_lengths = np.array(list(self._row_count_by_length), dtype=np.int64)
        row_counts = np.array(list(self._row_count_by_length.values()), dtype=np.int64)
        yield "lengths", distinct_lengths
        yield "starts", np.append(0, np.cumsum(row_counts))
        length_index_type = np.min_scalar_type(max(0, len(row_counts) - 1))
        yield (
            "length_of",
            np.repeat(np.arange(len(row_counts), dtype=length_index_type), row_counts),
        )
        for threshold in TIER_THRESHOLDS:
            offsets, row_blocks = self._postings_builds.pop(0).finish()
            postings = SpillArray(np.uint32)
            yield f"offsets_{threshold}", offsets
            yield (
                f"postings_{threshold}",
                ArrayBlocks(postings.dtype, _append_each(postings, row_blocks)),
            )
            if threshold == TIER_THRESHOLDS[0]:
                yield (
                    f"short_signatures_{threshold}",
                    ArrayBlocks(
                        self._short_signatures.dtype,
                        self._read_short_signatures(postings),
                    ),
                )

    def _read_short_signatures(
        self, postings: SpillArray
    ) -> Iterator[NDArray[np.uint64]]:
        short_signatures = self._short_signatures.map()
        for rows in postings.read_blocks():
            yield short_signatures.take(rows)


def _append_each(
    spilled_array: SpillArray, blocks: Iterator[NDArray[Any]]
) -> Iterator[NDArray[Any]]:
    """Append each block to an array on disk as it is read."""
    for block in blocks:
        spilled_array.append(block)
        yield block
