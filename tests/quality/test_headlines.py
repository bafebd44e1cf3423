"""How well marks are proposed for headlines that an address keeps without them.

Recipe: headlines and lines of the Vietnamese news of the development data
(`shared/data/align/vi-id/news`), and its synthetic sentences with official titles
(`shared/data/checks/base.jsonl`), 4 to 25 words, each made into a slug and marked by
the starter termbase and a memory of other documents (`shared/data/memory`, about 3,900
units). A word is marked when the proposal gives it, letter for letter but for capitals
and the place of a tone mark; wrong ones are counted among those that are marked.

Floors only rise; lowering one needs a reason in the commit.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from exports.terms import csv as terms_csv
from glossary.article_resources import make_diacritic_source
from glossary.concept_store import ConceptStore
from tests.quality.gold_terms import STARTER
from tests.tm.store.samples import changed_by, unit
from tm.articles.headline.diacritics import restore_diacritics, split_words
from tm.articles.headline.slug import read_slug
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_tone_style, remove_diacritics

pytestmark = pytest.mark.slow

FLOORS: Mapping[str, tuple[float, float]] = {
    # wrong among the marked at most, marked among all words at least, in percent
    "news": (0.5, 23),
    "titles": (0.1, 39),
}


@dataclass
class Outcome:
    """What became of the words of some headlines."""

    right: int = 0
    wrong: int = 0
    left: int = 0

    @property
    def wrong_share(self) -> float:
        """Of the marked words, in percent."""
        return 100 * self.wrong / max(1, self.right + self.wrong)

    @property
    def marked_share(self) -> float:
        """Of all words, in percent."""
        marked = self.right + self.wrong
        return 100 * marked / max(1, marked + self.left)


def slug(headline: str) -> str | None:
    """A headline as an address keeps it, and as it is read from there."""
    part = "-".join(re.findall(r"\w+", remove_diacritics(headline).lower()))
    return read_slug(f"https://a.example/{part}-20251008174102158.htm").headline


def headlines(shared: Path, kind: str) -> list[str]:
    """Lines of four to 25 words."""
    if kind == "news":
        files = sorted((shared / "data" / "align" / "vi-id" / "news").glob("*.src.txt"))
        found = [line for f in files for line in f.read_text("utf-8").splitlines()]
    else:
        base = shared / "data" / "checks" / "base.jsonl"
        rows = map(json.loads, base.read_text("utf-8").split("\n")[:-1])
        found = [row["vi"] for row in rows if row["set"] == "titles"]
    return [line for line in dict.fromkeys(found) if 4 <= len(line.split()) <= 25]


def judged(
    lines: Iterable[str], mark: Callable[[str], str | None], faults: Counter[str]
) -> Outcome:
    """Compare what is proposed with what is written."""
    outcome = Outcome()
    for line in lines:
        bare, real = slug(line), split_words(line)
        if bare is None or len(bare.split()) != len(real):
            continue  # such as 1,5 %, which an address writes as it likes
        given = (mark(bare) or bare).split()
        for word, wanted, old in zip(given, real, bare.split(), strict=True):
            if fold_tone_style(word.lower()) == fold_tone_style(wanted.lower()):
                # A word that needs no marks is right by itself, not by merit.
                outcome.right += word.lower() != old
                outcome.left += word.lower() == old
            elif word == old:
                outcome.left += 1
            else:
                outcome.wrong += 1
                faults[f"{wanted} as {word}: {line}"] += 1
    return outcome


@pytest.fixture(scope="module")
def outcomes(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Outcome]:
    """Of each kind of headline."""
    place = tmp_path_factory.mktemp("headlines") / "memory.db"
    found: dict[str, Outcome] = {}
    faults: Counter[str] = Counter()
    with Database.open(place) as database:
        with changed_by(database) as changes:
            ConceptStore(database).add(terms_csv.read_content(STARTER).entries, changes)
            lines = [
                line.split("\t")
                for file in sorted((shared / "data" / "memory").glob("*_vi_id.tsv"))
                for line in file.read_text("utf-8").splitlines()
            ]
            units = [unit(source, target) for source, target, *_ in lines]
            UnitStore(database).add(units, changes)
        source = make_diacritic_source(database, Locale("vi"))
        for kind in FLOORS:
            found[kind] = judged(
                headlines(shared, kind),
                lambda bare: restore_diacritics(bare, source),
                faults,
            )
    for kind, outcome in found.items():
        print(
            f"{kind}: {outcome.right} words marked right, {outcome.wrong} wrong "
            f"({outcome.wrong_share:.2f} % of the marked), {outcome.left} left "
            f"({outcome.marked_share:.1f} % marked)"
        )
    print(*faults, sep="\n")
    return found


@pytest.mark.parametrize("kind", FLOORS)
def test_marks_are_proposed_as_well_as_before(
    outcomes: dict[str, Outcome], kind: str
) -> None:
    most_wrong, least_marked = FLOORS[kind]
    assert outcomes[kind].wrong_share <= most_wrong
    assert outcomes[kind].marked_share >= least_marked
