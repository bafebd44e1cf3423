"""What comes with Padanan is found without knowing where it is."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a database outside of it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "mine.db"))
    monkeypatch.setenv("PADANAN_OFFLINE", "1")
    return folder


def test_starter_termbase_is_imported_by_an_option() -> None:
    value = json.loads(call("terms", "import", "--starter").out)
    assert value["new"] > 1000
    assert value["skipped"] == []
    assert call("terms", "lint").code == 0


def test_import_of_nothing_says_what_there_is() -> None:
    done = call("terms", "import")
    assert (done.code, "--starter" in done.err) == (2, True)


def test_demo_leaves_the_database_of_its_caller_alone(
    own_folder: Path, tmp_path: Path
) -> None:
    assert call("demo", "--all").code == 0
    assert not (tmp_path / "mine.db").exists()
    assert [path.name for path in own_folder.iterdir()] == ["demo-output"]
    made = {path.name for path in (own_folder / "demo-output").iterdir()}
    assert {"demo.db", "memory.tmx", "konvensi-hanoi.po"} <= made


def test_the_demo_fits_on_three_screens_and_leads_with_the_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = call("demo")
    assert called.code == 0
    shown = called.out + called.err
    assert shown.count("\n") <= 75
    best = ["⇒  Setiap rumah tangga", "→ Wakil Menteri", "en    preferred   Deputy"]
    places = [shown.index(text) for text in best]
    assert places == sorted(places)
    assert {path.name for path in (tmp_path / "demo-output").iterdir()} >= {
        "demo.db",
        "memory.tmx",
        "news.tsv",
    }
