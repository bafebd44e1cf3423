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

    source_start: int
    target_start: int
    shape: BeadShape
    posterior: float


@dataclass(frozen=True, slots=True)
class Lattice:
    """All possible beads of two texts, with their scores.

    `scores[a, b][i, j]` is the log-odds of the bead of source i … i+a and target
    j … j+b; its array has rows 0 … N−a and columns 0 … M−b. A score of a target
    omission, (0, 1), must be the same in every row.
    """

    size: tuple[int, int]
    scores: Mapping[BeadShape, ScoreArray]

    def find_best_path(
        self, *, has_more: tuple[bool, bool] = (False, False)
    ) -> list[LatticeStep]:
        """Find the steps of the best path from the first sentences to the last.

        The best path has the most sentences expected to be correctly aligned.
        `has_more`: whether the source and the target text have more sentences than the
        lattice; the path may then end anywhere at the last sentence of such a side.
        """
        end_nodes = self._list_end_nodes(has_more)
        _, posteriors = self._compute_posteriors(end_nodes)
        return self._trace_best_path(posteriors, end_nodes)

    def compute_posteriors(self) -> tuple[float, dict[BeadShape, ScoreArray]]:
        """Compute the log of the summed odds of all paths, and each bead's share."""
        return self._compute_posteriors([self.size])

    def _compute_posteriors(
        self, end_nodes: Sequence[tuple[int, int]]
    ) -> tuple[float, dict[BeadShape, ScoreArray]]:
        forward_sums = self._sum_forward()
        backward_sums = self._sum_backward(end_nodes)
        log_total = float(np.logaddexp.reduce([forward_sums[end] for end in end_nodes]))
        posteriors = {}
        for (source_count, target_count), score in self.scores.items():
            rows, columns = score.shape
            log_weight = (
                forward_sums[:rows, :columns]
                + score
                + backward_sums[source_count:, target_count:]
                - log_total
            )
            posteriors[source_count, target_count] = np.exp(np.minimum(log_weight, 0.0))
        return log_total, posteriors

    def _list_end_nodes(self, has_more: tuple[bool, bool]) -> list[tuple[int, int]]:
        """List the nodes where a path may end."""
        source_count, target_count = self.size
        end_nodes = [(source_count, target_count)]
        if has_more[0]:
            end_nodes += [
                (source_count, target_index) for target_index in range(target_count)
            ]
        if has_more[1]:
            end_nodes += [
                (source_index, target_count) for source_index in range(source_count)
            ]
        return end_nodes

    def _sum_forward(self) -> ScoreArray:
        """Sum the odds of all paths from the start to each node, as logarithms."""
        source_count, target_count = self.size
        sums = np.full((source_count + 1, target_count + 1), -np.inf)
        omission_sums = self._sum_omissions()
        for source_index in range(source_count + 1):
            row_sums = np.full(target_count + 1, -np.inf)
            if source_index == 0:
                row_sums[0] = 0.0
            for (bead_sources, bead_targets), score in self.scores.items():
                if 0 < bead_sources <= source_index and bead_targets <= target_count:
                    end_column = target_count - bead_targets + 1
                    path_sums = (
                        sums[source_index - bead_sources, :end_column]
                        + score[source_index - bead_sources]
                    )
                    np.logaddexp(
                        row_sums[bead_targets:], path_sums, out=row_sums[bead_targets:]
                    )
            sums[source_index] = (
                np.logaddexp.accumulate(row_sums - omission_sums) + omission_sums
            )
        return sums

    def _sum_backward(self, end_nodes: Sequence[tuple[int, int]]) -> ScoreArray:
        """Sum the odds of all paths from each node to the ends, as logarithms."""
        source_count, target_count = self.size
        sums = np.full((source_count + 1, target_count + 1), -np.inf)
        for end in end_nodes:
            sums[end] = 0.0
        omission_sums = self._sum_omissions()
        for source_index in range(source_count, -1, -1):
            row = sums[source_index].copy()
            for (bead_sources, bead_targets), score in self.scores.items():
                if (
                    0 < bead_sources <= source_count - source_index
                    and bead_targets <= target_count
                ):
                    end_column = target_count - bead_targets + 1
                    path_sums = (
                        sums[source_index + bead_sources, bead_targets:]
                        + score[source_index]
                    )
                    np.logaddexp(row[:end_column], path_sums, out=row[:end_column])
            row_sums = np.logaddexp.accumulate((row + omission_sums)[::-1])[::-1]
            sums[source_index] = row_sums - omission_sums
        return sums

    def _sum_omissions(self) -> ScoreArray:
        """Sum the scores of omitting the first j target sentences, for each j."""
        omission = self.scores[0, 1]
        return np.concatenate([[0.0], np.cumsum(omission[0])])

    def _trace_best_path(
        self,
        posteriors: Mapping[BeadShape, ScoreArray],
        end_nodes: Sequence[tuple[int, int]],
    ) -> list[LatticeStep]:
        source_count, target_count = self.size
        best_gains = np.full((source_count + 1, target_count + 1), -np.inf)
        arrival_shapes = np.zeros((source_count + 1, target_count + 1), dtype=np.int8)
        shapes = list(posteriors)
        bead_gains = {
            shape: _compute_bead_gain(shape, posterior)
            for shape, posterior in posteriors.items()
        }
        omission_index = shapes.index((0, 1))
        for source_index in range(source_count + 1):
            row_gains = best_gains[source_index]
            if source_index == 0:
                row_gains[0] = 0.0
            for shape_index, (bead_sources, bead_targets) in enumerate(shapes):
                if 0 < bead_sources <= source_index and bead_targets <= target_count:
                    end_column = target_count - bead_targets + 1
                    path_gains = (
                        best_gains[source_index - bead_sources, :end_column]
                        + bead_gains[bead_sources, bead_targets][
                            source_index - bead_sources
                        ]
                    )
                    is_better = path_gains > row_gains[bead_targets:]
                    row_gains[bead_targets:][is_better] = path_gains[is_better]
                    arrival_shapes[source_index, bead_targets:][is_better] = shape_index
            omission_gains = np.concatenate(
                [[0.0], np.cumsum(bead_gains[0, 1][source_index])]
            )
            gains_with_omissions = (
                np.maximum.accumulate(row_gains - omission_gains) + omission_gains
            )
            is_omission = gains_with_omissions > row_gains + 1e-9
            arrival_shapes[source_index][is_omission] = omission_index
            best_gains[source_index] = np.where(
                is_omission, gains_with_omissions, row_gains
            )
        end_node = max(end_nodes, key=lambda node: float(best_gains[node]))
        return _walk_back(end_node, arrival_shapes, shapes, posteriors)


def _compute_bead_gain(shape: BeadShape, posterior: ScoreArray) -> ScoreArray:
    """Compute a bead's gain: the expected number of correctly aligned sentences."""
    return posterior * (shape[0] + shape[1])


def _walk_back(
    end_node: tuple[int, int],
    arrival_shapes: NDArray[np.int8],
    shapes: Sequence[BeadShape],
    posteriors: Mapping[BeadShape, ScoreArray],
) -> list[LatticeStep]:
    source_index, target_index = end_node
    steps = []
    while source_index or target_index:
        shape = shapes[arrival_shapes[source_index, target_index]]
        source_index, target_index = source_index - shape[0], target_index - shape[1]
        steps.append(
            LatticeStep(
                source_index,
                target_index,
                shape,
                float(posteriors[shape][source_index, target_index]),
            )
        )
    return steps[::-1]
