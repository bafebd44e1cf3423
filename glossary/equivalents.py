"""Which phrases of one language stand opposite which of the other, in aligned units.

A pair is as good as its phrases keep company: the Dice coefficient of the units that
hold them, counted only where they are no part of a longer term (`Bộ Công an` inside
`Bộ trưởng Bộ Công an` is not translated as it is alone). What a lexicon says of their
words, and whether both are written as names, decide between pairs that are alike.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glossary.repeated_phrases import Level, Numbers, repeated_phrases
from glossary.running_text import BREAK, RunningText
from glossary.termhood import Flags, Values

MOST_UNITS = 400
"""Of a phrase that more units hold, so many are looked at, spread evenly."""
_MOST_PLACES = 200
"""Occurrences at which it is looked how a phrase is written."""
_SWALLOWS = 0.2
"""A longer phrase counts as a term if it is worth this share of what it holds."""
_LEAST_DICE = 0.1
_KEY = 1024
"""More than the words of any phrase."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Chosen phrases of a text, by number; arrays of equal length."""

    text: RunningText
    levels: Sequence[Level]
    min_count: int
    """How often the phrases of the levels occur at least."""
    lengths: Numbers
    numbers: Numbers
    """The phrase's number in the level of its length."""
    scores: Values
    capitals: Values

    def __len__(self) -> int:
        return len(self.lengths)

    def best(self, size: int) -> "Phrases":
        """The first ones."""
        return replace(
            self,
            lengths=self.lengths[:size],
            numbers=self.numbers[:size],
            scores=self.scores[:size],
            capitals=self.capitals[:size],
        )

    def count(self, phrase: int) -> int:
        """How often one occurs."""
        return int(self._level(phrase).counts[self.numbers[phrase]])

    def first(self, phrase: int) -> int:
        """Where one occurs first."""
        return int(self._level(phrase).firsts[self.numbers[phrase]])

    def written(self, phrase: int, positions: Numbers) -> str:
        """How one is mostly written at places, where a capital is not due to them."""
        length = int(self.lengths[phrase])
        inner = positions[self.text.cased[positions - 1] != BREAK]
        written = Counter(
            self.text.surface(int(position), length)
            for position in (inner if len(inner) else positions)[:_MOST_PLACES]
        )
        return min(written, key=lambda text: (-written[text], text))

    def _level(self, phrase: int) -> Level:
        return self.levels[int(self.lengths[phrase]) - 1]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where chosen phrases stand; arrays of equal length, ordered by unit."""

    phrases: Numbers
    positions: Numbers
    units: Numbers
    free: Flags
    """Whether no longer term holds it there."""

    def by_phrase(self, size: int) -> list[Numbers]:
        """The positions of each of so many phrases, rising."""
        order = np.argsort(self.phrases, kind="stable")
        begins = np.searchsorted(self.phrases[order], np.arange(1, size))
        return np.split(self.positions[order], begins)


@dataclass(frozen=True, slots=True)
class Opposite:
    """A phrase of the other language, and how often it stands opposite."""

    phrase: int
    together: int
    """Units that hold both."""
    units: int
    """Units that hold it."""
    dice: float


def occurrences(phrases: Phrases, units: Flags | None = None) -> Occurrences:
    """Where the phrases stand; `units`: only in these."""
    found, places = [], []
    # Counted again, which takes less than keeping where all the phrases are.
    row = phrases.text.row if len(phrases) else np.zeros(0, np.int32)
    for level in repeated_phrases(
        row,
        min_count=phrases.min_count,
        max_words=int(phrases.lengths.max(initial=1)),
    ):
        here = np.flatnonzero(phrases.lengths == level.length)
        if not len(here):
            continue
        index = np.full(len(level), -1, np.int64)
        index[phrases.numbers[here]] = here
        chosen = index[level.phrases]
        kept = chosen >= 0
        positions = level.positions[kept].astype(np.int64)
        chosen = chosen[kept]
        if units is not None:
            inside = units[phrases.text.units_at(positions)]
            positions, chosen = positions[inside], chosen[inside]
        found.append(chosen)
        places.append(positions)
    if not found:
        nothing = np.zeros(0, np.int64)
        return Occurrences(nothing, nothing, nothing, nothing.astype(bool))
    chosen, positions = np.concatenate(found), np.concatenate(places)
    order = np.lexsort((chosen, positions))
    chosen, positions = chosen[order], positions[order]
    return Occurrences(
        chosen,
        positions,
        phrases.text.units_at(positions),
        _free(phrases, chosen, positions),
    )


def units_to_read(
    there: Occurrences, size: int, units: int
) -> tuple[list[Numbers], Flags]:
    """For each of `size` phrases the units that tell how it is translated.

    Where it stands free, or everywhere if it never does; and which of all units
    those are.
    """
    order = np.argsort(there.phrases, kind="stable")
    begins = np.searchsorted(there.phrases[order], np.arange(size + 1))
    wanted = np.zeros(units, bool)
    chosen = []
    for number in range(size):
        places = order[begins[number] : begins[number + 1]]
        free = places[there.free[places]]
        held = np.unique(there.units[free if len(free) else places])
        if len(held) > MOST_UNITS:
            spread = np.linspace(0, len(held) - 1, MOST_UNITS).astype(np.int64)
            held = held[spread]
        chosen.append(held)
        wanted[held] = True
    return chosen, wanted


def opposites(
    chosen: Sequence[Numbers], here: Occurrences, *, size: int, most: int
) -> list[list[Opposite]]:
    """The phrases, of `size`, that keep company with others; best first, `most` each.

    `chosen`: the units of each of the others. `here`: where the phrases stand in them.
    """
    units, phrases = _free_pairs(here)
    totals = np.bincount(phrases, minlength=size)
    found = []
    for held in chosen:
        begins = np.searchsorted(units, held, side="left")
        ends = np.searchsorted(units, held, side="right")
        met = [phrases[a:b] for a, b in zip(begins, ends, strict=True)]
        whole = np.concatenate(met) if met else phrases[:0]
        found.append(_ranked(whole, len(held), totals, most))
    return found


def _free(phrases: Phrases, chosen: Numbers, positions: Numbers) -> Flags:
    lengths = phrases.lengths[chosen]
    keys = positions * _KEY + lengths
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    free = np.ones(len(keys), bool)
    sizes = np.unique(lengths)
    for longer in sizes[1:]:
        holders = np.flatnonzero(lengths == longer)
        worth = phrases.scores[chosen[holders]]
        for shorter in sizes[sizes < longer]:
            for offset in range(int(longer - shorter) + 1):
                sought = (positions[holders] + offset) * _KEY + shorter
                at = np.minimum(np.searchsorted(ordered, sought), len(ordered) - 1)
                held = order[at]
                swallowed = (ordered[at] == sought) & (
                    worth >= _SWALLOWS * phrases.scores[chosen[held]]
                )
                free[held[swallowed]] = False
    return free


def _free_pairs(here: Occurrences) -> tuple[Numbers, Numbers]:
    """Units and the phrases that stand free in them, each pair once, by unit."""
    units, phrases = here.units[here.free], here.phrases[here.free]
    order = np.lexsort((phrases, units))
    units, phrases = units[order], phrases[order]
    new = np.ones(len(units), bool)
    new[1:] = (units[1:] != units[:-1]) | (phrases[1:] != phrases[:-1])
    return units[new], phrases[new]


def _ranked(
    met: Numbers, size: int, totals: NDArray[np.int64], most: int
) -> list[Opposite]:
    phrases, together = np.unique(met, return_counts=True)
    dice = 2 * together / (size + totals[phrases])
    order = np.lexsort((phrases, -dice))[:most]
    return [
        Opposite(
            int(phrases[n]), int(together[n]), int(totals[phrases[n]]), float(dice[n])
        )
        for n in order
        if dice[n] >= _LEAST_DICE
    ]
