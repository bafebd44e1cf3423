r"""Start to first answer, as whole processes: lookup against importing its libraries.

    python benchmarks/lookup_start_up.py --text segments.txt --segments 1000000 \
        --folder DIR
    python benchmarks/lookup_start_up.py --database memory.db --locales en vi

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

_IMPORTS_CODE = "import sqlalchemy, numpy, rapidfuzz"
_PROGRAM_CODE = "from cli import main; main()"
_TAB_COMPLETION_CODE = (
    "_PADANAN_COMPLETE=bash_complete",
    "COMP_WORDS=padanan ",
    "COMP_CWORD=1",
)
"""What bash says to a program whose commands it asks for."""
_QUERY_COUNT = 1000
_BATCH_RUN_COUNT = 3


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, in seconds."""

    clock_seconds: float
    processor_seconds: float


def main() -> None:
    """Run what the arguments say, and print the figures."""
    options = _parse_options()
    database_path = options.database or _make_database(options)
    with Database.open(database_path) as database:
        open_index(database).update()
    source_tag, target_tag = options.locales
    queries = _make_queries(database_path, source_tag, _QUERY_COUNT)
    program = [sys.executable, "-c", _PROGRAM_CODE]
    pair_arguments = ["-s", source_tag, "-t", target_tag]
    lookup_command = [
        *program,
        "--database",
        str(database_path),
        "lookup",
        *pair_arguments,
    ]
    command_by_name = {
        _IMPORTS_CODE: [sys.executable, "-c", _IMPORTS_CODE],
        "padanan lookup": [*lookup_command, queries[0]],
        "padanan terms find": [
            *(*program, "--database", str(database_path), "terms", "find"),
            *(queries[0], "-l", source_tag),
        ],
        "padanan <Tab>": ["env", *_TAB_COMPLETION_CODE, *program],
        "padanan --version": [*program, "--version"],
        "padanan --help": [*program, "--help"],
    }
    _print_runs(_run_in_turn(command_by_name, options.times))
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(queries) + "\n")
        file.flush()
        batch_commands = {
            f"lookup --batch, {_QUERY_COUNT}": [*lookup_command, "--batch", file.name]
        }
        _print_runs(_run_in_turn(batch_commands, _BATCH_RUN_COUNT))
    core_count = len(os.sched_getaffinity(0))
    print(
        f"{options.times} runs each, {_BATCH_RUN_COUNT} of the batch; {core_count} "
        "cores"
    )


def _run_in_turn(
    command_by_name: dict[str, list[str]], run_count: int
) -> dict[str, list[Run]]:
    runs_by_name: dict[str, list[Run]] = {name: [] for name in command_by_name}
    for _ in range(run_count):
        for name, command in command_by_name.items():
            start_time = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            clock_seconds = time.perf_counter() - start_time
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 1):  # 1: nothing is found
                sys.exit(f"{name}: exit code {process.returncode}")
            runs_by_name[name].append(
                Run(clock_seconds, usage.ru_utime + usage.ru_stime)
            )
    return runs_by_name


def _print_runs(runs_by_name: dict[str, list[Run]]) -> None:
    first_runs = next(iter(runs_by_name.values()))
    print(f"{'':38} {'clock: min, median, max':>26} {'processor':>26} {'ratio':>12}")
    for name, command_runs in runs_by_name.items():
        cells = []
        ratios = []
        for measure in ("clock_seconds", "processor_seconds"):
            seconds = [getattr(run, measure) for run in command_runs]
            figures = (min(seconds), statistics.median(seconds), max(seconds))
            cells.append(" ".join(f"{1000 * figure:8.0f}" for figure in figures))
            base_seconds = statistics.median(
                getattr(run, measure) for run in first_runs
            )
            ratios.append(f"{figures[1] / base_seconds:.2f}")
        print(f"{name:38} {cells[0]} {cells[1]} {' '.join(ratios):>12}")


def _make_database(options: argparse.Namespace) -> Path:
    """A database of so many segments, kept in the folder for the next time."""
    if options.text is None:
        sys.exit("give --text FILE to make a database of, or --database")
    options.folder.mkdir(parents=True, exist_ok=True)
    database_path: Path = options.folder / f"lookup-{options.segments}.db"
    if not database_path.exists():
        segments = lookup_corpus.make_segments(options.text, options.segments)
        lookup_corpus.make_database(database_path, segments, Locale("en"))
    return database_path


def _make_queries(database_path: Path, locale: str, query_count: int) -> list[str]:
    """Some of the segments with words inserted, deleted, replaced."""
    connection = sqlite3.connect(database_path)
    text_rows = connection.execute(
        "SELECT text FROM segment WHERE locale = ? ORDER BY id", (locale,)
    )
    texts: Sequence[str] = [row[0] for row in text_rows]
    connection.close()
    sampled_texts = random.Random(query_count).sample(
        texts, min(len(texts), 20 * query_count)
    )
    return lookup_corpus.make_edited_queries(sampled_texts, query_count)


def _parse_options() -> argparse.Namespace:
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
