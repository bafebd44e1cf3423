"""What adding some units comes to, before any of it is written; private."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tm.store import schema
from tm.store.backend.sql import MAX_PARAMETERS, split_into_batches
from tm.store.rows import columns as rows
from tm.store.rows.record import Record
from tm.unit import Withheld

StoredPair = tuple[int, int, str]
"""Numbers of source and target, and the memory."""

RecordChange = tuple[bytes, Record, Record]
"""The key of a unit, and its records before and after."""


@dataclass(frozen=True, slots=True)
class AddCounts:
    """What adding units came to."""

    new: int = 0
    known: int = 0
    changed: int = 0
    removed: int = 0
    """Units that a person removed, and that stay so."""

    def __add__(self, other: "AddCounts") -> "AddCounts":
        return AddCounts(
            self.new + other.new,
            self.known + other.known,
            self.changed + other.changed,
            self.removed + other.removed,
        )


class PendingUnits:
    """Units that are added one after the other: what there is, and what is to be."""

    def __init__(
        self,
        *,
        at: str,
        known: dict[bytes, Record],
        in_use: set[StoredPair],
        restore: bool,
    ) -> None:
        self.made: dict[int, rows.UnitValues] = {}
        """Rows of new units, without their numbers, by their places in the batch."""
        self.changed: dict[bytes, Record] = {}
        """Records of stored units that are others now, by key."""
        self.steps: list[RecordChange] = []
        """What became of units that were there, or made here before."""
        self._at = at
        self._known = known
        self._in_use = in_use
        self._restore = restore
        self._places: dict[bytes, int] = {}
        self._seen = 0
        self._tally = {"known": 0, "changed": 0, "removed": 0}

    @property
    def counts(self) -> AddCounts:
        """What has been added so far."""
        return AddCounts(self._seen - sum(self._tally.values()), **self._tally)

    def add(
        self, index: int, values: rows.UnitValues, pair: StoredPair, *, bare: bool
    ) -> None:
        """Add the unit of a place, given as the row that a new one has."""
        self._seen += 1
        key = rows.read_key(values)
        new = rows.read_record(values)
        has_context = any(rows.read_neighbours(values))
        index_made = self._places.get(key)
        if index_made is not None:
            known_record = rows.read_record(self.made[index_made])
        elif key in self._known:
            known_record = self._known[key]
        elif bare and pair in self._in_use:
            self._tally["known"] += 1
            return
        else:
            self._places[key] = index
            self.made[index] = values
            if has_context and "withheld" not in new:
                self._in_use.add(pair)
            return
        merged = self._outcome(known_record, new, bare=bare)
        if merged == known_record:
            return
        self.steps.append((key, known_record, merged))
        if has_context and "withheld" not in merged:
            self._in_use.add(pair)
        if index_made is not None:
            self.made[index_made] = rows.replace_record(self.made[index_made], merged)
        else:
            self._known[key] = self.changed[key] = merged

    def _outcome(self, before: Record, new: Record, *, bare: bool) -> Record:
        """The record of a unit after it was added; counts what that is."""
        withheld = before.get("withheld")
        if withheld in (Withheld.UNDONE, Withheld.SUPERSEDED):
            return new
        if withheld == Withheld.REMOVED and not self._restore:
            self._tally["removed"] += 1
            return before
        result = before
        if "withheld" not in new:  # else it would wait, and it waits or is in use
            result = rows.merge_records(before, new, timestamp=self._at, is_bare=bare)
        if result == before:
            self._tally["known"] += 1
        elif not withheld:
            self._tally["changed"] += 1
        return result


def pairs_in_use(
    connection: Connection, pairs: Collection[StoredPair]
) -> set[StoredPair]:
    """Those pairs that units in use have."""
    if not pairs:
        return set()
    pairs_found: set[StoredPair] = set()
    table = schema.unit
    query = select(table.c.source_id, table.c.target_id, table.c.memory)
    query = query.where(table.c.withheld.is_(None))
    for sources in split_into_batches(
        sorted({source for source, _, _ in pairs}), MAX_PARAMETERS
    ):
        rows_found = connection.execute(query.where(table.c.source_id.in_(sources)))
        pairs_found.update((row[0], row[1], row[2]) for row in rows_found)
    return pairs_found.intersection(pairs)
