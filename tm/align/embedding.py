"""Sentence embeddings: similarity of meaning between the sentences of two texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.dynamic_programming import BeadShape, ScoreArray
from tm.align.encoder import SentenceEncoder, Vectors, encode_sentences, normalise_rows
from tm.align.windows import sum_windows

_MIN_COSINE_SPREAD = 0.01
"""The least standard deviation of cosines, for repetitive texts."""
_MIN_DEVIATION, _MAX_DEVIATION = -2.0, 6.0
"""Bounds of a bead's similarity, in standard deviations."""


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The vectors of the sentences of two texts."""

    source_vectors: Vectors
    target_vectors: Vectors

    @classmethod
    def of(
        cls,
        source_sentences: Sequence[str],
        target_sentences: Sequence[str],
        encoder: SentenceEncoder,
    ) -> "SentenceVectors":
        """Encode the sentences of two texts."""
        all_vectors = encode_sentences([*source_sentences, *target_sentences], encoder)
        return cls(
            all_vectors[: len(source_sentences)], all_vectors[len(source_sentences) :]
        )

    def slice_sentences(
        self, start: tuple[int, int], end: tuple[int, int]
    ) -> "SentenceVectors":
        """Slice the vectors of successive sentences of both texts."""
        return SentenceVectors(
            self.source_vectors[start[0] : end[0]],
            self.target_vectors[start[1] : end[1]],
        )

    def compute_bead_similarities(self, shape: BeadShape) -> ScoreArray:
        """Compute the similarity of meaning for each bead of a shape, against chance.

        A side's vector is the mean of its sentences' vectors. Encoders differ in the
        similarity of unrelated sentences, so cosines are standardised by the mean and
        deviation of all such beads. A margin over the nearest neighbours of both sides
        was tried, and gave worse ladders.
        """
        source_vectors = normalise_rows(
            sum_windows(self.source_vectors, shape[0], axis=0)
        )
        target_vectors = normalise_rows(
            sum_windows(self.target_vectors, shape[1], axis=0)
        )
        cosines = np.asarray(source_vectors @ target_vectors.T, float)
        source_meaning_flags = source_vectors.any(axis=1)
        target_meaning_flags = target_vectors.any(axis=1)
        return _standardise_cosines(
            cosines, np.outer(source_meaning_flags, target_meaning_flags)
        )

    def find_best_similarities(self, *, axis: int) -> ScoreArray:
        """Find each sentence's similarity to the most similar opposite one."""
        similarities = self.compute_bead_similarities((1, 1))
        return np.asarray(similarities.max(axis=axis, keepdims=True, initial=0.0))


def _standardise_cosines(
    cosines: ScoreArray, meaning_flags: NDArray[np.bool_]
) -> ScoreArray:
    """Standardise cosines by mean and spread; 0 where a side has no meaning."""
    if not meaning_flags.any():
        return np.zeros_like(cosines)
    spread = max(float(cosines[meaning_flags].std()), _MIN_COSINE_SPREAD)
    deviations = (cosines - cosines[meaning_flags].mean()) / spread
    return np.where(
        meaning_flags, np.clip(deviations, _MIN_DEVIATION, _MAX_DEVIATION), 0.0
    )
