"""Applying a change of terms: entries and units in one change set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from glossary.changes.impact import TermImpact, TouchedUnit
from glossary.entries.entry import ConceptEntry
from glossary.glossary import Glossary
from glossary.workbench import edit_entry
from tm.errors import Conflict
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.phrases.search import PhraseQuery, phrase_search
from tm.store.unit_store import UnitStore
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The changes to write: entries before and after, and units."""

    entries: Mapping[str, tuple[ConceptEntry, ConceptEntry]]
    units: Sequence[TouchedUnit]

    def apply(self, database: Database, changes: ChangeSet) -> list[str]:
        """Write all changes; returns warnings about the entries.

        A segment is never edited: the unit gets another one, and the unit as it was
        stays as a tombstone. Raises Conflict where anything was changed meanwhile.
        """
        glossary, memory = Glossary(database), UnitStore(database)
        warnings: list[str] = []
        for id, (old_entry, new_entry) in self.entries.items():

            def change(
                _: ConceptEntry, entry_to_store: ConceptEntry = new_entry
            ) -> ConceptEntry:
                return entry_to_store

            warnings += edit_entry(glossary, id, change, changes, expected=old_entry)[2]
        units = [unit for unit in self.units if unit.before.key != unit.after.key]
        removed = memory.withhold((unit.before for unit in units), changes)
        if removed != len(units):
            raise Conflict(
                "the memory was changed by someone else in the meantime; nothing stored"
            )
        memory.add(
            (_dated(unit.after, changes.at) for unit in units), changes, restore=True
        )
        return warnings


def _dated(unit: TranslationUnit, at: str) -> TranslationUnit:
    return replace(unit, origin=replace(unit.origin, changed=at))


def find_touched_units(database: Database, impact: TermImpact) -> Iterator[TouchedUnit]:
    """Find the units in use that a change of terms affects, each once."""
    memory = UnitStore(database)
    seen: set[bytes] = set()
    for locale in impact.locales:
        numbers = [
            number
            for number, text in memory.segments(locale)
            if impact.may_touch(text, locale)
        ]
        with phrase_search(database, PhraseQuery(((),), locale)) as search:
            for _, _, unit in search.units(numbers):
                if unit.key in seen:
                    continue
                seen.add(unit.key)
                touched = impact.find_touched(unit)
                if touched is not None:
                    yield touched
