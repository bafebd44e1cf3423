"""Occurrences of chosen phrases in a text, found through a trie of their words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import BREAK, RunningText
from tm.spill.array import SpillArray, SpillPartitions

IntegerColumn = NDArray[np.integer]
BoolColumn = NDArray[np.bool_]
FloatColumn = NDArray[np.float64]

_MIN_SHARE_OF_HOLDER = 0.2
"""Least score of a longer phrase that covers a shorter one, as a share of its score."""
_MIN_CAPITALS_OF_NAME = 0.5
"""The least share of capitalised occurrences of a name."""
_LENGTH_RANGE = 1024
"""A number above the length of any phrase, in words."""
_MAX_SPELLINGS = 200
"""The most occurrences whose spellings are counted, for each phrase."""


@dataclass(frozen=True, slots=True)
class TermPhrases:
    """Chosen phrases of a text, as arrays of equal length."""

    text: RunningText
    lengths: IntegerColumn
    counts: IntegerColumn
    """The number of occurrences of each phrase."""
    firsts: IntegerColumn
    """The position of the first occurrence of each phrase."""
    scores: FloatColumn
    capitals: FloatColumn

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def are_names(self) -> BoolColumn:
        """Tell of each phrase whether it is written like a name."""
        return np.asarray(self.capitals >= _MIN_CAPITALS_OF_NAME)

    def take_best(self, size: int) -> "TermPhrases":
        """Copy the first phrases, so that the memory of the others can be freed."""
        return TermPhrases(
            self.text,
            self.lengths[:size].copy(),
            self.counts[:size].copy(),
            self.firsts[:size].copy(),
            self.scores[:size].copy(),
            self.capitals[:size].copy(),
        )

    def surface(self, phrase: int) -> str:
        """Read a phrase as written at its first occurrence."""
        first, length = int(self.firsts[phrase]), int(self.lengths[phrase])
        return self.text.surface(first, length)


@dataclass(frozen=True, slots=True)
class OccurrenceBlock:
    """Occurrences in some whole units, as arrays of equal length sorted by position."""

    phrases: IntegerColumn
    positions: IntegerColumn
    units: IntegerColumn
    free: BoolColumn
    """Whether each occurrence is outside all longer terms."""

    def pairs(self) -> tuple[IntegerColumn, IntegerColumn]:
        """Find the distinct pairs of a unit and a phrase outside longer terms in it."""
        units, phrases = self.units[self.free], self.phrases[self.free]
        order = np.lexsort((phrases, units))
        units, phrases = units[order], phrases[order]
        new = np.ones(len(units), bool)
        new[1:] = (units[1:] != units[:-1]) | (phrases[1:] != phrases[:-1])
        return units[new], phrases[new]


class Occurrences:
    """The positions of phrases, which can be read several times."""

    def __init__(self, phrases: TermPhrases, units: BoolColumn | None = None) -> None:
        """Find the phrases in all units, or only in those marked in `units`."""
        self._text = phrases.text
        self._size = len(phrases)
        self._lengths = phrases.lengths
        self._phrases, self._positions = SpillArray(np.int32), SpillArray(np.int32)
        self._free = SpillArray(np.bool_)
        self._ends: list[int] = []
        finder = _PhraseFinder(phrases)
        for begin, row in self._text.blocks():
            phrase_numbers, positions = finder.find(row)
            if units is not None:
                inside = units[self._text.units_at(positions + begin)]
                phrase_numbers, positions = phrase_numbers[inside], positions[inside]
            order = np.lexsort((phrase_numbers, positions))
            phrase_numbers, positions = phrase_numbers[order], positions[order]
            self._phrases.append(phrase_numbers)
            self._positions.append(positions + begin)
            self._free.append(_stands_free(phrases, phrase_numbers, positions))
            self._ends.append(len(self._phrases))

    def blocks(self) -> Iterator[OccurrenceBlock]:
        """Read the occurrences in the order of the text."""
        begin = 0
        for end in self._ends:
            positions = self._positions.read(begin, end)
            yield OccurrenceBlock(
                self._phrases.read(begin, end),
                positions,
                self._text.units_at(positions),
                self._free.read(begin, end),
            )
            begin = end

    def by_phrase(self) -> Iterator[tuple[int, IntegerColumn, BoolColumn]]:
        """Yield each phrase with its units and whether it is outside longer terms.

        The phrases come in any order; a unit comes once for each occurrence.
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

    def spellings(self, is_wanted: BoolColumn) -> dict[int, str]:
        """Find the most frequent spelling of each phrase, if possible inside sentences.

        `is_wanted`: whether the spelling of each phrase is needed.
        """
        inner_spellings, initial_spellings = (_Spellings(self._size) for _ in range(2))
        for block in self.blocks():
            indices = np.flatnonzero(is_wanted[block.phrases])
            if not len(indices):
                continue
            phrases, positions = block.phrases[indices], block.positions[indices]
            begin, end = int(positions[0]) - 1, int(positions[-1]) + _LENGTH_RANGE
            row = self._text.cased.read(begin, min(end, len(self._text.cased)))
            positions = positions - begin
            is_inner = row[positions - 1] != BREAK
            lengths = self._lengths[phrases]
            inner_spellings.add(
                row, phrases[is_inner], positions[is_inner], lengths[is_inner]
            )
            is_initial_only = ~is_inner & (inner_spellings.counted[phrases] == 0)
            initial_spellings.add(
                row,
                phrases[is_initial_only],
                positions[is_initial_only],
                lengths[is_initial_only],
            )
        return initial_spellings.most_frequent(
            self._text
        ) | inner_spellings.most_frequent(self._text)


class _Spellings:
    """Counts of the spellings of phrases, up to a maximum for each."""

    def __init__(self, size: int) -> None:
        self.counted = np.zeros(size, np.int64)
        self._counts: dict[int, dict[bytes, int]] = {}

    def add(
        self,
        row: IntegerColumn,
        phrases: IntegerColumn,
        positions: IntegerColumn,
        lengths: IntegerColumn,
    ) -> None:
        """Count the spellings at some positions, up to the maximum of each phrase."""
        order = np.argsort(phrases, kind="stable")
        ordered = phrases[order]
        begins = np.searchsorted(ordered, ordered)
        counted_before = self.counted[ordered] + np.arange(len(order)) - begins
        order = order[counted_before < _MAX_SPELLINGS]
        self.counted += np.bincount(phrases[order], minlength=len(self.counted))
        for phrase, position, length in zip(
            phrases[order].tolist(),
            positions[order].tolist(),
            lengths[order].tolist(),
            strict=True,
        ):
            counts = self._counts.setdefault(phrase, {})
            key = row[position : position + length].tobytes()
            counts[key] = counts.get(key, 0) + 1

    def most_frequent(self, text: RunningText) -> dict[int, str]:
        """Find the most frequent spelling of each phrase."""
        spellings = {}
        for phrase, counts in self._counts.items():
            counts_by_spelling: dict[str, int] = {}
            for key, count in counts.items():
                spelling = text.spell(np.frombuffer(key, np.int32))
                counts_by_spelling[spelling] = (
                    counts_by_spelling.get(spelling, 0) + count
                )
            spellings[phrase] = min(
                counts_by_spelling, key=lambda one: (-counts_by_spelling[one], one)
            )
        return spellings


class _PhraseFinder:
    """A trie of phrases, each level of which is a sorted table of keys."""

    def __init__(self, phrases: TermPhrases) -> None:
        self._words = len(phrases.text.compared)
        self._tables: list[NDArray[np.int64]] = []
        self._ends: list[NDArray[np.int32]] = []
        """By index in a table: the phrase that ends at this node, or -1."""
        self._goes_on: list[BoolColumn] = []
        remaining = np.argsort(phrases.firsts, kind="stable")
        nodes = np.zeros(len(remaining), np.int64)
        for step in range(int(phrases.lengths.max(initial=0))):
            longer = phrases.lengths[remaining] > step
            if step:
                goes_on = np.zeros(len(self._tables[-1]), bool)
                goes_on[nodes[longer]] = True
                self._goes_on.append(goes_on)
            remaining, nodes = remaining[longer], nodes[longer]
            cased = phrases.text.cased.take(phrases.firsts[remaining] + step)
            keys = nodes * self._words + phrases.text.forms[cased]
            table, nodes = np.unique(keys, return_inverse=True)
            ends = np.full(len(table), -1, np.int32)
            ends_here = phrases.lengths[remaining] == step + 1
            ends[nodes[ends_here]] = remaining[ends_here]
            self._tables.append(table)
            self._ends.append(ends)
        if self._tables:
            self._goes_on.append(np.zeros(len(self._tables[-1]), bool))

    def find(self, row: IntegerColumn) -> tuple[IntegerColumn, IntegerColumn]:
        """Find the phrases in an array of form ids, and their positions; short ones first."""
        phrase_numbers, positions = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
        places = np.flatnonzero(row != BREAK)
        nodes = np.zeros(len(places), np.int64)
        for step, table in enumerate(self._tables):
            keys = nodes * self._words + row[places + step]
            order = np.argsort(keys)  # a search for sorted keys takes a fifth of the time
            ordered = keys[order]
            table_indices = np.searchsorted(table, ordered)
            table_indices[table_indices == len(table)] = 0
            is_in_table = table[table_indices] == ordered
            places, nodes = places[order[is_in_table]], table_indices[is_in_table]
            ends = self._ends[step][nodes]
            phrase_numbers.append(ends[ends >= 0])
            positions.append(places[ends >= 0])
            goes_on = self._goes_on[step][nodes]
            places, nodes = places[goes_on], nodes[goes_on]
        return np.concatenate(phrase_numbers), np.concatenate(positions)


def _stands_free(
    phrases: TermPhrases, phrase_numbers: IntegerColumn, positions: IntegerColumn
) -> BoolColumn:
    """Tell of each occurrence whether it is outside all longer likely terms."""
    lengths = phrases.lengths[phrase_numbers]
    keys = positions.astype(np.int64) * _LENGTH_RANGE + lengths
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    free = np.ones(len(keys), bool)
    sizes = np.unique(lengths)
    for longer in sizes[1:]:
        holders = np.flatnonzero(lengths == longer)
        holder_scores = phrases.scores[phrase_numbers[holders]]
        for shorter in sizes[sizes < longer]:
            for offset in range(int(longer - shorter) + 1):
                keys_to_find = (positions[holders] + offset) * _LENGTH_RANGE + shorter
                indices = np.minimum(
                    np.searchsorted(ordered, keys_to_find), len(ordered) - 1
                )
                contained = order[indices]
                swallowed = (ordered[indices] == keys_to_find) & (
                    holder_scores
                    >= _MIN_SHARE_OF_HOLDER * phrases.scores[phrase_numbers[contained]]
                )
                free[contained[swallowed]] = False
    return free
