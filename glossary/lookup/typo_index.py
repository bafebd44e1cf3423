"""The index of the terms of a locale, for lookup with typing errors.

It finds the same costs as `glossary.lookup.typos`. All but one of the words typed must
be similar to a word of the term, so that only terms with most of the rarest words are
compared.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import TermArrays, letter_bits, spaceless_hash
from glossary.lookup.query import TypedQuery
from glossary.lookup.term_words import TermNumbers, TermWords, WordsOfTerms
from glossary.lookup.typos import (
    FEWEST_TO_MISS,
    TOO_FAR,
    cost_of_missing,
    halves,
    has_other_first_letter,
    max_typo_cost,
    max_typos_in,
    max_typos_in_beginning,
)
from tm.match.similarity import count_typos_of_many

Costs = NDArray[np.int16]
_MAX_RARE_WORDS = 4
_MANY = 2000
"""With more terms than these, those that already cost too much are dropped."""


@dataclass(frozen=True, slots=True)
class _SimilarWords:
    """The words similar to a word of the query."""

    costs: Costs
    """The cost of each word of the vocabulary as a match for the query's word."""
    words: NDArray[np.int64]
    """The ids of the words whose cost is not `TOO_FAR`."""
    halved: list[TermNumbers]
    """The terms that have it as two words, for each split of the word."""

    def least_costs(self, term_words: WordsOfTerms) -> Costs:
        """Find the least cost of the query's word in each of some terms."""
        costs = term_words.least_costs(self.costs)
        for terms in self.halved:
            has = np.isin(term_words.terms, terms, assume_unique=True)
            costs[has] = np.minimum(costs[has], 1)
        return costs


class TypoIndex:
    """Finds terms whose words differ from a query by typing errors."""

    def __init__(self, arrays: TermArrays, words: TermWords) -> None:
        self._arrays = arrays
        self._words = words
        self._bits: NDArray[np.uint64] = arrays["vocabulary.bits"]
        self._lengths: NDArray[np.uint8] = arrays["vocabulary.lengths"]

    def costs(self, typed: TypedQuery) -> tuple[TermNumbers, Costs]:
        """Find terms within the budget of typing errors, with their costs."""
        words = typed.words
        last = len(words) - 1
        alike = [
            self._find_similar(word, is_last=index == last, is_alone=not last)
            for index, word in enumerate(words)
        ]
        joined = [
            self._words.number_of(first + second) for first, second in pairwise(words)
        ]
        missing = [cost_of_missing(word) for word in words]
        if len(words) < FEWEST_TO_MISS:
            missing = [TOO_FAR] * len(words)
        squeezed = self._find_spaceless(typed)
        spaced = [*(self._words.terms(both) for both in joined if both), squeezed]
        term_words, costs_by_word = self._compare_terms(
            alike, missing, spaced, max_typo_cost(typed)
        )
        if not len(term_words.terms):
            return term_words.terms, np.empty(0, dtype=np.int16)
        best = _sum(costs_by_word, missing)
        for index_of_pair, both in enumerate(joined):
            if both:
                joined_cost = np.where(term_words.count(both) > 0, 1, TOO_FAR).astype(
                    np.int16
                )
                word_costs = [
                    *costs_by_word[:index_of_pair],
                    joined_cost,
                    *costs_by_word[index_of_pair + 2 :],
                ]
                without = [
                    *missing[:index_of_pair],
                    TOO_FAR,
                    *missing[index_of_pair + 2 :],
                ]
                best = np.minimum(best, _sum(word_costs, without))
        same = np.searchsorted(term_words.terms, squeezed)
        best[same] = np.minimum(best[same], 1)
        return term_words.terms, best

    def _compare_terms(
        self,
        alike: list[_SimilarWords],
        missing: list[int],
        spaced: list[TermNumbers],
        max_cost: int,
    ) -> tuple[WordsOfTerms, list[Costs]]:
        """Find terms that may be within a cost, and the cost of each query word in them.

        `spaced`: terms that differ only in spaces, which are always included.
        """
        order = sorted(range(len(alike)), key=lambda at: self._size(alike[at]))
        rarest = [
            self._terms_of(alike[next_index]) for next_index in order[:_MAX_RARE_WORDS]
        ]
        least = len(rarest) - (missing[0] < TOO_FAR)
        near = self._words.terms_in_lists(spaced, 1)
        candidates = self._words.terms_in_lists(rarest, least, also=[near])
        term_words = self._words.words_of(candidates)
        costs_by_word: dict[int, Costs] = {}
        for compared_count, next_index in enumerate(order):
            if compared_count and len(term_words.terms) > _MANY:
                cost = _sum(
                    [
                        costs_by_word[word_index]
                        for word_index in order[:compared_count]
                    ],
                    missing=[
                        missing[word_index] for word_index in order[:compared_count]
                    ],
                )
                is_kept = (cost <= max_cost) | np.isin(term_words.terms, near)
                costs_by_word = {
                    word_index: costs[is_kept]
                    for word_index, costs in costs_by_word.items()
                }
                term_words = self._words.words_of(term_words.terms[is_kept])
            if not len(term_words.terms):
                break
            costs_by_word[next_index] = alike[next_index].least_costs(term_words)
        return term_words, [
            costs_by_word[next_index]
            for next_index in range(len(alike))
            if next_index in costs_by_word
        ]

    def _size(self, similar: _SimilarWords) -> int:
        return self._words.frequency(similar.words) + sum(map(len, similar.halved))

    def _terms_of(self, similar: _SimilarWords) -> TermNumbers:
        return np.concatenate((self._words.terms(similar.words), *similar.halved))

    def _find_spaceless(self, typed: TypedQuery) -> TermNumbers:
        """Find the terms that differ from the query only in spaces."""
        hashes = self._arrays["squeezed"]
        query_hash = np.uint32(spaceless_hash(typed.words))
        first = int(np.searchsorted(hashes, query_hash, side="left"))
        last = int(np.searchsorted(hashes, query_hash, side="right"))
        term_numbers: TermNumbers = self._arrays["squeezed.terms"][first:last]
        is_same = [
            self._text(number) == typed.spaceless for number in term_numbers.tolist()
        ]
        return term_numbers[np.array(is_same, dtype=np.bool)]

    def _text(self, term: int) -> str:
        first, last = self._words.starts[term : term + 2].tolist()
        words = self._words.word_at[first:last].tolist()
        return "".join(self._words.vocabulary[word] for word in words)

    def _find_similar(
        self, word: str, *, is_last: bool, is_alone: bool
    ) -> _SimilarWords:
        """Find the words similar to a word of the query; the last may be incomplete."""
        costs = np.full(len(self._bits), TOO_FAR, dtype=np.int16)
        self._compare(word, max_typos_in(word), costs, at_start=False)
        if is_last:
            self._compare(word, max_typos_in_beginning(word), costs, at_start=True)
        for number in np.flatnonzero(costs < TOO_FAR).tolist() if is_alone else ():
            costs[number] += has_other_first_letter(
                word, self._words.vocabulary[number]
            )
        beginning = self._words.numbers_beginning_with(word)
        costs[beginning.start : beginning.stop] = 0
        return _SimilarWords(
            costs, np.flatnonzero(costs < TOO_FAR), self._find_split(word)
        )

    def _find_split(self, word: str) -> list[TermNumbers]:
        split_terms = []
        for first_half, second_half in halves(word):
            first = self._words.number_of(first_half)
            if first and (second := self._words.number_of(second_half)):
                both = self._words.terms(first), self._words.terms(second)
                split_terms.append(np.intersect1d(*both))
        return split_terms

    def _compare(
        self, word: str, max_typos: int, costs: Costs, *, at_start: bool
    ) -> None:
        """Write the typos between a word and the vocabulary, or its prefixes, into `costs`.

        Words that share too few letters are not compared.
        """
        if not max_typos:
            return
        bits = np.uint64(letter_bits(word))
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


def _sum(costs_by_word: list[Costs], missing: list[int]) -> Costs:
    """Sum the costs; one word of each term may be replaced by its missing cost."""
    total = costs_by_word[0].copy()
    savings = np.zeros_like(total)
    for costs, cost in zip(costs_by_word, missing, strict=True):
        np.maximum(savings, costs - np.int16(cost), out=savings)
    for costs in costs_by_word[1:]:
        total += costs
    return total - savings
