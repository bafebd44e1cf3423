"""The terms of a locale, arranged to be found by what a translator types.

It finds what `glossary.search` finds by comparing each term, in the same order.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.search import ACRONYM, EXACT, FEWEST_INITIALS, FOLDED, FUZZY, PREFIX, Near
from glossary.slip import budget
from glossary.slip_index import SlipIndex
from glossary.sorted_texts import SortedTexts
from glossary.term_index_build import Arrays, encoded
from glossary.typed import Typed
from tm.text.locale import Locale

Numbers = NDArray[np.int32]
_FEW = 4096
_FIRST = 512


class TermIndex:
    """The terms of one locale; their numbers are in the order of status and length."""

    def __init__(self, arrays: Arrays, locale: Locale) -> None:
        self.locale = locale
        self.order = arrays["order"].reshape(-1, 4)
        """Of each term its status, its length, its concept and its ordinal."""
        self._arrays = arrays
        self._forms = SortedTexts(arrays, "forms")
        self._initials = SortedTexts(arrays, "initials")
        self._vocabulary = SortedTexts(arrays, "vocabulary")
        self._word_at: Numbers = arrays["word_at"]
        self._term_at: Numbers = arrays["term_at"]
        self._starts: Numbers = arrays["starts"]
        self._places: Numbers = arrays["places"]
        self._postings: Numbers = arrays["postings"]

    def find(self, typed: Typed) -> Iterator[tuple[Near, int]]:
        """The terms that are like what was typed, the best first; some come twice.

        Each step is taken when what came before was not enough.
        """
        if not typed.plain:
            return
        form = encoded(typed.form(self.locale))
        if form:
            terms = self._arrays["forms.terms"]
            yield from _stage((EXACT, 0), _slice(terms, self._forms.equal(form)))
            yield from _stage((PREFIX, 0), _slice(terms, self._forms.beginning(form)))
        if not typed.words:
            return
        if len(typed.words) <= self._most_words:
            yield from self._inside(typed)
        yield from self._by_initials(typed)
        most = budget(typed)
        if most:
            costs = self._slips.costs(typed)
            for cost in range(most + 1):
                found = np.flatnonzero(costs == cost).astype(np.int32)
                yield from _stage((FUZZY, cost), found)

    @cached_property
    def _counts(self) -> Numbers:
        """Of each term how many words it has."""
        return np.diff(self._starts)

    @cached_property
    def _most_words(self) -> int:
        return int(self._counts.max(initial=0))

    @cached_property
    def _slips(self) -> SlipIndex:
        return SlipIndex(self._arrays, self._vocabulary)

    def _by_initials(self, typed: Typed) -> Iterator[tuple[Near, int]]:
        if typed.initials is None:
            return
        wanted, terms = encoded(typed.initials), self._arrays["initials.terms"]
        yield from _stage((ACRONYM, 0), _slice(terms, self._initials.equal(wanted)))
        if len(typed.initials) >= FEWEST_INITIALS:
            begun = _slice(terms, self._initials.beginning(wanted))
            yield from _stage((ACRONYM, 1), begun)

    def _inside(self, typed: Typed) -> Iterator[tuple[Near, int]]:
        """The terms that have the words typed, each of them perhaps only begun."""
        words = [encoded(word) for word in typed.words]
        begun = [self._vocabulary.beginning(word) for word in words]
        if not all(begun):
            return
        places = self._runs(words, begun)
        terms = self._term_at[places]
        first = self._starts[terms] == places
        whole = first & (self._counts[terms] == len(words))
        if len(last := self._vocabulary.equal(words[-1])):
            whole &= self._word_at[places + len(words) - 1] == last[0]
            yield from _stage((FOLDED, 0), terms[whole])
        yield from _stage((FOLDED, 1), terms[first])
        yield from _stage((FOLDED, 2), terms)
        if len(words) > 1:
            yield from self._scattered(begun)

    def _runs(self, words: Sequence[bytes], begun: Sequence[range]) -> Numbers:
        """Where the words stand one after the other, the last perhaps only begun."""
        wanted = [self._vocabulary.equal(word) for word in words[:-1]] + [begun[-1]]
        if not all(wanted):
            return np.empty(0, dtype=np.int32)
        rarest = min(range(len(words)), key=lambda at: len(self._places_of(wanted[at])))
        places = self._places_of(wanted[rarest]) - rarest
        last = places + len(words) - 1
        places = places[(places >= 0) & (last < len(self._word_at))]
        for at, some in enumerate(wanted):
            if at != rarest:
                there = self._word_at[places + at]
                places = places[(there >= some.start) & (there < some.stop)]
        same = self._term_at[places] == self._term_at[places + len(words) - 1]
        found: Numbers = places[same]
        return found

    def _scattered(self, begun: Sequence[range]) -> Iterator[tuple[Near, int]]:
        """The terms that have all the words, in their order and then in another."""
        has_all: NDArray[np.bool] | None = None
        for some in dict.fromkeys(begun):
            has = np.zeros(len(self.order), dtype=np.bool)
            has[self._term_at[self._places_of(some)]] = True
            has_all = has if has_all is None else has_all & has
        assert has_all is not None
        there = {
            some: places[has_all[self._term_at[places]]]
            for some in dict.fromkeys(begun)
            for places in [self._places_of(some)]
        }
        yield from _stage((FOLDED, 3), self._in_order([there[one] for one in begun]))
        # Words that begin with the longer of two begin with the shorter too, or with
        # neither, so that it is enough to count (Hall's marriage theorem).
        for some, places in there.items():
            wanted = sum(
                some.start <= one.start and one.stop <= some.stop for one in begun
            )
            counts = np.bincount(self._term_at[places], minlength=len(self.order))
            has_all &= counts >= wanted
        yield from _stage((FOLDED, 4), np.flatnonzero(has_all).astype(np.int32))

    def _in_order(self, each: Sequence[Numbers]) -> Numbers:
        """The terms that have a place of each list, one after the other."""
        current: Numbers | None = None
        for places in each:
            places = np.sort(places)
            if current is None:
                _, first = np.unique(self._term_at[places], return_index=True)
                current = places[first]
                continue
            after = np.searchsorted(places, current, side="right")
            known = after < len(places)
            current, after = current[known], after[known]
            following = places[after]
            same = self._term_at[following] == self._term_at[current]
            current = following[same]
        assert current is not None
        found: Numbers = self._term_at[current]
        return found

    def _places_of(self, words: range) -> Numbers:
        """Where words stand whose numbers follow each other."""
        return self._places[self._postings[words.start] : self._postings[words.stop]]


def _slice(array: NDArray[Any], numbers: range) -> Numbers:
    return array[numbers.start : numbers.stop]


def _stage(near: Near, terms: Numbers) -> Iterator[tuple[Near, int]]:
    """The terms in their order; no more are put in order than are asked for."""
    if len(terms) > _FEW:
        least = np.partition(terms, _FIRST)[:_FIRST]
        last = least.max()
        for number in np.unique(least).tolist():
            yield near, number
        terms = terms[terms > last]
    for number in np.unique(terms).tolist():
        yield near, number
