"""Every check of the termbase fires where it should, and only there."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cases.termbase_case_reader import TermbaseCase, iterate_termbase_cases
from checks.catalogue import CHECKS
from checks.engine.check import Level
from checks.engine.checked_termbase import CheckedTermbase, TermbaseFinding
from checks.termbase.relations import find_cycles
from checks.termbase_lint import lint_termbase
from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term
from tests.paths import ROOT
from tm.text.locale import Locale

CASES = list(iterate_termbase_cases())
FIRING = [case for case in CASES if case.must_fire]
SILENT = [case for case in CASES if not case.must_fire]
STARTER = ROOT / "seeds" / "glossary" / "official_titles.csv"


def findings_of(
    termbase: CheckedTermbase, only: Iterable[str] = ()
) -> list[TermbaseFinding]:
    result = lint_termbase(termbase, only=only)
    findings = list(result)
    assert result.failures == []
    return findings


def test_every_check_of_the_termbase_has_a_firing_and_a_silent_case() -> None:
    ours = {entry.id for entry in CHECKS.values() if entry.level is Level.TERMBASE}
    assert {case.check_id for case in FIRING} == ours
    assert {case.check_id for case in SILENT} == ours


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_fires(case: TermbaseCase) -> None:
    findings = findings_of(case.termbase, [case.check_id])
    expected = case.case_table
    assert len(findings) == expected.get("count", 1)
    found = findings[0]
    for name in ("concept", "quote", "fix"):
        if name in expected:
            assert getattr(found, name) == expected[name]
    for name in ("related", "examples"):
        if name in expected:
            assert getattr(found, name) == tuple(expected[name])
    assert expected.get("says", "") in found.message
    assert not found.message.endswith(".")


@pytest.mark.parametrize("case", SILENT, ids=str)
def test_is_silent(case: TermbaseCase) -> None:
    assert findings_of(case.termbase, [case.check_id]) == []


def test_the_starter_termbase_is_clean() -> None:
    assert (
        findings_of(CheckedTermbase.build(terms_csv.read_content(STARTER).entries))
        == []
    )


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 8)), max_size=8))
def test_rings_are_what_reaches_each_other(links: dict[int, set[int]]) -> None:
    def reached(node: int) -> set[int]:
        found: set[int] = set()
        waiting = [node]
        while waiting:
            for other in links.get(waiting.pop(), set()) - found:
                found.add(other)
                waiting.append(other)
        return found

    expected = {
        frozenset(b for b in links if b in reached(a) and a in reached(b)) | {a}
        for a in links
    }
    assert {frozenset(ring) for ring in find_cycles(links)} == {
        ring for ring in expected if len(ring) > 1
    }


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1), max_size=5))
def test_any_text_may_be_a_term(texts: list[str]) -> None:
    entries = [
        ConceptEntry(f"c{place}", (Term(Locale.parse("vi"), text),))
        for place, text in enumerate(texts)
    ]
    findings_of(CheckedTermbase.build(entries))
