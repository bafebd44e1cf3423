"""Phrases that a text repeats, counted level by level: two words, three words …

A phrase of n words is looked for only where both phrases of n - 1 words in it are
frequent (Agrawal and Srikant 1994), so that a level needs no more than a number for
each place, and nothing of it but the counts once the next is made. Counts are exact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glossary.running_text import BREAK

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Level:
    """All frequent phrases of one length, by number."""

    length: int
    counts: Numbers
    heads: Numbers
    """The phrase of the level before that is left without the last word."""
    tails: Numbers
    """The same without the first word."""
    firsts: Numbers
    """Where each occurs first."""
    positions: NDArray[np.int32]
    """Where any of them occurs, rising; empty once forgotten."""
    phrases: NDArray[np.int32]
    """Which one it is, at each of the positions."""

    def without_places(self) -> "Level":
        """The same, with what is as large as the text forgotten."""
        nothing = np.zeros(0, np.int32)
        return replace(self, positions=nothing, phrases=nothing)

    def __len__(self) -> int:
        return len(self.counts)


def repeated_phrases(
    row: NDArray[np.int32], *, min_count: int, max_words: int
) -> Iterator[Level]:
    """The phrases that occur `min_count` times or more, length by length.

    `row` holds numbers of words; BREAK stands in no phrase. The same row gives the
    same numbers every time.
    """
    positions = np.flatnonzero(row != BREAK).astype(np.int32)
    words = row[positions]
    level = _level(1, positions, words, words, words, min_count)
    while len(level):
        yield level
        if level.length == max_words:
            break
        follow = np.flatnonzero(np.diff(level.positions) == 1)
        heads, tails = level.phrases[follow], level.phrases[follow + 1]
        keys = heads.astype(np.int64) * len(level)
        keys += tails
        level = _level(
            level.length + 1, level.positions[follow], keys, heads, tails, min_count
        )


def _level(
    length: int,
    positions: NDArray[np.int32],
    keys: NDArray[np.signedinteger],
    heads: NDArray[np.int32],
    tails: NDArray[np.int32],
    min_count: int,
) -> Level:
    """The phrases that are told apart by keys, less those that are rare."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    new = np.ones(len(keys), bool)
    ordered = keys[order]
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    del ordered, keys
    begins = np.flatnonzero(new)
    counts = np.diff(np.append(begins, len(order)))
    # Numbers in the order of the first places do not depend on how words are numbered.
    firsts = order[begins]
    frequent = np.flatnonzero(counts >= min_count)
    frequent = frequent[np.argsort(firsts[frequent], kind="stable")]
    numbers = np.full(len(begins), -1, np.int32)
    numbers[frequent] = np.arange(len(frequent), dtype=np.int32)
    phrases = np.empty(len(order), np.int32)
    phrases[order] = np.repeat(numbers, counts)
    kept = phrases >= 0
    chosen = firsts[frequent]
    return Level(
        length=length,
        counts=counts[frequent],
        heads=heads[chosen].astype(np.int64),
        tails=tails[chosen].astype(np.int64),
        firsts=positions[chosen].astype(np.int64),
        positions=positions[kept],
        phrases=phrases[kept],
    )


def parts_of(
    levels: Sequence[Level], length: int, phrases: Numbers
) -> list[list[Numbers]]:
    """The parts of phrases of one length: a list for each shorter length, longest
    first, which holds the parts from each place on, from left to right."""
    rows = [[phrases]]
    for shorter in range(length - 1, 0, -1):
        level = levels[shorter]
        before = rows[-1]
        rows.append([level.heads[part] for part in before])
        rows[-1].append(level.tails[before[-1]])
    return rows[1:]
