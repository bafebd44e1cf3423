"""Several termbases: whose terms are those to use."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.precedence import STARTER_TERMBASE, TermbasePrecedence
from tm.text.locale import Locale

vi, id_ = Locale("vi"), Locale("id")
DEPRECATED = TermStatus.DEPRECATED


def make_entry(
    concept_id: str, source: str, *targets: str, termbase: str | None = None
) -> ConceptEntry:
    """An entry whose first target is preferred, and the others deprecated."""
    terms = [Term(vi, source)]
    for number, target in enumerate(targets):
        status = DEPRECATED if number else TermStatus.PREFERRED
        terms.append(Term(id_, target, status))
    return ConceptEntry(concept_id, tuple(terms), termbase=termbase)


def list_targets(entry: ConceptEntry) -> list[tuple[str, str]]:
    return [(term.text, term.status.value) for term in entry.list_terms_in(id_)]


OWN_TERMBASE = make_entry("own", "Bộ Y tế", "Departemen Kesehatan", "Kemenkes")
CLIENT = make_entry("client", "bộ y tế", "Kementerian Sehat", termbase="Client")
OF_STARTER = make_entry(
    "m1", "Bộ Y tế", "Kementerian Kesehatan", termbase=STARTER_TERMBASE
)


def test_the_place_of_a_tone_mark_makes_no_other_concept() -> None:
    own_entry = make_entry("own", "Bộ Văn hoá", "Kementerian Kebudayaan")
    client_entry = make_entry("client", "Bộ Văn hóa", "Dep. Budaya", termbase="Client")
    (joint,) = TermbasePrecedence().join_entries([client_entry, own_entry])
    assert joint.id == "own"
    assert [term.text for term in joint.list_terms_in(vi)] == ["Bộ Văn hoá"]


def test_the_terms_of_the_highest_are_those_to_use() -> None:
    (joint,) = TermbasePrecedence().join_entries([OF_STARTER, CLIENT, OWN_TERMBASE])
    assert joint.id == "own" and joint.termbase is None
    assert list_targets(joint) == [
        ("Departemen Kesehatan", "preferred"),
        ("Kemenkes", "deprecated"),
        ("Kementerian Kesehatan", "deprecated"),
        ("Kementerian Sehat", "deprecated"),
    ]


def test_the_order_of_named_termbases_decides() -> None:
    ministry = make_entry("m2", "Bộ Y tế", "Kementerian Medis", termbase="ministry")
    for order, first in ((("ministry",), "m2"), (("Client", "ministry"), "client")):
        (joint,) = TermbasePrecedence(order).join_entries(
            [OF_STARTER, CLIENT, ministry]
        )
        assert joint.id == first


def test_a_concept_of_a_known_id_belongs_to_the_starter() -> None:
    unnamed = replace(OF_STARTER, termbase=None)
    assert len(TermbasePrecedence().join_entries([unnamed, OWN_TERMBASE])) == 2
    (joint,) = TermbasePrecedence(starter_concept_ids={"m1"}).join_entries(
        [unnamed, OWN_TERMBASE]
    )
    assert joint.id == "own"


@pytest.mark.parametrize(
    "other",
    [
        make_entry(
            "x", "Bộ Tài chính", "Departemen Kesehatan", termbase=STARTER_TERMBASE
        ),
        replace(OF_STARTER, subject_field="sport"),
        replace(OF_STARTER, relations=(Relation(RelationKind.DISTINCT_FROM, "own"),)),
    ],
)
def test_other_concepts_are_left_alone(other: ConceptEntry) -> None:
    own = replace(OWN_TERMBASE, subject_field="ministry")
    assert TermbasePrecedence().join_entries([other, own]) == [other, own]


def test_of_two_concepts_of_one_name_none_is_taken() -> None:
    second = make_entry("m9", "Bộ Y tế", "Kementerian Lain", termbase=STARTER_TERMBASE)
    entries = [OF_STARTER, second, OWN_TERMBASE]
    assert TermbasePrecedence().join_entries(entries) == entries
    nearer = replace(second, terms=(*second.terms, Term(Locale("en"), "Health")))
    own = replace(
        OWN_TERMBASE, terms=(*OWN_TERMBASE.terms, Term(Locale("en"), "Health"))
    )
    assert {
        entry.id
        for entry in TermbasePrecedence().join_entries([OF_STARTER, nearer, own])
    } == {
        "m1",
        "own",
    }


def test_relations_lead_to_the_joint_concept() -> None:
    person = ConceptEntry(
        "p",
        (Term(vi, "Lê Văn A"),),
        relations=(Relation(RelationKind.OFFICE_HELD, "m1+vn"),),
        termbase=STARTER_TERMBASE,
    )
    part = replace(OWN_TERMBASE, relations=(Relation(RelationKind.BROADER, "m1"),))
    joined = {
        one.id: one
        for one in TermbasePrecedence().join_entries([OF_STARTER, person, part])
    }
    assert joined["p"].relations[0].concept == "own+vn"
    assert joined["own"].relations == ()


def test_disagreements_are_named() -> None:
    (found,) = TermbasePrecedence().find_disagreements([OF_STARTER, OWN_TERMBASE])
    assert (found.concept, found.lower_concept, found.locale) == ("own", "m1", "id")
    assert found.preferred == "Departemen Kesehatan"
    assert found.lower_preferred == "Kementerian Kesehatan"
    admitted = Term(id_, "Kementerian Kesehatan", TermStatus.ADMITTED)
    content = replace(OWN_TERMBASE, terms=(*OWN_TERMBASE.terms, admitted))
    assert TermbasePrecedence().find_disagreements([OF_STARTER, content]) == []


@st.composite
def draw_entries(draw: st.DrawFn) -> list[ConceptEntry]:
    texts = st.sampled_from("abcd")
    termbases = st.sampled_from([None, "x", "y", STARTER_TERMBASE])
    return [
        make_entry(
            str(number),
            draw(texts),
            *draw(st.lists(texts, min_size=1, max_size=3, unique=True)),
            termbase=draw(termbases),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@given(draw_entries())
def test_no_term_is_lost_and_joining_again_changes_nothing(
    entries: list[ConceptEntry],
) -> None:
    precedence = TermbasePrecedence()
    joined = precedence.join_entries(entries)
    texts = {(term.locale, term.text) for entry in entries for term in entry.terms}
    kept = {(term.locale, term.text) for entry in joined for term in entry.terms}
    assert kept == texts
    assert {entry.id for entry in joined} <= {entry.id for entry in entries}
    ranks = [precedence.get_rank(entry) for entry in entries]
    if len(set(ranks)) < 2:
        assert joined == entries


@given(draw_entries())
def test_the_highest_termbase_is_never_changed_but_by_additions(
    entries: list[ConceptEntry],
) -> None:
    precedence = TermbasePrecedence()
    joined_by_id = {entry.id: entry for entry in precedence.join_entries(entries)}
    highest = min(map(precedence.get_rank, entries), default=None)
    for entry in entries:
        if precedence.get_rank(entry) == highest:
            assert joined_by_id[entry.id].terms[: len(entry.terms)] == entry.terms
