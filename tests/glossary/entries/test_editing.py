"""Editing entries, and what makes an entry valid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.entries import editing
from glossary.entries.difference import compare_entries
from glossary.entries.edit_form import read_edit_form, write_edit_form
from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.entry_faults import CONFIDENCE_LEVELS, find_faults
from glossary.entries.notation import (
    STATUS_AND_FORBIDDEN_BY_WORD,
    TermName,
    format_relation,
    parse_relation,
    parse_status,
)
from tm.errors import InputError, NotFound, UnknownName
from tm.text.locale import Locale

vi, id_ = map(Locale.parse, ("vi", "id"))
SUPERSEDED = (TermStatus.SUPERSEDED, False)

DEPUTY = ConceptEntry(
    "office-002",
    (
        Term(vi, "Thứ trưởng", source="page"),
        Term(id_, "Wakil Menteri", case_sensitive=True),
        Term(id_, "Wamen", TermStatus.ADMITTED),
        Term(id_, "Deputi Menteri", TermStatus.DEPRECATED, forbidden=True),
    ),
    subject_field="office",
    relations=(Relation(RelationKind.BROADER, "office-001", "2020", "2025-03-01"),),
)


def texts(entry: ConceptEntry) -> dict[str, str]:
    return {
        term.text: "forbidden" if term.forbidden else term.status.value
        for term in entry.terms
    }


def told(entry: ConceptEntry, *others: ConceptEntry) -> list[str]:
    known = {one.id: one.relations for one in others}
    return [
        fault.message for fault in find_faults(entry, known.get) if fault.is_refused
    ]


def test_a_preferred_term_makes_the_one_before_give_way() -> None:
    name = TermName(id_, "Deputi Menteri")
    after = editing.prefer_term(
        DEPUTY, name, former_status=SUPERSEDED, first_day="2025-03-01"
    )
    assert texts(after) == {
        "Thứ trưởng": "preferred",
        "Wakil Menteri": "superseded",
        "Wamen": "admitted",
        "Deputi Menteri": "preferred",
    }
    assert [term.valid_to for term in after.terms] == [None, "2025-03-01", None, None]
    assert after.list_preferred_texts(id_) == ("Deputi Menteri",)
    assert not told(after, ConceptEntry("office-001", ()))


def test_new_terms_stand_with_those_of_their_language() -> None:
    after = editing.add_or_replace_term(DEPUTY, Term(vi, "TT", TermStatus.ADMITTED))
    assert [term.text for term in after.terms][:2] == ["Thứ trưởng", "TT"]


def test_a_term_is_known_by_its_letters_or_named_in_the_error() -> None:
    assert editing.find_term(DEPUTY, TermName(vi, "thu truong")).source == "page"
    with pytest.raises(NotFound, match="did you mean Wakil Menteri"):
        editing.find_term(DEPUTY, TermName(id_, "Wakil Mentri"))


def test_the_last_term_is_not_dropped() -> None:
    one = ConceptEntry("x", (Term(vi, "Bộ"),))
    with pytest.raises(InputError, match="only term of x"):
        editing.remove_term(one, TermName(vi, "Bộ"))


def test_merging_unites_terms_and_tells_what_gave_way() -> None:
    other = ConceptEntry(
        "x1",
        (
            Term(id_, "Wamen", TermStatus.DEPRECATED, source="page"),
            Term(id_, "Menteri Muda"),
            Term(vi, "TT", TermStatus.ADMITTED),
        ),
        subject_field="state",
        definition="who stands in for a minister",
        relations=(Relation(RelationKind.DISTINCT_FROM, "office-002"),),
    )
    done = editing.merge_concepts(DEPUTY, other)
    assert texts(done.entry) == texts(DEPUTY) | {
        "Menteri Muda": "admitted",
        "TT": "admitted",
    }
    assert editing.find_term(done.entry, TermName(id_, "Wamen")).source == "page"
    assert done.entry.definition == "who stands in for a minister"
    assert done.entry.relations == DEPUTY.relations
    assert done.notes == (
        "id 'Wamen' (admitted): x1 had deprecated",
        "id 'Menteri Muda' (preferred) becomes admitted next to id 'Wakil Menteri' "
        "(preferred)",
        "subject field 'state' of x1 is dropped",
    )


def test_merging_with_itself_changes_nothing() -> None:
    assert editing.merge_concepts(DEPUTY, DEPUTY) == editing.MergeOutcome(DEPUTY, ())


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("Thứ trưởng", "office", "office-thu-truong"),
        ("Bộ NN&MT", None, "bo-nn-mt"),
        ("Thứ trưởng", "politics/law", "politics-law-thu-truong"),
        ("外交部", "state", "state-"),
        ("x " * 100, None, "x-x-"),
    ],
)
def test_ids_are_made_of_content(text: str, field: str | None, expected: str) -> None:
    entry = ConceptEntry("", (Term(vi, text.strip()),), field)
    made = editing.make_id(entry, lambda id: False)
    assert made.startswith(expected) and len(made) < 60
    assert editing.make_id(entry, {made}.__contains__) == f"{made}-2"


def test_differences_are_told_field_by_field() -> None:
    after = editing.set_status(DEPUTY, TermName(id_, "Wamen"), SUPERSEDED)
    after = editing.rename_term(after, TermName(vi, "Thứ trưởng"), "Thứ Trưởng")
    assert [
        (one.field_name, one.old_value, one.new_value)
        for one in compare_entries(DEPUTY, after)
    ] == [
        ("vi=Thứ trưởng", "preferred", None),
        ("vi=Thứ trưởng: source", "page", None),
        ("id=Wamen", "admitted", "superseded"),
        ("vi=Thứ Trưởng", None, "preferred"),
        ("vi=Thứ Trưởng: source", None, "page"),
    ]
    assert compare_entries(DEPUTY, DEPUTY) == []


def test_what_contradicts_itself_is_told() -> None:
    a = ConceptEntry("a", (Term(vi, "A"),), relations=(parse_relation("part of=b"),))
    b = ConceptEntry("b", (Term(vi, "B"),), relations=(parse_relation("part of=c"),))
    c = ConceptEntry("c", (Term(vi, "C"),), relations=(parse_relation("part of=a"),))
    assert told(c, a, b) == ["cycle of 'part of' relations: c → a → b → c"]
    assert told(a, b) == []
    same = ConceptEntry("a", (Term(vi, "A"),), relations=(parse_relation("broader=a"),))
    assert told(same) == ["broader: a concept cannot relate to itself"]
    two = ConceptEntry("a", (Term(vi, "A"), Term(vi, "B")))
    assert "two preferred vi terms at the same time, 'A' and 'B'" in told(two)[0]
    dated = ConceptEntry(
        "a", (Term(vi, "A", valid_to="2025-03-01"), Term(vi, "B", valid_from="2025-02"))
    )
    assert "at the same time" in told(dated)[0]
    apart = ConceptEntry(
        "a",
        (
            Term(vi, "A", valid_to="2025-03-01"),
            Term(vi, "B", valid_from="2025-03-01"),
        ),
    )
    assert told(apart) == []
    assert told(ConceptEntry("a", ())) == ["a concept needs a term"]
    late = ConceptEntry("a", (Term(vi, "A"),), valid_from="2025", valid_to="2024")
    assert told(late) == ["the concept ends (2024) before it begins (2025)"]
    long = ConceptEntry("a", (Term(vi, "A" * 1000),))
    assert "a term of 1000 characters" in told(long)[0]
    twice = ConceptEntry("a", (Term(vi, "A"), Term(vi, "A")))
    assert told(twice) == ["the vi term 'A' occurs 2 times"]


@pytest.mark.parametrize(
    "given",
    [
        "vi",
        "vi=",
        "vi= \u200b ",
        "vi=a\x07b",
        "vi=" + "a" * 1000,
        "vi=\ufffc",
        "vi=\ud800",
    ],
)
def test_what_is_no_term_is_refused(given: str) -> None:
    with pytest.raises(InputError):
        TermName.parse(given)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("vi=Hà Nội", "Hà Nội"),
        ("id= a = b ", "a = b"),
        ("ar=وزير", "وزير"),
        ("id=🇻🇳 kartu", "🇻🇳 kartu"),
        ("id=a\r\nb", "a b"),
    ],
)
def test_terms_are_tidied(given: str, text: str) -> None:
    assert TermName.parse(given).text == text


def test_an_unknown_status_or_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean superseded"):
        parse_status("superceded")
    with pytest.raises(UnknownName, match="did you mean part of"):
        parse_relation("part off=x")
    for text in ("broader", "broader=", "broader= ", "broader=a@2025-13..", "=a"):
        with pytest.raises(InputError):
            parse_relation(text)


dates = st.none() | st.sampled_from(["2025", "2025-03", "2025-03-01"])
lines = st.text(
    st.sampled_from("aĐ \"'\\#=[]\n\t🇻ễ\u2028"), min_size=1, max_size=12
).map(str.strip)
words = lines.map(lambda text: " ".join(("A", *text.split())))

maybe = st.none() | words
concepts = st.sampled_from(["x", "ministry-002", 'a"b', "a@b"])
relations = st.lists(
    st.builds(Relation, st.sampled_from(RelationKind), concepts, dates, dates),
    max_size=3,
)


@st.composite
def entries(draw: st.DrawFn) -> ConceptEntry:
    """Entries of all fields, as they are stored."""
    terms = []
    for word in draw(
        st.lists(st.sampled_from(sorted(STATUS_AND_FORBIDDEN_BY_WORD)), min_size=1)
    ):
        status, forbidden = parse_status(word)
        terms.append(
            Term(
                draw(st.sampled_from([vi, id_, Locale.parse("zh-Hant-TW")])),
                draw(words),
                status,
                forbidden,
                shared=draw(st.booleans()),
                part_of_speech=draw(maybe),
                case_sensitive=draw(st.none() | st.booleans()),
                valid_from=draw(dates),
                note=draw(maybe),
            )
        )
    return ConceptEntry(
        "x1",
        tuple(terms),
        subject_field=draw(maybe),
        definition=draw(st.none() | lines.filter(bool)),
        confidence=draw(st.none() | st.sampled_from(CONFIDENCE_LEVELS)),
        relations=tuple(draw(relations)),
    )


@given(entries())
def test_a_form_that_is_left_as_it_is_means_its_entry(entry: ConceptEntry) -> None:
    assert read_edit_form(write_edit_form(entry), "x1") == entry


@given(entries())
def test_a_relation_is_read_as_it_is_written(entry: ConceptEntry) -> None:
    assert (
        tuple(parse_relation(format_relation(one)) for one in entry.relations)
        == entry.relations
    )


@given(entries(), entries())
def test_merging_loses_no_term_and_no_relation(
    one: ConceptEntry, other: ConceptEntry
) -> None:
    done = editing.merge_concepts(one, other).entry
    keys = {(term.locale, term.text) for term in (*one.terms, *other.terms)}
    assert {(term.locale, term.text) for term in done.terms} == keys
    kept = {parse_relation for parse_relation in done.relations}
    assert {r for r in (*one.relations, *other.relations) if r.concept != "x1"} <= kept


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("term = 3", "write each under"),
        ("[[term]]\nlocale = 'vi'", "term 1: a term needs text"),
        ("[[term]]\nlocale = 'vi'\ntext = 'x'\nstatus = 'prefered'", "preferred"),
        ("[[term]]\nlocale = '?'\ntext = 'x'", "term 1: "),
        ("[[term]]\ntxt = 'x'", "unknown field of a term 'txt'"),
        (
            "[[term]]\nlocale='vi'\ntext='x'\ncase_sensitive='x'",
            "must be true or false",
        ),
        ("[[relation]]\nkind = 'near'\nconcept = 'x'", "relation 1: unknown kind"),
        ("definition = [1]", "must be text"),
        ("note = true", "note must be text"),
        ("definition = ", "not valid TOML"),
    ],
)
def test_a_form_with_a_fault_says_where(form: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_edit_form(form, "x1")


def test_a_date_without_quotation_marks_is_a_date() -> None:
    form = "valid_from = 2025-03-01\n[[term]]\nlocale = 'vi'\ntext = 'x'\n"
    assert read_edit_form(form, "x1").valid_from == "2025-03-01"


def test_joining_the_same_entry_again_changes_nothing() -> None:
    one = ConceptEntry("a", (Term(Locale("vi"), "Bộ"),), note="seen")
    other = ConceptEntry(
        "b", (Term(Locale("vi"), "Bộ"), Term(Locale("id"), "Departemen")), note="other"
    )
    whole = editing.merge_concepts(one, other).entry
    assert whole.note == "seen; other"
    assert editing.merge_concepts(whole, other).entry == whole


def test_a_list_of_preferred_terms_is_said_in_one_word() -> None:
    many = ConceptEntry("x", tuple(Term(vi, f"từ {n}") for n in range(3000)))
    assert told(many) == []
    assert [fault.message for fault in find_faults(many, lambda _: None)] == [
        "more than 100 preferred vi terms"
    ]
    edited = editing.set_status(many, TermName(vi, "từ 5"), SUPERSEDED)
    assert [change.field_name for change in compare_entries(many, edited)] == [
        "vi=từ 5"
    ]
