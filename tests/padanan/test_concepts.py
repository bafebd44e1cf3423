"""The concepts of a termbase: pages, versions, and what is refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import padanan
from padanan import ConceptRelation, ConceptTerm
from tests.paths import ROOT

TERMS = (
    ConceptTerm("vi", "Người phát ngôn"),
    ConceptTerm("id", "Juru Bicara", note="resmi"),
    ConceptTerm("id", "Jubir", "admitted"),
)


@pytest.fixture(scope="module")
def titles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[padanan.Terms]:
    """A termbase that no test changes."""
    path = tmp_path_factory.mktemp("titles") / "memory.db"
    with padanan.open(path, source="vi", target="id") as memory:
        memory.terms.load(ROOT / "seeds/glossary/official_titles.csv")
        yield memory.terms


@pytest.fixture
def terms(tmp_path: Path) -> Iterator[padanan.Terms]:
    with padanan.open(tmp_path / "memory.db", source="vi", target="id") as memory:
        yield memory.terms


def test_pages_hold_each_concept_once(titles: padanan.Terms) -> None:
    ids, cursor = list[str](), None
    while True:
        page = titles.list(limit=37, query="bo truong", cursor=cursor)
        ids += [concept.concept for concept in page.concepts]
        cursor = page.next
        if cursor is None:
            break
    every = titles.list(limit=5000)
    assert every.next is None
    assert ids == sorted(set(ids))
    assert len(ids) > 37
    assert set(ids) < {concept.concept for concept in every.concepts}


def test_concepts_are_selected(titles: padanan.Terms) -> None:
    ministries = titles.list(subject_field="ministry", limit=3).concepts
    assert {concept.subject_field for concept in ministries} == {"ministry"}
    assert titles.list(termbase="own").concepts == ()
    assert titles.list(source="km").concepts == ()
    both = titles.list(source="vi", target="id", limit=1).concepts[0]
    assert {"vi", "id"} <= {term.locale for term in both.terms}


def test_a_term_is_looked_up_as_typed(titles: padanan.Terms) -> None:
    assert [hit.term for hit in titles.lookup("thu tuong", limit=1)] == ["Thủ tướng"]
    decomposed = "Thu\u0309 tu\u031bo\u031b\u0301ng"
    assert titles.lookup(decomposed, limit=1)[0].term == "Thủ tướng"
    assert titles.lookup("Perdana Menteri", limit=1)[0].locale == "id"
    assert titles.lookup("Perdana Menteri", limit=1, source="vi") == []
    with pytest.raises(padanan.InputError, match="empty"):
        titles.lookup(" ")


def test_a_concept_is_added_edited_and_removed(terms: padanan.Terms) -> None:
    added = terms.add(TERMS, subject_field="house")
    assert added.concept.concept == "house-nguoi-phat-ngon"
    assert added.concept.terms == TERMS
    edited = terms.edit(
        added.concept.concept,
        terms=TERMS[:2],
        valid_from="2025-03",
        relations=[ConceptRelation("formerly", "house-phat-ngon-vien")],
        version=added.version,
    )
    assert edited.concept.valid_from == "2025-03"
    assert edited.concept.terms == TERMS[:2]
    assert edited.warnings != ()  # there is no such concept to be formerly
    again = terms.edit(added.concept.concept, valid_from="2025-03")
    assert (again.change_set, again.version) == (None, edited.version)
    assert terms.remove(added.concept.concept) is not None
    with pytest.raises(padanan.NotFound):
        terms.get(added.concept.concept)


def test_who_read_an_older_version_changes_nothing(terms: padanan.Terms) -> None:
    added = terms.add(TERMS)
    first = terms.edit(added.concept.concept, note="a", version=added.version)
    for change in (
        lambda: terms.edit(added.concept.concept, note="b", version=added.version),
        lambda: terms.remove(added.concept.concept, version=added.version),
    ):
        with pytest.raises(padanan.VersionConflict, match="someone else") as raised:
            change()
        assert raised.value.current == first.concept
    assert terms.get(added.concept.concept) == first.concept


def test_homonyms_are_told_apart(terms: padanan.Terms) -> None:
    terms.add(TERMS, subject_field="house")
    spokeswoman = [TERMS[0], ConceptTerm("en", "Spokeswoman")]
    with pytest.raises(padanan.InputError, match="same terms and domain") as raised:
        terms.add(spokeswoman, subject_field="house")
    assert raised.value.parameters == ("subject_field", "homonym")
    other = terms.add(spokeswoman, subject_field="house", homonym=True)
    assert any("is already a term of" in warning for warning in other.warnings)
    with pytest.raises(padanan.Conflict, match="already has all of these terms"):
        terms.add(TERMS, subject_field="house", homonym=True)


_REFUSED: dict[str, Callable[[padanan.Terms], object]] = {
    "a concept needs a term": lambda terms: terms.add([]),
    "term 1: unknown language": lambda terms: terms.add([ConceptTerm("qqqq", "a")]),
    "term 1: unknown status": lambda terms: terms.add([ConceptTerm("vi", "a", "good")]),
    "term 2: a term needs text": lambda terms: terms.add(
        [ConceptTerm("vi", "a"), ConceptTerm("id", " ")]
    ),
    "relation 1: unknown kind": lambda terms: terms.edit(
        "c", relations=[ConceptRelation("part off", "x")]
    ),
    "is not a date": lambda terms: terms.edit("c", valid_from="2025-13"),
    "unknown confidence": lambda terms: terms.edit("c", confidence="sure"),
    "no concept 'd'": lambda terms: terms.edit("d", note="n"),
    "nothing to change": lambda terms: terms.edit("c"),
    "the only preferred|a concept needs": lambda terms: terms.edit("c", terms=[]),
    "not an id": lambda terms: terms.add([ConceptTerm("vi", "x")], concept="a b"),
    "already exists": lambda terms: terms.add([ConceptTerm("vi", "x")], concept="c"),
    "half of a surrogate pair": lambda terms: terms.edit("c", note="\ud800"),
    "is not a cursor": lambda terms: terms.list(cursor="?"),
    "limit must be 1": lambda terms: terms.list(limit=0),
}


@pytest.mark.parametrize("message", _REFUSED)
def test_what_cannot_be_stored_is_explained(terms: padanan.Terms, message: str) -> None:
    concept = terms.add([ConceptTerm("vi", "Bộ"), TERMS[1]], concept="c").concept
    with pytest.raises(padanan.PadananError, match=message):
        _REFUSED[message](terms)
    assert terms.get("c") == concept
