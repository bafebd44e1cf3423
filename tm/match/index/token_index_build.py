"""Building the arrays of a token index."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.postings_build import PostingsBuild
from tm.match.index.token_index import SIGNATURE_BIT_COUNT, TIER_THRESHOLDS
from tm.match.index.vocabulary import (
    convert_to_code_points,
    make_vocabulary_arrays,
    rank_by_frequency,
)
from tm.match.similarity import compute_max_edits

_MAX_MATRIX_CELLS = 1 << 18
_COUNT_BATCH_SIZE = 1 << 22


def make_token_index_arrays(
    tokens: Sequence[str],
    token_ids: NDArray[np.uint32],
    token_counts: NDArray[np.uint32],
    segment_ids: NDArray[Any],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a token index of segments in any order.

    `token_ids`: the token ids of all segments one after the other, indices into
    `tokens`; `token_counts`: the token counts of the segments; `segment_ids`: their
    numbers.
    """
    token_frequencies = np.zeros(len(tokens), dtype=np.int64)
    for start in range(
        0, len(token_ids), _COUNT_BATCH_SIZE
    ):  # in batches, since counting makes a copy
        token_frequencies += np.bincount(
            token_ids[start : start + _COUNT_BATCH_SIZE], minlength=len(tokens)
        )
    token_ranks = rank_by_frequency(token_frequencies)
    yield from make_vocabulary_arrays(tokens, token_ranks)
    index_build = _TokenIndexBuild(token_ranks, token_ids, token_counts)
    for rows, rank_matrix in index_build.make_matrices():
        index_build.add(rows, rank_matrix)
    yield "segments", segment_ids[index_build.segment_order]
    yield from index_build.make_arrays()


class _TokenIndexBuild:
    """Builds a token index from matrices, each of segments of one length."""

    def __init__(
        self,
        token_ranks: NDArray[np.uint32],
        token_ids: NDArray[np.uint32],
        token_counts: NDArray[np.uint32],
    ) -> None:
        self.segment_order = np.argsort(token_counts, kind="stable")
        self._token_ranks = token_ranks
        self._token_ids = token_ids
        self._sorted_token_counts = token_counts[self.segment_order].astype(np.int64)
        token_ends = np.cumsum(token_counts, dtype=np.int64)
        self._token_starts = (token_ends - token_counts)[self.segment_order]
        self._text_byte_count = 0
        self._signatures = np.zeros((len(token_counts), 2), dtype=np.uint64)
        self._text_ends = np.empty(len(token_counts), dtype=np.uint64)
        self._text_bytes = bytearray()
        token_id_count = int(token_ranks.max(initial=0)) + 1
        self._postings_builds = [PostingsBuild(token_id_count) for _ in TIER_THRESHOLDS]

    def make_matrices(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
        """Yield rows of segments of one length with the ranks of their tokens."""
        row = 0
        while row < len(self.segment_order):
            token_count = int(self._sorted_token_counts[row])
            end_row = int(
                self._sorted_token_counts.searchsorted(token_count, side="right")
            )
            end_row = min(
                end_row, row + max(1, _MAX_MATRIX_CELLS // max(1, token_count))
            )
            token_positions = self._token_starts[row:end_row, None] + np.arange(
                token_count
            )
            yield (
                np.arange(row, end_row),
                self._token_ranks[self._token_ids[token_positions]],
            )
            row = end_row

    def add(self, rows: NDArray[np.int64], rank_matrix: NDArray[np.uint32]) -> None:
        """Add some segments of one length."""
        token_count = rank_matrix.shape[1]
        code_points = convert_to_code_points(rank_matrix)
        self._text_bytes += (
            code_points.astype("<u4").tobytes().decode("utf-32-le").encode()
        )
        byte_counts = np.ones(rank_matrix.shape, dtype=np.uint8)
        for first_code_point in (0x80, 0x800, 0x10000):
            byte_counts += code_points >= first_code_point
        text_ends = self._text_byte_count + np.cumsum(
            byte_counts.sum(axis=1, dtype=np.int64)
        )
        row_slice = slice(int(rows[0]), int(rows[-1]) + 1)
        self._text_ends[row_slice] = text_ends
        self._text_byte_count = int(text_ends[-1])
        if not token_count:
            return
        bit_flags = np.zeros(len(rows) * SIGNATURE_BIT_COUNT, dtype=bool)
        bit_positions = (rank_matrix % SIGNATURE_BIT_COUNT).astype(np.intp)
        bit_positions += np.arange(0, len(bit_flags), SIGNATURE_BIT_COUNT)[:, None]
        bit_flags[bit_positions] = True
        packed_words = np.packbits(bit_flags, bitorder="little").view("<u8")
        self._signatures[row_slice] = packed_words.reshape(-1, 2)
        rank_matrix.sort(axis=1)
        end_column = token_count
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

    def make_arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Yield the arrays; each is freed once it is yielded."""
        yield "text", np.frombuffer(self._text_bytes, dtype=np.uint8)
        self._text_bytes = bytearray()
        yield "signatures", self._signatures.reshape(-1)
        self._signatures = self._signatures[:0].copy()
        offset_type = np.uint32 if self._text_byte_count < 1 << 32 else np.uint64
        yield "text_ends", self._text_ends.astype(offset_type)
        distinct_lengths, row_starts = np.unique(
            self._sorted_token_counts, return_index=True
        )
        yield "lengths", distinct_lengths
        yield "starts", np.append(row_starts, len(self.segment_order))
        length_indexes = np.repeat(
            np.arange(len(row_starts)),
            np.diff(row_starts, append=len(self.segment_order)),
        )
        yield (
            "length_of",
            length_indexes.astype(np.min_scalar_type(max(0, len(row_starts) - 1))),
        )
        for threshold in TIER_THRESHOLDS:
            offsets, postings = self._postings_builds.pop(0).finish()
            yield f"offsets_{threshold}", offsets
            yield f"postings_{threshold}", postings
