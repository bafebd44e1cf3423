"""Units with one thing in common, and in how many ways the rest of them is."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tm.finding import MOST_RELATED
from tm.spill.array import Array
from tm.spill.partition import mark_group_starts

UNIT = np.dtype(
    [
        ("unit", np.int64),  # its number
        ("common", np.uint64),  # hashed: what it shares with others
        ("way", np.uint64),  # hashed: what it may have otherwise
    ]
)
RARE_RENDERING = np.dtype(
    [
        ("unit", np.int64),
        ("usual", np.int64),  # how many units have the usual way
        ("here", np.int64),  # how many have that of the unit
        # The first units with the usual way; -1: there is none.
        *((f"shown{number}", np.int64) for number in range(MOST_RELATED)),
    ]
)
_UNITS_PER_BLOCK = 1 << 14
"""Units that are told of together."""
_Numbers = NDArray[np.int64]


class RenderingGroups:
    """The ways of each thing, and which of them is usual: that of the most units."""

    def __init__(self, rows: Array) -> None:
        """Those of rows of units, all that have the same thing in common among them."""
        rows = rows[np.lexsort([rows[name] for name in ("unit", "way", "common")])]
        self._units: _Numbers = rows["unit"].copy()
        """By thing and way, and those of one way rising."""
        is_first_of_group = mark_group_starts(rows["common"])
        self._leads = np.flatnonzero(is_first_of_group | mark_group_starts(rows["way"]))
        """Where the units of each way begin."""
        self._sizes = np.diff(np.append(self._leads, len(rows)))
        """How many units each way has."""
        group_number = np.cumsum(is_first_of_group[self._leads]) - 1
        # Of equals, the one that comes first is taken for the usual one.
        order = np.lexsort([self._units[self._leads], -self._sizes, group_number])
        self._usual: _Numbers = order[mark_group_starts(group_number[order])][
            group_number
        ]
        """By number of a way, that of the usual one."""

    def find_usual(self) -> tuple[_Numbers, _Numbers]:
        """The first unit with each usual way, rising, and how many units have it."""
        ways = np.flatnonzero(self._usual == np.arange(len(self._usual)))
        firsts, sizes = self._units[self._leads[ways]], self._sizes[ways]
        order = np.argsort(firsts)
        return firsts[order], sizes[order]

    def iterate_rare(self) -> Iterator[Array]:
        """Rows of ODD for the units with another way than the usual one."""
        ways = np.flatnonzero(self._usual != np.arange(len(self._usual)))
        sizes = self._sizes[ways]
        ends = np.cumsum(sizes)
        size = int(sizes.sum())
        for begin in range(0, size, _UNITS_PER_BLOCK):
            numbers = np.arange(begin, min(begin + _UNITS_PER_BLOCK, size))
            rendering_indexes = np.searchsorted(ends, numbers, "right")
            rendering, usual = (
                ways[rendering_indexes],
                self._usual[ways[rendering_indexes]],
            )
            rows = np.zeros(len(numbers), RARE_RENDERING)
            rows["unit"] = self._units[
                self._leads[rendering] + numbers - (ends - sizes)[rendering_indexes]
            ]
            rows["usual"], rows["here"] = self._sizes[usual], self._sizes[rendering]
            for number in range(MOST_RELATED):
                has_more = number < self._sizes[usual]
                example_row = np.where(has_more, self._leads[usual] + number, 0)
                rows[f"shown{number}"] = np.where(
                    has_more, self._units[example_row], -1
                )
            yield rows
