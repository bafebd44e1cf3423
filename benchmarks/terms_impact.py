"""How long it takes to tell what a change of a term touches, beside find and replace.

    python benchmarks/terms_impact.py [--units 100000] [--folder DIR]

The memory is made of sentences around the terms of the starter termbase, a title in
every one of them, so that the change touches about one unit in `--rarity`. The peer is
what other tools offer: a regular expression over all units, which knows no longer
terms, no homonyms and no other side. Both read the same database in the same run.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from exports.terms import csv as terms_csv
from glossary.changes.planned_changes import find_touched_units
from glossary.changes.renaming import find_renamings
from glossary.changes.term_impact import TermImpact
from glossary.entries.editing import prefer_term
from glossary.entries.entry import ConceptEntry
from glossary.entries.notation import TermName
from glossary.termbase import Glossary
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
TERMS = Path(__file__).parents[1] / "seeds" / "glossary" / "official_titles.csv"
CONCEPT, NEW = "office-009", "Deputi Menteri Utama"


def main() -> None:
    """Make the memory, measure both ways, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--rarity", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    entries = terms_csv.read_content(TERMS).entries
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        with Database.open(Path(folder) / "memory.db") as database:
            _fill(database, entries, given.units, given.rarity)
            _measure(database, given.units)


def _fill(
    database: Database, entries: list[ConceptEntry], count: int, rarity: int
) -> None:
    with open_change_set(database, command="benchmark", author="benchmark") as changes:
        Glossary(database).add(entries, changes)
        UnitStore(database).add(_units(entries, count, rarity), changes)


def _units(
    entries: list[ConceptEntry], count: int, rarity: int
) -> Iterator[TranslationUnit]:
    chance = random.Random(20_25)
    pairs = [
        (entry.list_preferred_texts(VI)[0], entry.list_preferred_texts(ID)[0])
        for entry in entries
        if entry.list_preferred_texts(VI)
        and entry.list_preferred_texts(ID)
        and entry.id != CONCEPT
    ]
    wanted = next(entry for entry in entries if entry.id == CONCEPT)
    title = wanted.list_preferred_texts(VI)[0], wanted.list_preferred_texts(ID)[0]
    for number in range(count):
        one, other = chance.sample(pairs, 2)
        if number % rarity == 0:
            one = title
        yield TranslationUnit(
            Segment.of(VI, f"{one[0]} cho biết về {other[0]}, trong văn bản {number}."),
            Segment.of(ID, f"{one[1]} berkata tentang {other[1]}, di surat {number}."),
        )


def _measure(database: Database, count: int) -> None:
    before = Glossary(database).entry(CONCEPT)
    after = prefer_term(before, TermName(ID, NEW))
    (old,) = before.list_preferred_texts(ID)

    def impact() -> set[bytes]:
        judge = TermImpact(
            list(find_renamings(before, after)), Glossary(database).entries()
        )
        found = find_touched_units(database, judge)
        return {one.old_unit.key for one in found if not one.doubts}

    def replaced() -> set[bytes]:
        pattern = re.compile(rf"\b{re.escape(old)}\b")
        return {
            unit.key
            for unit in UnitStore(database).read_units()
            if unit.target and pattern.sub(NEW, unit.target.text) != unit.target.text
        }

    impact_time, touched = _timed(impact)
    peer_time, naive = _timed(replaced)
    print(f"{count} units; {old} → {NEW}")
    print(f"impact            {impact_time:6.2f} s   {len(touched):6} units")
    print(f"find and replace  {peer_time:6.2f} s   {len(naive):6} units")
    print(f"only find and replace touches {len(naive - touched)}, which hold a longer")
    print(f"title; only the impact touches {len(touched - naive)}")


def _timed(job: Callable[[], set[bytes]]) -> tuple[float, set[bytes]]:
    """Seconds of processor time, the better of two, and what came of it."""
    times = []
    for _ in range(2):
        start = time.process_time()
        result = job()
        times.append(time.process_time() - start)
    return min(times), result


if __name__ == "__main__":
    main()
