"""The corpus, and the findings of the checks that look at all of it."""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from checks.engine.check import Check
from checks.engine.unit import Context, Unit
from checks.runner.findings import (
    Failure,
    complete_finding,
    make_failure,
    unit_to_change,
)
from checks.runner.normalised_text import find_typed_units
from tm.finding import Finding, Span
from tm.spill.list import SpillList
from tm.spill.partition import hashed


class Corpus:
    """All units of a run, of which few are in memory.

    `as_typed`: whether texts may not be composed (NFC); such are seen as if they were.
    """

    def __init__(self, *, as_typed: bool = False) -> None:
        self.units: SpillList[Unit] = SpillList()
        """As checks see them."""
        self._ids = array("Q")
        self._as_typed = as_typed
        self._typed: SpillList[Unit] = SpillList(block=1)
        """Those that are not composed."""
        self._typed_ids = array("Q")

    def append(self, unit: Unit) -> None:
        """Add a unit at the end."""
        self._ids.append(hashed(unit.id))
        for typed in find_typed_units([unit]) if self._as_typed else ():
            self._typed.append(unit)
            self._typed_ids.append(self._ids[-1])
            unit = typed.composed
        self.units.append(unit)

    def restore_typed(self, finding: Finding, unit: Unit) -> tuple[Finding, Unit]:
        """A finding of a unit that checks see, and its unit, as both were typed."""
        if not len(self._typed):
            return finding, unit
        sorted_ids, order = self._typed_by_id
        id = np.uint64(hashed(unit.id))
        first, last = (
            np.searchsorted(sorted_ids, id, side) for side in ("left", "right")
        )
        for index in order[first:last]:
            for typed_unit in find_typed_units([self._typed[int(index)]]):
                if typed_unit.composed == unit:
                    return typed_unit.restore_position(finding), typed_unit.unit
        return finding, unit

    @cached_property
    def _typed_by_id(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The hashes of the ids of those that were typed so, in order; and whose."""
        id_hashes = _as_numbers(self._typed_ids)
        order = np.argsort(id_hashes, kind="stable")
        return id_hashes[order], order

    def unit_indexes(self, ids: "array[int]") -> NDArray[np.int64]:
        """Where the first units are whose ids these are, hashed; all are there."""
        id_hashes = _as_numbers(self._ids)
        order = np.argsort(id_hashes, kind="stable")
        return order[np.searchsorted(id_hashes[order], _as_numbers(ids))]

    def close(self) -> None:
        """Let go of the units."""
        self.units.close()
        self._typed.close()


def run_corpus_checks(
    corpus: Corpus,
    context: Context,
    checks: Sequence[Check],
    failures: list[Failure],
) -> Iterator[tuple[Finding, Unit]]:
    """The findings of the checks of the corpus, with their units, by place.

    Both are those of the texts as they were typed.
    """
    units = corpus.units
    if not len(units):
        return
    start = Span(0, 0)
    with closing(SpillList[tuple[Finding, Unit]](block=1)) as reported:
        sort_columns = [array("Q") for _ in range(5)]
        for rank, check in enumerate(sorted(checks, key=lambda entry: entry.id)):
            row_count = len(sort_columns[0])
            try:
                for yielded in check.find_in_units(units, context):
                    unit = unit_to_change(yielded, units[0])
                    finding = complete_finding(check, unit, yielded)
                    span = finding.target_span or finding.source_span or start
                    key = len(reported), rank, span.end, span.start, hashed(unit.id)
                    for column, number in zip(sort_columns, key, strict=True):
                        column.append(number)
                    reported.append((finding, unit))
            except Exception as error:  # see `run_check`
                failures.append(make_failure(check, units[0], error))
                for column in sort_columns:
                    del column[row_count:]
        if not sort_columns[0]:
            return
        numbers, *spans, ids = sort_columns
        order = np.lexsort([*map(_as_numbers, spans), corpus.unit_indexes(ids)])
        for row in order:
            yield corpus.restore_typed(*reported[numbers[row]])


def _as_numbers(column: "array[int]") -> NDArray[np.uint64]:
    return np.frombuffer(column, np.uint64)
