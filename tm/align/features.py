"""Features of beads: named arrays with a number for each place of a grid.

A bead's score is the weighted sum of its features (`scoring`). Some are log-likelihood
ratios: how much likelier the target is as a translation of the source than as any text
of its kind. So beads of all kinds, and omissions, can be compared.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tm.align.lattice import BeadShape, ScoreArray
from tm.align.side import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import WordTableArray
from tm.align.windows import sum_windows
from tm.align.word_evidence import WordEvidence

_LENGTH_SPREAD = 0.09
_MIN_SPREAD = 0.25
"""The least spread of the logarithms of lengths, for texts of few lines."""
_ORDINARY_LENGTH = 60.0
"""Characters of a sentence whose length is neutral for an omission."""
_MAX_MATCH = 20.0
"""The most that a sentence's best match counts against an omission, in nats."""

NamedFeature = tuple[str, NDArray[np.floating]]


class BeadKind(Enum):
    """Kinds of beads; the value of a kind is its name and the shape of its beads."""

    ONE = ("1-1", (1, 1))
    REMOVED = ("omission", (1, 0))
    ADDED = ("omission", (0, 1))
    SPLIT = ("1-2", (1, 2))
    JOINED = ("1-2", (2, 1))
    MOVED = ("2-2", (2, 2))
    """Two sentences that together translate two others."""
    SWAPPED = ("swapped", (2, 2))
    """Two sentences that translate two others in the opposite order."""
    SPLIT_IN_THREE = ("1-3", (1, 3))
    JOINED_FROM_THREE = ("1-3", (3, 1))

    @property
    def shape(self) -> BeadShape:
        """The numbers of source and target sentences of such a bead."""
        return self.value[1]

    def fits(self, size: tuple[int, int]) -> bool:
        """Whether texts of this size can have such a bead."""
        return self.shape[0] <= size[0] and self.shape[1] <= size[1]


def bead_features(
    kind: BeadKind, text_pair: TextPair, words: WordEvidence
) -> Iterator[NamedFeature]:
    """Yield the features of all beads of a kind, as arrays that broadcast."""
    yield f"bead {kind.value[0]}", np.ones((1, 1))
    if kind is BeadKind.REMOVED:
        for name, values in _omission_features(text_pair.source, words.onto_source, 1):
            yield name, values[:, None]
        if text_pair.meaning is not None:
            yield "omission meaning", text_pair.meaning.best_similarity(axis=1)
    elif kind is BeadKind.ADDED:
        for name, values in _omission_features(text_pair.target, words.onto_target, 0):
            yield name, values[None, :]
        if text_pair.meaning is not None:
            yield "omission meaning", text_pair.meaning.best_similarity(axis=0)
    elif kind is BeadKind.SWAPPED:
        yield from _swap_features(text_pair, words)
    elif kind is BeadKind.ONE:
        yield from _one_to_one_features(text_pair, words)
    else:
        yield from _join_features(kind, text_pair, words)


def _omission_features(
    side: AlignmentSide, tables: Mapping[int, WordTableArray], axis: int
) -> Iterator[NamedFeature]:
    yield "omission of line", side.is_line.astype(float)
    yield "omission of furniture", side.is_furniture.astype(float)
    yield "omission length", np.log(side.lengths / _ORDINARY_LENGTH)
    if 1 in tables and tables[1].size:
        yield "omission words", np.clip(tables[1].max(axis=axis), 0.0, _MAX_MATCH)


def _one_to_one_features(
    text_pair: TextPair, words: WordEvidence
) -> Iterator[NamedFeature]:
    yield "length one", _length_scores(text_pair, (1, 1))
    yield "words one", _word_scores(text_pair.size, (1, 1), words)
    if text_pair.meaning is not None:
        yield "meaning one", text_pair.meaning.bead_similarity((1, 1))
    source, target = text_pair.source, text_pair.target
    lines = source.is_line[:, None].astype(int) + target.is_line[None, :]
    yield "line beside sentence", (lines == 1).astype(float)
    yield "line beside line", (lines == 2).astype(float)
    differs = source.endings[:, None] != target.endings[None, :]
    yield "ending differs", differs.astype(float)
    yield "furniture", _has_furniture(text_pair, (1, 1))


def _join_features(
    kind: BeadKind, text_pair: TextPair, words: WordEvidence
) -> Iterator[NamedFeature]:
    yield "length joined", _length_scores(text_pair, kind.shape)
    yield "words joined", _word_scores(text_pair.size, kind.shape, words)
    if text_pair.meaning is not None:
        yield "meaning joined", text_pair.meaning.bead_similarity(kind.shape)
    yield "furniture", _has_furniture(text_pair, kind.shape)
    source_count, target_count = kind.shape
    glued = _count_lines(text_pair.source.is_line, source_count)[:, None]
    yield (
        "line glued",
        glued + _count_lines(text_pair.target.is_line, target_count)[None, :],
    )


def _swap_features(text_pair: TextPair, words: WordEvidence) -> Iterator[NamedFeature]:
    """Yield the features of a swap, summed over its two 1-1 beads."""
    for name, table in _one_to_one_features(text_pair, words):
        if name in ("length one", "words one", "meaning one", "furniture"):
            yield name, table[:-1, 1:] + table[1:, :-1]


def _word_scores(
    size: tuple[int, int], shape: BeadShape, words: WordEvidence
) -> ScoreArray:
    """The word evidence for each bead of a shape."""
    source_count, target_count = shape
    rows, columns = size[0] - source_count + 1, size[1] - target_count + 1
    onto_target = sum_windows(words.onto_target[source_count], target_count, axis=1)[
        :rows
    ]
    onto_source = sum_windows(words.onto_source[target_count], source_count, axis=0)[
        :, :columns
    ]
    return np.asarray(onto_target + onto_source, float) / 2


def _has_furniture(text_pair: TextPair, shape: BeadShape) -> ScoreArray:
    """Whether a bead contains page furniture."""
    source_furniture = _window_sums(
        text_pair.source.is_furniture.astype(float), shape[0]
    )
    target_furniture = _window_sums(
        text_pair.target.is_furniture.astype(float), shape[1]
    )
    return np.minimum(source_furniture[:, None] + target_furniture[None, :], 1.0)


def _count_lines(is_line: NDArray[np.bool_], count: int) -> ScoreArray:
    """Count the short lines that a run of sentences would join."""
    if count == 1:
        return np.zeros(len(is_line))
    return _window_sums(is_line.astype(float), count)


def _window_sums(numbers: ScoreArray, count: int) -> ScoreArray:
    """Sum each `count` successive numbers."""
    sums = np.concatenate([[0.0], np.cumsum(numbers)])
    return np.asarray(sums[count:] - sums[:-count], float)


def _length_scores(text_pair: TextPair, shape: BeadShape) -> ScoreArray:
    """Log-likelihood ratio of the lengths of both sides of each bead of a shape."""
    source_count, target_count = shape
    source, target = text_pair.source.lengths, text_pair.target.lengths
    source_length, target_length = (
        _window_sums(source, source_count)[:, None],
        _window_sums(target, target_count)[None, :],
    )
    variance = _LENGTH_SPREAD**2 + 2.0 / (
        source_length + target_length / text_pair.ratio
    )
    as_translation = _log_normal(
        np.log(target_length / (text_pair.ratio * source_length)), variance
    )
    as_any_text = np.maximum(
        _any_text_likelihood(target, target_length, target_count),
        _any_text_likelihood(source, source_length, source_count),
    )
    return as_translation - as_any_text


def _any_text_likelihood(
    lengths: ScoreArray, sums: ScoreArray, count: int
) -> ScoreArray:
    """Log-likelihood of the lengths as those of any sentences of their text."""
    logs = np.log(lengths)
    spread = max(float(logs.var()), _MIN_SPREAD)
    return _log_normal(np.log(sums) - logs.mean() - np.log(count), spread)


def _log_normal(deviation: ScoreArray, variance: ScoreArray | float) -> ScoreArray:
    return np.asarray(
        -0.5 * (deviation**2 / variance + np.log(2 * np.pi * variance)), float
    )
