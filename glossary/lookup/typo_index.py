"""The index of the terms of a locale, for lookup with typing errors.

It finds the same costs as `glossary.lookup.typos`. All but one of the words typed must
be similar to a word of the term, so that only terms with most of the rarest words are
compared.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import (
    TermArrays,
    hash_without_spaces,
    make_letter_bits,
)
from glossary.lookup.term_words import TermIds, TermWords, WordsOfTerms
from glossary.lookup.typed_query import TypedQuery
from glossary.lookup.typos import (
    MIN_WORDS_TO_MISS_ONE,
    TOO_FAR,
    compute_max_typo_cost,
    compute_missing_word_cost,
    count_allowed_prefix_typos,
    count_allowed_typos,
    differs_only_in_first_letter,
    split_word,
)
from tm.match.similarity import count_typos_of_many

Costs = NDArray[np.int16]
_MAX_RARE_QUERY_WORDS = 4
"""How many of a query's words, the rarest, choose the terms to compare."""
_MIN_PRUNED_TERMS = 2000
"""With more terms than these, those that already cost too much are dropped."""


@dataclass(frozen=True, slots=True)
class _SimilarWords:
    """The words similar to a word of the query."""

    costs: Costs
    """The cost of each word of the vocabulary as a match for the query's word."""
    word_ids: NDArray[np.int64]
    """The ids of the words whose cost is not `TOO_FAR`."""
    split_term_ids: list[TermIds]
    """The terms that have it as two words, for each split of the word."""

    def find_least_costs(self, term_words: WordsOfTerms) -> Costs:
        """Find the least cost of the query's word in each of some terms."""
        costs = term_words.find_least_costs(self.costs)
        for term_ids in self.split_term_ids:
            split_word_flags = np.isin(
                term_words.term_ids, term_ids, assume_unique=True
            )
            costs[split_word_flags] = np.minimum(costs[split_word_flags], 1)
        return costs


class TypoIndex:
    """Finds terms whose words differ from a query by typing errors."""

    def __init__(self, array_by_name: TermArrays, term_words: TermWords) -> None:
        self._array_by_name = array_by_name
        self._term_words = term_words
        self._letter_bits: NDArray[np.uint64] = array_by_name["vocabulary.bits"]
        self._word_lengths: NDArray[np.uint8] = array_by_name["vocabulary.lengths"]

    def find_terms_with_costs(self, query: TypedQuery) -> tuple[TermIds, Costs]:
        """Find terms within the budget of typing errors, with their costs."""
        query_words = query.words
        last_index = len(query_words) - 1
        similar_word_groups = [
            self._find_similar_words(
                word, is_last=index == last_index, is_alone=not last_index
            )
            for index, word in enumerate(query_words)
        ]
        joined_word_ranges = [
            self._term_words.find_word(first_word + second_word)
            for first_word, second_word in pairwise(query_words)
        ]
        missing_costs = [compute_missing_word_cost(word) for word in query_words]
        if len(query_words) < MIN_WORDS_TO_MISS_ONE:
            missing_costs = [TOO_FAR] * len(query_words)
        spaceless_term_ids = self._find_terms_without_spaces(query)
        terms_differing_in_spaces = [
            *(
                self._term_words.find_terms(joined_word_range)
                for joined_word_range in joined_word_ranges
                if joined_word_range
            ),
            spaceless_term_ids,
        ]
        term_words, query_word_costs = self._compare_terms(
            similar_word_groups,
            missing_costs,
            terms_differing_in_spaces,
            compute_max_typo_cost(query),
        )
        if not len(term_words.term_ids):
            return term_words.term_ids, np.empty(0, dtype=np.int16)
        best_costs = _sum_costs(query_word_costs, missing_costs)
        for pair_index, joined_word_range in enumerate(joined_word_ranges):
            if joined_word_range:
                joined_costs = np.where(
                    term_words.count_words(joined_word_range) > 0, 1, TOO_FAR
                ).astype(np.int16)
                joined_word_costs = [
                    *query_word_costs[:pair_index],
                    joined_costs,
                    *query_word_costs[pair_index + 2 :],
                ]
                pair_missing_costs = [
                    *missing_costs[:pair_index],
                    TOO_FAR,
                    *missing_costs[pair_index + 2 :],
                ]
                best_costs = np.minimum(
                    best_costs, _sum_costs(joined_word_costs, pair_missing_costs)
                )
        spaceless_indexes = np.searchsorted(term_words.term_ids, spaceless_term_ids)
        best_costs[spaceless_indexes] = np.minimum(best_costs[spaceless_indexes], 1)
        return term_words.term_ids, best_costs

    def _compare_terms(
        self,
        similar_word_groups: list[_SimilarWords],
        missing_costs: list[int],
        terms_differing_in_spaces: list[TermIds],
        max_cost: int,
    ) -> tuple[WordsOfTerms, list[Costs]]:
        """Find terms that may be within a cost, and what each query word costs.

        `terms_differing_in_spaces`: terms that differ only in spaces, which are always
        included.
        """
        indexes_by_rarity = sorted(
            range(len(similar_word_groups)),
            key=lambda index: self._count_occurrences(similar_word_groups[index]),
        )
        rarest_word_term_ids = [
            self._find_terms(similar_word_groups[word_index])
            for word_index in indexes_by_rarity[:_MAX_RARE_QUERY_WORDS]
        ]
        min_word_count = len(rarest_word_term_ids) - (missing_costs[0] < TOO_FAR)
        always_included_ids = self._term_words.find_terms_in_lists(
            terms_differing_in_spaces, 1
        )
        candidate_ids = self._term_words.find_terms_in_lists(
            rarest_word_term_ids,
            min_word_count,
            always_included_lists=[always_included_ids],
        )
        term_words = self._term_words.read_words(candidate_ids)
        costs_by_word_index: dict[int, Costs] = {}
        for compared_count, next_index in enumerate(indexes_by_rarity):
            if compared_count and len(term_words.term_ids) > _MIN_PRUNED_TERMS:
                summed_costs = _sum_costs(
                    [
                        costs_by_word_index[word_index]
                        for word_index in indexes_by_rarity[:compared_count]
                    ],
                    missing_costs=[
                        missing_costs[word_index]
                        for word_index in indexes_by_rarity[:compared_count]
                    ],
                )
                similar_term_flags = (summed_costs <= max_cost) | np.isin(
                    term_words.term_ids, always_included_ids
                )
                costs_by_word_index = {
                    word_index: costs[similar_term_flags]
                    for word_index, costs in costs_by_word_index.items()
                }
                term_words = self._term_words.read_words(
                    term_words.term_ids[similar_term_flags]
                )
            if not len(term_words.term_ids):
                break
            costs_by_word_index[next_index] = similar_word_groups[
                next_index
            ].find_least_costs(term_words)
        return term_words, [
            costs_by_word_index[word_index]
            for word_index in range(len(similar_word_groups))
            if word_index in costs_by_word_index
        ]

    def _count_occurrences(self, similar_words: _SimilarWords) -> int:
        return self._term_words.count_occurrences(similar_words.word_ids) + sum(
            map(len, similar_words.split_term_ids)
        )

    def _find_terms(self, similar_words: _SimilarWords) -> TermIds:
        return np.concatenate(
            (
                self._term_words.find_terms(similar_words.word_ids),
                *similar_words.split_term_ids,
            )
        )

    def _find_terms_without_spaces(self, query: TypedQuery) -> TermIds:
        """Find the terms that differ from the query only in spaces."""
        hashes = self._array_by_name["squeezed"]
        query_hash = np.uint32(hash_without_spaces(query.words))
        first_index = int(np.searchsorted(hashes, query_hash, side="left"))
        end_index = int(np.searchsorted(hashes, query_hash, side="right"))
        term_ids: TermIds = self._array_by_name["squeezed.terms"][first_index:end_index]
        sameness_flags = [
            self._read_spaceless_text(term_id) == query.spaceless_text
            for term_id in term_ids.tolist()
        ]
        return term_ids[np.array(sameness_flags, dtype=np.bool)]

    def _read_spaceless_text(self, term_id: int) -> str:
        first_position, end_position = self._term_words.first_positions[
            term_id : term_id + 2
        ].tolist()
        word_ids = self._term_words.word_ids[first_position:end_position].tolist()
        return "".join(self._term_words.vocabulary[word_id] for word_id in word_ids)

    def _find_similar_words(
        self, word: str, *, is_last: bool, is_alone: bool
    ) -> _SimilarWords:
        """Find the words similar to a word of the query; the last may be incomplete."""
        costs = np.full(len(self._letter_bits), TOO_FAR, dtype=np.int16)
        self._count_vocabulary_typos(
            word, count_allowed_typos(word), costs, counts_prefixes=False
        )
        if is_last:
            self._count_vocabulary_typos(
                word, count_allowed_prefix_typos(word), costs, counts_prefixes=True
            )
        for word_id in np.flatnonzero(costs < TOO_FAR).tolist() if is_alone else ():
            costs[word_id] += differs_only_in_first_letter(
                word, self._term_words.vocabulary[word_id]
            )
        prefixed_word_ids = self._term_words.find_prefixed_words(word)
        costs[prefixed_word_ids.start : prefixed_word_ids.stop] = 0
        return _SimilarWords(
            costs, np.flatnonzero(costs < TOO_FAR), self._find_split_word_terms(word)
        )

    def _find_split_word_terms(self, word: str) -> list[TermIds]:
        """Find the terms that have both halves of a word, for each split of it."""
        split_term_ids = []
        for first_half, second_half in split_word(word):
            first_word_range = self._term_words.find_word(first_half)
            if first_word_range and (
                second_word_range := self._term_words.find_word(second_half)
            ):
                term_ids_of_halves = (
                    self._term_words.find_terms(first_word_range),
                    self._term_words.find_terms(second_word_range),
                )
                split_term_ids.append(np.intersect1d(*term_ids_of_halves))
        return split_term_ids

    def _count_vocabulary_typos(
        self, word: str, max_typo_count: int, costs: Costs, *, counts_prefixes: bool
    ) -> None:
        """Count the typos between a word and the vocabulary into `costs`.

        Words that share too few letters are not compared.
        """
        if not max_typo_count:
            return
        letter_bits = np.uint64(make_letter_bits(word))
        likely_flags = (
            np.bitwise_count(letter_bits & ~self._letter_bits) <= max_typo_count
        )
        # Words longer than 255 letters count as 255.
        compared_length = min(len(word), 255)
        if counts_prefixes:
            likely_flags &= self._word_lengths >= compared_length - max_typo_count
        else:
            likely_flags &= (
                np.bitwise_count(self._letter_bits & ~letter_bits) <= max_typo_count
            )
            likely_flags &= (
                np.abs(self._word_lengths.astype(np.int16) - compared_length)
                <= max_typo_count
            )
        word_ids = np.flatnonzero(likely_flags)
        vocabulary = self._term_words.vocabulary
        candidate_words = [vocabulary[word_id] for word_id in word_ids.tolist()]
        typo_counts = np.array(
            count_typos_of_many(word, candidate_words, max_typo_count), dtype=np.int16
        )
        if counts_prefixes:
            for prefix_length in range(
                len(word) - max_typo_count, len(word) + max_typo_count + 1
            ):
                prefix_counts = count_typos_of_many(
                    word,
                    [
                        candidate_word[:prefix_length]
                        for candidate_word in candidate_words
                    ],
                    max_typo_count,
                )
                typo_counts = np.minimum(
                    typo_counts, np.array(prefix_counts, dtype=np.int16)
                )
        similar_flags = typo_counts <= max_typo_count
        word_ids = word_ids[similar_flags]
        costs[word_ids] = np.minimum(costs[word_ids], typo_counts[similar_flags])


def _sum_costs(word_costs: list[Costs], missing_costs: list[int]) -> Costs:
    """Sum the costs; one word of each term may be replaced by its missing cost."""
    total_costs = word_costs[0].copy()
    savings = np.zeros_like(total_costs)
    for costs, missing_cost in zip(word_costs, missing_costs, strict=True):
        np.maximum(savings, costs - np.int16(missing_cost), out=savings)
    for costs in word_costs[1:]:
        total_costs += costs
    return total_costs - savings
