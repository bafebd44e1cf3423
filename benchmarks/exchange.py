"""Import, index, export and compare a large TMX file, beside translate-toolkit.

    python benchmarks/exchange.py DATA [--count 1000000] [--peer PYTHON] [--folder DIR]
    python benchmarks/exchange.py DATA --count 1000000 --resume
    python benchmarks/exchange.py DATA --import-only --peer PYTHON

Every job is a process of its own: seconds of its CPU (user and system), the most memory
it had, and units a second of CPU. DATA is the folder of the development data, of which
the units are made. `--peer` is a Python that has translate-toolkit, in an environment
of its own, since it is under the GPL and no part of Padanan; it only parses the file.
`--import-only` imports, takes that back and brings it back, and leaves out the rest.
`--resume` imports in batches, kills the import half-way, goes on, and compares.
`--database` imports into PostgreSQL (whose own CPU time is not counted), by a URL.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from exchange_corpus import write_corpus

PADANAN = [sys.executable, "-c", "import cli; cli.main()"]
PEER = """
import sys
from translate.storage.tmx import tmxfile
with open(sys.argv[1], "rb") as file:
    store = tmxfile(file)
print(len(store.units))
"""
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Job:
    """What a process came to."""

    name: str
    seconds: float
    megabytes: float
    output: str


def main() -> None:
    """Run the jobs, and print a line about each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--import-only", action="store_true")
    given = parser.parse_args()
    print(f"recipe: python {' '.join(sys.argv)}")
    with TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        source = folder / "source.tmx"
        size = write_corpus(source, given.data, given.count)
        print(
            f"{given.count} units, {size / 1e6:.0f} MB, {size / given.count:.0f} each"
        )
        place = given.database or str(folder / "memory.db")
        if given.resume:
            resume(source, folder / "back.tmx", place, given.count)
        else:
            back = None if given.import_only else folder / "back.tmx"
            measure(source, back, place, given.count, given.peer)


def measure(
    source: Path, back: Path | None, database: str, count: int, peer: str | None
) -> None:
    """Import, then index, export and compare, or undo and redo; and the peer."""
    print(f"{'job':24} {'CPU s':>8} {'peak MB':>8} {'units/s':>9}")
    words = ["--database", database, "--format", "json"]
    jobs = {
        "import": [*PADANAN, "import", str(source), "--no-index", *words],
    }
    if back is None:
        jobs["undo"] = jobs["redo"] = [*PADANAN, "undo", "last", *words]
    else:
        jobs["index"] = [*PADANAN, "index", *words]
        jobs["export"] = [*PADANAN, "export", str(back), *words]
    done = {name: run(name, command, count) for name, command in jobs.items()}
    imported = json.loads(done["import"].output)
    assert imported["new"] == count, imported
    if back is not None:
        compare(source, back)
    if peer:
        other = run("  translate-toolkit", [peer, "-c", PEER, str(source)], count)
        assert int(other.output) == count, other.output
        one = done["import"]
        print(
            f"import: {one.seconds / other.seconds:.2f} of its CPU, "
            f"1/{other.megabytes / one.megabytes:.1f} of its memory"
        )


def resume(source: Path, back: Path, database: str, count: int) -> None:
    """Kill an import in batches half-way, go on, export, and compare."""
    words = ["import", str(source), "--database", database, "--format", "json"]
    words += ["--batch", str(min(_BATCH, max(1, count // 20)))]
    process = subprocess.Popen([*PADANAN, *words], stdout=subprocess.DEVNULL)
    while (stored := entries(database)) < count // 2:
        if process.poll() is not None:
            raise SystemExit("the import ended before it could be killed")
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    print(f"killed after {stored} entries were stored")
    done = run("go on", [*PADANAN, *words], count)
    imported = json.loads(done.output)
    assert imported["new"] == count and imported["imports"] == ["i1"], imported
    export = [*PADANAN, "export", str(back), "--database", database]
    run("export", [*export, "--format", "json"], count)
    compare(source, back)


def entries(database: str) -> int:
    """How many entries of the file are stored, as another process sees it."""
    from tm.errors import StoreError
    from tm.store.database import Database

    try:
        with Database.open(database) as opened, opened.open_reader() as reader:
            found = reader.read_rows("SELECT max(entries) FROM import_file")
    except StoreError:
        return 0
    return int(found[0][0] or 0)


def compare(source: Path, back: Path) -> None:
    """Say that two files hold the same units, in whatever order; exit if not."""
    one, other = Counter(digests(source)), Counter(digests(back))
    if one != other:
        print(f"{len(one - other)} units missing, {len(other - one)} not in the source")
        raise SystemExit(1)
    print(f"compared: {one.total()} units, all the same")


def digests(path: Path) -> Iterator[bytes]:
    """A hash of each unit of a file: texts, locales, and what the file says of it."""
    from exports.files import read
    from exports.format import ReadOptions
    from tm.unit import TranslationUnit

    for entry in read(path, ReadOptions()):
        if isinstance(entry, TranslationUnit):
            origin = entry.origin
            facts = origin.tuid, origin.author, origin.created, entry.state, entry.note
            hashed = blake2b(entry.key, digest_size=8)
            hashed.update(repr(facts).encode())
            yield hashed.digest()


def run(name: str, words: Sequence[str], count: int) -> Job:
    """Run a process to its end, and print a line about it."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{name} failed with {process.returncode}")
    seconds = usage.ru_utime + usage.ru_stime
    job = Job(name, seconds, usage.ru_maxrss / 1024, output)
    print(
        f"{name:24} {seconds:8.1f} {job.megabytes:8.0f} {count / seconds:9,.0f}",
        flush=True,
    )
    return job


if __name__ == "__main__":
    main()
