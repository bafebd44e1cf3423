"""Which phrases of one language stand opposite which of the other, in aligned units.

A pair is as good as its phrases keep company: the Dice coefficient of the units that
hold them, counted only where they are no part of a longer term (`Bộ Công an` inside
`Bộ trưởng Bộ Công an` is not translated as it is alone). What a lexicon says of their
words, and whether both are written as names, decide between pairs that are alike.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.phrase_occurrences import Flags, Numbers, Occurrences, Phrases
from glossary.extraction.word_translations import WordSupport
from tm.align.lexicon.dictionary import Dictionary
from tm.align.lexicon.lexicon import AlignmentLexicon
from tm.spill.array import MOST_PARTITIONS, SpillPartitions

MOST_UNITS = 400
"""Of a phrase that more units hold, so many are looked at, spread evenly."""
_OPPOSITES = 12
"""Phrases weighed for each candidate."""
_UNALIKE = 0.8
"""What is left of a pair of which one side is a name and the other is none."""
_SPREAD = 1.0
"""How far the lengths of a pair stray, as the logarithm of their ratio."""
_SUPPORT = 0.4
"""The part of a pair's score that hangs on its words."""
_LEAST_DICE = 0.1
_GROUP = 64
"""Phrases whose company is counted together, at least."""


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A translation that is proposed for a candidate."""

    text: str
    count: int
    """Units that hold it where it is no part of a longer term."""
    together: int
    """Those of them that hold the candidate too."""
    score: float
    """How sure the pair is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Opposites:
    """Pairs of phrases that stand opposite; arrays of equal length.

    By the first of the pair, and of one first the best pairs before the others.
    """

    firsts: Numbers
    """The phrases that were asked about, rising."""
    phrases: Numbers
    """Those of the other language."""
    together: Numbers
    """Units that hold both."""
    units: Numbers
    """Units that hold the other."""
    dice: NDArray[np.float64]


def equivalents(
    chosen: Phrases,
    places: Occurrences,
    here: Phrases,
    lexicon: AlignmentLexicon,
    dictionary: Dictionary,
    *,
    most: int,
) -> Iterator[list[Equivalent]]:
    """For each chosen phrase its likely translations among those of the other text.

    The best first, `most` of them.
    """
    support = WordSupport(lexicon, dictionary, chosen.text.locale, here.text.locale)
    units = units_to_read(places, len(chosen))
    there = Occurrences(here, wanted_units(units, len(chosen.text.starts)))
    found = opposites(units, there, size=len(here), most=_OPPOSITES)
    likely = _likely(chosen, here, found)
    kept: list[list[tuple[float, int]]] = []
    ends = np.searchsorted(found.firsts, np.arange(len(chosen) + 1)).tolist()
    for number, (begin, end) in enumerate(pairwise(ends)):
        weigh = partial(_supported, support, chosen.surface(number), here, found)
        kept.append(_best(range(begin, end), likely[begin:end].tolist(), weigh, most))
    asked = np.zeros(len(here), bool)
    asked[[found.phrases[at] for some in kept for _, at in some]] = True
    forms = there.spellings(asked)
    for some in kept:
        weighed = [
            Equivalent(
                forms[int(found.phrases[at])],
                int(found.units[at]),
                int(found.together[at]),
                score,
            )
            for score, at in some
        ]
        yield sorted(weighed, key=lambda one: (-one.score, one.text))[:most]


def _likely(chosen: Phrases, here: Phrases, found: Opposites) -> NDArray[np.float64]:
    """What pairs are worth whose words translate one another.

    By the company that they keep, their lengths, and whether both are names.
    """
    ratio = max(here.text.words, 1) / max(chosen.text.words, 1)
    longer = here.lengths[found.phrases] / (ratio * chosen.lengths[found.firsts])
    worth = found.dice * np.exp(-(np.log(longer) ** 2) / (2 * _SPREAD**2))
    alike = chosen.are_names[found.firsts] == here.are_names[found.phrases]
    return np.where(alike, worth, worth * _UNALIKE)


def _supported(
    support: WordSupport, text: str, here: Phrases, found: Opposites, at: int
) -> float:
    """The part of what a pair is worth that its words leave of it."""
    # How a phrase is written does not tell what its words translate.
    other = here.surface(int(found.phrases[at]))
    return 1 - _SUPPORT + _SUPPORT * support.of(text, other)


def _best(
    pairs: Iterable[int],
    likely: Sequence[float],
    weigh: Callable[[int], float],
    most: int,
) -> list[tuple[float, int]]:
    """The scores of the `most` best pairs and of those as good, with the pairs.

    `weigh` takes long, and leaves at most all of what is likely: it is asked only of
    pairs that may be among the best.
    """
    found: list[tuple[float, int]] = []
    scores: list[float] = []
    for worth, at in sorted(zip(likely, pairs, strict=True), reverse=True):
        if len(scores) >= most and worth < min(scores[:most], default=math.inf):
            break
        found.append((worth * weigh(at), at))
        scores = sorted((score for score, _ in found), reverse=True)
    least = min(scores[:most], default=math.inf)
    return [one for one in found if one[0] >= least]


def units_to_read(there: Occurrences, size: int) -> list[NDArray[np.int32]]:
    """For each of `size` phrases the units that tell how it is translated.

    Where it stands free, or everywhere if it never does.
    """
    chosen = [np.zeros(0, np.int32)] * size
    for number, units, free in there.by_phrase():
        held = np.unique(units[free] if free.any() else units)
        if len(held) > MOST_UNITS:
            spread = np.linspace(0, len(held) - 1, MOST_UNITS).astype(np.int64)
            held = held[spread]
        chosen[number] = held.astype(np.int32)
    return chosen


def opposites(
    chosen: Sequence[Numbers], here: Occurrences, *, size: int, most: int
) -> Opposites:
    """The phrases, of `size`, that keep company with others; `most` with each of these.

    `chosen`: the units of each of the others. `here`: where the phrases stand in them.
    """
    numbers = np.arange(len(chosen), dtype=np.int32)
    others = np.repeat(numbers, [len(held) for held in chosen])
    wanted = np.concatenate([np.zeros(0, np.int32), *chosen])
    order = np.argsort(wanted, kind="stable")
    wanted, others = wanted[order], others[order]
    totals = np.zeros(size, np.int64)
    group = max(_GROUP, 1 + len(chosen) // MOST_PARTITIONS)
    together = SpillPartitions(1 + len(chosen) // group, np.int32, np.int32)
    for block in here.blocks():
        units, phrases = block.pairs()
        if not len(units):
            continue
        totals += np.bincount(phrases, minlength=size)
        first, last = np.searchsorted(wanted, [units[0], units[-1] + 1])
        begins = np.searchsorted(units, wanted[first:last], "left")
        counts = np.searchsorted(units, wanted[first:last], "right") - begins
        ends = np.cumsum(counts)
        at = np.repeat(begins - ends + counts, counts) + np.arange(counts.sum())
        numbers = np.repeat(others[first:last], counts)
        together.append(numbers // group, numbers, phrases[at])
    held = np.array([len(units) for units in chosen], np.int64)
    found = [
        _ranked(together.read(part), held, totals, most)
        for part in range(together.count)
    ]
    return Opposites(*map(np.concatenate, zip(*found, strict=True)))


def wanted_units(chosen: Sequence[Numbers], units: int) -> Flags:
    """Which of all units are any phrase's."""
    wanted = np.zeros(units, bool)
    for held in chosen:
        wanted[held] = True
    return wanted


def _ranked(
    pairs: Sequence[Numbers],
    held: Numbers,
    totals: NDArray[np.int64],
    most: int,
) -> tuple[Numbers, Numbers, Numbers, Numbers, NDArray[np.float64]]:
    """The columns of the opposites among pairs: two, each pair once for each unit.

    `held` and `totals`: how many units hold each of the ones and of the others.
    """
    firsts, phrases = pairs
    keys = firsts.astype(np.int64) * len(totals) + phrases
    keys, together = np.unique(keys, return_counts=True)
    firsts, phrases = np.divmod(keys, max(len(totals), 1))
    units = totals[phrases]
    dice = 2 * together / (held[firsts] + units)
    order = np.lexsort((phrases, -dice, firsts))
    ordered = firsts[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    order = order[(rank < most) & (dice[order] >= _LEAST_DICE)]
    columns = (column[order] for column in (firsts, phrases, together, units))
    return (*columns, dice[order])
