"""The starter termbase: what holds of all its rows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

import pytest

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.forms.folding import fold_term
from tests.paths import ROOT
from tm.text.locale import Locale
from tm.text.normal import nfc

_FOLDER = ROOT / "seeds" / "glossary"
_EACH = [Locale.parse(tag) for tag in ("vi", "id")]


@pytest.fixture(scope="module")
def entries() -> list[ConceptEntry]:
    read = terms_csv.read_content(_FOLDER / "official_titles.csv")
    assert not read.skipped
    assert not read.lost
    return read.entries


def _preferred(entries: list[ConceptEntry]) -> dict[tuple[str, str], set[str]]:
    """The concepts that each form, as the recogniser sees it, is the term to use of."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry, term in _terms(entries):
        if term.status is TermStatus.PREFERRED:
            found[_form(term)].add(entry.id)
    return found


def _terms(entries: list[ConceptEntry]) -> Iterator[tuple[ConceptEntry, Term]]:
    for entry in entries:
        for term in chain.from_iterable(entry.list_terms_in(each) for each in _EACH):
            yield entry, term


def _form(term: Term) -> tuple[str, str]:
    language = term.locale.language
    return language, fold_term(term.text, language).lower()


def test_texts_are_composed() -> None:
    text = (_FOLDER / "official_titles.csv").read_text("utf-8")
    assert text == nfc(text)
    assert "  " not in text


def test_every_concept_has_both_languages_and_says_how_sure_it_is(
    entries: list[ConceptEntry],
) -> None:
    for entry in entries:
        assert all(entry.list_preferred_texts(each) for each in _EACH), entry.id
        assert entry.confidence in {"high", "medium", "low"}, entry.id
        sources = {term.source for term in entry.terms}
        assert sources <= {"page", "standard", "own knowledge"}, entry.id


def test_english_terms_are_what_stands_in_a_text(
    entries: list[ConceptEntry],
) -> None:
    """Explanations belong into the note: a term with one is never found."""
    english = Locale.parse("en")
    for entry in entries:
        for term in entry.list_terms_in(english):
            assert not re.search(r"[()/…]|^(?:to|an?|the) ", term.text), entry.id


def test_offices_of_parliament_have_both_english_orders(
    entries: list[ConceptEntry],
) -> None:
    """Agencies write the body before the office, statutes behind it."""
    english = Locale.parse("en")
    found = {
        term.text: term.status
        for entry in entries
        for term in entry.list_terms_in(english)
        if term.text.endswith("Chairman of the National Assembly")
        or term.text.endswith(("National Assembly Chairman", "Assembly Vice Chairman"))
    }
    assert Counter(found.values()) == {
        TermStatus.PREFERRED: 3,
        TermStatus.ADMITTED: 3,
    }


def test_countries_are_found_as_countries(entries: list[ConceptEntry]) -> None:
    countries = [entry for entry in entries if entry.id.startswith("country-")]
    assert len(countries) >= 60
    for entry in countries:
        assert entry.subject_field == "geo", entry.id
        assert entry.list_preferred_texts(Locale.parse("en")), entry.id


def test_no_form_is_given_twice_for_a_concept(entries: list[ConceptEntry]) -> None:
    for entry in entries:
        forms = Counter(_form(term) for _, term in _terms([entry]))
        assert not [form for form, count in forms.items() if count > 1], entry.id


def test_concepts_with_one_name_say_so(entries: list[ConceptEntry]) -> None:
    notes = {entry.id: entry.note for entry in entries}
    for form, concepts in _preferred(entries).items():
        if len(concepts) > 1:
            assert all(notes[id] for id in concepts), form


def test_what_is_another_concepts_term_is_marked_as_shared(
    entries: list[ConceptEntry],
) -> None:
    preferred = _preferred(entries)
    for entry, term in _terms(entries):
        if term.status is not TermStatus.PREFERRED and not term.shared:
            assert preferred.get(_form(term), set()) <= {entry.id}, term.text


def test_the_page_about_it_counts_right(entries: list[ConceptEntry]) -> None:
    page = (_FOLDER / "README.md").read_text("utf-8")
    sources = Counter(entry.terms[0].source for entry in entries)
    sure = Counter(entry.confidence for entry in entries)
    assert f"holds {len(entries)} concepts" in page
    assert dict(re.findall(r"^\| `([a-z ]+)` \| (\d+) \|", page, re.M)) == {
        source: str(count) for source, count in sources.items()
    }
    high, medium, low = (sure[name] for name in ("high", "medium", "low"))
    assert f"{high} rows are `high`, {medium} `medium` and {low} `low`" in page
