"""Whether the fuzzy index finds all that a plain scan finds, and what it misses.

    python benchmarks/recall.py --text segments.txt --folder DIR
    python benchmarks/recall.py --text segments.txt --folder DIR --segments 1000000

Text is a segment a line, or the first column of a TSV, perhaps .xz; it is recombined to
the number given. Queries are stored segments of which up to half of the words were
changed, and one in six is of words that stand nowhere together; all is the same every
time. The index is that of files, opened anew. Exit code 1: something was missed.
"""

import argparse
import platform
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import lookup_corpus
from recall_oracle import Hits, Oracle

from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.lookup import scan_all_segments
from tm.match.match_rate import Query
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

QUERY_COUNT_BY_SIZE = {10_000: 1200, 100_000: 1200, 1_000_000: 360}
"""Segments, and how many queries."""
THRESHOLDS = (50, 60, 70, 80, 90, 95)
_SEED = 20_260_102
_SCANNED_QUERY_COUNT = 25
"""So many queries are put to the slow scan too, which the fast one must agree with."""


@dataclass(slots=True)
class RecallCount:
    """What a threshold came to."""

    queries: int = 0
    hits: int = 0
    missed: int = 0
    wanted: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)

    def add(self, wanted_hits: Hits, found_hits: Hits) -> None:
        """Count a query's answers, the best first on both sides."""
        score_by_row = dict(found_hits)
        self.queries += 1
        self.hits += len(wanted_hits)
        self.missed += sum(
            score_by_row.get(row, -1) < score for row, score in wanted_hits
        )
        for hit_limit in (1, 5):
            best_scores = Counter(score for _, score in wanted_hits[:hit_limit])
            found_scores = Counter(score for _, score in found_hits[:hit_limit])
            self.wanted[hit_limit] += best_scores.total()
            self.right[hit_limit] += (best_scores & found_scores).total()

    def recall(self, hit_limit: int) -> float:
        """Percent of the best so many that are answered with, or others as good."""
        return 100 * self.right[hit_limit] / max(1, self.wanted[hit_limit])


def main() -> int:
    """Measure the sizes asked for; 1 when something was missed."""
    options = _parse_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    print("| segments | threshold | queries | hits | missed | top 1 % | top 5 % |")
    print("|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    missed_count = 0
    for segment_count in options.segments or QUERY_COUNT_BY_SIZE:
        query_count = options.queries or QUERY_COUNT_BY_SIZE.get(segment_count, 1000)
        segments = lookup_corpus.make_segments(options.text, segment_count)
        count_by_threshold = _measure_recall(
            options.folder, segments, query_count, options.locale
        )
        for threshold, count in count_by_threshold.items():
            missed_count += count.missed
            print(
                f"| {len(segments):,} | {threshold} | {count.queries:,} | "
                f"{count.hits:,} | {count.missed} | {count.recall(1):.3f} | "
                f"{count.recall(5):.3f} |",
                flush=True,
            )
    print(f"\nRecipe: `{' '.join(sys.argv)}`, Python {platform.python_version()}.")
    return int(missed_count > 0)


def make_queries(segments: Sequence[str], count: int) -> list[str]:
    """Stored segments, changed a little or much, and texts that are like none."""
    random_source = random.Random(_SEED)
    unrelated = lookup_corpus.make_unrelated_queries(segments, count // 6)
    query_texts: list[str] = []
    while len(query_texts) < count - len(unrelated):
        words = random_source.choice(segments).split()
        if len(words) > 3:
            query_texts.append(" ".join(_edit_words(words, segments, random_source)))
    return query_texts + unrelated


def _edit_words(
    words: list[str], segments: Sequence[str], random_source: random.Random
) -> list[str]:
    if random_source.random() < 0.2:  # a clause is lost
        start = random_source.randrange(len(words) // 2)
        del words[start : start + max(1, len(words) // 4)]
    for _ in range(round(len(words) * random_source.uniform(0, 0.5))):
        word_index = random_source.randrange(len(words))
        word = words[word_index]
        other_word = random_source.choice(random_source.choice(segments).split())
        words[word_index : word_index + 1] = random_source.choice(
            (
                [],
                [other_word],
                [other_word],
                [word, other_word],
                [word.upper()],
                ["1234"],
                [word, ","],
            )
        )
        if not words:
            return [other_word]
    return words


def _measure_recall(
    folder: Path, segments: Sequence[str], query_count: int, locale: Locale
) -> dict[int, RecallCount]:
    path = folder / f"lookup-{len(segments)}.db"
    if not path.exists():
        lookup_corpus.make_database(path, segments, locale)
    oracle = Oracle(segments, locale)
    count_by_threshold = {threshold: RecallCount() for threshold in THRESHOLDS}
    with Database.open(path) as database:
        FuzzyIndex(database).update()
        index = FuzzyIndex(database)
        with open_lookup_reader(database) as lookup_reader:
            for text in make_queries(segments, query_count):
                hits = oracle.hits(text, min(THRESHOLDS))
                query = Query.of(Segment.of(locale, text))
                for threshold, count in count_by_threshold.items():
                    candidates = index.find_candidates(lookup_reader, query, threshold)
                    # The database numbers segments from 1.
                    rated_hits = sorted(
                        ((row - 1, score) for row, score in candidates.items()),
                        key=lambda hit: (-hit[1], hit[0]),
                    )
                    count.add([hit for hit in hits if hit[1] >= threshold], rated_hits)
        if len(segments) <= min(QUERY_COUNT_BY_SIZE):
            _confirm_oracle(
                database,
                oracle,
                make_queries(segments, query_count)[
                    :: max(1, query_count // _SCANNED_QUERY_COUNT)
                ],
            )
    return count_by_threshold


def _confirm_oracle(
    database: Database, oracle: Oracle, query_texts: Sequence[str]
) -> None:
    """Whether the fast scan agrees with the slow one of `tm.match.lookup`."""
    for text in query_texts:
        query = Query.of(Segment.of(oracle.locale, text))
        for threshold in (min(THRESHOLDS), 70):
            score_by_scan = dict(
                scan_all_segments(UnitStore(database), query, threshold)
            )
            score_by_oracle = {
                row + 1: score for row, score in oracle.hits(text, threshold)
            }
            if score_by_scan != score_by_oracle:
                raise AssertionError(f"the fast scan errs at {threshold}: {text!r}")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--segments", type=int, nargs="*", help="sizes to measure")
    parser.add_argument("--queries", type=int, help="instead of those of each size")
    parser.add_argument("--locale", type=Locale.parse, default=Locale("en"))
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "padanan-benchmark"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
