"""How fast the checks are and how much memory they take, beside pofilter.

    python benchmarks/checks.py speed UNITS... -s vi -t id [--terms glossary.csv]
        [--count 100000] [--jobs 2] [--pofilter PATH]
    python benchmarks/checks.py memory UNITS... -s vi -t id [--count 50000]
    python benchmarks/checks.py million UNITS... -s vi -t id [--count 1000000]
    python benchmarks/checks.py peers DATA -s vi -t id --scorer check_score.py
        [--pofilter PATH] [--database URL]

UNITS are JSON lines, or a TSV of source, target, document; they are made into so many
different ones (`distinct_units.py`), since a text that comes again costs nothing.
`speed` times the checks of units, of documents and of the corpus, start-up left out,
in processor time and by the clock; then each check by itself, with nothing read
before; then pofilter on the same units, less its start-up. `memory` tells the peak of
`padanan check` for so many units and for four times as many. `million` tells the time
and the peak of each check of the corpus for so many different units, and for as many
copies of one. `peers` has one scorer score Padanan and pofilter.
"""

import argparse
import functools
import gc
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import packages  # noqa: F401 - it orders the path
from distinct_units import distinct_units
from pofilter import filtered, meant

from checks.catalogue import select_checks
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import UNITS_PER_BATCH
from checks.runner.run import RunMode, ShareBatches, run
from checks.words.word_lists import InstalledWords
from cli.console.gc_tuning import rare_garbage_collection
from cli.console.workers import map_in_processes
from exports.terms.csv import read_content
from glossary.seed_files import read_starter_concept_ids
from tm.text.locale import Locale

_UNIT = (Level.ONE, Level.BOTH)
_EACH = 3000
"""Units on which each check is timed by itself."""
_WARM = 500
_LARGE = 64
"""Caches of more entries than this hold what was read of texts."""


def main() -> None:
    """Measure what the arguments ask for, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("speed", "memory", "million", "peers"):
        command = commands.add_parser(name)
        command.add_argument("-s", "--source", type=Locale.parse, required=True)
        command.add_argument("-t", "--target", type=Locale.parse, required=True)
        if name in ("speed", "peers"):
            command.add_argument("--pofilter", help="where the program is")
        if name == "peers":
            command.add_argument("data", type=Path)
            command.add_argument("--scorer", type=Path, required=True)
            command.add_argument("--database", help="holds the glossary of the data")
            continue
        command.add_argument("units", type=Path, nargs="+")
        count = 1_000_000 if name == "million" else 100_000
        command.add_argument("--count", type=int, default=count)
        command.add_argument("--jobs", type=int, default=1)
        command.add_argument("--terms", type=Path, help="CSV that `terms import` reads")
    chosen = parser.parse_args()
    print(f"# {' '.join(sys.argv)}")
    print(f"# Python {platform.python_version()}, {os.cpu_count()} cores")
    modes = {"speed": _speed, "memory": _memory, "million": _million, "peers": _peers}
    modes[chosen.command](chosen)


def _speed(chosen: argparse.Namespace) -> None:
    source, target = chosen.source, chosen.target
    entries = read_content(chosen.terms).entries if chosen.terms else []
    words = InstalledWords(target, source)
    # As `padanan check` has it: what the starter termbase has are words of any text.
    starter = read_starter_concept_ids()
    terms = KnownTerms.build(entries, target, source, starter_concept_ids=starter)
    context = Context(target, source, terms, vocabulary=words)
    made = [*distinct_units(chosen.units, source, target, chosen.count + _WARM)]
    warm, units = made[:_WARM], made[_WARM:]
    print(f"{len(units)} different units, {len(entries)} entries of the termbase")
    _timed(warm, context, Level)  # patterns are compiled, data files read
    groups = {
        "units": _UNIT,
        "units and documents": (*_UNIT, Level.DOCUMENT),
        "the corpus": (Level.CORPUS,),
    }
    for name, levels in groups.items():
        for jobs in sorted({1, chosen.jobs}):
            _forget()
            share: ShareBatches = (
                map if jobs == 1 else partial(map_in_processes, process_count=jobs)
            )
            spent, took = _timed(units, context, levels, share)
            print(
                f"checks of {name}, {jobs} processes: {len(units) / took:7.0f} units a "
                f"second by the clock"
                + (f", {len(units) / spent:7.0f} by processor time" * (jobs == 1))
            )
    if chosen.pofilter:
        began = time.perf_counter()
        filtered(chosen.pofilter, [], target.language)
        start = time.perf_counter() - began
        some = [
            {"id": u.id, "source": u.source or "", "target": u.target} for u in units
        ]
        filtered(chosen.pofilter, some, target.language)
        took = time.perf_counter() - began - 2 * start
        print(
            f"pofilter, 1 process: {len(units) / took:7.0f} units a second by the clock"
        )
    _each(units[:_EACH], context)


def _each(units: Sequence[Unit], context: Context) -> None:
    print("\nEach check by itself, with nothing read before:")
    costs = []
    for check in select_checks():
        if check.level is not Level.TERMBASE:
            _forget()
            began = time.process_time()
            with rare_garbage_collection():
                for _ in run(units, context, select_checks([check.id])):
                    pass
            costs.append((time.process_time() - began, check.id, check.level.value))
    for cost, id, level in sorted(costs, reverse=True):
        print(f"{cost / len(units) * 1e6:8.1f} µs  {id} ({level})")


def _timed(
    units: Sequence[Unit],
    context: Context,
    levels: Iterable[Level],
    share: ShareBatches = map,
) -> tuple[float, float]:
    """Seconds of the processor and of the clock that the checks of some levels take."""
    wanted = {*levels} - {Level.TERMBASE}
    only = [check.id for check in select_checks() if check.level in wanted]
    began = time.process_time(), time.perf_counter()
    result = run(
        units, context, select_checks(only), mode=RunMode(share, UNITS_PER_BATCH)
    )
    with rare_garbage_collection():
        for _ in result:
            pass
    if result.failures:
        sys.exit(f"a check broke: {result.failures[0]}")
    return time.process_time() - began[0], time.perf_counter() - began[1]


def _forget() -> None:
    """Empty the caches of what was read of texts."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper):
            if (one.cache_parameters()["maxsize"] or 0) > _LARGE:
                one.cache_clear()


def _memory(chosen: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in (chosen.count, 4 * chosen.count):
            file = _different(chosen, size, Path(folder) / f"{size}.jsonl")
            began = time.perf_counter()
            usage = _used(chosen, file, "--jobs", str(chosen.jobs))
            took = time.perf_counter() - began
            print(
                f"{size} units: {usage.ru_maxrss / 1024:.0f} MB at most, {took:.0f} s",
                flush=True,
            )


def _million(chosen: argparse.Namespace) -> None:
    ids = [check.id for check in select_checks() if check.level is Level.CORPUS]
    one = next(distinct_units(chosen.units, chosen.source, chosen.target, 1))
    copies = (one._replace(id=str(at)) for at in range(chosen.count))
    with tempfile.TemporaryDirectory() as folder:
        different = Path(folder) / "different.jsonl"
        files = {
            "different": _different(chosen, chosen.count, different),
            "the same": _written(copies, Path(folder) / "same.jsonl"),
        }
        for name, file in files.items():
            for only in ("seg.empty", *ids, ",".join(ids)):
                usage = _used(chosen, file, "--only", only, "--no-source-checks")
                print(
                    f"{chosen.count} units, {name}, {only}: {usage.ru_utime:.0f} s of "
                    f"the processor, {usage.ru_maxrss / 1024:.0f} MB at most",
                    flush=True,
                )


def _different(chosen: argparse.Namespace, count: int, file: Path) -> Path:
    """The file, with so many different units.

    They are made in a process of its own: what this one has at most in memory counts
    as used by all that it starts.
    """
    with ProcessPoolExecutor(1) as pool:
        paths, locales = chosen.units, (chosen.source, chosen.target)
        return pool.submit(_made, paths, locales, count, file).result()


def _made(
    paths: Sequence[Path], locales: tuple[Locale, Locale], count: int, file: Path
) -> Path:
    return _written(distinct_units(paths, *locales, count), file)


def _written(units: Iterable[Unit], file: Path) -> Path:
    """The file, with units as JSON lines."""
    with file.open("w", encoding="utf-8") as stream:
        for unit in units:
            fields = ("id", "source", "target", "document")
            value = {name: getattr(unit, name) for name in fields}
            stream.write(json.dumps(value, ensure_ascii=False) + "\n")
    return file


def _used(
    chosen: argparse.Namespace, file: Path, *words: str
) -> resource.struct_rusage:
    """What a call of `padanan check` uses."""
    program = Path(sys.executable).with_name("padanan")
    command = [
        *(program, "--database", file.with_name("x.db"), "check", file),
        *("-s", chosen.source.tag, "-t", chosen.target.tag, "--format", "jsonl"),
        *words,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        sys.exit(f"padanan failed: {process.returncode}")
    return usage


def _peers(chosen: argparse.Namespace) -> None:
    pair = f"{chosen.source}-{chosen.target}"
    score = [sys.executable, str(chosen.scorer), str(chosen.data), pair]
    padanan = ["--padanan", str(Path(sys.executable).with_name("padanan"))]
    database = ["--database", chosen.database] if chosen.database else []
    print("\n## Padanan", flush=True)
    subprocess.run([*score, *padanan, *database], check=True)
    if not chosen.pofilter:
        return
    kinds = json.loads(chosen.scorer.with_name("check_kinds.json").read_text("utf-8"))
    script = Path(__file__).with_name("pofilter.py")
    peer = f"{sys.executable} {script} --pofilter {chosen.pofilter}"
    print("\n## pofilter, by the filters meant for each kind", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(meant(kinds), file)
        file.flush()
        subprocess.run([*score, "--padanan", peer, "--expected", file.name], check=True)


if __name__ == "__main__":
    main()
