"""Building the arrays of a token index."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.postings_build import PostingsBuild
from tm.match.index.token_index import SIGNATURE_BITS, TIERS
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
    token_numbers: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a token index of segments in any order.

    `token_numbers`: the token numbers of all segments one after the other, indices into
    `tokens`; `lengths`: the token counts of the segments; `segments`: their numbers.
    """
    token_counts = np.zeros(len(tokens), dtype=np.int64)
    for start in range(
        0, len(token_numbers), _COUNT_BATCH_SIZE
    ):  # in batches, since counting makes a copy
        token_counts += np.bincount(
            token_numbers[start : start + _COUNT_BATCH_SIZE], minlength=len(tokens)
        )
    ranks = rank_by_frequency(token_counts)
    yield from make_vocabulary_arrays(tokens, ranks)
    build = _TokenIndexBuild(ranks, token_numbers, lengths)
    for rows, matrix in build.make_matrices():
        build.add(rows, matrix)
    yield "segments", segments[build.order]
    yield from build.make_arrays()


class _TokenIndexBuild:
    """Builds a token index from matrices, each of segments of one length."""

    def __init__(
        self,
        ranks: NDArray[np.uint32],
        token_numbers: NDArray[np.uint32],
        lengths: NDArray[np.uint32],
    ) -> None:
        self.order = np.argsort(lengths, kind="stable")
        self._ranks = ranks
        self._token_numbers = token_numbers
        self._sorted_lengths = lengths[self.order].astype(np.int64)
        ends = np.cumsum(lengths, dtype=np.int64)
        self._token_starts = (ends - lengths)[self.order]
        self._text_size = 0
        self._signatures = np.zeros((len(lengths), 2), dtype=np.uint64)
        self._text_ends = np.empty(len(lengths), dtype=np.uint64)
        self._text = bytearray()
        number_count = int(ranks.max(initial=0)) + 1
        self._postings = [PostingsBuild(number_count) for _ in TIERS]

    def make_matrices(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
        """Yield rows of segments of one length with the ranks of their tokens."""
        row = 0
        while row < len(self.order):
            length = int(self._sorted_lengths[row])
            end_row = int(self._sorted_lengths.searchsorted(length, side="right"))
            end_row = min(end_row, row + max(1, _MAX_MATRIX_CELLS // max(1, length)))
            cells = self._token_starts[row:end_row, None] + np.arange(length)
            yield np.arange(row, end_row), self._ranks[self._token_numbers[cells]]
            row = end_row

    def add(self, rows: NDArray[np.int64], matrix: NDArray[np.uint32]) -> None:
        """Add some segments of one length."""
        length = matrix.shape[1]
        code_points = convert_to_code_points(matrix)
        self._text += code_points.astype("<u4").tobytes().decode("utf-32-le").encode()
        widths = np.ones(matrix.shape, dtype=np.uint8)
        for first_code in (0x80, 0x800, 0x10000):
            widths += code_points >= first_code
        ends = self._text_size + np.cumsum(widths.sum(axis=1, dtype=np.int64))
        row_slice = slice(int(rows[0]), int(rows[-1]) + 1)
        self._text_ends[row_slice] = ends
        self._text_size = int(ends[-1])
        if not length:
            return
        bits = np.zeros(len(rows) * SIGNATURE_BITS, dtype=bool)
        bit_positions = (matrix % SIGNATURE_BITS).astype(np.intp)
        bit_positions += np.arange(0, len(bits), SIGNATURE_BITS)[:, None]
        bits[bit_positions] = True
        packed = np.packbits(bits, bitorder="little").view("<u8")
        self._signatures[row_slice] = packed.reshape(-1, 2)
        matrix.sort(axis=1)
        end = length
        for postings, threshold in zip(self._postings, TIERS, strict=True):
            start = length - (compute_max_edits(length, threshold) + 1)
            start = max(0, start)
            prefix = matrix[:, start:end]
            is_first = np.ones(prefix.shape, dtype=bool)
            is_first[:, 1:] = prefix[:, 1:] != prefix[:, :-1]
            segment_rows, _ = np.nonzero(is_first)
            postings.add(prefix[is_first], rows[segment_rows])
            end = start

    def make_arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Yield the arrays; each is freed once it is yielded."""
        yield "text", np.frombuffer(self._text, dtype=np.uint8)
        self._text = bytearray()
        yield "signatures", self._signatures.reshape(-1)
        self._signatures = self._signatures[:0].copy()
        offset_type = np.uint32 if self._text_size < 1 << 32 else np.uint64
        yield "text_ends", self._text_ends.astype(offset_type)
        lengths, starts = np.unique(self._sorted_lengths, return_index=True)
        yield "lengths", lengths
        yield "starts", np.append(starts, len(self.order))
        length_rows = np.repeat(
            np.arange(len(starts)), np.diff(starts, append=len(self.order))
        )
        yield (
            "length_of",
            length_rows.astype(np.min_scalar_type(max(0, len(starts) - 1))),
        )
        for threshold in TIERS:
            offsets, postings = self._postings.pop(0).finish()
            yield f"offsets_{threshold}", offsets
            yield f"postings_{threshold}", postings
