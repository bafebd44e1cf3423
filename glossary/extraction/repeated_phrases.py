"""Phrases that a text repeats, counted level by level: two words, three words …

A phrase of n words is looked for only where both phrases of n - 1 words in it are
frequent (Agrawal and Srikant 1994), so that a level needs no more than a number for
each place. Places wait outside memory; they are dealt out by what stands there, so that
each part can be counted by itself. Counts are exact.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import BREAK, RunningText
from tm.spill.array import BLOCK, SpillArray, SpillPartitions

Numbers = NDArray[np.integer]
PositionBlock = tuple[Numbers, Numbers]
"""Places, rising, and a number for each of them."""


@dataclass(frozen=True, slots=True)
class PhraseLevel:
    """All frequent phrases of one length, by number."""

    length: int
    counts: NDArray[np.int32]
    heads: NDArray[np.int32]
    """The phrase of the level before that is left without the last word."""
    tails: NDArray[np.int32]
    """The same without the first word; of a single word, as its head, the word."""
    firsts: NDArray[np.int32]
    """Where each occurs first."""

    def __len__(self) -> int:
        return len(self.counts)


class PhrasePositions:
    """Where the phrases of a level occur, and which one it is."""

    def __init__(self) -> None:
        self._positions = SpillArray(np.int32)
        self._phrases = SpillArray(np.int32)

    def append(self, positions: Numbers, phrases: Numbers) -> None:
        """Add places behind those that are there."""
        self._positions.append(positions)
        self._phrases.append(phrases)

    def blocks(self, beyond: int = 0) -> Iterator[PositionBlock]:
        """The places in order; each block has so many of the next one."""
        for begin in range(0, len(self), BLOCK):
            end = min(begin + BLOCK + beyond, len(self))
            yield self._positions.read(begin, end), self._phrases.read(begin, end)

    def __len__(self) -> int:
        return len(self._positions)


def find_repeated_phrases(
    text: RunningText, *, min_count: int, max_words: int
) -> Iterator[tuple[PhraseLevel, PhrasePositions]]:
    """The phrases that occur `min_count` times or more, length by length.

    BREAK stands in no phrase. The same text gives the same numbers every time.
    """

    def words() -> Iterator[PositionBlock]:
        for begin, row in text.blocks():
            inside = np.flatnonzero(row != BREAK)
            yield inside + begin, row[inside]

    level, places = _build_level(1, words, len(text.cased), min_count, None)
    while len(level):
        yield level, places
        if level.length == max_words:
            break
        keys = _read_adjacent_phrases(places, len(level))
        level, places = _build_level(
            level.length + 1, keys, len(places), min_count, len(level)
        )


def _read_adjacent_phrases(
    places: PhrasePositions, size: int
) -> Callable[[], Iterator[PositionBlock]]:
    """What reads each two phrases that follow one another, as one key."""

    def read() -> Iterator[PositionBlock]:
        for positions, phrases in places.blocks(beyond=1):
            follow = np.flatnonzero(positions[1:] - positions[:-1] == 1)
            keys = phrases[follow].astype(np.int64) * size
            keys += phrases[follow + 1]
            yield positions[follow], keys

    return read


def _build_level(
    length: int,
    read: Callable[[], Iterator[PositionBlock]],
    max_places: int,
    min_count: int,
    size: int | None,
) -> tuple[PhraseLevel, PhrasePositions]:
    """The phrases that are told apart by keys, less those that are rare.

    `max_places`: places at most. `size`: of the level before, if keys are made of two
    of it.
    """
    parts = SpillPartitions(SpillPartitions.count_for(max_places), np.int64, np.int32)
    for positions, keys in read():
        parts.append(keys % parts.count, keys, positions)
    keys, counts, firsts = _count_keys(parts, min_count)
    # Numbers in the order of the first places do not depend on how words are numbered.
    order = np.argsort(firsts)
    numbers = np.empty(len(order), np.int32)
    numbers[order] = np.arange(len(order), dtype=np.int32)
    places = PhrasePositions()
    for phrase_indices, positions in parts.blocks():
        frequent = np.flatnonzero(phrase_indices >= 0)
        frequent = frequent[
            np.argsort(positions[frequent], kind="stable")
        ]  # merges a few runs
        places.append(positions[frequent], numbers[phrase_indices[frequent]])
    keys = keys[order]
    heads, tails = (keys, keys) if size is None else np.divmod(keys, size)
    level = PhraseLevel(
        length,
        counts[order],
        heads.astype(np.int32),
        tails.astype(np.int32),
        firsts[order],
    )
    return level, places


def _count_keys(
    parts: SpillPartitions, min_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """The keys that are frequent, their counts and first places.

    In the parts each key becomes its place among these, or -1.
    """
    columns_of_parts: list[tuple[Numbers, Numbers, Numbers]] = []
    size = 0
    for part in range(parts.count):
        keys, positions = parts.read(part)
        order = np.argsort(keys)
        new = np.ones(len(keys), bool)
        ordered = keys[order]
        np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
        begins = np.flatnonzero(new)
        counts = np.diff(np.append(begins, len(order)))
        frequent = np.flatnonzero(counts >= min_count)
        numbers = np.full(len(begins), -1)
        numbers[frequent] = np.arange(size, size + len(frequent))
        places = np.empty(len(order), np.int64)
        places[order] = np.repeat(numbers, counts)
        parts.put(part, 0, places)
        firsts = positions
        if len(begins):
            firsts = np.minimum.reduceat(positions[order], begins)
        columns = ordered[begins[frequent]], counts[frequent], firsts[frequent]
        columns_of_parts.append((columns[0], columns[1].astype(np.int32), columns[2]))
        size += len(frequent)
    keys, counts, firsts = (
        np.concatenate(column) for column in zip(*columns_of_parts, strict=True)
    )
    return keys, counts, firsts


def split_phrases(
    levels: Sequence[PhraseLevel], length: int, phrases: Numbers
) -> list[list[Numbers]]:
    """The parts of phrases of one length: a list for each shorter length, longest
    first, which holds the parts from each place on, from left to right."""
    rows = [[phrases]]
    for shorter in range(length - 1, 0, -1):
        level = levels[shorter]
        previous_row = rows[-1]
        rows.append([level.heads[part] for part in previous_row])
        rows[-1].append(level.tails[previous_row[-1]])
    return rows[1:]
