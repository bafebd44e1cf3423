"""Speed and memory of the checks, compared with pofilter.

    python benchmarks/check_speed.py speed UNITS... -s vi -t id [--terms glossary.csv]
        [--count 100000] [--jobs 2] [--runs 3] [--pofilter PATH]
    python benchmarks/check_speed.py memory UNITS... -s vi -t id [--count 50000]
    python benchmarks/check_speed.py million UNITS... -s vi -t id [--count 1000000]
    python benchmarks/check_speed.py peers DATA -s vi -t id --scorer check_score.py
        [--pofilter PATH] [--database URL]

UNITS are JSON lines, or a TSV of source, target, document; they are made into so many
different ones (`distinct_units.py`), since a text that comes again costs nothing.
`speed` times the checks of units (by the default profile, too), of documents and of
the corpus, and pofilter on the same units, in turn, start-up left out; then each check
by itself, with nothing read before. `memory` prints the peak of
`padanan check` for so many units and for four times as many. `million` prints the time
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
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

from distinct_units import make_distinct_units
from pofilter import map_kinds_to_filters, run_pofilter

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import UNITS_PER_BATCH
from checks.runner.run import DistributeBatches, RunMode, run
from checks.session import make_plan
from checks.words.word_lists import InstalledWords
from cli.console.process.gc_tuning import reduce_garbage_collection
from cli.console.process.workers import map_in_processes
from exports.terms.csv import read_content
from glossary.seed_files import read_starter_concept_ids
from tm.result_cache import MAX_CACHED_CONSTANTS
from tm.settings import CheckSettings
from tm.text.locale import Locale

_UNIT_LEVELS = (Level.ONE, Level.BOTH)
_SAMPLE_PER_CHECK = 3000
"""Units on which each check is timed by itself."""
_WARM_UNIT_COUNT = 500


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
        command.add_argument("--runs", type=int, default=3)
        command.add_argument("--terms", type=Path, help="CSV that `terms import` reads")
    options = parser.parse_args()
    print(f"# {' '.join(sys.argv)}")
    print(f"# Python {platform.python_version()}, {os.cpu_count()} cores")
    function_by_command = {
        "speed": _measure_speed,
        "memory": _measure_memory,
        "million": _measure_million_units,
        "peers": _compare_peers,
    }
    function_by_command[options.command](options)


def _measure_speed(options: argparse.Namespace) -> None:
    context, entry_count = _read_context(options)
    all_units = [
        *make_distinct_units(
            options.units,
            options.source,
            options.target,
            options.count + _WARM_UNIT_COUNT,
        )
    ]
    warm_units, units = all_units[:_WARM_UNIT_COUNT], all_units[_WARM_UNIT_COUNT:]
    print(f"{len(units)} different units, {entry_count} entries of the termbase")
    # Patterns are compiled and data files read before the first measure.
    _measure_seconds(warm_units, context, select_checks())
    rates_by_name: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(options.runs):
        for name, checks in _group_checks().items():
            for process_count in sorted({1, options.jobs}):
                rates_by_name[f"checks of {name}, {process_count} processes"].append(
                    _measure_rates(units, context, checks, process_count)
                )
        if options.pofilter:
            clock_rate, rate = _measure_pofilter(options, units)
            rates_by_name["pofilter, 1 processes"].append((clock_rate, rate))
    print(f"units a second, medians of {options.runs} runs")
    for name, rates in rates_by_name.items():
        clock_rate, rate = map(median, zip(*rates, strict=True))
        print(
            f"{name}: {clock_rate:7.0f} by the clock"
            + f", {rate:7.0f} by processor time" * name.endswith(", 1 processes")
        )
    _measure_each_check(units[:_SAMPLE_PER_CHECK], context)


def _read_context(options: argparse.Namespace) -> tuple[Context, int]:
    """Read the context of `padanan check`; return it with the number of entries."""
    source_locale, target_locale = options.source, options.target
    entries = read_content(options.terms).entries if options.terms else []
    installed_words = InstalledWords(target_locale, source_locale)
    # As `padanan check` has it: what the starter termbase has are words of any text.
    starter_ids = read_starter_concept_ids()
    known_terms = KnownTerms.build(
        entries, target_locale, source_locale, starter_concept_ids=starter_ids
    )
    context = Context(
        target_locale, source_locale, known_terms, vocabulary=installed_words
    )
    return context, len(entries)


def _group_checks() -> dict[str, Sequence[Check]]:
    """Group the checks to measure: those of units by profile, then by level."""
    unit_checks_by_profile = {
        name: [
            check
            for check in make_plan(CheckSettings(profile=name)).checks
            if check.level in _UNIT_LEVELS
        ]
        for name in ("strict", CheckSettings().profile)
    }
    return {
        **{
            f"units, profile {profile_name}": checks
            for profile_name, checks in unit_checks_by_profile.items()
        },
        "units and documents": _select_levels(*_UNIT_LEVELS, Level.DOCUMENT),
        "the corpus": _select_levels(Level.CORPUS),
    }


def _measure_rates(
    units: Sequence[Unit],
    context: Context,
    checks: Sequence[Check],
    process_count: int,
) -> tuple[float, float]:
    """Measure units a second, by the clock and by processor time, without caches."""
    _clear_caches()
    distribute_batches: DistributeBatches = (
        map
        if process_count == 1
        else partial(map_in_processes, process_count=process_count)
    )
    seconds, clock_seconds = _measure_seconds(
        units, context, checks, distribute_batches
    )
    return len(units) / clock_seconds, len(units) / seconds


def _measure_pofilter(
    options: argparse.Namespace, units: Sequence[Unit]
) -> tuple[float, float]:
    """Measure pofilter's units a second, by the clock and by processor time.

    Its start-up, which a run on no units measures, is left out.
    """
    json_units = [
        {"id": unit.id, "source": unit.source or "", "target": unit.target}
        for unit in units
    ]
    clock_seconds, processor_seconds = [], []
    for measured_units in ([], json_units):
        start_usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        start_time = time.perf_counter()
        run_pofilter(options.pofilter, measured_units, options.target.language)
        clock_seconds.append(time.perf_counter() - start_time)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor_seconds.append(
            usage.ru_utime
            + usage.ru_stime
            - start_usage.ru_utime
            - start_usage.ru_stime
        )
    return (
        len(units) / (clock_seconds[1] - clock_seconds[0]),
        len(units) / (processor_seconds[1] - processor_seconds[0]),
    )


def _select_levels(*levels: Level) -> list[Check]:
    return [check for check in select_checks() if check.level in levels]


def _measure_each_check(units: Sequence[Unit], context: Context) -> None:
    print("\nEach check by itself, with nothing read before:")
    check_costs = []
    for check in select_checks():
        if check.level is not Level.TERMBASE:
            _clear_caches()
            start_time = time.process_time()
            with reduce_garbage_collection():
                for _ in run(units, context, select_checks([check.id])):
                    pass
            check_costs.append(
                (time.process_time() - start_time, check.id, check.level.value)
            )
    for seconds, check_id, level in sorted(check_costs, reverse=True):
        print(f"{seconds / len(units) * 1e6:8.1f} µs  {check_id} ({level})")


def _measure_seconds(
    units: Sequence[Unit],
    context: Context,
    checks: Iterable[Check],
    distribute_batches: DistributeBatches = map,
) -> tuple[float, float]:
    """Seconds of the processor and of the clock that some checks take."""
    unit_checks = [check for check in checks if check.level is not Level.TERMBASE]
    start_times = time.process_time(), time.perf_counter()
    check_run = run(
        units,
        context,
        unit_checks,
        mode=RunMode(distribute_batches, UNITS_PER_BATCH),
    )
    with reduce_garbage_collection():
        for _ in check_run:
            pass
    if check_run.failures:
        sys.exit(f"a check broke: {check_run.failures[0]}")
    return time.process_time() - start_times[0], time.perf_counter() - start_times[1]


def _clear_caches() -> None:
    """Empty the caches of what was read of texts."""
    for cached_function in gc.get_objects():
        if isinstance(cached_function, functools._lru_cache_wrapper):
            # Constants stay: what is read of data files does not depend on texts.
            max_size = cached_function.cache_parameters()["maxsize"] or 0
            if max_size > MAX_CACHED_CONSTANTS:
                cached_function.cache_clear()


def _measure_memory(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for unit_count in (options.count, 4 * options.count):
            units_path = _write_distinct_units(
                options, unit_count, Path(folder) / f"{unit_count}.jsonl"
            )
            start_time = time.perf_counter()
            usage = _measure_usage(options, units_path, "--jobs", str(options.jobs))
            seconds = time.perf_counter() - start_time
            print(
                f"{unit_count} units: {usage.ru_maxrss / 1024:.0f} MB at most, "
                f"{seconds:.0f} s",
                flush=True,
            )


def _measure_million_units(options: argparse.Namespace) -> None:
    check_ids = [check.id for check in select_checks() if check.level is Level.CORPUS]
    copied_unit = next(
        make_distinct_units(options.units, options.source, options.target, 1)
    )
    copies = (
        copied_unit._replace(id=str(unit_index)) for unit_index in range(options.count)
    )
    with tempfile.TemporaryDirectory() as folder:
        distinct_path = Path(folder) / "different.jsonl"
        path_by_name = {
            "different": _write_distinct_units(options, options.count, distinct_path),
            "the same": _write_units(copies, Path(folder) / "same.jsonl"),
        }
        for name, units_path in path_by_name.items():
            for check_list in ("seg.empty", *check_ids, ",".join(check_ids)):
                usage = _measure_usage(
                    options, units_path, "--only", check_list, "--no-source-checks"
                )
                print(
                    f"{options.count} units, {name}, {check_list}: "
                    f"{usage.ru_utime:.0f} s of "
                    f"the processor, {usage.ru_maxrss / 1024:.0f} MB at most",
                    flush=True,
                )


def _write_distinct_units(
    options: argparse.Namespace, unit_count: int, units_path: Path
) -> Path:
    """The file, with so many different units.

    They are made in a process of its own: what this one has at most in memory counts
    as used by all that it starts.
    """
    with ProcessPoolExecutor(1) as pool:
        paths, locales = options.units, (options.source, options.target)
        return pool.submit(
            _make_distinct_units, paths, locales, unit_count, units_path
        ).result()


def _make_distinct_units(
    paths: Sequence[Path],
    locales: tuple[Locale, Locale],
    unit_count: int,
    units_path: Path,
) -> Path:
    return _write_units(make_distinct_units(paths, *locales, unit_count), units_path)


def _write_units(units: Iterable[Unit], units_path: Path) -> Path:
    """The file, with units as JSON lines."""
    with units_path.open("w", encoding="utf-8") as stream:
        for unit in units:
            fields = ("id", "source", "target", "document")
            json_unit = {name: getattr(unit, name) for name in fields}
            stream.write(json.dumps(json_unit, ensure_ascii=False) + "\n")
    return units_path


def _measure_usage(
    options: argparse.Namespace, units_path: Path, *arguments: str
) -> resource.struct_rusage:
    """What a call of `padanan check` uses."""
    program = Path(sys.executable).with_name("padanan")
    command = [
        *(program, "--database", units_path.with_name("x.db"), "check", units_path),
        *("-s", options.source.tag, "-t", options.target.tag, "--format", "jsonl"),
        *arguments,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        sys.exit(f"padanan failed: {process.returncode}")
    return usage


def _compare_peers(options: argparse.Namespace) -> None:
    locale_pair_name = f"{options.source}-{options.target}"
    score_command = [
        sys.executable,
        str(options.scorer),
        str(options.data),
        locale_pair_name,
    ]
    padanan_arguments = ["--padanan", str(Path(sys.executable).with_name("padanan"))]
    database = ["--database", options.database] if options.database else []
    print("\n## Padanan", flush=True)
    subprocess.run([*score_command, *padanan_arguments, *database], check=True)
    if not options.pofilter:
        return
    checks_by_kind = json.loads(
        options.scorer.with_name("check_kinds.json").read_text("utf-8")
    )
    script = Path(__file__).with_name("pofilter.py")
    peer_command = f"{sys.executable} {script} --pofilter {options.pofilter}"
    print(
        "\n## pofilter, by the filters map_kinds_to_filters for each kind", flush=True
    )
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(map_kinds_to_filters(checks_by_kind), file)
        file.flush()
        subprocess.run(
            [*score_command, "--padanan", peer_command, "--expected", file.name],
            check=True,
        )


if __name__ == "__main__":
    main()
