"""Repeated phrases of a text, counted by length: one word, two words, three …

A phrase of n words is counted only where both phrases of n - 1 words in it are frequent
(Agrawal and Srikant 1994), so that a level needs one number for each position.
Positions are spilled to disk, partitioned by phrase, so that each partition can be
counted separately. Counts are exact.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glossary.extraction.corpus_text import BREAK, RunningText
from tm.spill.array import BLOCK, SpillArray, SpillPartitions

Numbers = NDArray[np.integer]
PositionBlock = tuple[Numbers, Numbers]
"""Positions in ascending order, and a number for each of them."""


@dataclass(frozen=True, slots=True)
class PhraseLevel:
    """All frequent phrases of one length, by number."""

    length: int
    counts: NDArray[np.int32]
    heads: NDArray[np.int32]
    """Each phrase without its last word, as a phrase of the level before."""
    tails: NDArray[np.int32]
    """Each phrase without its first word. Of one word, head and tail are its form id."""
    firsts: NDArray[np.int32]
    """The position of the first occurrence of each phrase."""

    def __len__(self) -> int:
        return len(self.counts)


class PhrasePositions:
    """The positions of all phrases of a level, with the phrase at each."""

    def __init__(self) -> None:
        self._positions = SpillArray(np.int32)
        self._phrases = SpillArray(np.int32)

    def append(self, positions: Numbers, phrases: Numbers) -> None:
        """Append positions after the existing ones."""
        self._positions.append(positions)
        self._phrases.append(phrases)

    def blocks(self, beyond: int = 0) -> Iterator[PositionBlock]:
        """Read the positions in blocks, each with the first `beyond` of the next block."""
        for begin in range(0, len(self), BLOCK):
            end = min(begin + BLOCK + beyond, len(self))
            yield self._positions.read(begin, end), self._phrases.read(begin, end)

    def __len__(self) -> int:
        return len(self._positions)


def find_repeated_phrases(
    text: RunningText, *, min_count: int, max_words: int
) -> Iterator[tuple[PhraseLevel, PhrasePositions]]:
    """Find the phrases that occur `min_count` times or more, by ascending length.

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
    """Make a function that reads each two adjacent phrases as one key."""

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
    """Build the level of the phrases whose keys are frequent.

    `max_places`: an upper bound on positions. `size`: the number of phrases of the level
    before, if a key is made of two of them.
    """
    parts = SpillPartitions(SpillPartitions.count_for(max_places), np.int64, np.int32)
    for positions, keys in read():
        parts.append(keys % parts.count, keys, positions)
    keys, counts, firsts = _count_keys(parts, min_count)
    # Numbering by first position makes phrase numbers independent of the word ids.
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
    """Find the frequent keys, their counts and first positions.

    In the partitions each key is replaced by its index among these, or by -1.
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
    """Split phrases of one length into all their shorter parts.

    There is a list for each shorter length, longest first, with the parts that start at
    each word, from left to right.
    """
    rows = [[phrases]]
    for shorter in range(length - 1, 0, -1):
        level = levels[shorter]
        previous_row = rows[-1]
        rows.append([level.heads[part] for part in previous_row])
        rows[-1].append(level.tails[previous_row[-1]])
    return rows[1:]
