"""What a change of terms does to units."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.changes.planned_changes import PlannedChanges, find_affected_units
from glossary.changes.renaming import (
    Renaming,
    find_entries_with_old_terms,
    find_renamings,
)
from glossary.changes.term_impact import RenamedTermFinder
from glossary.concept_store import ConceptStore
from glossary.entries.editing import prefer_term
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.entries.notation import TermName
from tests.paths import DATA
from tests.properties.strategies import texts
from tm.errors import Conflict
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.unit import Origin, TranslationUnit

vi, id_ = map(Locale.parse, ("vi", "id"))
# Any: what TOML can hold; the tests would fail on another shape.
TABLE: dict[str, Any] = tomllib.loads(
    (DATA / "terms" / "impact.toml").read_text("utf-8")
)


def _entry(item: dict[str, Any]) -> ConceptEntry:
    terms = []
    for given_ in item["terms"]:
        admitted = "&" in given_
        tag, _, text = given_.partition("&" if admitted else "=")
        status = TermStatus.ADMITTED if admitted else TermStatus.PREFERRED
        terms.append(Term(Locale.parse(tag), text, status))
    return ConceptEntry(item["id"], tuple(terms))


ENTRIES = {item["id"]: _entry(item) for item in TABLE["concept"]}


@dataclass(frozen=True, slots=True)
class Case:
    concept: str
    term: TermName
    text: str
    other: TermName | None
    after: str | None
    doubt: str | None


def _cases() -> Iterator[Case]:
    for change in TABLE["change"]:
        for case in change["cases"]:
            yield Case(
                change["concept"],
                TermName.parse(change["term"]),
                case["text"],
                TermName.parse(case["other"]),
                case.get("after"),
                case.get("doubt"),
            )


def changed(concept: str, term: TermName, on: str | None = None) -> list[Renaming]:
    before = ENTRIES[concept]
    return list(find_renamings(before, prefer_term(before, term, first_day=on)))


def unit_of(
    text: str, other: str, *, article: str | None = None, author: str | None = None
) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(vi, other),
        Segment.of(id_, text),
        origin=Origin(article=article, author=author),
    )


@pytest.mark.parametrize("case", [*_cases()], ids=lambda case: case.text[:40])
@pytest.mark.parametrize("turned", [False, True], ids=["target", "source"])
def test_a_change_touches_what_it_should(case: Case, turned: bool) -> None:
    assert case.other is not None
    side = Segment.of(case.term.locale, case.text)
    other = Segment.of(case.other.locale, case.other.text)
    unit = TranslationUnit(*((side, other) if turned else (other, side)))
    impact = RenamedTermFinder(changed(case.concept, case.term), ENTRIES.values())
    touched = impact.find_affected_unit(unit)
    if case.after is None and case.doubt is None:
        assert touched is None
        return
    assert touched is not None
    if case.doubt is not None:
        assert case.doubt in "; ".join(touched.doubts)
        return
    assert touched.doubts == ()
    after = touched.new_unit.source if turned else touched.new_unit.target
    assert after is not None and after.text == case.after
    assert (touched.new_unit.target if turned else touched.new_unit.source) == other


def test_codes_and_all_else_of_a_unit_stay() -> None:
    code = Code("ph", "1", "<b>")
    target = Segment(id_, f"{CODE}Wakil Menteri hadir.", (code,))
    origin = Origin(article="a", published="2025-10-08", author="Siti", position=3)
    unit = TranslationUnit(Segment.of(vi, "Thứ trưởng dự."), target, origin=origin)
    impact = RenamedTermFinder(
        changed("deputy", TermName(id_, "Deputi")), ENTRIES.values()
    )
    touched = impact.find_affected_unit(unit)
    assert touched is not None
    assert touched.new_unit == replace(
        unit,
        target=Segment(id_, f"{CODE}Deputi hadir.", (code,)),
        note="Wakil Menteri → Deputi",
    )


def test_titles_with_entries_of_their_own_are_named() -> None:
    changes = changed("deputy", TermName(id_, "Deputi"))
    assert [
        entry.id for entry in find_entries_with_old_terms(changes, ENTRIES.values())
    ] == ["deputy-foreign"]


def test_titles_are_named_where_words_have_no_spaces() -> None:
    chinese = Locale("zh")
    deputy, deputy_foreign = (
        ConceptEntry(concept_id, (Term(chinese, text),))
        for concept_id, text in (
            ("deputy", "副部长"),
            ("deputy-foreign", "外交部副部长"),
        )
    )
    new_deputy = prefer_term(deputy, TermName(chinese, "次长"))
    changes = list(find_renamings(deputy, new_deputy))
    assert find_entries_with_old_terms(changes, [deputy, deputy_foreign]) == [
        deputy_foreign
    ]


def test_what_is_older_than_the_new_term_is_unsure() -> None:
    impact = RenamedTermFinder(
        changed("deputy", TermName(id_, "Deputi"), "2025-03-01"), ENTRIES.values()
    )
    for published, sure in (
        ("2025-02-28", False),
        ("2025-03-01T09:00:00+07:00", True),
        (None, True),
    ):
        origin = Origin(published=published)
        unit = replace(unit_of("Wakil Menteri.", "Thứ trưởng."), origin=origin)
        touched = impact.find_affected_unit(unit)
        assert touched is not None
        assert (touched.doubts == ()) is sure


def test_every_form_gives_way_when_asked() -> None:
    entry = ConceptEntry(
        "x",
        (
            Term(id_, "lama"),
            Term(id_, "salah", TermStatus.DEPRECATED, forbidden=True),
            Term(id_, "boleh", TermStatus.ADMITTED),
            Term(vi, "cũ"),
        ),
    )
    after = prefer_term(entry, TermName(id_, "baru"))
    unit = unit_of("lama salah boleh", "cũ")
    for every_form, expected in (
        (False, "baru salah boleh"),
        (True, "baru baru boleh"),
    ):
        impact = RenamedTermFinder(
            list(find_renamings(entry, after, includes_deprecated=every_form)), [entry]
        )
        touched = impact.find_affected_unit(unit)
        assert touched is not None and touched.new_unit.target is not None
        assert touched.new_unit.target.text == expected


def test_what_is_changed_is_not_changed_again() -> None:
    impact = RenamedTermFinder(
        changed("deputy", TermName(id_, "Deputi")), ENTRIES.values()
    )
    touched = impact.find_affected_unit(unit_of("Wakil Menteri hadir.", "Thứ trưởng."))
    assert touched is not None
    assert impact.find_affected_unit(touched.new_unit) is None


pieces = st.lists(
    st.sampled_from(["Wakil Menteri", "wakil menteri", "Presiden", "Wakil Menterinya"])
    | texts(max_size=6),
    max_size=5,
).map(" ".join)


@given(pieces, pieces)
def test_only_the_spans_of_a_unit_change(text: str, other: str) -> None:
    impact = RenamedTermFinder(
        changed("deputy", TermName(id_, "Deputi")), ENTRIES.values()
    )
    unit = unit_of(text, other + " Thứ trưởng")
    touched = impact.find_affected_unit(unit)
    if touched is None:
        return
    assert touched.new_unit.source == unit.source
    assert unit.target is not None and touched.new_unit.target is not None
    # The slow way: piece by piece.
    made, last = [], 0
    for one in touched.target_replacements:
        made += [unit.target.text[last : one.start]]
        made += [one.new_text or unit.target.text[one.start : one.end]]
        last = one.end
    assert touched.new_unit.target.text == "".join(made) + unit.target.text[last:]
    assert touched.new_unit.origin == unit.origin


def stored(database: Database, *units: TranslationUnit) -> None:
    with open_change_set(database, command="import", author="Siti") as changes:
        ConceptStore(database).add(ENTRIES.values(), changes)
        UnitStore(database).add(units, changes)


UNITS = (
    unit_of("Wakil Menteri hadir.", "Thứ trưởng dự.", article="a", author="Budi"),
    unit_of("Wakil Menteri pergi.", "Bà ấy đi."),
    unit_of("Presiden tiba.", "Chủ tịch nước đến."),
)


def rewriting(database: Database) -> PlannedChanges:
    before = ConceptStore(database).entry("deputy")
    after = prefer_term(before, TermName(id_, "Deputi"))
    impact = RenamedTermFinder(
        list(find_renamings(before, after)), ConceptStore(database).entries()
    )
    found = list(find_affected_units(database, impact))
    return PlannedChanges(
        {"deputy": (before, after)}, [one for one in found if not one.doubts]
    )


def apply(database: Database, wanted: PlannedChanges) -> None:
    with open_change_set(database, command="terms impact", author="Siti") as changes:
        wanted.apply(database, changes)


def targets(database: Database) -> list[str]:
    return sorted(
        unit.target.text for unit in UnitStore(database).read_units() if unit.target
    )


def take_back(database: Database, name: str = "last") -> None:
    undoers = {
        "concept": ConceptStore(database).make_undoer(),
        "unit": make_unit_undoer(),
    }
    undo_changes(database, name, author="Siti", undoer_by_kind=undoers)


def test_a_change_is_made_and_taken_back_as_one(database: Database) -> None:
    stored(database, *UNITS)
    wanted = rewriting(database)
    assert [one.old_unit.key for one in wanted.affected_units] == [UNITS[0].key]
    apply(database, wanted)
    assert targets(database) == [
        "Deputi hadir.",
        "Presiden tiba.",
        "Wakil Menteri pergi.",
    ]
    assert ConceptStore(database).entry("deputy").list_preferred_texts(id_) == (
        "Deputi",
    )
    (made,) = (
        unit
        for unit in UnitStore(database).read_units()
        if unit.target and unit.target.text == "Deputi hadir."
    )
    assert (made.origin.article, made.origin.author) == ("a", "Budi")
    assert made.note == "Wakil Menteri → Deputi"
    take_back(database)
    assert targets(database) == sorted(u.target.text for u in UNITS if u.target)
    assert ConceptStore(database).entry("deputy") == ENTRIES["deputy"]
    take_back(database)
    assert "Deputi hadir." in targets(database)


def test_what_was_replaced_is_not_brought_back_by_an_import(database: Database) -> None:
    stored(database, *UNITS)
    apply(database, rewriting(database))
    with open_change_set(database, command="import", author="Siti") as changes:
        UnitStore(database).add(UNITS, changes)
    assert "Wakil Menteri hadir." not in targets(database)


def test_what_was_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    stored(database, *UNITS)
    wanted = rewriting(database)
    with open_change_set(database, command="remove", author="Budi") as changes:
        UnitStore(database).withhold([UNITS[0]], changes)
    with pytest.raises(Conflict, match="changed by someone else"):
        apply(database, wanted)
    assert targets(database) == ["Presiden tiba.", "Wakil Menteri pergi."]
    assert ConceptStore(database).entry("deputy") == ENTRIES["deputy"]
