"""The words of a locale's terms, and the terms and positions of each word."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import WORD_SEPARATOR, TermArrays

TermIds = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordsOfTerms:
    """The word ids of some terms, in one array."""

    term_ids: TermIds
    """Each has at least one word."""
    word_ids: TermIds
    first_indexes: NDArray[np.int64]
    """The index in `word_ids` where each term starts."""

    def count_words(self, word_range: range) -> NDArray[np.int64]:
        """Count the words of each term that are in a range of word ids."""
        in_range_flags = (self.word_ids >= word_range.start) & (
            self.word_ids < word_range.stop
        )
        return np.add.reduceat(in_range_flags, self.first_indexes, dtype=np.int64)

    def find_least_costs(self, costs: NDArray[np.int16]) -> NDArray[np.int16]:
        """Find the least cost of any word of each term."""
        return np.minimum.reduceat(costs[self.word_ids], self.first_indexes)


class TermWords:
    """The vocabulary of a locale's terms, and the positions of its words."""

    def __init__(self, array_by_name: TermArrays) -> None:
        self._vocabulary_bytes = array_by_name["vocabulary"]
        self.word_ids: TermIds = array_by_name["word_at"]
        """The word ids of all terms, in one array."""
        self.term_id_by_position: TermIds = array_by_name["term_at"]
        self.first_positions: TermIds = array_by_name["starts"]
        self._word_positions: TermIds = array_by_name["places"]
        self._first_indexes_of_words: TermIds = array_by_name["postings"]

    @cached_property
    def word_counts(self) -> TermIds:
        """The number of words of each term."""
        return np.diff(self.first_positions)

    @cached_property
    def max_word_count(self) -> int:
        """The number of words of the longest term."""
        return int(self.word_counts.max(initial=0))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words in sorted order, by word id."""
        joined_words = self._vocabulary_bytes.tobytes().decode("utf-8", "surrogatepass")
        return joined_words.split(WORD_SEPARATOR) if joined_words else []

    def find_prefixed_words(self, prefix: str) -> range:
        """Find the ids of the words with a prefix."""
        first_id = bisect_left(self.vocabulary, prefix)
        # This noncharacter sorts after all letters.
        end_id = bisect_left(self.vocabulary, prefix + "\U0010ffff", first_id)
        return range(first_id, end_id)

    def find_word(self, word: str) -> range:
        """Find the id of a word, as a range of one or of none."""
        word_id = bisect_left(self.vocabulary, word)
        is_in_vocabulary = (
            word_id < len(self.vocabulary) and self.vocabulary[word_id] == word
        )
        return range(word_id, word_id + is_in_vocabulary)

    def count_occurrences(self, word_ids: range | NDArray[np.int64]) -> int:
        """Count all occurrences of some words."""
        if isinstance(word_ids, range):
            return int(self._first_indexes_of_words[word_ids.stop]) - int(
                self._first_indexes_of_words[word_ids.start]
            )
        occurrence_counts = (
            self._first_indexes_of_words[word_ids + 1]
            - self._first_indexes_of_words[word_ids]
        )
        return int(occurrence_counts.sum())

    def find_positions(self, word_range: range) -> TermIds:
        """Find the positions of the words in a range of word ids."""
        return self._word_positions[
            self._first_indexes_of_words[
                word_range.start
            ] : self._first_indexes_of_words[word_range.stop]
        ]

    def find_terms(self, word_ids: range | NDArray[np.int64]) -> TermIds:
        """Find the terms that have one of some words; some come twice."""
        if isinstance(word_ids, range):
            term_ids_of_range: TermIds = self.term_id_by_position[
                self.find_positions(word_ids)
            ]
            return term_ids_of_range
        first_indexes = self._first_indexes_of_words[word_ids].astype(np.int64)
        positions = self._word_positions[
            _concatenate_ranges(
                first_indexes,
                self._first_indexes_of_words[word_ids + 1] - first_indexes,
            )
        ]
        term_ids: TermIds = self.term_id_by_position[positions]
        return term_ids

    def sort_distinct_terms(self, term_ids: TermIds) -> TermIds:
        """Return the distinct terms in ascending order."""
        return self.find_terms_in_lists([term_ids], 1)

    def find_terms_in_lists(
        self,
        term_id_lists: Sequence[TermIds],
        min_list_count: int,
        always_included_lists: Iterable[TermIds] = (),
    ) -> TermIds:
        """Find the terms in at least `min_list_count` lists, or in one of
        `always_included_lists`; sorted.
        """
        term_count = len(self.word_counts)
        list_counts = np.zeros(term_count, dtype=np.uint8)
        for term_ids in term_id_lists:
            in_list_flags = np.zeros(term_count, dtype=np.bool)
            in_list_flags[term_ids] = True
            list_counts += in_list_flags
        selected_term_flags = list_counts >= min_list_count
        for term_ids in always_included_lists:
            selected_term_flags[term_ids] = True
        return np.flatnonzero(selected_term_flags).astype(np.int32)

    def read_words(self, term_ids: TermIds) -> WordsOfTerms:
        """Read the words of terms, all of which must have words."""
        word_counts = self.word_counts[term_ids].astype(np.int64)
        positions = _concatenate_ranges(
            self.first_positions[term_ids].astype(np.int64), word_counts
        )
        return WordsOfTerms(
            term_ids, self.word_ids[positions], np.cumsum(word_counts) - word_counts
        )


def _concatenate_ranges(
    range_starts: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Concatenate ranges of numbers, given by their starts and lengths."""
    first_output_indexes = np.cumsum(counts) - counts
    return np.repeat(range_starts - first_output_indexes, counts) + np.arange(
        counts.sum()
    )
