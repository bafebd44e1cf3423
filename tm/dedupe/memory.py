"""Removing duplicates from the memory, as one change set that can be undone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tm.dedupe.duplicates import UnitDuplicate, find_duplicates
from tm.dedupe.keys import DedupeOptions
from tm.errors import Conflict
from tm.progress import ReportProgress, report_counts
from tm.store import schema
from tm.store.backend.bulk_rows import find_newest_id
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import TranslationUnit


@dataclass(frozen=True)
class MemoryDuplicates:
    """The duplicates of a memory, as it was when they were searched."""

    unit_store: UnitStore
    unit_filter: UnitFilter
    removed: Mapping[int, UnitDuplicate]
    """What to remove, by the numbers of the units in the order of the memory."""
    newest_change_id: int
    """The last change of the memory then."""

    @contextmanager
    def open_units(self) -> Iterator[Iterator[TranslationUnit]]:
        """Open the units that were searched, in the same order."""
        with self.unit_store.open_scan(self.unit_filter) as scan:
            yield iter(scan)

    def remove(self, change_set: ChangeSet) -> int:
        """Remove the duplicates; return how many.

        Raises Conflict if the memory has changed since they were found.
        """
        newest_change_id = find_newest_id(change_set.connection, schema.change)
        if newest_change_id != self.newest_change_id:
            raise Conflict("the memory changed meanwhile; nothing removed; try again")
        with self.open_units() as units:
            units_to_remove = (
                unit for number, unit in enumerate(units) if number in self.removed
            )
            return self.unit_store.withhold(units_to_remove, change_set)


def find_memory_duplicates(
    unit_store: UnitStore,
    unit_filter: UnitFilter,
    options: DedupeOptions,
    *,
    report_progress: ReportProgress | None = None,
) -> MemoryDuplicates:
    """Find the duplicates among the units of the memory that a filter selects."""
    with unit_store.database.open_snapshot() as connection:
        newest_change_id = find_newest_id(connection, schema.change)
    with unit_store.open_scan(unit_filter) as scan:
        duplicate_by_unit_number = find_duplicates(
            report_counts(scan, report_progress), options
        )
    return MemoryDuplicates(
        unit_store, unit_filter, duplicate_by_unit_number, newest_change_id
    )
