"""Building the arrays of a token index."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.postings_build import PostingsBuild
from tm.match.index.token_index import SIGNATURE_BITS, TIERS
from tm.match.index.vocabulary import (
    character_codes,
    rank_by_frequency,
    vocabulary_arrays,
)
from tm.match.similarity import largest_distance

_MATRIX_CELLS = 1 << 18
_COUNTED_AT_ONCE = 1 << 22


def token_index_arrays(
    tokens: Sequence[str],
    token_numbers: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of a token index of segments, which come in any order.

    `token_numbers` has the token numbers of all segments one after the other, each an
    index into `tokens`; `lengths` and `segments` how many, and whose they are.
    """
    counts = np.zeros(len(tokens), dtype=np.int64)
    for start in range(
        0, len(token_numbers), _COUNTED_AT_ONCE
    ):  # counting copies what it counts
        counts += np.bincount(
            token_numbers[start : start + _COUNTED_AT_ONCE], minlength=len(tokens)
        )
    ranks = rank_by_frequency(counts)
    yield from vocabulary_arrays(tokens, ranks)
    build = _TokenIndexBuild(ranks, token_numbers, lengths)
    for rows, matrix in build.matrices():
        build.add(rows, matrix)
    yield "segments", segments[build.order]
    yield from build.arrays()


class _TokenIndexBuild:
    """A token index being built from matrices of segments of one length each."""

    def __init__(
        self,
        ranks: NDArray[np.uint32],
        token_numbers: NDArray[np.uint32],
        lengths: NDArray[np.uint32],
    ) -> None:
        self.order = np.argsort(lengths, kind="stable")
        self._ranks = ranks
        self._token_numbers = token_numbers
        self._by_length = lengths[self.order].astype(np.int64)
        ends = np.cumsum(lengths, dtype=np.int64)
        self._begins = (ends - lengths)[self.order]
        self._count = 0
        self._signatures = np.zeros((len(lengths), 2), dtype=np.uint64)
        self._text_ends = np.empty(len(lengths), dtype=np.uint64)
        self._text = bytearray()
        numbers = int(ranks.max(initial=0)) + 1
        self._postings = [PostingsBuild(numbers) for _ in TIERS]

    def matrices(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
        """Yield places of segments of one length with the ranks of their tokens."""
        place = 0
        while place < len(self.order):
            length = int(self._by_length[place])
            end = int(self._by_length.searchsorted(length, side="right"))
            end = min(end, place + max(1, _MATRIX_CELLS // max(1, length)))
            cells = self._begins[place:end, None] + np.arange(length)
            yield np.arange(place, end), self._ranks[self._token_numbers[cells]]
            place = end

    def add(self, places: NDArray[np.int64], matrix: NDArray[np.uint32]) -> None:
        """Add some segments of one length."""
        length = matrix.shape[1]
        codes = character_codes(matrix)
        self._text += codes.astype("<u4").tobytes().decode("utf-32-le").encode()
        widths = np.ones(matrix.shape, dtype=np.uint8)
        for limit in (0x80, 0x800, 0x10000):
            widths += codes >= limit
        ends = self._count + np.cumsum(widths.sum(axis=1, dtype=np.int64))
        rows = slice(int(places[0]), int(places[-1]) + 1)
        self._text_ends[rows] = ends
        self._count = int(ends[-1])
        if not length:
            return
        bits = np.zeros(len(places) * SIGNATURE_BITS, dtype=bool)
        bit_places = (matrix % SIGNATURE_BITS).astype(np.intp)
        bit_places += np.arange(0, len(bits), SIGNATURE_BITS)[:, None]
        bits[bit_places] = True
        packed = np.packbits(bits, bitorder="little").view("<u8")
        self._signatures[rows] = packed.reshape(-1, 2)
        matrix.sort(axis=1)
        end = length
        for postings, threshold in zip(self._postings, TIERS, strict=True):
            start = length - (largest_distance(length, threshold) + 1)
            start = max(0, start)
            prefix = matrix[:, start:end]
            is_first = np.ones(prefix.shape, dtype=bool)
            is_first[:, 1:] = prefix[:, 1:] != prefix[:, :-1]
            segment_rows, _ = np.nonzero(is_first)
            postings.add(prefix[is_first], places[segment_rows])
            end = start

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Yield the arrays; each is freed once it is yielded."""
        yield "text", np.frombuffer(self._text, dtype=np.uint8)
        self._text = bytearray()
        yield "signatures", self._signatures.reshape(-1)
        self._signatures = self._signatures[:0].copy()
        offset_type = np.uint32 if self._count < 1 << 32 else np.uint64
        yield "text_ends", self._text_ends.astype(offset_type)
        lengths, starts = np.unique(self._by_length, return_index=True)
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
