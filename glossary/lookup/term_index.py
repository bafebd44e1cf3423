"""The terms of a locale, arranged to be found by what a translator types.

It finds what `glossary.lookup.search` finds by comparing each term, in the same order.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glossary.lookup.index_builder import Arrays, encoded
from glossary.lookup.query import Typed
from glossary.lookup.search import (
    ACRONYM,
    EXACT,
    FEWEST_INITIALS,
    FOLDED,
    FUZZY,
    PREFIX,
    Near,
)
from glossary.lookup.sorted_texts import SortedTexts
from glossary.lookup.term_words import Numbers, TermWords
from glossary.lookup.typo_index import SlipIndex
from glossary.lookup.typos import budget
from tm.text.locale import Locale

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
        self._words = TermWords(arrays)
        self._slips = SlipIndex(arrays, self._words)

    def find(self, typed: Typed, *, slips: bool = True) -> Iterator[tuple[Near, int]]:
        """The terms that are like what was typed, the best first; some come twice.

        Each step is taken when what came before was not enough. Without `slips`,
        nothing is found that is `fuzzy`.
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
        if len(typed.words) <= self._words.most:
            yield from self._inside(typed.words)
        yield from self._by_initials(typed)
        most = budget(typed)
        if slips and most and len(self._words.word_at):
            terms, costs = self._slips.costs(typed)
            for cost in range(most + 1):
                yield from _stage((FUZZY, cost), terms[costs == cost])

    def _by_initials(self, typed: Typed) -> Iterator[tuple[Near, int]]:
        if typed.initials is None:
            return
        wanted, terms = encoded(typed.initials), self._arrays["initials.terms"]
        yield from _stage((ACRONYM, 0), _slice(terms, self._initials.equal(wanted)))
        if len(typed.initials) >= FEWEST_INITIALS:
            begun = _slice(terms, self._initials.beginning(wanted))
            yield from _stage((ACRONYM, 1), begun)

    def _inside(self, typed: Sequence[str]) -> Iterator[tuple[Near, int]]:
        """The terms that have the words typed, each of them perhaps only begun."""
        begun = [self._words.beginning(word) for word in typed]
        if not all(begun):
            return
        exact = [self._words.equal(word) for word in typed]
        places = self._runs([*exact[:-1], begun[-1]])
        terms = self._words.term_at[places]
        first = self._words.starts[terms] == places
        if last := exact[-1]:
            whole = first & (self._words.counts[terms] == len(typed))
            whole &= self._words.word_at[places + len(typed) - 1] == last.start
            yield from _stage((FOLDED, 0), terms[whole])
        yield from _stage((FOLDED, 1), terms[first])
        yield from _stage((FOLDED, 2), terms)
        if len(typed) > 1:
            yield from self._scattered(begun)

    def _runs(self, wanted: Sequence[range]) -> Numbers:
        """Where words stand one after the other, each of them one of some."""
        if not all(wanted):
            return np.empty(0, dtype=np.int32)
        rarest = self._rarest(wanted)
        places = self._words.places(wanted[rarest]) - np.int32(rarest)
        last = places + len(wanted) - 1
        places = places[(places >= 0) & (last < len(self._words.word_at))]
        for at, some in enumerate(wanted):
            if at != rarest:
                there = self._words.word_at[places + at]
                places = places[(there >= some.start) & (there < some.stop)]
        terms = self._words.term_at
        found: Numbers = places[terms[places] == terms[places + len(wanted) - 1]]
        return found

    def _scattered(self, begun: Sequence[range]) -> Iterator[tuple[Near, int]]:
        """The terms that have all the words, in their order and then in another."""
        rarest = self._words.terms(begun[self._rarest(begun)])
        there = self._words.words_of(self._words.distinct(rarest))
        has_all = np.ones(len(there.terms), dtype=np.bool)
        has_enough = has_all.copy()
        for some in dict.fromkeys(begun):
            counts = there.count(some)
            has_all &= counts > 0
            # Words that begin with the longer of two begin with the shorter too, or
            # with neither, so that it is enough to count (Hall's marriage theorem).
            wanted = sum(
                some.start <= one.start and one.stop <= some.stop for one in begun
            )
            has_enough &= counts >= wanted
        yield from _stage((FOLDED, 3), self._in_order(there.terms[has_all], begun))
        yield from _stage((FOLDED, 4), there.terms[has_enough])

    def _in_order(self, terms: Numbers, begun: Sequence[range]) -> Numbers:
        """Those of some terms in which the words follow each other in their order."""
        there = self._words.words_of(terms)
        # The place after the word that was found last, and where the term ends.
        after, ends = there.starts, np.append(there.starts[1:], len(there.words))
        for some in begun:
            among = (there.words >= some.start) & (there.words < some.stop)
            places = np.append(np.flatnonzero(among), len(there.words))
            following = places[np.searchsorted(places, after)]
            found = following < ends
            terms, ends, after = terms[found], ends[found], following[found] + 1
        return terms

    def _rarest(self, wanted: Sequence[range]) -> int:
        """Which of some words is in the fewest places."""
        return min(range(len(wanted)), key=lambda at: self._words.frequency(wanted[at]))


def _slice(array: NDArray[Any], numbers: range) -> Numbers:
    return array[numbers.start : numbers.stop]


def _stage(near: Near, terms: Numbers) -> Iterator[tuple[Near, int]]:
    """The terms in their order; no more are put in order than are asked for."""
    if len(terms) > _FEW:
        least = np.partition(terms, _FIRST)[:_FIRST]
        last = least.max()
        for number in _distinct(least):
            yield near, number
        terms = terms[terms > last]
    for number in _distinct(terms):
        yield near, number


def _distinct(terms: Numbers) -> list[int]:
    """Each term once, in order."""
    # numpy's own function imports masked arrays, which takes as long as a lookup.
    ordered = np.sort(terms)
    found: list[int] = (
        ordered[np.append(True, ordered[1:] != ordered[:-1])].tolist()
        if len(ordered)
        else []
    )
    return found
