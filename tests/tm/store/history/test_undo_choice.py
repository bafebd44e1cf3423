"""Which change set `undo last` and `redo` take, on every database."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.undo_by_record_kind import redo_undone_changes, undo_named_changes
from tests.examples import examples
from tests.tm.store.samples import changed_by, unit
from tm.errors import Conflict, InputError, NotFound
from tm.store.database import Database
from tm.store.history.change_set import read_changes
from tm.store.history.undo_choice import find_named_redo_step, read_reverted_change_sets
from tm.store.unit_store import UnitStore


def add(database: Database, text: str, who: str = "siti") -> None:
    with changed_by(database, who=who, command="add") as changes:
        UnitStore(database).add([unit(text, f"{text} id")], changes)


def texts(database: Database) -> set[str]:
    return {stored.source.text for stored in UnitStore(database).read_units()}


def undo(database: Database, name: str = "last", who: str = "siti") -> str:
    return str(undo_named_changes(database, name, author=who)[0].undone_change_name)


def redo(database: Database, who: str = "siti") -> str:
    return str(redo_undone_changes(database, author=who)[0].undone_change_name)


def test_each_undo_goes_back_one_more_and_each_redo_forward(database: Database) -> None:
    for text in ("một", "hai", "ba"):
        add(database, text)
    assert [undo(database) for _ in range(3)] == ["i3", "i2", "i1"]
    assert texts(database) == set()
    with pytest.raises(NotFound, match="no change of siti is left to undo"):
        undo(database)
    assert [redo(database) for _ in range(2)] == ["i6", "i5"]
    assert texts(database) == {"một", "hai"}
    assert undo(database) == "i2"
    assert redo(database) == "i9"
    add(database, "bốn")
    with pytest.raises(NotFound, match=r"latest change of siti is i11 \(add\)"):
        redo(database)
    assert undo(database) == "i11"


def test_the_work_of_others_is_undone_by_name_only(database: Database) -> None:
    add(database, "một")
    add(database, "hai", who="budi")
    assert undo(database, who="SITI") == "i1"
    with pytest.raises(NotFound, match=r"i3 .* by SITI: name it to undo it"):
        undo(database, who="wati")
    assert undo(database, "i2") == "i2"
    with pytest.raises(NotFound, match="no change of budi is left"):
        undo(database, who="budi")
    with pytest.raises(NotFound, match="no undo of budi is in effect"):
        redo(database, who="budi")
    assert texts(database) == set()


def test_an_undo_of_one_change_is_a_step_that_redo_takes_back(
    database: Database,
) -> None:
    with changed_by(database, who="siti") as changes:
        UnitStore(database).add([unit("một", "satu"), unit("hai", "dua")], changes)
    first, _ = read_changes(database, "i1")
    undo(database, first.name)
    with database.open_reader() as reader:
        states = read_reverted_change_sets(reader)
    assert (
        dict(states.partial_revert_ids_by_change_set_id) == {1: [2]}
        and not states.reverting_id_by_change_set_id
    )
    assert redo(database) == "i2"
    with pytest.raises(NotFound, match="the latest change of siti is i1"):
        redo(database)
    assert undo(database) == "i1"
    assert texts(database) == set()


def test_an_undone_change_set_is_redone_by_its_name_or_that_of_its_undo(
    database: Database,
) -> None:
    add(database, "một")
    undo(database)
    for change_set_id in (1, 2):
        assert find_named_redo_step(database, change_set_id).name == "i2"
    undo(database, "i2")
    with pytest.raises(InputError, match="i1 is not undone"):
        find_named_redo_step(database, 1)


@pytest.mark.parametrize("kind", ["sqlite"])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["siti", "budi"]), st.sampled_from("aaur")),
        max_size=25,
    )
)
@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_steps_are_those_of_two_stacks_for_each_person(
    tmp_path_factory: pytest.TempPathFactory, kind: str, steps: list[tuple[str, str]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("steps")
    undo_stacks, redo_stacks = (
        defaultdict[str, list[str]](list),
        defaultdict[str, list[str]](list),
    )
    with Database.open(folder / "memory.db") as database:
        for number, (who, step) in enumerate(steps):
            if step == "a":
                add(database, f"câu {number}", who)
                undo_stacks[who].append(f"câu {number}")
                redo_stacks[who].clear()
                continue
            taken, given = (
                (undo_stacks[who], redo_stacks[who])
                if step == "u"
                else (redo_stacks[who], undo_stacks[who])
            )
            act = undo if step == "u" else redo
            if taken:
                act(database, who=who)
                given.append(taken.pop())
            else:
                with pytest.raises(NotFound):
                    act(database, who=who)
        assert texts(database) == set().union(*undo_stacks.values())


def test_a_change_of_somebody_else_in_the_way_names_them(database: Database) -> None:
    add(database, "một")
    with changed_by(database, who="budi", command="remove") as changes:
        UnitStore(database).withhold([unit("một", "một id")], changes)
    with pytest.raises(Conflict, match=r"by i2 \(remove\) of budi; undo that first"):
        undo(database)
