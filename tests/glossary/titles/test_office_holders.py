"""Persons and their offices over time."""

import pytest

from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.entries.period import (
    do_periods_overlap,
    ends_before_start,
    is_valid_on,
    parse_date,
)
from glossary.titles.office_holders import OfficeHolders
from tm.errors import InputError
from tm.text.locale import Locale

vi = Locale.parse("vi")
HELD = RelationKind.OFFICE_HELD


def person(id: str, name: str, *relations: Relation) -> ConceptEntry:
    return ConceptEntry(id, (Term(vi, name),), "person", relations=relations)


DEPUTY = ConceptEntry("office-deputy", (Term(vi, "Thứ trưởng"),), "office")
MINISTER = ConceptEntry("office-minister", (Term(vi, "Bộ trưởng"),), "office")
TUNG = person(
    "person-tung",
    "Phạm Thế Tùng",
    Relation(HELD, "office-deputy", "2019", "2023-05-10"),
    Relation(HELD, "office-minister", "2023-05-10"),
    Relation(RelationKind.DISTINCT_FROM, "person-other"),
)
OTHER = person("person-other", "Phạm Thế Tung", Relation(HELD, "office-far", "2020"))
PERSONS = OfficeHolders.build([DEPUTY, MINISTER, TUNG])


def offices(name: str, on: str | None = None) -> list[str]:
    return [held.office_id for held in PERSONS.find_offices(name, on)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2018-12-31", []),
        ("2019-01-01", ["office-deputy"]),
        ("2022-10-01T09:30:00+07:00", ["office-deputy"]),
        ("2023-05-10", ["office-minister", "office-deputy"]),
        ("2023-05-11", ["office-minister"]),
        ("2023", ["office-minister", "office-deputy"]),
        (None, ["office-minister", "office-deputy"]),
    ],
)
def test_offices_are_those_of_the_day(on: str | None, expected: list[str]) -> None:
    assert offices("Phạm Thế Tùng", on) == expected


@pytest.mark.parametrize("name", ["Pham The Tung", "PHẠM THẾ TÙNG", "Phạm  Thế Tùng"])
def test_a_name_is_known_without_its_marks(name: str) -> None:
    assert offices(name) == ["office-minister", "office-deputy"]


def test_who_is_not_a_person_of_the_termbase_holds_nothing() -> None:
    assert offices("Thứ trưởng") == []
    assert not OfficeHolders.build([DEPUTY])
    assert PERSONS


def test_persons_of_one_name_are_told_apart() -> None:
    held = OfficeHolders.build([OTHER, TUNG]).find_offices(
        "Pham The Tung", "2024-01-01"
    )
    assert [(one.person.id, one.office_id, one.office) for one in held] == [
        ("person-tung", "office-minister", None),
        ("person-other", "office-far", None),
    ]


def test_an_office_comes_with_its_entry() -> None:
    (held,) = PERSONS.find_offices(TUNG, "2024-01-01")
    assert held.office is MINISTER


def test_an_office_may_be_a_title_that_is_composed() -> None:
    id_ = Locale.parse("id")
    office = ConceptEntry("o", (Term(vi, "Bộ trưởng"), Term(id_, "Menteri")))
    body = ConceptEntry(
        "b", (Term(vi, "Bộ Thử nghiệm"), Term(id_, "Kementerian Percobaan"))
    )
    one = person("p", "Lê A", Relation(HELD, "o+b"), Relation(HELD, "o+none"))
    held = OfficeHolders.build([office, body, one]).find_offices("Le A")
    assert [one.office_id for one in held] == ["o+b", "o+none"]
    assert held[0].office and held[0].office.list_preferred_texts(id_) == (
        "Menteri Percobaan",
    )
    assert held[1].office is None


@pytest.mark.parametrize("text", ["", "2025-13", "2025-02-30", "25-03-01", "٢٠٢٥"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        parse_date(text)


def test_rough_dates_hold_for_all_of_their_days() -> None:
    assert is_valid_on("2023", "2024-02", "2024-02-29")
    assert not is_valid_on("2023", "2024-02", "2024-03-01")
    assert is_valid_on("2023", None, "2025-10-12T00:00:00Z")
    assert not ends_before_start("2025-03-31", "2025-03")


def test_a_period_that_begins_when_another_ends_is_no_overlap() -> None:
    assert not do_periods_overlap((None, "2025-03-01"), ("2025-03-01", None))
    assert do_periods_overlap((None, "2025-03-02"), ("2025-03-01", None))
    assert do_periods_overlap((None, None), ("2025", "2025"))
