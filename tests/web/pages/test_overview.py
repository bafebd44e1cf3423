"""The overview for managers: weeks, sites, people where a house wants them, CSV."""

from pathlib import Path

import pytest

import padanan
from exports.backup.backup_writer import back_up
from exports.backup.restoring import open_backup, restore_backup
from tests.web.serving import serve
from tm.store.database import Database
from web.settings import ServerSettings

_HOSTILE = "<img src=x onerror=alert(1)>"
_PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module", name="database")
def _make_memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memory") / "memory.db"
    with padanan.open(str(path), source="vi", target="id", author=_HOSTILE) as memory:
        memory.units.add_all([(f"Câu {one}", f"Kalimat {one}") for one in range(9)])
        memory.units.remove(memory.units.list(limit=1).units[0].key)
    return path


@pytest.mark.parametrize("shows_people", [False, True])
def test_the_overview_counts_what_the_memory_has(
    database: Path, shows_people: bool
) -> None:
    settings = ServerSettings(shows_people=shows_people)
    with serve(database, settings) as client:
        overview = client.get("/api/v1/overview").json()
        assert [(week["units"], week["reviews"]) for week in overview["weeks"]] == [
            (9, 0)
        ]
        assert overview["units_by_state"] == {"translated": 8}
        people = [(one["person"], one["units"]) for one in overview["people"]]
        assert people == ([(_HOSTILE, 9)] if shows_people else [])
        shown = client.get("/overview/figures", headers=_PAGE).text
        assert "<img" not in shown
        assert ("&lt;img" in shown) is shows_people
        assert shown.count("<svg") >= 3
        saved = client.get("/overview/csv", params={"table": "people"})
        assert (_HOSTILE in saved.text) is shows_people
        weeks = client.get("/overview/csv").text.splitlines()
        assert weeks[1] == f"{overview['weeks'][0]['week']},9,0,0"
        leverage = client.get("/api/v1/overview/leverage?source=vi&target=id").json()
        assert leverage["sample"] == 8
        assert sum(leverage["share_by_band"].values()) == pytest.approx(1)


def test_the_last_backup_is_told_as_far_as_it_is_known(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with padanan.open(path, source="vi", target="id") as memory:
        memory.add("Một", "Satu")
    with serve(path) as client:
        shown = client.get("/overview/figures", headers=_PAGE).text
        assert "none known" in shown
        with Database.open(path) as database:
            manifest = back_up(database, tmp_path / "memory.zip")
            restored = tmp_path / "restored.db"
            with (
                open_backup(tmp_path / "memory.zip") as backup_file,
                Database.open(restored) as other,
            ):
                restore_backup(backup_file, other)
        shown = client.get("/overview/figures", headers=_PAGE).text
        assert f'datetime="{manifest.made_at}"' in shown
        assert client.get("/api/v1/overview").json()["backed_up_at"] == manifest.made_at
    with padanan.open(restored) as memory:  # no backup of this database was made
        assert memory.read_overview().backed_up_at is None


def test_figures_are_counted_again_once_the_memory_changed(tmp_path: Path) -> None:
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        memory.add("Một", "Satu")
        counted = memory.read_statistics()
        counted.units.clear()  # what a caller does with it
        assert memory.read_statistics().units == {"vi-id": 1}
        memory.add("Hai", "Dua")
        assert memory.read_statistics().units == {"vi-id": 2}
        with padanan.open(tmp_path / "memory.db", source="vi", target="id") as other:
            other.add("Ba", "Tiga")
        assert memory.read_statistics().units == {"vi-id": 3}
        assert memory.read_overview().units_by_state == {"translated": 3}
