"""Concordance on a memory of any size, compared with a scan in the same run.

    python benchmarks/concordance.py TEXT [--size 1000000] [--database memory.db]

TEXT has a segment a line (.txt, .txt.xz) or a pair a line (.tsv). More than it has is
made from the halves of its segments, with a fixed seed. The database is kept when it
is named, and used again. Phrases are drawn from the segments, with a fixed seed too.
"""

import argparse
import lzma
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from tm.match.concordance.concordance import ConcordanceOptions, search_concordance
from tm.match.concordance.query import PhraseMode, SearchPhrase
from tm.store import schema
from tm.store.backend.queries.counts import count_segments
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.segment import Segment
from tm.unit import TranslationUnit

SOURCE, TARGET = Locale("en"), Locale("id")
LIMIT = 50
SEED = 3


@dataclass(frozen=True, slots=True)
class QueryKind:
    """A kind of phrase, and how it is looked for."""

    name: str
    phrases: list[str]
    phrase_mode: PhraseMode = PhraseMode.PLAIN
    is_whole_words: bool = False


def main() -> None:
    """Build the memory, ask, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000, help="segments")
    parser.add_argument("--queries", type=int, default=40, help="of each kind")
    parser.add_argument("--database", help="path or URL; kept, and used again")
    options = parser.parse_args()
    lines = list(_read_lines(options.text))
    with tempfile.TemporaryDirectory() as folder:
        database_location = options.database or str(Path(folder) / "memory.db")
        with Database.open(database_location) as database:
            unit_store = UnitStore(database)
            with database.open_reader() as reader:
                segment_count = sum(count_segments(reader).values())
            # Some of the segments that are made are equal.
            if segment_count < 0.99 * options.size:
                _fill_database(database, lines, options.size, segment_count)
            print(f"\nRecipe: `{' '.join(sys.argv)}`, {database.dialect}.\n")
            _print_report(unit_store, _make_query_kinds(lines, options.queries))


def _read_lines(path: Path) -> Iterator[str]:
    decompressed_file = (
        lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else None
    )
    with decompressed_file or path.open(encoding="utf-8") as file:
        for line in file:
            for text in line.rstrip("\n").split("\t")[:2]:
                if text.strip():
                    yield text


def _make_segments(lines: list[str], segment_count: int) -> Iterator[str]:
    yield from lines[:segment_count]
    random_source = random.Random(SEED)
    for _ in range(segment_count - len(lines)):
        first_words, second_words = (
            random_source.choice(lines).split(),
            random_source.choice(lines).split(),
        )
        yield " ".join(
            [
                *first_words[: len(first_words) // 2 + 1],
                *second_words[len(second_words) // 2 :],
            ]
        )


def _fill_database(
    database: Database, lines: list[str], segment_count: int, present_count: int
) -> None:
    """Every two segments are a unit; half of them are in each locale."""
    texts = _make_segments(lines, segment_count)
    text_pairs = zip(texts, texts, strict=False)
    units = (
        TranslationUnit(
            Segment.of(SOURCE, source_text), Segment.of(TARGET, target_text)
        )
        for source_text, target_text in text_pairs
    )
    start_time = time.perf_counter()
    with open_change_set(
        database, command="benchmark", author="benchmark"
    ) as change_set:
        UnitStore(database).add(units, change_set)
    seconds = time.perf_counter() - start_time
    print(
        f"added {segment_count - present_count:,} segments in {seconds:.0f} s",
        file=sys.stderr,
    )


def _make_query_kinds(lines: list[str], count: int) -> list[QueryKind]:
    random_source = random.Random(SEED)
    sampled_lines = [
        text for text in random_source.sample(lines, count * 20) if len(text) > 40
    ]

    def make_phrases(make: Callable[[str], str]) -> list[str]:
        phrases = dict.fromkeys(
            phrase for text in sampled_lines if len(phrase := make(text)) > 2
        )
        return list(phrases)[:count]

    def make_word_phrase(number: int) -> Callable[[str], str]:
        def make_phrase(text: str) -> str:
            line_words = text.split()
            start = random_source.randrange(max(1, len(line_words) - number))
            return " ".join(line_words[start : start + number])

        return make_phrase

    def make_letter_phrase(number: int) -> Callable[[str], str]:
        def make_phrase(text: str) -> str:
            start = random_source.randrange(len(text) - number)
            return fold_text(text[start : start + number]).strip()

        return make_phrase

    frequent_phrases = [
        "the",
        "ing",
        "and",
        "of the",
        " to ",
        "file",
        "configuration",
        "you can",
    ]
    return [
        QueryKind("three characters", make_phrases(make_letter_phrase(3))),
        QueryKind("one word", make_phrases(make_word_phrase(1))),
        QueryKind(
            "one word, whole", make_phrases(make_word_phrase(1)), is_whole_words=True
        ),
        QueryKind("two words", make_phrases(make_word_phrase(2))),
        QueryKind("five words", make_phrases(make_word_phrase(5))),
        QueryKind("very frequent", frequent_phrases),
        QueryKind(
            "in no segment",
            [text[:20] + "zq" + text[20:30] for text in sampled_lines[:40]],
        ),
        QueryKind(
            "wildcard", ["config*ion", "inst*l the", "un*able"], PhraseMode.WILDCARD
        ),
        QueryKind("regular expression", ["colou?r", "[0-9]+ bytes"], PhraseMode.REGEX),
    ]


def _print_report(unit_store: UnitStore, kinds: list[QueryKind]) -> None:
    with unit_store.database.open_reader() as reader:
        counts = count_segments(reader)
    print(f"{counts} segments, warm, the first {LIMIT} hits with their units.\n")
    print("| phrases | queries | hits | p50 ms | p90 ms | most ms | scan p50 ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for kind in kinds:
        seconds, hit_counts = [], []
        for text in kind.phrases:
            phrase = SearchPhrase(text, kind.phrase_mode, kind.is_whole_words)
            _measure_search(unit_store, phrase)
            best_result = min(_measure_search(unit_store, phrase) for _ in range(3))
            seconds.append(best_result[0])
            hit_counts.append(best_result[1])
        scan_seconds = [
            _measure_scan(unit_store, text)
            for text in kind.phrases[:5]
            if kind.phrase_mode is PhraseMode.PLAIN
        ]
        ninetieth_percentile = sorted(seconds)[
            int(len(seconds) * 0.9) if len(seconds) > 1 else 0
        ]
        figures = [statistics.median(seconds), ninetieth_percentile, max(seconds)]
        if scan_seconds:
            figures.append(statistics.median(scan_seconds))
        cells = [f"{1000 * figure:.1f}" for figure in figures] + [""] * (
            not scan_seconds
        )
        print(
            f"| {kind.name} | {len(seconds)} | {statistics.median(hit_counts):.0f} | "
            f"{' | '.join(cells)} |",
            flush=True,
        )
    memory_used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{memory_used:.0f} MB resident at most.")


def _measure_search(unit_store: UnitStore, phrase: SearchPhrase) -> tuple[float, int]:
    start_time = time.perf_counter()
    options = ConcordanceOptions(limit=LIMIT)
    concordance = search_concordance(unit_store, phrase, SOURCE, TARGET, options)
    return time.perf_counter() - start_time, len(concordance.hits)


def _measure_scan(unit_store: UnitStore, phrase: str) -> float:
    """What LIKE takes for the numbers of all segments that hold the phrase."""
    segment = schema.segment
    condition = segment.c.folded.contains(fold_text(phrase), autoescape=True)
    query = select(func.count()).where(segment.c.locale == SOURCE.tag, condition)
    start_time = time.perf_counter()
    with unit_store.database.open_snapshot() as connection:
        connection.execute(query).scalar()
    return time.perf_counter() - start_time


if __name__ == "__main__":
    main()
