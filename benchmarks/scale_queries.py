"""What the scale benchmark asks of one memory; each function runs in its own process.

Wall times are noise on a machine with other work, so times of lookups are of the
processor; those of the first pass are wall times, since they wait for the disk.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from lookup_corpus import make_edited_queries, make_unrelated_queries
from lookup_peers import CodedTokens, make_cdist_search
from scale_corpus import Sentences, make_pairs

from tm.match.concordance.concordance import ConcordanceOptions, search_concordance
from tm.match.concordance.query import SearchPhrase
from tm.match.index.token_index import TokenIndex
from tm.match.lookup import LookupOptions, find_matches, open_index
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.attestation import find_attestation
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens

ENGLISH, INDONESIAN = Locale("en"), Locale("id")
THRESHOLD = 70
_COLD_QUERY_COUNT = 100
_PHRASE_COUNT = 60
_PEER_BATCH_SIZE = 250_000

Figures = dict[str, Any]  # as in JSON


def make_queries(sentences: Sentences, unit_count: int, query_count: int) -> list[str]:
    """Make queries: stored segments with up to a fifth of their words changed, and
    one in six that is like none."""
    first_block = range(min(unit_count, 20_000))
    sources = [source for source, _ in make_pairs(sentences, first_block)]
    unrelated_count = query_count // 6
    return [
        *make_edited_queries(sources, query_count - unrelated_count),
        *make_unrelated_queries(sources, unrelated_count),
    ]


def measure_lookup(path: Path, queries: Sequence[str]) -> Figures:
    """Measure lookups: cold, warm, and of the index alone; and the candidates."""
    _drop_from_page_cache(path)
    start_time = time.perf_counter()
    with Database.open(path) as database:
        options = LookupOptions(min_rate=THRESHOLD)

        def look_up(text: str) -> object:
            segment = Segment.of(ENGLISH, text)
            return find_matches(database, segment, INDONESIAN, options)

        look_up(queries[0])
        first_seconds = time.perf_counter() - start_time
        cold_seconds = _measure_each(
            look_up, queries[1 : _COLD_QUERY_COUNT + 1], time.perf_counter
        )
        for text in queries:
            look_up(text)
        warm_seconds = _measure_each(look_up, queries)
        index = open_index(database)
        with open_lookup_reader(database) as reader:

            def find_candidates(text: str) -> dict[int, float]:
                query = Query.of(Segment.of(ENGLISH, text))
                return index.find_candidates(reader, query, THRESHOLD)

            index_seconds = _measure_each(find_candidates, queries)
            resident_bytes = read_peak_memory()
            counts = _count_candidates(find_candidates, queries)
    return {
        "first": {"wall_ms": round(1000 * first_seconds, 1)},
        "cold": _summarise(cold_seconds),
        "warm": _summarise(warm_seconds),
        "index_alone": _summarise(index_seconds),
        "candidates": counts,
        "peak_bytes": resident_bytes,
    }


def _count_candidates(
    find_candidates: Callable[[str], dict[int, float]], queries: Sequence[str]
) -> Figures:
    """Count what the postings propose, what passes the signatures, and the hits."""
    proposed_count = compared_count = 0
    filter_by_signature = TokenIndex._filter_by_signature

    def count_rows(
        index: TokenIndex, token_ids: list[int], threshold: int, rows: Any
    ) -> list[int]:
        nonlocal proposed_count, compared_count
        candidate_rows = filter_by_signature(index, token_ids, threshold, rows)
        proposed_count += len(rows)
        compared_count += len(candidate_rows)
        return candidate_rows

    TokenIndex._filter_by_signature = count_rows  # type: ignore
    try:
        hit_count = sum(len(find_candidates(text)) for text in queries)
    finally:
        TokenIndex._filter_by_signature = filter_by_signature  # type: ignore
    return {
        "proposed": round(proposed_count / len(queries), 1),
        "compared": round(compared_count / len(queries), 1),
        "hits": round(hit_count / len(queries), 2),
    }


def measure_phrases(path: Path, queries: Sequence[str]) -> Figures:
    """Measure concordance, exact counts and attestation of phrases."""
    phrase_words = [text.split() for text in queries]
    figures: Figures = {}
    with Database.open(path) as database:
        unit_store = UnitStore(database)

        def search(phrase: str, options: ConcordanceOptions) -> object:
            return search_concordance(
                unit_store, SearchPhrase(phrase), ENGLISH, None, options
            )

        first_hits = ConcordanceOptions(limit=50)
        whole_segments = ConcordanceOptions(finds_whole_segments=True)
        for name, word_count in (("one_word", 1), ("two_words", 2), ("five_words", 5)):
            phrases = [
                " ".join(words[:word_count])
                for words in phrase_words
                if len(words) >= word_count
            ][:_PHRASE_COUNT]
            figures[f"concordance_{name}"] = _measure_warm(
                lambda phrase: search(phrase, first_hits), phrases
            )
            figures[f"exact_count_{name}"] = _measure_warm(
                lambda phrase: search(phrase, whole_segments), phrases
            )
            figures[f"attestation_{name}"] = _measure_warm(
                lambda phrase: find_attestation(database, phrase, ENGLISH, INDONESIAN),
                phrases,
            )
    figures["peak_bytes"] = read_peak_memory()
    return figures


def measure_addition(path: Path, file: Path, text: str) -> Figures:
    """Measure the import of a small file, and until another process finds its text."""
    segment = Segment.of(ENGLISH, text)
    options = LookupOptions(min_rate=THRESHOLD)
    with Database.open(path) as database:
        find_matches(database, segment, INDONESIAN, options)
        command = [sys.executable, "-c", "import cli; cli.main()", "--database"]
        start_time = time.perf_counter()
        importing = subprocess.Popen(
            [*command, str(path), "import", str(file)], stdout=subprocess.DEVNULL
        )
        waits: list[float] = []
        found_after = None
        while importing.poll() is None or found_after is None:
            query_time = time.perf_counter()
            matches = find_matches(database, segment, INDONESIAN, options)
            now = time.perf_counter()
            waits.append(now - query_time)
            if matches and matches[0].rate >= 100 and found_after is None:
                found_after = now - start_time
            time.sleep(0.01)
        usage = os.times()
    return {
        "import_wall_ms": round(1000 * (time.perf_counter() - start_time), 1),
        "import_cpu_ms": round(1000 * (usage.children_user + usage.children_system), 1),
        "found_after_wall_ms": round(1000 * found_after, 1),
        "longest_lookup_meanwhile_wall_ms": round(1000 * max(waits), 1),
    }


def measure_peer(path: Path, queries: Sequence[str]) -> Figures:
    """Measure rapidfuzz over all segments, and whether the index found its hits."""
    query_tokens = [list_match_tokens(text, ENGLISH) for text in queries]
    seconds = [0.0] * len(queries)
    hits: list[dict[int, float]] = [{} for _ in queries]
    with Database.open(path) as database:
        index = open_index(database)
        with open_lookup_reader(database) as reader:
            for segment_ids, texts in _read_batches(reader):
                coded = CodedTokens(list_match_tokens(text, ENGLISH) for text in texts)
                search = make_cdist_search(coded)
                for number, tokens in enumerate(query_tokens):
                    start_time = time.process_time()
                    found = search(tokens, THRESHOLD)
                    seconds[number] += time.process_time() - start_time
                    hits[number] |= {segment_ids[row]: rate for row, rate in found}
            missed_count = 0
            for text, expected in zip(queries, hits, strict=True):
                query = Query.of(Segment.of(ENGLISH, text))
                found_by_id = index.find_candidates(reader, query, THRESHOLD)
                missed_count += len(expected.keys() - found_by_id.keys())
    return {
        **_summarise(seconds),
        "queries": len(queries),
        "hits": sum(map(len, hits)),
        "missed": missed_count,
    }


def _read_batches(reader: Any) -> Any:
    last_id = reader.find_newest_id()
    segment_ids: list[int] = []
    texts: list[str] = []
    for batch_ids, batch_texts in reader.stream_locale_segments("en", 0, last_id):
        segment_ids += batch_ids
        texts += batch_texts
        if len(texts) >= _PEER_BATCH_SIZE:
            yield segment_ids, texts
            segment_ids, texts = [], []
    if texts:
        yield segment_ids, texts


def read_peak_memory() -> int:
    """Read the most memory that this process has had, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def _measure_warm(function: Callable[[str], object], texts: Sequence[str]) -> Figures:
    for text in texts:
        function(text)
    return _summarise(_measure_each(function, texts))


def _measure_each(
    function: Callable[[str], object],
    texts: Sequence[str],
    clock: Callable[[], float] = time.process_time,
) -> list[float]:
    seconds = []
    for text in texts:
        start_time = clock()
        function(text)
        seconds.append(clock() - start_time)
    return seconds


def _summarise(seconds: Sequence[float]) -> Figures:
    p50, p99 = np.percentile(seconds, (50, 99))
    return {
        f"{name}_ms": round(1000 * float(figure), 3)
        for name, figure in (
            ("mean", statistics.mean(seconds)),
            ("p50", p50),
            ("p99", p99),
            ("most", max(seconds)),
        )
    }


def _drop_from_page_cache(path: Path) -> None:
    """Ask the system to forget the database and its index, as after a restart."""
    index_folder = path.with_name(f"{path.name}.index")
    for file in (path, *index_folder.rglob("*.part")):
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
