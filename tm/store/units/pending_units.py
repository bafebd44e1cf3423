"""Units of a batch before they are written: new ones, and merged stored ones."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tm.store import schema
from tm.store.backend.sql import split_into_batches
from tm.store.rows.record import Record
from tm.store.rows.record_merging import join_notes, merge_records
from tm.store.rows.stored_values import (
    UnitValues,
    read_key,
    read_neighbours,
    read_record,
    replace_record,
)
from tm.unit import Withheld
from tm.unit_property import has_stored_context

StoredPair = tuple[int, int, str]
"""Segment ids of source and target, and the memory."""

PendingChange = tuple[bytes, Record, Record]
"""Key of a unit, and its records before and after the change."""


@dataclass(frozen=True, slots=True)
class AddCounts:
    """Numbers of new, known, changed and removed units after adding some."""

    new: int = 0
    known: int = 0
    """Units that were stored already."""
    changed: int = 0
    """Stored units that got other properties."""
    removed: int = 0
    """Units that a person removed; they stay removed."""

    def __add__(self, other_counts: "AddCounts") -> "AddCounts":
        return AddCounts(
            self.new + other_counts.new,
            self.known + other_counts.known,
            self.changed + other_counts.changed,
            self.removed + other_counts.removed,
        )


class PendingUnits:
    """Units of a batch that are added one by one, with the stored units they change."""

    def __init__(
        self,
        *,
        timestamp: str,
        known_record_by_key: dict[bytes, Record],
        used_pairs: set[StoredPair],
        restores_removed_units: bool,
        default_author: str | None = None,
    ) -> None:
        self.new_row_by_index: dict[int, UnitValues] = {}
        """Rows of new units without ids, by their indexes in the batch."""
        self.changed_record_by_key: dict[bytes, Record] = {}
        """New records of stored units that change, by key."""
        self.record_changes: list[PendingChange] = []
        """Changes of units that were stored, or new in this batch, in order."""
        self._timestamp = timestamp
        self._known_record_by_key = known_record_by_key
        self._used_pairs = used_pairs
        self._restores_removed_units = restores_removed_units
        self._default_author = default_author
        self._index_by_key: dict[bytes, int] = {}
        self._added_count = 0
        self._count_by_outcome = {"known": 0, "changed": 0, "removed": 0}

    @property
    def counts(self) -> AddCounts:
        """Counts of the units added so far."""
        return AddCounts(
            self._added_count - sum(self._count_by_outcome.values()),
            **self._count_by_outcome,
        )

    def add(
        self,
        unit_index: int,
        unit_values: UnitValues,
        stored_pair: StoredPair,
        *,
        is_text_only: bool,
    ) -> None:
        """Add one unit of the batch, given as the row of a new unit."""
        self._added_count += 1
        unit_key = read_key(unit_values)
        added_record = read_record(unit_values)
        # A pair in a context says nothing of the pair in no context.
        makes_pair_used = any(read_neighbours(unit_values)) and not has_stored_context(
            added_record.get("properties")
        )
        earlier_index = self._index_by_key.get(unit_key)
        if earlier_index is not None:
            known_record = read_record(self.new_row_by_index[earlier_index])
        elif unit_key in self._known_record_by_key:
            known_record = self._known_record_by_key[unit_key]
        elif is_text_only and stored_pair in self._used_pairs:
            self._count_by_outcome["known"] += 1
            return
        else:
            self._index_by_key[unit_key] = unit_index
            self.new_row_by_index[unit_index] = unit_values
            if makes_pair_used and "withheld" not in added_record:
                self._used_pairs.add(stored_pair)
            return
        merged_record = self._merge_record(
            known_record, added_record, is_text_only=is_text_only
        )
        if merged_record == known_record:
            return
        self.record_changes.append((unit_key, known_record, merged_record))
        if makes_pair_used and "withheld" not in merged_record:
            self._used_pairs.add(stored_pair)
        if earlier_index is not None:
            self.new_row_by_index[earlier_index] = replace_record(
                self.new_row_by_index[earlier_index], merged_record
            )
        else:
            self._known_record_by_key[unit_key] = self.changed_record_by_key[
                unit_key
            ] = merged_record

    def _merge_record(
        self, stored_record: Record, added_record: Record, *, is_text_only: bool
    ) -> Record:
        """Merge a record into that of the stored unit, and count the outcome."""
        withheld_reason = stored_record.get("withheld")
        if withheld_reason in (Withheld.UNDONE, Withheld.SUPERSEDED):
            if withheld_reason == Withheld.SUPERSEDED and "note" in stored_record:
                added_record = added_record | {
                    "note": join_notes(stored_record["note"], added_record.get("note"))
                }
            if self._default_author is None:
                return added_record
            return {"author": self._default_author} | added_record
        if withheld_reason == Withheld.REMOVED and not self._restores_removed_units:
            self._count_by_outcome["removed"] += 1
            return stored_record
        merged_record = stored_record
        if (
            "withheld" not in added_record
        ):  # otherwise it is for review, and the stored unit waits or is in use
            merged_record = merge_records(
                stored_record,
                added_record,
                timestamp=self._timestamp,
                names_no_document=is_text_only,
            )
        if merged_record == stored_record:
            self._count_by_outcome["known"] += 1
        elif not withheld_reason:
            self._count_by_outcome["changed"] += 1
        return merged_record


def find_used_pairs(
    connection: Connection, stored_pairs: Collection[StoredPair]
) -> set[StoredPair]:
    """Find the pairs of segments that units in use have, in no context."""
    if not stored_pairs:
        return set()
    used_pairs: set[StoredPair] = set()
    unit_table = schema.unit
    query = select(
        unit_table.c.source_id,
        unit_table.c.target_id,
        unit_table.c.memory,
        unit_table.c.properties,
    ).where(unit_table.c.withheld.is_(None))
    for source_ids in split_into_batches(
        sorted({source_id for source_id, _, _ in stored_pairs})
    ):
        pair_rows = connection.execute(
            query.where(unit_table.c.source_id.in_(source_ids))
        )
        used_pairs.update(
            (row[0], row[1], row[2])
            for row in pair_rows
            if not has_stored_context(row[3])
        )
    return used_pairs.intersection(stored_pairs)
