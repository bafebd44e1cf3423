"""The index of the terms of a locale, for lookup of typed text.

It finds what `glossary.lookup.search` finds by comparing each term, in the same order.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import TermArrays, encode_text
from glossary.lookup.query import TypedQuery
from glossary.lookup.search import (
    ACRONYM,
    EXACT,
    FEWEST_INITIALS,
    FOLDED,
    FUZZY,
    PREFIX,
    Nearness,
)
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_words import TermNumbers, TermWords
from glossary.lookup.typo_index import TypoIndex
from glossary.lookup.typos import max_typo_cost
from tm.text.locale import Locale

_MAX_SORTED_AT_ONCE = 4096
_SORTED_FIRST = 512


class TermIndex:
    """The indexed terms of a locale, numbered in the order of status and length."""

    def __init__(self, arrays: TermArrays, locale: Locale) -> None:
        self.locale = locale
        self.order = arrays["order"].reshape(-1, 4)
        """Status, length, concept and ordinal of each term."""
        self._arrays = arrays
        self._forms = SortedTexts(arrays, "forms")
        self._initials = SortedTexts(arrays, "initials")
        self._words = TermWords(arrays)
        self._slips = TypoIndex(arrays, self._words)

    def find(
        self, typed: TypedQuery, *, slips: bool = True
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms similar to the query, the best first; some come twice.

        Each step runs only if the caller asks for more. Without `slips`, there are no
        fuzzy matches.
        """
        if not typed.text:
            return
        form = encode_text(typed.form(self.locale))
        if form:
            terms = self._arrays["forms.terms"]
            yield from _rank_in_order(
                (EXACT, 0), _slice(terms, self._forms.numbers_of(form))
            )
            yield from _rank_in_order(
                (PREFIX, 0), _slice(terms, self._forms.numbers_beginning_with(form))
            )
        if not typed.words:
            return
        if len(typed.words) <= self._words.max_words:
            yield from self._find_words_inside(typed.words)
        yield from self._by_initials(typed)
        max_cost = max_typo_cost(typed)
        if slips and max_cost and len(self._words.word_at):
            terms, costs = self._slips.costs(typed)
            for cost in range(max_cost + 1):
                yield from _rank_in_order((FUZZY, cost), terms[costs == cost])

    def _by_initials(self, typed: TypedQuery) -> Iterator[tuple[Nearness, int]]:
        if typed.initials is None:
            return
        initials, terms = encode_text(typed.initials), self._arrays["initials.terms"]
        yield from _rank_in_order(
            (ACRONYM, 0), _slice(terms, self._initials.numbers_of(initials))
        )
        if len(typed.initials) >= FEWEST_INITIALS:
            beginning = _slice(terms, self._initials.numbers_beginning_with(initials))
            yield from _rank_in_order((ACRONYM, 1), beginning)

    def _find_words_inside(
        self, typed: Sequence[str]
    ) -> Iterator[tuple[Nearness, int]]:
        """Find the terms with the words typed, which may be incomplete."""
        beginning_words = [self._words.numbers_beginning_with(word) for word in typed]
        if not all(beginning_words):
            return
        equal_words = [self._words.number_of(word) for word in typed]
        places = self._find_runs([*equal_words[:-1], beginning_words[-1]])
        terms = self._words.term_at[places]
        is_at_start = self._words.starts[terms] == places
        if last_word := equal_words[-1]:
            is_whole = is_at_start & (self._words.counts[terms] == len(typed))
            is_whole &= self._words.word_at[places + len(typed) - 1] == last_word.start
            yield from _rank_in_order((FOLDED, 0), terms[is_whole])
        yield from _rank_in_order((FOLDED, 1), terms[is_at_start])
        yield from _rank_in_order((FOLDED, 2), terms)
        if len(typed) > 1:
            yield from self._find_scattered(beginning_words)

    def _find_runs(self, word_ranges: Sequence[range]) -> TermNumbers:
        """Find the positions of consecutive words, each from its range of word ids."""
        if not all(word_ranges):
            return np.empty(0, dtype=np.int32)
        rarest = self._rarest_range(word_ranges)
        places = self._words.places(word_ranges[rarest]) - np.int32(rarest)
        last = places + len(word_ranges) - 1
        places = places[(places >= 0) & (last < len(self._words.word_at))]
        for offset, word_range in enumerate(word_ranges):
            if offset != rarest:
                words = self._words.word_at[places + offset]
                places = places[(words >= word_range.start) & (words < word_range.stop)]
        terms = self._words.term_at
        positions: TermNumbers = places[
            terms[places] == terms[places + len(word_ranges) - 1]
        ]
        return positions

    def _find_scattered(
        self, word_ranges: Sequence[range]
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms with all words, first those in the same order, then in another."""
        rarest = self._words.terms(word_ranges[self._rarest_range(word_ranges)])
        term_words = self._words.words_of(self._words.distinct(rarest))
        has_all = np.ones(len(term_words.terms), dtype=np.bool)
        has_enough = has_all.copy()
        for word_range in dict.fromkeys(word_ranges):
            counts = term_words.count(word_range)
            has_all &= counts > 0
            # Words that begin with the longer of two begin with the shorter too, or
            # with neither, so that it is enough to count (Hall's marriage theorem).
            needed_count = sum(
                word_range.start <= other_range.start
                and other_range.stop <= word_range.stop
                for other_range in word_ranges
            )
            has_enough &= counts >= needed_count
        yield from _rank_in_order(
            (FOLDED, 3), self._keep_ordered(term_words.terms[has_all], word_ranges)
        )
        yield from _rank_in_order((FOLDED, 4), term_words.terms[has_enough])

    def _keep_ordered(
        self, terms: TermNumbers, word_ranges: Sequence[range]
    ) -> TermNumbers:
        """Keep the terms in which the words follow each other in the given order."""
        term_words = self._words.words_of(terms)
        # The position after the word found last, and the end of each term.
        next_positions, ends = (
            term_words.starts,
            np.append(term_words.starts[1:], len(term_words.words)),
        )
        for word_range in word_ranges:
            is_in_range = (term_words.words >= word_range.start) & (
                term_words.words < word_range.stop
            )
            places = np.append(np.flatnonzero(is_in_range), len(term_words.words))
            following = places[np.searchsorted(places, next_positions)]
            is_found = following < ends
            terms, ends, next_positions = (
                terms[is_found],
                ends[is_found],
                following[is_found] + 1,
            )
        return terms

    def _rarest_range(self, word_ranges: Sequence[range]) -> int:
        """Find the index of the range whose words occur least."""
        return min(
            range(len(word_ranges)),
            key=lambda at: self._words.frequency(word_ranges[at]),
        )


def _slice(array: NDArray[Any], numbers: range) -> TermNumbers:
    return array[numbers.start : numbers.stop]


def _rank_in_order(
    near: Nearness, terms: TermNumbers
) -> Iterator[tuple[Nearness, int]]:
    """Yield terms in ascending order, sorting the rest only if they are needed."""
    if len(terms) > _MAX_SORTED_AT_ONCE:
        first_terms = np.partition(terms, _SORTED_FIRST)[:_SORTED_FIRST]
        last = first_terms.max()
        for number in _distinct(first_terms):
            yield near, number
        terms = terms[terms > last]
    for number in _distinct(terms):
        yield near, number


def _distinct(terms: TermNumbers) -> list[int]:
    """Return the distinct terms in ascending order."""
    # numpy's own function imports masked arrays, which takes as long as a lookup.
    ordered = np.sort(terms)
    distinct: list[int] = (
        ordered[np.append(True, ordered[1:] != ordered[:-1])].tolist()
        if len(ordered)
        else []
    )
    return distinct
