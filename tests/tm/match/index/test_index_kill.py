"""A process that adds and merges is killed, again and again; answers stay right."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.index.manifest import list_index_folders
from tm.match.lookup import scan_all_segments
from tm.match.match_rate import Query
from tm.store.backend.queries.counts import count_segments
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

VIETNAMESE = Locale("vi")
WORDS = "thủ tướng thăm hà nội lễ ký công ước ở và thu tuong 2025 , . giá gạo".split()
KILLS = 20
FEW = 10

# The moment is a number of calls, of Python's functions or C's, from the beginning: any
# place in an import, in a transaction, or between two pieces of a file, the same each
# time. Of each life one process more is forked, so that nothing is imported anew.
_LIVES = """
import os, random, signal, sys
from tests.tm.store.samples import changed_by, unit
from tests.tm.match.index.test_index_kill import FEW, sentence
from tm.match import lookup
from tm.match.index import fuzzy_index, shard, shard_build
from tm.store.database import Database
from tm.store.unit_store import UnitStore

def live(path, seed, calls):
    left = calls

    def count(frame, event, argument):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    chosen = random.Random(seed)
    with Database.open(path) as database:
        indexed = fuzzy_index.FuzzyIndex(database, memtable_limit=FEW)
        sys.setprofile(count)
        while True:
            with changed_by(database) as changes:
                units = [unit(sentence(chosen), "x") for _ in range(15)]
                UnitStore(database).add(units, changes)
            indexed.update(rebuild=chosen.random() < 0.2)

for line in sys.stdin:
    seed, calls = map(int, line.split())
    child = os.fork()
    if child == 0:
        live(sys.argv[1], seed, calls)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status), flush=True)
"""


def sentence(chosen: random.Random) -> str:
    return " ".join(chosen.choices(WORDS, k=chosen.randint(1, 10)))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "memory.db"
    Database.open(place).close()
    yield place


@pytest.mark.slow
def test_after_each_kill_the_memory_answers_as_a_scan(place: Path) -> None:
    chosen = random.Random(4)
    command = [sys.executable, "-c", _LIVES, str(place)]
    seen: Counter[str] = Counter()
    segments = 0
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for life in range(KILLS):
            process.stdin.write(f"{life} {chosen.randint(1, 250_000)}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "9\n"
            with Database.open(place) as database:
                assert_right(database, chosen)
                files = list(list_index_folders(database)[0].glob("*/*.part"))
                seen["files"] += bool(files)
                with database.open_reader() as reader:
                    now = sum(count_segments(reader).values())
                seen["grown"] += now > segments
                segments = now
        process.stdin.close()
    # Else it would have been killed too early to prove anything.
    assert seen["files"] > KILLS // 2 and seen["grown"] > KILLS // 2, seen


def assert_right(database: Database, chosen: random.Random) -> None:
    memory, index = UnitStore(database), FuzzyIndex(database, memtable_limit=FEW)
    for text in ("x", *(sentence(chosen) for _ in range(4))):
        query = Query.of(Segment.of(VIETNAMESE, text))
        for rate in (50, 70):
            with open_lookup_reader(database) as reading:
                found = index.find_candidates(reading, query, rate)
            assert found == dict(scan_all_segments(memory, query, rate)), (text, rate)
