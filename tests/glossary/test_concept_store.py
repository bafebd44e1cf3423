"""The termbase in a database: both SQLite and PostgreSQL."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from glossary.concept_store import ConceptStore
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.lookup.term_lookup import TermLookup
from glossary.store.sql_reader import read_all_entries
from tm.errors import Conflict, NotFound
from tm.store.database import Database
from tm.store.history.change_set import open_change_set, read_changes
from tm.store.history.undo import undo_changes
from tm.store.units.pending_units import AddCounts
from tm.text.locale import Locale

vi, id_ = map(Locale.parse, ("vi", "id"))

MINISTRY = ConceptEntry(
    "ministry-002",
    (
        Term(vi, "Bộ Công an", source="page"),
        Term(vi, "BCA", TermStatus.ADMITTED, part_of_speech="noun"),
        Term(id_, "Kementerian Keamanan Publik", case_sensitive=True),
        Term(id_, "Kementerian Kepolisian", TermStatus.DEPRECATED, forbidden=True),
    ),
    subject_field="ministry",
    definition="the ministry that leads the police",
    note="seen often",
    valid_from="1975",
    relations=(Relation(RelationKind.PART_OF, "state-015"),),
    confidence="high",
)
GOVERNMENT = ConceptEntry(
    "state-015", (Term(vi, "Chính phủ"), Term(id_, "Pemerintah", shared=True))
)


def add(database: Database, entries: Iterable[ConceptEntry]) -> AddCounts:
    with open_change_set(database, command="terms import", author="Siti") as changes:
        return ConceptStore(database).add(entries, changes)


def take_back(database: Database, name: str = "last") -> None:
    undoers = {"concept": ConceptStore(database).make_undoer()}
    undo_changes(database, name, author="Siti", undoer_by_kind=undoers)


def test_entries_come_back_as_they_were(database: Database) -> None:
    assert add(database, [GOVERNMENT, MINISTRY]) == AddCounts(new=2)
    assert list(ConceptStore(database).entries()) == [MINISTRY, GOVERNMENT]
    assert ConceptStore(database).entry("ministry-002") == MINISTRY


def test_entries_are_read_without_sqlalchemy_as_with_it(database: Database) -> None:
    entries = [
        replace(GOVERNMENT, id=f"state-{number:03}ệ"[: 9 + number % 2])
        for number in range(250)
    ]
    add(database, [MINISTRY, *entries])
    with database.open_reader() as reader:
        assert [*read_all_entries(reader)] == [*ConceptStore(database).entries()]


def test_adding_twice_is_adding_once(database: Database) -> None:
    add(database, [MINISTRY, GOVERNMENT])
    version = ConceptStore(database).version()
    assert add(database, [MINISTRY, GOVERNMENT]) == AddCounts(known=2)
    assert ConceptStore(database).version() == version


def test_other_content_replaces_an_entry(database: Database) -> None:
    add(database, [MINISTRY])
    other = ConceptEntry("ministry-002", (Term(vi, "Bộ Công an"),))
    assert add(database, [other, GOVERNMENT]) == AddCounts(new=1, changed=1)
    assert ConceptStore(database).entry("ministry-002") == other


def test_the_later_of_two_entries_with_one_id_stays(database: Database) -> None:
    other = ConceptEntry("ministry-002", (Term(vi, "Bộ Công an"),))
    assert add(database, [MINISTRY, other]) == AddCounts(new=1, changed=1)
    assert ConceptStore(database).entry("ministry-002") == other


def test_an_import_is_undone_and_redone(database: Database) -> None:
    add(database, [MINISTRY])
    before = ConceptStore(database).version()
    other = ConceptEntry("ministry-002", (Term(vi, "Bộ Công an"),))
    add(database, [other, GOVERNMENT])
    after = ConceptStore(database).version()
    take_back(database)
    assert list(ConceptStore(database).entries()) == [MINISTRY]
    assert ConceptStore(database).version() == before
    take_back(database)
    assert list(ConceptStore(database).entries()) == [other, GOVERNMENT]
    assert ConceptStore(database).version() == after


def test_an_import_that_was_built_on_is_not_undone(database: Database) -> None:
    add(database, [MINISTRY])
    add(database, [ConceptEntry("ministry-002", (Term(vi, "Bộ Công an"),))])
    with pytest.raises(Conflict):
        take_back(database, "i1")


def test_the_log_keeps_whole_entries(database: Database) -> None:
    add(database, [GOVERNMENT])
    (change,) = read_changes(database, "last")
    assert (change.kind, change.key, change.action) == ("concept", "state-015", "add")
    assert change.record_before is None
    assert change.record_after == {
        "id": "state-015",
        "terms": [
            {"locale": "vi", "text": "Chính phủ", "status": "preferred"},
            {
                "locale": "id",
                "text": "Pemerintah",
                "status": "preferred",
                "shared": True,
            },
        ],
    }


def test_removing_is_undone(database: Database) -> None:
    add(database, [MINISTRY, GOVERNMENT])
    with open_change_set(database, command="terms remove", author="Siti") as changes:
        assert ConceptStore(database).remove(["state-015"], changes) == 1
    assert list(ConceptStore(database).entries()) == [MINISTRY]
    take_back(database)
    assert list(ConceptStore(database).entries()) == [MINISTRY, GOVERNMENT]


def test_removing_what_is_not_there_removes_nothing(database: Database) -> None:
    add(database, [MINISTRY])
    with (
        pytest.raises(NotFound, match="did you mean ministry-002"),
        open_change_set(database, command="terms remove", author="Siti") as changes,
    ):
        ConceptStore(database).remove(["ministry-002", "ministry-003"], changes)
    assert list(ConceptStore(database).entries()) == [MINISTRY]


def test_an_unknown_entry_names_the_nearest(database: Database) -> None:
    add(database, [MINISTRY])
    with pytest.raises(NotFound, match="ministry-002"):
        ConceptStore(database).entry("ministry-02")


def test_the_version_depends_on_content_not_on_order(database: Database) -> None:
    concept_store = ConceptStore(database)
    empty = concept_store.version()
    add(database, [MINISTRY, GOVERNMENT])
    both = concept_store.version()
    take_back(database)
    assert concept_store.version() == empty
    add(database, [GOVERNMENT])
    assert concept_store.version() not in (empty, both)
    add(database, [MINISTRY])
    assert concept_store.version() == both


def test_many_entries_are_written_and_read_in_batches(
    sqlite_database: Database,
) -> None:
    entries = [
        ConceptEntry(f"x{number:05}", (Term(vi, f"thuật ngữ {number}"),))
        for number in range(1203)
    ]
    assert add(sqlite_database, entries) == AddCounts(new=1203)
    assert list(ConceptStore(sqlite_database).entries()) == entries


def test_lookup_searches_the_stored_entries(database: Database) -> None:
    add(database, [MINISTRY, GOVERNMENT])
    (hit,) = TermLookup(database).find("bo cong an", vi)
    assert hit.entry == MINISTRY
