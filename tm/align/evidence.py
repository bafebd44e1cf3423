"""How well the words of two texts account for one another, against chance."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tm.align.known import Known
from tm.align.links import Table, Words, forms, links
from tm.align.side import Side
from tm.align.texts import TextPair

_CHANCE = 0.15
"""Share of words of a translation that nothing in its source accounts for."""
_LEAST = -4.0
"""Unrelated words speak no louder than this against a bead, in nats a sentence."""
_LONGEST = 3
"""Most sentences that a side of a bead holds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What words say of each pair of sentences, source × target, in nats."""

    onto_target: Mapping[int, Table]
    """How 1, 2, 3 source sentences in a row account for each target sentence."""
    onto_source: Mapping[int, Table]
    """How 1, 2, 3 target sentences in a row account for each source sentence."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The words of a text, and how often each stands in each sentence."""

    words: Words
    counts: Table
    """Forms × sentences."""
    frequency: Table
    """Of each form, its share in the text."""
    expected: Table
    """Of each form, how probably a translation has its equal."""

    @classmethod
    def of(cls, side: Side) -> "_Counted":
        words = forms(side)
        number = {form: row for row, form in enumerate(words)}
        counts = np.zeros((len(words), len(side.words)), np.float32)
        for column, sentence in enumerate(side.words):
            for word in sentence:
                counts[number[word.form], column] += 1
        return cls(
            words,
            counts,
            np.array([side.frequency[form] for form in words], np.float32),
            np.array([word.expected for word in words.values()], np.float32),
        )


def evidence(texts: TextPair, known: Known) -> Evidence:
    """What the words of two texts say of each pair of their sentences."""
    there, here = _Counted.of(texts.source), _Counted.of(texts.target)
    onto_target, onto_source = links(there.words, here.words, known)
    forward = _explained(here, there, onto_target, onto_source)
    backward = _explained(there, here, onto_source, onto_target)
    return Evidence(forward, {count: table.T for count, table in backward.items()})


def _explained(
    text: _Counted, given: _Counted, onto: Table, back: Table
) -> dict[int, Table]:
    """How well 1–3 sentences of a given text account for the words of another.

    Tables of given × other sentences. A word that nothing in the given text could
    account for is left out of it.
    """
    covered = np.maximum(np.minimum(back.sum(axis=0), 1), text.expected)
    counted = covered > 0
    chance = (1 - (1 - _CHANCE) * covered[counted])[:, None]
    frequency = text.frequency[counted][:, None]
    counts = text.counts[counted]
    mass = onto[counted] @ given.counts
    sizes = np.maximum(given.counts.sum(axis=0), 1)
    tables = {}
    for count in range(1, min(_LONGEST, given.counts.shape[1]) + 1):
        share = summed(mass, count, axis=1) / summed(sizes, count, axis=0)
        ratios = np.log((1 - chance) * share / frequency + chance)
        tables[count] = np.maximum(ratios.T @ counts, _LEAST)
    return tables


def summed(table: Table, count: int, *, axis: int) -> Table:
    """Sums of each `count` rows or columns that follow one another.

    >>> summed(np.array([1.0, 2.0, 4.0], np.float32), 2, axis=0).tolist()
    [3.0, 6.0]
    """
    if count == 1:
        return table
    length = table.shape[axis] - count + 1
    parts = [
        np.take(table, range(start, start + length), axis=axis)
        for start in range(count)
    ]
    return np.asarray(sum(parts[1:], parts[0]), np.float32)
