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
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import lookup_corpus
import lookup_peers
from lookup_measuring import SystemRow, compute_recall, measure_queries, print_rows

from tm.match.fragment import search_fragments
from tm.match.lookup import LookupOptions, find_matches, open_index
from tm.match.match_rate import Match, Query
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
_EXACT_QUERY_COUNT = 200
"""So many queries are compared with all segments; every query would take minutes."""
_ADDED_TEXT_COUNT = 100

_INDEX_CODE = """
import sys
from pathlib import Path
from cli import run
run(["--database", sys.argv[1], "--format", "json", "index", "--rebuild"])
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024, file=sys.stderr)
"""
_RESIDENT_CODE = """
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
_COLD_CODE = "import sys; from cli import main; main()"
_IMPORTS_CODE = "import sqlalchemy, numpy, rapidfuzz"


def main() -> None:
    """Run what the arguments say, and print the table and its recipe."""
    options = _parse_options()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    segments = lookup_corpus.make_segments(options.text, options.segments)
    database_path = folder / f"lookup-{len(segments)}.db"
    if not database_path.exists():
        lookup_corpus.make_database(database_path, segments, ENGLISH)
    queries = lookup_corpus.make_edited_queries(segments, options.queries)
    queries += lookup_corpus.make_unrelated_queries(segments, options.queries // 5)
    exact_queries = queries[:: max(1, len(queries) // _EXACT_QUERY_COUNT)]
    build_seconds, index_bytes, peak_memory = _build_index(database_path)
    segment_tokens = [tuple(list_match_tokens(text, ENGLISH)) for text in segments]
    coded_tokens = lookup_peers.CodedTokens(segment_tokens)
    exact_search = lookup_peers.make_cdist_search(coded_tokens)
    exact_seconds, answers = _measure_peer(
        exact_search, exact_queries, options.threshold
    )
    hits_by_query = dict(zip(exact_queries, answers, strict=True))
    rows = [SystemRow("rapidfuzz cdist", exact_seconds, (100, 100))]
    rows += _measure_own_lookup(
        database_path,
        queries,
        options.threshold,
        hits_by_query,
        (build_seconds, index_bytes, peak_memory),
    )
    short_queries = lookup_corpus.make_short_queries(segments, options.queries // 4)
    rows += _measure_short_queries(database_path, short_queries, options.threshold)
    sharing_queries = lookup_corpus.make_sharing_queries(segments, options.queries // 4)
    rows += _measure_fragments(database_path, sharing_queries)
    rows += _measure_adding(
        database_path,
        lookup_corpus.make_unrelated_queries(segments, _ADDED_TEXT_COUNT + 20)[20:],
    )
    rows += _measure_peers(
        options, segment_tokens, segments, coded_tokens, queries, hits_by_query
    )
    print_rows(rows)
    _measure_cold_start(database_path, queries)
    print(_describe_recipe(options, len(segments)))


def _measure_own_lookup(
    path: Path,
    queries: Sequence[str],
    threshold: int,
    hits_by_query: dict[str, list[tuple[int, float]]],
    build_figures: tuple[float, int, int],
) -> list[SystemRow]:
    with Database.open(path) as database:
        index = open_index(database)
        with open_lookup_reader(database) as lookup_reader:

            def find_candidates(text: str) -> list[tuple[int, float]]:
                query = Query.of(Segment.of(ENGLISH, text))
                found_by_query = index.find_candidates(lookup_reader, query, threshold)
                # The database numbers segments from 1.
                hits = [(number - 1, score) for number, score in found_by_query.items()]
                return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

            seconds, answers = measure_queries(find_candidates, queries)
        found_by_query = dict(zip(queries, answers, strict=True))
        recall = compute_recall(hits_by_query, found_by_query)
        whole_times, _ = measure_queries(_looking_up(database, threshold), queries)
    build_seconds, index_bytes, resident_memory = build_figures
    return [
        SystemRow(
            "padanan", whole_times, recall, build_seconds, index_bytes, resident_memory
        ),
        SystemRow("padanan, index alone", seconds, recall),
    ]


def _measure_short_queries(
    path: Path, queries: Sequence[str], threshold: int
) -> list[SystemRow]:
    with Database.open(path) as database:
        seconds, _ = measure_queries(_looking_up(database, threshold), queries)
    return [SystemRow("padanan, 1 to 3 words", seconds)]


def _looking_up(database: Database, threshold: int) -> Callable[[str], list[Match]]:
    options = LookupOptions(min_rate=threshold)
    return lambda text: find_matches(
        database, Segment.of(ENGLISH, text), VIETNAMESE, options
    )


def _measure_fragments(path: Path, queries: Sequence[str]) -> list[SystemRow]:
    with Database.open(path) as database:
        penalties = PenaltySettings()

        def search(text: str) -> list[Match]:
            query = Query.of(Segment.of(ENGLISH, text))
            return search_fragments(database, query, VIETNAMESE, penalties=penalties)

        seconds, answers = measure_queries(search, queries)
    found_share = 100 * sum(bool(fragments) for fragments in answers) / len(answers)
    return [
        SystemRow(
            f"padanan, fragments of long queries ({found_share:.0f} % found)", seconds
        )
    ]


def _measure_adding(path: Path, texts: Sequence[str]) -> list[SystemRow]:
    """Adding a unit with its record in the log, and until the next lookup has it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copied_path = Path(shutil.copy2(path, folder))
        index_name = f"{path.name}.index"
        shutil.copytree(path.with_name(index_name), copied_path.with_name(index_name))
        with Database.open(copied_path) as database:
            unit_store, target_segment = (
                UnitStore(database),
                Segment.of(VIETNAMESE, "x"),
            )

            def add(text: str) -> None:
                unit = TranslationUnit(Segment.of(ENGLISH, text), target_segment)
                with open_change_set(database, command="add", author="") as change_set:
                    unit_store.add([unit], change_set)

            adding_seconds: list[float] = []
            finding_seconds: list[float] = []
            for text in texts:
                segment = Segment.of(ENGLISH, text)
                start_time = time.process_time()
                add(text)
                added_time = time.process_time()
                assert find_matches(database, segment, VIETNAMESE)[0].rate == 100
                first_lookup_time = time.process_time()
                find_matches(database, segment, VIETNAMESE)
                adding_seconds.append(added_time - start_time)
                finding_seconds.append(
                    max(0.0, 2 * first_lookup_time - added_time - time.process_time())
                )
    # The first lookup opens the index.
    return [
        SystemRow("padanan, add a unit", adding_seconds[1:]),
        SystemRow("padanan, make it searchable", finding_seconds[1:]),
    ]


def _measure_peers(
    options: argparse.Namespace,
    segment_tokens: Sequence[Sequence[str]],
    segments: Sequence[str],
    coded_tokens: lookup_peers.CodedTokens,
    queries: Sequence[str],
    hits_by_query: dict[str, list[tuple[int, float]]],
) -> list[SystemRow]:
    rows: list[SystemRow] = []
    maker_by_name: dict[str, Callable[[], tuple[Callable[..., object], Path]]] = {}
    if lookup_peers.has_module("tantivy"):
        maker_by_name["tantivy, 100 candidates"] = lambda: (
            lookup_peers.make_tantivy_peer(segment_tokens)
        )
    token_counts = Counter(
        token for text_tokens in segment_tokens for token in text_tokens
    )
    maker_by_name["SQLite FTS5, 6 rarest words"] = lambda: lookup_peers.make_fts5_peer(
        segment_tokens, token_counts
    )
    for name, make_peer in maker_by_name.items():
        start_time = time.process_time()
        open_search, index_folder = make_peer()
        build_seconds = time.process_time() - start_time
        search = open_search(coded_tokens)
        seconds, answers = _measure_peer(search, queries, options.threshold)
        recall = compute_recall(hits_by_query, dict(zip(queries, answers, strict=True)))
        rows.append(
            SystemRow(
                name,
                seconds,
                recall,
                build_seconds,
                lookup_peers.measure_folder(index_folder),
            )
        )
        lookup_peers.remove_folder(index_folder)
    if options.postgres:
        search = lookup_peers.make_trigram_peer(options.postgres, segments)(
            coded_tokens
        )
        exact_queries = list(hits_by_query)
        seconds, answers = _measure_peer(
            search, exact_queries, options.threshold, time.monotonic
        )
        recall = compute_recall(
            hits_by_query, dict(zip(exact_queries, answers, strict=True))
        )
        rows.append(SystemRow("pg_trgm at .5 (wall)", seconds, recall))
    return rows


def _measure_peer(
    search: lookup_peers.Search,
    queries: Sequence[str],
    threshold: int,
    clock: Callable[[], float] = time.process_time,
) -> tuple[list[float], list[list[tuple[int, float]]]]:
    return measure_queries(
        lambda text: search(list_match_tokens(text, ENGLISH), threshold), queries, clock
    )


def _build_index(path: Path) -> tuple[float, int, int]:
    """CPU seconds of building in a process of its own, bytes, and its memory."""
    usage_before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", _INDEX_CODE, str(path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    usage_after = resource.getrusage(resource.RUSAGE_CHILDREN)
    index_states = json.loads(result.stdout)
    seconds = (
        usage_after.ru_utime
        + usage_after.ru_stime
        - usage_before.ru_utime
        - usage_before.ru_stime
    )
    index_bytes = sum(state["bytes"] for state in index_states)
    return seconds, index_bytes, int(result.stderr.split()[-1])


def _measure_cold_start(path: Path, queries: Sequence[str]) -> None:
    """Start to first answer, a batch of all, and what a process then holds."""
    text = "\n".join(queries)
    command = [sys.executable, "-c", _RESIDENT_CODE, str(path)]
    resident = subprocess.run(command, input=text, capture_output=True, text=True)
    pair_arguments = ["-s", "en", "-t", "vi"]
    start_command = [
        sys.executable,
        "-c",
        _COLD_CODE,
        "--database",
        str(path),
        "lookup",
    ]
    one_seconds = _measure_best(
        lambda: subprocess.run(
            [*start_command, queries[0], *pair_arguments], capture_output=True
        )
    )
    import_seconds = _measure_best(
        lambda: subprocess.run([sys.executable, "-c", _IMPORTS_CODE])
    )
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(queries[:1000]) + "\n")
        file.flush()
        batch_seconds = _measure_best(
            lambda: subprocess.run(
                [*start_command, "--batch", file.name, *pair_arguments],
                capture_output=True,
            )
        )
    print(
        f"\ncold lookup {one_seconds:.3f} s, {one_seconds / import_seconds:.2f} times "
        f"`{_IMPORTS_CODE}`"
    )
    print(f"lookup --batch of {min(1000, len(queries))} queries: {batch_seconds:.2f} s")
    print(
        f"memory of a process after {len(queries)} lookups: "
        f"{resident.stdout.strip()} MB"
    )


def _measure_best(run_once: Callable[[], object], run_count: int = 5) -> float:
    best_seconds = float("inf")
    for _ in range(run_count):
        start_time = time.perf_counter()
        run_once()
        best_seconds = min(best_seconds, time.perf_counter() - start_time)
    return best_seconds


def _describe_recipe(options: argparse.Namespace, count: int) -> str:
    return (
        f"\n{count:,} segments of {options.text.name}; {options.queries} edited and "
        f"{options.queries // 5} unrelated queries, {_EXACT_QUERY_COUNT} of them for "
        "recall and "
        f"cdist; threshold {options.threshold}; CPU ms of one thread, memory of the "
        f"build; Python {platform.python_version()}, {os.cpu_count()} cores"
    )


def _parse_options() -> argparse.Namespace:
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
