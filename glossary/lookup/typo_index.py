"""The terms of a locale, arranged to be found with slips of the keys.

It finds what `glossary.lookup.typos` says of each term. All but one of the words typed
must be in a term, more or less, so that only terms are looked at that have most of the
rarest.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import Arrays, letter_bits, squeezed_hash
from glossary.lookup.query import Typed
from glossary.lookup.term_words import Numbers, TermWords, WordsOf
from glossary.lookup.typos import (
    FAR,
    FEWEST_TO_MISS,
    begins_otherwise,
    budget,
    cost_of_missing,
    halves,
    most_slips,
    most_slips_at_start,
)
from tm.match.similarity import count_typos_of_many

Costs = NDArray[np.int16]
_RAREST = 4
_MANY = 2000
"""Of more terms it is worth while to leave out those that are already too far."""


@dataclass(frozen=True, slots=True)
class _Alike:
    """The words that are like one that was typed."""

    costs: Costs
    """What it costs to take each word of the vocabulary for it."""
    words: NDArray[np.int64]
    """Those of which that is not too far."""
    halved: list[Numbers]
    """The terms that have it as two words, for each place where it may be split."""

    def least(self, there: WordsOf) -> Costs:
        """What it costs that it is not in some terms."""
        costs = there.least(self.costs)
        for terms in self.halved:
            has = np.isin(there.terms, terms, assume_unique=True)
            costs[has] = np.minimum(costs[has], 1)
        return costs


class SlipIndex:
    """What the slips cost by which a query is not in the words of terms."""

    def __init__(self, arrays: Arrays, words: TermWords) -> None:
        self._arrays = arrays
        self._words = words
        self._bits: NDArray[np.uint64] = arrays["vocabulary.bits"]
        self._lengths: NDArray[np.uint8] = arrays["vocabulary.lengths"]

    def costs(self, typed: Typed) -> tuple[Numbers, Costs]:
        """Terms in order, and the cost of each; that of all others is too high."""
        words = typed.words
        last = len(words) - 1
        alike = [
            self._alike(word, is_last=at == last, is_alone=not last)
            for at, word in enumerate(words)
        ]
        joined = [self._words.equal(left + right) for left, right in pairwise(words)]
        missing = [cost_of_missing(word) for word in words]
        if len(words) < FEWEST_TO_MISS:
            missing = [FAR] * len(words)
        squeezed = self._squeezed(typed)
        spaced = [*(self._words.terms(both) for both in joined if both), squeezed]
        there, each = self._compared(alike, missing, spaced, budget(typed))
        if not len(there.terms):
            return there.terms, np.empty(0, dtype=np.int16)
        best = _sum(each, missing)
        for place, both in enumerate(joined):
            if both:
                one = np.where(there.count(both) > 0, 1, FAR).astype(np.int16)
                some = [*each[:place], one, *each[place + 2 :]]
                without = [*missing[:place], FAR, *missing[place + 2 :]]
                best = np.minimum(best, _sum(some, without))
        same = np.searchsorted(there.terms, squeezed)
        best[same] = np.minimum(best[same], 1)
        return there.terms, best

    def _compared(
        self,
        alike: list[_Alike],
        missing: list[int],
        spaced: list[Numbers],
        most: int,
    ) -> tuple[WordsOf, list[Costs]]:
        """The terms that may be within a cost, and what each word costs in them.

        `spaced`: terms that are near for other reasons.
        """
        order = sorted(range(len(alike)), key=lambda at: self._size(alike[at]))
        rarest = [self._terms_of(alike[at]) for at in order[:_RAREST]]
        least = len(rarest) - (missing[0] < FAR)
        near = self._words.in_most(spaced, 1)
        chosen = self._words.in_most(rarest, least, also=[near])
        there = self._words.words_of(chosen)
        each: dict[int, Costs] = {}
        for done, at in enumerate(order):
            if done and len(there.terms) > _MANY:
                cost = _sum(
                    [each[one] for one in order[:done]],
                    missing=[missing[one] for one in order[:done]],
                )
                kept = (cost <= most) | np.isin(there.terms, near)
                each = {one: costs[kept] for one, costs in each.items()}
                there = self._words.words_of(there.terms[kept])
            if not len(there.terms):
                break
            each[at] = alike[at].least(there)
        return there, [each[at] for at in range(len(alike)) if at in each]

    def _size(self, one: _Alike) -> int:
        return self._words.frequency(one.words) + sum(map(len, one.halved))

    def _terms_of(self, one: _Alike) -> Numbers:
        return np.concatenate((self._words.terms(one.words), *one.halved))

    def _squeezed(self, typed: Typed) -> Numbers:
        """The terms that are what was typed but for spaces."""
        hashes = self._arrays["squeezed"]
        wanted = np.uint32(squeezed_hash(typed.words))
        first = int(np.searchsorted(hashes, wanted, side="left"))
        last = int(np.searchsorted(hashes, wanted, side="right"))
        found: Numbers = self._arrays["squeezed.terms"][first:last]
        same = [self._text(number) == typed.squeezed for number in found.tolist()]
        return found[np.array(same, dtype=np.bool)]

    def _text(self, term: int) -> str:
        first, last = self._words.starts[term : term + 2].tolist()
        words = self._words.word_at[first:last].tolist()
        return "".join(self._words.vocabulary[word] for word in words)

    def _alike(self, word: str, *, is_last: bool, is_alone: bool) -> _Alike:
        """The words that are like one that was typed; the last may be only begun."""
        costs = np.full(len(self._bits), FAR, dtype=np.int16)
        self._compare(word, most_slips(word), costs, at_start=False)
        if is_last:
            self._compare(word, most_slips_at_start(word), costs, at_start=True)
        for number in np.flatnonzero(costs < FAR).tolist() if is_alone else ():
            costs[number] += begins_otherwise(word, self._words.vocabulary[number])
        begun = self._words.beginning(word)
        costs[begun.start : begun.stop] = 0
        return _Alike(costs, np.flatnonzero(costs < FAR), self._halved(word))

    def _halved(self, word: str) -> list[Numbers]:
        found = []
        for left, right in halves(word):
            first = self._words.equal(left)
            if first and (second := self._words.equal(right)):
                both = self._words.terms(first), self._words.terms(second)
                found.append(np.intersect1d(*both))
        return found

    def _compare(self, word: str, most: int, costs: Costs, *, at_start: bool) -> None:
        """Note the slips by which a word differs from others, or from their beginnings.

        No word that shares too few letters is compared.
        """
        if not most:
            return
        bits = np.uint64(letter_bits(word))
        likely = np.bitwise_count(bits & ~self._bits) <= most
        # What is longer than 255 letters counts as 255.
        length = min(len(word), 255)
        if at_start:
            likely &= self._lengths >= length - most
        else:
            likely &= np.bitwise_count(self._bits & ~bits) <= most
            likely &= np.abs(self._lengths.astype(np.int16) - length) <= most
        numbers = np.flatnonzero(likely)
        vocabulary = self._words.vocabulary
        texts = [vocabulary[number] for number in numbers.tolist()]
        counts = np.array(count_typos_of_many(word, texts, most), dtype=np.int16)
        if at_start:
            for cut in range(len(word) - most, len(word) + most + 1):
                more = count_typos_of_many(word, [text[:cut] for text in texts], most)
                counts = np.minimum(counts, np.array(more, dtype=np.int16))
        near = counts <= most
        numbers = numbers[near]
        costs[numbers] = np.minimum(costs[numbers], counts[near])


def _sum(each: list[Costs], missing: list[int]) -> Costs:
    """The sums of the costs, where one of each may be that of a missing word."""
    total = each[0].copy()
    saved = np.zeros_like(total)
    for costs, cost in zip(each, missing, strict=True):
        np.maximum(saved, costs - np.int16(cost), out=saved)
    for costs in each[1:]:
        total += costs
    return total - saved
