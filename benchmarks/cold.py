"""Start to first answer, as whole processes: lookup against importing its libraries.

    python benchmarks/cold.py --segments 1000000 --folder DIR --text segments.txt
    python benchmarks/cold.py --database memory.db --locales en vi

The commands are run in turn, so that what else the machine does falls on all of them.
Prints milliseconds of the clock and of the processor, and the ratio of the medians to
the first; and seconds of a batch of 1,000 queries.
"""

import argparse
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lookup_corpus

from tm.match.lookup import open_index
from tm.store.database import Database
from tm.text.locale import Locale

_IMPORTS = "import sqlalchemy, numpy, rapidfuzz"
_PROGRAM = "from cli import main; main()"
_TAB = ("_PADANAN_COMPLETE=bash_complete", "COMP_WORDS=padanan ", "COMP_CWORD=1")
"""What bash says to a program whose commands it asks for."""
_QUERIES = 1000
_BATCH_RUNS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, in seconds."""

    clock: float
    processor: float


def main() -> None:
    """Run what the arguments say, and print the figures."""
    options = _options()
    path = options.database or _made(options)
    with Database.open(path) as database:
        open_index(database).update()
    source, target = options.locales
    queries = _edited(path, source, _QUERIES)
    program = [sys.executable, "-c", _PROGRAM]
    pair = ["-s", source, "-t", target]
    lookup = [*program, "--database", str(path), "lookup", *pair]
    commands = {
        _IMPORTS: [sys.executable, "-c", _IMPORTS],
        "padanan lookup": [*lookup, queries[0]],
        "padanan terms find": [
            *(*program, "--database", str(path), "terms", "find"),
            *(queries[0], "-l", source),
        ],
        "padanan <Tab>": ["env", *_TAB, *program],
        "padanan --version": [*program, "--version"],
        "padanan --help": [*program, "--help"],
    }
    _print(_in_turn(commands, options.times))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(queries) + "\n")
        file.flush()
        batch = {f"lookup --batch, {_QUERIES}": [*lookup, "--batch", file.name]}
        _print(_in_turn(batch, _BATCH_RUNS))
    cores = len(os.sched_getaffinity(0))
    print(f"{options.times} runs each, {_BATCH_RUNS} of the batch; {cores} cores")


def _in_turn(commands: dict[str, list[str]], times: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            clock = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 1):  # 1: nothing is found
                sys.exit(f"{name}: exit code {process.returncode}")
            runs[name].append(Run(clock, usage.ru_utime + usage.ru_stime))
    return runs


def _print(runs: dict[str, list[Run]]) -> None:
    first = next(iter(runs.values()))
    print(f"{'':38} {'clock: min, median, max':>26} {'processor':>26} {'ratio':>12}")
    for name, some in runs.items():
        cells = []
        ratios = []
        for measure in ("clock", "processor"):
            times = [getattr(run, measure) for run in some]
            figures = (min(times), statistics.median(times), max(times))
            cells.append(" ".join(f"{1000 * one:8.0f}" for one in figures))
            base = statistics.median(getattr(run, measure) for run in first)
            ratios.append(f"{figures[1] / base:.2f}")
        print(f"{name:38} {cells[0]} {cells[1]} {' '.join(ratios):>12}")


def _made(options: argparse.Namespace) -> Path:
    """A database of so many segments, kept in the folder for the next time."""
    if options.text is None:
        sys.exit("give --text FILE to make a database of, or --database")
    options.folder.mkdir(parents=True, exist_ok=True)
    path: Path = options.folder / f"lookup-{options.segments}.db"
    if not path.exists():
        segments = lookup_corpus.corpus(options.text, options.segments)
        lookup_corpus.filled(path, segments, Locale("en"))
    return path


def _edited(path: Path, locale: str, count: int) -> list[str]:
    """Some of the segments with words inserted, deleted, replaced."""
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT text FROM segment WHERE locale = ? ORDER BY id", (locale,)
    )
    texts: Sequence[str] = [row[0] for row in found]
    connection.close()
    some = random.Random(count).sample(texts, min(len(texts), 20 * count))
    return lookup_corpus.edited(some, count)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path)
    parser.add_argument("--locales", nargs=2, default=("en", "vi"))
    parser.add_argument("--text", type=Path)
    parser.add_argument("--segments", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "padanan-benchmark"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
