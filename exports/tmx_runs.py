"""Runs: units that follow each other and share a `tuid`, which may be one `<tu>`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tm.flat_unit import TUID, FlatUnit

_MOST = 999
_tuid = itemgetter(TUID)


class Run(NamedTuple):
    """Units that share their `tuid`, or none of which does with its neighbours."""

    units: Sequence[FlatUnit]
    share_tuid: bool


def whole_runs(
    blocks: Iterable[Sequence[FlatUnit]],
) -> Iterator[Sequence[FlatUnit]]:
    """The same units in blocks of which none ends within a run.

    But a run without end is cut, so that no more than a few blocks are held.
    """
    held: list[FlatUnit] = []
    for block in blocks:
        held += block
        at, tuid = len(held) - 1, held[-1][TUID]
        while tuid is not None and at and held[at - 1][TUID] == tuid:
            at -= 1
        if at:
            yield held[:at]
            held = held[at:]
        while len(held) > _MOST:
            yield held[:_MOST]
            held = held[_MOST:]
    if held:
        yield held


def runs(block: Sequence[FlatUnit]) -> Iterator[Run]:
    """The runs of a block, at most 999 units each, and what is between them."""
    tuids = list(map(_tuid, block))
    different = len(set(tuids)) - 1 + (tuids.count(None) or 1)
    if different == len(tuids):  # as nearly always
        yield Run(block, share_tuid=False)
        return
    alone: list[FlatUnit] = []
    for tuid, group in groupby(block, _tuid):
        units = list(group)
        if tuid is None or len(units) == 1:
            alone += units
            continue
        if alone:
            yield Run(alone, share_tuid=False)
            alone = []
        for start in range(0, len(units), _MOST):
            yield Run(units[start : start + _MOST], share_tuid=True)
    if alone:
        yield Run(alone, share_tuid=False)
