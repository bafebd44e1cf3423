"""Opening databases: good ones, bad ones, several at once."""

import contextlib
import errno
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import glossary.store.termbase_tables  # noqa: F401  its tables are part of the schema
from tests import postgres
from tests.examples import quick_first
from tests.paths import ROOT
from tests.tm.store.samples import changed_by, unit
from tm.errors import (
    InputError,
    SchemaOutdated,
    SchemaTooNew,
    StoreCorrupt,
    StoreError,
    StoreUnavailable,
)
from tm.store import new_sqlite_file
from tm.store.database import SCHEMA_REVISION, Database
from tm.store.migrations.upgrade import make_configuration, upgrade
from tm.store.phrases.phrase_index_update import is_phrase_index_name
from tm.store.schema import metadata
from tm.store.unit_store import UnitStore


def test_a_new_database_has_the_schema_of_the_code(database: Database) -> None:
    with database.open_snapshot() as connection:
        context = MigrationContext.configure(
            connection,
            # What is only derived from a table is no part of the schema of the code.
            opts={
                "include_name": lambda name, _kind, _parents: (
                    not is_phrase_index_name(name)
                )
            },
        )
        assert compare_metadata(context, metadata) == []


def test_a_new_file_is_what_all_revisions_make(tmp_path: Path) -> None:
    place = tmp_path / "new.db"
    Database.open(place).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'revised.db'}")
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()
    assert _content(place) == _content(tmp_path / "revised.db")


def _content(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """The statements of all tables and indexes, and the rows that are in them."""
    with contextlib.closing(sqlite3.connect(place)) as connection:
        made = connection.execute(
            "SELECT name, type, tbl_name, sql FROM sqlite_master ORDER BY name"
        ).fetchall()
        # FTS5 keeps its own in tables beside it, and gives none back.
        tables = [name for name, kind, *_ in made if kind == "table"]
        tables.remove("segment_fts")
        held = {
            f"rows of {name}": connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in tables
        }
    # Quotes and white space differ between who writes them.
    statements = [(*known, sql and re.sub(r'["\s]', "", sql)) for *known, sql in made]
    return {"statements": statements} | held


def test_the_code_names_the_last_revision() -> None:
    from alembic.script import ScriptDirectory

    assert (
        ScriptDirectory.from_config(make_configuration()).get_current_head()
        == SCHEMA_REVISION
    )


def test_a_missing_file_is_created_with_its_folder(tmp_path: Path) -> None:
    place = tmp_path / "new folder" / "mémoire?.db"
    with Database.open(place) as database:
        assert list(UnitStore(database).read_units()) == []
    assert place.exists()


def test_an_empty_file_is_refused_unless_it_is_to_be_filled(tmp_path: Path) -> None:
    place = tmp_path / "empty.db"
    place.touch()
    with pytest.raises(StoreCorrupt, match="the file is empty"):
        Database.open(place)
    assert place.stat().st_size == 0
    Database.open(place, fills_empty_file=True).close()
    Database.open(place).close()


def test_a_new_file_is_for_its_owner_and_alone(tmp_path: Path) -> None:
    Database.open(tmp_path / "x.db").close()
    (file,) = tmp_path.iterdir()
    assert stat.filemode(file.stat().st_mode) == "-rw-------"


def test_a_missing_file_reads_as_empty_until_something_is_written(
    tmp_path: Path,
) -> None:
    place = tmp_path / "folder" / "x.db"
    with Database.open(place, creates_file=False) as database:
        assert database.awaits_creation and not database.is_writable
        assert list(UnitStore(database).read_units()) == []
        assert database.revision == SCHEMA_REVISION
        with database.open_snapshot() as connection:
            assert not connection.exec_driver_sql("SELECT * FROM unit").all()
        assert list(tmp_path.iterdir()) == []
        with changed_by(database) as changes:
            UnitStore(database).add([unit("một", "satu")], changes)
        assert len(list(UnitStore(database).read_units())) == 1
    with Database.open(place, creates_file=False) as database:
        assert len(list(UnitStore(database).read_units())) == 1


def test_a_file_that_another_process_made_meanwhile_is_kept(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    with (
        Database.open(place, creates_file=False) as late,
        Database.open(place) as early,
    ):
        with changed_by(early) as changes:
            UnitStore(early).add([unit("một", "satu")], changes)
        with changed_by(late) as changes:
            UnitStore(late).add([unit("hai", "dua")], changes)
        assert len(list(UnitStore(early).read_units())) == 2
    new_sqlite_file.create_file(place)
    with Database.open(place) as database:
        assert len(list(UnitStore(database).read_units())) == 2


def test_a_file_without_hard_links_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    new_sqlite_file.create_file(tmp_path / "x.db")
    assert [path.name for path in tmp_path.iterdir()] == ["x.db"]
    Database.open(tmp_path / "x.db").close()


def test_a_new_file_has_large_pages_and_any_other_keeps_its_own(
    tmp_path: Path,
) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    Database.open(new).close()
    with contextlib.closing(sqlite3.connect(new)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (8192,)
        connection.execute("PRAGMA page_size = 4096")
        connection.execute(f"VACUUM INTO '{old}'")
    with Database.open(old) as database:
        with changed_by(database) as changes:
            UnitStore(database).add([unit("một", "satu")], changes)
        assert len(list(UnitStore(database).read_units())) == 1
    with contextlib.closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA page_size").fetchone() == (4096,)


@pytest.mark.parametrize(
    "content", [b"not a database, not at all\n" * 50, b"%PDF-1.7\n" + bytes(4096)]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "x.db"
    place.write_bytes(content)
    with pytest.raises(StoreCorrupt, match="not a database"):
        Database.open(place)
    assert place.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    with pytest.raises(StoreCorrupt, match="not one of Padanan's"):
        Database.open(place)


def test_a_truncated_database_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    Database.open(place).close()
    place.write_bytes(place.read_bytes()[:5000])
    with pytest.raises(StoreError):
        Database.open(place)


@pytest.mark.parametrize(
    ("revision", "error"), [("0000", SchemaOutdated), ("9999", SchemaTooNew)]
)
def test_a_schema_of_another_version_is_refused(
    tmp_path: Path, revision: str, error: type[StoreError]
) -> None:
    place = tmp_path / "x.db"
    Database.open(place).close()
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    with pytest.raises(error):
        Database.open(place)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="folder"):
        Database.open(tmp_path)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense://", "sqlite://"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(InputError):
        Database.open(url)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        Database.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")


def _as_nobody(task: Callable[[Path], list[str]], place: Path) -> list[str]:
    """What a task returns for a user whom permissions bind; root is above them.

    Forked, since another user may not be able to read this Python's files.
    """
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()

    def run() -> None:
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        results.put(task(place))

    child = context.Process(target=run)
    child.start()
    child.join(60)
    assert child.exitcode == 0
    found: list[str] = results.get()
    return found


def _read_and_write(place: Path) -> list[str]:
    said = []
    try:
        with Database.open(place) as database:
            said.append(str(len(list(UnitStore(database).read_units()))))
            with changed_by(database) as changes:
                UnitStore(database).add([unit("hai", "dua")], changes)
            said.append("written")
    except StoreError as error:
        said.append(f"{type(error).__name__} {error}")
    return said


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that any user can reach, which cannot be written in the end."""
    with tempfile.TemporaryDirectory(prefix="padanan-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_place_can_be_read_and_refuses_writing(shelf: Path) -> None:
    place = shelf / "memory.db"
    with Database.open(place) as database, changed_by(database) as changes:
        UnitStore(database).add([unit("một", "satu")], changes)
    place.chmod(0o444)
    shelf.chmod(0o555)
    read, refused = _as_nobody(_read_and_write, place)
    assert read == "1"
    assert refused.startswith("StoreUnavailable") and "read-only" in refused


def test_a_database_cannot_be_made_in_a_read_only_place(shelf: Path) -> None:
    shelf.chmod(0o555)
    [refused] = _as_nobody(_read_and_write, shelf / "memory.db")
    assert refused.startswith("StoreUnavailable")
    assert list(shelf.iterdir()) == []


def _add_many(place: str, name: str, count: int) -> None:
    with Database.open(place) as database:
        for number in range(count):
            with changed_by(database, who=name) as changes:
                UnitStore(database).add([unit(f"{name} {number}", "x")], changes)


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    _write_at_once(str(tmp_path / "memory.db"), "ab")


@pytest.mark.thorough
@pytest.mark.postgres
def test_four_processes_write_to_a_server_at_once(postgres_url: str) -> None:
    with postgres.database(postgres_url) as url:
        _write_at_once(url, "abcd")


def _write_at_once(place: str, names: str) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_add_many, args=(place, name, 15)) for name in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(600)  # a crowded machine is no failure
        assert worker.exitcode == 0
    with Database.open(place) as database:
        assert len(list(UnitStore(database).read_units())) == 15 * len(names)


_ENDLESS = """
import itertools, sys
from tests.tm.store.samples import changed_by, unit
from tm.store.database import Database
from tm.store.unit_store import UnitStore
with (
    Database.open(sys.argv[1]) as database,
    changed_by(database, filling=True) as changes,
):
    many = "và " * 400
    units = (unit(f"câu số {n} {many}", f"kalimat {n}") for n in itertools.count())
    said = lambda _: print("batch", flush=True)
    UnitStore(database).add(units, changes, report_progress=said)
"""


@pytest.mark.parametrize("before", [["một"], []])
@pytest.mark.parametrize(
    "how", quick_first(1, [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
)
def test_a_killed_import_leaves_the_database_as_it_was(
    tmp_path: Path, how: signal.Signals, before: list[str]
) -> None:
    place = tmp_path / "memory.db"
    with Database.open(place) as database, changed_by(database) as changes:
        UnitStore(database).add([unit(text, "satu") for text in before], changes)
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert process.stdout is not None
    # More than the cache holds: some of it is written, to the log or into the file.
    for _ in range(5):
        assert process.stdout.readline() == b"batch\n"
    assert place.with_name("memory.db-wal").exists() == bool(before)
    process.send_signal(how)
    process.stdout.close()
    process.wait(30)
    started = time.monotonic()
    with Database.open(place) as database:
        assert [u.source.text for u in UnitStore(database).read_units()] == before
        with changed_by(database) as changes:
            UnitStore(database).add([unit("hai", "dua")], changes)
    assert time.monotonic() - started < 20


def test_a_first_import_that_was_cut_off_is_named_where_nobody_can_write(
    shelf: Path,
) -> None:
    place, copy = shelf / "memory.db", shelf / "copy.db"
    with Database.open(place) as database:
        with changed_by(database, filling=True) as changes:
            UnitStore(database).add([unit("một", "satu")], changes)
            # More than the cache holds, so that some of it is written.
            large = "INSERT INTO meta VALUES ('large', hex(zeroblob(20000000)))"
            changes.connection.exec_driver_sql(large)
            # A copy of both is what a killed process leaves.
            for end in ("", "-journal"):
                data = place.with_name(f"{place.name}{end}").read_bytes()
                copy.with_name(f"{copy.name}{end}").write_bytes(data)
        assert UnitStore(database).count_units() == 1
        with database.open_reader() as reader:
            assert reader.read_rows("PRAGMA journal_mode") == [("wal",)]
    shelf.chmod(0o555)
    [refused] = _as_nobody(_read_and_write, copy)
    assert "the first import was interrupted" in refused
    shelf.chmod(0o755)
    assert _read_and_write(copy) == ["0", "written"]


def test_a_filling_lets_others_read_who_were_there_before(tmp_path: Path) -> None:
    place = tmp_path / "memory.db"
    with Database.open(place) as database, Database.open(place) as other:
        with (
            other.open_reader() as reader,
            changed_by(database, filling=True) as changes,
        ):
            UnitStore(database).add([unit("một", "satu")], changes)
            assert not list(reader.read_rows("SELECT id FROM unit"))
        assert UnitStore(other).count_units() == 1


def test_every_commit_changes_the_count_of_commits(tmp_path: Path) -> None:
    # The first write makes the file; a bulk load and a replaced file open it anew.
    database = Database.open(tmp_path / "new.db", creates_file=False)
    counts = [database.backend.read_commit_count()]
    for number, is_bulk_load in enumerate((False, True, False)):
        if number == 2:
            shutil.copy(tmp_path / "new.db", tmp_path / "copy.db")
            (tmp_path / "copy.db").replace(tmp_path / "new.db")
        with database.open_transaction(is_bulk_load=is_bulk_load) as connection:
            connection.exec_driver_sql(
                f"INSERT INTO meta VALUES ('number {number}', '')"
            )
        counts.append(database.backend.read_commit_count())
    database.close()
    assert len(set(counts)) == len(counts)


def test_a_password_is_not_printed() -> None:
    for query in ("", "&sslmode=disable"):
        with pytest.raises(StoreUnavailable) as caught:
            Database.open(f"postgresql://u:geheim@127.0.0.1:1/x?password=geheim{query}")
        assert "geheim" not in str(caught.value)
    with pytest.raises(InputError) as refused:
        Database.open("://u:geheim@h")
    assert "geheim" not in str(refused.value)
