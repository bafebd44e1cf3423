"""What is found in text: cases in tests/data/terms, and laws."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.recognition.recogniser import Recogniser
from tests.examples import examples
from tests.paths import DATA
from tm.text.locale import Locale

TERMS = DATA / "terms"
_MARKED = re.compile(r"\[(?P<concept>[a-z+-]+)(?:/(?P<how>\w+))?:(?P<text>[^]]+)\]")
_EXTRA = re.compile(r"(?P<concept>[a-z+-]+)(?:/(?P<how>\w+))?:(?P<text>.+)")

vi, id_, en = map(Locale.parse, ("vi", "id", "en"))


@dataclass(frozen=True)
class Case:
    """A sentence, and what is to be found in it: start, end, concept, how."""

    name: str
    locale: str
    text: str
    hits: tuple[tuple[int, int, str, str], ...]


def cases() -> Iterator[Case]:
    """Each line of the tables: sentence, what it tests, a hit that has no room."""
    for file in sorted(TERMS.glob("[a-z][a-z].tsv")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.startswith("#"):
                continue
            marked, about, *extra = line.split("\t")
            text, hits = "", []
            last = 0
            for found in _MARKED.finditer(marked):
                text += marked[last : found.start()]
                start = len(text)
                text += found["text"]
                how = found["how"] or "exact"
                hits.append((start, len(text), found["concept"], how))
                last = found.end()
            text += marked[last:]
            for more in extra:
                match = _EXTRA.fullmatch(more)
                assert match is not None
                start = text.index(match["text"])
                end = start + len(match["text"])
                hits.append((start, end, match["concept"], match["how"] or "exact"))
            name = f"{file.stem}:{number} {about}"
            yield Case(name, file.stem, text, tuple(sorted(hits)))


@pytest.fixture(scope="session")
def recognisers(termbase: list[ConceptEntry]) -> dict[str, Recogniser]:
    """A recogniser for each locale of the tables."""
    return {
        tag: Recogniser.build(termbase, Locale.parse(tag))
        for tag in ("vi", "id", "en", "ja")
    }


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_finds_what_is_marked_and_nothing_else(
    case: Case, recognisers: dict[str, Recogniser]
) -> None:
    found = recognisers[case.locale].find(case.text)
    assert [(h.start, h.end, h.entry.id, h.match_kind) for h in found] == list(
        case.hits
    )


def test_forbidden_forms_are_found_when_asked_for(
    recognisers: dict[str, Recogniser],
) -> None:
    text = "Kementerian Kepolisian, Persatuan Bangsa-Bangsa, Perancis dan Prancis"
    hits = recognisers["id"].find(text, includes_forbidden=True)
    assert [(h.term.text, h.term.forbidden) for h in hits] == [
        ("Kementerian Kepolisian", True),
        ("Persatuan Bangsa-Bangsa", True),
        ("Perancis", True),
        ("Prancis", False),
    ]


def test_a_forbidden_form_that_sticks_out_of_a_longer_term_is_found() -> None:
    wrong = Term(id_, "Vietnam Utara", TermStatus.DEPRECATED, forbidden=True)
    union = Term(id_, "Persatuan Veteran Vietnam")
    recogniser = Recogniser.build([entry("a", wrong), entry("b", union)], id_)
    text = "Persatuan Veteran Vietnam Utara"
    (hit,) = recogniser.find(text, includes_forbidden=True)
    assert hit.term == wrong
    (hit,) = recogniser.find(text)
    assert hit.term == union


def test_a_forbidden_form_inside_a_longer_term_is_none() -> None:
    wrong = Term(id_, "Cina", TermStatus.DEPRECATED, forbidden=True)
    sea = Term(id_, "Laut Cina Selatan")
    recogniser = Recogniser.build([entry("a", wrong), entry("b", sea)], id_)
    (hit,) = recogniser.find("Laut Cina Selatan", includes_forbidden=True)
    assert hit.term == sea


def test_lost_capitals_are_found_when_asked_for(
    recognisers: dict[str, Recogniser],
) -> None:
    recogniser = recognisers["vi"]
    assert recogniser.find("thăm hà nội") == []
    (hit,) = recogniser.find("thăm hà nội", ignores_case=True)
    assert (hit.entry.id, hit.match_kind) == ("ha-noi", "case")


def test_the_other_readings_of_a_homonym_are_kept(
    recognisers: dict[str, Recogniser],
) -> None:
    (hit,) = recognisers["id"].find("Presiden tiba.")
    assert [hit.entry.id, *(same.entry.id for same in hit.other_readings)] == [
        "ctn",
        "tong-thong",
    ]


def test_the_order_of_the_entries_does_not_decide() -> None:
    """A file has its own order, a database that of the ids."""
    entries = [entry("b", Term(id_, "Presiden")), entry("a", Term(id_, "Presiden"))]
    for given_entries in (entries, entries[::-1]):
        (hit,) = Recogniser.build(given_entries, id_).find("Presiden tiba.")
        assert [hit.entry.id, *(same.entry.id for same in hit.other_readings)] == [
            "a",
            "b",
        ]


def entry(id: str, *terms: Term) -> ConceptEntry:
    return ConceptEntry(id, terms)


def test_a_shared_form_gives_way_to_the_concept_it_names() -> None:
    borrowed = Term(id_, "Letnan Jenderal", TermStatus.DEPRECATED, shared=True)
    entries = [entry("a", borrowed), entry("b", Term(id_, "Letnan Jenderal"))]
    (hit,) = Recogniser.build(entries, id_).find("Letnan Jenderal Bambang")
    assert hit.entry.id == "b"


def test_a_preferred_term_goes_before_a_variant_spelt_alike() -> None:
    entries = [
        entry(
            "a",
            Term(vi, "Tòa án"),
            Term(vi, "Toà án", TermStatus.DEPRECATED),
        )
    ]
    (hit,) = Recogniser.build(entries, vi).find("Toà án tuyên")
    assert (hit.term.text, hit.match_kind) == ("Tòa án", "variant")


def test_a_forbidden_spelling_is_told_from_the_right_one() -> None:
    wrong = Term(id_, "anti-korupsi", TermStatus.DEPRECATED, forbidden=True)
    entries = [entry("a", Term(id_, "Anti-Korupsi"), wrong)]
    recogniser = Recogniser.build(entries, id_)
    (hit,) = recogniser.find("lembaga anti-korupsi", includes_forbidden=True)
    assert hit.term.forbidden
    (hit,) = recogniser.find("Lembaga Anti-Korupsi", includes_forbidden=True)
    assert not hit.term.forbidden


@pytest.mark.parametrize(
    ("case_sensitive", "text", "found"),
    [
        (True, "Turki", True),
        (True, "turki", False),
        (True, "TURKI", False),
        (False, "turki", True),
        (None, "turki", False),
        (None, "TURKI", True),
    ],
)
def test_a_term_may_say_whether_capitals_matter(
    case_sensitive: bool | None, text: str, found: bool
) -> None:
    entries = [entry("a", Term(id_, "Turki", case_sensitive=case_sensitive))]
    assert bool(Recogniser.build(entries, id_).find(text)) is found


def test_terms_of_a_variant_serve_the_language() -> None:
    entries = [entry("a", Term(Locale.parse("en-GB"), "programme"))]
    assert Recogniser.build(entries, en).find("the programme")
    assert not Recogniser.build(entries, Locale.parse("en-US")).find("the programme")


def test_offsets_are_those_of_the_text_given() -> None:
    decomposed = "O\u031b\u0309 Bo\u0323\u0302 Co\u0302ng an"
    entries = [entry("a", Term(vi, "Bộ Công an"))]
    (hit,) = Recogniser.build(entries, vi).find(decomposed)
    assert decomposed[hit.start : hit.end] == "Bo\u0323\u0302 Co\u0302ng an"


def test_nothing_is_found_without_terms() -> None:
    assert Recogniser.build([], Locale.parse("sw")).find("Rais wa Tanzania") == []


def test_terms_that_overlap_leave_the_most_text_covered() -> None:
    entries = [entry(str(n), Term(en, t)) for n, t in enumerate(["a b", "b c", "c d"])]
    hits = Recogniser.build(entries, en).find("a b c d")
    assert [hit.entry.id for hit in hits] == ["0", "2"]


_WORDS = ["Bộ", "Công", "an", "Đức", "Anh", "trưởng", "bộ", "các", "-", ",", "X", "Hà"]
_TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join),
)


@settings(max_examples=examples(200))
@given(text=_TEXTS)
def test_never_raises_and_hits_are_ordered_and_apart(text: str) -> None:
    for recogniser in _real():
        hits = recogniser.find(text, includes_forbidden=True, ignores_case=True)
        for hit in hits:
            assert 0 <= hit.start < hit.end <= len(text)
        for first, second in pairwise(hits):
            assert first.end <= second.start


@cache
def _real() -> list[Recogniser]:
    entries = terms_csv.read_content(TERMS / "termbase.csv").entries
    return [Recogniser.build(entries, locale) for locale in (vi, id_, en)]


_letters = st.text("abc", min_size=1, max_size=3)
_phrases = st.lists(_letters, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=examples(200))
@given(
    phrases=st.lists(_phrases, min_size=1, max_size=6, unique=True),
    words=st.lists(_letters, max_size=9),
)
def test_covers_as_much_as_a_slow_scan_of_all_choices(
    phrases: list[str], words: list[str]
) -> None:
    text = " ".join(words)
    # Not a language with clitics or plurals: the scan below knows none.
    plain = Locale.parse("pl")
    entries = [entry(str(n), Term(plain, p)) for n, p in enumerate(phrases)]
    hits = Recogniser.build(entries, plain).find(text)
    assert all(text[hit.start : hit.end] == hit.term.text for hit in hits)
    covered = sum(hit.end - hit.start for hit in hits)
    assert covered == _most_covered(text, phrases)


def _most_covered(text: str, phrases: list[str]) -> int:
    """The most letters that terms standing at word boundaries can cover."""
    places = [
        (found.start(1), found.end(1))
        for phrase in phrases
        for found in re.finditer(rf"(?=(?<!\w)({re.escape(phrase)})(?!\w))", text)
    ]

    def best(start: int) -> int:
        return max(
            (end - first + best(end) for first, end in places if first >= start),
            default=0,
        )

    return best(0)
