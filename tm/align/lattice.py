"""Paths through the grid of two texts: the best path with posterior probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ScoreArray = NDArray[np.float64]
BeadShape = tuple[int, int]
"""The numbers of source and target sentences of a bead."""


@dataclass(frozen=True, slots=True)
class LatticeStep:
    """A bead of a path: its start, its shape and its posterior probability."""

    source: int
    target: int
    shape: BeadShape
    posterior: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """All beads that two texts allow, with their scores.

    `scores[a, b][i, j]` is the log-odds of the bead of source i … i+a and target
    j … j+b; its array has rows 0 … N−a and columns 0 … M−b. A score of a target
    omission, (0, 1), must be the same in every row.
    """

    size: tuple[int, int]
    scores: Mapping[BeadShape, ScoreArray]

    def best_path(
        self, *, has_more: tuple[bool, bool] = (False, False)
    ) -> list[LatticeStep]:
        """The steps of the best path from the first sentences to the last.

        Best is the path of most expected sentences put right. `has_more`: whether the
        source and the target text have more sentences than the grid; the path may
        then leave the grid anywhere at the last sentence of such a side.
        """
        ends = self._ends(has_more)
        _, posteriors = self._posteriors(ends)
        return self._trace(posteriors, ends)

    def posteriors(self) -> tuple[float, dict[BeadShape, ScoreArray]]:
        """The log of the summed odds of all paths, and each bead's share in them."""
        return self._posteriors([self.size])

    def _posteriors(
        self, ends: Sequence[tuple[int, int]]
    ) -> tuple[float, dict[BeadShape, ScoreArray]]:
        forward = self._forward()
        backward = self._backward(ends)
        total = float(np.logaddexp.reduce([forward[end] for end in ends]))
        posteriors = {}
        for (a, b), score in self.scores.items():
            rows, columns = score.shape
            weight = forward[:rows, :columns] + score + backward[a:, b:] - total
            posteriors[a, b] = np.exp(np.minimum(weight, 0.0))
        return total, posteriors

    def _ends(self, has_more: tuple[bool, bool]) -> list[tuple[int, int]]:
        """The nodes where a path may end."""
        source_count, target_count = self.size
        ends = [(source_count, target_count)]
        if has_more[0]:
            ends += [(source_count, j) for j in range(target_count)]
        if has_more[1]:
            ends += [(i, target_count) for i in range(source_count)]
        return ends

    def _forward(self) -> ScoreArray:
        """Log of the summed odds of all paths from the start to each node."""
        source_count, target_count = self.size
        sums = np.full((source_count + 1, target_count + 1), -np.inf)
        drift = self._drift()
        for i in range(source_count + 1):
            row = np.full(target_count + 1, -np.inf)
            if i == 0:
                row[0] = 0.0
            for (a, b), score in self.scores.items():
                if 0 < a <= i and b <= target_count:
                    end = target_count - b + 1
                    path_sums = sums[i - a, :end] + score[i - a]
                    np.logaddexp(row[b:], path_sums, out=row[b:])
            sums[i] = np.logaddexp.accumulate(row - drift) + drift
        return sums

    def _backward(self, ends: Sequence[tuple[int, int]]) -> ScoreArray:
        """Log of the summed odds of all paths from each node to any of the ends."""
        source_count, target_count = self.size
        sums = np.full((source_count + 1, target_count + 1), -np.inf)
        for end in ends:
            sums[end] = 0.0
        drift = self._drift()
        for i in range(source_count, -1, -1):
            row = sums[i].copy()
            for (a, b), score in self.scores.items():
                if 0 < a <= source_count - i and b <= target_count:
                    end_column = target_count - b + 1
                    path_sums = sums[i + a, b:] + score[i]
                    np.logaddexp(row[:end_column], path_sums, out=row[:end_column])
            row_sums = np.logaddexp.accumulate((row + drift)[::-1])[::-1]
            sums[i] = row_sums - drift
        return sums

    def _drift(self) -> ScoreArray:
        """Score of leaving out the first j target sentences, for each j."""
        omission = self.scores[0, 1]
        return np.concatenate([[0.0], np.cumsum(omission[0])])

    def _trace(
        self,
        posteriors: Mapping[BeadShape, ScoreArray],
        ends: Sequence[tuple[int, int]],
    ) -> list[LatticeStep]:
        source_count, target_count = self.size
        best = np.full((source_count + 1, target_count + 1), -np.inf)
        arrival_shapes = np.zeros((source_count + 1, target_count + 1), dtype=np.int8)
        shapes = list(posteriors)
        gains = {
            shape: _path_gain(shape, posterior)
            for shape, posterior in posteriors.items()
        }
        omission_number = shapes.index((0, 1))
        for i in range(source_count + 1):
            row = best[i]
            if i == 0:
                row[0] = 0.0
            for number, (a, b) in enumerate(shapes):
                if 0 < a <= i and b <= target_count:
                    end = target_count - b + 1
                    path_gains = best[i - a, :end] + gains[a, b][i - a]
                    is_better = path_gains > row[b:]
                    row[b:][is_better] = path_gains[is_better]
                    arrival_shapes[i, b:][is_better] = number
            drift = np.concatenate([[0.0], np.cumsum(gains[0, 1][i])])
            with_omissions = np.maximum.accumulate(row - drift) + drift
            is_omission = with_omissions > row + 1e-9
            arrival_shapes[i][is_omission] = omission_number
            best[i] = np.where(is_omission, with_omissions, row)
        end_node = max(ends, key=lambda node: float(best[node]))
        return _walk_back(end_node, arrival_shapes, shapes, posteriors)


def _path_gain(shape: BeadShape, posterior: ScoreArray) -> ScoreArray:
    """The gain of a bead: expected number of correctly aligned sentences."""
    return posterior * (shape[0] + shape[1])


def _walk_back(
    end: tuple[int, int],
    arrival_shapes: NDArray[np.int8],
    shapes: Sequence[BeadShape],
    posteriors: Mapping[BeadShape, ScoreArray],
) -> list[LatticeStep]:
    i, j = end
    steps = []
    while i or j:
        shape = shapes[arrival_shapes[i, j]]
        i, j = i - shape[0], j - shape[1]
        steps.append(LatticeStep(i, j, shape, float(posteriors[shape][i, j])))
    return steps[::-1]
