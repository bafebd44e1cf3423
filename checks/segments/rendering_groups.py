"""Groups of units that share a text, with the rarer of their other texts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tm.finding import MAX_RELATED_COUNT
from tm.spill.array import BLOCK_SIZE, Array
from tm.spill.unit_groups import mark_group_starts

UNIT_COLUMNS = np.dtype(
    [
        ("unit", np.int64),  # its index
        ("common", np.uint64),  # hash of the text that the group shares
        ("rendering", np.uint64),  # hash of the other text, its rendering
    ]
)
RARE_RENDERING_COLUMNS = np.dtype(
    [
        ("unit", np.int64),
        ("usual", np.int64),  # number of units with the usual rendering
        ("own", np.int64),  # number of units with the unit's rendering
        # The first units with the usual rendering; -1 for none.
        *((f"shown{number}", np.int64) for number in range(MAX_RELATED_COUNT)),
    ]
)
_IntegerArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BlockSizes:
    """The sizes of the blocks in which a large corpus is compared."""

    unit_count: int = 1 << 14
    """Units whose renderings are compared together."""
    row_count: int = BLOCK_SIZE
    """Rows of pairs that are read together."""
    pair_count: int = 1 << 15
    """Pairs of sources that are compared together."""
    compared_source_count: int = 50
    """The most sources of a block with which each source is compared: the first."""
    recent_source_count: int = 1 << 13
    """Long sources that are remembered, so a million copies are added once."""


DEFAULT_BLOCK_SIZES = BlockSizes()


class RenderingGroups:
    """The renderings of each shared text; that of most units is the usual one."""

    def __init__(self, unit_rows: Array) -> None:
        """Group rows of units, which include all units of each group."""
        unit_rows = unit_rows[
            np.lexsort(
                [
                    unit_rows[column_name]
                    for column_name in ("unit", "rendering", "common")
                ]
            )
        ]
        self._unit_indexes: _IntegerArray = unit_rows["unit"].copy()
        """Unit indexes, sorted by shared text, rendering and index."""
        group_start_flags = mark_group_starts(unit_rows["common"])
        self._rendering_starts = np.flatnonzero(
            group_start_flags | mark_group_starts(unit_rows["rendering"])
        )
        """The position of the first unit of each rendering."""
        self._unit_counts = np.diff(np.append(self._rendering_starts, len(unit_rows)))
        """The number of units with each rendering."""
        group_indexes = np.cumsum(group_start_flags[self._rendering_starts]) - 1
        # Of equally frequent renderings, the first one counts as the usual one.
        sorted_indexes = np.lexsort(
            [
                self._unit_indexes[self._rendering_starts],
                -self._unit_counts,
                group_indexes,
            ]
        )
        self._usual_rendering_indexes: _IntegerArray = sorted_indexes[
            mark_group_starts(group_indexes[sorted_indexes])
        ][group_indexes]
        """For each rendering, the index of the usual one of its group."""

    def find_usual_renderings(self) -> tuple[_IntegerArray, _IntegerArray]:
        """Find the first unit with each usual rendering, and how many units have it."""
        rendering_indexes = np.flatnonzero(
            self._usual_rendering_indexes
            == np.arange(len(self._usual_rendering_indexes))
        )
        first_unit_indexes, unit_counts = (
            self._unit_indexes[self._rendering_starts[rendering_indexes]],
            self._unit_counts[rendering_indexes],
        )
        sorted_indexes = np.argsort(first_unit_indexes)
        return first_unit_indexes[sorted_indexes], unit_counts[sorted_indexes]

    def iterate_rare_rows(
        self, block_sizes: BlockSizes = DEFAULT_BLOCK_SIZES
    ) -> Iterator[Array]:
        """Iterate over rows for units with another rendering than the usual one."""
        rare_rendering_indexes = np.flatnonzero(
            self._usual_rendering_indexes
            != np.arange(len(self._usual_rendering_indexes))
        )
        unit_counts = self._unit_counts[rare_rendering_indexes]
        rendering_ends = np.cumsum(unit_counts)
        row_count = int(unit_counts.sum())
        for block_start in range(0, row_count, block_sizes.unit_count):
            row_indexes = np.arange(
                block_start, min(block_start + block_sizes.unit_count, row_count)
            )
            rendering_indexes = np.searchsorted(rendering_ends, row_indexes, "right")
            reported_rendering_indexes, usual_rendering_indexes = (
                rare_rendering_indexes[rendering_indexes],
                self._usual_rendering_indexes[
                    rare_rendering_indexes[rendering_indexes]
                ],
            )
            rare_rows = np.zeros(len(row_indexes), RARE_RENDERING_COLUMNS)
            rare_rows["unit"] = self._unit_indexes[
                self._rendering_starts[reported_rendering_indexes]
                + row_indexes
                - (rendering_ends - unit_counts)[rendering_indexes]
            ]
            rare_rows["usual"], rare_rows["own"] = (
                self._unit_counts[usual_rendering_indexes],
                self._unit_counts[reported_rendering_indexes],
            )
            for example_index in range(MAX_RELATED_COUNT):
                example_flags = (
                    example_index < self._unit_counts[usual_rendering_indexes]
                )
                example_row_indexes = np.where(
                    example_flags,
                    self._rendering_starts[usual_rendering_indexes] + example_index,
                    0,
                )
                rare_rows[f"shown{example_index}"] = np.where(
                    example_flags, self._unit_indexes[example_row_indexes], -1
                )
            yield rare_rows
