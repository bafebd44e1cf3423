"""The change log and undo, on every database."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.tm.store.samples import changed_by, unit
from tests.tm.store.units.test_unit_adder import opened
from tm.articles.archive.versions import make_article_undoer
from tm.errors import Conflict, InputError, NotFound
from tm.store.database import Database
from tm.store.history.change_set import (
    find_changed_keys,
    read_changes,
    read_changes_of_record,
)
from tm.store.history.listing import list_change_sets
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.unit import State

UNDOERS = {"unit": make_unit_undoer(), "article": make_article_undoer()}


def texts(database: Database) -> list[str]:
    return sorted(stored.source.text for stored in UnitStore(database).read_units())


def take_back(database: Database, name: str) -> int:
    return undo_changes(database, name, author="tester", undoer_by_kind=UNDOERS)[1]


def test_a_change_set_says_who_did_what(database: Database) -> None:
    with changed_by(database, who="siti", command="import") as changes:
        UnitStore(database).add([unit("một", "satu"), unit("hai", "dua")], changes)
    [record] = list_change_sets(database)
    assert (record.author, record.command, record.change_count) == ("siti", "import", 2)
    assert record.timestamp.endswith("Z")


def test_what_changed_since_a_change_set_or_a_moment(database: Database) -> None:
    units = [unit("một", "satu"), unit("hai", "dua")]
    for made in units:
        with changed_by(database) as changes:
            UnitStore(database).add([made], changes)
    first, second = (made.key.hex() for made in units)
    assert find_changed_keys(database, "unit", "i1") == {first, second}
    assert find_changed_keys(database, "unit", "i2") == {second}
    assert find_changed_keys(database, "unit", "last") == {second}
    assert find_changed_keys(database, "unit", "2000-01-01") == {first, second}
    assert find_changed_keys(database, "unit", "2999-01-01") == set()
    assert find_changed_keys(database, "concept", "i1") == set()


@pytest.mark.parametrize("name", ["i9", "c1", "soon", ""])
def test_what_names_no_change_set_is_refused(database: Database, name: str) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu")], changes)
    with pytest.raises((InputError, NotFound)):
        find_changed_keys(database, "unit", name)


def test_a_change_set_that_changes_nothing_leaves_no_trace(database: Database) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([], changes)
    assert list(list_change_sets(database)) == []


def test_undo_takes_back_an_import_and_undoing_that_redoes_it(
    database: Database,
) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu"), unit("hai", "dua")], changes)
    assert take_back(database, "last") == 2
    assert texts(database) == []
    take_back(database, "last")
    assert texts(database) == ["hai", "một"]


def test_undo_brings_back_a_removed_unit_as_it_was(database: Database) -> None:
    memory, made = UnitStore(database), unit("một", "satu", note="kept")
    with changed_by(database) as changes:
        memory.add([made], changes)
    [before] = memory.read_units()
    with changed_by(database) as changes:
        memory.withhold([made], changes)
    take_back(database, "i2")
    assert list(memory.read_units()) == [before]


def test_one_change_of_an_import_can_be_undone(database: Database) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu"), unit("hai", "dua")], changes)
    first, _ = read_changes(database, "i1")
    take_back(database, first.name)
    assert len(texts(database)) == 1


def test_what_changed_since_is_not_undone(database: Database) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes)
    with changed_by(database, command="edit") as changes:
        memory.add([replace(made, state=State.FINAL)], changes)
    with pytest.raises(Conflict, match=r"i2 \(edit\)"):
        take_back(database, "i1")
    assert texts(database) == ["một"]


def test_undoing_twice_says_so(database: Database) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu")], changes)
    take_back(database, "i1")
    with pytest.raises(Conflict, match="undone already, by i2"):
        take_back(database, "i1")


def test_undoing_the_whole_of_what_is_undone_in_part_says_what_to_do(
    database: Database,
) -> None:
    with changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu"), unit("hai", "dua")], changes)
    first, second = read_changes(database, "i1")
    take_back(database, first.name)
    with pytest.raises(Conflict, match=rf"{first.name} has been .* by i2; undo i2"):
        take_back(database, "i1")
    with pytest.raises(Conflict, match=rf"^{first.name} has been undone already"):
        take_back(database, first.name)
    assert take_back(database, second.name) == 1
    assert texts(database) == []


def test_a_unit_changed_twice_in_a_set_goes_back_to_the_beginning(
    database: Database,
) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes)
        memory.add([replace(made, state=State.FINAL)], changes)
    take_back(database, "i1")
    assert texts(database) == []
    take_back(database, "i2")
    [stored] = memory.read_units()
    assert stored.state is State.FINAL


def test_an_undone_import_can_be_imported_again(database: Database) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes)
    take_back(database, "i1")
    with changed_by(database) as changes:
        assert memory.add([made], changes).new == 1
    assert texts(database) == ["một"]


def test_the_changes_to_one_unit_are_its_history(database: Database) -> None:
    memory, made = UnitStore(database), unit("một", "satu")
    with changed_by(database) as changes:
        memory.add([made], changes)
    with changed_by(database) as changes:
        memory.withhold([made], changes)
    history = read_changes_of_record(database, "unit", made.key.hex())
    assert [change.action for change in history] == ["add", "remove"]


@pytest.mark.parametrize("name", ["i99", "c99", "99"])
def test_undoing_what_is_not_there_says_so(database: Database, name: str) -> None:
    with pytest.raises(NotFound):
        take_back(database, name)


def test_there_may_be_nothing_to_undo(database: Database) -> None:
    with pytest.raises(NotFound, match="nothing"):
        take_back(database, "last")


@pytest.mark.parametrize("name", ["x3", "i", "", "i3;", "-1"])
def test_a_name_that_names_nothing_is_refused(database: Database, name: str) -> None:
    with pytest.raises(InputError):
        take_back(database, name)


WORDS = st.sampled_from(["một", "hai", "ba"])
STEPS = st.lists(st.tuples(st.sampled_from(["add", "final", "remove"]), WORDS))


@pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow]),
    ],
)
@settings(
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=4))
def test_undoing_everything_in_reverse_leaves_nothing(
    request: pytest.FixtureRequest, kind: str, steps: list[list[tuple[str, str]]]
) -> None:
    with opened(request, kind) as database:
        memory = UnitStore(database)
        states = [texts(database)]
        for some in steps:
            with changed_by(database) as changes:
                for what, word in some:
                    made = unit(word, "x")
                    if what == "remove":
                        memory.withhold([made], changes)
                    else:
                        state = State.FINAL if what == "final" else State.TRANSLATED
                        memory.add(
                            [replace(made, state=state)], changes, restores_removed=True
                        )
            if changes.name:
                states.append(texts(database))
        for number in range(len(states) - 1, 0, -1):
            assert texts(database) == states[number]
            take_back(database, f"i{number}")
        assert texts(database) == []
