"""Looking terms up: how fast, how much of it is found, and what the index costs.

    python benchmarks/terms_lookup.py --concepts 1000 10000 100000 --folder DIR
    python benchmarks/terms_lookup.py --concepts 100000 --cold

The termbases are synthesised from the starter termbase: each concept joins the words
of the terms of two or three of its concepts, locale by locale, so that the words are
real and the terms are not. Queries are made of their Vietnamese and Indonesian terms.
Prints milliseconds of the processor, warm, in one process: Padanan by its index, the
comparison with each term (on a few queries), and two peers on the same terms without
marks: rapidfuzz over all, and a scan of SQLite by LIKE. Recall is against the
comparison with each term: of the first twenty. `--cold` runs whole processes.
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
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from rapidfuzz import fuzz, process

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import search_entries
from glossary.termbase import Glossary
from tm.match.lookup import open_index
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text, remove_diacritics
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_STARTER = Path(__file__).parents[1] / "seeds" / "glossary" / "official_titles.csv"
_PROGRAM = "from cli import main; main()"
_LIMIT = 20
_UNITS = 5000
_KINDS = ("exact", "prefix", "inside", "unmarked", "typo", "wrong word", "acronym")
_LOCALES = tuple(map(Locale, ("vi", "id")))

Queries = dict[str, list[tuple[str, Locale]]]


def main() -> None:
    """Measure what the arguments say, and print the figures."""
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    for count in options.concepts:
        path = options.folder / f"terms-{count}.db"
        if not path.exists():
            _fill(path, count)
        with Database.open(path) as database:
            _measure(database, path, options)
        if options.cold:
            _measure_cold(path, options.times)


def _fill(path: Path, count: int) -> None:
    started = time.process_time()
    with Database.open(path) as database:
        glossary = Glossary(database)
        with open_change_set(
            database, command="terms import", author="benchmark"
        ) as changes:
            glossary.add(_synthesised(count), changes)
    print(f"{count:,} concepts stored in {time.process_time() - started:.1f} s")


def _synthesised(count: int) -> Iterator[ConceptEntry]:
    """Concepts of the starter termbase, joined by twos and threes; each once."""
    starter = terms_csv.read_content(_STARTER).entries
    yield from starter[:count]
    dice = random.Random(count)
    for number in range(count - len(starter)):
        some = dice.sample(starter, dice.choice((2, 2, 3)))
        terms = []
        for locale in (*_LOCALES, Locale("en")):
            parts = [entry.list_preferred_texts(locale) for entry in some]
            if all(parts):
                text = " ".join(part[0] for part in parts)
                terms.append(Term(locale, text))
                if number % 5 == 0:
                    initials = "".join(word[0] for word in text.split()).upper()
                    terms.append(Term(locale, initials, TermStatus.ADMITTED))
        if terms:
            yield ConceptEntry(f"made-{number:06}", tuple(terms), some[0].subject_field)


def _queries(entries: Sequence[ConceptEntry], count: int) -> Queries:
    dice = random.Random(7)
    terms = [
        term
        for entry in entries
        for term in entry.terms
        if term.locale in _LOCALES and len(term.text.split()) > 2
    ]
    made: Queries = {}
    for kind in _KINDS:
        some = [dice.choice(terms) for _ in range(count)]
        made[kind] = [(_typed(kind, term.text, dice), term.locale) for term in some]
    return made


def _typed(kind: str, text: str, dice: random.Random) -> str:
    words = text.split()
    if kind == "exact":
        return text
    if kind == "prefix":
        return text[: dice.randint(4, len(text) - 1)]
    if kind == "acronym":
        return "".join(word[0] for word in words).lower()
    start = dice.randrange(len(words) - 1)
    part = words[start : start + dice.randint(2, 3)]
    if kind == "inside":
        return " ".join(part)
    if kind == "unmarked":
        return remove_diacritics(" ".join(part)).lower()
    place = dice.randrange(len(words))
    if kind == "wrong word":
        words[place] = dice.choice(["xyz", "qua", "zat"])
    else:
        place = max(range(len(words)), key=lambda at: len(words[at]))
        words[place] = _slipped(words[place], dice)
    return remove_diacritics(" ".join(words)).lower()


def _slipped(word: str, dice: random.Random) -> str:
    """With two letters swapped, one missing, one too many or another one."""
    place = dice.randrange(len(word) - 1) if len(word) > 1 else 0
    letter = dice.choice("aeinotu")
    before, here, after = word[:place], word[place : place + 2], word[place + 2 :]
    return dice.choice(
        [
            before + here[::-1] + after,
            before + here[1:] + after,
            before + letter + here + after,
            before + letter + here[1:] + after,
        ]
    )


def _measure(database: Database, path: Path, options: argparse.Namespace) -> None:
    entries = list(Glossary(database).entries())
    queries = _queries(entries, options.queries)
    started = time.process_time()
    term_lookup = TermLookup(database)
    is_new = term_lookup.update()
    seconds = time.process_time() - started
    folder = path.with_name(f"{path.name}.index")
    size = sum(file.stat().st_size for file in folder.rglob("*.arrays"))
    print(
        f"\n{len(entries):,} concepts, {sum(len(e.terms) for e in entries):,} terms; "
        f"index {'built' if is_new else 'read'} in {seconds:.2f} s, "
        f"{size / 1e6:.1f} MB; the database has {path.stat().st_size / 1e6:.0f} MB"
    )
    names = [(term.locale, fold_text(term.text)) for e in entries for term in e.terms]
    texts = {lc: [text for at, text in names if at == lc] for lc in _LOCALES}
    likes = sqlite3.connect(path)
    peers: dict[str, Callable[[str, Locale], object]] = {
        "rapidfuzz.process.extract": lambda text, locale: process.extract(
            fold_text(text), texts[locale], scorer=fuzz.ratio, limit=_LIMIT
        ),
        "SQLite LIKE": lambda text, locale: likes.execute(
            "SELECT concept_id FROM term WHERE locale = ? AND folded LIKE ? LIMIT ?",
            (locale.tag, f"%{fold_text(text)}%", _LIMIT),
        ).fetchall(),
        "each term compared": lambda text, locale: search_entries(
            entries, text, locale, limit=_LIMIT
        ),
    }
    print(f"{'':12} {'p50':>7} {'p99':>7} {'recall':>7}  " + "  ".join(peers))
    for kind, asked in queries.items():
        times = _times(lambda *query: term_lookup.find(*query, limit=_LIMIT), asked)
        few = asked[: options.few]
        cells = [f"{_p(_times(peer, few), 50):8.2f}" for peer in peers.values()]
        recall = _recall(term_lookup, entries, few)
        print(
            f"{kind:12} {_p(times, 50):7.2f} {_p(times, 99):7.2f} {recall:7.1%}  "
            + "  ".join(cells)
        )
    likes.close()


def _recall(
    term_lookup: TermLookup,
    entries: Sequence[ConceptEntry],
    asked: Iterable[tuple[str, Locale]],
) -> float:
    wanted = found = 0
    for text, locale in asked:
        by_scan = {
            hit.entry.id for hit in search_entries(entries, text, locale, limit=_LIMIT)
        }
        hits = term_lookup.find(text, locale, limit=_LIMIT)
        wanted += len(by_scan)
        found += len(by_scan & {hit.entry.id for hit in hits})
    return found / wanted if wanted else 1.0


def _times(
    function: Callable[[str, Locale], object], asked: Iterable[tuple[str, Locale]]
) -> list[float]:
    times = []
    for text, locale in asked:
        started = time.process_time()
        function(text, locale)
        times.append(1000 * (time.process_time() - started))
    return times


def _p(times: Sequence[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def _measure_cold(path: Path, times: int) -> None:
    """Whole processes in turn: lookup of a term, and lookup in a memory of terms."""
    program = [sys.executable, "-c", _PROGRAM, "--database", str(path)]
    source, target = _LOCALES
    with Database.open(path) as database:
        units = [
            TranslationUnit(Segment.of(source, one), Segment.of(target, other))
            for entry in islice(Glossary(database).entries(), _UNITS)
            for one in entry.list_preferred_texts(source)
            for other in entry.list_preferred_texts(target)
        ]
        with open_change_set(database, command="add", author="benchmark") as changes:
            UnitStore(database).add(units, changes)
        open_index(database).update()
    asked = "thuế đối ứng và thứ trưởng"
    commands = {
        "import numpy, rapidfuzz": [sys.executable, "-c", "import numpy, rapidfuzz"],
        "padanan lookup": [*program, "lookup", asked, "-s", "vi", "-t", "id"],
        "padanan terms lookup": [*program, "terms", "lookup", "thu truong", "-l", "vi"],
        "the same, with a slip": [*program, "terms", "lookup", "thu trugn", "-l", "vi"],
    }
    runs: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = 0
            runs[name].append(1000 * (usage.ru_utime + usage.ru_stime))
    first = statistics.median(runs["padanan lookup"])
    for name, some in runs.items():
        median = statistics.median(some)
        print(f"{name:24} {median:6.0f} ms of processor, {median / first:.2f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--concepts", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--queries", type=int, default=200, help="of each kind")
    parser.add_argument("--few", type=int, default=3, help="of each kind, for peers")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "padanan-benchmark"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
