"""A backup holds all, and restores all of it or nothing."""

import hashlib
import json
import math
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from exports.backup.backup_writer import back_up
from exports.backup.manifest import MANIFEST_NAME
from exports.backup.restoring import RestoredBackup, open_backup, restore_backup
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Term
from glossary.undo_by_record_kind import undo_named_changes
from tests.examples import quick_first
from tests.tm.store.migrations.test_migration import filled, holds_all
from tests.tm.store.samples import changed_by, unit
from tm.errors import Conflict, FormatError, InputError, SchemaTooNew
from tm.store.contents.reading import TableDigest, digest_table
from tm.store.contents.stored_table import list_stored_tables
from tm.store.database import Database
from tm.store.history.listing import list_change_sets
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale


def fill(database: Database, count: int = 3) -> None:
    """Store units in two change sets, undo the second, and store a concept."""
    with changed_by(database, "siti", "import") as changes:
        UnitStore(database).add(
            [
                unit(
                    f"câu số {number} \u2028 \U0001f600",
                    f"kalimat nomor {number} \x85",
                    page_url=f"https://vietnam.vn/{number}",
                )
                for number in range(count)
            ],
            changes,
        )
    with changed_by(database, "budi", "add") as changes:
        scored = unit("hai", "dua", note="x", score=0.1 + 0.2)
        UnitStore(database).add([scored], changes)
    undo_named_changes(database, "i2", author="siti")
    with changed_by(database, "budi", "terms add") as changes:
        ConceptStore(database).add(
            [ConceptEntry("c-1", (Term(Locale("vi"), "họp báo"),))], changes
        )


def digests(database: Database) -> dict[str, TableDigest]:
    """The counts and hashes of all tables."""
    with database.open_snapshot() as connection:
        return {
            table.name: digest_table(connection, table)
            for table in list_stored_tables(connection)
        }


def test_a_backup_is_made_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tm.store.backend.sqlite_file._BUSY_SECONDS", 0.1)
    path = tmp_path / "memory.db"
    with Database.open(path) as database:
        fill(database)
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        manifest = back_up(database, tmp_path / "b.zip")
        writer.close()
    with open_backup(tmp_path / "b.zip") as backup_file:
        assert backup_file.manifest.made_at == manifest.made_at


def restored(
    path: Path, database: Database, safety_copy_path: Path | None = None
) -> RestoredBackup:
    """Restore a backup."""
    with open_backup(path) as backup:
        return restore_backup(backup, database, safety_copy_path=safety_copy_path)


def source_texts(database: Database) -> set[str]:
    """The source texts of the units in use."""
    return {found.source.text for found in UnitStore(database).read_units()}


@pytest.fixture
def other(
    request: pytest.FixtureRequest, tmp_path: Path, database: Database
) -> Iterator[Database]:
    """An empty database of the other kind than `database`."""
    place: str | Path = tmp_path / "other.db"
    if database.dialect == "sqlite":
        place = request.getfixturevalue("emptied_postgres").url()
    with Database.open(place) as made:
        yield made


@pytest.mark.postgres
def test_all_goes_from_one_kind_of_database_to_the_other(
    database: Database, other: Database, tmp_path: Path
) -> None:
    fill(database)
    manifest = back_up(database, tmp_path / "b.zip")
    assert manifest.count_by_table["unit"] == 4
    restored(tmp_path / "b.zip", other)
    assert digests(other) == digests(database)
    history, other_history = (
        [(one.name, one.author, one.command) for one in list_change_sets(place)]
        for place in (database, other)
    )
    assert history == other_history != []
    assert ConceptStore(other).version() == ConceptStore(database).version()
    # The next ids follow, and what was done before is redone.
    with changed_by(other) as changes:
        assert UnitStore(other).add([unit("bốn", "empat")], changes).new == 1
        assert changes.name == "i5"
    undo_named_changes(other, "i3", author="x")
    assert source_texts(other) >= {"hai", "bốn"}


@pytest.mark.thorough
def test_a_large_memory_is_searched_at_once(tmp_path: Path) -> None:
    with Database.open(tmp_path / "a.db") as database:
        fill(database, 6000)
        back_up(database, tmp_path / "b.zip")
        with Database.open(tmp_path / "c.db") as other:
            restored(tmp_path / "b.zip", other)
            assert digests(other) == digests(database)
            with other.open_reader() as reader:
                [(number, text)] = other.backend.phrase_index.find_segments(
                    reader,
                    "kalimat nomor 5999",
                    Locale("id").list_tag_patterns(),
                    max_count=3,
                ) or [(0, "")]
            assert number and "5999" in text
    for name in ("a.db", "c.db"):
        with sqlite3.connect(tmp_path / name) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            shape = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE '%fts%'"
            shapes = sorted(connection.execute(shape).fetchall(), key=str)
        connection.close()
        if name == "a.db":
            first_shapes = shapes
    assert shapes == first_shapes


@pytest.mark.parametrize("revision", quick_first(1, ["0008", "0005", "0004"]))
def test_a_backup_of_an_older_database_is_migrated(
    database: Database, tmp_path: Path, revision: str
) -> None:
    old_path = tmp_path / "old.db"
    filled(f"sqlite:///{old_path}", revision)
    with Database.open(old_path, accepts_older=True) as old:
        assert back_up(old, tmp_path / "b.zip").schema_revision == revision
    restored(tmp_path / "b.zip", database)
    holds_all(database)


def test_only_an_empty_database_is_filled_unless_a_safety_copy_is_made(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    back_up(database, tmp_path / "b.zip")
    with changed_by(database) as changes:
        UnitStore(database).add([unit("bốn", "empat")], changes)
    before = digests(database)
    with pytest.raises(Conflict, match="is not empty"):
        restored(tmp_path / "b.zip", database)
    assert digests(database) == before
    restored(tmp_path / "b.zip", database, safety_copy_path=tmp_path / "s.zip")
    assert "bốn" not in source_texts(database)
    restored(tmp_path / "s.zip", database, safety_copy_path=tmp_path / "t.zip")
    assert digests(database) == before


def test_it_is_of_one_moment_while_another_writes(
    database: Database, tmp_path: Path
) -> None:
    fill(database, 2000)
    is_done = threading.Event()

    def write() -> None:
        number = 0
        while not is_done.is_set() and number < 300:
            number += 1
            with changed_by(database) as changes:
                UnitStore(database).add([unit(f"x {number}", f"y {number}")], changes)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manifest = back_up(database, tmp_path / "b.zip")
    finally:
        is_done.set()
        writer.join()
    with Database.open(tmp_path / "c.db") as other:
        restored(tmp_path / "b.zip", other)
        # Every unit has the change that made it.
        counts = manifest.count_by_table
        assert counts["unit"] - 2001 == counts["change_set"] - 4


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a backup with one of its files changed."""
    changed_path = path.with_name("changed.zip")
    with ZipFile(path) as old, ZipFile(changed_path, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            contents = old.read(member)
            new.writestr(member, change(contents) if member == name else contents)
    return changed_path


UNITS = "tables/unit.jsonl"


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        (UNITS, lambda lines: lines.replace(b"null", b"1", 1), "SHA-256"),
        (UNITS, lambda lines: lines[: lines.index(b"\n") + 1], "manifest says 4"),
        (UNITS, lambda lines: lines[:-9], "cut off"),
        (MANIFEST_NAME, lambda _: b"{}", "not that of a backup"),
        (MANIFEST_NAME, lambda _: b"[" * 100_000, "not that of a backup"),
        (
            MANIFEST_NAME,
            lambda text: text.replace(b'"version": 1', b'"version": 2'),
            "upgrade",
        ),
        (
            MANIFEST_NAME,
            lambda text: text.replace(b'"unit"', b'"unit; DROP"'),
            "not that of a backup",
        ),
    ],
)
def test_a_changed_backup_is_refused(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes], reason: str
) -> None:
    with Database.open(tmp_path / "a.db") as database:
        fill(database)
        back_up(database, tmp_path / "b.zip")
    with pytest.raises(FormatError, match=reason):
        open_backup(rewritten(tmp_path / "b.zip", name, change))


def change_manifest(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A copy of a backup with what its manifest says changed."""

    def change_record(text: bytes) -> bytes:
        record = json.loads(text)
        change(record)
        return json.dumps(record).encode()

    return rewritten(path, MANIFEST_NAME, change_record)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda record: record["tables"].clear(), "table article is missing"),
        (
            lambda record: record["tables"].remove(
                next(table for table in record["tables"] if table["name"] == "change")
            ),
            "table change is missing",
        ),
        (
            lambda record: record["tables"].append(
                next(table for table in record["tables"] if not table["rows"])
            ),
            "occurs twice",
        ),
        (
            lambda record: record["tables"][0].update(key=[]),
            "does not belong to schema",
        ),
        (lambda record: record["tables"][0].update(rows=math.inf), "not that of a"),
        (lambda record: record.update(schema="0000"), "schema 0000"),
    ],
)
def test_a_manifest_of_other_tables_restores_nothing(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    with Database.open(tmp_path / "a.db") as database:
        fill(database)
        back_up(database, tmp_path / "b.zip")
    changed = change_manifest(tmp_path / "b.zip", change)
    with Database.open(tmp_path / "c.db") as other:
        before = digests(other)
        with pytest.raises(FormatError, match=reason):
            restored(changed, other)
        assert digests(other) == before


def test_a_file_that_fills_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database.open(tmp_path / "a.db") as database:
        back_up(database, tmp_path / "b.zip", file_contents={"dismissed.jsonl": b"xy"})
        monkeypatch.setattr("exports.backup.backup_reader.MAX_HELD_SIZE", 1)
        with pytest.raises(FormatError, match="larger than"):
            open_backup(tmp_path / "b.zip")


def test_a_backup_goes_into_a_pipe_or_a_device(tmp_path: Path) -> None:
    with Database.open(tmp_path / "a.db") as database:
        fill(database)
        assert back_up(database, Path("/dev/null")).count_by_table["unit"] == 4
        os.mkfifo(tmp_path / "pipe")
        with ThreadPoolExecutor(1) as pool:
            received = pool.submit((tmp_path / "pipe").read_bytes)
            back_up(database, tmp_path / "pipe")
            (tmp_path / "b.zip").write_bytes(received.result(60))
        with Database.open(tmp_path / "c.db") as other:
            restored(tmp_path / "b.zip", other)
            assert digests(other) == digests(database)


def test_a_backup_of_a_newer_padanan_is_refused(tmp_path: Path) -> None:
    with Database.open(tmp_path / "a.db") as database:
        back_up(database, tmp_path / "b.zip")
    newer = rewritten(
        tmp_path / "b.zip",
        MANIFEST_NAME,
        lambda text: re.sub(rb'"schema": "\d+"', b'"schema": "9999"', text),
    )
    with pytest.raises(SchemaTooNew, match="upgrade"):
        open_backup(newer)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda row: [*row, 1], "not a list of"),
        (lambda row: {"a": row}, "not a list of"),
        (lambda row: ["one", *row[1:]], "id is not integer"),
        (lambda row: [True, *row[1:]], "id is not integer"),
        (lambda row: [10**30, *row[1:]], "id is not of 64 bits"),
        (lambda row: [row[0], "zz", *row[2:]], "key is not hexadecimal"),
    ],
)
def test_a_row_of_other_values_restores_nothing(
    tmp_path: Path, change: Callable[[list[object]], object], reason: str
) -> None:
    """The hash may be right: somebody wrote the file on purpose."""
    with Database.open(tmp_path / "a.db") as database:
        fill(database)
        back_up(database, tmp_path / "b.zip")

    def change_second_row(lines: bytes) -> bytes:
        rows = lines.splitlines(keepends=True)
        rows[1] = json.dumps(change(json.loads(rows[1]))).encode() + b"\n"
        return b"".join(rows)

    changed = rewritten(tmp_path / "b.zip", UNITS, change_second_row)
    with ZipFile(changed) as archive:
        digest = hashlib.sha256(archive.read(UNITS)).hexdigest()
        old_digest = next(
            table["sha256"]
            for table in json.loads(archive.read(MANIFEST_NAME))["tables"]
            if table["file"] == UNITS
        )
    changed.rename(tmp_path / "d.zip")
    rehashed = rewritten(
        tmp_path / "d.zip",
        MANIFEST_NAME,
        lambda text: text.replace(old_digest.encode(), digest.encode()),
    )
    with Database.open(tmp_path / "c.db") as other:
        before = digests(other)
        with pytest.raises(FormatError, match=f"{UNITS}, line 2: .*{reason}"):
            restored(rehashed, other)
        assert digests(other) == before


def test_no_byte_of_a_backup_can_be_lost_unseen(tmp_path: Path) -> None:
    with Database.open(tmp_path / "a.db") as database:
        fill(database)
        back_up(database, tmp_path / "b.zip")
        expected = digests(database)
    contents = (tmp_path / "b.zip").read_bytes()
    damaged_path = tmp_path / "damaged.zip"
    for position in range(0, len(contents), 97):
        damaged = bytearray(contents)
        damaged[position] ^= 0x55
        damaged_path.write_bytes(damaged)
        try:
            backup = open_backup(damaged_path)
        except InputError:
            continue
        # Names and times in a ZIP are written twice, and one of them is not read.
        with backup:
            digest_by_table = {
                table.stored_table.name: table.digest
                for table in backup.manifest.tables
            }
        assert digest_by_table == expected


def test_what_is_no_backup_is_told(tmp_path: Path) -> None:
    text_path = tmp_path / "a.zip"
    text_path.write_text("x")
    with pytest.raises(FormatError, match="not a backup"):
        open_backup(text_path)
    with pytest.raises(InputError, match="no such file"):
        open_backup(tmp_path / "none.zip")
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(FormatError, match=r"manifest\.json is missing"):
        open_backup(tmp_path / "b.zip")


def test_a_device_or_a_pipe_is_no_backup(tmp_path: Path) -> None:
    """A device may have no end, and a pipe is waited for."""
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/zero"), tmp_path / "pipe"):
        with pytest.raises(InputError, match="this is a pipe or a device"):
            open_backup(path)
