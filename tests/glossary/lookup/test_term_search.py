"""Looking terms up as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.lookup.term_search import search_entries
from tm.text.locale import Locale

vi, id_ = map(Locale.parse, ("vi", "id"))


@pytest.mark.parametrize(
    ("locale", "text", "concept", "match"),
    [
        ("vi", "Bộ Công an", "bca", "exact"),
        ("vi", "bộ công an", "bca", "exact"),
        ("vi", "LHQ", "lhq", "exact"),
        ("vi", "Bộ Công", "bca", "prefix"),
        ("vi", "bo cong an", "bca", "folded"),
        ("vi", "toa an", "tandtc", "folded"),
        ("vi", "Toà án nhân dân tối cao", "tandtc", "exact"),
        ("vi", "ngoai giao", "bng", "folded"),
        ("vi", "bnnvmt", "bnm", "acronym"),
        ("vi", "bo cogn an", "bca", "fuzzy"),
        ("vi", "  bộ   công  an ", "bca", "exact"),
        ("id", "kemlu", "bng", "exact"),
        ("id", "kementrian luar negri", "bng", "fuzzy"),
        ("id", "luar negri", "bng", "fuzzy"),
        ("id", "bangsa", "lhq", "folded"),
        ("id", "wakil mentri", "tt", "fuzzy"),
    ],
)
def test_the_best_answer_comes_first(
    termbase: list[ConceptEntry], locale: str, text: str, concept: str, match: str
) -> None:
    hit = search_entries(termbase, text, Locale.parse(locale))[0]
    assert (hit.entry.id, hit.match.value) == (concept, match)


@pytest.mark.parametrize("text", ["", "  ", "zzzzzz", "xyzzy plugh"])
def test_nothing_is_like_nonsense(termbase: list[ConceptEntry], text: str) -> None:
    assert search_entries(termbase, text, vi) == []


def test_exact_goes_before_prefix_before_folded_before_fuzzy() -> None:
    entries = [
        ConceptEntry(str(number), (Term(vi, text),))
        for number, text in enumerate(
            ["cân nặng", "can thiệp", "lan can", "can", "cam"]
        )
    ]
    found = [
        (hit.entry.id, hit.match.value) for hit in search_entries(entries, "can", vi)
    ]
    assert found == [("3", "exact"), ("1", "prefix"), ("0", "folded"), ("2", "folded")]


@pytest.mark.parametrize("text", ["họp báo", "hop bao"])
def test_next_to_a_whole_term_there_are_no_scattered_words(text: str) -> None:
    texts_ = ["họp báo", "cuộc họp báo", "bất hợp pháp, không báo cáo"]
    entries = [ConceptEntry(one, (Term(vi, one),)) for one in texts_]
    assert [hit.entry.id for hit in search_entries(entries, text, vi)] == texts_[:2]
    assert len(search_entries(entries[2:], text, vi)) == 1


def test_an_entry_comes_once_by_its_nearest_term() -> None:
    terms = (Term(id_, "Menteri Luar Negeri"), Term(id_, "Menlu", TermStatus.ADMITTED))
    (hit,) = search_entries([ConceptEntry("a", terms)], "menlu", id_)
    assert hit.term.text == "Menlu"


def test_no_more_are_given_than_asked_for(termbase: list[ConceptEntry]) -> None:
    assert len(search_entries(termbase, "bo", vi, limit=2)) == 2


@given(text=st.text(max_size=30))
def test_every_term_is_found_by_itself(text: str) -> None:
    plain = " ".join(text.split())
    if not plain:
        return
    entries = [ConceptEntry("a", (Term(vi, plain),))]
    hits = search_entries(entries, plain, vi)
    assert [hit.match.value for hit in hits] in (["exact"], [])
