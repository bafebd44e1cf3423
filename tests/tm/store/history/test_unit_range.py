"""Units that a change set made are one row of the log, on every database."""

from collections import Counter
from dataclasses import replace
from unittest.mock import patch

import pytest
from sqlalchemy import select

from tests.tm.store.samples import changed_by, unit
from tm.errors import Conflict, NotFound
from tm.store import schema
from tm.store.database import Database
from tm.store.history.change_set import (
    ChangeSet,
    count_changes,
    find_changed_keys,
    read_changes,
    read_changes_of_record,
)
from tm.store.history.listing import list_change_sets
from tm.store.history.undo import undo_changes
from tm.store.history.unit_range import UnitRange
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import State

_WORDS = ("một", "hai", "ba", "bốn", "năm")


def take_back(database: Database, name: str) -> int:
    return undo_changes(
        database, name, author="tester", undoer_by_kind={"unit": make_unit_undoer()}
    )[1]


def texts(database: Database, wanted: UnitFilter | None = None) -> list[str]:
    return [stored.source.text for stored in UnitStore(database).read_units(wanted)]


def add(database: Database, *words: str, state: State = State.TRANSLATED) -> None:
    with changed_by(database) as changes:
        units = [replace(unit(word, "x"), state=state) for word in words]
        UnitStore(database).add(units, changes, defers_search_columns=True)


def rows(database: Database) -> list[tuple[str, int]]:
    """The kinds of the rows of the log, and how many units each stands for."""
    query = "SELECT kind, coalesce(last_id - first_id + 1, 1) FROM change ORDER BY id"
    with database.open_snapshot() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]


def test_what_is_made_in_one_go_is_one_row(database: Database) -> None:
    add(database, *_WORDS)
    assert rows(database) == [("unit_run", 5)]
    [made] = list_change_sets(database)
    assert made.change_count == 5
    changes = read_changes(database, "i1")
    assert [change.name for change in changes] == [f"c1.{n}" for n in range(1, 6)]
    assert {change.action for change in changes} == {"add"}
    assert all(
        change.record_after and change.record_after["extent"] == 1 for change in changes
    )


def test_a_run_goes_on_after_another_of_its_change_set(database: Database) -> None:
    with changed_by(database) as changes:
        for word in _WORDS:
            UnitStore(database).add([unit(word, "x")], changes)
    assert rows(database) == [("unit_run", 5)]


def test_a_run_is_undone_and_redone_as_a_run(database: Database) -> None:
    add(database, *_WORDS)
    assert take_back(database, "i1") == 5
    assert texts(database) == []
    assert take_back(database, "last") == 5
    assert texts(database) == list(_WORDS)
    assert rows(database) == [("unit_run", 5)] * 3
    key = unit("ba", "x").key.hex()
    actions = [
        change.action for change in read_changes_of_record(database, "unit", key)
    ]
    assert actions == ["add", "remove", "add"]


def test_one_unit_of_a_run_is_taken_back_and_brought_back(database: Database) -> None:
    add(database, *_WORDS)
    assert take_back(database, "c1.2") == 1
    assert texts(database) == ["một", "ba", "bốn", "năm"]
    with pytest.raises(Conflict, match="undone already, by i2"):
        take_back(database, "c1.2")
    take_back(database, "i2")
    assert texts(database) == list(_WORDS)
    assert take_back(database, "i1") == 5
    assert texts(database) == []


@pytest.mark.parametrize("name", ["c1.6", "c1.0", "c2", "c2.1"])
def test_what_is_in_no_run_is_not_there(database: Database, name: str) -> None:
    add(database, *_WORDS)
    with pytest.raises(NotFound, match=name.replace(".", "[.]")):
        take_back(database, name)


def test_a_unit_that_was_changed_since_keeps_its_run(database: Database) -> None:
    add(database, *_WORDS)
    add(database, "ba", state=State.FINAL)
    with pytest.raises(Conflict, match=r"by i2 \(test\)"):
        take_back(database, "i1")
    assert texts(database) == list(_WORDS)
    made = read_changes(database, "i1")[2].record_after
    assert made is not None and made["state"] == "translated"


def test_what_was_made_again_otherwise_is_brought_back_as_it_was(
    database: Database,
) -> None:
    add(database, *_WORDS)
    take_back(database, "i1")
    add(database, "ba", state=State.FINAL)
    take_back(database, "i3")
    with patch.object(UnitRange, "page_size", 2):
        assert take_back(database, "i2") == 5
    found = {
        stored.source.text: stored.state for stored in UnitStore(database).read_units()
    }
    assert found == dict.fromkeys(_WORDS, State.TRANSLATED)
    for name in ("i1", "i2", "i3", "i4", "i5", "c1", "c1.2", "c2.3"):
        listed = Counter((c.action, c.kind) for c in read_changes(database, name))
        assert count_changes(database, name) == listed


def test_the_first_changes_of_many_can_be_asked_for(database: Database) -> None:
    add(database, *_WORDS)
    for most in (1, 3, 5, 9):
        first = read_changes(database, "i1", limit=most)
        assert first == read_changes(database, "i1")[:most]


def test_units_of_runs_are_chosen_by_their_change_set(database: Database) -> None:
    add(database, "một", "hai")
    add(database, "ba")
    add(database, "hai", state=State.FINAL)
    assert texts(database, UnitFilter(session="i1")) == ["một", "hai"]
    assert texts(database, UnitFilter(session="i3")) == ["hai"]
    keys = {unit(word, "x").key.hex() for word in ("ba", "hai")}
    assert find_changed_keys(database, "unit", "i2") == keys


def test_units_that_wait_for_review_wait_again_after_undo_and_redo(
    database: Database,
) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "x")], changes, awaits_review=True)
    take_back(database, "i1")
    take_back(database, "i2")
    assert [change.record_after for change in read_changes(database, "i3")] == [
        change.record_after for change in read_changes(database, "i1")
    ]
    assert texts(database) == []


def test_runs_that_do_not_follow_each_other_do_not_gather_in_memory(
    database: Database,
) -> None:
    with changed_by(database) as changes:
        with patch.object(ChangeSet, "batch_size", 3):
            for number in range(1, 15, 2):
                changes.record_unit_range(number, number)
        written = changes.connection.execute(select(schema.change.c.id)).all()
        assert len(written) == 6
    assert len(rows(database)) == 7
