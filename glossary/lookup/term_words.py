"""The words of the terms of a locale: which terms have them, and where."""

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
    """The words of some terms, one after the other."""

    terms: TermNumbers
    """Each has at least one word."""
    words: TermNumbers
    starts: NDArray[np.int64]
    """Where the words of each term start."""

    def count(self, word_range: range) -> NDArray[np.int64]:
        """How many of each term's words are among some."""
        is_in_range = (self.words >= word_range.start) & (self.words < word_range.stop)
        return np.add.reduceat(is_in_range, self.starts, dtype=np.int64)

    def least_costs(self, costs: NDArray[np.int16]) -> NDArray[np.int16]:
        """The least of what each term's words cost."""
        return np.minimum.reduceat(costs[self.words], self.starts)


class TermWords:
    """The vocabulary of a locale's terms, and the places of its words."""

    def __init__(self, arrays: TermArrays) -> None:
        self._vocabulary = arrays["vocabulary"]
        self.word_at: TermNumbers = arrays["word_at"]
        """The words of all terms, one after the other."""
        self.term_at: TermNumbers = arrays["term_at"]
        self.starts: TermNumbers = arrays["starts"]
        self._places: TermNumbers = arrays["places"]
        self._postings: TermNumbers = arrays["postings"]

    @cached_property
    def counts(self) -> TermNumbers:
        """Of each term how many words it has."""
        return np.diff(self.starts)

    @cached_property
    def max_words(self) -> int:
        """How many words the longest term has."""
        return int(self.counts.max(initial=0))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words in their order, by number."""
        joined = self._vocabulary.tobytes().decode("utf-8", "surrogatepass")
        return joined.split(BETWEEN_WORDS) if joined else []

    def numbers_beginning_with(self, word: str) -> range:
        """The numbers of the words that begin with one."""
        first = bisect_left(self.vocabulary, word)
        # No letter comes after this one, which is none.
        last = bisect_left(self.vocabulary, word + "\U0010ffff", first)
        return range(first, last)

    def number_of(self, word: str) -> range:
        """The number of a word, if there is one."""
        first = bisect_left(self.vocabulary, word)
        is_known = first < len(self.vocabulary) and self.vocabulary[first] == word
        return range(first, first + is_known)

    def frequency(self, words: range | NDArray[np.int64]) -> int:
        """How often some words occur in all."""
        if isinstance(words, range):
            return int(self._postings[words.stop]) - int(self._postings[words.start])
        counts = self._postings[words + 1] - self._postings[words]
        return int(counts.sum())

    def places(self, words: range) -> TermNumbers:
        """Where words stand whose numbers follow each other."""
        return self._places[self._postings[words.start] : self._postings[words.stop]]

    def terms(self, words: range | NDArray[np.int64]) -> TermNumbers:
        """The terms that have one of some words; some come twice."""
        if isinstance(words, range):
            range_terms: TermNumbers = self.term_at[self.places(words)]
            return range_terms
        first = self._postings[words].astype(np.int64)
        places = self._places[_stretches(first, self._postings[words + 1] - first)]
        term_numbers: TermNumbers = self.term_at[places]
        return term_numbers

    def distinct(self, terms: TermNumbers) -> TermNumbers:
        """Terms in order, each of them once."""
        return self.terms_in_lists([terms], 1)

    def terms_in_lists(
        self,
        term_lists: Sequence[TermNumbers],
        min_lists: int,
        also: Iterable[TermNumbers] = (),
    ) -> TermNumbers:
        """Terms that are in so many of some lists, or in one of others; in order."""
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
        """The words of terms that have any."""
        counts = self.counts[terms].astype(np.int64)
        places = _stretches(self.starts[terms].astype(np.int64), counts)
        return WordsOfTerms(terms, self.word_at[places], np.cumsum(counts) - counts)


def _stretches(
    first: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The numbers of stretches that start somewhere and are so long."""
    shifts = np.cumsum(counts) - counts
    return np.repeat(first - shifts, counts) + np.arange(counts.sum())
