"""The commands undo, redo and history: whose work, which marks and which times."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import call
from tm.store.database import Database

_PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture
def place(tmp_path: Path) -> tuple[str, str]:
    """The option for a database with two changes of tester and one of budi."""
    place = ("--database", str(tmp_path / "x.db"))
    call("add", "họp báo", "konferensi pers", *_PAIR, *place)
    call("add", "hai", "dua", *_PAIR, *place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PADANAN_AUTHOR", "budi")
        call("add", "ba", "tiga", *_PAIR, *place)
    return place


def test_undo_goes_back_step_by_step_and_leaves_the_work_of_others(
    place: tuple[str, str],
) -> None:
    first, second, third = (call("undo", "last", *place) for _ in range(3))
    assert "i3: add ba → tiga" in first.err and "is later and stays" in first.err
    assert "Undoing i2: add hai → dua" in first.err
    assert "Undoing i1: add họp báo → konferensi pers" in second.err
    assert third.code != 0 and "no change of tester is left to undo" in third.err
    others = call("undo", "i3", *place)
    assert "i3 is by budi, not by you (tester)" in others.err


def test_redo_restores_and_says_how_to_undo(place: tuple[str, str]) -> None:
    call("undo", "last", *place)
    redone = call("redo", *place, "--format", "json")
    assert json.loads(redone.out) == {
        "import": "i5",
        "undoes": "i4",
        "command": "add",
        "detail": "hai → dua",
        "changes": 1,
    }
    assert "Redoing i2: add hai → dua" in redone.err
    assert "Redone: 1 change; `padanan undo i2`" in redone.err
    assert "nothing to redo" in call("redo", *place).err
    assert "i1 is not undone" in call("redo", "i1", *place).err
    call("undo", "i1", *place)
    assert call("redo", "i1", *place).code == 0


def test_history_marks_what_is_undone(place: tuple[str, str]) -> None:
    call("undo", "last", *place)
    table = call("history", *place, "--format", "tsv").out.splitlines()
    assert [line.split("\t")[-1] for line in table] == ["undone", "", "", "by i4", ""]
    records = json.loads(call("history", *place, "--format", "json").out)
    assert [record["undone_by"] for record in records] == [None, None, "i4", None]
    call("undo", "c1", *place)
    [*_, first] = call("history", *place, "--format", "tsv").out.splitlines()
    assert first.endswith("\tpartly, by i5")


@pytest.fixture
def local_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Sets the time zone until the end of a test."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_history_is_filtered_by_person_and_day_in_local_time(
    place: tuple[str, str], local_zone: pytest.MonkeyPatch
) -> None:
    with (
        Database.open(place[1]) as database,
        database.open_transaction() as connection,
    ):
        for number, moment in enumerate(
            ("2026-11-29T16:59:59Z", "2026-11-29T17:00:00Z", "2026-11-30T17:00:00Z"), 1
        ):
            connection.exec_driver_sql(
                f"UPDATE change_set SET at = '{moment}' WHERE id = {number}"
            )
    local_zone.setenv("TZ", "Asia/Jakarta")
    time.tzset()

    def listed(*filters: str) -> list[str]:
        done = call("history", *filters, *place, "--format", "tsv")
        return [line.split("\t")[0] for line in done.out.splitlines()[1:]]

    assert listed("--since", "2026-11-30") == ["i3", "i2"]
    assert listed("--until", "2026-11-29") == ["i1"]
    assert listed("--since", "2026-11-30", "--until", "2026-11-30") == ["i2"]
    assert listed("--since", "2026-11-30T00:00:01", "--by", "BUDI") == ["i3"]
    assert listed("--until", "2026-11-30T00:00:00") == ["i2", "i1"]
    times = call("history", *place, "--format", "tsv").out
    assert "2026-11-30 00:00" in times and "2026-12-01 00:00" in times
    none = call("history", "--by", "budi", "--until", "2026-11-29", *place)
    assert none.err == "No changes yet by budi until 2026-11-29\n"
