"""Time to find what a change of a term affects, compared with find and replace.

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
from glossary.changes.planned_changes import find_affected_units
from glossary.changes.renaming import find_renamings
from glossary.changes.term_impact import RenamedTermFinder
from glossary.concept_store import ConceptStore
from glossary.entries.editing import prefer_term
from glossary.entries.entry import ConceptEntry
from glossary.entries.notation import TermName
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
TERMS_PATH = Path(__file__).parents[1] / "seeds" / "glossary" / "official_titles.csv"
CONCEPT_ID, NEW_TERM_TEXT = "office-009", "Deputi Menteri Utama"


def main() -> None:
    """Make the memory, measure both ways, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--rarity", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    entries = terms_csv.read_content(TERMS_PATH).entries
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        with Database.open(Path(folder) / "memory.db") as database:
            _fill_database(database, entries, options.units, options.rarity)
            _measure_impact(database, options.units)


def _fill_database(
    database: Database, entries: list[ConceptEntry], unit_count: int, rarity: int
) -> None:
    with open_change_set(
        database, command="benchmark", author="benchmark"
    ) as change_set:
        ConceptStore(database).add(entries, change_set)
        UnitStore(database).add(_make_units(entries, unit_count, rarity), change_set)


def _make_units(
    entries: list[ConceptEntry], unit_count: int, rarity: int
) -> Iterator[TranslationUnit]:
    random_source = random.Random(20_25)
    term_pairs = [
        (entry.list_preferred_texts(VI)[0], entry.list_preferred_texts(ID)[0])
        for entry in entries
        if entry.list_preferred_texts(VI)
        and entry.list_preferred_texts(ID)
        and entry.id != CONCEPT_ID
    ]
    changed_entry = next(entry for entry in entries if entry.id == CONCEPT_ID)
    changed_pair = (
        changed_entry.list_preferred_texts(VI)[0],
        changed_entry.list_preferred_texts(ID)[0],
    )
    for number in range(unit_count):
        first_pair, second_pair = random_source.sample(term_pairs, 2)
        if number % rarity == 0:
            first_pair = changed_pair
        yield TranslationUnit(
            Segment.of(
                VI,
                f"{first_pair[0]} cho biết về {second_pair[0]}, trong văn bản "
                f"{number}.",
            ),
            Segment.of(
                ID,
                f"{first_pair[1]} berkata tentang {second_pair[1]}, di surat {number}.",
            ),
        )


def _measure_impact(database: Database, unit_count: int) -> None:
    old_entry = ConceptStore(database).entry(CONCEPT_ID)
    new_entry = prefer_term(old_entry, TermName(ID, NEW_TERM_TEXT))
    (old_text,) = old_entry.list_preferred_texts(ID)

    def impact() -> set[bytes]:
        impact_rules = RenamedTermFinder(
            list(find_renamings(old_entry, new_entry)), ConceptStore(database).entries()
        )
        affected_units = find_affected_units(database, impact_rules)
        return {
            affected_unit.old_unit.key
            for affected_unit in affected_units
            if not affected_unit.doubts
        }

    def replaced() -> set[bytes]:
        pattern = re.compile(rf"\b{re.escape(old_text)}\b")
        return {
            unit.key
            for unit in UnitStore(database).read_units()
            if unit.target
            and pattern.sub(NEW_TERM_TEXT, unit.target.text) != unit.target.text
        }

    impact_time, affected_keys = _measure_job(impact)
    peer_time, replaced_keys = _measure_job(replaced)
    print(f"{unit_count} units; {old_text} → {NEW_TERM_TEXT}")
    print(f"impact            {impact_time:6.2f} s   {len(affected_keys):6} units")
    print(f"find and replace  {peer_time:6.2f} s   {len(replaced_keys):6} units")
    print(
        f"only find and replace touches {len(replaced_keys - affected_keys)}, which "
        "hold a longer"
    )
    print(f"title; only the impact changes {len(affected_keys - replaced_keys)}")


def _measure_job(job: Callable[[], set[bytes]]) -> tuple[float, set[bytes]]:
    """Seconds of processor time, the better of two, and what came of it."""
    seconds = []
    for _ in range(2):
        start_time = time.process_time()
        result = job()
        seconds.append(time.process_time() - start_time)
    return min(seconds), result


if __name__ == "__main__":
    main()
