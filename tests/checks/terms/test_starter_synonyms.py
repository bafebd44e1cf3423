"""Synonyms of the starter termbase: told in the profile `strict` only."""

import pytest

from checks.cases.text_case_reader import make_entry
from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from tm.text.locale import Locale

ID = Locale("id")
UNITS = [
    Unit("a", "Proses negosiasi dimulai pada 2019.", document="d"),
    Unit("b", "Setelah dua negosiasi, perundingan itu selesai.", document="d"),
]
CONCEPT = {
    "id": "a",
    "vi_term": "đàm phán",
    "id_term": "negosiasi",
    "id_admitted": "perundingan",
}


@pytest.mark.parametrize(
    ("starter_ids", "options", "quotes"),
    [
        (set(), {}, ["perundingan"]),
        ({"a"}, {}, []),
        ({"a"}, {("term.inconsistent", "starter_terms"): True}, ["perundingan"]),
    ],
)
def test_terms_of_the_starter_may_vary(
    starter_ids: set[str], options: dict[tuple[str, str], object], quotes: list[str]
) -> None:
    terms = KnownTerms.build(
        [make_entry(CONCEPT)], ID, starter_concept_ids=frozenset(starter_ids)
    )
    context = Context(ID, terms=terms, options=options)
    told = run(UNITS, context, select_checks(["term.inconsistent"]))
    assert [finding.quote for finding in told] == quotes
