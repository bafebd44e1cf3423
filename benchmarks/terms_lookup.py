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
from glossary.concept_store import ConceptStore
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.lookup.term_lookup import TermLookup
from glossary.lookup.term_search import search_entries
from tm.match.lookup import open_index
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text, remove_diacritics
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_STARTER_PATH = Path(__file__).parents[1] / "seeds" / "glossary" / "official_titles.csv"
_PROGRAM_CODE = "from cli import main; main()"
_LIMIT = 20
_UNIT_COUNT = 5000
_QUERY_KINDS = (
    "exact",
    "prefix",
    "inside",
    "unmarked",
    "typo",
    "wrong word",
    "acronym",
)
_LOCALES = tuple(map(Locale, ("vi", "id")))

Queries = dict[str, list[tuple[str, Locale]]]


def main() -> None:
    """Measure what the arguments say, and print the figures."""
    options = _parse_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    for concept_count in options.concepts:
        database_path = options.folder / f"terms-{concept_count}.db"
        if not database_path.exists():
            _fill_database(database_path, concept_count)
        with Database.open(database_path) as database:
            _measure_lookup(database, database_path, options)
        if options.cold:
            _measure_cold(database_path, options.times)


def _fill_database(path: Path, count: int) -> None:
    start_time = time.process_time()
    with Database.open(path) as database:
        concept_store = ConceptStore(database)
        with open_change_set(
            database, command="terms import", author="benchmark"
        ) as change_set:
            concept_store.add(_make_entries(count), change_set)
    print(f"{count:,} concepts stored in {time.process_time() - start_time:.1f} s")


def _make_entries(count: int) -> Iterator[ConceptEntry]:
    """Concepts of the starter termbase, joined by twos and threes; each once."""
    starter_entries = terms_csv.read_content(_STARTER_PATH).entries
    yield from starter_entries[:count]
    random_source = random.Random(count)
    for number in range(count - len(starter_entries)):
        combined_entries = random_source.sample(
            starter_entries, random_source.choice((2, 2, 3))
        )
        terms = []
        for locale in (*_LOCALES, Locale("en")):
            preferred_texts = [
                entry.list_preferred_texts(locale) for entry in combined_entries
            ]
            if all(preferred_texts):
                text = " ".join(part[0] for part in preferred_texts)
                terms.append(Term(locale, text))
                if number % 5 == 0:
                    initials = "".join(word[0] for word in text.split()).upper()
                    terms.append(Term(locale, initials, TermStatus.ADMITTED))
        if terms:
            yield ConceptEntry(
                f"made-{number:06}", tuple(terms), combined_entries[0].subject_field
            )


def _make_queries(entries: Sequence[ConceptEntry], count: int) -> Queries:
    random_source = random.Random(7)
    terms = [
        term
        for entry in entries
        for term in entry.terms
        if term.locale in _LOCALES and len(term.text.split()) > 2
    ]
    queries_by_kind: Queries = {}
    for kind in _QUERY_KINDS:
        sampled_terms = [random_source.choice(terms) for _ in range(count)]
        queries_by_kind[kind] = [
            (_type_text(kind, term.text, random_source), term.locale)
            for term in sampled_terms
        ]
    return queries_by_kind


def _type_text(kind: str, text: str, random_source: random.Random) -> str:
    words = text.split()
    if kind == "exact":
        return text
    if kind == "prefix":
        return text[: random_source.randint(4, len(text) - 1)]
    if kind == "acronym":
        return "".join(word[0] for word in words).lower()
    start = random_source.randrange(len(words) - 1)
    word_run = words[start : start + random_source.randint(2, 3)]
    if kind == "inside":
        return " ".join(word_run)
    if kind == "unmarked":
        return remove_diacritics(" ".join(word_run)).lower()
    word_index = random_source.randrange(len(words))
    if kind == "wrong word":
        words[word_index] = random_source.choice(["xyz", "qua", "zat"])
    else:
        word_index = max(range(len(words)), key=lambda at: len(words[at]))
        words[word_index] = _make_typo(words[word_index], random_source)
    return remove_diacritics(" ".join(words)).lower()


def _make_typo(word: str, random_source: random.Random) -> str:
    """With two letters swapped, one missing, one too many or another one."""
    letter_index = random_source.randrange(len(word) - 1) if len(word) > 1 else 0
    letter = random_source.choice("aeinotu")
    text_before, swapped_letters, text_after = (
        word[:letter_index],
        word[letter_index : letter_index + 2],
        word[letter_index + 2 :],
    )
    return random_source.choice(
        [
            text_before + swapped_letters[::-1] + text_after,
            text_before + swapped_letters[1:] + text_after,
            text_before + letter + swapped_letters + text_after,
            text_before + letter + swapped_letters[1:] + text_after,
        ]
    )


def _measure_lookup(
    database: Database, path: Path, options: argparse.Namespace
) -> None:
    entries = list(ConceptStore(database).entries())
    queries = _make_queries(entries, options.queries)
    start_time = time.process_time()
    term_lookup = TermLookup(database)
    is_new = term_lookup.update()
    seconds = time.process_time() - start_time
    folder = path.with_name(f"{path.name}.index")
    index_bytes = sum(file.stat().st_size for file in folder.rglob("*.arrays"))
    print(
        f"\n{len(entries):,} concepts, {sum(len(entry.terms) for entry in entries):,} "
        f"terms; index {'built' if is_new else 'read'} in {seconds:.2f} s, "
        f"{index_bytes / 1e6:.1f} MB; the database has {path.stat().st_size / 1e6:.0f} "
        "MB"
    )
    locale_texts = [
        (term.locale, fold_text(term.text)) for entry in entries for term in entry.terms
    ]
    texts_by_locale = {
        lc: [text for term_locale, text in locale_texts if term_locale == lc]
        for lc in _LOCALES
    }
    connection = sqlite3.connect(path)
    search_by_peer: dict[str, Callable[[str, Locale], object]] = {
        "rapidfuzz.process.extract": lambda text, locale: process.extract(
            fold_text(text), texts_by_locale[locale], scorer=fuzz.ratio, limit=_LIMIT
        ),
        "SQLite LIKE": lambda text, locale: connection.execute(
            "SELECT concept_id FROM term WHERE locale = ? AND folded LIKE ? LIMIT ?",
            (locale.tag, f"%{fold_text(text)}%", _LIMIT),
        ).fetchall(),
        "each term compared": lambda text, locale: search_entries(
            entries, text, locale, limit=_LIMIT
        ),
    }
    print(f"{'':12} {'p50':>7} {'p99':>7} {'recall':>7}  " + "  ".join(search_by_peer))
    for kind, kind_queries in queries.items():
        seconds_per_query = _measure_queries(
            lambda *query: term_lookup.find(*query, limit=_LIMIT), kind_queries
        )
        few_queries = kind_queries[: options.few]
        cells = [
            f"{_compute_percentile(_measure_queries(peer, few_queries), 50):8.2f}"
            for peer in search_by_peer.values()
        ]
        recall = _compute_recall(term_lookup, entries, few_queries)
        print(
            f"{kind:12} {_compute_percentile(seconds_per_query, 50):7.2f} "
            f"{_compute_percentile(seconds_per_query, 99):7.2f} {recall:7.1%}  "
            + "  ".join(cells)
        )
    connection.close()


def _compute_recall(
    term_lookup: TermLookup,
    entries: Sequence[ConceptEntry],
    queries: Iterable[tuple[str, Locale]],
) -> float:
    wanted_count = found_count = 0
    for text, locale in queries:
        scanned_ids = {
            hit.entry.id for hit in search_entries(entries, text, locale, limit=_LIMIT)
        }
        hits = term_lookup.find(text, locale, limit=_LIMIT)
        wanted_count += len(scanned_ids)
        found_count += len(scanned_ids & {hit.entry.id for hit in hits})
    return found_count / wanted_count if wanted_count else 1.0


def _measure_queries(
    function: Callable[[str, Locale], object], queries: Iterable[tuple[str, Locale]]
) -> list[float]:
    seconds = []
    for text, locale in queries:
        start_time = time.process_time()
        function(text, locale)
        seconds.append(1000 * (time.process_time() - start_time))
    return seconds


def _compute_percentile(seconds: Sequence[float], percent: int) -> float:
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)]


def _measure_cold(path: Path, run_count: int) -> None:
    """Whole processes in turn: lookup of a term, and lookup in a memory of terms."""
    program_command = [sys.executable, "-c", _PROGRAM_CODE, "--database", str(path)]
    source_locale, target_locale = _LOCALES
    with Database.open(path) as database:
        units = [
            TranslationUnit(
                Segment.of(source_locale, source_text),
                Segment.of(target_locale, target_text),
            )
            for entry in islice(ConceptStore(database).entries(), _UNIT_COUNT)
            for source_text in entry.list_preferred_texts(source_locale)
            for target_text in entry.list_preferred_texts(target_locale)
        ]
        with open_change_set(database, command="add", author="benchmark") as change_set:
            UnitStore(database).add(units, change_set)
        open_index(database).update()
    query_text = "thuế đối ứng và thứ trưởng"
    command_by_name = {
        "import numpy, rapidfuzz": [sys.executable, "-c", "import numpy, rapidfuzz"],
        "padanan lookup": [
            *program_command,
            "lookup",
            query_text,
            "-s",
            "vi",
            "-t",
            "id",
        ],
        "padanan terms lookup": [
            *program_command,
            "terms",
            "lookup",
            "thu truong",
            "-l",
            "vi",
        ],
        "the same, with a slip": [
            *program_command,
            "terms",
            "lookup",
            "thu trugn",
            "-l",
            "vi",
        ],
    }
    seconds_by_name: dict[str, list[float]] = {name: [] for name in command_by_name}
    for _ in range(run_count):
        for name, command in command_by_name.items():
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = 0
            seconds_by_name[name].append(1000 * (usage.ru_utime + usage.ru_stime))
    first_median = statistics.median(seconds_by_name["padanan lookup"])
    for name, command_seconds in seconds_by_name.items():
        median = statistics.median(command_seconds)
        print(f"{name:24} {median:6.0f} ms of processor, {median / first_median:.2f}")


def _parse_options() -> argparse.Namespace:
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
