"""Where chosen phrases stand in a text, found by the words they begin with."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import BREAK, RunningText
from tm.spill.array import SpillArray, SpillPartitions

Numbers = NDArray[np.integer]
Flags = NDArray[np.bool_]
Values = NDArray[np.float64]

_SWALLOWS = 0.2
"""A longer phrase counts as a term if it is worth this share of what it holds."""
_NAME = 0.5
"""The share of capitals from which on a phrase is a name."""
_KEY = 1024
"""More than the words of any phrase."""
_MOST_PLACES = 200
"""Occurrences at which it is looked how a phrase is written."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Chosen phrases of a text, by number; arrays of equal length."""

    text: RunningText
    lengths: Numbers
    counts: Numbers
    """How often each occurs."""
    firsts: Numbers
    """Where each occurs first."""
    scores: Values
    capitals: Values

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def are_names(self) -> Flags:
        """Whether each is written as a name."""
        return np.asarray(self.capitals >= _NAME)

    def best(self, size: int) -> "Phrases":
        """The first ones; of the others nothing stays in memory."""
        return Phrases(
            self.text,
            self.lengths[:size].copy(),
            self.counts[:size].copy(),
            self.firsts[:size].copy(),
            self.scores[:size].copy(),
            self.capitals[:size].copy(),
        )

    def surface(self, phrase: int) -> str:
        """How one is written where it occurs first."""
        first, length = int(self.firsts[phrase]), int(self.lengths[phrase])
        return self.text.surface(first, length)


@dataclass(frozen=True, slots=True)
class Block:
    """Occurrences in some whole units; arrays of equal length, in order of place."""

    phrases: Numbers
    positions: Numbers
    units: Numbers
    free: Flags
    """Whether no longer term holds it there."""

    def pairs(self) -> tuple[Numbers, Numbers]:
        """Units and the phrases that stand free in them, each pair once, by unit."""
        units, phrases = self.units[self.free], self.phrases[self.free]
        order = np.lexsort((phrases, units))
        units, phrases = units[order], phrases[order]
        new = np.ones(len(units), bool)
        new[1:] = (units[1:] != units[:-1]) | (phrases[1:] != phrases[:-1])
        return units[new], phrases[new]


class Occurrences:
    """Where phrases stand; read in order as often as wanted."""

    def __init__(self, phrases: Phrases, units: Flags | None = None) -> None:
        """Look for the phrases; `units`: only in these."""
        self._text = phrases.text
        self._size = len(phrases)
        self._lengths = phrases.lengths
        self._phrases, self._positions = SpillArray(np.int32), SpillArray(np.int32)
        self._free = SpillArray(np.bool_)
        self._ends: list[int] = []
        finder = _Finder(phrases)
        for begin, row in self._text.blocks():
            chosen, places = finder.find(row)
            if units is not None:
                inside = units[self._text.units_at(places + begin)]
                chosen, places = chosen[inside], places[inside]
            order = np.lexsort((chosen, places))
            chosen, places = chosen[order], places[order]
            self._phrases.append(chosen)
            self._positions.append(places + begin)
            self._free.append(_free(phrases, chosen, places))
            self._ends.append(len(self._phrases))

    def blocks(self) -> Iterator[Block]:
        """The occurrences in order."""
        begin = 0
        for end in self._ends:
            positions = self._positions.read(begin, end)
            yield Block(
                self._phrases.read(begin, end),
                positions,
                self._text.units_at(positions),
                self._free.read(begin, end),
            )
            begin = end

    def by_phrase(self) -> Iterator[tuple[int, Numbers, Flags]]:
        """Each phrase that occurs, in any order: its units, rising, and where free.

        A unit is there as often as the phrase is in it.
        """
        parts = SpillPartitions(
            SpillPartitions.count_for(len(self._phrases)), np.int32, np.int32, np.bool_
        )
        for block in self.blocks():
            numbers = block.phrases
            parts.append(numbers % parts.count, numbers, block.units, block.free)
        for part in range(parts.count):
            phrases, units, free = parts.read(part)
            order = np.argsort(phrases, kind="stable")
            ordered = phrases[order]
            begins = np.flatnonzero(np.diff(ordered, prepend=-1))
            for places in np.split(order, begins[1:]):
                if len(places):
                    yield int(phrases[places[0]]), units[places], free[places]

    def spellings(self, wanted: Flags) -> dict[int, str]:
        """How phrases are mostly written, where a capital is not due to their place.

        `wanted`: by phrase, of which to tell.
        """
        inner, first = (_Spellings(self._size) for _ in range(2))
        for block in self.blocks():
            chosen = np.flatnonzero(wanted[block.phrases])
            if not len(chosen):
                continue
            phrases, positions = block.phrases[chosen], block.positions[chosen]
            begin, end = int(positions[0]) - 1, int(positions[-1]) + _KEY
            row = self._text.cased.read(begin, min(end, len(self._text.cased)))
            positions = positions - begin
            inside = row[positions - 1] != BREAK
            lengths = self._lengths[phrases]
            inner.add(row, phrases[inside], positions[inside], lengths[inside])
            alone = ~inside & (inner.taken[phrases] == 0)
            first.add(row, phrases[alone], positions[alone], lengths[alone])
        return first.usual(self._text) | inner.usual(self._text)


class _Spellings:
    """How often phrases are written how, at the first of their places."""

    def __init__(self, size: int) -> None:
        self.taken = np.zeros(size, np.int64)
        self._counts: dict[int, dict[bytes, int]] = {}

    def add(
        self, row: Numbers, phrases: Numbers, positions: Numbers, lengths: Numbers
    ) -> None:
        """Count what stands at places of a row of words, until there is enough."""
        order = np.argsort(phrases, kind="stable")
        ordered = phrases[order]
        begins = np.searchsorted(ordered, ordered)
        before = self.taken[ordered] + np.arange(len(order)) - begins
        order = order[before < _MOST_PLACES]
        self.taken += np.bincount(phrases[order], minlength=len(self.taken))
        for phrase, at, length in zip(
            phrases[order].tolist(),
            positions[order].tolist(),
            lengths[order].tolist(),
            strict=True,
        ):
            counts = self._counts.setdefault(phrase, {})
            key = row[at : at + length].tobytes()
            counts[key] = counts.get(key, 0) + 1

    def usual(self, text: RunningText) -> dict[int, str]:
        """The most frequent spelling of each phrase."""
        found = {}
        for phrase, counts in self._counts.items():
            written: dict[str, int] = {}
            for key, count in counts.items():
                spelling = text.spelt(np.frombuffer(key, np.int32))
                written[spelling] = written.get(spelling, 0) + count
            found[phrase] = min(written, key=lambda one: (-written[one], one))
        return found


class _Finder:
    """Chosen phrases as a tree of words, one step of which is a sorted table."""

    def __init__(self, phrases: Phrases) -> None:
        self._words = len(phrases.text.compared)
        self._tables: list[NDArray[np.int64]] = []
        self._ends: list[NDArray[np.int32]] = []
        """By place in a table: the phrase that ends there, or -1."""
        self._goes_on: list[Flags] = []
        left = np.argsort(phrases.firsts, kind="stable")
        nodes = np.zeros(len(left), np.int64)
        for step in range(int(phrases.lengths.max(initial=0))):
            longer = phrases.lengths[left] > step
            if step:
                goes_on = np.zeros(len(self._tables[-1]), bool)
                goes_on[nodes[longer]] = True
                self._goes_on.append(goes_on)
            left, nodes = left[longer], nodes[longer]
            cased = phrases.text.cased.take(phrases.firsts[left] + step)
            keys = nodes * self._words + phrases.text.forms[cased]
            table, nodes = np.unique(keys, return_inverse=True)
            ends = np.full(len(table), -1, np.int32)
            here = phrases.lengths[left] == step + 1
            ends[nodes[here]] = left[here]
            self._tables.append(table)
            self._ends.append(ends)
        if self._tables:
            self._goes_on.append(np.zeros(len(self._tables[-1]), bool))

    def find(self, row: Numbers) -> tuple[Numbers, Numbers]:
        """The phrases in a row of words, and where they are; shorter ones first."""
        found, where = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
        places = np.flatnonzero(row != BREAK)
        nodes = np.zeros(len(places), np.int64)
        for step, table in enumerate(self._tables):
            keys = nodes * self._words + row[places + step]
            order = np.argsort(keys)  # a search for rising keys takes a fifth
            ordered = keys[order]
            at = np.searchsorted(table, ordered)
            at[at == len(table)] = 0
            there = table[at] == ordered
            places, nodes = places[order[there]], at[there]
            ends = self._ends[step][nodes]
            found.append(ends[ends >= 0])
            where.append(places[ends >= 0])
            on = self._goes_on[step][nodes]
            places, nodes = places[on], nodes[on]
        return np.concatenate(found), np.concatenate(where)


def _free(phrases: Phrases, chosen: Numbers, positions: Numbers) -> Flags:
    """Whether no longer phrase that is worth enough holds each; by place."""
    lengths = phrases.lengths[chosen]
    keys = positions.astype(np.int64) * _KEY + lengths
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
