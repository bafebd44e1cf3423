"""Duplicates of the memory are removed in one change set, and come back by undo."""

import pytest

from tm.dedupe.keys import DedupeOptions, DuplicateKind
from tm.dedupe.memory import find_memory_duplicates
from tm.errors import Conflict
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


def fill(database: Database, *texts: str) -> UnitStore:
    unit_store = UnitStore(database)
    with open_change_set(database, command="add", author="tester") as change_set:
        unit_store.add(
            [
                TranslationUnit(
                    Segment.of(Locale.parse("vi"), text),
                    Segment.of(Locale.parse("id"), "teks"),
                    neighbours=(bytes([number]) * 16, None),
                )
                for number, text in enumerate(texts)
            ],
            change_set,
        )
    return unit_store


def test_duplicates_are_removed_and_come_back(database: Database) -> None:
    unit_store = fill(database, "a", "b", "a", "A")
    found = find_memory_duplicates(unit_store, UnitFilter(), DedupeOptions())
    assert len(found.removed) == 2 and unit_store.count_units() == 4
    with open_change_set(database, command="dedupe", author="tester") as change_set:
        assert found.remove(change_set) == 2
    assert unit_store.count_units() == 2
    again = find_memory_duplicates(unit_store, UnitFilter(), DedupeOptions())
    assert not again.removed
    assert change_set.name is not None
    undoers = {"unit": make_unit_undoer()}
    undo_changes(database, change_set.name, author="tester", undoer_by_kind=undoers)
    assert unit_store.count_units() == 4


def test_a_memory_that_changed_meanwhile_is_left_alone(
    sqlite_database: Database,
) -> None:
    unit_store = fill(sqlite_database, "a", "a")
    options = DedupeOptions(DuplicateKind.EXACT)
    found = find_memory_duplicates(unit_store, UnitFilter(), options)
    fill(sqlite_database, "c")
    with pytest.raises(Conflict, match="changed meanwhile"):
        with open_change_set(
            sqlite_database, command="dedupe", author="tester"
        ) as change_set:
            found.remove(change_set)
    assert unit_store.count_units() == 3
