"""The words of a locale's terms, and the terms and positions of each word."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import BETWEEN_WORDS, TermArrays

TermNumbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordsOfTerms:
    """The word ids of some terms, in one array."""

    terms: TermNumbers
    """Each has at least one word."""
    words: TermNumbers
    starts: NDArray[np.int64]
    """The index in `words` where each term starts."""

    def count(self, word_range: range) -> NDArray[np.int64]:
        """Count the words of each term that are in a range of word ids."""
        is_in_range = (self.words >= word_range.start) & (self.words < word_range.stop)
        return np.add.reduceat(is_in_range, self.starts, dtype=np.int64)

    def least_costs(self, costs: NDArray[np.int16]) -> NDArray[np.int16]:
        """Find the least cost of any word of each term."""
        return np.minimum.reduceat(costs[self.words], self.starts)


class TermWords:
    """The vocabulary of a locale's terms, and the positions of its words."""

    def __init__(self, arrays: TermArrays) -> None:
        self._vocabulary = arrays["vocabulary"]
        self.word_at: TermNumbers = arrays["word_at"]
        """The word ids of all terms, in one array."""
        self.term_at: TermNumbers = arrays["term_at"]
        self.starts: TermNumbers = arrays["starts"]
        self._places: TermNumbers = arrays["places"]
        self._postings: TermNumbers = arrays["postings"]

    @cached_property
    def counts(self) -> TermNumbers:
        """The number of words of each term."""
        return np.diff(self.starts)

    @cached_property
    def max_words(self) -> int:
        """The number of words of the longest term."""
        return int(self.counts.max(initial=0))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words in sorted order, by word id."""
        joined = self._vocabulary.tobytes().decode("utf-8", "surrogatepass")
        return joined.split(BETWEEN_WORDS) if joined else []

    def numbers_beginning_with(self, word: str) -> range:
        """Find the ids of the words with a prefix."""
        first = bisect_left(self.vocabulary, word)
        # This noncharacter sorts after all letters.
        last = bisect_left(self.vocabulary, word + "\U0010ffff", first)
        return range(first, last)

    def number_of(self, word: str) -> range:
        """Find the id of a word, as a range of one or of none."""
        first = bisect_left(self.vocabulary, word)
        is_known = first < len(self.vocabulary) and self.vocabulary[first] == word
        return range(first, first + is_known)

    def frequency(self, words: range | NDArray[np.int64]) -> int:
        """Count all occurrences of some words."""
        if isinstance(words, range):
            return int(self._postings[words.stop]) - int(self._postings[words.start])
        counts = self._postings[words + 1] - self._postings[words]
        return int(counts.sum())

    def places(self, words: range) -> TermNumbers:
        """Find the positions of the words in a range of word ids."""
        return self._places[self._postings[words.start] : self._postings[words.stop]]

    def terms(self, words: range | NDArray[np.int64]) -> TermNumbers:
        """Find the terms that have one of some words; some come twice."""
        if isinstance(words, range):
            range_terms: TermNumbers = self.term_at[self.places(words)]
            return range_terms
        first = self._postings[words].astype(np.int64)
        places = self._places[_stretches(first, self._postings[words + 1] - first)]
        term_numbers: TermNumbers = self.term_at[places]
        return term_numbers

    def distinct(self, terms: TermNumbers) -> TermNumbers:
        """Return the distinct terms in ascending order."""
        return self.terms_in_lists([terms], 1)

    def terms_in_lists(
        self,
        term_lists: Sequence[TermNumbers],
        min_lists: int,
        also: Iterable[TermNumbers] = (),
    ) -> TermNumbers:
        """Find the terms in at least `min_lists` lists, or in one of `also`; sorted."""
        count = len(self.counts)
        tally = np.zeros(count, dtype=np.uint8)
        for terms in term_lists:
            has = np.zeros(count, dtype=np.bool)
            has[terms] = True
            tally += has
        is_chosen = tally >= min_lists
        for terms in also:
            is_chosen[terms] = True
        return np.flatnonzero(is_chosen).astype(np.int32)

    def words_of(self, terms: TermNumbers) -> WordsOfTerms:
        """Read the words of terms, all of which must have words."""
        counts = self.counts[terms].astype(np.int64)
        places = _stretches(self.starts[terms].astype(np.int64), counts)
        return WordsOfTerms(terms, self.word_at[places], np.cumsum(counts) - counts)


def _stretches(
    first: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Concatenate ranges of numbers, given by their starts and lengths."""
    shifts = np.cumsum(counts) - counts
    return np.repeat(first - shifts, counts) + np.arange(counts.sum())
