"""The fuzzy index proposes all that a scan finds, whatever happens to its files."""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tm.store.samples import changed_by, unit
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.index.manifest import list_index_folders, lock_folder
from tm.match.lookup import LookupOptions, find_matches, scan_all_segments
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
WORDS = (
    "Thủ tướng thăm Hà Nội Đà Nẵng lễ ký công ước ở tại và của cho với 2025 16,7 "
    "thu tuong bộ ngoại giao họp báo giá gạo tăng , . kinh tế Việt Nam hòa bình"
).split()


def small_index(database: Database) -> FuzzyIndex:
    """An index that writes files from a few segments on, until the database closes."""
    return database.get_companion(
        lambda database: FuzzyIndex(database, memtable_limit=20)
    )


def sentence(chosen: random.Random, length: int | None = None) -> str:
    return " ".join(chosen.choices(WORDS, k=length or chosen.randint(1, 14)))


def grown(
    database: Database, count: int, seed: int = 1, locale: str = "vi"
) -> UnitStore:
    chosen = random.Random(seed)
    with changed_by(database) as changes:
        UnitStore(database).add(
            [unit(sentence(chosen), f"x{seed} {n}", locale) for n in range(count)],
            changes,
        )
    return UnitStore(database)


def proposed(
    index: FuzzyIndex, database: Database, text: str, rate: int
) -> dict[int, float]:
    query = Query.of(Segment.of(VIETNAMESE, text))
    with open_lookup_reader(database) as reading:
        return index.find_candidates(reading, query, rate)


def agrees(
    database: Database, index: FuzzyIndex | None = None, rates: tuple[int, ...] = (70,)
) -> bool:
    """Whether the index answers as the scan does."""
    chosen = random.Random(9)
    index = index or small_index(database)
    for rate in rates:
        for _ in range(8):
            text = sentence(chosen)
            query = Query.of(Segment.of(VIETNAMESE, text))
            wanted = dict(scan_all_segments(UnitStore(database), query, rate))
            if proposed(index, database, text, rate) != wanted:
                return False
    return True


def part_files(database: Database) -> list[Path]:
    return sorted(list_index_folders(database)[0].glob("*/*.part"))


@pytest.mark.parametrize("count", [0, 5, 300])
def test_it_answers_as_the_scan_does(database: Database, count: int) -> None:
    grown(database, count)
    assert agrees(database, rates=(0, 30, 50, 69, 70, 85, 95, 100))


def test_a_few_segments_make_no_files(sqlite_database: Database) -> None:
    grown(sqlite_database, 5)
    assert agrees(sqlite_database)
    assert not list_index_folders(sqlite_database)[0].exists()


def test_an_addition_is_found_at_once(database: Database) -> None:
    memory = grown(database, 100)
    index = small_index(database)
    assert agrees(database, index)
    with changed_by(database) as changes:
        memory.add([unit("một câu hoàn toàn mới được thêm vào sau", "x")], changes)
    assert proposed(index, database, "một câu hoàn toàn mới được thêm vào sau", 100)


def test_it_grows_with_the_memory_and_stays_in_few_files(database: Database) -> None:
    index = small_index(database)
    for seed in range(12):
        grown(database, 30, seed)
        assert agrees(database, index)
    index.update()
    assert len(list(list_index_folders(database)[0].glob("vi/*.part"))) <= 4
    assert agrees(database)


def test_variants_of_a_locale_are_searched_too(sqlite_database: Database) -> None:
    grown(sqlite_database, 40, 1)
    grown(sqlite_database, 40, 2, "vi-VN")
    index = small_index(sqlite_database)
    index.update()
    grown(sqlite_database, 10, 3, "vi-VN")
    assert agrees(sqlite_database, index)


def test_a_removed_unit_is_not_offered_from_files(sqlite_database: Database) -> None:
    memory = grown(sqlite_database, 60)
    small_index(sqlite_database).update()
    text = next(memory.read_segments(VIETNAMESE))[1]
    query = Segment.of(VIETNAMESE, text)
    assert find_matches(memory.database, query, INDONESIAN, LookupOptions(min_rate=100))
    with changed_by(sqlite_database) as changes:
        memory.withhold(list(memory.read_units()), changes)
    assert not find_matches(
        memory.database, query, INDONESIAN, LookupOptions(min_rate=50)
    )


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 2] = b"\xff" * len(
        data[len(data) // 3 : len(data) // 2]
    )
    path.write_bytes(data)


def removed(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def turned_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("file", ["part", "manifest"])
@pytest.mark.parametrize(
    "harm", [truncated, overwritten, removed, emptied, turned_into_a_folder]
)
def test_a_damaged_file_is_made_anew(
    sqlite_database: Database, file: str, harm: Callable[[Path], None]
) -> None:
    grown(sqlite_database, 100)
    small_index(sqlite_database).update()
    folder = list_index_folders(sqlite_database)[0]
    harm(folder / "manifest" if file == "manifest" else part_files(sqlite_database)[0])
    assert agrees(sqlite_database, rates=(50, 70))
    assert agrees(sqlite_database, rates=(50, 70))


def test_damage_is_said(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    grown(sqlite_database, 100)
    small_index(sqlite_database).update()
    for path in part_files(sqlite_database):
        truncated(path)
    with caplog.at_level(logging.WARNING):
        assert agrees(sqlite_database)
    assert "damaged" in caplog.text


def test_a_file_of_another_version_is_made_anew(sqlite_database: Database) -> None:
    grown(sqlite_database, 100)
    small_index(sqlite_database).update()
    manifest = list_index_folders(sqlite_database)[0] / "manifest"
    manifest.write_bytes(manifest.read_bytes().replace(b"index 1 ", b"index 0 ", 1))
    assert agrees(sqlite_database)


def test_the_index_of_another_database_is_made_anew(tmp_path: Path) -> None:
    with (
        Database.open(tmp_path / "one.db") as one,
        Database.open(tmp_path / "two.db") as two,
    ):
        grown(one, 100, 1)
        grown(two, 120, 2)
        small_index(one).update()
        list_index_folders(one)[0].rename(list_index_folders(two)[0])
        assert agrees(two, rates=(50, 70))


def test_where_no_files_can_be_made_it_works_from_memory(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    grown(sqlite_database, 100)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder would have to be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    list_index_folders(sqlite_database)[0].write_text("here too")
    index = small_index(sqlite_database)
    assert agrees(sqlite_database, index, rates=(50, 70))
    grown(sqlite_database, 100, 2)
    assert agrees(sqlite_database, index, rates=(50, 70))
    with pytest.raises(OSError):
        index.update()


def test_a_reader_goes_on_while_another_writes_anew(sqlite_database: Database) -> None:
    grown(sqlite_database, 100)
    reader = small_index(sqlite_database)
    assert agrees(sqlite_database, reader)
    small_index(sqlite_database).update(rebuild=True)
    grown(sqlite_database, 10, 2)
    assert agrees(sqlite_database, reader)


def test_lookups_go_on_while_a_thread_writes_a_shard(sqlite_database: Database) -> None:
    index = small_index(sqlite_database)
    grown(sqlite_database, 200, 1)
    assert agrees(sqlite_database, index)
    for seed in range(2, 8):
        grown(sqlite_database, 15, seed)
        assert agrees(sqlite_database, index)
    index.finish_work()
    first_files = part_files(sqlite_database)
    assert agrees(sqlite_database, index)
    grown(sqlite_database, 100, 9)
    assert agrees(sqlite_database, index)
    index.finish_work()
    assert part_files(sqlite_database) != first_files
    assert agrees(sqlite_database, index)


def test_lookups_do_not_wait_for_a_merge_of_another_process(
    sqlite_database: Database,
) -> None:
    grown(sqlite_database, 100)
    index = small_index(sqlite_database)
    index.update()
    merging = small_index(sqlite_database)
    with lock_folder(list_index_folders(sqlite_database)[0]):
        for seed, count in enumerate((30, 300)):
            grown(sqlite_database, count, seed + 2)
            assert agrees(sqlite_database, index)
        assert agrees(sqlite_database, merging)
    merging.finish_work()
    index.finish_work()
    assert agrees(sqlite_database, index)


def test_a_small_import_does_not_rewrite_a_large_shard(
    sqlite_database: Database,
) -> None:
    grown(sqlite_database, 300)
    index = small_index(sqlite_database)
    index.update(merge_limit=0)
    [large, *_] = part_files(sqlite_database)
    for seed in range(2, 6):
        grown(sqlite_database, 100, seed)
        index.update(merge_limit=250)
        assert large in part_files(sqlite_database)
        assert agrees(sqlite_database, index)
    assert max(state.parts for state in index.update(merge_limit=250)) == 3
    assert max(state.parts for state in index.update()) == 1
    assert agrees(sqlite_database, index)


def test_touched_files_are_checked_and_used(sqlite_database: Database) -> None:
    grown(sqlite_database, 100)
    small_index(sqlite_database).update()
    for path in part_files(sqlite_database):
        os.utime(path)
    [state, *_] = small_index(sqlite_database).update()
    assert state.state == "current"


_BUILD = """
import sys
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.store.database import Database
with Database.open(sys.argv[1]) as database:
    print("ready", flush=True)
    while True:
        FuzzyIndex(database).update(rebuild=True)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.1, 0.2])
def test_a_kill_at_any_moment_leaves_right_answers(
    sqlite_database: Database, seconds: float
) -> None:
    grown(sqlite_database, 500)
    command = [sys.executable, "-c", _BUILD, sqlite_database.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        # Not to wait for something, but to strike at some moment.
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    assert agrees(sqlite_database, rates=(50, 70))
    small_index(sqlite_database).update()
    names = {path.name for path in list_index_folders(sqlite_database)[0].iterdir()}
    assert names <= {"manifest", "lock", "vi", "id"}
