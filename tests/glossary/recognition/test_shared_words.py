"""Terms that share a word said once: cases in tests/data/terms/coordination.toml."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from glossary.entries.entry import ConceptEntry, Term
from glossary.recognition.recogniser import Recogniser
from tests.paths import DATA
from tm.text.locale import Locale

CASES = DATA / "terms" / "coordination.toml"
_MARKED = re.compile(r"\[([a-z-]+)(?:/(\w+))?:([^]]+)\]")
en = Locale.parse("en")


def cases() -> Iterator[tuple[str, str]]:
    for case in tomllib.loads(CASES.read_text("utf-8"))["case"]:
        yield case["locale"], case["text"]


@pytest.mark.parametrize(("locale", "marked"), list(cases()))
def test_finds_what_shares_a_word(
    locale: str, marked: str, termbase: list[ConceptEntry]
) -> None:
    text = _MARKED.sub(lambda found: found[3], marked)
    wanted = [
        (concept, how or "exact", surface)
        for concept, how, surface in _MARKED.findall(marked)
    ]
    hits = Recogniser.build(termbase, Locale.parse(locale)).find(text)
    found = [(h.entry.id, h.match_kind, text[h.start : h.end]) for h in hits]
    assert found == wanted


def test_a_word_after_several_names_is_shared() -> None:
    entries = [
        ConceptEntry("fm", (Term(en, "Foreign Minister"),)),
        ConceptEntry("dm", (Term(en, "Defence Minister"),)),
    ]
    text = "The Foreign and Defence Ministers met."
    hits = Recogniser.build(entries, en).find(text)
    assert [(h.entry.id, h.match_kind, text[h.start : h.end]) for h in hits] == [
        ("fm", "coordination", "Foreign"),
        ("dm", "plural", "Defence Minister"),
    ]


@pytest.mark.parametrize(("letters", "shared"), [(100, 1), (150, 0)])
def test_no_more_of_a_text_is_looked_at_than_names_are_long(
    letters: int, shared: int
) -> None:
    name = "X" + "x" * letters
    names = ("Defence Minister", f"{name} Minister")
    entries = [ConceptEntry(term, (Term(en, term),)) for term in names]
    hits = Recogniser.build(entries, en).find(f"{name} and Defence Ministers")
    assert [hit.match_kind for hit in hits] == ["coordination"] * shared + ["plural"]


def test_names_of_countries_share_nothing() -> None:
    names = ["South Korea", "South Africa", "New Zealand", "New York"]
    entries = [ConceptEntry(name, (Term(en, name),)) for name in names]
    hits = Recogniser.build(entries, en).find("South Korea, Africa and New Zealand")
    assert [hit.entry.id for hit in hits] == ["South Korea", "New Zealand"]


def test_a_plural_decides_between_a_term_and_a_shared_word() -> None:
    names = ["Minister of Health", "Minister of Defence", "Defence"]
    entries = [ConceptEntry(name, (Term(en, name),)) for name in names]
    recogniser = Recogniser.build(entries, en)
    first, second = recogniser.find("the Ministers of Health and Defence")
    assert second.entry.id == "Minister of Defence"
    assert [other.entry.id for other in second.other_readings] == ["Defence"]
    first, second = recogniser.find("the Minister of Health and Defence")
    assert (first.match_kind, second.entry.id) == ("exact", "Defence")
    assert [other.match_kind for other in second.other_readings] == ["coordination"]


@pytest.mark.parametrize(
    "texts",
    [
        ("met. Both", "Minister of Health and Defence"),
        ("They met", "Foreign and Defence Ministers"),
        ("The Foreign", "and Defence Ministers"),
        ("The Minister of Health", " and Defence"),
    ],
)
def test_nothing_is_shared_with_the_text_before_or_after(
    texts: tuple[str, str],
) -> None:
    names = ["Foreign Minister", "Minister of Health", "Minister of Defence"]
    names += ["Defence Minister", "Defence"]
    entries = [ConceptEntry(name, (Term(en, name),)) for name in names]
    recogniser = Recogniser.build(entries, en)
    assert recogniser.find_in_each(texts * 20) == [*map(recogniser.find, texts)] * 20
