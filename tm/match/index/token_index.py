"""Which segments reach a token similarity: complete, and few too many.

A segment that reaches threshold t shares one of its rarest tokens with the query: of
a segment of n tokens that differs by at most k, one of the k + 1 rarest (the prefix
filter; Chaudhuri, Ganti and Kaushik 2006). Only those tokens are in the postings. What
they propose has to pass a bound on its 128-bit signature, then Levenshtein decides.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.common_run import WantedRun
from tm.match.index.postings_build import PostingsBuild
from tm.match.index.vocabulary import (
    Vocabulary,
    code_points,
    coded,
    ranked,
    vocabulary_arrays,
)
from tm.match.similarity import largest_distance, tokens_within

# Any: arrays of several kinds of numbers go together.
Arrays = Mapping[str, NDArray[Any]]

_TIERS = (70, 50)
"""Thresholds whose prefixes are apart in the postings; below the last all is read."""
_CELLS = 1 << 18
_COUNTED = 1 << 22
_FEW_PLACES = 100
_MOST_ROOMS = 256
_BITS = 128
_MOST_SHARING = 1_000
"""So many segments are searched for runs, by the rarest words of the query."""
_BOTH_WORDS = np.dtype(np.complex128)
"""Two words of 64 bits, taken at once: half the misses of the processor's cache."""


_Room = tuple[NDArray[np.int32], NDArray[np.int32]]


class TokenIndex:
    """The tokens of some segments, arranged to find those that are like a query."""

    def __init__(self, arrays: Arrays) -> None:
        self._vocabulary = Vocabulary.of(arrays)
        self._segments = arrays["segments"]
        self._distinct = arrays["lengths"]
        self._lengths: list[int] = arrays["lengths"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._length_of = arrays["length_of"]
        self._signatures = arrays["signatures"].view(_BOTH_WORDS)
        self._ends = arrays["text_ends"]
        self._text = arrays["text"]
        self._tiers = [
            (arrays[f"offsets_{tier}"], arrays[f"postings_{tier}"]) for tier in _TIERS
        ]
        self._rooms: dict[tuple[int, int], _Room] = {}

    def search(
        self, hashes: NDArray[np.uint64], threshold: int
    ) -> Iterator[tuple[int, float]]:
        """Number and similarity of every segment that reaches a threshold.

        `threshold` is 0 to 100; `hashes` are those of tokens in match form.
        """
        length = len(hashes)
        first, last = self._window(length, threshold)
        if first == last:
            return
        numbers = self._vocabulary.numbers(hashes)
        proposed = self._proposed(numbers, threshold, first, last)
        if not len(proposed):
            return
        query = ""
        for place in self._bounded(numbers, threshold, proposed):
            query = query or coded(numbers)
            score = tokens_within(query, self._coded(place), threshold)
            if score is not None:
                yield int(self._segments[place]), score

    def sharing(
        self, hashes: NDArray[np.uint64], wanted: WantedRun
    ) -> Iterator[tuple[int, int]]:
        """Number of segments that share a run with a query, and its words.

        A run is found by its rarest token, if that is in the postings: among the
        rarer half of the segment's tokens.
        """
        numbers = self._vocabulary.numbers(hashes)
        wanted = wanted.known([number < 0 for number in numbers])
        query = wanted.coded(coded(numbers))
        places: dict[int, None] = {}
        for token, windows in _by_rarest(numbers, wanted):
            for offsets, postings in self._tiers:
                found = postings[offsets[token] : offsets[token + 1]]
                if len(found):
                    places.update(dict.fromkeys(self._holding(found, windows)))
            if len(places) >= _MOST_SHARING:
                break
        for place in islice(places, _MOST_SHARING):
            if words := query.longest(self._coded(place)):
                yield int(self._segments[place]), words

    def _holding(self, places: NDArray[Any], windows: Sequence[list[int]]) -> list[int]:
        """The places whose signatures have all tokens of one of the windows."""
        places = places.astype(np.intp)
        words = self._signatures.take(places).view(np.uint64)
        first, second = words[::2], words[1::2]
        held = np.zeros(len(places), dtype=bool)
        for window in windows:
            one, other = map(np.uint64, _signature(window))
            held |= (first & one == one) & (second & other == other)
        found: list[int] = places[held].tolist()
        return found

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
    ) -> NDArray[Any]:
        """Places, some twice, that share a rare token; below the tiers all of them.

        The longer a segment, the more it must share: of n tokens that reach t with m
        of the query, one of the m - ⌈t·n⌉ + 1 rarest of the query, so that a query's
        j-th token need not be looked for beyond a length of (m - j) / t.
        """
        if threshold < _TIERS[-1]:
            return np.arange(first, last, dtype=np.uint32)
        length = len(numbers)
        prefix = sorted(numbers, key=lambda n: -n if n >= 0 else -(1 << 32))
        prefix = prefix[: largest_distance(length, threshold) + 1]
        found: list[NDArray[Any]] = []
        before = -1
        for rank, number in enumerate(prefix):
            if number == before or number < 0:
                continue
            before = number
            longest = bisect_right(self._lengths, (length - rank) * 100 // threshold)
            end = min(last, self._starts[longest])
            for tier, (offsets, postings) in zip(_TIERS, self._tiers, strict=True):
                places = postings[offsets[number] : offsets[number + 1]]
                if len(places) > _FEW_PLACES:
                    # The bound drops those outside of the window, if they are few.
                    window = np.array((first, end), dtype=places.dtype)
                    start, stop = places.searchsorted(window).tolist()
                    places = places[start:stop]
                if len(places):
                    found.append(places)
                if threshold >= tier:
                    break
        if not found:
            return np.empty(0, dtype=np.uint32)
        return np.concatenate(found) if len(found) > 1 else found[0]

    def _room_by_length(self, length: int, threshold: int) -> _Room:
        """How many tokens may be without a partner, by the segment's length.

        Of a query of so many tokens, and of the segment.
        """
        known = self._rooms.get((length, threshold))
        if known is not None:
            return known
        lengths = self._distinct.astype(np.int64)
        longest = np.maximum(lengths, length)
        least = longest - longest * (100 - threshold) // 100
        # A length that cannot reach the threshold has no room at all.
        room, other_room = (
            np.maximum(side - least, -1).astype(np.int32) for side in (length, lengths)
        )
        if len(self._rooms) >= _MOST_ROOMS:
            self._rooms.clear()
        self._rooms[length, threshold] = room, other_room
        return room, other_room

    def _bounded(
        self, numbers: list[int], threshold: int, proposed: NDArray[Any]
    ) -> list[int]:
        """The places whose signatures allow the threshold, each once.

        A bit that one side has and the other has not is a token without a partner.
        """
        room, other_room = self._room_by_length(len(numbers), threshold)
        query = _signature(numbers)
        bits = query[0].bit_count() + query[1].bit_count()
        proposed = proposed.astype(np.intp)  # once, and not in every `take`
        lengths = self._length_of.take(proposed)
        words = self._signatures.take(proposed).view(np.uint64)
        shared = np.bitwise_count(words[::2] & np.uint64(query[0]))
        shared += np.bitwise_count(words[1::2] & np.uint64(query[1]))
        fewest = np.int32(bits + numbers.count(-1)) - room
        kept = np.flatnonzero(shared >= fewest.take(lengths))
        stored = np.bitwise_count(words.reshape(-1, 2).take(kept, axis=0))
        surplus = stored.sum(axis=1, dtype=np.int32) - shared.take(kept)
        most = other_room.take(lengths.take(kept))
        kept = kept.take(np.flatnonzero(surplus <= most))
        return list(set(proposed.take(kept).tolist()))

    def _coded(self, place: int) -> str:
        start = int(self._ends[place - 1]) if place else 0
        return bytes(self._text[start : int(self._ends[place])]).decode()


def _by_rarest(
    numbers: list[int], wanted: WantedRun
) -> list[tuple[int, list[list[int]]]]:
    """The windows of a query by their rarest tokens, the rarest of those first."""
    windows: dict[int, list[list[int]]] = {}
    for start, end in wanted.windows():
        window = numbers[start:end]
        windows.setdefault(max(window), []).append(window)
    return sorted(windows.items(), reverse=True)


def _signature(numbers: list[int]) -> tuple[int, int]:
    """One bit a token, of 128: the most frequent have bits of their own."""
    words = [0, 0]
    for number in numbers:
        if number >= 0:
            words[number >> 6 & 1] |= 1 << (number & 63)
    return words[0], words[1]


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
    counts = np.zeros(len(tokens), dtype=np.int64)
    for start in range(0, len(flat), _COUNTED):  # counting copies what it counts
        counts += np.bincount(flat[start : start + _COUNTED], minlength=len(tokens))
    ranks = ranked(counts)
    yield from vocabulary_arrays(tokens, ranks)
    build = _LaneBuild(ranks, flat, lengths)
    for rows, matrix in build.matrices():
        build.take(rows, matrix)
    yield "segments", segments[build.order]
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
        self._signatures = np.zeros((len(lengths), 2), dtype=np.uint64)
        self._text_ends = np.empty(len(lengths), dtype=np.uint64)
        self._text = bytearray()
        numbers = int(ranks.max(initial=0)) + 1
        self._postings = [PostingsBuild(numbers) for _ in _TIERS]

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
        widths = np.ones(matrix.shape, dtype=np.uint8)
        for limit in (0x80, 0x800, 0x10000):
            widths += codes >= limit
        ends = self._count + np.cumsum(widths.sum(axis=1, dtype=np.int64))
        here = slice(int(places[0]), int(places[-1]) + 1)
        self._text_ends[here] = ends
        self._count = int(ends[-1])
        if not length:
            return
        bits = np.zeros(len(places) * _BITS, dtype=bool)
        chosen = (matrix % _BITS).astype(np.intp)
        chosen += np.arange(0, len(bits), _BITS)[:, None]
        bits[chosen] = True
        packed = np.packbits(bits, bitorder="little").view("<u8")
        self._signatures[here] = packed.reshape(-1, 2)
        matrix.sort(axis=1)
        end = length
        for postings, threshold in zip(self._postings, _TIERS, strict=True):
            start = length - (largest_distance(length, threshold) + 1)
            start = max(0, start)
            prefix = matrix[:, start:end]
            fresh = np.ones(prefix.shape, dtype=bool)
            fresh[:, 1:] = prefix[:, 1:] != prefix[:, :-1]
            which, _ = np.nonzero(fresh)
            postings.add(prefix[fresh], places[which])
            end = start

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All that was added, arranged; what was given is let go of."""
        yield "text", np.frombuffer(self._text, dtype=np.uint8)
        self._text = bytearray()
        yield "signatures", self._signatures.reshape(-1)
        self._signatures = self._signatures[:0].copy()
        narrow = np.uint32 if self._count < 1 << 32 else np.uint64
        yield "text_ends", self._text_ends.astype(narrow)
        lengths, starts = np.unique(self._by_length, return_index=True)
        yield "lengths", lengths
        yield "starts", np.append(starts, len(self.order))
        which = np.repeat(
            np.arange(len(starts)), np.diff(starts, append=len(self.order))
        )
        yield "length_of", which.astype(np.min_scalar_type(max(0, len(starts) - 1)))
        for threshold in _TIERS:
            offsets, postings = self._postings.pop(0).arranged()
            yield f"offsets_{threshold}", offsets
            yield f"postings_{threshold}", postings
