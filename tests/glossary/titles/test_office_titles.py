"""Composed titles: cases in tests/data/terms/composed.*.tsv, and laws."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.recognition.recogniser import Recogniser
from glossary.titles.office_titles import (
    Title,
    compose_title,
    compose_titles,
    find_titles,
)
from glossary.titles.title_rules import read_title_rules
from tests.examples import examples
from tests.paths import DATA, ROOT
from tm.text.locale import Locale

TERMS = DATA / "terms"
_MARKED = re.compile(r"\[(?P<concept>[^]|]+)\|(?P<text>[^]]+)\]")

LOCALES = {tag: Locale.parse(tag) for tag in ("vi", "id", "en")}


@dataclass(frozen=True)
class Case:
    """A sentence, and what is to be found in it: start, end, concept."""

    name: str
    locale: str
    text: str
    hits: tuple[tuple[int, int, str], ...]


def cases() -> Iterator[Case]:
    """Each line of the tables: sentence, what it tests, further hits."""
    for file in sorted(TERMS.glob("composed.*.tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.startswith("#"):
                continue
            marked, about, *extra = line.split("\t")
            text, hits, last = "", [], 0
            for found in _MARKED.finditer(marked):
                text += marked[last : found.start()]
                start = len(text)
                text += found["text"]
                hits.append((start, len(text), found["concept"]))
                last = found.end()
            text += marked[last:]
            for more in extra:
                concept, surface = more.split("|")
                start = text.index(surface)
                hits.append((start, start + len(surface), concept))
            locale = file.suffixes[0].removeprefix(".")
            name = f"{locale}:{number} {about}"
            yield Case(name, locale, text, tuple(sorted(hits)))


@cache
def termbase() -> list[ConceptEntry]:
    """The entries of tests/data/terms/titles.csv."""
    return terms_csv.read_content(TERMS / "titles.csv").entries


@cache
def recogniser(tag: str) -> Recogniser:
    """What finds them in a language."""
    return Recogniser.build(termbase(), LOCALES[tag])


@cache
def starter() -> list[ConceptEntry]:
    """The starter termbase."""
    return terms_csv.read_content(
        ROOT / "seeds" / "glossary" / "official_titles.csv"
    ).entries


@cache
def starter_titles() -> list[Title]:
    """All titles of the starter termbase, composed or not."""
    return list(find_titles(starter()))


@cache
def starter_recogniser(tag: str) -> Recogniser:
    """What finds the starter termbase in a language."""
    return Recogniser.build(starter(), LOCALES[tag])


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_finds_what_is_marked_and_nothing_else(case: Case) -> None:
    found = recogniser(case.locale).find(case.text)
    assert [(h.start, h.end, h.entry.id) for h in found] == list(case.hits)


@pytest.mark.parametrize(
    "case",
    [case for case in cases() if "name" not in case.name],
    ids=lambda case: case.name,
)
def test_finds_the_same_in_decomposed_text(case: Case) -> None:
    text = unicodedata.normalize("NFD", case.text)
    found = recogniser(case.locale).find(text)
    assert [hit.entry.id for hit in found] == [hit[2] for hit in case.hits]


def test_there_are_as_many_traps_as_the_tables_promise() -> None:
    forms = [hit for case in cases() for hit in case.hits if "+" in hit[2]]
    traps = [case for case in cases() if all("+" not in hit[2] for hit in case.hits)]
    assert len(forms) >= 100
    assert len(traps) >= 50


def test_a_composed_entry_has_all_languages_and_says_what_it_is_made_of() -> None:
    (hit,) = recogniser("vi").find("Thứ trưởng Bộ Y tế")
    entry = hit.entry
    assert hit.match_kind == "composed"
    assert entry.composed
    assert entry.parts == ("tt", "yt")
    assert entry.list_preferred_texts(LOCALES["id"]) == ("Wakil Menteri Kesehatan",)
    assert entry.list_preferred_texts(LOCALES["en"]) == ("Deputy Minister of Health",)


def test_an_entry_of_its_own_overrides_and_knows_its_parts() -> None:
    (hit,) = recogniser("id").find("Wakil Menteri Luar Negeri")
    assert (hit.entry.id, hit.match_kind) == ("tt-ng", "exact")
    assert not hit.entry.composed
    assert hit.entry.parts == ("tt", "ng")
    assert not any(one.id == "tt+ng" for one in compose_titles(termbase()))


def test_the_status_is_that_of_the_worst_part() -> None:
    (hit,) = recogniser("id").find("Deputi Menteri Kesehatan")
    assert hit.term.status is TermStatus.DEPRECATED
    (hit,) = recogniser("id").find("Wamen Kesehatan")
    assert hit.term.status is TermStatus.ADMITTED


def test_the_office_is_called_as_the_termbase_calls_it() -> None:
    office = _entry("o", vi="Thứ trưởng", id="Deputi Menteri")
    body = _entry("b", vi="Bộ Y tế", id="Kementerian Kesehatan")
    title = compose_title(office, body)
    assert title is not None
    assert title.id == "o+b"
    assert title.list_preferred_texts(LOCALES["id"]) == ("Deputi Menteri Kesehatan",)


def test_an_office_is_not_taken_for_another_of_the_same_name() -> None:
    office = _entry("o", vi="Cục trưởng", id="Direktur Departemen")
    body = _entry("b", vi="Vụ Pháp chế", id="Departemen Hukum")
    ids = [entry.id for entry in compose_titles([office, body])]
    assert "rank:director-of-a-ministerial-department+b" in ids
    assert "o+b" not in ids


def test_nothing_is_composed_of_what_fits_one_language_only() -> None:
    office = _entry("o", vi="Thứ trưởng", id="Wakil Menteri")
    assert compose_title(office, _entry("b", vi="Bộ Chính trị", id="Politbiro")) is None
    assert compose_title(office, _entry("b", vi="Bộ Y tế")) is None


def test_a_title_joined_with_a_place_has_both_as_parts() -> None:
    (hit,) = recogniser("id").find("Menteri Luar Negeri Prancis")
    assert [part.entry.id for part in hit.parts] == ["bt-ng", "phap"]
    vi = hit.entry.list_preferred_texts(LOCALES["vi"])
    assert vi == ("Bộ trưởng Ngoại giao Pháp",)


def test_all_lists_of_levels_are_of_one_length() -> None:
    assert (
        len(
            {
                len(words)
                for words in read_title_rules().level_words_by_language.values()
            }
        )
        == 1
    )


@settings(deadline=None)
@given(st.data())
def test_what_is_composed_is_found_with_its_parts(data: st.DataObject) -> None:
    """Every office and body of the starter termbase, in every language."""
    title = data.draw(st.sampled_from(starter_titles()))
    tag = data.draw(st.sampled_from([*LOCALES]))
    for text in title.entry.list_preferred_texts(LOCALES[tag]):
        hits = starter_recogniser(tag).find(text)
        assert [(hit.start, hit.end) for hit in hits] == [(0, len(text))]
        (hit,) = hits
        readings = [hit, *hit.other_readings]
        # One form may be two titles, such as those of a Cục and a Vụ.
        assert title.entry.id in {one.entry.id for one in readings}
        assert title.part_ids in {one.entry.parts for one in readings}


@settings(deadline=None)
@given(st.data())
def test_equivalents_are_composed_of_the_same_parts(data: st.DataObject) -> None:
    made = [title for title in starter_titles() if title.entry.composed]
    title = data.draw(st.sampled_from(made))
    for tag, locale in LOCALES.items():
        (text,) = title.entry.list_preferred_texts(locale)
        names = title.body.names_by_language[tag]
        assert any(name.core.lower() in text.lower() for name in names)


@settings(deadline=None)
@given(st.text(st.sampled_from(" ,-.\n\u00a0Bộtrưởng YếMenidanKshJpgđà\u200b😀\u202e")))
def test_joining_never_raises_and_hits_stay_apart(text: str) -> None:
    for tag in LOCALES:
        hits = recogniser(tag).find(text)
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
        ends = [0, *(hit.end for hit in hits)]
        assert all(hit.start >= end for hit, end in zip(hits, ends, strict=False))


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(st.sampled_from([case.text for case in cases()]), max_size=4))
def test_what_stands_in_one_line_changes_nothing_in_another(texts: list[str]) -> None:
    for tag in LOCALES:
        whole = ".\n".join(texts)
        apart = [h.entry.id for text in texts for h in recogniser(tag).find(f"{text}.")]
        assert [hit.entry.id for hit in recogniser(tag).find(f"{whole}.")] == apart


def _entry(name: str, /, **terms: str) -> ConceptEntry:
    return ConceptEntry(
        name, tuple(Term(LOCALES[tag], text) for tag, text in terms.items())
    )
