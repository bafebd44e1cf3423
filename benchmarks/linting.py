"""How fast the termbase is linted, and whether the work grows faster than it does.

    python benchmarks/linting.py [--concepts 50000]

Made concepts, each with four terms and a relation, are linted: as many as asked for,
and a quarter of them; and two odd termbases, in which all concepts share one term, and
in which one concept has all terms. Prints CPU seconds; peers have no such check.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


from checks.engine.checked_termbase import CheckedTermbase
from checks.termbase_lint import lint_termbase
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.text.locale import Locale

VI, ID, EN = (Locale.parse(tag) for tag in ("vi", "id", "en"))


def make_random_entries(count: int) -> Iterable[ConceptEntry]:
    """Concepts of random words."""
    random_source = random.Random(1)
    for number in range(count):
        vietnamese_text, indonesian_text = (
            " ".join(f"{stem}{random_source.randrange(3000)}" for _ in range(3))
            for stem in ("từ", "kata")
        )
        terms = (
            Term(VI, vietnamese_text),
            Term(ID, indonesian_text),
            Term(ID, f"{indonesian_text} lama", TermStatus.DEPRECATED),
            Term(EN, f"the {indonesian_text}"),
        )
        broader_relation = Relation(RelationKind.BROADER, f"c{number // 2}")
        yield ConceptEntry(f"c{number}", terms, relations=(broader_relation,))


def make_similar_entries(count: int) -> Iterable[ConceptEntry]:
    """Concepts with one term for all."""
    for number in range(count):
        yield ConceptEntry(f"c{number}", (Term(VI, f"x {number}"), Term(ID, "Menteri")))


def make_crowded_entries(count: int) -> Iterable[ConceptEntry]:
    """One concept with all terms, every other one forbidden."""
    yield ConceptEntry(
        "one",
        tuple(
            Term(ID, f"kata {entry_number}", TermStatus.DEPRECATED, forbidden=True)
            if entry_number % 2
            else Term(ID, f"kata {entry_number}")
            for entry_number in range(count)
        ),
    )


def main() -> None:
    """Time them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--concepts", type=int, default=50_000)
    concept_count = parser.parse_args().concepts
    for case_name, entries in (
        ("made", make_random_entries(concept_count // 4)),
        ("made", make_random_entries(concept_count)),
        ("alike", make_similar_entries(concept_count)),
        ("crowded", make_crowded_entries(concept_count)),
    ):
        entry_list = list(entries)
        start_time = time.process_time()
        finding_count = len(list(lint_termbase(CheckedTermbase.build(entry_list))))
        seconds = time.process_time() - start_time
        print(
            f"{case_name:8} {len(entry_list):>7,} concepts  {seconds:6.2f} s  "
            f"{finding_count:,} findings"
        )


if __name__ == "__main__":
    main()
