"""PostgreSQL with partitions and a replica: what they cost a reader.

    python benchmarks/replicas.py [--units 100000] [--partitions 8] [--rounds 15]

A private primary and a streaming replica, made by the installed server's programs, hold
the same generated units twice: in ordinary tables and in partitions. Each round asks
each place the same in turn. The fastest round and the median are printed: others may
use the machine meanwhile. The ordinary tables of the primary are what is compared with.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack

import padanan
from tests import postgres
from tests.tm.store.samples import changed_by, unit
from tm.settings import Settings
from tm.store.database import Database
from tm.store.partitions import partition_database
from tm.store.unit_store import UnitStore

_WORDS = (
    "Thủ tướng thăm Hà Nội Đà Nẵng lễ ký công ước ở tại và của cho với bộ ngoại giao "
    "họp báo giá gạo tăng kinh tế Việt Nam hòa bình hợp tác phát triển rừng biển đảo"
).split()
_UNITS_PER_CHANGE_SET = 20_000


def main() -> None:
    """Fill the places, ask each in turn, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    binaries = postgres.binaries()
    if binaries is None:
        sys.exit("no PostgreSQL server is installed")
    with postgres.replicated(binaries) as servers, ExitStack() as stack:
        tables_url, partitions_url = map(servers.make_database, ("tables", "parts"))
        for url in (tables_url, partitions_url):
            _fill(url, options.units)
        with Database.open(partitions_url) as database:
            start_time = time.monotonic()
            partition_database(database, options.partitions)
            seconds = time.monotonic() - start_time
        print(f"\nRecipe: `{' '.join(sys.argv)}`; partitioned in {seconds:.1f} s.\n")
        replica = servers.on_replica(tables_url)
        memories = {
            "tables": padanan.open(tables_url, source="vi", target="id"),
            f"{options.partitions} partitions": padanan.open(
                partitions_url, source="vi", target="id"
            ),
            "replica": padanan.open(
                settings=Settings(database=tables_url, read_database=replica),
                source="vi",
                target="id",
            ),
        }
        for memory in memories.values():
            stack.callback(memory.close)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        _print_table(memories, options.rounds, folder)


def _fill(url: str, unit_count: int) -> None:
    chosen = random.Random(7)
    with Database.open(url) as database:
        for start in range(0, unit_count, _UNITS_PER_CHANGE_SET):
            units = [
                unit(_make_sentence(chosen, number), f"kalimat nomor {number}")
                for number in range(
                    start, min(start + _UNITS_PER_CHANGE_SET, unit_count)
                )
            ]
            with changed_by(database) as changes:
                UnitStore(database).add(units, changes)


def _make_sentence(chosen: random.Random, number: int) -> str:
    return f"{' '.join(chosen.choices(_WORDS, k=12))} số {number}"


def _print_table(
    memories: dict[str, padanan.Memory], round_count: int, folder: str
) -> None:
    chosen = random.Random(7)
    texts = [_make_sentence(chosen, number) for number in range(20)]
    changed_texts = [text.replace("Nam", "nam 2025") for text in texts]
    questions: dict[str, Callable[[padanan.Memory], object]] = {
        "20 exact lookups": lambda memory: [memory.lookup(text) for text in texts],
        "20 fuzzy lookups": lambda memory: [
            memory.lookup(text) for text in changed_texts
        ],
        "phrase, 50 hits": lambda memory: list(
            memory.concordance("hợp tác phát triển", limit=50)
        ),
        "export of all units": lambda memory: memory.export(f"{folder}/all.tsv"),
    }
    print(f"| ms, fastest (median) | {' | '.join(memories)} |")
    print(f"|---|{'---|' * len(memories)}")
    for name, ask in questions.items():
        times: dict[str, list[float]] = {place: [] for place in memories}
        for _ in range(round_count if not name.startswith("export") else 3):
            for place, memory in memories.items():
                start_time = time.perf_counter()
                ask(memory)
                times[place].append(1000 * (time.perf_counter() - start_time))
        cells = [
            f"{min(spent):.1f} ({statistics.median(spent):.1f})"
            for spent in times.values()
        ]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
