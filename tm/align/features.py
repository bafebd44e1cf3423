"""Features of beads: named arrays with a number for each bead of a lattice.

A bead's score is the weighted sum of its features (`bead_scoring`). Some are
log-likelihood ratios: how much likelier the target is as a translation of the source
than as any text of its kind. So beads of all kinds, and omissions, can be compared.
"""

from collections.abc import Iterator, Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tm.align.dynamic_programming import BeadShape, ScoreArray
from tm.align.sentence_properties import AlignmentSide
from tm.align.text_pair import TextPair
from tm.align.translation_table import WordTableArray
from tm.align.windows import sum_windows
from tm.align.word_evidence import WordEvidence

_LENGTH_RATIO_SPREAD = 0.09
_MIN_LENGTH_VARIANCE = 0.25
"""The least variance of the logarithms of lengths, for texts of few lines."""
_NEUTRAL_SENTENCE_LENGTH = 60.0
"""Characters of a sentence whose length is neutral for an omission."""
_MAX_MATCH_EVIDENCE = 20.0
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
        """The numbers of source and target sentences of a bead of this kind."""
        return self.value[1]

    def fits_sentence_counts(self, sentence_counts: tuple[int, int]) -> bool:
        """Whether texts of a size can have a bead of this kind."""
        return (
            self.shape[0] <= sentence_counts[0] and self.shape[1] <= sentence_counts[1]
        )


def compute_bead_features(
    kind: BeadKind, text_pair: TextPair, word_evidence: WordEvidence
) -> Iterator[NamedFeature]:
    """Compute the features of all beads of a kind, as arrays that broadcast."""
    yield f"bead {kind.value[0]}", np.ones((1, 1))
    if kind is BeadKind.REMOVED:
        for feature_name, feature_values in _compute_omission_features(
            text_pair.source_side, word_evidence.source_evidence_by_count, 1
        ):
            yield feature_name, feature_values[:, None]
        if text_pair.sentence_vectors is not None:
            yield (
                "omission meaning",
                text_pair.sentence_vectors.find_best_similarities(axis=1),
            )
    elif kind is BeadKind.ADDED:
        for feature_name, feature_values in _compute_omission_features(
            text_pair.target_side, word_evidence.target_evidence_by_count, 0
        ):
            yield feature_name, feature_values[None, :]
        if text_pair.sentence_vectors is not None:
            yield (
                "omission meaning",
                text_pair.sentence_vectors.find_best_similarities(axis=0),
            )
    elif kind is BeadKind.SWAPPED:
        yield from _compute_swap_features(text_pair, word_evidence)
    elif kind is BeadKind.ONE:
        yield from _compute_one_to_one_features(text_pair, word_evidence)
    else:
        yield from _compute_join_features(kind, text_pair, word_evidence)


def _compute_omission_features(
    side: AlignmentSide,
    evidence_by_sentence_count: Mapping[int, WordTableArray],
    axis: int,
) -> Iterator[NamedFeature]:
    yield "omission of line", side.short_line_flags.astype(float)
    yield "omission of furniture", side.furniture_flags.astype(float)
    yield "omission length", np.log(side.lengths / _NEUTRAL_SENTENCE_LENGTH)
    if 1 in evidence_by_sentence_count and evidence_by_sentence_count[1].size:
        yield (
            "omission words",
            np.clip(
                evidence_by_sentence_count[1].max(axis=axis), 0.0, _MAX_MATCH_EVIDENCE
            ),
        )


def _compute_one_to_one_features(
    text_pair: TextPair, word_evidence: WordEvidence
) -> Iterator[NamedFeature]:
    yield "length one", _compute_length_scores(text_pair, (1, 1))
    yield (
        "words one",
        compute_word_scores(text_pair.sentence_counts, (1, 1), word_evidence),
    )
    if text_pair.sentence_vectors is not None:
        yield (
            "meaning one",
            text_pair.sentence_vectors.compute_bead_similarities((1, 1)),
        )
    source_side, target_side = text_pair.source_side, text_pair.target_side
    short_line_counts = (
        source_side.short_line_flags[:, None].astype(int)
        + target_side.short_line_flags[None, :]
    )
    yield "line beside sentence", (short_line_counts == 1).astype(float)
    yield "line beside line", (short_line_counts == 2).astype(float)
    different_ending_flags = (
        source_side.end_mark_codes[:, None] != target_side.end_mark_codes[None, :]
    )
    yield "ending differs", different_ending_flags.astype(float)
    yield "furniture", _flag_furniture_beads(text_pair, (1, 1))


def _compute_join_features(
    kind: BeadKind, text_pair: TextPair, word_evidence: WordEvidence
) -> Iterator[NamedFeature]:
    yield "length joined", _compute_length_scores(text_pair, kind.shape)
    yield (
        "words joined",
        compute_word_scores(text_pair.sentence_counts, kind.shape, word_evidence),
    )
    if text_pair.sentence_vectors is not None:
        yield (
            "meaning joined",
            text_pair.sentence_vectors.compute_bead_similarities(kind.shape),
        )
    yield "furniture", _flag_furniture_beads(text_pair, kind.shape)
    source_count, target_count = kind.shape
    joined_source_line_counts = _count_short_lines(
        text_pair.source_side.short_line_flags, source_count
    )[:, None]
    yield (
        "line glued",
        joined_source_line_counts
        + _count_short_lines(text_pair.target_side.short_line_flags, target_count)[
            None, :
        ],
    )


def _compute_swap_features(
    text_pair: TextPair, word_evidence: WordEvidence
) -> Iterator[NamedFeature]:
    """Yield the features of a swap, summed over its two 1-1 beads."""
    for feature_name, feature_array in _compute_one_to_one_features(
        text_pair, word_evidence
    ):
        if feature_name in ("length one", "words one", "meaning one", "furniture"):
            yield feature_name, feature_array[:-1, 1:] + feature_array[1:, :-1]


def compute_word_scores(
    sentence_counts: tuple[int, int], shape: BeadShape, word_evidence: WordEvidence
) -> ScoreArray:
    """Compute the word evidence for each bead of a shape."""
    source_count, target_count = shape
    row_count, column_count = (
        sentence_counts[0] - source_count + 1,
        sentence_counts[1] - target_count + 1,
    )
    target_evidence = sum_windows(
        word_evidence.target_evidence_by_count[source_count], target_count, axis=1
    )[:row_count]
    source_evidence = sum_windows(
        word_evidence.source_evidence_by_count[target_count], source_count, axis=0
    )[:, :column_count]
    return np.asarray(target_evidence + source_evidence, float) / 2


def _flag_furniture_beads(text_pair: TextPair, shape: BeadShape) -> ScoreArray:
    """Flag the beads that contain page furniture."""
    source_furniture = sum_windows(
        text_pair.source_side.furniture_flags.astype(float), shape[0], axis=0
    )
    target_furniture = sum_windows(
        text_pair.target_side.furniture_flags.astype(float), shape[1], axis=0
    )
    return np.asarray(
        np.minimum(source_furniture[:, None] + target_furniture[None, :], 1.0)
    )


def _count_short_lines(
    short_line_flags: NDArray[np.bool_], sentence_count: int
) -> ScoreArray:
    """Count the short lines that each run of `sentence_count` sentences joins."""
    if sentence_count == 1:
        return np.zeros(len(short_line_flags))
    return sum_windows(short_line_flags.astype(float), sentence_count, axis=0)


def _compute_length_scores(text_pair: TextPair, shape: BeadShape) -> ScoreArray:
    """Compute the log-likelihood ratio of both sides' lengths for beads of a shape."""
    source_count, target_count = shape
    source_lengths, target_lengths = (
        text_pair.source_side.lengths,
        text_pair.target_side.lengths,
    )
    source_length_sums, target_length_sums = (
        sum_windows(source_lengths, source_count, axis=0)[:, None],
        sum_windows(target_lengths, target_count, axis=0)[None, :],
    )
    variance = _LENGTH_RATIO_SPREAD**2 + 2.0 / (
        source_length_sums + target_length_sums / text_pair.length_ratio
    )
    translation_log_likelihood = _compute_log_density(
        np.log(target_length_sums / (text_pair.length_ratio * source_length_sums)),
        variance,
    )
    background_log_likelihood = np.maximum(
        _compute_background_log_likelihood(
            target_lengths, target_length_sums, target_count
        ),
        _compute_background_log_likelihood(
            source_lengths, source_length_sums, source_count
        ),
    )
    return translation_log_likelihood - background_log_likelihood


def _compute_background_log_likelihood(
    lengths: ScoreArray, length_sums: ScoreArray, sentence_count: int
) -> ScoreArray:
    """Compute the log-likelihood of lengths for arbitrary sentences of a text."""
    log_lengths = np.log(lengths)
    variance = max(float(log_lengths.var()), _MIN_LENGTH_VARIANCE)
    return _compute_log_density(
        np.log(length_sums) - log_lengths.mean() - np.log(sentence_count), variance
    )


def _compute_log_density(
    deviations: ScoreArray, variance: ScoreArray | float
) -> ScoreArray:
    return np.asarray(
        -0.5 * (deviations**2 / variance + np.log(2 * np.pi * variance)), float
    )
