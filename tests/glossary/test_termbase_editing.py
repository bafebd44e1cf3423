"""Keeping entries in a database: both SQLite and PostgreSQL."""

import threading

import pytest

from glossary.concept_store import ConceptStore
from glossary.entries import editing
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.notation import TermName, parse_relation
from glossary.termbase_editing import (
    EntryFinder,
    add_entry,
    add_predecessor,
    edit_entry,
    find_homonyms,
    merge_entries,
)
from tm.errors import Conflict, InputError, NotFound
from tm.store.database import Database
from tm.store.history.change_set import open_change_set, read_dated_changes
from tm.store.history.undo import undo_changes
from tm.text.locale import Locale

vi, id_ = map(Locale.parse, ("vi", "id"))
STATE = ConceptEntry("state-1", (Term(vi, "Chủ tịch nước"), Term(id_, "Presiden")), "a")
PRESIDENT = ConceptEntry("", (Term(vi, "Tổng thống"), Term(id_, "presiden")), "b")


def add(database: Database, *entries: ConceptEntry) -> list[str]:
    made = []
    for entry in entries:
        with open_change_set(database, command="terms add", author="Siti") as changes:
            made.append(add_entry(ConceptStore(database), entry, changes)[0].id)
    return made


def take_back(database: Database) -> None:
    undoers = {"concept": ConceptStore(database).make_undoer()}
    undo_changes(database, "last", author="Siti", undoer_by_kind=undoers)


def test_homonyms_are_found_whatever_their_case(database: Database) -> None:
    assert add(database, STATE, PRESIDENT) == ["state-1", "b-tong-thong"]
    with database.open_snapshot() as connection:
        found = find_homonyms(EntryFinder(connection), PRESIDENT)
    assert {id: [term.text for term in terms] for id, terms in found.items()} == {
        "state-1": ["presiden"],
        "b-tong-thong": ["Tổng thống", "presiden"],
    }


def test_a_concept_is_not_added_twice(database: Database) -> None:
    add(database, STATE)
    for again in (STATE, ConceptEntry("other", STATE.terms, "a")):
        with pytest.raises(Conflict):
            add(database, again)
    assert [entry.id for entry in ConceptStore(database).entries()] == ["state-1"]


def test_an_edit_that_brings_a_fault_is_refused_and_old_ones_are_left(
    database: Database,
) -> None:
    concept_store = ConceptStore(database)
    two = ConceptEntry("x", (Term(vi, "A"), Term(vi, "B")))
    with open_change_set(database, command="terms import", author="Siti") as changes:
        concept_store.add([two], changes)
    with open_change_set(database, command="terms edit", author="Siti") as changes:
        edit_entry(
            concept_store,
            "x",
            lambda entry: editing.add_or_replace_term(entry, Term(id_, "C")),
            changes,
        )
    with (
        pytest.raises(InputError, match="two preferred id terms"),
        open_change_set(database, command="terms edit", author="Siti") as changes,
    ):
        edit_entry(
            concept_store,
            "x",
            lambda entry: editing.add_or_replace_term(entry, Term(id_, "D")),
            changes,
        )
    assert len(concept_store.entry("x").terms) == 3


def test_merging_redirects_relations_and_is_undone(database: Database) -> None:
    other = ConceptEntry("o%1", (Term(id_, "Presiden Negara"),))
    near = ConceptEntry(
        "near",
        (Term(vi, "gần"),),
        relations=(
            Relation(RelationKind.BROADER, "o%1", "2020"),
            parse_relation("broader=o"),
        ),
    )
    add(database, STATE, other, near)
    before = list(ConceptStore(database).entries())
    with open_change_set(database, command="terms merge", author="Siti") as changes:
        done, moved = merge_entries(ConceptStore(database), "state-1", "o%1", changes)
    assert moved == ["near"]
    assert ConceptStore(database).entry("state-1") == done.entry
    assert [term.status for term in done.entry.terms][2] is TermStatus.ADMITTED
    assert ConceptStore(database).entry("near").relations == (
        Relation(RelationKind.BROADER, "state-1", "2020"),
        parse_relation("broader=o"),
    )
    with pytest.raises(NotFound):
        ConceptStore(database).entry("o%1")
    take_back(database)
    assert list(ConceptStore(database).entries()) == before


def test_a_merge_that_closes_a_circle_is_refused(database: Database) -> None:
    a = ConceptEntry("a", (Term(vi, "A"),))
    b = ConceptEntry("b", (Term(vi, "B"),), relations=(parse_relation("part of=a"),))
    c = ConceptEntry("c", (Term(vi, "C"),), relations=(parse_relation("part of=b"),))
    add(database, a, b, c)
    with (
        pytest.raises(InputError, match="cycle"),
        open_change_set(database, command="terms merge", author="Siti") as changes,
    ):
        merge_entries(ConceptStore(database), "a", "c", changes)
    assert len(list(ConceptStore(database).entries())) == 3


def test_a_successor_was_formerly_what_it_follows(database: Database) -> None:
    add(database, STATE, PRESIDENT)
    with open_change_set(database, command="terms retire", author="Siti") as changes:
        add_predecessor(ConceptStore(database), "b-tong-thong", "state-1", changes)
    assert ConceptStore(database).entry("b-tong-thong").relations == (
        Relation(RelationKind.FORMERLY, "state-1"),
    )


def test_history_says_who_and_by_what(database: Database) -> None:
    add(database, STATE)
    with open_change_set(database, command="terms edit", author="Budi") as changes:
        edit_entry(
            ConceptStore(database),
            "state-1",
            lambda entry: editing.retire_concept(entry, "2025"),
            changes,
        )
    take_back(database)
    found = read_dated_changes(database, "concept", "state-1")
    assert [
        (one.change_set_name, one.author, one.command, one.undone_change_name)
        for one in found
    ] == [
        ("i1", "Siti", "terms add", None),
        ("i2", "Budi", "terms edit", None),
        ("i3", "Siti", "undo", "i2"),
    ]


def test_what_somebody_else_changed_is_not_overwritten(database: Database) -> None:
    add(database, STATE)
    stale = ConceptStore(database).entry("state-1")
    with open_change_set(database, command="terms edit", author="Budi") as changes:
        edit_entry(
            ConceptStore(database),
            "state-1",
            lambda e: editing.retire_concept(e, "2025"),
            changes,
        )
    with (
        pytest.raises(Conflict, match="changed by someone else"),
        open_change_set(database, command="terms edit", author="Siti") as changes,
    ):
        edit_entry(
            ConceptStore(database),
            "state-1",
            lambda _: stale,
            changes,
            expected_entry=stale,
        )
    assert ConceptStore(database).entry("state-1").valid_to == "2025"


def test_edits_of_several_writers_are_all_kept(database: Database) -> None:
    add(database, STATE)
    names = [f"Presiden {number}" for number in range(8)]

    def write(name: str) -> None:
        term = TermName(id_, name)
        with open_change_set(database, command="terms edit", author=name) as changes:
            edit_entry(
                ConceptStore(database),
                "state-1",
                lambda entry: editing.set_status(
                    entry, term, (TermStatus.ADMITTED, False)
                ),
                changes,
            )

    writers = [threading.Thread(target=write, args=(name,)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stored = [term.text for term in ConceptStore(database).entry("state-1").terms]
    assert sorted(stored[2:]) == names
