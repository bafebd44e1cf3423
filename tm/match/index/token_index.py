"""Segments that reach a token similarity: none missed, few compared in vain.

A segment that reaches threshold t shares one of its rarest tokens with the query: of
a segment of n tokens that differs by at most k, one of the k + 1 rarest (the prefix
filter; Chaudhuri, Ganti and Kaushik 2006). Only those tokens are in the postings. A
proposed segment has to pass a bound on its 128-bit signature, then Levenshtein decides.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.common_run import WordRunQuery
from tm.match.index.vocabulary import (
    TokenVocabulary,
    encode_tokens,
)
from tm.match.similarity import largest_distance, tokens_within

# Any: arrays of several kinds of numbers go together.
Arrays = Mapping[str, NDArray[Any]]

TIERS = (70, 50)
"""Thresholds with postings of their own; below the last all segments are read."""
_FEW_PLACES = 100
_MAX_CACHED_ALLOWANCES = 256
SIGNATURE_BITS = 128
_MAX_RUN_CANDIDATES = 1_000
"""Segments that are searched for runs, by the rarest words of the query."""
_BOTH_WORDS = np.dtype(np.complex128)
"""Two words of 64 bits, read together: half the misses of the processor's cache."""


_Allowance = tuple[NDArray[np.int32], NDArray[np.int32]]


class TokenIndex:
    """The tokens of segments, arranged for finding those similar to a query."""

    def __init__(self, arrays: Arrays) -> None:
        self._vocabulary = TokenVocabulary.of(arrays)
        self._segments = arrays["segments"]
        self._distinct_lengths = arrays["lengths"]
        self._lengths: list[int] = arrays["lengths"].tolist()
        self._starts: list[int] = arrays["starts"].tolist()
        self._length_of = arrays["length_of"]
        self._signatures = arrays["signatures"].view(_BOTH_WORDS)
        self._text_ends = arrays["text_ends"]
        self._text = arrays["text"]
        self._tiers = [
            (arrays[f"offsets_{tier}"], arrays[f"postings_{tier}"]) for tier in TIERS
        ]
        self._allowances: dict[tuple[int, int], _Allowance] = {}

    def search(
        self, hashes: NDArray[np.uint64], threshold: int
    ) -> Iterator[tuple[int, float]]:
        """Yield number and similarity of every segment that reaches a threshold.

        `threshold` is 0 to 100; `hashes` are those of tokens in match form.
        """
        length = len(hashes)
        first, last = self._window(length, threshold)
        if first == last:
            return
        numbers = self._vocabulary.find_numbers(hashes)
        proposed = self._propose(numbers, threshold, first, last)
        if not len(proposed):
            return
        query = ""
        for place in self._pass_signature_bound(numbers, threshold, proposed):
            query = query or encode_tokens(numbers)
            score = tokens_within(query, self._encoded_segment(place), threshold)
            if score is not None:
                yield int(self._segments[place]), score

    def segments_sharing_run(
        self, hashes: NDArray[np.uint64], run: WordRunQuery
    ) -> Iterator[tuple[int, int]]:
        """Yield the number of each segment that shares a run, and the run's words.

        A run is found by its rarest token, if that is in the postings: among the
        rarer half of the segment's tokens.
        """
        numbers = self._vocabulary.find_numbers(hashes)
        run = run.without_unknown([number < 0 for number in numbers])
        query = run.encode(encode_tokens(numbers))
        places: dict[int, None] = {}
        for token, windows in _windows_by_rarest_token(numbers, run):
            for offsets, postings in self._tiers:
                token_places = postings[offsets[token] : offsets[token + 1]]
                if len(token_places):
                    places.update(
                        dict.fromkeys(self._places_with_window(token_places, windows))
                    )
            if len(places) >= _MAX_RUN_CANDIDATES:
                break
        for place in islice(places, _MAX_RUN_CANDIDATES):
            if words := query.longest_run(self._encoded_segment(place)):
                yield int(self._segments[place]), words

    def _places_with_window(
        self, places: NDArray[Any], windows: Sequence[list[int]]
    ) -> list[int]:
        """List the places whose signatures have all tokens of one of the windows."""
        places = places.astype(np.intp)
        words = self._signatures.take(places).view(np.uint64)
        first, second = words[::2], words[1::2]
        has_window = np.zeros(len(places), dtype=bool)
        for window in windows:
            first_bits, second_bits = map(np.uint64, _signature(window))
            has_window |= (first & first_bits == first_bits) & (
                second & second_bits == second_bits
            )
        holding_places: list[int] = places[has_window].tolist()
        return holding_places

    def _window(self, length: int, threshold: int) -> tuple[int, int]:
        """Range of places whose segments are long and short enough for a threshold."""
        low, high = -(-length * threshold // 100), None
        if threshold > 0:
            high = length * 100 // threshold
        first = bisect_left(self._lengths, low)
        last = len(self._lengths) if high is None else bisect_right(self._lengths, high)
        return self._starts[first], self._starts[max(first, last)]

    def _propose(
        self, numbers: list[int], threshold: int, first: int, last: int
    ) -> NDArray[Any]:
        """Propose places that share a rare token; below the tiers, all places.

        A place may come twice.

        The longer a segment, the more it must share: of n tokens that reach t with m
        of the query, one of the m - ⌈t·n⌉ + 1 rarest of the query, so that a query's
        j-th token need not be looked for beyond a length of (m - j) / t.
        """
        if threshold < TIERS[-1]:
            return np.arange(first, last, dtype=np.uint32)
        length = len(numbers)
        prefix = sorted(numbers, key=lambda n: -n if n >= 0 else -(1 << 32))
        prefix = prefix[: largest_distance(length, threshold) + 1]
        proposed: list[NDArray[Any]] = []
        previous_number = -1
        for rank, number in enumerate(prefix):
            if number == previous_number or number < 0:
                continue
            previous_number = number
            longest = bisect_right(self._lengths, (length - rank) * 100 // threshold)
            end = min(last, self._starts[longest])
            for tier, (offsets, postings) in zip(TIERS, self._tiers, strict=True):
                places = postings[offsets[number] : offsets[number + 1]]
                if len(places) > _FEW_PLACES:
                    # The bound drops those outside of the window, if they are few.
                    window = np.array((first, end), dtype=places.dtype)
                    start, stop = places.searchsorted(window).tolist()
                    places = places[start:stop]
                if len(places):
                    proposed.append(places)
                if threshold >= tier:
                    break
        if not proposed:
            return np.empty(0, dtype=np.uint32)
        return np.concatenate(proposed) if len(proposed) > 1 else proposed[0]

    def _allowance_by_length(self, length: int, threshold: int) -> _Allowance:
        """Tokens that may lack a partner, by the segment's length.

        First of a query of so many tokens, then of the segment.
        """
        cached = self._allowances.get((length, threshold))
        if cached is not None:
            return cached
        lengths = self._distinct_lengths.astype(np.int64)
        longest = np.maximum(lengths, length)
        least_shared = longest - longest * (100 - threshold) // 100
        # A length that cannot reach the threshold has no room at all.
        query_allowance, segment_allowance = (
            np.maximum(side - least_shared, -1).astype(np.int32)
            for side in (length, lengths)
        )
        if len(self._allowances) >= _MAX_CACHED_ALLOWANCES:
            self._allowances.clear()
        self._allowances[length, threshold] = query_allowance, segment_allowance
        return query_allowance, segment_allowance

    def _pass_signature_bound(
        self, numbers: list[int], threshold: int, proposed: NDArray[Any]
    ) -> list[int]:
        """List the places whose signatures allow the threshold, each once.

        A bit that only one side has is a token without a partner.
        """
        query_allowance, segment_allowance = self._allowance_by_length(
            len(numbers), threshold
        )
        query = _signature(numbers)
        bits = query[0].bit_count() + query[1].bit_count()
        proposed = proposed.astype(np.intp)  # once, and not in every `take`
        lengths = self._length_of.take(proposed)
        words = self._signatures.take(proposed).view(np.uint64)
        shared = np.bitwise_count(words[::2] & np.uint64(query[0]))
        shared += np.bitwise_count(words[1::2] & np.uint64(query[1]))
        least_shared = np.int32(bits + numbers.count(-1)) - query_allowance
        passing = np.flatnonzero(shared >= least_shared.take(lengths))
        stored = np.bitwise_count(words.reshape(-1, 2).take(passing, axis=0))
        surplus = stored.sum(axis=1, dtype=np.int32) - shared.take(passing)
        max_surplus = segment_allowance.take(lengths.take(passing))
        passing = passing.take(np.flatnonzero(surplus <= max_surplus))
        return list(set(proposed.take(passing).tolist()))

    def _encoded_segment(self, place: int) -> str:
        start = int(self._text_ends[place - 1]) if place else 0
        return bytes(self._text[start : int(self._text_ends[place])]).decode()


def _windows_by_rarest_token(
    numbers: list[int], run: WordRunQuery
) -> list[tuple[int, list[list[int]]]]:
    """Group the windows of a query by their rarest token, the rarest first."""
    windows: dict[int, list[list[int]]] = {}
    for start, end in run.windows():
        window = numbers[start:end]
        windows.setdefault(max(window), []).append(window)
    return sorted(windows.items(), reverse=True)


def _signature(numbers: list[int]) -> tuple[int, int]:
    """Set one of 128 bits for each token; frequent tokens have bits of their own."""
    words = [0, 0]
    for number in numbers:
        if number >= 0:
            words[number >> 6 & 1] |= 1 << (number & 63)
    return words[0], words[1]
