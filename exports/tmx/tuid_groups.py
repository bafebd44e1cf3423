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


def join_split_groups(
    tables: Iterable[UnitTable], *, most_units: int = _MAX_GROUP_SIZE
) -> Iterator[UnitTable]:
    """Regroup tables of units so that none ends within a group.

    A very long group is cut, so that no more than a few tables are held.
    """
    pending_table: UnitTable | None = None
    for table in tables:
        if pending_table is None:
            pending_table = table
            continue
        first_tuid, pending_tuids = table.tuid[0], pending_table.tuid
        if first_tuid is None or first_tuid != pending_tuids[-1]:
            yield pending_table
            pending_table = table
            continue
        group_start = len(pending_table) - 1
        while group_start and pending_tuids[group_start - 1] == first_tuid:
            group_start -= 1
        if group_start:
            yield pending_table[:group_start]
        pending_table = UnitTable.concatenate([pending_table[group_start:], table])
        if pending_table.tuid.count(first_tuid) == len(pending_table):
            while len(pending_table) > most_units:
                yield pending_table[:most_units]
                pending_table = pending_table[most_units:]
    if pending_table is not None:
        yield pending_table


def split_tuid_groups(
    table: UnitTable, *, most_units: int = _MAX_GROUP_SIZE
) -> Iterator[TuidGroup]:
    """Split a table into groups of at most `most_units`, and the units between them."""
    tuids = table.tuid
    different_count = len(set(tuids)) - 1 + (tuids.count(None) or 1)
    if different_count == len(tuids):  # as nearly always
        yield TuidGroup(table, share_tuid=False)
        return
    yielded_end = group_end = 0
    for tuid, group in groupby(tuids):
        group_start, group_end = group_end, group_end + len(list(group))
        if tuid is None or group_end - group_start == 1:
            continue
        if yielded_end < group_start:
            yield TuidGroup(table[yielded_end:group_start], share_tuid=False)
        for part_start in range(group_start, group_end, most_units):
            yield TuidGroup(
                table[part_start : min(part_start + most_units, group_end)],
                share_tuid=True,
            )
        yielded_end = group_end
    if yielded_end < group_end:
        yield TuidGroup(table[yielded_end:], share_tuid=False)
