"""Which phrases of one language stand opposite which of the other, in aligned units.

A pair is as good as its phrases keep company: the Dice coefficient of the units that
hold them, counted only where they are no part of a longer term (`Bộ Công an` inside
`Bộ trưởng Bộ Công an` is not translated as it is alone). What a lexicon says of their
words, and whether both are written as names, decide between pairs that are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.occurrences import Flags, Numbers, Occurrences
from tm.columns import MOST_PARTS, Parts

MOST_UNITS = 400
"""Of a phrase that more units hold, so many are looked at, spread evenly."""
_LEAST_DICE = 0.1
_GROUP = 64
"""Phrases whose company is counted together, at least."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """A phrase of the other language, and how often it stands opposite."""

    phrase: int
    together: int
    """Units that hold both."""
    units: int
    """Units that hold it."""
    dice: float


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
) -> list[list[Opposite]]:
    """The phrases, of `size`, that keep company with others; best first, `most` each.

    `chosen`: the units of each of the others. `here`: where the phrases stand in them.
    """
    numbers = np.arange(len(chosen), dtype=np.int32)
    others = np.repeat(numbers, [len(held) for held in chosen])
    wanted = np.concatenate([np.zeros(0, np.int32), *chosen])
    order = np.argsort(wanted, kind="stable")
    wanted, others = wanted[order], others[order]
    totals = np.zeros(size, np.int64)
    group = max(_GROUP, 1 + len(chosen) // MOST_PARTS)
    together = Parts(1 + len(chosen) // group, np.int32, np.int32)
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
    found: list[list[Opposite]] = [[] for _ in chosen]
    for part in range(together.count):
        numbers, phrases = together.read(part)
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        begins = np.flatnonzero(np.diff(ordered, prepend=-1))
        for places in np.split(order, begins[1:]):
            if len(places):
                number = int(numbers[places[0]])
                met = phrases[places]
                found[number] = _ranked(met, len(chosen[number]), totals, most)
    return found


def wanted_units(chosen: Sequence[Numbers], units: int) -> Flags:
    """Which of all units are any phrase's."""
    wanted = np.zeros(units, bool)
    for held in chosen:
        wanted[held] = True
    return wanted


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
