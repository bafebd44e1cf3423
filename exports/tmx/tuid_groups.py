"""Groups of adjacent units that share a `tuid` and may become one `<tu>`."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tm.unit_table import UnitTable

_MAX_GROUP_SIZE = 999


class TuidGroup(NamedTuple):
    """Adjacent units that all share their `tuid`, or of which no two do."""

    units: UnitTable
    share_tuid: bool


def join_split_groups(blocks: Iterable[UnitTable]) -> Iterator[UnitTable]:
    """Regroup tables of units so that none ends within a group.

    A very long group is cut, so that no more than a few tables are held.
    """
    pending_block: UnitTable | None = None
    for block in blocks:
        if pending_block is None:
            pending_block = block
            continue
        first_tuid, pending_tuids = block.tuid[0], pending_block.tuid
        if first_tuid is None or first_tuid != pending_tuids[-1]:
            yield pending_block
            pending_block = block
            continue
        group_start = len(pending_block) - 1
        while group_start and pending_tuids[group_start - 1] == first_tuid:
            group_start -= 1
        if group_start:
            yield pending_block[:group_start]
        pending_block = UnitTable.concatenate([pending_block[group_start:], block])
        if pending_block.tuid.count(first_tuid) == len(pending_block):
            while len(pending_block) > _MAX_GROUP_SIZE:
                yield pending_block[:_MAX_GROUP_SIZE]
                pending_block = pending_block[_MAX_GROUP_SIZE:]
    if pending_block is not None:
        yield pending_block


def split_tuid_groups(block: UnitTable) -> Iterator[TuidGroup]:
    """Split a table into groups of at most 999 units, and the units between them."""
    tuids = block.tuid
    different_count = len(set(tuids)) - 1 + (tuids.count(None) or 1)
    if different_count == len(tuids):  # as nearly always
        yield TuidGroup(block, share_tuid=False)
        return
    previous_end = group_end = 0
    for tuid, group in groupby(tuids):
        group_start, group_end = group_end, group_end + len(list(group))
        if tuid is None or group_end - group_start == 1:
            continue
        if previous_end < group_start:
            yield TuidGroup(block[previous_end:group_start], share_tuid=False)
        for part_start in range(group_start, group_end, _MAX_GROUP_SIZE):
            yield TuidGroup(
                block[part_start : min(part_start + _MAX_GROUP_SIZE, group_end)],
                share_tuid=True,
            )
        previous_end = group_end
    if previous_end < group_end:
        yield TuidGroup(block[previous_end:], share_tuid=False)
