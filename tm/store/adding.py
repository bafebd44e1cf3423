"""Adding units: which are new, which are known, and what a known one takes over.

Adding many is adding them one by one: what comes later in a batch finds what came
before it. But rows are prepared here, and read and written by the thousand.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from tm.store import rows, schema
from tm.store.bulk import insert_columns, next_numbers
from tm.store.filling import Filling, is_little
from tm.store.history import ChangeSet
from tm.store.phrase_index import keep_current
from tm.store.record import Record
from tm.store.searchable import complete, leave_for_later
from tm.store.segment_rows import SegmentRows
from tm.store.stored_keys import StoredKeys
from tm.store.unit_batch import Counts, Pair, UnitBatch, is_bare, pairs_in_use
from tm.store.unit_records import records_by_number, write_records
from tm.store.unit_row import ORIGIN_COLUMNS
from tm.store.unit_run import ranges
from tm.text.segment import Segment, segment_keys
from tm.unit import TranslationUnit, unit_keys

FULL = 2500
"""So many units are added at once; fewer are no reason to leave indexes out."""

_MOST_ORIGINS = 20_000
_origin_facts = attrgetter(*ORIGIN_COLUMNS)

_Wanted = tuple[bytes, TranslationUnit, bytes, bytes]
"""A unit after its key, before those of its segments."""


class Adding:
    """One call of `Memory.add`: units come batch by batch, then `finish`."""

    def __init__(
        self, changes: ChangeSet, *, restore: bool, waiting: bool, later: bool
    ) -> None:
        self._changes = changes
        self._connection = changes.connection
        self._restore = restore
        self._waiting = waiting
        self._later = later and self._connection.dialect.name == "sqlite"
        self._segments = SegmentRows(self._connection, later=self._later)
        self._units = StoredKeys(self._connection, schema.unit)
        self._origins: dict[Any, int] = {}  # by what `_origin_facts` gives
        self._filling: Filling | None = None
        self._has_begun = False

    def add(self, units: Sequence[TranslationUnit]) -> Counts:
        """Add some units; see `Memory.add`."""
        if not self._has_begun:
            self._begin(len(units))
        wanted, segments = _keyed(units)
        origins = self._stored_origins([one[1] for one in wanted])
        numbers, first = self._segments.store(segments)
        stored = self._units.numbers(list(dict.fromkeys(one[0] for one in wanted)))
        batch = UnitBatch(
            at=self._changes.at,
            known=self._records(stored),
            in_use=self._pairs_in_use(wanted, numbers, stored, first),
            restore=self._restore,
            waiting=self._waiting,
        )
        add = batch.add
        for (key, unit, source, target), origin in zip(wanted, origins, strict=True):
            pair = numbers[source], numbers[target], unit.origin.memory
            add(key, unit, pair, origin)
        self._write(batch, stored)
        return batch.counts

    def finish(self) -> None:
        """Make the indexes that were left out."""
        if self._filling is not None:
            self._filling.finish()
            self._filling = None
        if not self._later:
            complete(self._connection)
            keep_current(self._connection)

    def _begin(self, count: int) -> None:
        self._has_begun = True
        if count >= FULL and is_little(self._connection):
            self._segments.later = True
            keys = self._segments.keys, self._units
            self._filling = Filling(self._connection, keys)
        elif self._later:
            leave_for_later(self._connection)

    def _stored_origins(self, units: Sequence[TranslationUnit]) -> list[int]:
        """Store what the units come from, if it is not there; the number of each."""
        if len(self._origins) > _MOST_ORIGINS:
            self._origins.clear()
        said = [_origin_facts(unit.origin) for unit in units]
        fresh = {
            facts: unit.origin
            for facts, unit in zip(said, units, strict=True)
            if facts not in self._origins
        }
        if fresh:
            keys = {facts: rows.origin_key(origin) for facts, origin in fresh.items()}
            values = {keys[facts]: origin for facts, origin in fresh.items()}
            numbers = rows.stored(
                self._connection, schema.origin, values, rows.origin_row
            )
            self._origins |= {facts: numbers[key] for facts, key in keys.items()}
        return [self._origins[facts] for facts in said]

    def _records(self, stored: Mapping[bytes, int]) -> dict[bytes, Record]:
        found = records_by_number(self._connection, list(stored.values()))
        return {key: found[number] for key, number in stored.items()}

    def _pairs_in_use(
        self,
        wanted: Sequence[_Wanted],
        numbers: Mapping[bytes, int],
        stored: Mapping[bytes, int],
        first: int,
    ) -> set[Pair]:
        """Of bare units that are new: the pairs that are in use in some context.

        A segment from `first` on is in no unit yet.
        """
        pairs = {
            (numbers[source], numbers[target], unit.origin.memory)
            for key, unit, source, target in wanted
            if numbers[source] < first
            and numbers[target] < first
            and key not in stored
            and is_bare(unit)
        }
        if pairs and self._filling is not None:
            self._filling.need_pairs()
        return pairs_in_use(self._connection, pairs)

    def _write(self, batch: UnitBatch, stored: Mapping[bytes, int]) -> None:
        if batch.made:
            columns = list(zip(*batch.made, strict=True))
            given = next_numbers(self._connection, schema.unit, len(batch.made))
            names = ("id", *rows.UNIT_COLUMNS)
            insert_columns(self._connection, schema.unit, names, [given, *columns])
            self._units.added(columns[0], given)
            for first, last in ranges(given):
                self._changes.record_run(first, last)
        for key, before, after in batch.steps:
            self._changes.record("unit", key.hex(), before=before, after=after)
        changed = {stored[key]: record for key, record in batch.changed.items()}
        write_records(self._connection, changed)


def store_segments(
    connection: Connection, segments: Mapping[bytes, Segment]
) -> dict[bytes, int]:
    """Store the segments that are not there yet; the number of each by its key."""
    numbers, _ = SegmentRows(connection).store(segments)
    keep_current(connection)
    return numbers


def _keyed(
    units: Sequence[TranslationUnit],
) -> tuple[list[_Wanted], dict[bytes, Segment]]:
    """The units that have both sides, and their segments, by their keys."""
    whole = [unit for unit in units if unit.target is not None]
    sources = [unit.source for unit in whole]
    targets = [unit.target for unit in whole if unit.target is not None]
    ones, others = segment_keys(sources), segment_keys(targets)
    segments: dict[bytes, Segment] = {}
    for one, source, other, target in zip(ones, sources, others, targets, strict=True):
        segments[one] = source
        segments[other] = target
    keys = unit_keys(whole, ones, others)
    return list(zip(keys, whole, ones, others, strict=True)), segments
