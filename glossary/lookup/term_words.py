"""The words of the terms of a locale: which terms have them, and where."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import BETWEEN_WORDS, Arrays

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordsOf:
    """The words of some terms, one after the other."""

    terms: Numbers
    """Each has at least one word."""
    words: Numbers
    starts: NDArray[np.int64]
    """Where the words of each term start."""

    def count(self, wanted: range) -> NDArray[np.int64]:
        """How many of each term's words are among some."""
        among = (self.words >= wanted.start) & (self.words < wanted.stop)
        return np.add.reduceat(among, self.starts, dtype=np.int64)

    def least(self, costs: NDArray[np.int16]) -> NDArray[np.int16]:
        """The least of what each term's words cost."""
        return np.minimum.reduceat(costs[self.words], self.starts)


class TermWords:
    """The vocabulary of a locale's terms, and the places of its words."""

    def __init__(self, arrays: Arrays) -> None:
        self._vocabulary = arrays["vocabulary"]
        self.word_at: Numbers = arrays["word_at"]
        """The words of all terms, one after the other."""
        self.term_at: Numbers = arrays["term_at"]
        self.starts: Numbers = arrays["starts"]
        self._places: Numbers = arrays["places"]
        self._postings: Numbers = arrays["postings"]

    @cached_property
    def counts(self) -> Numbers:
        """Of each term how many words it has."""
        return np.diff(self.starts)

    @cached_property
    def most(self) -> int:
        """How many words the longest term has."""
        return int(self.counts.max(initial=0))

    @cached_property
    def vocabulary(self) -> list[str]:
        """All words in their order, by number."""
        whole = self._vocabulary.tobytes().decode("utf-8", "surrogatepass")
        return whole.split(BETWEEN_WORDS) if whole else []

    def beginning(self, word: str) -> range:
        """The numbers of the words that begin with one."""
        first = bisect_left(self.vocabulary, word)
        # No letter comes after this one, which is none.
        last = bisect_left(self.vocabulary, word + "\U0010ffff", first)
        return range(first, last)

    def equal(self, word: str) -> range:
        """The number of a word, if there is one."""
        first = bisect_left(self.vocabulary, word)
        known = first < len(self.vocabulary) and self.vocabulary[first] == word
        return range(first, first + known)

    def frequency(self, words: range | NDArray[np.int64]) -> int:
        """How often some words occur in all."""
        if isinstance(words, range):
            return int(self._postings[words.stop]) - int(self._postings[words.start])
        counts = self._postings[words + 1] - self._postings[words]
        return int(counts.sum())

    def places(self, words: range) -> Numbers:
        """Where words stand whose numbers follow each other."""
        return self._places[self._postings[words.start] : self._postings[words.stop]]

    def terms(self, words: range | NDArray[np.int64]) -> Numbers:
        """The terms that have one of some words; some come twice."""
        if isinstance(words, range):
            some: Numbers = self.term_at[self.places(words)]
            return some
        first = self._postings[words].astype(np.int64)
        places = self._places[_stretches(first, self._postings[words + 1] - first)]
        found: Numbers = self.term_at[places]
        return found

    def distinct(self, terms: Numbers) -> Numbers:
        """Terms in order, each of them once."""
        return self.in_most([terms], 1)

    def in_most(
        self, some: Sequence[Numbers], least: int, also: Iterable[Numbers] = ()
    ) -> Numbers:
        """Terms that are in so many of some lists, or in one of others; in order."""
        count = len(self.counts)
        tally = np.zeros(count, dtype=np.uint8)
        for terms in some:
            has = np.zeros(count, dtype=np.bool)
            has[terms] = True
            tally += has
        chosen = tally >= least
        for terms in also:
            chosen[terms] = True
        return np.flatnonzero(chosen).astype(np.int32)

    def words_of(self, terms: Numbers) -> WordsOf:
        """The words of terms that have any."""
        counts = self.counts[terms].astype(np.int64)
        places = _stretches(self.starts[terms].astype(np.int64), counts)
        return WordsOf(terms, self.word_at[places], np.cumsum(counts) - counts)


def _stretches(
    first: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The numbers of stretches that start somewhere and are so long."""
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(counts.sum())
