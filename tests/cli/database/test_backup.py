"""Backing up and restoring from the command line."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

import padanan
from checks.missed_errors import MissedErrorReport
from exports.backup.restoring import RestoredBackup, restore_backup
from tests.cli.calling import call
from tests.tm.store.migrations.test_migration import filled

_PAIR = ("-s", "vi", "-t", "id")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a database of one unit and a dismissed finding."""
    monkeypatch.chdir(tmp_path)
    call("add", "họp báo", "jumpa pers", *_PAIR, "--database", "a.db")
    call("dismiss", "3f2a9c0d11e7b645", "--reason", "a quote")
    return tmp_path


def test_a_memory_moves_to_another_place(folder: Path, place: str) -> None:
    written = call("backup", "b.zip", "--database", "a.db", "--format", "json")
    assert written.code == 0, written.err
    record = json.loads(written.out)
    assert record["backup"] == "b.zip" and record["tables"]["unit"] == 1
    assert stat.S_IMODE((folder / "b.zip").stat().st_mode) == 0o600
    (folder / "padanan-dismissed.jsonl").unlink()
    done = call("restore", "b.zip", "--database", place)
    assert done.code == 0, done.err
    assert "a quote" in (folder / "padanan-dismissed.jsonl").read_text()
    found = call("lookup", "họp báo", *_PAIR, "--database", place, "--format", "json")
    assert json.loads(found.out)[0]["target"] == "jumpa pers"
    undone = call("undo", "i1", "--database", place)
    assert undone.code == 0, undone.err


def test_dismissals_of_the_folder_stay(folder: Path) -> None:
    call("backup", "b.zip", "--database", "a.db")
    baseline = folder / "padanan-dismissed.jsonl"
    baseline.unlink()
    call("dismiss", "00000000000000ff", "--reason", "mine")
    call("dismiss", "3f2a9c0d11e7b645", "--reason", "mine, too")
    assert call("restore", "b.zip", "--database", "c.db").code == 0
    lines = baseline.read_text().splitlines()
    assert len(lines) == 2 and "a quote" not in baseline.read_text()


def test_missed_errors_are_in_a_backup(folder: Path) -> None:
    with padanan.open("a.db", source="vi", target="id") as memory:
        memory.checks.report_missed_error(
            MissedErrorReport(
                target_text="Ia lahir 1975.", target_locale="id", description="angka"
            ),
            passage="1975",
        )
    call("backup", "b.zip", "--database", "a.db")
    file = folder / "padanan-missed.jsonl"
    before = file.read_text("utf-8")
    file.write_text("<<<<<<< ours\n", "utf-8")
    refused = call("restore", "b.zip", "--database", "c.db")
    assert refused.code == 2 and "damaged lines" in refused.err
    assert not (folder / "c.db").exists()
    file.unlink()
    assert call("restore", "b.zip", "--database", "c.db").code == 0
    assert file.read_text("utf-8") == before
    listed = call("checks", "missed", "--format", "json")
    assert json.loads(listed.out)[0]["target_span"] == [9, 13]
    assert call("checks", "missed", "--check", "num.value").out == ""


def test_a_finding_dismissed_during_a_restore_stays_dismissed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("backup", "b.zip", "--database", "a.db")
    baseline = folder / "padanan-dismissed.jsonl"
    baseline.unlink()

    def restore_slowly(*arguments: Any, **options: Any) -> RestoredBackup:  # as it is
        call("dismiss", "00000000000000ff", "--reason", "mine")
        return restore_backup(*arguments, **options)

    monkeypatch.setattr("cli.database.backup.restore_backup", restore_slowly)
    assert call("restore", "b.zip", "--database", "c.db").code == 0
    assert "mine" in baseline.read_text() and "a quote" in baseline.read_text()


def test_damaged_dismissals_are_refused_before_anything_is_restored(
    folder: Path,
) -> None:
    call("backup", "b.zip", "--database", "a.db")
    (folder / "padanan-dismissed.jsonl").write_text("no JSON\n", "utf-8")
    refused = call("restore", "b.zip", "--database", "c.db")
    assert refused.code == 2 and "damaged lines" in refused.err
    assert not (folder / "c.db").exists()


def test_a_full_database_is_left_alone_or_saved_first(folder: Path) -> None:
    call("backup", "b.zip", "--database", "a.db")
    call("add", "sáng nay", "pagi ini", *_PAIR, "--database", "a.db")
    refused = call("restore", "b.zip", "--database", "a.db")
    assert refused.code == 2
    assert (
        "a.db: this database is not empty" in refused.err
        and "(--replace)" in refused.err
    )
    done = call("restore", "b.zip", "--database", "a.db", "--replace")
    assert done.code == 0
    [copy] = folder.glob("a.db.before-restore-*.zip")
    assert copy.name in done.err
    options = ("--database", "a.db", "--replace", "--safety-copy", "s.zip")
    assert call("restore", copy.name, *options).code == 0
    assert (folder / "s.zip").exists()
    found = call("lookup", "sáng nay", *_PAIR, "--database", "a.db")
    assert "pagi ini" in found.out


def test_nothing_is_made_where_nothing_is_restored(folder: Path) -> None:
    (folder / "bad.zip").write_bytes(b"x")
    assert call("restore", "bad.zip", "--database", "new.db").code == 2
    assert not (folder / "new.db").exists()
    missing = call("backup", "b.zip", "--database", "none.db")
    assert missing.code == 1 and "no such database" in missing.err
    assert not (folder / "none.db").exists() and not (folder / "b.zip").exists()


def test_a_backup_never_replaces_its_database(folder: Path) -> None:
    before = (folder / "a.db").read_bytes()
    refused = call("backup", "a.db", "--database", "a.db")
    assert refused.code == 2 and "is the database itself" in refused.err
    assert (folder / "a.db").read_bytes() == before
    call("backup", "b.zip", "--database", "a.db")
    before = (folder / "a.db").read_bytes()  # it notes when its last backup was made
    options = ("--database", "a.db", "--replace", "--safety-copy", "a.db")
    assert call("restore", "b.zip", *options).code == 2
    assert (folder / "a.db").read_bytes() == before


def test_a_database_of_an_older_padanan_is_backed_up_before_it_is_migrated(
    folder: Path,
) -> None:
    filled(f"sqlite:///{folder / 'old.db'}", "0008")
    assert call("backup", "b.zip", "--database", "old.db").code == 0
    assert call("restore", "b.zip", "--database", "new.db").code == 0
    stored = call("stats", "--database", "new.db", "--format", "json")
    assert json.loads(stored.out)["units"] == {"vi-id": 1}
    assert call("stats", "--database", "old.db").code == 3
