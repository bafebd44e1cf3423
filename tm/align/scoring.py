"""How likely each bead is: its features, weighed.

The weights are data, `data/weights.toml`: those under which the ladders of a
development set are likeliest (`benchmarks/align_weights.py`), so that a score is a
log-odds and a posterior a probability.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from tm.align.features import BeadKind, features
from tm.align.lattice import Lattice, Scores, Shape
from tm.align.text_pair import TextPair
from tm.align.word_evidence import WordEvidence

Weights = Mapping[str, float]
"""Of each feature, by its name."""


@cache
def weights(profile: str, *, by_meaning: bool = False) -> Weights:
    """The weights of a profile: those for news, and what the profile changes.

    `by_meaning`: whether an encoder says what sentences mean; all else then counts for
    less.
    """
    file = files("tm.align") / "data" / "weights.toml"
    tables: dict[str, dict[str, float]] = tomllib.loads(file.read_text("utf-8"))
    general = tables["meaning"] if by_meaning else tables["news"]
    return general if profile == "news" else general | tables[profile]


def lattice(texts: TextPair, words: WordEvidence, weights: Weights) -> Lattice:
    """All beads between two texts, with their scores."""
    scores: dict[Shape, Scores] = {}
    for kind in BeadKind:
        if kind.fits(texts.size):
            score = _scores(kind, texts, words, weights)
            known = scores.get(kind.shape)
            # Two kinds of one shape are two ways to be right.
            scores[kind.shape] = score if known is None else np.logaddexp(known, score)
    scores.setdefault((0, 1), np.zeros((texts.size[0] + 1, 0)))
    return Lattice(texts.size, scores)


def _scores(
    kind: BeadKind, texts: TextPair, words: WordEvidence, weights: Weights
) -> Scores:
    """The log-odds of every bead of a kind."""
    a, b = kind.shape
    score = np.zeros((texts.size[0] - a + 1, texts.size[1] - b + 1))
    for name, values in features(kind, texts, words):
        score += weights[name] * values
    return score
