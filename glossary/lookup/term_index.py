"""The index of the terms of a locale, for lookup of typed text.

It finds what `glossary.lookup.term_search` finds by comparing each term, in the same
order.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import TermArrays, encode_text
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_search import (
    ACRONYM,
    EXACT,
    FOLDED,
    FUZZY,
    MIN_PARTIAL_INITIALS,
    PREFIX,
    Nearness,
)
from glossary.lookup.term_words import TermIds, TermWords
from glossary.lookup.typed_query import TypedQuery
from glossary.lookup.typo_index import TypoIndex
from glossary.lookup.typos import compute_max_typo_cost
from tm.text.locale import Locale

_MAX_TERMS_SORTED_AT_ONCE = 4096
"""Of more terms, the first ones are sorted and yielded before the rest is sorted."""
_FIRST_SORTED_TERMS = 512


class TermIndex:
    """The indexed terms of a locale, with ids in the order of status and length."""

    def __init__(self, array_by_name: TermArrays, locale: Locale) -> None:
        self.locale = locale
        self.sort_key_rows = array_by_name["order"].reshape(-1, 4)
        """Status, length, concept and term_position of each term."""
        self._array_by_name = array_by_name
        self._term_forms = SortedTexts(array_by_name, "forms")
        self._initials = SortedTexts(array_by_name, "initials")
        self._term_words = TermWords(array_by_name)
        self._typo_index = TypoIndex(array_by_name, self._term_words)

    def find(
        self,
        query: TypedQuery,
        *,
        with_typos: bool = True,
        with_partial_matches: bool = True,
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms similar to the query, the best first; some come twice.

        Each step runs only if the caller asks for more. Without `with_typos`, there are
        no fuzzy matches; without `with_partial_matches`, none that comes after whole
        terms.
        """
        if not query.text:
            return
        query_form = encode_text(query.make_form(self.locale))
        if query_form:
            term_ids = self._array_by_name["forms.terms"]
            yield from _yield_ranked_terms(
                (EXACT, 0),
                _slice_by_range(term_ids, self._term_forms.find_equal(query_form)),
            )
            yield from _yield_ranked_terms(
                (PREFIX, 0),
                _slice_by_range(
                    term_ids, self._term_forms.find_texts_with_prefix(query_form)
                ),
            )
        if not query.words:
            return
        if len(query.words) <= self._term_words.max_word_count:
            yield from self._find_terms_with_words(
                query.words, with_partial_matches=with_partial_matches
            )
        if not with_partial_matches:
            return
        yield from self._find_by_initials(query)
        max_cost = compute_max_typo_cost(query)
        if with_typos and max_cost and len(self._term_words.word_ids):
            term_ids, costs = self._typo_index.find_terms_with_costs(query)
            for cost in range(max_cost + 1):
                yield from _yield_ranked_terms((FUZZY, cost), term_ids[costs == cost])

    def _find_by_initials(self, query: TypedQuery) -> Iterator[tuple[Nearness, int]]:
        """Find the terms whose initials are those typed, or begin with them."""
        if query.initials is None:
            return
        query_initials, term_ids = (
            encode_text(query.initials),
            self._array_by_name["initials.terms"],
        )
        yield from _yield_ranked_terms(
            (ACRONYM, 0),
            _slice_by_range(term_ids, self._initials.find_equal(query_initials)),
        )
        if len(query.initials) >= MIN_PARTIAL_INITIALS:
            term_ids_with_prefix = _slice_by_range(
                term_ids, self._initials.find_texts_with_prefix(query_initials)
            )
            yield from _yield_ranked_terms((ACRONYM, 1), term_ids_with_prefix)

    def _find_terms_with_words(
        self, query_words: Sequence[str], *, with_partial_matches: bool
    ) -> Iterator[tuple[Nearness, int]]:
        """Find the terms with the words typed, which may be incomplete.

        Without `with_partial_matches`, the whole terms.
        """
        prefix_ranges = [
            self._term_words.find_prefixed_words(word) for word in query_words
        ]
        if not all(prefix_ranges):
            return
        whole_word_ranges = [self._term_words.find_word(word) for word in query_words]
        positions = self._find_consecutive_words(
            [*whole_word_ranges[:-1], prefix_ranges[-1]]
        )
        term_ids = self._term_words.term_id_by_position[positions]
        at_start_flags = self._term_words.first_positions[term_ids] == positions
        if last_word_range := whole_word_ranges[-1]:
            whole_term_flags = at_start_flags & (
                self._term_words.word_counts[term_ids] == len(query_words)
            )
            whole_term_flags &= (
                self._term_words.word_ids[positions + len(query_words) - 1]
                == last_word_range.start
            )
            yield from _yield_ranked_terms((FOLDED, 0), term_ids[whole_term_flags])
        if not with_partial_matches:
            return
        yield from _yield_ranked_terms((FOLDED, 1), term_ids[at_start_flags])
        yield from _yield_ranked_terms((FOLDED, 2), term_ids)
        if len(query_words) > 1:
            yield from self._find_scattered_words(prefix_ranges)

    def _find_consecutive_words(self, word_ranges: Sequence[range]) -> TermIds:
        """Find the positions of consecutive words, each from its range of word ids."""
        if not all(word_ranges):
            return np.empty(0, dtype=np.int32)
        rarest_index = self._find_rarest_range(word_ranges)
        positions = self._term_words.find_positions(
            word_ranges[rarest_index]
        ) - np.int32(rarest_index)
        last_positions = positions + len(word_ranges) - 1
        positions = positions[
            (positions >= 0) & (last_positions < len(self._term_words.word_ids))
        ]
        for offset, word_range in enumerate(word_ranges):
            if offset != rarest_index:
                word_ids = self._term_words.word_ids[positions + offset]
                positions = positions[
                    (word_ids >= word_range.start) & (word_ids < word_range.stop)
                ]
        term_id_by_position = self._term_words.term_id_by_position
        found_positions: TermIds = positions[
            term_id_by_position[positions]
            == term_id_by_position[positions + len(word_ranges) - 1]
        ]
        return found_positions

    def _find_scattered_words(
        self, word_ranges: Sequence[range]
    ) -> Iterator[tuple[Nearness, int]]:
        """Find terms with all words, first those in the same order, then in another."""
        term_ids_of_rarest_word = self._term_words.find_terms(
            word_ranges[self._find_rarest_range(word_ranges)]
        )
        term_words = self._term_words.read_words(
            self._term_words.sort_distinct_terms(term_ids_of_rarest_word)
        )
        all_words_flags = np.ones(len(term_words.term_ids), dtype=np.bool)
        enough_words_flags = all_words_flags.copy()
        for word_range in dict.fromkeys(word_ranges):
            matching_word_counts = term_words.count_words(word_range)
            all_words_flags &= matching_word_counts > 0
            # Words that begin with the longer of two begin with the shorter too, or
            # with neither, so that it is enough to count (Hall's marriage theorem).
            needed_count = sum(
                word_range.start <= other_word_range.start
                and other_word_range.stop <= word_range.stop
                for other_word_range in word_ranges
            )
            enough_words_flags &= matching_word_counts >= needed_count
        yield from _yield_ranked_terms(
            (FOLDED, 3),
            self._select_terms_with_ordered_words(
                term_words.term_ids[all_words_flags], word_ranges
            ),
        )
        yield from _yield_ranked_terms(
            (FOLDED, 4), term_words.term_ids[enough_words_flags]
        )

    def _select_terms_with_ordered_words(
        self, term_ids: TermIds, word_ranges: Sequence[range]
    ) -> TermIds:
        """Keep the terms in which the words follow each other in the given order."""
        term_words = self._term_words.read_words(term_ids)
        # The position after the word found last, and the end of each term.
        next_positions, term_ends = (
            term_words.first_indexes,
            np.append(term_words.first_indexes[1:], len(term_words.word_ids)),
        )
        for word_range in word_ranges:
            in_range_flags = (term_words.word_ids >= word_range.start) & (
                term_words.word_ids < word_range.stop
            )
            found_positions = np.append(
                np.flatnonzero(in_range_flags), len(term_words.word_ids)
            )
            following_positions = found_positions[
                np.searchsorted(found_positions, next_positions)
            ]
            next_word_flags = following_positions < term_ends
            term_ids, term_ends, next_positions = (
                term_ids[next_word_flags],
                term_ends[next_word_flags],
                following_positions[next_word_flags] + 1,
            )
        return term_ids

    def _find_rarest_range(self, word_ranges: Sequence[range]) -> int:
        """Find the index of the range whose words occur least."""
        return min(
            range(len(word_ranges)),
            key=lambda index: self._term_words.count_occurrences(word_ranges[index]),
        )


def _slice_by_range(array: NDArray[Any], index_range: range) -> TermIds:
    return array[index_range.start : index_range.stop]


def _yield_ranked_terms(
    nearness: Nearness, term_ids: TermIds
) -> Iterator[tuple[Nearness, int]]:
    """Yield terms in ascending order, sorting the rest only if they are needed."""
    if len(term_ids) > _MAX_TERMS_SORTED_AT_ONCE:
        first_term_ids = np.partition(term_ids, _FIRST_SORTED_TERMS)[
            :_FIRST_SORTED_TERMS
        ]
        max_first_term_id = first_term_ids.max()
        for term_id in _sort_distinct_terms(first_term_ids):
            yield nearness, term_id
        term_ids = term_ids[term_ids > max_first_term_id]
    for term_id in _sort_distinct_terms(term_ids):
        yield nearness, term_id


def _sort_distinct_terms(term_ids: TermIds) -> list[int]:
    """Return the distinct terms in ascending order."""
    # numpy's own function imports masked arrays, which takes as long as a lookup.
    sorted_term_ids = np.sort(term_ids)
    distinct_term_ids: list[int] = (
        sorted_term_ids[
            np.append(True, sorted_term_ids[1:] != sorted_term_ids[:-1])
        ].tolist()
        if len(sorted_term_ids)
        else []
    )
    return distinct_term_ids
