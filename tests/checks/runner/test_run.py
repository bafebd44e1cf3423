"""The run: selection, order, and checks that break."""

import pickle
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.catalogue import CHECKS
from checks.engine.check import Check, Level, select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import translate_finding
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import CheckFailure
from checks.runner.document_batch import BatchFindings, DocumentBatch, RunScope
from checks.runner.run import CheckBatch, RunMode, run
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tests.examples import examples
from tm.articles.archive.article import BlockKind
from tm.errors import UnknownName
from tm.finding import Finding, Severity
from tm.spill.list import SpillList
from tm.text.locale import Locale

VI, ID, EN = Locale("vi"), Locale("id"), Locale("en")
FAR = [
    (VI, Locale("zh")),
    (Locale("th"), Locale("fr")),
    (Locale("ko"), EN),
    (VI, Locale("ar")),
    (Locale("hi"), Locale("de")),
    (Locale("he"), Locale("nn")),
]

PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            'Hà Nội|“|”|"|(|)|. |, |..|  |16,7|16.7 tỷ|8/10/2025|Đ|\u0300|\u00a0'
            "|â€|Ã¡|\u200b|а|Konvensi Perserikatan Bangsa-Bangsa|thứ Tư|Kamis|%|Nguyễn"
            "|Nguyen Van Hai|KTT|hòa|hoà|\ud800|\ufffc|שלום|🏳️‍🌈|: |của của|15h30"
            "|Tô Lâm|To Lan|$1|1 euro|six weeks|tujuh minggu|١٬٥٠٠٫٥|٬|١٫٢٫٣|९९|।|؟"
            "|32/13/2025|0/0/0|99:99|1e400|令和99999年|พ.ศ. 9999|千千千|tỷ tỷ"
            "|không|gagal|http://[|a@b|{0}|%%s|<b|ǅ|İ|²½Ⅻ|31 Februari".split("|")
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


UNITS = st.builds(
    Unit,
    id=st.sampled_from(["a", "b", "c", "d"]),
    target=TEXTS,
    source=st.none() | TEXTS,
    document=st.none() | st.just("d"),
    kind=st.none() | st.sampled_from(BlockKind),
)


@given(
    st.lists(UNITS, max_size=5),
    st.sampled_from(
        [(VI, ID), (EN, VI), (ID, EN), (EN, Locale("ja")), (None, VI), *FAR]
    ),
)
@settings(max_examples=examples(150))
def test_no_check_raises_on_any_text(
    subjects: list[Unit], locales: tuple[Locale | None, Locale]
) -> None:
    source, target = locales
    context = Context(target, source, KnownTerms.build(ENTRIES, target, source))
    result = run(
        subjects, context, select_checks(), scope=RunScope(includes_sources=True)
    )
    findings = list(result)
    assert result.failures == []
    texts = {(s.id, s.target) for s in subjects} | {(s.id, s.source) for s in subjects}
    for finding in findings:
        span = finding.target_span or finding.source_span
        if span is not None:
            found = [t for id, t in texts if id == finding.unit and t is not None]
            assert any(span.of(text) == finding.quote for text in found)


@given(st.lists(UNITS, max_size=12))
@settings(max_examples=examples(60))
def test_of_a_document_that_waits_in_a_file_the_same_is_told(
    units: list[Unit],
) -> None:
    context = Context(ID, VI, KnownTerms.build(ENTRIES, ID, VI))
    short = [
        *run(units, context, select_checks(), scope=RunScope(includes_sources=True))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SpillList.__init__, "__kwdefaults__", {"max_block_count": 2})
        result = run(
            units,
            context,
            select_checks(),
            scope=RunScope(includes_sources=True),
            mode=RunMode(max_units_in_ram=1),
        )
        assert [*result] == short
    assert result.failures == []


def test_a_long_text_is_checked_in_time() -> None:
    text = "Bộ trưởng Bộ Ngoại giao nói: “Ngày 8/10, 16,7 tỷ đồng”. " * 400
    result = run([Unit("a", text, text, "d")], Context(ID, VI), select_checks())
    list(result)
    assert result.failures == []


def test_without_source_only_targets_are_judged() -> None:
    subject = Unit("a", "Teks  ini.", document="d")
    levels = {
        CHECKS[finding.check].level
        for finding in run([subject], Context(ID, VI), select_checks())
    }
    assert Level.BOTH not in levels


def test_the_order_is_that_of_units_and_places() -> None:
    subjects = [Unit("b", "x  y  z."), Unit("a", "p  q")]
    findings = list(run(subjects, Context(ID), select_checks(["space.double"])))
    assert [(finding.unit, finding.quote) for finding in findings] == [
        ("b", "x  y"),
        ("b", "y  z."),
        ("a", "p  q"),
    ]


def test_findings_come_as_documents_do() -> None:
    def subjects() -> Iterator[Unit]:
        yield Unit("a", "x  y", document="one")
        yield Unit("b", "x", document="two")
        raise AssertionError("read too far")

    findings = iter(run(subjects(), Context(ID), select_checks(["space.double"])))
    assert next(findings).unit == "a"


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_batches_change_nothing_but_how_the_work_is_shared(batch: int) -> None:
    subjects = [
        Unit(f"u{at}", f"x  {at} của", f"của {at + at % 3}", f"d{at // 4}")
        for at in range(30)
    ]
    whole, shared = (
        run(
            subjects,
            Context(ID, VI),
            select_checks(),
            mode=RunMode(units_per_batch=size, keeps_units=True),
        )
        for size in (1, batch)
    )
    said = [(finding, whole.find_unit(finding)) for finding in whole]
    assert [(finding, shared.find_unit(finding)) for finding in shared] == said
    assert shared.unit_count == 30
    assert {unit for _, unit in said} == {*subjects}


def test_units_that_share_an_id_are_told_apart() -> None:
    subjects = [
        Unit("a", "x  y", document="one"),
        Unit("a", "p  q", document="one"),
        Unit("a", "p  q", document="two"),
    ]
    result = run(
        subjects,
        Context(ID),
        select_checks(["space.double"]),
        mode=RunMode(keeps_units=True),
    )
    assert [result.find_unit(finding) for finding in result] == subjects


def test_what_breaks_elsewhere_is_told_here() -> None:
    def lost(
        work: CheckBatch, batches: Iterable[DocumentBatch]
    ) -> Iterator[BatchFindings]:
        for _ in batches:
            yield BatchFindings(failures=[CheckFailure("a", "b", "c")])

    result = run(
        [Unit("a", "x  y"), Unit("b", "x")],
        Context(ID),
        select_checks(),
        mode=RunMode(lost),
    )
    assert list(result) == []
    assert result.failures == 2 * [CheckFailure("a", "b", "c")]


def test_the_work_goes_to_processes_that_share_no_memory() -> None:
    units = [Unit("a", "Ada 5  orang.", "Có 6 người.", "d")]
    context = Context(ID, VI, KnownTerms.build(ENTRIES, ID, VI))

    def elsewhere(
        work: CheckBatch, batches: Iterable[DocumentBatch]
    ) -> Iterator[BatchFindings]:
        theirs = pickle.loads(pickle.dumps(work))
        for batch in batches:
            yield pickle.loads(pickle.dumps(theirs(batch)))

    scope = RunScope(is_reported=lambda subject: True, includes_sources=True)
    found = [
        *run(units, context, select_checks(), scope=scope, mode=RunMode(elsewhere))
    ]
    assert found == [*run(units, context, select_checks(), scope=scope)]
    assert {"num.value", "space.double"} <= {finding.check for finding in found}


def broken(subject: Unit, context: Context) -> Iterator[Finding]:
    """Breaks on everything."""
    yield Finding(str(1 // len(subject.document or "")))


def test_a_check_that_breaks_stops_no_other() -> None:
    entry = Check("test.broken", Level.ONE, Severity.ERROR, broken)
    both = [entry, CHECKS["space.double"]]
    result = run([Unit("a", "x  y")], Context(ID), both)
    assert [finding.check for finding in result] == ["space.double"]
    assert [(f.check_id, f.unit_id) for f in result.failures] == [("test.broken", "a")]


@pytest.mark.parametrize(
    ("only", "skip", "wanted"),
    [
        (["num.value"], [], {"num.value"}),
        (
            ["date"],
            [],
            {f"date.{of}" for of in ("cross", "day", "month", "reversed", "weekday")},
        ),
        (
            ["date.*"],
            ["date.day"],
            {f"date.{of}" for of in ("cross", "month", "reversed", "weekday")},
        ),
        (["space"], ["space"], set()),
    ],
)
def test_checks_are_chosen_by_id_and_family(
    only: list[str], skip: list[str], wanted: set[str]
) -> None:
    assert {entry.id for entry in select_checks(only, skip)} == wanted


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"num\.value"):
        select_checks(["num.valu"])


def test_every_check_says_what_it_finds() -> None:
    descriptions = [entry.description for entry in CHECKS.values()]
    assert all(text.endswith(".") and len(text) > 20 for text in descriptions)


def test_the_source_is_checked_as_a_text_of_its_own() -> None:
    subject = Unit("u", "Ada 1.000 orang  di sini.", "Có 1,000  người.", "d")
    context = Context(Locale("id"), Locale("vi"))
    only = ["space.double", "num.format", "char"]
    found = [
        *run(
            [subject],
            context,
            select_checks(only),
            scope=RunScope(includes_sources=True),
        )
    ]
    assert [(i.check, i.source_span is None, i.quote) for i in found] == [
        ("num.format", False, "1,000"),
        ("space.double", False, "1,000  người."),
        ("space.double", True, "orang  di"),
    ]
    assert len({finding.fingerprint for finding in found}) == 3
    assert all(i.message.startswith("In the source text: ") for i in found[:2])
    assert [*run([subject], context, select_checks(only))] == [
        finding for finding in found if finding.source_span is None
    ]


def test_nothing_about_a_source_is_an_error() -> None:
    subject = Unit("u", "Badan.", "Вadan ketiga.", "d")
    context = Context(Locale("vi"), Locale("id"))
    (found,) = run(
        [subject],
        context,
        select_checks(["char.lookalike"]),
        scope=RunScope(includes_sources=True),
    )
    assert found.severity is Severity.WARNING
    assert translate_finding(found, "id").message.startswith("Di teks sumber: Huruf")
