"""Terms of texts that are expected, and of others."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine.known_terms import KnownTerms
from checks.engine.term_hits import expect, found_terms, terms_apart
from checks.engine.unit import Context, Unit
from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.recognition.hits import split_joined_titles
from tm.text.locale import Locale

VI, ID = Locale.parse("vi"), Locale.parse("id")
_SOURCES = st.sampled_from(["", "Bộ Công an", "các Bộ Ngoại giao, Công an", "ở Đức"])
_TARGETS = st.sampled_from(["", "Kementerian Luar Negeri", "kemlu Jerman", "Di Jerman"])


@cache
def _context() -> Context:
    entries = [
        ConceptEntry("moj", (Term(VI, "Bộ Công an"),)),
        ConceptEntry("mfa", (Term(VI, "Bộ Ngoại giao"), Term(ID, "Kemlu"))),
        ConceptEntry(
            "de",
            (
                Term(VI, "Đức"),
                Term(ID, "Jerman"),
                Term(ID, "Di Jerman", TermStatus.DEPRECATED, forbidden=True),
            ),
        ),
    ]
    return Context(ID, VI, KnownTerms.of(entries, ID, VI))


@given(
    units=st.lists(st.tuples(_SOURCES, _TARGETS), max_size=5),
    asked=st.lists(st.tuples(_SOURCES, _TARGETS, st.booleans()), max_size=5),
)
def test_what_is_expected_changes_nothing_that_is_found(
    units: list[tuple[str, str]], asked: list[tuple[str, str, bool]]
) -> None:
    context = _context()
    expect((Unit("u", target, source) for source, target in units), context)
    for source, target, wrong in asked:
        for terms, text in (
            (context.terms.source, source),
            (context.terms.target, target),
        ):
            assert terms is not None
            wanted = terms.find(text, include_forbidden=wrong, any_case=wrong)
            assert found_terms(terms, text, wrong=wrong) == wanted
            assert terms_apart(terms, text, wrong=wrong) == split_joined_titles(wanted)


def test_who_asks_for_another_text_makes_nobody_search_those_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = _context()
    terms = context.terms.target
    assert terms is not None
    searched: list[list[str]] = []

    def find_in_each(texts: list[str], **_: bool) -> list[list[TermHit]]:
        searched.append(texts)
        return [[] for _ in texts]

    monkeypatch.setattr(terms, "find_in_each", find_in_each)
    expect([Unit("u", "Di Jerman", "ở Đức")], context)
    assert len(found_terms(terms, "Kemlu Jerman", wrong=False)) == 2
    assert searched == []
    assert found_terms(terms, "Di Jerman", wrong=False) == []
    assert searched == [["Di Jerman"]]
    expect([], context)
