"""Runs: units that follow each other and share a `tuid`, which may be one `<tu>`."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tm.unit_table import UnitTable

_MOST = 999


class TuidGroup(NamedTuple):
    """Units that share their `tuid`, or none of which does with its neighbours."""

    units: UnitTable
    share_tuid: bool


def with_whole_groups(blocks: Iterable[UnitTable]) -> Iterator[UnitTable]:
    """The same units in blocks of which none ends within a run.

    But a run without end is cut, so that no more than a few blocks are held.
    """
    waiting: UnitTable | None = None
    for block in blocks:
        if waiting is None:
            waiting = block
            continue
        first_tuid, waiting_tuids = block.tuid[0], waiting.tuid
        if first_tuid is None or first_tuid != waiting_tuids[-1]:
            yield waiting
            waiting = block
            continue
        at = len(waiting) - 1
        while at and waiting_tuids[at - 1] == first_tuid:
            at -= 1
        if at:
            yield waiting[:at]
        waiting = UnitTable.concatenate([waiting[at:], block])
        if waiting.tuid.count(first_tuid) == len(waiting):
            while len(waiting) > _MOST:
                yield waiting[:_MOST]
                waiting = waiting[_MOST:]
    if waiting is not None:
        yield waiting


def tuid_groups(block: UnitTable) -> Iterator[TuidGroup]:
    """The runs of a block, at most 999 units each, and what is between them."""
    tuids = block.tuid
    different = len(set(tuids)) - 1 + (tuids.count(None) or 1)
    if different == len(tuids):  # as nearly always
        yield TuidGroup(block, share_tuid=False)
        return
    alone = end = 0
    for tuid, group in groupby(tuids):
        begin, end = end, end + len(list(group))
        if tuid is None or end - begin == 1:
            continue
        if alone < begin:
            yield TuidGroup(block[alone:begin], share_tuid=False)
        for start in range(begin, end, _MOST):
            yield TuidGroup(block[start : min(start + _MOST, end)], share_tuid=True)
        alone = end
    if alone < end:
        yield TuidGroup(block[alone:], share_tuid=False)
