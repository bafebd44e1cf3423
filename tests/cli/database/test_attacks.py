"""Databases that are deleted, cut off, damaged or out of space during a command."""

import contextlib
import json
import os
import random
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.console.workspace import Workspace
from tests.cli.calling import Called, call
from tests.examples import quick_first
from tests.tm.store.samples import changed_by, unit
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.pending_units import AddCounts
from tm.store.units.unit_adder import UnitAdder
from tm.unit_table import UnitTable

PAIR = ("-s", "vi", "-t", "id")
_PROGRAM = "from cli import main; main()"


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 6,500 units."""
    path = tmp_path_factory.mktemp("units") / "units.tsv"
    lines = (
        f"câu số {number} về kinh tế\tkalimat {number} tentang ekonomi\n"
        for number in range(6500)
    )
    path.write_text("".join(lines), "utf-8")
    return path


def limited(*words: str, limit: tuple[int, int] | None = None) -> Called:
    """Run `padanan` in a process of its own, perhaps with a limit of a resource."""

    def set_limit() -> None:
        if limit is not None:
            kind, size = limit
            resource.setrlimit(kind, (size, size))

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    # Python itself would write byte code that is cut off.
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment.pop("PYTHONPYCACHEPREFIX", None)
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        capture_output=True,
        text=True,
        preexec_fn=set_limit,
        env=environment,
    )
    return Called(done.returncode, done.stdout, done.stderr)


def unlink(path: Path) -> None:
    path.unlink()


def unlink_all(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def cut(path: Path) -> None:
    os.truncate(path, 0)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace(path: Path) -> None:
    new = path.with_name("new")
    new.touch()
    new.replace(path)


def unlink_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)


@contextlib.contextmanager
def attack_after(
    count: int, attack: Callable[[Path], None], path: Path
) -> Iterator[list[int]]:
    """Attack a database from a thread, once so many tables of units were added."""
    is_time, is_done = threading.Event(), threading.Event()
    add, added = UnitAdder.add, [0]

    def run() -> None:
        if is_time.wait(60) and added[0] == count:
            attack(path)
        is_done.set()

    def add_and_tell(adder: UnitAdder, table: UnitTable) -> AddCounts:
        counts = add(adder, table)
        added[0] += 1
        if added[0] == count:
            is_time.set()
            is_done.wait(60)
        return counts

    thread = threading.Thread(target=run)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UnitAdder, "add", add_and_tell)
        yield added
    is_time.set()
    thread.join()


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("attack", [unlink, unlink_all, cut, halve, replace])
def test_no_import_into_a_file_that_is_gone_is_called_stored(
    tmp_path: Path, units: Path, attack: Callable[[Path], None], is_new: bool
) -> None:
    path = tmp_path / "a.db"
    if not is_new:
        large = tmp_path / "large.tsv"
        large.write_text("".join(f"a {n}\tb {n}\n" for n in range(3000)), "utf-8")
        assert call("import", str(large), *PAIR, "--database", str(path)).code == 0
    with attack_after(2, attack, path) as added:
        done = call("import", str(units), *PAIR, "--database", str(path))
    assert added[0] >= 2
    stored = call("stats", "--database", str(path), "--format", "json")
    if done.code == 0:
        # Half of a file that is new was not written yet.
        assert attack is halve and is_new
        assert json.loads(stored.out)["units"]["vi-id"] == 6500
        return
    assert done.code == 3, done.err
    assert "run the command again" in done.err or "damaged" in done.err
    assert "nothing was" in done.err or "remove it" in done.err


def test_a_log_that_is_gone_is_missed(tmp_path: Path, units: Path) -> None:
    path = tmp_path / "a.db"
    call("add", "một", "satu", *PAIR, "--database", str(path))
    with attack_after(2, unlink_log, path):
        done = call("import", str(units), *PAIR, "--database", str(path))
    assert done.code == 3 and "without its log" in done.err
    stored = call("stats", "--database", str(path), "--format", "json")
    assert json.loads(stored.out)["units"]["vi-id"] == 1


def test_what_is_deleted_after_it_was_stored_is_missed(
    tmp_path: Path, units: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    verify_stored = Workspace.verify_stored

    def verify(workspace: Workspace) -> None:
        path.unlink()
        verify_stored(workspace)

    monkeypatch.setattr("cli.program.Workspace.verify_stored", verify)
    done = call("import", str(units), *PAIR, "--database", str(path))
    assert done.code == 3 and "was deleted during this command" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("size", quick_first(1, [200_000, 1_500_000]))
@pytest.mark.parametrize("is_new", [True, False])
def test_a_file_that_may_not_grow_is_a_full_disk(
    tmp_path: Path, units: Path, size: int, is_new: bool
) -> None:
    path = tmp_path / "a.db"
    if not is_new:
        call("add", "một", "satu", *PAIR, "--database", str(path))
    limit = (resource.RLIMIT_FSIZE, size)
    words = ("import", str(units), *PAIR, "--database", str(path))
    done = limited(*words, limit=limit)
    assert done.code == 3, done
    assert "the disk is full" in done.err
    stored = call("stats", "--database", str(path), "--format", "json")
    counts = json.loads(stored.out)["units"]
    assert counts == ({} if is_new else {"vi-id": 1})
    assert call(*words).code == 0


def test_reading_on_a_full_disk_says_that_it_is_full(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    call("add", "một", "satu", *PAIR, "--database", str(path))
    # Reading needs a file of 32 KB next to the database.
    limit = (resource.RLIMIT_FSIZE, 8192)
    for words in (
        ("lookup", "một", *PAIR),
        ("history",),
        ("stats",),
        ("concordance", "một", "-l", "vi", "-o", "id"),
    ):
        done = limited(*words, "--database", str(path), limit=limit)
        assert done.code == 3, (words, done)
        assert "the disk is full" in done.err, (words, done)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", quick_first(1, [60, 140]))
def test_little_memory_is_no_bug(tmp_path: Path, units: Path, megabytes: int) -> None:
    path = tmp_path / "a.db"
    limit = (resource.RLIMIT_AS, megabytes << 20)
    words = ("import", str(units), *PAIR, "--database", str(path))
    done = limited(*words, limit=limit)
    assert done.code in (0, 3), done
    if done.code == 3:
        assert "not enough memory" in done.err
        assert "Traceback" not in done.err
    assert call(*words).code == 0
    stored = call("stats", "--database", str(path), "--format", "json")
    assert json.loads(stored.out)["units"] == {"vi-id": 6500}


@pytest.mark.parametrize("seed", [4, 5])
def test_a_damaged_page_stores_all_or_nothing(
    tmp_path: Path, units: Path, seed: int
) -> None:
    """Bytes in a third of the pages are overwritten."""
    path = tmp_path / "a.db"
    lines = "".join(f"câu {n} về kinh tế\tkalimat {n}\n" for n in range(3000))
    (tmp_path / "b.tsv").write_text(lines, "utf-8")
    call("import", str(tmp_path / "b.tsv"), *PAIR, "--database", str(path))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    chosen = random.Random(seed)
    data = bytearray(path.read_bytes())
    for start in range(8192, len(data), 8192):
        if chosen.random() < 0.3:
            place = start + chosen.randrange(0, 8000)
            data[place : place + 40] = chosen.randbytes(40)
    path.write_bytes(data)
    for words in (
        ("import", str(units), *PAIR),
        ("add", "hai", "dua", *PAIR),
        ("lookup", "câu 7 về kinh tế", *PAIR),
        ("concordance", "kinh tế", "-l", "vi", "-o", "id"),
        ("stats",),
        ("undo", "last"),
        ("export", str(tmp_path / "out.tmx")),
    ):
        done = call(*words, "--database", str(path))
        assert done.code in (0, 1, 2, 3), (words, done)
        if done.code == 3:
            assert "nothing was" in done.err or "padanan history" in done.err, done


def test_a_new_database_is_its_owners(tmp_path: Path, units: Path) -> None:
    path = tmp_path / "a.db"
    with Database.open(path) as database:
        with changed_by(database) as changes:
            UnitStore(database).add([unit("một", "satu")], changes)
        for name in ("a.db", "a.db-wal", "a.db-shm"):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
    call("import", str(units), *PAIR, "--database", str(path))
    call("terms", "import", "--starter", "--database", str(path))
    call("terms", "find", "Bộ Công an", "-l", "vi", "-o", "id", "--database", str(path))
    inside = [*(tmp_path / "a.db.index").rglob("*")]
    assert {found.suffix for found in inside} >= {".part", ".terms"}
    for found in (tmp_path / "a.db.index", *inside):
        assert not found.stat().st_mode & 0o077, found


def test_a_database_that_existed_keeps_who_may_read_it(
    tmp_path: Path, units: Path
) -> None:
    path = tmp_path / "a.db"
    call("add", "một", "satu", *PAIR, "--database", str(path))
    path.chmod(0o640)
    call("import", str(units), *PAIR, "--database", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "a.db.index").stat().st_mode) == 0o750
    [part, *_] = (tmp_path / "a.db.index").rglob("*.part")
    assert stat.S_IMODE(part.stat().st_mode) == 0o640


QUERIES = (
    ("lookup", "câu số 17 về kinh tế mới", *PAIR),
    ("lookup", "cau so 17", *PAIR, "--min-rate", "30"),
    ("terms", "lookup", "thu truong", "-l", "vi"),
    ("terms", "find", "Thứ trưởng Bộ Công an", "-l", "vi", "-o", "id"),
)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, units: Path) -> Path:
    """A folder with a database that has an index of a thousand units.

    All are alike, so that each lookup compares all of them.
    """
    folder = tmp_path_factory.mktemp("indexed")
    few = folder / "few.tsv"
    few.write_text("".join(units.read_text("utf-8").splitlines(True)[:1000]), "utf-8")
    place = ("--database", str(folder / "a.db"))
    call("import", str(few), *PAIR, *place)
    call("terms", "import", "--starter", *place)
    for words in QUERIES:
        assert call(*words, *place).code == 0
    return folder


def _list_quick_queries() -> list[object]:
    """The queries; of the two lookups `make test` has one."""
    return [
        pytest.param(words, marks=pytest.mark.thorough)
        if words is QUERIES[1]
        else words
        for words in QUERIES
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", quick_first(1, range(2)))
@pytest.mark.parametrize("words", _list_quick_queries(), ids=" ".join)
def test_a_damaged_part_of_the_index_is_rebuilt(
    indexed: Path, tmp_path: Path, seed: int, words: tuple[str, ...]
) -> None:
    """Bytes are overwritten as a disk loses them: the time of the file stays."""
    folder = tmp_path / "copy"
    shutil.copytree(indexed, folder, copy_function=shutil.copy2)
    place = ("--database", str(folder / "a.db"), "--format", "json")
    expected = call(*words, *place)
    chosen = random.Random(seed)
    for part in sorted((folder / "a.db.index").rglob("*")):
        if not part.is_file() or part.name == "lock":
            continue
        data, status = bytearray(part.read_bytes()), part.stat()
        for _ in range(chosen.choice((1, 20))):
            start = chosen.randrange(len(data))
            byte = chosen.choice((b"\0", b"\xff", b"\x55"))
            data[start : start + 64] = byte * len(data[start : start + 64])
        part.write_bytes(data)
        os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
    done = call(*words, *place)
    assert (done.code, done.out) == (0, expected.out), done.err


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_large_part_is_rebuilt_once_its_numbers_lead_nowhere(
    indexed: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file is not read as a whole for each lookup."""
    monkeypatch.setattr("tm.match.index.array_file._MAX_ALWAYS_READ_SIZE", 0)
    folder = tmp_path / "copy"
    shutil.copytree(indexed, folder, copy_function=shutil.copy2)
    place = ("--database", str(folder / "a.db"), "--format", "json")
    chosen = random.Random(seed)
    for part in sorted((folder / "a.db.index").rglob("*.part")):
        status = part.stat()
        part.write_bytes(chosen.randbytes(status.st_size))
        os.utime(part, ns=(status.st_atime_ns, status.st_mtime_ns))
    for words in QUERIES[:2]:
        assert call(*words, *place).code in (0, 1)
    examined = call("doctor", "--repair", *place)
    records = json.loads(examined.out)
    for record in records:
        if record["check"] == "index":
            assert record["severity"] is None or record["repaired"]
    assert call(*QUERIES[0], *place).code == 0
