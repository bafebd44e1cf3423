"""A command that only reads sees a missing database as an empty one; it makes none."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.calling import Called, call

_PAIR = "-s vi -t id"
_READING = {
    f"lookup 'một' {_PAIR}": 1,
    "lookup --batch texts.txt -s vi -t id": 0,
    "concordance một -l vi": 1,
    "stats": 0,
    "history": 0,
    "articles": 1,
    "review": 0,
    "selections": 0,
    "show abc": 1,
    "index": 0,
    "undo last": 1,
    "migrate": 1,
    f"remove một {_PAIR}": 1,
    f"check --memory {_PAIR}": 0,
    "check page.txt -t id": 0,
    f"export out.tmx {_PAIR}": 1,
    f"evaluate {_PAIR}": 1,
    f"analyse page.txt {_PAIR}": 0,
    f"align page.txt texts.txt {_PAIR}": 0,
    f"convert pairs.tsv out.po {_PAIR}": 0,
    f"pretranslate pairs.tsv -O filled.tsv {_PAIR}": 0,
    "terms lookup một -l vi": 1,
    "terms lookup --batch texts.txt -l vi": 0,
    "terms find một -l vi": 1,
    "terms lint": 0,
    "terms show c1": 1,
    "terms extract texts.txt -l vi": 1,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("texts.txt").write_text("một\nhai\n", "utf-8")
    Path("page.txt").write_text("Dia datang kemarin.\n", "utf-8")
    Path("pairs.tsv").write_text("một\t\n", "utf-8")
    return folder


def _call(command: str, *words: str) -> Called:
    return call(*shlex.split(command), *words)


@pytest.mark.parametrize(("command", "code"), _READING.items())
@pytest.mark.parametrize("database", ["new/x.db", None])
def test_reading_creates_nothing(
    command: str, code: int, database: str | None, tmp_path: Path
) -> None:
    words = ("--database", database) if database else ()
    called = _call(command, *words)
    assert called.code == code, called
    made = {path.name for path in tmp_path.rglob("*")} - {"work"}
    files = {"texts.txt", "page.txt", "pairs.tsv", "out.po", "filled.tsv"}
    assert made <= files, called


def test_it_is_said_that_there_is_no_database() -> None:
    called = _call(f"lookup một {_PAIR} --database new/x.db")
    assert (
        "new/x.db: this database does not exist yet; it was read as an empty"
        in called.err
    )


def test_the_first_change_creates_the_file_with_its_folder() -> None:
    called = _call(f"add một satu {_PAIR} --database new/x.db")
    assert (called.code, called.err) == (0, "")
    found = _call(f"lookup một {_PAIR} --database new/x.db --format json")
    assert json.loads(found.out)[0]["target"] == "satu"


def test_an_empty_file_is_an_error_unless_it_is_new() -> None:
    Path("x.db").touch()
    add = f"add một satu {_PAIR} --database x.db"
    refused = _call(add)
    assert (refused.code, refused.out) == (3, "")
    assert "x.db: the file is empty (0 bytes)" in refused.err
    assert "(--new)" in refused.err
    assert _call(add, "--new").code == 0
    assert _call(add).code == 0
