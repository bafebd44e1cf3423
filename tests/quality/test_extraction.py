"""How many terms of a glossary are among the candidates, and rightly translated.

Recipe: the title documents of the development data in `shared/data/checks` (360
synthetic pairs of sentences with real official titles), all defaults, the first 200
candidates. A term of its glossary counts if it is preferred and its form occurs twice
or more, whatever its capitals; it is right if the first proposal is its preferred
translation, capitals aside. Two of the 54 cannot be found, and should not: `Pháp` is
only ever a syllable of `Tư pháp` there, and `Đức` one of `Phạm Đức Thành`.

`pytest -s tests/quality/test_extraction.py` prints the figures. Floors only rise;
lowering one needs a reason in the commit.
"""

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from glossary.extraction.term_extraction import TextUnit, extract_terms
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.text.locale import Locale
from tm.text.normal import match_form


@dataclass(frozen=True, slots=True)
class Figures:
    """How many terms occur, are candidates, and have the right translation first."""

    terms: int
    found: int
    right: int


FLOORS = {
    ("vi", "id", "all"): Figures(54, 52, 52),
    ("vi", "id", "even documents"): Figures(49, 47, 46),
    ("vi", "id", "odd documents"): Figures(48, 44, 42),
    ("id", "vi", "all"): Figures(52, 52, 52),
}
_PARTS: Mapping[str, Callable[[str], bool]] = {
    "all": lambda document: True,
    "even documents": lambda document: int(document[-2:]) % 2 == 0,
    "odd documents": lambda document: int(document[-2:]) % 2 == 1,
}


@pytest.mark.parametrize(("source", "target", "part"), FLOORS)
def test_titles_are_found_with_their_translations(
    shared: Path, source: str, target: str, part: str
) -> None:
    folder = shared / "data" / "checks"
    units = titles(folder / "base.jsonl", source, target, _PARTS[part])
    terms = glossary(folder / "glossary.csv", units, source, target)
    figures = measured(units, terms, Locale.parse(source), Locale.parse(target))
    print(f"\n{source}-{target} {part}: {len(units)} units, {figures}")
    floor = FLOORS[source, target, part]
    assert figures.terms == floor.terms
    assert figures.found >= floor.found and figures.right >= floor.right


def titles(
    path: Path, source: str, target: str, wanted: Callable[[str], bool]
) -> list[TextUnit]:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        TextUnit(row[source], row[target], row["doc"])
        for row in rows
        if row["set"] == "titles" and wanted(row["doc"])
    ]


def glossary(
    path: Path, units: list[TextUnit], source: str, target: str
) -> dict[str, set[str]]:
    """The preferred forms that occur twice, with their translations."""
    whole = "\n".join(unit.source for unit in units).lower()
    terms: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            form = rf"(?<!\w){re.escape(row[source].lower())}(?!\w)"
            if row["status"] == "preferred" and len(re.findall(form, whole)) > 1:
                terms.setdefault(row[source], set()).add(row[target])
    return terms


def measured(
    units: list[TextUnit], terms: dict[str, set[str]], source: Locale, target: Locale
) -> Figures:
    found = extract_terms(
        lambda: units,
        source_locale=source,
        target_locale=target,
        dictionary=load_starter_dictionary(source, target),
    )
    firsts = {
        form(candidate.text): form(candidate.equivalents[0].text)
        for candidate in found.candidates
        if candidate.equivalents
    }
    hits = [term for term in terms if form(term) in firsts]
    right = [t for t in hits if firsts[form(t)] in {form(one) for one in terms[t]}]
    return Figures(len(terms), len(hits), len(right))


def form(text: str) -> str:
    return match_form(text, is_vietnamese=True)
