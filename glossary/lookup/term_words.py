"""The words of a locale's terms, and the terms and positions of each word."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import WORD_SEPARATOR, TermArrays

TermNumbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordsOfTerms:
    """The word ids of some terms, in one array."""

    terms: TermNumbers
    """Each has at least one word."""
    word_ids: TermNumbers
    starts: NDArray[np.int64]
    """The index in `word_ids` where each term starts."""

    def count_words(self, word_range: range) -> NDArray[np.int64]:
        """Count the words of each term that are in a range of word ids."""
        is_in_range = (self.word_ids >= word_range.start) & (
            self.word_ids < word_range.stop
        )
        return np.add.reduceat(is_in_range, self.starts, dtype=np.int64)

    def find_least_costs(self, costs: NDArray[np.int16]) -> NDArray[np.int16]:
        """Find the least cost of any word of each term."""
        return np.minimum.reduceat(costs[self.word_ids], self.starts)


class TermWords:
    """The vocabulary of a locale's terms, and the positions of its words."""

    def __init__(self, arrays: TermArrays) -> None:
        self._vocabulary = arrays["vocabulary"]
        self.word_ids: TermNumbers = arrays["word_at"]
        """The word ids of all terms, in one array."""
        self.term_numbers: TermNumbers = arrays["term_at"]
        self.starts: TermNumbers = arrays["starts"]
        self._word_positions: TermNumbers = arrays["places"]
        self._postings: TermNumbers = arrays["postings"]

    @cached_property
    def word_counts(self) -> TermNumbers:
        """The number of words of each term."""
        return np.diff(self.starts)

    @cached_property
    def max_words(self) -> int:
        """The number of words of the longest term."""
        return int(self.word_counts.max(initial=0))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words in sorted order, by word id."""
        joined = self._vocabulary.tobytes().decode("utf-8", "surrogatepass")
        return joined.split(WORD_SEPARATOR) if joined else []

    def find_prefixed_words(self, prefix: str) -> range:
        """Find the ids of the words with a prefix."""
        first = bisect_left(self.vocabulary, prefix)
        # This noncharacter sorts after all letters.
        last = bisect_left(self.vocabulary, prefix + "\U0010ffff", first)
        return range(first, last)

    def find_word(self, word: str) -> range:
        """Find the id of a word, as a range of one or of none."""
        first = bisect_left(self.vocabulary, word)
        is_known = first < len(self.vocabulary) and self.vocabulary[first] == word
        return range(first, first + is_known)

    def count_occurrences(self, word_ids: range | NDArray[np.int64]) -> int:
        """Count all occurrences of some words."""
        if isinstance(word_ids, range):
            return int(self._postings[word_ids.stop]) - int(
                self._postings[word_ids.start]
            )
        counts = self._postings[word_ids + 1] - self._postings[word_ids]
        return int(counts.sum())

    def find_positions(self, word_range: range) -> TermNumbers:
        """Find the positions of the words in a range of word ids."""
        return self._word_positions[
            self._postings[word_range.start] : self._postings[word_range.stop]
        ]

    def find_terms(self, word_ids: range | NDArray[np.int64]) -> TermNumbers:
        """Find the terms that have one of some words; some come twice."""
        if isinstance(word_ids, range):
            range_terms: TermNumbers = self.term_numbers[self.find_positions(word_ids)]
            return range_terms
        first_indices = self._postings[word_ids].astype(np.int64)
        positions = self._word_positions[
            _concatenate_ranges(
                first_indices, self._postings[word_ids + 1] - first_indices
            )
        ]
        term_numbers: TermNumbers = self.term_numbers[positions]
        return term_numbers

    def sort_distinct_terms(self, terms: TermNumbers) -> TermNumbers:
        """Return the distinct terms in ascending order."""
        return self.find_terms_in_lists([terms], 1)

    def find_terms_in_lists(
        self,
        term_lists: Sequence[TermNumbers],
        min_lists: int,
        always_included: Iterable[TermNumbers] = (),
    ) -> TermNumbers:
        """Find the terms in at least `min_lists` lists, or in one of `always_included`;
        sorted.
        """
        term_count = len(self.word_counts)
        list_counts = np.zeros(term_count, dtype=np.uint8)
        for terms in term_lists:
            is_in_list = np.zeros(term_count, dtype=np.bool)
            is_in_list[terms] = True
            list_counts += is_in_list
        is_chosen = list_counts >= min_lists
        for terms in always_included:
            is_chosen[terms] = True
        return np.flatnonzero(is_chosen).astype(np.int32)

    def read_words(self, terms: TermNumbers) -> WordsOfTerms:
        """Read the words of terms, all of which must have words."""
        counts = self.word_counts[terms].astype(np.int64)
        positions = _concatenate_ranges(self.starts[terms].astype(np.int64), counts)
        return WordsOfTerms(terms, self.word_ids[positions], np.cumsum(counts) - counts)


def _concatenate_ranges(
    first_numbers: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Concatenate ranges of numbers, given by their starts and lengths."""
    shifts = np.cumsum(counts) - counts
    return np.repeat(first_numbers - shifts, counts) + np.arange(counts.sum())
