"""How near the meanings of two texts' sentences lie, by an encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.align.encoder import Encoder, Vectors, scaled, vectors
from tm.align.lattice import Scores, Shape
from tm.align.windows import summed

_LEAST_SPREAD = 0.01
"""Of cosines, lest two texts that say the same all along seem to differ."""
_FARTHEST, _NEAREST = -2.0, 6.0
"""Bounds of what a bead's meaning says, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The vectors of the sentences of two texts."""

    source: Vectors
    target: Vectors

    @classmethod
    def of(
        cls, source: Sequence[str], target: Sequence[str], encoder: Encoder
    ) -> "Meaning":
        """What an encoder makes of two texts."""
        both = vectors([*source, *target], encoder)
        return cls(both[: len(source)], both[len(source) :])

    def part(self, start: tuple[int, int], end: tuple[int, int]) -> "Meaning":
        """That of some of the sentences of both."""
        return Meaning(
            self.source[start[0] : end[0]],
            self.target[start[1] : end[1]],
        )

    def nearness(self, shape: Shape) -> Scores:
        """How much nearer the sides of each bead of a shape lie than chance has it.

        A side's vector is the mean of those of its sentences. Encoders differ in how
        near unrelated sentences lie, so what counts is the cosine less the mean of all
        such beads of the two texts, over their spread. A margin over the nearest
        neighbours of both sides was tried, and foretold ladders worse.
        """
        there = scaled(summed(self.source, shape[0], axis=0))
        here = scaled(summed(self.target, shape[1], axis=0))
        cosines = np.asarray(there @ here.T, float)
        rows = there.any(axis=1)
        columns = here.any(axis=1)
        return _standardised(cosines, np.outer(rows, columns))

    def nearest(self, *, axis: int) -> Scores:
        """How near to each sentence the nearest of the other text is; at least 0."""
        nearness = self.nearness((1, 1))
        return np.asarray(nearness.max(axis=axis, keepdims=True, initial=0.0))


def _standardised(cosines: Scores, says: NDArray[np.bool_]) -> Scores:
    """Cosines against those of chance; 0 where a side says nothing."""
    if not says.any():
        return np.zeros_like(cosines)
    spread = max(float(cosines[says].std()), _LEAST_SPREAD)
    above = (cosines - cosines[says].mean()) / spread
    return np.where(says, np.clip(above, _FARTHEST, _NEAREST), 0.0)
