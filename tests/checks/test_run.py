"""The run: selection, order, and checks that break."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.catalogue import CHECKS
from checks.registry import Check, Level, selected
from checks.run import run
from checks.subject import Context, Finding, Subject
from glossary.entry import ConceptEntry, Term, TermStatus
from glossary.recogniser import Recogniser
from tm.articles.article import BlockKind
from tm.errors import UnknownName
from tm.issue import Severity
from tm.text.locale import Locale

VI, ID, EN = Locale("vi"), Locale("id"), Locale("en")
FAR = [(VI, Locale("zh")), (Locale("th"), Locale("fr")), (Locale("ko"), EN)]

PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            'Hà Nội|“|”|"|(|)|. |, |..|  |16,7|16.7 tỷ|8/10/2025|Đ|\u0300|\u00a0'
            "|â€|Ã¡|\u200b|а|Konvensi Perserikatan Bangsa-Bangsa|thứ Tư|Kamis|%|Nguyễn"
            "|Nguyen Van Hai|KTT|hòa|hoà|\ud800|\ufffc|שלום|🏳️‍🌈|: |của của|15h30".split(
                "|"
            )
        ),
    ),
    max_size=12,
)
TEXTS = PIECES.map("".join)


def entry(id: str, vi: str, target: str, wrong: str) -> ConceptEntry:
    terms = (
        Term(VI, vi),
        Term(ID, target),
        Term(ID, wrong, TermStatus.DEPRECATED, forbidden=True),
    )
    return ConceptEntry(id, terms)


ENTRIES = [
    entry(
        "a", "Liên hợp quốc", "Perserikatan Bangsa-Bangsa", "Persatuan Bangsa-Bangsa"
    ),
    entry("b", "Hà Nội", "Hanoi", "Ha Noi"),
]


@given(
    st.lists(
        st.builds(
            Subject,
            id=st.sampled_from(["a", "b", "c", "d"]),
            target=TEXTS,
            source=st.none() | TEXTS,
            document=st.none() | st.just("d"),
            kind=st.none() | st.sampled_from(BlockKind),
        ),
        max_size=5,
    ),
    st.sampled_from(
        [(VI, ID), (EN, VI), (ID, EN), (EN, Locale("ja")), (None, VI), *FAR]
    ),
)
@settings(max_examples=150)
def test_no_check_raises_on_any_text(
    subjects: list[Subject], locales: tuple[Locale | None, Locale]
) -> None:
    source, target = locales
    terms = Recogniser.build(ENTRIES, target)
    context = Context(
        target, source, terms, Recogniser.build(ENTRIES, source) if source else None
    )
    result = run(subjects, context)
    issues = list(result)
    assert result.failures == []
    texts = {(s.id, s.target) for s in subjects} | {(s.id, s.source) for s in subjects}
    for issue in issues:
        span = issue.target_span or issue.source_span
        if span is not None:
            found = [t for id, t in texts if id == issue.unit and t is not None]
            assert any(span.of(text) == issue.quote for text in found)


def test_a_long_text_is_checked_in_time() -> None:
    text = "Bộ trưởng Bộ Ngoại giao nói: “Ngày 8/10, 16,7 tỷ đồng”. " * 400
    result = run([Subject("a", text, text, "d")], Context(ID, VI))
    list(result)
    assert result.failures == []


def test_without_source_only_targets_are_judged() -> None:
    subject = Subject("a", "Teks  ini.", document="d")
    levels = {CHECKS[issue.check].level for issue in run([subject], Context(ID, VI))}
    assert Level.BOTH not in levels


def test_the_order_is_that_of_units_and_places() -> None:
    subjects = [Subject("b", "x  y  z."), Subject("a", "p  q")]
    issues = list(run(subjects, Context(ID), only=["space.double"]))
    assert [(issue.unit, issue.quote) for issue in issues] == [
        ("b", "x  y"),
        ("b", "y  z."),
        ("a", "p  q"),
    ]


def test_issues_come_as_documents_do() -> None:
    def subjects() -> Iterator[Subject]:
        yield Subject("a", "x  y", document="one")
        yield Subject("b", "x", document="two")
        raise AssertionError("read too far")

    issues = iter(run(subjects(), Context(ID), only=["space.double"]))
    assert next(issues).unit == "a"


def broken(subject: Subject, context: Context) -> Iterator[Finding]:
    """Breaks on everything."""
    yield Finding(str(1 // len(subject.document or "")))


def test_a_check_that_breaks_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Check("test.broken", Level.ONE, Severity.ERROR, broken)
    both = [entry, CHECKS["space.double"]]
    monkeypatch.setattr("checks.run.selected", lambda only, skip: both)
    result = run([Subject("a", "x  y")], Context(ID))
    assert [issue.check for issue in result] == ["space.double"]
    assert [(f.check, f.unit) for f in result.failures] == [("test.broken", "a")]


@pytest.mark.parametrize(
    ("only", "skip", "wanted"),
    [
        (["num.value"], [], {"num.value"}),
        (["date"], [], {"date.month", "date.day", "date.weekday"}),
        (["date.*"], ["date.day"], {"date.month", "date.weekday"}),
        (["space"], ["space"], set()),
    ],
)
def test_checks_are_chosen_by_id_and_family(
    only: list[str], skip: list[str], wanted: set[str]
) -> None:
    assert {entry.id for entry in selected(only, skip)} == wanted


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"num\.value"):
        selected(["num.valu"])


def test_every_check_says_what_it_finds() -> None:
    descriptions = [entry.description for entry in CHECKS.values()]
    assert all(text.endswith(".") and len(text) > 20 for text in descriptions)
