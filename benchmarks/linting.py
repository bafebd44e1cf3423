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

import packages  # noqa: F401 - it orders the path

from checks.engine.termbase import Termbase
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


def made(count: int) -> Iterable[ConceptEntry]:
    """Concepts of random words."""
    chance = random.Random(1)
    for number in range(count):
        one, other = (
            " ".join(f"{stem}{chance.randrange(3000)}" for _ in range(3))
            for stem in ("từ", "kata")
        )
        terms = (
            Term(VI, one),
            Term(ID, other),
            Term(ID, f"{other} lama", TermStatus.DEPRECATED),
            Term(EN, f"the {other}"),
        )
        wider = Relation(RelationKind.BROADER, f"c{number // 2}")
        yield ConceptEntry(f"c{number}", terms, relations=(wider,))


def alike(count: int) -> Iterable[ConceptEntry]:
    """Concepts with one term for all."""
    for number in range(count):
        yield ConceptEntry(f"c{number}", (Term(VI, f"x {number}"), Term(ID, "Menteri")))


def crowded(count: int) -> Iterable[ConceptEntry]:
    """One concept with all terms, every other one forbidden."""
    yield ConceptEntry(
        "one",
        tuple(
            Term(ID, f"kata {n}", TermStatus.DEPRECATED, forbidden=True)
            if n % 2
            else Term(ID, f"kata {n}")
            for n in range(count)
        ),
    )


def main() -> None:
    """Time them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--concepts", type=int, default=50_000)
    count = parser.parse_args().concepts
    for name, entries in (
        ("made", made(count // 4)),
        ("made", made(count)),
        ("alike", alike(count)),
        ("crowded", crowded(count)),
    ):
        whole = list(entries)
        start = time.process_time()
        found = len(list(lint_termbase(Termbase.build(whole))))
        spent = time.process_time() - start
        print(f"{name:8} {len(whole):>7,} concepts  {spent:6.2f} s  {found:,} findings")


if __name__ == "__main__":
    main()
