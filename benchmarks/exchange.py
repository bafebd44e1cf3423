"""Import, index, export and compare a large TMX file; translate-toolkit reads it, too.

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

PADANAN_COMMAND = [sys.executable, "-c", "import cli; cli.main()"]
PEER_CODE = """
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
    options = parser.parse_args()
    print(f"recipe: python {' '.join(sys.argv)}")
    with TemporaryDirectory(dir=options.folder) as folder_name:
        folder = Path(folder_name)
        source_path = folder / "source.tmx"
        source_bytes = write_corpus(source_path, options.data, options.count)
        print(
            f"{options.count} units, {source_bytes / 1e6:.0f} MB, "
            f"{source_bytes / options.count:.0f} each"
        )
        database_location = options.database or str(folder / "memory.db")
        if options.resume:
            measure_resuming(
                source_path, folder / "back.tmx", database_location, options.count
            )
        else:
            export_path = None if options.import_only else folder / "back.tmx"
            measure_jobs(
                source_path, export_path, database_location, options.count, options.peer
            )


def measure_jobs(
    source_path: Path,
    export_path: Path | None,
    database: str,
    unit_count: int,
    peer_python: str | None,
) -> None:
    """Import, then index, export and compare, or undo and redo; and the peer."""
    print(f"{'job':24} {'CPU s':>8} {'peak MB':>8} {'units/s':>9}")
    common_arguments = ["--database", database, "--format", "json"]
    command_by_name = {
        "import": [
            *PADANAN_COMMAND,
            "import",
            str(source_path),
            "--no-index",
            *common_arguments,
        ],
    }
    if export_path is None:
        command_by_name["undo"] = command_by_name["redo"] = [
            *PADANAN_COMMAND,
            "undo",
            "last",
            *common_arguments,
        ]
    else:
        command_by_name["index"] = [*PADANAN_COMMAND, "index", *common_arguments]
        command_by_name["export"] = [
            *PADANAN_COMMAND,
            "export",
            str(export_path),
            *common_arguments,
        ]
    job_by_name = {
        name: run_job(name, command, unit_count)
        for name, command in command_by_name.items()
    }
    imported = json.loads(job_by_name["import"].output)
    assert imported["new"] == unit_count, imported
    if export_path is not None:
        compare_files(source_path, export_path)
    if peer_python:
        peer_job = run_job(
            "  translate-toolkit",
            [peer_python, "-c", PEER_CODE, str(source_path)],
            unit_count,
        )
        assert int(peer_job.output) == unit_count, peer_job.output
        import_job = job_by_name["import"]
        print(
            f"import: {import_job.seconds / peer_job.seconds:.2f} of its CPU, "
            f"1/{peer_job.megabytes / import_job.megabytes:.1f} of its memory"
        )


def measure_resuming(
    source_path: Path, export_path: Path, database: str, unit_count: int
) -> None:
    """Kill an import in batches half-way, go on, export, and compare."""
    import_arguments = [
        "import",
        str(source_path),
        "--database",
        database,
        "--format",
        "json",
    ]
    import_arguments += ["--batch", str(min(_BATCH, max(1, unit_count // 20)))]
    process = subprocess.Popen(
        [*PADANAN_COMMAND, *import_arguments], stdout=subprocess.DEVNULL
    )
    while (stored_count := count_entries(database)) < unit_count // 2:
        if process.poll() is not None:
            raise SystemExit("the import ended before it could be killed")
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    print(f"killed after {stored_count} entries were stored")
    resumed_job = run_job("go on", [*PADANAN_COMMAND, *import_arguments], unit_count)
    imported = json.loads(resumed_job.output)
    assert imported["new"] == unit_count and imported["imports"] == ["i1"], imported
    export_command = [
        *PADANAN_COMMAND,
        "export",
        str(export_path),
        "--database",
        database,
    ]
    run_job("export", [*export_command, "--format", "json"], unit_count)
    compare_files(source_path, export_path)


def count_entries(database: str) -> int:
    """How many entries of the file are stored, as another process sees it."""
    from tm.errors import StoreError
    from tm.store.database import Database

    try:
        with (
            Database.open(database) as open_database,
            open_database.open_reader() as reader,
        ):
            count_rows = reader.read_rows("SELECT max(entries) FROM import_file")
    except StoreError:
        return 0
    return int(count_rows[0][0] or 0)


def compare_files(source_path: Path, export_path: Path) -> None:
    """Say that two files hold the same units, in whatever order; exit if not."""
    source_digests, export_digests = (
        Counter(compute_digests(source_path)),
        Counter(compute_digests(export_path)),
    )
    if source_digests != export_digests:
        print(
            f"{len(source_digests - export_digests)} units missing, "
            f"{len(export_digests - source_digests)} not in the source"
        )
        raise SystemExit(1)
    print(f"compared: {source_digests.total()} units, all the same")


def compute_digests(path: Path) -> Iterator[bytes]:
    """A hash of each unit of a file: texts, locales, and what the file says of it."""
    from exports.files import read
    from exports.format import ReadOptions
    from tm.unit import TranslationUnit

    for entry in read(path, ReadOptions()):
        if isinstance(entry, TranslationUnit):
            origin = entry.origin
            unit_facts = (
                origin.tuid,
                origin.author,
                origin.created,
                entry.state,
                entry.note,
            )
            unit_hash = blake2b(entry.key, digest_size=8)
            unit_hash.update(repr(unit_facts).encode())
            yield unit_hash.digest()


def run_job(job_name: str, command: Sequence[str], unit_count: int) -> Job:
    """Run a process to its end, and print a line about it."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{job_name} failed with {process.returncode}")
    seconds = usage.ru_utime + usage.ru_stime
    job = Job(job_name, seconds, usage.ru_maxrss / 1024, output)
    print(
        f"{job_name:24} {seconds:8.1f} {job.megabytes:8.0f} "
        f"{unit_count / seconds:9,.0f}",
        flush=True,
    )
    return job


if __name__ == "__main__":
    main()
