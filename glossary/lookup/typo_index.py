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
from glossary.lookup.query import TypedQuery
from glossary.lookup.term_words import TermNumbers, TermWords, WordsOfTerms
from glossary.lookup.typos import (
    MIN_WORDS_TO_MISS_ONE,
    TOO_FAR,
    has_other_first_letter,
    max_typo_cost,
    max_typos_in,
    max_typos_in_prefix,
    measure_missing_cost,
    split_in_two,
)
from tm.match.similarity import count_typos_of_many

Costs = NDArray[np.int16]
_MAX_RARE_WORDS = 4
_MIN_PRUNED_TERMS = 2000
"""With more terms than these, those that already cost too much are dropped."""


@dataclass(frozen=True, slots=True)
class _SimilarWords:
    """The words similar to a word of the query."""

    costs: Costs
    """The cost of each word of the vocabulary as a match for the query's word."""
    word_ids: NDArray[np.int64]
    """The ids of the words whose cost is not `TOO_FAR`."""
    split_word_terms: list[TermNumbers]
    """The terms that have it as two words, for each split of the word."""

    def find_least_costs(self, term_words: WordsOfTerms) -> Costs:
        """Find the least cost of the query's word in each of some terms."""
        costs = term_words.find_least_costs(self.costs)
        for terms in self.split_word_terms:
            has_split_word = np.isin(term_words.terms, terms, assume_unique=True)
            costs[has_split_word] = np.minimum(costs[has_split_word], 1)
        return costs


class TypoIndex:
    """Finds terms whose words differ from a query by typing errors."""

    def __init__(self, arrays: TermArrays, words: TermWords) -> None:
        self._arrays = arrays
        self._words = words
        self._bits: NDArray[np.uint64] = arrays["vocabulary.bits"]
        self._lengths: NDArray[np.uint8] = arrays["vocabulary.lengths"]

    def find_costs(self, query: TypedQuery) -> tuple[TermNumbers, Costs]:
        """Find terms within the budget of typing errors, with their costs."""
        words = query.words
        last_index = len(words) - 1
        similar_words = [
            self._find_similar_words(
                word, is_last=index == last_index, is_alone=not last_index
            )
            for index, word in enumerate(words)
        ]
        joined_words = [
            self._words.find_word(first + second) for first, second in pairwise(words)
        ]
        missing_costs = [measure_missing_cost(word) for word in words]
        if len(words) < MIN_WORDS_TO_MISS_ONE:
            missing_costs = [TOO_FAR] * len(words)
        spaceless_terms = self._find_spaceless(query)
        terms_differing_in_spaces = [
            *(
                self._words.find_terms(joined_word)
                for joined_word in joined_words
                if joined_word
            ),
            spaceless_terms,
        ]
        term_words, costs_by_word = self._compare_terms(
            similar_words,
            missing_costs,
            terms_differing_in_spaces,
            max_typo_cost(query),
        )
        if not len(term_words.terms):
            return term_words.terms, np.empty(0, dtype=np.int16)
        best_costs = _sum_costs(costs_by_word, missing_costs)
        for index_of_pair, joined_word in enumerate(joined_words):
            if joined_word:
                joined_cost = np.where(
                    term_words.count_words(joined_word) > 0, 1, TOO_FAR
                ).astype(np.int16)
                word_costs = [
                    *costs_by_word[:index_of_pair],
                    joined_cost,
                    *costs_by_word[index_of_pair + 2 :],
                ]
                pair_missing_costs = [
                    *missing_costs[:index_of_pair],
                    TOO_FAR,
                    *missing_costs[index_of_pair + 2 :],
                ]
                best_costs = np.minimum(
                    best_costs, _sum_costs(word_costs, pair_missing_costs)
                )
        spaceless_indices = np.searchsorted(term_words.terms, spaceless_terms)
        best_costs[spaceless_indices] = np.minimum(best_costs[spaceless_indices], 1)
        return term_words.terms, best_costs

    def _compare_terms(
        self,
        similar_words: list[_SimilarWords],
        missing_costs: list[int],
        terms_differing_in_spaces: list[TermNumbers],
        max_cost: int,
    ) -> tuple[WordsOfTerms, list[Costs]]:
        """Find terms that may be within a cost, and what each query word costs.

        `terms_differing_in_spaces`: terms that differ only in spaces, which are always
        included.
        """
        order = sorted(
            range(len(similar_words)),
            key=lambda index: self._count_occurrences(similar_words[index]),
        )
        rarest_word_terms = [
            self._find_terms(similar_words[next_index])
            for next_index in order[:_MAX_RARE_WORDS]
        ]
        min_words = len(rarest_word_terms) - (missing_costs[0] < TOO_FAR)
        always_included = self._words.find_terms_in_lists(terms_differing_in_spaces, 1)
        candidates = self._words.find_terms_in_lists(
            rarest_word_terms, min_words, always_included=[always_included]
        )
        term_words = self._words.read_words(candidates)
        costs_by_word: dict[int, Costs] = {}
        for compared_count, next_index in enumerate(order):
            if compared_count and len(term_words.terms) > _MIN_PRUNED_TERMS:
                cost = _sum_costs(
                    [
                        costs_by_word[word_index]
                        for word_index in order[:compared_count]
                    ],
                    missing_costs=[
                        missing_costs[word_index]
                        for word_index in order[:compared_count]
                    ],
                )
                is_kept = (cost <= max_cost) | np.isin(
                    term_words.terms, always_included
                )
                costs_by_word = {
                    word_index: costs[is_kept]
                    for word_index, costs in costs_by_word.items()
                }
                term_words = self._words.read_words(term_words.terms[is_kept])
            if not len(term_words.terms):
                break
            costs_by_word[next_index] = similar_words[next_index].find_least_costs(
                term_words
            )
        return term_words, [
            costs_by_word[next_index]
            for next_index in range(len(similar_words))
            if next_index in costs_by_word
        ]

    def _count_occurrences(self, similar: _SimilarWords) -> int:
        return self._words.count_occurrences(similar.word_ids) + sum(
            map(len, similar.split_word_terms)
        )

    def _find_terms(self, similar: _SimilarWords) -> TermNumbers:
        return np.concatenate(
            (self._words.find_terms(similar.word_ids), *similar.split_word_terms)
        )

    def _find_spaceless(self, query: TypedQuery) -> TermNumbers:
        """Find the terms that differ from the query only in spaces."""
        hashes = self._arrays["squeezed"]
        query_hash = np.uint32(hash_without_spaces(query.words))
        begin = int(np.searchsorted(hashes, query_hash, side="left"))
        end = int(np.searchsorted(hashes, query_hash, side="right"))
        term_numbers: TermNumbers = self._arrays["squeezed.terms"][begin:end]
        is_same = [
            self._read_spaceless_text(number) == query.spaceless
            for number in term_numbers.tolist()
        ]
        return term_numbers[np.array(is_same, dtype=np.bool)]

    def _read_spaceless_text(self, term: int) -> str:
        begin, end = self._words.starts[term : term + 2].tolist()
        word_ids = self._words.word_ids[begin:end].tolist()
        return "".join(self._words.vocabulary[word] for word in word_ids)

    def _find_similar_words(
        self, word: str, *, is_last: bool, is_alone: bool
    ) -> _SimilarWords:
        """Find the words similar to a word of the query; the last may be incomplete."""
        costs = np.full(len(self._bits), TOO_FAR, dtype=np.int16)
        self._count_typos(word, max_typos_in(word), costs, at_start=False)
        if is_last:
            self._count_typos(word, max_typos_in_prefix(word), costs, at_start=True)
        for number in np.flatnonzero(costs < TOO_FAR).tolist() if is_alone else ():
            costs[number] += has_other_first_letter(
                word, self._words.vocabulary[number]
            )
        prefixed_words = self._words.find_prefixed_words(word)
        costs[prefixed_words.start : prefixed_words.stop] = 0
        return _SimilarWords(
            costs, np.flatnonzero(costs < TOO_FAR), self._find_split_word_terms(word)
        )

    def _find_split_word_terms(self, word: str) -> list[TermNumbers]:
        split_terms = []
        for first_half, second_half in split_in_two(word):
            first = self._words.find_word(first_half)
            if first and (second := self._words.find_word(second_half)):
                terms_of_halves = (
                    self._words.find_terms(first),
                    self._words.find_terms(second),
                )
                split_terms.append(np.intersect1d(*terms_of_halves))
        return split_terms

    def _count_typos(
        self, word: str, max_typos: int, costs: Costs, *, at_start: bool
    ) -> None:
        """Count the typos between a word and the vocabulary into `costs`.

        Words that share too few letters are not compared.
        """
        if not max_typos:
            return
        bits = np.uint64(make_letter_bits(word))
        is_likely = np.bitwise_count(bits & ~self._bits) <= max_typos
        # Words longer than 255 letters count as 255.
        length = min(len(word), 255)
        if at_start:
            is_likely &= self._lengths >= length - max_typos
        else:
            is_likely &= np.bitwise_count(self._bits & ~bits) <= max_typos
            is_likely &= np.abs(self._lengths.astype(np.int16) - length) <= max_typos
        numbers = np.flatnonzero(is_likely)
        vocabulary = self._words.vocabulary
        texts = [vocabulary[number] for number in numbers.tolist()]
        counts = np.array(count_typos_of_many(word, texts, max_typos), dtype=np.int16)
        if at_start:
            for cut in range(len(word) - max_typos, len(word) + max_typos + 1):
                prefix_counts = count_typos_of_many(
                    word, [text[:cut] for text in texts], max_typos
                )
                counts = np.minimum(counts, np.array(prefix_counts, dtype=np.int16))
        is_near = counts <= max_typos
        numbers = numbers[is_near]
        costs[numbers] = np.minimum(costs[numbers], counts[is_near])


def _sum_costs(costs_by_word: list[Costs], missing_costs: list[int]) -> Costs:
    """Sum the costs; one word of each term may be replaced by its missing cost."""
    total = costs_by_word[0].copy()
    savings = np.zeros_like(total)
    for costs, missing_cost in zip(costs_by_word, missing_costs, strict=True):
        np.maximum(savings, costs - np.int16(missing_cost), out=savings)
    for costs in costs_by_word[1:]:
        total += costs
    return total - savings
