"""What speaks for a bead and against it: numbers, by name, for each place of a grid.

A bead's score is the weighted sum of its features (`scoring`). Log-likelihood ratios
stand among them: how much likelier the target is as a translation of the source than
as any text of its kind. So beads of all kinds, and omissions, can be weighed against
one another.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tm.align.lattice import Scores, Shape
from tm.align.side import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import Table
from tm.align.windows import summed
from tm.align.word_evidence import WordEvidence

_LENGTH_SPREAD = 0.09
_LEAST_SPREAD = 0.25
"""Of the logarithms of a text's lengths, lest a text of two lines seem uniform."""
_ORDINARY = 60.0
"""Characters of a sentence whose length says nothing about its being left out."""
_LOUDEST = 20.0
"""What a sentence's best match may say against leaving it out, in nats."""

Feature = tuple[str, NDArray[np.floating]]


class BeadKind(Enum):
    """Kinds of beads; a kind's value is its name, and the shape of its beads."""

    ONE = ("1-1", (1, 1))
    REMOVED = ("omission", (1, 0))
    ADDED = ("omission", (0, 1))
    SPLIT = ("1-2", (1, 2))
    JOINED = ("1-2", (2, 1))
    MOVED = ("2-2", (2, 2))
    """Two sentences that say together what two others say."""
    SWAPPED = ("swapped", (2, 2))
    """Two sentences, each of which says what one of the others does, in turn."""
    SPLIT_IN_THREE = ("1-3", (1, 3))
    JOINED_FROM_THREE = ("1-3", (3, 1))

    @property
    def shape(self) -> Shape:
        """How many source and target sentences such a bead takes."""
        return self.value[1]

    def fits(self, size: tuple[int, int]) -> bool:
        """Whether texts of so many sentences can have such a bead."""
        return self.shape[0] <= size[0] and self.shape[1] <= size[1]


def features(kind: BeadKind, texts: TextPair, words: WordEvidence) -> Iterator[Feature]:
    """The features of all beads of a kind: arrays that spread over its places."""
    yield f"bead {kind.value[0]}", np.ones((1, 1))
    if kind is BeadKind.REMOVED:
        for name, values in _of_omissions(texts.source, words.onto_source, 1):
            yield name, values[:, None]
        if texts.meaning is not None:
            yield "omission meaning", texts.meaning.nearest(axis=1)
    elif kind is BeadKind.ADDED:
        for name, values in _of_omissions(texts.target, words.onto_target, 0):
            yield name, values[None, :]
        if texts.meaning is not None:
            yield "omission meaning", texts.meaning.nearest(axis=0)
    elif kind is BeadKind.SWAPPED:
        yield from _of_swaps(texts, words)
    elif kind is BeadKind.ONE:
        yield from _of_ones(texts, words)
    else:
        yield from _of_joins(kind, texts, words)


def _of_omissions(
    side: AlignmentSide, tables: Mapping[int, Table], axis: int
) -> Iterator[Feature]:
    yield "omission of line", side.is_line.astype(float)
    yield "omission of furniture", side.is_furniture.astype(float)
    yield "omission length", np.log(side.lengths / _ORDINARY)
    if 1 in tables and tables[1].size:
        yield "omission words", np.clip(tables[1].max(axis=axis), 0.0, _LOUDEST)


def _of_ones(texts: TextPair, words: WordEvidence) -> Iterator[Feature]:
    yield "length one", _length(texts, (1, 1))
    yield "words one", _words(texts.size, (1, 1), words)
    if texts.meaning is not None:
        yield "meaning one", texts.meaning.nearness((1, 1))
    source, target = texts.source, texts.target
    lines = source.is_line[:, None].astype(int) + target.is_line[None, :]
    yield "line beside sentence", (lines == 1).astype(float)
    yield "line beside line", (lines == 2).astype(float)
    differs = source.endings[:, None] != target.endings[None, :]
    yield "ending differs", differs.astype(float)
    yield "furniture", _furniture(texts, (1, 1))


def _of_joins(
    kind: BeadKind, texts: TextPair, words: WordEvidence
) -> Iterator[Feature]:
    yield "length joined", _length(texts, kind.shape)
    yield "words joined", _words(texts.size, kind.shape, words)
    if texts.meaning is not None:
        yield "meaning joined", texts.meaning.nearness(kind.shape)
    yield "furniture", _furniture(texts, kind.shape)
    a, b = kind.shape
    glued = _glued(texts.source.is_line, a)[:, None]
    yield "line glued", glued + _glued(texts.target.is_line, b)[None, :]


def _of_swaps(texts: TextPair, words: WordEvidence) -> Iterator[Feature]:
    """Features of the two 1-1 beads that a swap is."""
    for name, table in _of_ones(texts, words):
        if name in ("length one", "words one", "meaning one", "furniture"):
            yield name, table[:-1, 1:] + table[1:, :-1]


def _words(size: tuple[int, int], shape: Shape, words: WordEvidence) -> Scores:
    """What the words of both sides say for each bead of a shape."""
    a, b = shape
    rows, columns = size[0] - a + 1, size[1] - b + 1
    onto_target = summed(words.onto_target[a], b, axis=1)[:rows]
    onto_source = summed(words.onto_source[b], a, axis=0)[:, :columns]
    return np.asarray(onto_target + onto_source, float) / 2


def _furniture(texts: TextPair, shape: Shape) -> Scores:
    """Whether a bead holds a line that is none of the text."""
    there = _windows(texts.source.is_furniture.astype(float), shape[0])
    here = _windows(texts.target.is_furniture.astype(float), shape[1])
    return np.minimum(there[:, None] + here[None, :], 1.0)


def _glued(is_line: NDArray[np.bool_], count: int) -> Scores:
    """How many short lines a run of sentences would join."""
    if count == 1:
        return np.zeros(len(is_line))
    return _windows(is_line.astype(float), count)


def _windows(numbers: Scores, count: int) -> Scores:
    """Sums of each `count` numbers in a row."""
    sums = np.concatenate([[0.0], np.cumsum(numbers)])
    return np.asarray(sums[count:] - sums[:-count], float)


def _length(texts: TextPair, shape: Shape) -> Scores:
    """Log-likelihood ratio of the lengths of both sides of each bead of a shape."""
    a, b = shape
    source, target = texts.source.lengths, texts.target.lengths
    there, here = _windows(source, a)[:, None], _windows(target, b)[None, :]
    variance = _LENGTH_SPREAD**2 + 2.0 / (there + here / texts.ratio)
    together = _log_normal(np.log(here / (texts.ratio * there)), variance)
    chance = np.maximum(_background(target, here, b), _background(source, there, a))
    return together - chance


def _background(lengths: Scores, sums: Scores, count: int) -> Scores:
    """Log-likelihood of the lengths as those of any sentences of their text."""
    logs = np.log(lengths)
    spread = max(float(logs.var()), _LEAST_SPREAD)
    return _log_normal(np.log(sums) - logs.mean() - np.log(count), spread)


def _log_normal(deviation: Scores, variance: Scores | float) -> Scores:
    return np.asarray(
        -0.5 * (deviation**2 / variance + np.log(2 * np.pi * variance)), float
    )
