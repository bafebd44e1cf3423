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

    sentence_counts: tuple[int, int]
    scores_by_shape: Mapping[BeadShape, ScoreArray]

    def find_best_path(
        self, *, continuation_flags: tuple[bool, bool] = (False, False)
    ) -> list[LatticeStep]:
        """Find the steps of the best path from the first sentences to the last.

        The best path has the most sentences expected to be correctly aligned.
        `continuation_flags`: whether the source and the target text have more sentences
        than the lattice; the path may then end anywhere at the last sentence of such a
        side.
        """
        end_nodes = self._list_end_nodes(continuation_flags)
        _, posteriors_by_shape = self._compute_posteriors(end_nodes)
        return self._trace_best_path(posteriors_by_shape, end_nodes)

    def compute_posteriors(self) -> tuple[float, dict[BeadShape, ScoreArray]]:
        """Compute the log of the summed odds of all paths, and each bead's share."""
        return self._compute_posteriors([self.sentence_counts])

    def _compute_posteriors(
        self, end_nodes: Sequence[tuple[int, int]]
    ) -> tuple[float, dict[BeadShape, ScoreArray]]:
        forward_sums = self._sum_forward()
        backward_sums = self._sum_backward(end_nodes)
        log_total = float(
            np.logaddexp.reduce([forward_sums[end_node] for end_node in end_nodes])
        )
        posteriors_by_shape = {}
        for (source_count, target_count), bead_scores in self.scores_by_shape.items():
            row_count, column_count = bead_scores.shape
            log_weights = (
                forward_sums[:row_count, :column_count]
                + bead_scores
                + backward_sums[source_count:, target_count:]
                - log_total
            )
            posteriors_by_shape[source_count, target_count] = np.exp(
                np.minimum(log_weights, 0.0)
            )
        return log_total, posteriors_by_shape

    def _list_end_nodes(
        self, continuation_flags: tuple[bool, bool]
    ) -> list[tuple[int, int]]:
        """List the nodes where a path may end."""
        source_count, target_count = self.sentence_counts
        end_nodes = [(source_count, target_count)]
        if continuation_flags[0]:
            end_nodes += [
                (source_count, target_index) for target_index in range(target_count)
            ]
        if continuation_flags[1]:
            end_nodes += [
                (source_index, target_count) for source_index in range(source_count)
            ]
        return end_nodes

    def _sum_forward(self) -> ScoreArray:
        """Sum the odds of all paths from the start to each node, as logarithms."""
        source_count, target_count = self.sentence_counts
        log_odds_sums = np.full((source_count + 1, target_count + 1), -np.inf)
        omission_sums = self._sum_omissions()
        for source_index in range(source_count + 1):
            row_sums = np.full(target_count + 1, -np.inf)
            if source_index == 0:
                row_sums[0] = 0.0
            for (
                bead_source_count,
                bead_target_count,
            ), bead_scores in self.scores_by_shape.items():
                if (
                    0 < bead_source_count <= source_index
                    and bead_target_count <= target_count
                ):
                    end_column = target_count - bead_target_count + 1
                    path_sums = (
                        log_odds_sums[source_index - bead_source_count, :end_column]
                        + bead_scores[source_index - bead_source_count]
                    )
                    np.logaddexp(
                        row_sums[bead_target_count:],
                        path_sums,
                        out=row_sums[bead_target_count:],
                    )
            log_odds_sums[source_index] = (
                np.logaddexp.accumulate(row_sums - omission_sums) + omission_sums
            )
        return log_odds_sums

    def _sum_backward(self, end_nodes: Sequence[tuple[int, int]]) -> ScoreArray:
        """Sum the odds of all paths from each node to the ends, as logarithms."""
        source_count, target_count = self.sentence_counts
        log_odds_sums = np.full((source_count + 1, target_count + 1), -np.inf)
        for end_node in end_nodes:
            log_odds_sums[end_node] = 0.0
        omission_sums = self._sum_omissions()
        for source_index in range(source_count, -1, -1):
            path_sums_row = log_odds_sums[source_index].copy()
            for (
                bead_source_count,
                bead_target_count,
            ), bead_scores in self.scores_by_shape.items():
                if (
                    0 < bead_source_count <= source_count - source_index
                    and bead_target_count <= target_count
                ):
                    end_column = target_count - bead_target_count + 1
                    path_sums = (
                        log_odds_sums[
                            source_index + bead_source_count, bead_target_count:
                        ]
                        + bead_scores[source_index]
                    )
                    np.logaddexp(
                        path_sums_row[:end_column],
                        path_sums,
                        out=path_sums_row[:end_column],
                    )
            row_sums = np.logaddexp.accumulate((path_sums_row + omission_sums)[::-1])[
                ::-1
            ]
            log_odds_sums[source_index] = row_sums - omission_sums
        return log_odds_sums

    def _sum_omissions(self) -> ScoreArray:
        """Sum the scores of omitting the first j target sentences, for each j."""
        omission_scores = self.scores_by_shape[0, 1]
        return np.concatenate([[0.0], np.cumsum(omission_scores[0])])

    def _trace_best_path(
        self,
        posteriors_by_shape: Mapping[BeadShape, ScoreArray],
        end_nodes: Sequence[tuple[int, int]],
    ) -> list[LatticeStep]:
        """Find the steps of the path with the greatest summed gain."""
        source_count, target_count = self.sentence_counts
        best_gains = np.full((source_count + 1, target_count + 1), -np.inf)
        arrival_shape_indexes = np.zeros(
            (source_count + 1, target_count + 1), dtype=np.int8
        )
        shapes = list(posteriors_by_shape)
        bead_gains_by_shape = {
            shape: _compute_bead_gains(shape, bead_posteriors)
            for shape, bead_posteriors in posteriors_by_shape.items()
        }
        omission_index = shapes.index((0, 1))
        for source_index in range(source_count + 1):
            row_gains = best_gains[source_index]
            if source_index == 0:
                row_gains[0] = 0.0
            for shape_index, (bead_source_count, bead_target_count) in enumerate(
                shapes
            ):
                if (
                    0 < bead_source_count <= source_index
                    and bead_target_count <= target_count
                ):
                    end_column = target_count - bead_target_count + 1
                    path_gains = (
                        best_gains[source_index - bead_source_count, :end_column]
                        + bead_gains_by_shape[bead_source_count, bead_target_count][
                            source_index - bead_source_count
                        ]
                    )
                    improved_flags = path_gains > row_gains[bead_target_count:]
                    row_gains[bead_target_count:][improved_flags] = path_gains[
                        improved_flags
                    ]
                    arrival_shape_indexes[source_index, bead_target_count:][
                        improved_flags
                    ] = shape_index
            omission_gains = np.concatenate(
                [[0.0], np.cumsum(bead_gains_by_shape[0, 1][source_index])]
            )
            gains_with_omissions = (
                np.maximum.accumulate(row_gains - omission_gains) + omission_gains
            )
            omission_flags = gains_with_omissions > row_gains + 1e-9
            arrival_shape_indexes[source_index][omission_flags] = omission_index
            best_gains[source_index] = np.where(
                omission_flags, gains_with_omissions, row_gains
            )
        end_node = max(end_nodes, key=lambda node: float(best_gains[node]))
        return _walk_back(end_node, arrival_shape_indexes, shapes, posteriors_by_shape)


def _compute_bead_gains(shape: BeadShape, posteriors: ScoreArray) -> ScoreArray:
    """Compute a bead's gain: the expected number of correctly aligned sentences."""
    return posteriors * (shape[0] + shape[1])


def _walk_back(
    end_node: tuple[int, int],
    arrival_shape_indexes: NDArray[np.int8],
    shapes: Sequence[BeadShape],
    posteriors_by_shape: Mapping[BeadShape, ScoreArray],
) -> list[LatticeStep]:
    """List the steps of the path that leads to a node, from the start."""
    source_index, target_index = end_node
    steps = []
    while source_index or target_index:
        shape = shapes[arrival_shape_indexes[source_index, target_index]]
        source_index, target_index = source_index - shape[0], target_index - shape[1]
        steps.append(
            LatticeStep(
                source_index,
                target_index,
                shape,
                float(posteriors_by_shape[shape][source_index, target_index]),
            )
        )
    return steps[::-1]
