"""Concepts that are there under another id: found on both databases, and joined."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.concept_store import ConceptStore
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.import_warnings import ImportedEntryChecker
from glossary.imported_duplicates import DuplicateFinder
from tests.examples import examples
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.text.locale import Locale

VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
ADMITTED = TermStatus.ADMITTED


def concept(id: str, *texts: str, field: str | None = None) -> ConceptEntry:
    """A concept with preferred terms: `vi Bộ`."""
    terms = (text.split(" ", 1) for text in texts)
    return ConceptEntry(
        id, tuple(Term(Locale(tag), text) for tag, text in terms), subject_field=field
    )


def like(database: Database, *stored: ConceptEntry, new: ConceptEntry) -> str | None:
    with open_change_set(database, command="test", author="Siti") as changes:
        concept_store = ConceptStore(database)
        concept_store.add(stored, changes)
        ((_, twin),) = DuplicateFinder(changes.connection).find_duplicates([new])
        return twin.id if twin else None


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (concept("n", "vi Bộ", "id Kementerian"), "a"),
        (concept("n", "vi Bộ", "id Kementerian", "en Ministry"), "a"),
        (concept("n", "vi Bộ", "id Kementerian", field="state"), "a"),
        (concept("n", "vi Bộ", "id Kementerian", field="film"), None),
        (concept("n", "vi Bộ", "id Departemen"), None),
        (concept("n", "vi bộ", "id Kementerian"), None),
        (concept("n", "vi Bo", "id Kementerian"), None),
        (concept("n", "vi Bộ"), None),
        (concept("a", "vi Bộ", "id Kementerian"), None),
    ],
)
def test_two_shared_terms_make_a_duplicate(
    database: Database, new: ConceptEntry, expected: str | None
) -> None:
    stored = concept("a", "vi Bộ", "id Kementerian", field="state")
    other = concept("b", "vi Sở", "id Dinas")
    assert like(database, stored, other, new=new) == expected


_texts = st.sampled_from(["Bộ", "bộ", "Sở", "x"])
_concepts = st.builds(
    concept,
    st.sampled_from("abcdef"),
    _texts.map(lambda text: f"vi {text}"),
    _texts.map(lambda text: f"id {text}"),
    field=st.sampled_from([None, "state"]),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(40),
)
@given(st.lists(_concepts, max_size=6))
def test_they_are_those_that_a_plain_scan_finds(
    database: Database, whole: list[ConceptEntry]
) -> None:
    with open_change_set(database, command="test", author="Siti") as changes:
        found = DuplicateFinder(changes.connection).find_duplicates(whole)
    for at, (entry, twin) in enumerate(found):
        assert (twin is not None) == _scan(entry, whole[:at])


def _scan(entry: ConceptEntry, before: Sequence[ConceptEntry]) -> bool:
    latest = {other.id: other for other in before}
    return any(
        other.id != entry.id
        and {t.text for t in other.list_terms_in(VI)}
        == {t.text for t in entry.list_terms_in(VI)}
        and {t.text for t in other.list_terms_in(ID)}
        == {t.text for t in entry.list_terms_in(ID)}
        and (
            None in (entry.subject_field, other.subject_field)
            or entry.subject_field == other.subject_field
        )
        for other in latest.values()
    )


def test_long_ways_are_no_circles_and_a_long_circle_is_one() -> None:
    for last, circles in (("none", 0), ("c0", 1)):
        oddities = ImportedEntryChecker()
        for n in range(5000):
            target = f"c{n + 1}" if n < 4999 else last
            relation = Relation(RelationKind.BROADER, target)
            entry = ConceptEntry(f"c{n}", (Term(VI, f"x{n}"),), relations=(relation,))
            assert list(oddities.check_entry(entry)) == []
        assert len(list(oddities.find_cycles())) == circles


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (concept("b", "vi Đại sứ", "id ambasador"), True),
        (concept("b", "vi Đại sứ"), True),
        (concept("a", "vi Đại sứ", "id ambasador"), False),
        (concept("b", "vi Đại sứ", "id Duta Besar"), False),  # others tell of twins
        (concept("b", "vi Đặc phái viên", "id Duta Besar"), False),
        (concept("b", "vi Đại sứ", "id ambasador", field="film"), False),
        (replace(concept("b", "vi Đại sứ", "id x"), valid_to="2020"), False),
        (
            replace(
                concept("b", "vi Đại sứ", "id x"),
                relations=(Relation(RelationKind.DISTINCT_FROM, "a"),),
            ),
            False,
        ),
    ],
)
def test_a_name_of_two_concepts_is_told_with_both_places(
    second: ConceptEntry, told: bool
) -> None:
    first = concept("a", "vi Đại sứ", "id Duta Besar", field="ministry")
    oddities = ImportedEntryChecker(VI)
    assert list(oddities.check_entry(first, "x.csv:2")) == []
    said = list(oddities.check_entry(second, "y.csv:7"))
    assert len(said) == told
    assert all("x.csv:2" in one and one.startswith("y.csv:7: 'Đại sứ'") for one in said)


def test_a_name_of_a_crowd_tells_nothing(database: Database) -> None:
    crowd = [
        concept(f"c{n}", "vi Bộ", "id Kementerian", field=str(n)) for n in range(150)
    ]
    twins = [concept("t", "vi Sở", "id Dinas"), concept("u", "vi Sở", "id Dinas")]
    with open_change_set(database, command="test", author="Siti") as changes:
        ConceptStore(database).add(crowd[:120], changes)
        duplicates = DuplicateFinder(changes.connection)
        found = duplicates.find_duplicates([*crowd[120:], *twins])
        found += duplicates.find_duplicates(
            [concept("n", "vi Bộ", "id Kementerian"), twins[0]]
        )
    assert [entry.id for entry, twin in found if twin is not None] == ["u"]
