"""Paths through the grid of two texts: the best one, and how sure each step is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Shape = tuple[int, int]
"""How many source and target sentences a bead takes."""


@dataclass(frozen=True, slots=True)
class Step:
    """A bead of a path: where it starts, its shape, and its posterior probability."""

    source: int
    target: int
    shape: Shape
    posterior: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """All beads that two texts allow, with their scores.

    `scores[a, b][i, j]` is the log-odds of the bead of source i … i+a and target
    j … j+b; its array has rows 0 … N−a and columns 0 … M−b. A score of a target
    omission, (0, 1), must be the same in every row.
    """

    size: tuple[int, int]
    scores: Mapping[Shape, Scores]

    def best(self, *, goes_on: tuple[bool, bool] = (False, False)) -> list[Step]:
        """The steps of the best path from the first sentences to the last.

        Best is the path of most expected sentences put right. `goes_on`: whether the
        source and the target text have more sentences than the grid; the path may
        then leave the grid anywhere at the last sentence of such a side.
        """
        ends = self._ends(goes_on)
        _, posteriors = self._posteriors(ends)
        return self._trace(posteriors, ends)

    def posteriors(self) -> tuple[float, dict[Shape, Scores]]:
        """Log of the summed odds of all paths, and the share in them of each bead."""
        return self._posteriors([self.size])

    def _posteriors(
        self, ends: Sequence[tuple[int, int]]
    ) -> tuple[float, dict[Shape, Scores]]:
        forward = self._forward()
        backward = self._backward(ends)
        total = float(np.logaddexp.reduce([forward[end] for end in ends]))
        posteriors = {}
        for (a, b), score in self.scores.items():
            rows, columns = score.shape
            weight = forward[:rows, :columns] + score + backward[a:, b:] - total
            posteriors[a, b] = np.exp(np.minimum(weight, 0.0))
        return total, posteriors

    def _ends(self, goes_on: tuple[bool, bool]) -> list[tuple[int, int]]:
        """The nodes where a path may end."""
        source_count, target_count = self.size
        ends = [(source_count, target_count)]
        if goes_on[0]:
            ends += [(source_count, j) for j in range(target_count)]
        if goes_on[1]:
            ends += [(i, target_count) for i in range(source_count)]
        return ends

    def _forward(self) -> Scores:
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
                    ways = sums[i - a, :end] + score[i - a]
                    np.logaddexp(row[b:], ways, out=row[b:])
            sums[i] = np.logaddexp.accumulate(row - drift) + drift
        return sums

    def _backward(self, ends: Sequence[tuple[int, int]]) -> Scores:
        """The same from each node to any of the ends."""
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
                    ways = sums[i + a, b:] + score[i]
                    np.logaddexp(row[:end_column], ways, out=row[:end_column])
            turned = np.logaddexp.accumulate((row + drift)[::-1])[::-1]
            sums[i] = turned - drift
        return sums

    def _drift(self) -> Scores:
        """Score of leaving out the first j target sentences, for each j."""
        omission = self.scores[0, 1]
        return np.concatenate([[0.0], np.cumsum(omission[0])])

    def _trace(
        self, posteriors: Mapping[Shape, Scores], ends: Sequence[tuple[int, int]]
    ) -> list[Step]:
        source_count, target_count = self.size
        best = np.full((source_count + 1, target_count + 1), -np.inf)
        came = np.zeros((source_count + 1, target_count + 1), dtype=np.int8)
        shapes = list(posteriors)
        gains = {
            shape: _gain(shape, posterior) for shape, posterior in posteriors.items()
        }
        across = shapes.index((0, 1))
        for i in range(source_count + 1):
            row = best[i]
            if i == 0:
                row[0] = 0.0
            for number, (a, b) in enumerate(shapes):
                if 0 < a <= i and b <= target_count:
                    end = target_count - b + 1
                    ways = best[i - a, :end] + gains[a, b][i - a]
                    is_better = ways > row[b:]
                    row[b:][is_better] = ways[is_better]
                    came[i, b:][is_better] = number
            drift = np.concatenate([[0.0], np.cumsum(gains[0, 1][i])])
            reached = np.maximum.accumulate(row - drift) + drift
            is_across = reached > row + 1e-9
            came[i][is_across] = across
            best[i] = np.where(is_across, reached, row)
        end_node = max(ends, key=lambda node: float(best[node]))
        return _walk(end_node, came, shapes, posteriors)


def _gain(shape: Shape, posterior: Scores) -> Scores:
    """What a bead is worth to the path: expected sentences put right."""
    return posterior * (shape[0] + shape[1])


def _walk(
    end: tuple[int, int],
    came: NDArray[np.int8],
    shapes: Sequence[Shape],
    posteriors: Mapping[Shape, Scores],
) -> list[Step]:
    i, j = end
    steps = []
    while i or j:
        shape = shapes[came[i, j]]
        i, j = i - shape[0], j - shape[1]
        steps.append(Step(i, j, shape, float(posteriors[shape][i, j])))
    return steps[::-1]
