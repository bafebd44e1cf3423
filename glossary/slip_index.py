"""The terms of a locale, arranged to be found with slips of the keys.

It finds what `glossary.slip` says of each term.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.slip import (
    FAR,
    FEWEST_TO_MISS,
    cost_of_missing,
    halves,
    most_slips,
    most_slips_at_start,
)
from glossary.sorted_texts import SortedTexts
from glossary.term_index_build import Arrays, encoded, letter_bits, squeezed_hash
from glossary.typed import Typed
from tm.match.similarity import slips_of_many

Costs = NDArray[np.int16]
"""What it costs that a term is not what was typed, for each term."""


class SlipIndex:
    """What the slips cost by which a query is not in the words of each term."""

    def __init__(self, arrays: Arrays, vocabulary: SortedTexts) -> None:
        self._arrays = arrays
        self._vocabulary = vocabulary
        self._bits: NDArray[np.uint64] = arrays["vocabulary.bits"]
        self._lengths: NDArray[np.uint8] = arrays["vocabulary.lengths"]
        self._places: NDArray[np.int32] = arrays["places"]
        self._postings: NDArray[np.int32] = arrays["postings"]
        self._term_at: NDArray[np.int32] = arrays["term_at"]
        self._count = len(arrays["starts"]) - 1

    def costs(self, typed: Typed) -> Costs:
        """The cost of each term, which is too high for most."""
        words = typed.words
        each = [
            self._word_costs(word, place == len(words) - 1)
            for place, word in enumerate(words)
        ]
        missing = [cost_of_missing(word) for word in words]
        may_miss = len(words) >= FEWEST_TO_MISS
        best = _sum(each, missing if may_miss else None)
        for place, (left, right) in enumerate(pairwise(words)):
            if both := self._vocabulary.equal(encoded(left + right)):
                joined = np.full(self._count, FAR, dtype=np.int16)
                joined[self._terms_of(both)] = 1
                some = [*each[:place], joined, *each[place + 2 :]]
                # As in the list of costs, a joined word is not missing for less.
                without = [*missing[:place], FAR, *missing[place + 2 :]]
                total = _sum(some, without if may_miss else None)
                best = np.minimum(best, total)
        same = self._squeezed(typed)
        best[same] = np.minimum(best[same], 1)
        return best

    def _squeezed(self, typed: Typed) -> NDArray[np.int32]:
        """The terms that are what was typed but for spaces."""
        hashes = self._arrays["squeezed"]
        wanted = squeezed_hash(typed.words)
        first = int(np.searchsorted(hashes, np.uint32(wanted), side="left"))
        last = int(np.searchsorted(hashes, np.uint32(wanted), side="right"))
        found: NDArray[np.int32] = self._arrays["squeezed.terms"][first:last]
        same = [self._text(number) == typed.squeezed for number in found.tolist()]
        return found[np.array(same, dtype=np.bool)]

    def _text(self, term: int) -> str:
        first, last = self._arrays["starts"][term : term + 2].tolist()
        words = self._arrays["word_at"][first:last].tolist()
        whole = b"".join(self._vocabulary[word] for word in words)
        return whole.decode("utf-8", "surrogatepass")

    def _word_costs(self, word: str, is_last: bool) -> Costs:
        """What it costs that a term has no such word."""
        costs = np.full(self._count, FAR, dtype=np.int16)
        alike = self._alike(word, most_slips(word), at_start=False)
        if is_last:
            for count, some in self._alike(
                word, most_slips_at_start(word), at_start=True
            ).items():
                alike.setdefault(count, []).extend(some)
        for count in sorted(alike, reverse=True):
            if count > 1:
                costs[self._terms_of(alike[count])] = count
        for terms in self._split(word):
            costs[terms] = 1
        costs[self._terms_of(alike.get(1, []))] = 1
        costs[self._terms_of(self._vocabulary.beginning(encoded(word)))] = 0
        return costs

    def _split(self, word: str) -> list[NDArray[np.int32]]:
        """The terms that have a word as two, for each place where it may be split."""
        found = []
        for left, right in halves(word):
            first = self._vocabulary.equal(encoded(left))
            if first and (second := self._vocabulary.equal(encoded(right))):
                both = self._terms_of(first), self._terms_of(second)
                found.append(np.intersect1d(*both))
        return found

    def _alike(self, word: str, most: int, *, at_start: bool) -> dict[int, list[int]]:
        """The numbers of the words that are like one, by how many slips they differ.

        `at_start`: that begin like it. Slips that are found by none are missing.
        """
        if not most:
            return {}
        bits = np.uint64(letter_bits(word))
        likely = np.bitwise_count(bits & ~self._bits) <= most
        if at_start:
            likely &= self._lengths >= min(len(word) - most, 255)
        else:
            likely &= np.bitwise_count(self._bits & ~bits) <= most
            lengths = self._lengths.astype(np.int16)
            # What is longer than 255 letters counts as 255.
            likely &= np.abs(lengths - min(len(word), 255)) <= most
        numbers = np.flatnonzero(likely).tolist()
        texts = [self._words[number] for number in numbers]
        counts = slips_of_many(word, texts, most)
        if at_start:
            for length in range(len(word) - most, len(word) + most + 1):
                starts = [text[:length] for text in texts]
                more = slips_of_many(word, starts, most)
                counts = list(map(min, counts, more))
        found: dict[int, list[int]] = {}
        for number, count in zip(numbers, counts, strict=True):
            if count <= most:
                found.setdefault(count, []).append(number)
        return found

    @cached_property
    def _words(self) -> list[str]:
        return self._vocabulary.all()

    def _terms_of(self, words: Sequence[int]) -> NDArray[np.int32]:
        """The terms that have one of some words; some come twice."""
        if isinstance(words, range):
            first, last = self._postings[words.start], self._postings[words.stop]
            some: NDArray[np.int32] = self._term_at[self._places[first:last]]
            return some
        if not words:
            return np.empty(0, dtype=np.int32)
        numbers = np.array(words, dtype=np.int64)
        first = self._postings[numbers].astype(np.int64)
        counts = self._postings[numbers + 1] - first
        before = np.cumsum(counts) - counts
        places = np.repeat(first - before, counts) + np.arange(counts.sum())
        found: NDArray[np.int32] = self._term_at[self._places[places]]
        return found


def _sum(each: Sequence[Costs], missing: Sequence[int] | None) -> Costs:
    """The sums of the costs, where one of each may be that of a missing word."""
    total = each[0].copy()
    for costs in each[1:]:
        total += costs
    if missing is not None:
        saved = np.zeros_like(total)
        for costs, cost in zip(each, missing, strict=True):
            np.maximum(saved, costs - np.int16(cost), out=saved)
        total -= saved
    return total
