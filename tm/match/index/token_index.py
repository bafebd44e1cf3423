"""The token index: finds all segments that reach a token similarity.

A segment that reaches threshold t shares one of its rarest tokens with the query: of
a segment of n tokens that differs by at most k, one of the k + 1 rarest (the prefix
filter; Chaudhuri, Ganti and Kaushik 2006). Only those tokens are in the postings. A
proposed segment has to pass a bound on its 128-bit signature, then Levenshtein decides.

Beside each row of the first tier stands the signature of its segment, cut to 64 bits.
Nine of ten segments fail there, and the others' signatures are all over the file: among
4 million, queries of more than six tokens take 35 % less time (`benchmarks/scale.py`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tm.match.index.vocabulary import (
    TokenVocabulary,
    encode_tokens,
)
from tm.match.similarity import compute_max_edits, compute_token_similarity_within

if TYPE_CHECKING:
    from tm.match.index.common_run import WordRunQuery

# Any: the arrays have various number types.
Arrays = Mapping[str, NDArray[Any]]

TIER_THRESHOLDS = (70, 50)
"""Thresholds with postings of their own; below the last all segments are read."""
_MAX_UNFILTERED_ROWS = 100
_MAX_CACHED_COUNT_ARRAYS = 256
SIGNATURE_BIT_COUNT = 128
_HALF_PAIR_TYPE = np.dtype(np.complex128)
"""A type of two 64-bit words: reading both at once halves the cache misses."""


_MaxUnsharedCounts = tuple[NDArray[np.int32], NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class _Postings:
    """The rows of each token, by rising row; some with their short signatures."""

    offsets: NDArray[Any]
    rows: NDArray[Any]
    short_signatures: NDArray[np.uint64] | None

    @classmethod
    def of(cls, array_by_name: Arrays, tier: int) -> "_Postings":
        """Make the postings of a tier."""
        return cls(
            array_by_name[f"offsets_{tier}"],
            array_by_name[f"postings_{tier}"],
            array_by_name.get(f"short_signatures_{tier}"),
        )

    def find_rows(
        self, token_id: int, row_range: tuple[int, int]
    ) -> tuple[NDArray[Any], slice]:
        """Find the rows of a token in a range, and where they are in the arrays.

        Few rows are not worth a search: some of them may be outside the range.
        """
        first_index, end_index = self.offsets[token_id : token_id + 2].tolist()
        token_rows = self.rows[first_index:end_index]
        if len(token_rows) > _MAX_UNFILTERED_ROWS:
            start, end = token_rows.searchsorted(
                np.array(row_range, dtype=token_rows.dtype)
            ).tolist()
            token_rows = token_rows[start:end]
            first_index, end_index = first_index + start, first_index + end
        return token_rows, slice(first_index, end_index)


class TokenIndex:
    """An index of segments by tokens, for finding those similar to a query."""

    def __init__(self, array_by_name: Arrays) -> None:
        self._vocabulary = TokenVocabulary.of(array_by_name)
        self._segment_ids = array_by_name["segments"]
        self._distinct_lengths = array_by_name["lengths"]
        self._distinct_length_list: list[int] = array_by_name["lengths"].tolist()
        self._row_starts: list[int] = array_by_name["starts"].tolist()
        self._length_indexes = array_by_name["length_of"]
        self._signatures = array_by_name["signatures"].view(_HALF_PAIR_TYPE)
        self._text_ends = array_by_name["text_ends"]
        self._text_bytes = array_by_name["text"]
        self._tier_postings = [
            _Postings.of(array_by_name, tier) for tier in TIER_THRESHOLDS
        ]
        self._cached_max_unshared_counts: dict[tuple[int, int], _MaxUnsharedCounts] = {}

    def search(
        self, token_hashes: NDArray[np.uint64], min_similarity: int
    ) -> Iterator[tuple[int, float]]:
        """Yield id and similarity of every segment that reaches a threshold.

        `min_similarity` is 0 to 100; `token_hashes` are those of tokens in match form.
        """
        query_length = len(token_hashes)
        first_row, end_row = self._find_row_window(query_length, min_similarity)
        if first_row == end_row:
            return
        token_ids = self._vocabulary.find_token_ids(token_hashes)
        proposed_rows = self._propose_rows(
            token_ids, min_similarity, first_row, end_row
        )
        if not len(proposed_rows):
            return
        encoded_query = ""
        for row in self._filter_by_signature(token_ids, min_similarity, proposed_rows):
            encoded_query = encoded_query or encode_tokens(token_ids)
            similarity = compute_token_similarity_within(
                encoded_query, self._read_encoded_segment(row), min_similarity
            )
            if similarity is not None:
                yield int(self._segment_ids[row]), similarity

    def find_segments_sharing_run(
        self, token_hashes: NDArray[np.uint64], run_query: "WordRunQuery"
    ) -> Iterator[tuple[int, int]]:
        """Yield the id of each segment that shares a run, and the run's words.

        A run is found by its rarest token, if that is in the postings: among the
        rarer half of the segment's tokens.
        """
        token_ids = self._vocabulary.find_token_ids(token_hashes)
        run_query = run_query.cut_at_unknown_tokens(
            [token_id < 0 for token_id in token_ids]
        )
        encoded_run_query = run_query.make_encoded_query(encode_tokens(token_ids))
        candidate_rows: dict[int, None] = {}
        for token_id, windows in _group_windows_by_rarest_token(token_ids, run_query):
            for postings in self._tier_postings:
                token_rows, _ = postings.find_rows(
                    token_id, (0, len(self._segment_ids))
                )
                if len(token_rows):
                    candidate_rows.update(
                        dict.fromkeys(self._filter_rows_by_window(token_rows, windows))
                    )
            if len(candidate_rows) >= run_query.max_segment_count:
                break
        for row in islice(candidate_rows, run_query.max_segment_count):
            if word_count := encoded_run_query.count_longest_run_words(
                self._read_encoded_segment(row)
            ):
                yield int(self._segment_ids[row]), word_count

    def _filter_rows_by_window(
        self, rows: NDArray[Any], windows: Sequence[list[int]]
    ) -> list[int]:
        """Filter rows whose signatures have all tokens of one of the windows."""
        rows = rows.astype(np.intp)
        signature_halves = self._signatures.take(rows).view(np.uint64)
        first_halves, second_halves = signature_halves[::2], signature_halves[1::2]
        row_in_window_flags = np.zeros(len(rows), dtype=bool)
        for window in windows:
            first_window_half, second_window_half = map(
                np.uint64, _compute_signature(window)
            )
            row_in_window_flags |= (
                first_halves & first_window_half == first_window_half
            ) & (second_halves & second_window_half == second_window_half)
        rows_with_window: list[int] = rows[row_in_window_flags].tolist()
        return rows_with_window

    def _find_row_window(
        self, query_length: int, min_similarity: int
    ) -> tuple[int, int]:
        """Find the range of rows whose lengths may reach a threshold."""
        min_length, max_length = -(-query_length * min_similarity // 100), None
        if min_similarity > 0:
            max_length = query_length * 100 // min_similarity
        first_length_index = bisect_left(self._distinct_length_list, min_length)
        end_length_index = (
            len(self._distinct_length_list)
            if max_length is None
            else bisect_right(self._distinct_length_list, max_length)
        )
        return self._row_starts[first_length_index], self._row_starts[
            max(first_length_index, end_length_index)
        ]

    def _propose_rows(
        self, token_ids: list[int], min_similarity: int, first_row: int, end_row: int
    ) -> NDArray[Any]:
        """Propose rows that share a rare token; below the tiers, all rows.

        A row may come twice.

        The longer a segment, the more it must share: of n tokens that reach t with m
        of the query, one of the m - ⌈t·n⌉ + 1 rarest of the query, so that a query's
        j-th token need not be looked for beyond a length of (m - j) / t.
        """
        if min_similarity < TIER_THRESHOLDS[-1]:
            return np.arange(first_row, end_row)
        query_length = len(token_ids)
        rarest_token_ids = sorted(
            token_ids, key=lambda token_id: -token_id if token_id >= 0 else -(1 << 32)
        )
        rarest_token_ids = rarest_token_ids[
            : compute_max_edits(query_length, min_similarity) + 1
        ]
        signed_row_arrays: list[NDArray[Any]] = []
        signature_arrays: list[NDArray[np.uint64]] = []
        proposed_row_arrays: list[NDArray[Any]] = []
        previous_token_id = -1
        for rank, token_id in enumerate(rarest_token_ids):
            if token_id == previous_token_id or token_id < 0:
                continue
            previous_token_id = token_id
            length_index = bisect_right(
                self._distinct_length_list,
                (query_length - rank) * 100 // min_similarity,
            )
            row_range = first_row, min(end_row, self._row_starts[length_index])
            for tier, postings in zip(
                TIER_THRESHOLDS, self._tier_postings, strict=True
            ):
                rows, index_range = postings.find_rows(token_id, row_range)
                if postings.short_signatures is None:
                    proposed_row_arrays.append(rows)
                elif len(rows):
                    signed_row_arrays.append(rows)
                    signature_arrays.append(postings.short_signatures[index_range])
                if min_similarity >= tier:
                    break
        if signed_row_arrays:
            possible_row_flags = self._flag_possible_rows(
                token_ids, min_similarity, np.concatenate(signature_arrays)
            )
            proposed_row_arrays.append(
                np.concatenate(signed_row_arrays).compress(possible_row_flags)
            )
        if not proposed_row_arrays:
            return np.empty(0, dtype=np.intp)
        # `take` converts other types each time.
        return np.concatenate(proposed_row_arrays, dtype=np.intp)

    def _flag_possible_rows(
        self,
        token_ids: list[int],
        min_similarity: int,
        short_signatures: NDArray[np.uint64],
    ) -> NDArray[np.bool_]:
        """Flag the rows that may reach the threshold, by their short signatures.

        Each bit that only the query has is a token without a partner.
        """
        max_unshared_of_query, _ = self._compute_max_unshared_counts(
            len(token_ids), min_similarity
        )
        first_word, second_word = _compute_signature(token_ids)
        query_signature = first_word | second_word
        min_shared_bit_count = (
            query_signature.bit_count()
            + token_ids.count(-1)
            - int(max_unshared_of_query.max(initial=0))
        )
        shared_bit_counts = np.bitwise_count(
            short_signatures & np.uint64(query_signature)
        )
        possible_row_flags: NDArray[np.bool_] = shared_bit_counts >= max(
            0, min_shared_bit_count
        )
        return possible_row_flags

    def _compute_max_unshared_counts(
        self, query_length: int, min_similarity: int
    ) -> _MaxUnsharedCounts:
        """Compute how many tokens may lack a partner, by the segment's length.

        The first array is for tokens of the query, the second for the segment's.
        """
        cached_counts = self._cached_max_unshared_counts.get(
            (query_length, min_similarity)
        )
        if cached_counts is not None:
            return cached_counts
        lengths = self._distinct_lengths.astype(np.int64)
        longer_lengths = np.maximum(lengths, query_length)
        min_shared_counts = (
            longer_lengths - longer_lengths * (100 - min_similarity) // 100
        )
        # -1 for a length that cannot reach the threshold.
        max_unshared_of_query, max_unshared_of_segment = (
            np.maximum(side_lengths - min_shared_counts, -1).astype(np.int32)
            for side_lengths in (query_length, lengths)
        )
        if len(self._cached_max_unshared_counts) >= _MAX_CACHED_COUNT_ARRAYS:
            self._cached_max_unshared_counts.clear()
        self._cached_max_unshared_counts[query_length, min_similarity] = (
            max_unshared_of_query,
            max_unshared_of_segment,
        )
        return max_unshared_of_query, max_unshared_of_segment

    def _filter_by_signature(
        self, token_ids: list[int], min_similarity: int, proposed_rows: NDArray[Any]
    ) -> list[int]:
        """Filter rows whose signatures may reach the threshold, each once.

        A bit that only one side has is a token without a partner.
        """
        max_unshared_of_query, max_unshared_of_segment = (
            self._compute_max_unshared_counts(len(token_ids), min_similarity)
        )
        query_signature = _compute_signature(token_ids)
        query_bit_count = (
            query_signature[0].bit_count() + query_signature[1].bit_count()
        )
        signature_halves = self._signatures.take(proposed_rows).view(np.uint64)
        shared_bit_counts = np.bitwise_count(
            signature_halves[::2] & np.uint64(query_signature[0])
        )
        shared_bit_counts += np.bitwise_count(
            signature_halves[1::2] & np.uint64(query_signature[1])
        )
        min_shared_bit_counts = (
            np.int32(query_bit_count + token_ids.count(-1)) - max_unshared_of_query
        )
        # Few rows share as many bits as the length that needs the fewest.
        min_shared_bit_count = max(0, int(min_shared_bit_counts.min()))
        candidate_indexes = np.flatnonzero(shared_bit_counts >= min_shared_bit_count)
        candidate_rows = proposed_rows.take(candidate_indexes)
        shared_bit_counts = shared_bit_counts.take(candidate_indexes).astype(np.int32)
        surplus_bit_counts = (
            np.bitwise_count(signature_halves.take(candidate_indexes * 2))
            + np.bitwise_count(signature_halves.take(candidate_indexes * 2 + 1))
            - shared_bit_counts
        )
        length_indexes = self._length_indexes.take(candidate_rows)
        possible_row_flags = (
            shared_bit_counts >= min_shared_bit_counts.take(length_indexes)
        ) & (surplus_bit_counts <= max_unshared_of_segment.take(length_indexes))
        return list(set(candidate_rows.compress(possible_row_flags).tolist()))

    def _read_encoded_segment(self, row: int) -> str:
        start = int(self._text_ends[row - 1]) if row else 0
        return bytes(self._text_bytes[start : int(self._text_ends[row])]).decode()


def _group_windows_by_rarest_token(
    token_ids: list[int], run_query: "WordRunQuery"
) -> list[tuple[int, list[list[int]]]]:
    """Group the windows of a query by their rarest token, the rarest first."""
    windows_by_token_id: dict[int, list[list[int]]] = {}
    for start, end in run_query.list_windows():
        window = token_ids[start:end]
        windows_by_token_id.setdefault(max(window), []).append(window)
    return sorted(windows_by_token_id.items(), reverse=True)


def _compute_signature(token_ids: list[int]) -> tuple[int, int]:
    """Compute a signature of 128 bits; the most frequent tokens have a bit each."""
    signature_halves = [0, 0]
    for token_id in token_ids:
        if token_id >= 0:
            signature_halves[token_id >> 6 & 1] |= 1 << (token_id & 63)
    return signature_halves[0], signature_halves[1]
