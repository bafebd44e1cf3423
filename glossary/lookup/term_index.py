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
    FOLDED,
    FUZZY,
    MIN_PARTIAL_INITIALS,
    PREFIX,
    Nearness,
)
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_words import TermNumbers, TermWords
from glossary.lookup.typo_index import TypoIndex
from glossary.lookup.typos import max_typo_cost
from tm.text.locale import Locale

_MAX_SORTED_AT_ONCE = 4096
_FIRST_SORTED_COUNT = 512


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
        self._typo_index = TypoIndex(arrays, self._words)

    def find(
        self, query: TypedQuery, *, with_typos: bool = True
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms similar to the query, the best first; some come twice.

        Each step runs only if the caller asks for more. Without `with_typos`, there are
        no fuzzy matches.
        """
        if not query.text:
            return
        form = encode_text(query.make_form(self.locale))
        if form:
            terms = self._arrays["forms.terms"]
            yield from _rank_in_order(
                (EXACT, 0), _slice_by_range(terms, self._forms.find_equal(form))
            )
            yield from _rank_in_order(
                (PREFIX, 0), _slice_by_range(terms, self._forms.find_prefixed(form))
            )
        if not query.words:
            return
        if len(query.words) <= self._words.max_words:
            yield from self._find_words_inside(query.words)
        yield from self._find_by_initials(query)
        max_cost = max_typo_cost(query)
        if with_typos and max_cost and len(self._words.word_ids):
            terms, costs = self._typo_index.find_costs(query)
            for cost in range(max_cost + 1):
                yield from _rank_in_order((FUZZY, cost), terms[costs == cost])

    def _find_by_initials(self, query: TypedQuery) -> Iterator[tuple[Nearness, int]]:
        if query.initials is None:
            return
        initials, terms = encode_text(query.initials), self._arrays["initials.terms"]
        yield from _rank_in_order(
            (ACRONYM, 0), _slice_by_range(terms, self._initials.find_equal(initials))
        )
        if len(query.initials) >= MIN_PARTIAL_INITIALS:
            prefixed_terms = _slice_by_range(
                terms, self._initials.find_prefixed(initials)
            )
            yield from _rank_in_order((ACRONYM, 1), prefixed_terms)

    def _find_words_inside(
        self, query_words: Sequence[str]
    ) -> Iterator[tuple[Nearness, int]]:
        """Find the terms with the words typed, which may be incomplete."""
        prefix_ranges = [self._words.find_prefixed_words(word) for word in query_words]
        if not all(prefix_ranges):
            return
        equal_ranges = [self._words.find_word(word) for word in query_words]
        positions = self._find_consecutive_words(
            [*equal_ranges[:-1], prefix_ranges[-1]]
        )
        terms = self._words.term_numbers[positions]
        is_at_start = self._words.starts[terms] == positions
        if last_word_range := equal_ranges[-1]:
            is_whole = is_at_start & (
                self._words.word_counts[terms] == len(query_words)
            )
            is_whole &= (
                self._words.word_ids[positions + len(query_words) - 1]
                == last_word_range.start
            )
            yield from _rank_in_order((FOLDED, 0), terms[is_whole])
        yield from _rank_in_order((FOLDED, 1), terms[is_at_start])
        yield from _rank_in_order((FOLDED, 2), terms)
        if len(query_words) > 1:
            yield from self._find_scattered_words(prefix_ranges)

    def _find_consecutive_words(self, word_ranges: Sequence[range]) -> TermNumbers:
        """Find the positions of consecutive words, each from its range of word ids."""
        if not all(word_ranges):
            return np.empty(0, dtype=np.int32)
        rarest_index = self._find_rarest_range(word_ranges)
        positions = self._words.find_positions(word_ranges[rarest_index]) - np.int32(
            rarest_index
        )
        last_positions = positions + len(word_ranges) - 1
        positions = positions[
            (positions >= 0) & (last_positions < len(self._words.word_ids))
        ]
        for offset, word_range in enumerate(word_ranges):
            if offset != rarest_index:
                word_ids = self._words.word_ids[positions + offset]
                positions = positions[
                    (word_ids >= word_range.start) & (word_ids < word_range.stop)
                ]
        terms = self._words.term_numbers
        found_positions: TermNumbers = positions[
            terms[positions] == terms[positions + len(word_ranges) - 1]
        ]
        return found_positions

    def _find_scattered_words(
        self, word_ranges: Sequence[range]
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms with all words, first those in the same order, then in another."""
        rarest_word_terms = self._words.find_terms(
            word_ranges[self._find_rarest_range(word_ranges)]
        )
        term_words = self._words.read_words(
            self._words.sort_distinct_terms(rarest_word_terms)
        )
        has_all = np.ones(len(term_words.terms), dtype=np.bool)
        has_enough = has_all.copy()
        for word_range in dict.fromkeys(word_ranges):
            counts = term_words.count_words(word_range)
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
        term_words = self._words.read_words(terms)
        # The position after the word found last, and the end of each term.
        next_positions, ends = (
            term_words.starts,
            np.append(term_words.starts[1:], len(term_words.word_ids)),
        )
        for word_range in word_ranges:
            is_in_range = (term_words.word_ids >= word_range.start) & (
                term_words.word_ids < word_range.stop
            )
            found_positions = np.append(
                np.flatnonzero(is_in_range), len(term_words.word_ids)
            )
            following_positions = found_positions[
                np.searchsorted(found_positions, next_positions)
            ]
            is_found = following_positions < ends
            terms, ends, next_positions = (
                terms[is_found],
                ends[is_found],
                following_positions[is_found] + 1,
            )
        return terms

    def _find_rarest_range(self, word_ranges: Sequence[range]) -> int:
        """Find the index of the range whose words occur least."""
        return min(
            range(len(word_ranges)),
            key=lambda at: self._words.count_occurrences(word_ranges[at]),
        )


def _slice_by_range(array: NDArray[Any], numbers: range) -> TermNumbers:
    return array[numbers.start : numbers.stop]


def _rank_in_order(
    nearness: Nearness, terms: TermNumbers
) -> Iterator[tuple[Nearness, int]]:
    """Yield terms in ascending order, sorting the rest only if they are needed."""
    if len(terms) > _MAX_SORTED_AT_ONCE:
        first_terms = np.partition(terms, _FIRST_SORTED_COUNT)[:_FIRST_SORTED_COUNT]
        last_term = first_terms.max()
        for number in _sort_distinct(first_terms):
            yield nearness, number
        terms = terms[terms > last_term]
    for number in _sort_distinct(terms):
        yield nearness, number


def _sort_distinct(terms: TermNumbers) -> list[int]:
    """Return the distinct terms in ascending order."""
    # numpy's own function imports masked arrays, which takes as long as a lookup.
    ordered = np.sort(terms)
    distinct: list[int] = (
        ordered[np.append(True, ordered[1:] != ordered[:-1])].tolist()
        if len(ordered)
        else []
    )
    return distinct
