"""Scoring beads: the weighted sums of their features.

The weights are data, `data/weights.toml`: those under which the ladders of a
development set are likeliest (`benchmarks/align_weights.py`), so that a score is a
log-odds and a posterior a probability.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from tm.align.features import BeadKind, bead_features
from tm.align.lattice import BeadShape, Lattice, ScoreArray
from tm.align.text_pair import TextPair
from tm.align.word_evidence import WordEvidence

FeatureWeights = Mapping[str, float]
"""The weight of each feature by name."""


@cache
def read_weights(profile: str, *, by_meaning: bool = False) -> FeatureWeights:
    """Read the weights of a profile: those for news, with the profile's changes.

    `by_meaning`: with an encoder, where all other features count less.
    """
    file = files("tm.align") / "data" / "weights.toml"
    tables: dict[str, dict[str, float]] = tomllib.loads(file.read_text("utf-8"))
    general = tables["meaning"] if by_meaning else tables["news"]
    return general if profile == "news" else general | tables[profile]


def make_lattice(
    text_pair: TextPair, words: WordEvidence, weights: FeatureWeights
) -> Lattice:
    """Score all beads between two texts."""
    scores: dict[BeadShape, ScoreArray] = {}
    for kind in BeadKind:
        if kind.fits(text_pair.size):
            score = _score_kind(kind, text_pair, words, weights)
            other_kind = scores.get(kind.shape)
            # Two kinds of the same shape are alternatives: their odds are added.
            scores[kind.shape] = (
                score if other_kind is None else np.logaddexp(other_kind, score)
            )
    scores.setdefault((0, 1), np.zeros((text_pair.size[0] + 1, 0)))
    return Lattice(text_pair.size, scores)


def _score_kind(
    kind: BeadKind, text_pair: TextPair, words: WordEvidence, weights: FeatureWeights
) -> ScoreArray:
    """Compute the log-odds of every bead of a kind."""
    source_count, target_count = kind.shape
    score = np.zeros(
        (text_pair.size[0] - source_count + 1, text_pair.size[1] - target_count + 1)
    )
    for name, values in bead_features(kind, text_pair, words):
        score += weights[name] * values
    return score
