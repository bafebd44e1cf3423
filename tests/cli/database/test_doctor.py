"""Examining a database, and repairing what loses nothing."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with units, an index, concepts, undone and repeated changes."""
    folder = tmp_path_factory.mktemp("sound")
    path = folder / "a.db"
    place = ("--database", str(path))
    lines = (f"câu số {n} về kinh tế\tkalimat {n} ekonomi\n" for n in range(2500))
    (folder / "units.tsv").write_text("".join(lines), "utf-8")
    call("import", str(folder / "units.tsv"), *PAIR, *place)
    call("add", "họp báo", "jumpa pers", *PAIR, *place)
    call("terms", "add", "vi=họp báo", "id=jumpa pers", *place)
    call("undo", "i1", *place)
    call("undo", "i4", *place)
    call("remove", "họp báo", *PAIR, *place)
    assert call("index", *place).code == 0
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    """A copy of that database, with its index."""
    shutil.copytree(sound.parent, tmp_path / "copy", copy_function=shutil.copy2)
    return tmp_path / "copy" / "a.db"


def examined(path: Path | str, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    """The exit code, the symptoms and the messages of an examination."""
    done = call("doctor", "--database", str(path), "--format", "json", *options)
    records = json.loads(done.out) if done.out else []
    return done.code, [one for one in records if one["severity"]], done.err


def test_a_sound_database_has_no_symptom(path: Path) -> None:
    code, symptoms, messages = examined(path)
    assert (code, symptoms) == (0, []), messages
    assert "schema" in messages and "0 symptoms" in messages


def test_segments_that_begin_alike_are_no_symptom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tm.doctor.search._MAX_HIT_COUNT", 10)
    lines = (f"giá vàng trong nước hôm nay là {n}\tharga {n}\n" for n in range(30))
    (tmp_path / "units.tsv").write_text("".join(lines), "utf-8")
    path = tmp_path / "a.db"
    call("import", str(tmp_path / "units.tsv"), *PAIR, "--database", str(path))
    assert examined(path)[:2] == (0, [])


def test_a_server_is_examined_too(place: str) -> None:
    call("add", "họp báo", "jumpa pers", *PAIR, "--database", place)
    call("undo", "last", "--database", place)
    code, symptoms, messages = examined(place)
    assert (code, symptoms) == (0, []), messages


def test_no_database_is_made_to_be_examined(tmp_path: Path) -> None:
    assert examined(tmp_path / "none.db")[0] == 1
    assert not (tmp_path / "none.db").exists()


def changed(path: Path, *statements: str) -> None:
    """Change a database behind Padanan's back."""
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


DAMAGES = {
    "orphans": ("DELETE FROM segment WHERE id = 7",),
    "texts": ("UPDATE segment SET text = 'x' WHERE id = 7",),
    "history": ("UPDATE unit SET state = 'final' WHERE tuid IS NULL AND id = 2501",),
    "tables": ("DROP TABLE selection",),
    "search columns": ("UPDATE segment SET folded = NULL WHERE id = 30",),
    "phrase index": ("DELETE FROM segment_fts_data WHERE id > 10",),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_each_kind_of_damage_is_found(path: Path, name: str) -> None:
    changed(path, *DAMAGES[name])
    code, symptoms, messages = examined(path, "--fail-on", "warning")
    found = [one for one in symptoms if one["check"] == name]
    assert code == 1 and found, (symptoms, messages)
    assert all(one["message"] and one["place"] and one["advice"] for one in found)


def test_a_missing_unit_of_an_import_is_found(path: Path) -> None:
    changed(path, "DELETE FROM unit WHERE id = 9")
    code, symptoms, _ = examined(path)
    assert code == 1
    assert any("change set i1" in one["place"] for one in symptoms)


def spoil_index(path: Path) -> None:
    """Overwrite bytes in all parts of the index."""
    for part in path.with_name("a.db.index").rglob("*.part"):
        status = part.stat()
        part.write_bytes(b"\x55" * status.st_size)
        os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))


def spoil_search(path: Path) -> None:
    """Lose what searches need."""
    changed(path, *DAMAGES["search columns"], *DAMAGES["phrase index"])


def spoil_sql_index(path: Path) -> None:
    """Take an entry out of an index of the database."""
    changed(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_unit_target_id ON unit "
        "(source_id)' WHERE name = 'ix_unit_target_id'",
    )
    changed(path, "REINDEX ix_unit_target_id")
    changed(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_unit_target_id ON unit "
        "(target_id)' WHERE name = 'ix_unit_target_id'",
    )


@pytest.mark.parametrize("spoil", [spoil_index, spoil_search, spoil_sql_index])
def test_what_can_be_made_again_is_repaired(
    path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(path)
    _, symptoms, messages = examined(path)
    assert symptoms and "--repair repairs" in messages
    code, symptoms, messages = examined(path, "--repair")
    assert code == 0 and all(one["repaired"] for one in symptoms), symptoms
    assert "Backup written to" in messages
    assert [*path.parent.glob("a.db.before-repair-*.zip")]
    assert examined(path)[:2] == (0, [])
    found = call(
        *("concordance", "kinh tế", "-l", "vi", "-o", "id", "--database", str(path))
    )
    assert found.code in (0, 1)


def test_what_would_lose_contents_is_left_alone(path: Path) -> None:
    changed(path, *DAMAGES["texts"])
    before = path.read_bytes()
    code, _, messages = examined(path, "--repair")
    assert code == 1 and "Nothing to repair" in messages
    assert path.read_bytes() == before


def test_what_is_no_database_is_a_symptom(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("no database, but a text that is long enough" * 40)
    code, [symptom], _ = examined(path)
    assert code == 1 and symptom["check"] == "opening"
    assert "is not a database" in symptom["message"]
