"""Fuzzy lookup against its peers: time, recall, size and memory, in one run.

    python benchmarks/lookup.py --text segments.txt --segments 1000000 --folder DIR

Text is a segment a line, or the first column of a TSV, perhaps .xz; it is recombined to
the number wanted, the same every time. Peers are those that can be imported (rapidfuzz,
tantivy, SQLite FTS5), and pg_trgm with --postgres URL. Times are CPU milliseconds of
one thread, pg_trgm's wall. The exact result is that of rapidfuzz over all segments.
No query is answered from a cache. Fragments are searched for long texts that share
words with a stored segment. Units are added to a copy; making one searchable takes what
the next lookup takes more than the one after it.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import lookup_corpus
import lookup_peers

from tm.match.fragment import search_fragments
from tm.match.lookup import LookupOptions, find_matches, open_index
from tm.match.rank import Match, Query
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens
from tm.unit import TranslationUnit

ENGLISH, VIETNAMESE = Locale("en"), Locale("vi")
_EXACT = 200
"""So many queries are compared with all segments; every query would take minutes."""
_WARM = 20
_ADDED = 100
Answer = TypeVar("Answer")

_INDEX = """
import sys
from pathlib import Path
from cli import run
run(["--database", sys.argv[1], "--format", "json", "index", "--rebuild"])
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024, file=sys.stderr)
"""
_RESIDENT = """
import sys
from pathlib import Path
from tm.match.lookup import find_matches
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
english, vietnamese = Locale("en"), Locale("vi")
with Database.open(sys.argv[1]) as database:
    for line in sys.stdin:
        find_matches(database, Segment.of(english, line), vietnamese)
# The high water mark of rusage is that of the process which started this one.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
_COLD = "import sys; from cli import main; main()"
_IMPORTS = "import sqlalchemy, numpy, rapidfuzz"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    system: str
    times: Sequence[float]
    recall: tuple[float, float] | None = None
    build: float | None = None
    disk: int | None = None
    memory: int | None = None

    def cells(self) -> list[str]:
        """What is printed."""
        ordered = sorted(self.times)
        last = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        figures = (statistics.median(ordered), statistics.mean(ordered), last)
        recall = "/".join(f"{part:.1f}" for part in self.recall or ())
        return [
            self.system,
            *(f"{1000 * figure:.2f}" for figure in figures),
            recall,
            "" if self.build is None else f"{self.build:.1f} s",
            "" if self.disk is None else f"{self.disk / 1e6:.0f} MB",
            "" if self.memory is None else f"{self.memory} MB",
        ]


def main() -> None:
    """Run what the arguments say, and print the table and its recipe."""
    options = _options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    segments = lookup_corpus.corpus(options.text, options.segments)
    path = folder / f"lookup-{len(segments)}.db"
    if not path.exists():
        lookup_corpus.filled(path, segments, ENGLISH)
    queries = lookup_corpus.edited(segments, options.queries)
    queries += lookup_corpus.unrelated(segments, options.queries // 5)
    exact_queries = queries[:: max(1, len(queries) // _EXACT)]
    build, disk, memory = _indexed(path)
    tokens = [tuple(list_match_tokens(text, ENGLISH)) for text in segments]
    coded = lookup_peers.Coded(tokens)
    exact = lookup_peers.cdist(coded)
    times, answers = _peer_times(exact, exact_queries, options.threshold)
    truth = dict(zip(exact_queries, answers, strict=True))
    rows = [Row("rapidfuzz cdist", times, (100, 100))]
    rows += _own(path, queries, options.threshold, truth, (build, disk, memory))
    short = lookup_corpus.short(segments, options.queries // 4)
    rows += _short(path, short, options.threshold)
    sharing = lookup_corpus.sharing(segments, options.queries // 4)
    rows += _fragments(path, sharing)
    rows += _adding(path, lookup_corpus.unrelated(segments, _ADDED + 20)[20:])
    rows += _peers(options, tokens, segments, coded, queries, truth)
    _print(rows)
    _cold(path, queries)
    print(_recipe(options, len(segments)))


def _own(
    path: Path,
    queries: Sequence[str],
    threshold: int,
    truth: dict[str, list[tuple[int, float]]],
    built: tuple[float, int, int],
) -> list[Row]:
    with Database.open(path) as database:
        index = open_index(database)
        with open_lookup_reader(database) as reading:

            def alone(text: str) -> list[tuple[int, float]]:
                query = Query.of(Segment.of(ENGLISH, text))
                found = index.find_candidates(reading, query, threshold)
                # The database numbers segments from 1.
                hits = [(number - 1, score) for number, score in found.items()]
                return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

            times, answers = _timed(alone, queries)
        found = dict(zip(queries, answers, strict=True))
        recall = _recall(truth, found)
        whole_times, _ = _timed(_looking_up(database, threshold), queries)
    build, disk, resident = built
    return [
        Row("padanan", whole_times, recall, build, disk, resident),
        Row("padanan, index alone", times, recall),
    ]


def _short(path: Path, queries: Sequence[str], threshold: int) -> list[Row]:
    with Database.open(path) as database:
        times, _ = _timed(_looking_up(database, threshold), queries)
    return [Row("padanan, 1 to 3 words", times)]


def _looking_up(database: Database, threshold: int) -> Callable[[str], list[Match]]:
    options = LookupOptions(min_rate=threshold)
    return lambda text: find_matches(
        database, Segment.of(ENGLISH, text), VIETNAMESE, options
    )


def _fragments(path: Path, queries: Sequence[str]) -> list[Row]:
    with Database.open(path) as database:
        penalties = PenaltySettings()

        def search(text: str) -> list[Match]:
            query = Query.of(Segment.of(ENGLISH, text))
            return search_fragments(database, query, VIETNAMESE, penalties=penalties)

        times, answers = _timed(search, queries)
    share = 100 * sum(bool(one) for one in answers) / len(answers)
    return [Row(f"padanan, fragments of long queries ({share:.0f} % found)", times)]


def _adding(path: Path, texts: Sequence[str]) -> list[Row]:
    """Adding a unit with its record in the log, and until the next lookup has it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copied = Path(shutil.copy2(path, folder))
        index = f"{path.name}.index"
        shutil.copytree(path.with_name(index), copied.with_name(index))
        with Database.open(copied) as database:
            memory, target = UnitStore(database), Segment.of(VIETNAMESE, "x")

            def add(text: str) -> None:
                unit = TranslationUnit(Segment.of(ENGLISH, text), target)
                with open_change_set(database, command="add", author="") as changes:
                    memory.add([unit], changes)

            adding: list[float] = []
            finding: list[float] = []
            for text in texts:
                segment = Segment.of(ENGLISH, text)
                started = time.process_time()
                add(text)
                added = time.process_time()
                assert find_matches(database, segment, VIETNAMESE)[0].rate == 100
                first = time.process_time()
                find_matches(database, segment, VIETNAMESE)
                adding.append(added - started)
                finding.append(max(0.0, 2 * first - added - time.process_time()))
    # The first lookup opens the index.
    return [
        Row("padanan, add a unit", adding[1:]),
        Row("padanan, make it searchable", finding[1:]),
    ]


def _peers(
    options: argparse.Namespace,
    tokens: Sequence[Sequence[str]],
    segments: Sequence[str],
    coded: lookup_peers.Coded,
    queries: Sequence[str],
    truth: dict[str, list[tuple[int, float]]],
) -> list[Row]:
    rows: list[Row] = []
    makers: dict[str, Callable[[], tuple[Callable[..., object], Path]]] = {}
    if lookup_peers.has("tantivy"):
        makers["tantivy, 100 candidates"] = lambda: lookup_peers.tantivy_peer(tokens)
    counts = Counter(token for one in tokens for token in one)
    makers["SQLite FTS5, 6 rarest words"] = lambda: lookup_peers.fts5_peer(
        tokens, counts
    )
    for name, make in makers.items():
        started = time.process_time()
        opened, place = make()
        build = time.process_time() - started
        search = opened(coded)
        times, answers = _peer_times(search, queries, options.threshold)
        recall = _recall(truth, dict(zip(queries, answers, strict=True)))
        rows.append(Row(name, times, recall, build, lookup_peers.size(place)))
        lookup_peers.remove(place)
    if options.postgres:
        search = lookup_peers.trigram_peer(options.postgres, segments)(coded)
        some = list(truth)
        times, answers = _peer_times(search, some, options.threshold, time.monotonic)
        recall = _recall(truth, dict(zip(some, answers, strict=True)))
        rows.append(Row("pg_trgm at .5 (wall)", times, recall))
    return rows


def _peer_times(
    search: lookup_peers.Search,
    queries: Sequence[str],
    threshold: int,
    clock: Callable[[], float] = time.process_time,
) -> tuple[list[float], list[list[tuple[int, float]]]]:
    return _timed(
        lambda text: search(list_match_tokens(text, ENGLISH), threshold), queries, clock
    )


def _timed(
    function: Callable[[str], Answer],
    queries: Sequence[str],
    clock: Callable[[], float] = time.process_time,
) -> tuple[list[float], list[Answer]]:
    times: list[float] = []
    answers: list[Answer] = []
    for query in queries[-_WARM:]:  # caches have forgotten these when they come again
        function(query)
    for query in queries:
        started = clock()
        answer = function(query)
        times.append(clock() - started)
        answers.append(answer)
    return times, answers


def _recall(
    truth: dict[str, list[tuple[int, float]]],
    found: dict[str, list[tuple[int, float]]],
) -> tuple[float, float]:
    """Share of the exact best one and best five that were found, in percent.

    Any segment that is as similar counts for one that should be there.
    """
    shares = []
    for most in (1, 5):
        wanted = right = 0
        for query, hits in truth.items():
            scores = Counter(score for _, score in hits[:most])
            given = Counter(score for _, score in found[query][:most])
            wanted += scores.total()
            right += (scores & given).total()
        shares.append(100 * right / max(1, wanted))
    return shares[0], shares[1]


def _indexed(path: Path) -> tuple[float, int, int]:
    """CPU seconds of building in a process of its own, bytes, and its memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", _INDEX, str(path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    states = json.loads(result.stdout)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(state["bytes"] for state in states)
    return seconds, size, int(result.stderr.split()[-1])


def _cold(path: Path, queries: Sequence[str]) -> None:
    """Start to first answer, a batch of all, and what a process then holds."""
    text = "\n".join(queries)
    command = [sys.executable, "-c", _RESIDENT, str(path)]
    resident = subprocess.run(command, input=text, capture_output=True, text=True)
    pair = ["-s", "en", "-t", "vi"]
    start = [sys.executable, "-c", _COLD, "--database", str(path), "lookup"]
    one = _best(
        lambda: subprocess.run([*start, queries[0], *pair], capture_output=True)
    )
    imports = _best(lambda: subprocess.run([sys.executable, "-c", _IMPORTS]))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(queries[:1000]) + "\n")
        file.flush()
        batch = _best(
            lambda: subprocess.run(
                [*start, "--batch", file.name, *pair], capture_output=True
            )
        )
    print(f"\ncold lookup {one:.3f} s, {one / imports:.2f} times `{_IMPORTS}`")
    print(f"lookup --batch of {min(1000, len(queries))} queries: {batch:.2f} s")
    print(
        f"memory of a process after {len(queries)} lookups: "
        f"{resident.stdout.strip()} MB"
    )


def _best(run: Callable[[], object], times: int = 5) -> float:
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - started)
    return best


def _print(rows: Sequence[Row]) -> None:
    columns = [
        "system",
        "p50",
        "mean",
        "p99",
        "recall top 1/5",
        "build",
        "disk",
        "memory",
    ]
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(row.cells()) + " |")


def _recipe(options: argparse.Namespace, count: int) -> str:
    return (
        f"\n{count:,} segments of {options.text.name}; {options.queries} edited and "
        f"{options.queries // 5} unrelated queries, {_EXACT} of them for recall and "
        f"cdist; threshold {options.threshold}; CPU ms of one thread, memory of the "
        f"build; Python {platform.python_version()}, {os.cpu_count()} cores"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--threshold", type=int, default=70)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "padanan-benchmark"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
