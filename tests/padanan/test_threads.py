"""A memory may be shared by threads, as docs/library.md promises for both backends."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

import padanan
from padanan.memory_database import MemoryDatabase
from tests.padanan.test_memory import write_small_termbase
from tm.store.database import Database

THREADS, ROUNDS = 7, 6


@pytest.fixture
def memory(database: Database, tmp_path: Path) -> Iterator[padanan.Memory]:
    """A memory of a few units, once on SQLite, once on PostgreSQL."""
    settings = padanan.Settings(padanan.Locale("vi"), padanan.Locale("id"))
    with padanan.Memory(MemoryDatabase(database), settings) as opened:
        opened.terms.load(write_small_termbase(tmp_path))
        opened.add("Tăng 16,7% trong quý II", "Naik 16,7% pada kuartal II")
        yield opened


def at_once(work: Callable[[int], object]) -> list[object]:
    """What some threads come to that begin at the same moment."""
    barrier = Barrier(THREADS)

    def begin(number: int) -> object:
        barrier.wait(timeout=60)
        return [work(number * ROUNDS + step) for step in range(ROUNDS)]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def test_threads_read_the_same(memory: padanan.Memory) -> None:
    def read(number: int) -> object:
        return (
            memory.lookup("Tăng 17,6% trong quý II"),
            memory.concordance("quý II"),
            memory.terms.find("Thứ trưởng Bộ Công an Phạm Thế Tùng"),
            list(memory.check()) if number % ROUNDS == 0 else None,
        )

    expected = [read(number) for number in range(ROUNDS)]
    assert at_once(read) == [expected] * THREADS


def test_threads_write_and_read_at_once(memory: padanan.Memory) -> None:
    def write(number: int) -> str | None:
        name = memory.add(f"câu số {number}", f"kalimat {number}")
        [match, *_] = memory.lookup(f"câu số {number}")
        assert (match.rate, match.target) == (100, f"kalimat {number}")
        [hit] = memory.concordance(f"câu số {number}", whole_words=True)
        assert hit.target == f"kalimat {number}"
        if number % 3 == 0:
            assert name is not None
            memory.undo(name)
        return name

    named = at_once(write)
    names = {name for some in named if isinstance(some, list) for name in some}
    assert len(names) == THREADS * ROUNDS
    left = [number for number in range(THREADS * ROUNDS) if number % 3]
    found = {hit.target for hit in memory.concordance("câu số", limit=None)}
    assert found == {f"kalimat {number}" for number in left}


def test_threads_load_files_at_once(memory: padanan.Memory, tmp_path: Path) -> None:
    for number in range(THREADS * ROUNDS):
        lines = "".join(
            f"câu {number}.{line}\tkalimat {number}.{line}\n" for line in range(20)
        )
        path = tmp_path / f"{number}.tsv"
        path.write_text(f"source\ttarget\n{lines}", "utf-8")

    def load(number: int) -> tuple[int, list[object]]:
        loaded = memory.load(tmp_path / f"{number}.tsv")
        return loaded.new, [*loaded.skipped]

    assert at_once(load) == [[(20, [])] * ROUNDS] * THREADS
    assert len(memory.concordance("câu", limit=None)) == THREADS * ROUNDS * 20
