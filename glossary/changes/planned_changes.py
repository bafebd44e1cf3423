"""Applying changed terms to entries and units in one change set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from glossary.changes.term_impact import RenamedTermFinder
from glossary.changes.term_replacement import AffectedUnit
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry
from glossary.termbase_editing import edit_entry
from tm.errors import Conflict
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class PlannedChanges:
    """The changes to write: entries before and after, and units."""

    entry_pair_by_id: Mapping[str, tuple[ConceptEntry, ConceptEntry]]
    affected_units: Sequence[AffectedUnit]

    def apply(self, database: Database, change_set: ChangeSet) -> list[str]:
        """Write all changes; returns warnings about the entries.

        A segment is never edited: the unit gets another one, and the unit as it was
        stays as a tombstone. Raises Conflict where anything was changed meanwhile.
        """
        concept_store, unit_store = ConceptStore(database), UnitStore(database)
        warnings: list[str] = []
        for concept_id, (old_entry, new_entry) in self.entry_pair_by_id.items():

            def replace_entry(
                _: ConceptEntry, entry_to_store: ConceptEntry = new_entry
            ) -> ConceptEntry:
                return entry_to_store

            warnings += edit_entry(
                concept_store,
                concept_id,
                replace_entry,
                change_set,
                expected_entry=old_entry,
            )[2]
        changed_units = [
            affected_unit
            for affected_unit in self.affected_units
            if affected_unit.old_unit.key != affected_unit.new_unit.key
        ]
        withheld_count = unit_store.withhold(
            (affected_unit.old_unit for affected_unit in changed_units), change_set
        )
        if withheld_count != len(changed_units):
            raise Conflict(
                "the memory was changed by someone else in the meantime; nothing stored"
            )
        unit_store.add(
            (
                _set_change_date(affected_unit.new_unit, change_set.timestamp)
                for affected_unit in changed_units
            ),
            change_set,
            restores_removed=True,
        )
        return warnings


def _set_change_date(unit: TranslationUnit, change_timestamp: str) -> TranslationUnit:
    """Note in the origin of a unit when it was changed."""
    return replace(unit, origin=replace(unit.origin, changed=change_timestamp))


def find_affected_units(
    database: Database, renamed_term_finder: RenamedTermFinder
) -> Iterator[AffectedUnit]:
    """Find the units in use that renamed terms affect, each once."""
    unit_store = UnitStore(database)
    seen_unit_keys: set[bytes] = set()
    for locale in renamed_term_finder.locales:
        segment_ids = [
            segment_id
            for segment_id, segment_text in unit_store.read_segments(locale)
            if renamed_term_finder.may_contain_old_term(segment_text, locale)
        ]
        for unit in unit_store.read_units_in_segment_order(segment_ids):
            if unit.key in seen_unit_keys:
                continue
            seen_unit_keys.add(unit.key)
            affected_unit = renamed_term_finder.find_affected_unit(unit)
            if affected_unit is not None:
                yield affected_unit
