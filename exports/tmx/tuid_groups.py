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
    held: UnitTable | None = None
    for block in blocks:
        if held is None:
            held = block
            continue
        first, before = block.tuid[0], held.tuid
        if first is None or first != before[-1]:
            yield held
            held = block
            continue
        at = len(held) - 1
        while at and before[at - 1] == first:
            at -= 1
        if at:
            yield held[:at]
        held = UnitTable.concatenate([held[at:], block])
        if held.tuid.count(first) == len(held):
            while len(held) > _MOST:
                yield held[:_MOST]
                held = held[_MOST:]
    if held is not None:
        yield held


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
