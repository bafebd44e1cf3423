"""Scoring beads: the weighted sums of their features.

The weights are data, `data/weights.toml`: those under which the ladders of a
development set are likeliest (`benchmarks/align_weights.py`), so that a score is a
log-odds and a posterior a probability.
"""

from collections.abc import Mapping

import numpy as np

from tm.align.dynamic_programming import BeadShape, Lattice, ScoreArray
from tm.align.features import BeadKind, compute_bead_features
from tm.align.text_pair import TextPair
from tm.align.word_evidence import WordEvidence
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

FeatureWeights = Mapping[str, float]
"""The weight of each feature by name."""


@lazy_constant
def read_weights(profile: str, *, has_encoder: bool = False) -> FeatureWeights:
    """Read the weights of a profile: the weights for news, with its changes.

    `has_encoder`: read the weights for an alignment with an encoder, in which all other
    features count less.
    """
    weights_by_profile: dict[str, dict[str, float]] = read_data_file(
        "tm.align", "data/weights.toml"
    )
    base_weights = (
        weights_by_profile["meaning"] if has_encoder else weights_by_profile["news"]
    )
    return (
        base_weights
        if profile == "news"
        else base_weights | weights_by_profile[profile]
    )


def make_lattice(
    text_pair: TextPair, word_evidence: WordEvidence, weights: FeatureWeights
) -> Lattice:
    """Score all beads between two texts."""
    scores_by_shape: dict[BeadShape, ScoreArray] = {}
    for kind in BeadKind:
        if kind.fits_sentence_counts(text_pair.sentence_counts):
            scores_of_kind = _score_beads_of_kind(
                kind, text_pair, word_evidence, weights
            )
            scores_of_same_shape = scores_by_shape.get(kind.shape)
            # Two kinds of the same shape are alternatives: their odds are added.
            scores_by_shape[kind.shape] = (
                scores_of_kind
                if scores_of_same_shape is None
                else np.logaddexp(scores_of_same_shape, scores_of_kind)
            )
    scores_by_shape.setdefault((0, 1), np.zeros((text_pair.sentence_counts[0] + 1, 0)))
    return Lattice(text_pair.sentence_counts, scores_by_shape)


def _score_beads_of_kind(
    kind: BeadKind,
    text_pair: TextPair,
    word_evidence: WordEvidence,
    weights: FeatureWeights,
) -> ScoreArray:
    """Compute the log-odds of every bead of a kind."""
    source_count, target_count = kind.shape
    bead_scores = np.zeros(
        (
            text_pair.sentence_counts[0] - source_count + 1,
            text_pair.sentence_counts[1] - target_count + 1,
        )
    )
    for feature_name, feature_values in compute_bead_features(
        kind, text_pair, word_evidence
    ):
        bead_scores += weights[feature_name] * feature_values
    return bead_scores
