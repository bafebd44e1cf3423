"""What lookup finds of what a plain scan finds, with floors.

Small versions of `benchmarks/recall.py` and `benchmarks/recall_short.py`; the figures
are printed with `pytest -s tests/quality/test_recall.py`.
"""

import lzma
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any

import babel
import pytest

from tests.tm.store.samples import changed_by, unit
from tm.match.index.fuzzy_index import FuzzyIndex
from tm.match.lookup import LookupOptions, find_matches, scan_all_segments
from tm.match.match_rate import MAX_SHORT_QUERY_TOKEN_COUNT, Query
from tm.match.similarity import compute_text_similarity
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import match_form, remove_diacritics
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens

TARGET = Locale("zu")
SEGMENTS, QUERIES = 1500, 60
MEMTABLE_LIMIT = 20
"""So few that even a small memory has an index in files."""
THRESHOLDS = (50, 60, 70, 80, 90, 95)
_NO_POINTS: dict[str, Any] = {
    one.name: 0 for one in fields(PenaltySettings) if one.name != "memory"
}
NO_PENALTIES = PenaltySettings(**_NO_POINTS)


def filled(database: Database, texts: Sequence[str], tag: str) -> UnitStore:
    with changed_by(database) as changes:
        UnitStore(database).add([unit(one, "x", tag, "zu") for one in texts], changes)
    FuzzyIndex(database, memtable_limit=MEMTABLE_LIMIT).update()
    return UnitStore(database)


def test_every_hit_of_a_scan_by_tokens_is_found(
    sqlite_database: Database, shared: Path
) -> None:
    path = shared / "data/fuzzy/segments_200k.txt.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        segments = [line.strip() for line in islice(file, SEGMENTS)]
    memory = filled(sqlite_database, segments, "en")
    index = FuzzyIndex(sqlite_database, memtable_limit=MEMTABLE_LIMIT)
    wanted: Counter[int] = Counter()
    found: Counter[int] = Counter()
    for text in edited(segments):
        query = Query.of(Segment.of(Locale("en"), text))
        hits = list(scan_all_segments(memory, query, min(THRESHOLDS)))
        for threshold in THRESHOLDS:
            with open_lookup_reader(sqlite_database) as reading:
                given = index.find_candidates(reading, query, threshold)
            for number, score in hits:
                if score >= threshold:
                    wanted[threshold] += 1
                    found[threshold] += given.get(number, -1) >= score
    print(f"\n{SEGMENTS} segments, {QUERIES} queries: {dict(found)} of {dict(wanted)}")
    assert found == wanted and wanted[50] >= QUERIES // 2


def edited(segments: Sequence[str]) -> Iterator[str]:
    """Segments of which up to half of the words were changed."""
    chosen = random.Random(5)
    for text in chosen.sample(segments, QUERIES):
        words = text.split()
        for _ in range(round(len(words) * chosen.uniform(0, 0.5))):
            other = chosen.choice(chosen.choice(segments).split())
            words[chosen.randrange(len(words))] = chosen.choice(("", other))
        yield " ".join(words)


@pytest.mark.parametrize(
    ("tag", "one_floor", "five_floor"), [("id", 99.5, 99.0), ("vi", 99.5, 99.0)]
)
def test_short_names_find_what_a_scan_by_characters_finds(
    sqlite_database: Database, tag: str, one_floor: float, five_floor: float
) -> None:
    names = cldr_names(tag)
    memory = filled(sqlite_database, names, tag)
    options = LookupOptions(limit=50, penalties=NO_PENALTIES)
    forms = [match_form(name) for name in names]
    wanted: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for text in mistyped(names, tag):
        form = match_form(text)
        scores = sorted(
            (compute_text_similarity(form, one) for one in forms), reverse=True
        )
        hits = [score for score in scores if score >= options.min_rate]
        matches = find_matches(
            memory.database, Segment.of(Locale(tag), text), TARGET, options
        )
        given = Counter(
            compute_text_similarity(form, match_form(one.source.text))
            for one in matches
        )
        for most in (1, 5):
            best = Counter(hits[:most])
            wanted[most] += best.total()
            right[most] += (best & given).total()
    one, five = (100 * right[most] / wanted[most] for most in (1, 5))
    print(
        f"\n{tag}: {len(names)} names, 200 queries: top 1 {one:.2f}, top 5 {five:.2f}"
    )
    assert one >= one_floor and five >= five_floor and wanted[1] > 100


def cldr_names(tag: str) -> list[str]:
    """Names of territories, languages and currencies, as a memory has them."""
    locale = babel.Locale.parse(tag)
    tables = (locale.territories, locale.languages, locale.currencies)
    names = (Segment.of(Locale(tag), name) for one in tables for name in one.values())
    return list(dict.fromkeys(name.text for name in names))


def mistyped(names: Sequence[str], tag: str) -> Iterator[str]:
    """Names of up to six tokens with another letter, another ending, or no marks."""
    chosen = random.Random(6)
    short = [
        name
        for name in names
        if len(list_match_tokens(name, Locale(tag))) <= MAX_SHORT_QUERY_TOKEN_COUNT
    ]
    for name in chosen.sample(short, 200):
        place = chosen.randrange(len(name))
        letter = chosen.choice("aeioustnrk")
        made = name[:place] + chosen.choice(("", letter)) + name[place + 1 :]
        yield chosen.choice((made, made + "an", remove_diacritics(name), name.lower()))
