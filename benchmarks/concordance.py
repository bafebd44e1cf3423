"""Concordance on a memory of any size, beside a plain scan in the same run.

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
class Kind:
    """A kind of phrase, and how it is looked for."""

    name: str
    phrases: list[str]
    mode: PhraseMode = PhraseMode.PLAIN
    words: bool = False


def main() -> None:
    """Build the memory, ask, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000, help="segments")
    parser.add_argument("--queries", type=int, default=40, help="of each kind")
    parser.add_argument("--database", help="path or URL; kept, and used again")
    chosen = parser.parse_args()
    lines = list(_lines(chosen.text))
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.database or str(Path(folder) / "memory.db")
        with Database.open(place) as database:
            memory = UnitStore(database)
            with database.open_reader() as reader:
                have = sum(count_segments(reader).values())
            # Some of the segments that are made are equal.
            if have < 0.99 * chosen.size:
                _fill(database, lines, chosen.size, have)
            print(f"\nRecipe: `{' '.join(sys.argv)}`, {database.dialect}.\n")
            _report(memory, _kinds(lines, chosen.queries))


def _lines(path: Path) -> Iterator[str]:
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else None
    with opened or path.open(encoding="utf-8") as file:
        for line in file:
            for text in line.rstrip("\n").split("\t")[:2]:
                if text.strip():
                    yield text


def _segments(lines: list[str], size: int) -> Iterator[str]:
    yield from lines[:size]
    chance = random.Random(SEED)
    for _ in range(size - len(lines)):
        one, other = chance.choice(lines).split(), chance.choice(lines).split()
        yield " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def _fill(database: Database, lines: list[str], size: int, have: int) -> None:
    """Every two segments are a unit; half of them are in each locale."""
    texts = _segments(lines, size)
    pairs = zip(texts, texts, strict=False)
    units = (
        TranslationUnit(Segment.of(SOURCE, one), Segment.of(TARGET, other))
        for one, other in pairs
    )
    started = time.perf_counter()
    with open_change_set(database, command="benchmark", author="benchmark") as changes:
        UnitStore(database).add(units, changes)
    took = time.perf_counter() - started
    print(f"added {size - have:,} segments in {took:.0f} s", file=sys.stderr)


def _kinds(lines: list[str], count: int) -> list[Kind]:
    chance = random.Random(SEED)
    chosen = [text for text in chance.sample(lines, count * 20) if len(text) > 40]

    def some(make: Callable[[str], str]) -> list[str]:
        made = dict.fromkeys(phrase for text in chosen if len(phrase := make(text)) > 2)
        return list(made)[:count]

    def words(number: int) -> Callable[[str], str]:
        def make(text: str) -> str:
            found = text.split()
            start = chance.randrange(max(1, len(found) - number))
            return " ".join(found[start : start + number])

        return make

    def letters(number: int) -> Callable[[str], str]:
        def make(text: str) -> str:
            start = chance.randrange(len(text) - number)
            return fold_text(text[start : start + number]).strip()

        return make

    often = ["the", "ing", "and", "of the", " to ", "file", "configuration", "you can"]
    return [
        Kind("three characters", some(letters(3))),
        Kind("one word", some(words(1))),
        Kind("one word, whole", some(words(1)), words=True),
        Kind("two words", some(words(2))),
        Kind("five words", some(words(5))),
        Kind("very frequent", often),
        Kind("in no segment", [text[:20] + "zq" + text[20:30] for text in chosen[:40]]),
        Kind("wildcard", ["config*ion", "inst*l the", "un*able"], PhraseMode.WILDCARD),
        Kind("regular expression", ["colou?r", "[0-9]+ bytes"], PhraseMode.REGEX),
    ]


def _report(memory: UnitStore, kinds: list[Kind]) -> None:
    with memory.database.open_reader() as reader:
        counts = count_segments(reader)
    print(f"{counts} segments, warm, the first {LIMIT} hits with their units.\n")
    print("| phrases | queries | hits | p50 ms | p90 ms | most ms | scan p50 ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for kind in kinds:
        took, hits = [], []
        for text in kind.phrases:
            phrase = SearchPhrase(text, kind.mode, kind.words)
            _ask(memory, phrase)
            best = min(_ask(memory, phrase) for _ in range(3))
            took.append(best[0])
            hits.append(best[1])
        scans = [
            _scan(memory, text)
            for text in kind.phrases[:5]
            if kind.mode is PhraseMode.PLAIN
        ]
        p90 = sorted(took)[int(len(took) * 0.9) if len(took) > 1 else 0]
        figures = [statistics.median(took), p90, max(took)]
        if scans:
            figures.append(statistics.median(scans))
        cells = [f"{1000 * figure:.1f}" for figure in figures] + [""] * (not scans)
        print(
            f"| {kind.name} | {len(took)} | {statistics.median(hits):.0f} | "
            f"{' | '.join(cells)} |",
            flush=True,
        )
    memory_used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{memory_used:.0f} MB resident at most.")


def _ask(memory: UnitStore, phrase: SearchPhrase) -> tuple[float, int]:
    started = time.perf_counter()
    options = ConcordanceOptions(limit=LIMIT)
    found = search_concordance(memory, phrase, SOURCE, TARGET, options)
    return time.perf_counter() - started, len(found.hits)


def _scan(memory: UnitStore, phrase: str) -> float:
    """What LIKE takes for the numbers of all segments that hold the phrase."""
    segment = schema.segment
    sign = segment.c.folded.contains(fold_text(phrase), autoescape=True)
    query = select(func.count()).where(segment.c.locale == SOURCE.tag, sign)
    started = time.perf_counter()
    with memory.database.open_snapshot() as connection:
        connection.execute(query).scalar()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
