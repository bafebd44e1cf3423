"""Whether the fuzzy index finds all that a plain scan finds, and what it misses.

    python benchmarks/recall.py --text segments.txt --folder DIR
    python benchmarks/recall.py --text segments.txt --folder DIR --segments 1000000

Text is a segment a line, or the first column of a TSV, perhaps .xz; it is recombined to
the number wanted. Queries are stored segments of which up to half of the words were
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
from tm.match.rank import Query
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment

SIZES = {10_000: 1200, 100_000: 1200, 1_000_000: 360}
"""Segments, and how many queries."""
THRESHOLDS = (50, 60, 70, 80, 90, 95)
_SEED = 20_260_102
_SCANNED = 25
"""So many queries are put to the slow scan too, which the fast one must agree with."""


@dataclass(slots=True)
class Count:
    """What a threshold came to."""

    queries: int = 0
    hits: int = 0
    missed: int = 0
    wanted: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)

    def add(self, wanted: Hits, found: Hits) -> None:
        """Count a query's answers, the best first on both sides."""
        known = dict(found)
        self.queries += 1
        self.hits += len(wanted)
        self.missed += sum(known.get(row, -1) < score for row, score in wanted)
        for most in (1, 5):
            best = Counter(score for _, score in wanted[:most])
            given = Counter(score for _, score in found[:most])
            self.wanted[most] += best.total()
            self.right[most] += (best & given).total()

    def recall(self, most: int) -> float:
        """Percent of the best so many that are answered with, or others as good."""
        return 100 * self.right[most] / max(1, self.wanted[most])


def main() -> int:
    """Measure the sizes asked for; 1 when something was missed."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    print("| segments | threshold | queries | hits | missed | top 1 % | top 5 % |")
    print("|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    missed = 0
    for size in options.segments or SIZES:
        number = options.queries or SIZES.get(size, 1000)
        segments = lookup_corpus.corpus(options.text, size)
        counts = _measured(options.folder, segments, number, options.locale)
        for threshold, count in counts.items():
            missed += count.missed
            print(
                f"| {len(segments):,} | {threshold} | {count.queries:,} | "
                f"{count.hits:,} | {count.missed} | {count.recall(1):.3f} | "
                f"{count.recall(5):.3f} |",
                flush=True,
            )
    print(f"\nRecipe: `{' '.join(sys.argv)}`, Python {platform.python_version()}.")
    return int(missed > 0)


def queries(segments: Sequence[str], count: int) -> list[str]:
    """Stored segments, changed a little or much, and texts that are like none."""
    chosen = random.Random(_SEED)
    unrelated = lookup_corpus.unrelated(segments, count // 6)
    made: list[str] = []
    while len(made) < count - len(unrelated):
        words = chosen.choice(segments).split()
        if len(words) > 3:
            made.append(" ".join(_edited(words, segments, chosen)))
    return made + unrelated


def _edited(
    words: list[str], segments: Sequence[str], chosen: random.Random
) -> list[str]:
    if chosen.random() < 0.2:  # a clause is lost
        start = chosen.randrange(len(words) // 2)
        del words[start : start + max(1, len(words) // 4)]
    for _ in range(round(len(words) * chosen.uniform(0, 0.5))):
        place = chosen.randrange(len(words))
        word = words[place]
        other = chosen.choice(chosen.choice(segments).split())
        words[place : place + 1] = chosen.choice(
            ([], [other], [other], [word, other], [word.upper()], ["1234"], [word, ","])
        )
        if not words:
            return [other]
    return words


def _measured(
    folder: Path, segments: Sequence[str], number: int, locale: Locale
) -> dict[int, Count]:
    path = folder / f"lookup-{len(segments)}.db"
    if not path.exists():
        lookup_corpus.filled(path, segments, locale)
    oracle = Oracle(segments, locale)
    counts = {threshold: Count() for threshold in THRESHOLDS}
    with Database.open(path) as database:
        FuzzyIndex(database).update()
        index = FuzzyIndex(database)
        with open_lookup_reader(database) as reading:
            for text in queries(segments, number):
                hits = oracle.hits(text, min(THRESHOLDS))
                query = Query.of(Segment.of(locale, text))
                for threshold, count in counts.items():
                    found = index.find_candidates(reading, query, threshold)
                    # The database numbers segments from 1.
                    given = sorted(
                        ((row - 1, score) for row, score in found.items()),
                        key=lambda hit: (-hit[1], hit[0]),
                    )
                    count.add([hit for hit in hits if hit[1] >= threshold], given)
        if len(segments) <= min(SIZES):
            _confirm(
                database,
                oracle,
                queries(segments, number)[:: max(1, number // _SCANNED)],
            )
    return counts


def _confirm(database: Database, oracle: Oracle, some: Sequence[str]) -> None:
    """Whether the fast scan agrees with the slow one of `tm.match.lookup`."""
    for text in some:
        query = Query.of(Segment.of(oracle.locale, text))
        for threshold in (min(THRESHOLDS), 70):
            slow = dict(scan_all_segments(UnitStore(database), query, threshold))
            fast = {row + 1: score for row, score in oracle.hits(text, threshold)}
            if slow != fast:
                raise AssertionError(f"the fast scan errs at {threshold}: {text!r}")


def _options() -> argparse.Namespace:
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
