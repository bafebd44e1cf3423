"""Which segments reach a token similarity: complete, and few too many.

A segment that reaches threshold t shares one of its rarest tokens with the query: of
a segment of n tokens that differs by at most k, one of the k + 1 rarest (the prefix
filter; Chaudhuri, Ganti and Kaushik 2006). Only those tokens are in the postings. What
they propose has to pass a bound on its 128-bit signature, then Levenshtein decides.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.similarity import largest_distance, tokens_within
from tm.match.vocabulary import (
    Vocabulary,
    code_points,
    coded,
    ranked,
    vocabulary_arrays,
)

# Any: arrays of several kinds of numbers go together.
Arrays = Mapping[str, NDArray[Any]]

_TIERS = (70, 50)
"""Thresholds whose prefixes are apart in the postings; below the last all is read."""
_CELLS = 1_000_000


class TokenLane:
    """The tokens of some segments, arranged to find those that are like a query."""

    def __init__(self, arrays: Arrays) -> None:
        self._vocabulary = Vocabulary.of(arrays)
        self._segments = arrays["segments"]
        self._lengths: list[int] = arrays["lengths"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._length_of = arrays["length_of"]
        self._signatures = arrays["signature_0"], arrays["signature_1"]
        self._ends = arrays["text_ends"]
        self._text = arrays["text"]
        self._tiers = [
            (arrays[f"offsets_{tier}"], arrays[f"postings_{tier}"]) for tier in _TIERS
        ]

    def search(
        self, tokens: Sequence[str], threshold: int
    ) -> Iterator[tuple[int, float]]:
        """Number and similarity of every segment that reaches a threshold.

        `threshold` is 0 to 100; tokens are in match form.
        """
        length = len(tokens)
        first, last = self._window(length, threshold)
        if first == last:
            return
        numbers = self._vocabulary.numbers(tokens)
        proposed = self._proposed(numbers, threshold, first, last)
        if proposed is not None and not len(proposed):
            return
        query = coded(numbers)
        for place in self._bounded(numbers, threshold, first, last, proposed):
            score = tokens_within(query, self._coded(place), threshold)
            if score is not None:
                yield int(self._segments[place]), score

    def _window(self, length: int, threshold: int) -> tuple[int, int]:
        """The places of the segments whose length may reach a threshold."""
        low, high = -(-length * threshold // 100), None
        if threshold > 0:
            high = length * 100 // threshold
        first = bisect_left(self._lengths, low)
        last = len(self._lengths) if high is None else bisect_right(self._lengths, high)
        return self._starts[first], self._starts[max(first, last)]

    def _proposed(
        self, numbers: list[int], threshold: int, first: int, last: int
    ) -> NDArray[Any] | None:
        """Places, some twice, that share a rare token; None for all of the window."""
        if threshold < _TIERS[-1]:
            return None
        prefix = sorted(numbers, key=lambda n: -n if n >= 0 else -(1 << 32))
        prefix = prefix[: largest_distance(len(numbers), threshold) + 1]
        found: list[NDArray[Any]] = []
        whole = first == 0 and last == self._starts[-1]
        for number in set(prefix):
            if number < 0:
                continue
            for tier, (offsets, postings) in zip(_TIERS, self._tiers, strict=True):
                places = postings[offsets[number] : offsets[number + 1]]
                if not whole and len(places):
                    start, end = places.searchsorted((first, last))
                    places = places[start:end]
                if len(places):
                    found.append(places)
                if threshold >= tier:
                    break
        if not found:
            return np.empty(0, dtype=np.uint32)
        return np.concatenate(found) if len(found) > 1 else found[0]

    def _bounded(
        self,
        numbers: list[int],
        threshold: int,
        first: int,
        last: int,
        proposed: NDArray[Any] | None,
    ) -> list[int]:
        """The places whose signatures allow the threshold, each once.

        A bit that one side has and the other has not is a token without a partner.
        """
        if proposed is None:
            proposed = np.arange(first, last, dtype=np.uint32)
        length = len(numbers)
        lengths = self._length_of.take(proposed).astype(np.int32)
        longest = np.maximum(lengths, length)
        # The fewest partners that the query's tokens, and the segment's, must have.
        least = longest - longest * (100 - threshold) // 100
        room = length - numbers.count(-1) - least
        other_room = lengths - least
        for query, stored in zip(_signature(numbers), self._signatures, strict=True):
            words = stored.take(proposed)
            room = room - np.bitwise_count(query & ~words)
            other_room = other_room - np.bitwise_count(words & ~query)
            kept = np.flatnonzero((room >= 0) & (other_room >= 0))
            proposed = proposed.take(kept)
            room, other_room = room.take(kept), other_room.take(kept)
        return list(set(proposed.tolist()))

    def _coded(self, place: int) -> str:
        start = int(self._ends[place - 1]) if place else 0
        return bytes(self._text[start : int(self._ends[place])]).decode()


def _signature(numbers: list[int]) -> NDArray[np.uint64]:
    """One bit a token, of 128: the most frequent have bits of their own."""
    words = [0, 0]
    for number in numbers:
        if number >= 0:
            words[number >> 6 & 1] |= 1 << (number & 63)
    return np.array(words, dtype=np.uint64)


def token_lane_arrays(
    tokens: Sequence[str],
    flat: NDArray[np.uint32],
    lengths: NDArray[np.uint32],
    segments: NDArray[Any],
) -> Iterator[tuple[str, NDArray[Any]]]:
    """What a lane keeps of segments, given in any order.

    `flat` has the token numbers of all segments one after the other, each an index
    into `tokens`; `lengths` and `segments` how many, and whose they are.
    """
    counts = np.bincount(flat, minlength=len(tokens))
    ranks = ranked(counts)
    yield from vocabulary_arrays(tokens, ranks)
    build = _LaneBuild(ranks, flat, lengths)
    for rows, matrix in build.matrices():
        build.take(rows, matrix)
    yield "segments", segments[build.order]
    yield "length_of", lengths[build.order]
    yield from build.arrays()


class _LaneBuild:
    """A lane in the making: segments by length, a matrix of each length at a time."""

    def __init__(
        self,
        ranks: NDArray[np.uint32],
        flat: NDArray[np.uint32],
        lengths: NDArray[np.uint32],
    ) -> None:
        self.order = np.argsort(lengths, kind="stable")
        self._ranks = ranks
        self._flat = flat
        self._by_length = lengths[self.order].astype(np.int64)
        ends = np.cumsum(lengths, dtype=np.int64)
        self._begins = (ends - lengths)[self.order]
        self._count = 0
        self._signatures = np.zeros((2, len(lengths)), dtype=np.uint64)
        self._text_ends = np.empty(len(lengths), dtype=np.uint64)
        self._text = bytearray()
        sizes = [_prefixes(self._by_length, tier) for tier in _TIERS]
        most = [sizes[0], sizes[1] - sizes[0]]
        # Token and place in one number, so that one sort arranges the postings.
        self._keys = [np.empty(int(size.sum()), dtype=np.uint64) for size in most]
        self._filled = [0, 0]

    def matrices(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
        """Places of some segments of one length, and their tokens' ranks."""
        place = 0
        while place < len(self.order):
            length = int(self._by_length[place])
            end = int(self._by_length.searchsorted(length, side="right"))
            end = min(end, place + max(1, _CELLS // max(1, length)))
            cells = self._begins[place:end, None] + np.arange(length)
            yield np.arange(place, end), self._ranks[self._flat[cells]]
            place = end

    def take(self, places: NDArray[np.int64], matrix: NDArray[np.uint32]) -> None:
        """Add some segments of one length."""
        length = matrix.shape[1]
        codes = code_points(matrix)
        self._text += codes.astype("<u4").tobytes().decode("utf-32-le").encode()
        widths = np.ones(matrix.shape, dtype=np.int64)
        for limit in (0x80, 0x800, 0x10000):
            widths += codes >= limit
        ends = self._count + np.cumsum(widths.sum(axis=1))
        self._text_ends[places] = ends
        self._count = int(ends[-1])
        if not length:
            return
        bits = np.left_shift(np.uint64(1), (matrix & 63).astype(np.uint64))
        odd = (matrix & 64) != 0
        for word, chosen in enumerate((~odd, odd)):
            part = np.where(chosen, bits, np.uint64(0))
            self._signatures[word, places] = np.bitwise_or.reduce(part, axis=1)
        matrix.sort(axis=1)
        shift = np.uint64(32)
        end = length
        for tier, threshold in enumerate(_TIERS):
            start = length - (largest_distance(length, threshold) + 1)
            start = max(0, start)
            prefix = matrix[:, start:end]
            fresh = np.ones(prefix.shape, dtype=bool)
            fresh[:, 1:] = prefix[:, 1:] != prefix[:, :-1]
            keys = prefix.astype(np.uint64) << shift | places[:, None].astype(np.uint64)
            chosen_keys = keys[fresh]
            filled = self._filled[tier]
            self._keys[tier][filled : filled + len(chosen_keys)] = chosen_keys
            self._filled[tier] = filled + len(chosen_keys)
            end = start

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All that was added, arranged."""
        lengths, starts = np.unique(self._by_length, return_index=True)
        yield "lengths", lengths
        yield "starts", np.append(starts, len(self.order))
        for word in (0, 1):
            yield f"signature_{word}", self._signatures[word]
        narrow = np.uint32 if self._count < 1 << 32 else np.uint64
        yield "text_ends", self._text_ends.astype(narrow)
        yield "text", np.frombuffer(self._text, dtype=np.uint8)
        numbers = int(self._ranks.max(initial=0)) + 1
        for tier, threshold in enumerate(_TIERS):
            keys = self._keys[tier][: self._filled[tier]]
            keys.sort()
            bounds = np.arange(numbers + 1, dtype=np.uint64) << np.uint64(32)
            yield f"offsets_{threshold}", keys.searchsorted(bounds).astype(np.uint32)
            yield f"postings_{threshold}", keys.astype(np.uint32)
            self._keys[tier] = keys[:0].copy()


def _prefixes(lengths: NDArray[np.int64], threshold: int) -> NDArray[np.int64]:
    """How many of its rarest tokens stand for a segment of each length."""
    return np.minimum(lengths, lengths * (100 - threshold) // 100 + 1)
