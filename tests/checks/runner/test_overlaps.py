"""One fault is told once, by the check that tells most of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.cases.text_case_reader import CaseVocabulary, make_entry
from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import RunScope
from checks.runner.overlaps import Overlaps
from checks.runner.run import run
from tests.checks.findings import made
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale

OVERLAPS = Overlaps(select_checks())
YIELDS_TO = {check.id: check.yields_to for check in select_checks() if check.yields_to}
ID, VI = Locale("id"), Locale("vi")
TITLES = [
    {"id": "a", "vi_term": "Bộ Ngoại giao", "id_term": "Kementerian Luar Negeri"},
    {
        "id": "b",
        "vi_term": "Bộ trưởng Bộ Ngoại giao",
        "id_term": "Menteri Luar Negeri",
        "id_variant": "Menteri Urusan Luar Negeri",
    },
    {"id": "c", "vi_term": "Thủ tướng", "id_term": "Perdana Menteri"},
    {"id": "d", "vi_term": "Tổng thống", "id_term": "Presiden"},
    {"id": "e", "vi_term": "tỉnh Quảng Trị", "id_term": "Quang Tri"},
]
TEXT = "Presiden Republik itu tiba di Hanoi pada hari Kamis."


def told(source: str, target: str, *, every: bool = False) -> list[Finding]:
    context = Context(ID, VI, KnownTerms.build(map(make_entry, TITLES), ID, VI))
    result = run(
        [Unit("u", target, source, "d")],
        context,
        select_checks(),
        scope=RunScope(keeps_overlaps=every),
    )
    findings = [*result]
    assert result.failures == []
    return findings


@pytest.mark.parametrize(
    ("source", "target", "check", "severity"),
    [
        (
            "Xuất khẩu quý II tăng.",
            "Ekspor kuartal III naik.",
            "num.value",
            Severity.ERROR,
        ),
        (
            "Thủ tướng Phạm Minh Chính đã đến.",
            "Presiden Pham Minh Chinh sudah tiba.",
            "person.title",
            Severity.WARNING,
        ),
        (
            "Bộ trưởng Bộ Ngoại giao Lê Hoài Trung đã đến.",
            "Menteri Urusan Luar Negeri Le Hoai Trung sudah tiba.",
            "term.variant",
            Severity.ERROR,
        ),
        (
            "Bộ trưởng Bộ Ngoại giao Lê Hoài Trung đã đến.",
            "Presiden Le Hoai Trung sudah tiba.",
            "person.title",
            Severity.ERROR,  # as grave as the missing term
        ),
        (
            "Triều Tiên phóng tên lửa đạn đạo về phía biển Nhật Bản.",
            "Korea Selatan meluncurkan rudal balistik ke arah Laut Jepang.",
            "name.missing",
            Severity.WARNING,
        ),
        (
            "Lũ lụt ở tỉnh Quảng Trị.",
            "Banjir di Provinsi Quang Ngai.",
            "name.missing",
            Severity.ERROR,  # as grave as the missing term
        ),
        (
            "Quốc hội bác bỏ dự luật.",
            "Parlemen menyetujui rancangan undang-undang itu.",
            "sense.contrary",
            Severity.WARNING,
        ),
    ],
)
def test_one_fault_is_told_once(
    source: str, target: str, check: str, severity: Severity
) -> None:
    (finding,) = told(source, target)
    assert (finding.check, finding.severity) == (check, severity)


def test_measuring_hears_every_check() -> None:
    source = "Thủ tướng Phạm Minh Chính đã đến."
    findings = told(source, "Presiden Pham Minh Chinh sudah tiba.", every=True)
    checks = {finding.check for finding in findings}
    assert checks > {"person.title"}
    assert all("person.title" in YIELDS_TO[one] for one in checks - {"person.title"})


def test_a_check_of_the_corpus_yields_to_one_of_a_unit() -> None:
    vocabulary = CaseVocabulary(dict.fromkeys("rezim itu telah runtuh".split(), 1e-3))
    context = Context(Locale("id"), vocabulary=vocabulary)
    checks = select_checks(["style.rule", "spell.word"])
    units = [Unit("a", "Sisa rejim itu telah runtuh.")]
    assert [finding.check for finding in run(units, context, checks)] == ["style.rule"]
    alone = select_checks(["spell.word"])
    assert [finding.check for finding in run(units, context, alone)] == ["spell.word"]


@st.composite
def _findings(draw: st.DrawFn) -> list[Finding]:
    checks = ["person.title", "term.variant", "sense.contrary", "space.double"]
    findings: dict[object, Finding] = {}
    for _ in range(draw(st.integers(0, 8))):
        check = draw(st.sampled_from(checks))
        ends = sorted(draw(st.tuples(st.integers(0, 20), st.integers(0, 20))))
        span = Span(ends[0], ends[1] + 1)
        unit, severity = draw(st.sampled_from("uv")), draw(st.sampled_from(Severity))
        finding = made(check, TEXT, unit=unit, severity=severity, span=span)
        findings[unit, check, span] = finding  # a check tells of each place once
    return [*findings.values()]


@given(_findings())
def test_what_is_left_out_is_told_by_another(findings: list[Finding]) -> None:
    left = OVERLAPS.merge(findings)
    places = [(one.unit, one.check, one.target_span) for one in findings]
    kept = [(one.unit, one.check, one.target_span) for one in left]
    assert kept == [place for place in dict.fromkeys(places) if place in kept]
    for finding in findings:
        if (finding.unit, finding.check, finding.target_span) not in kept:
            assert any(_may_win(other, finding) for other in left)


@given(_findings())
def test_nothing_gets_less_grave(findings: list[Finding]) -> None:
    left = OVERLAPS.merge(findings)
    for one in left:
        same = [
            finding.severity.rank
            for finding in findings
            if (finding.unit, finding.check, finding.target_span)
            == (one.unit, one.check, one.target_span)
        ]
        assert one.severity.rank <= min(same)
    assert _gravest(left) == _gravest(findings)


def _gravest(findings: list[Finding]) -> dict[str, int]:
    """By unit, what `--fail-on` asks for."""
    ordered = sorted(findings, key=lambda one: one.severity.rank, reverse=True)
    return {one.unit: one.severity.rank for one in ordered}


def _may_win(other: Finding, finding: Finding) -> bool:
    assert other.target_span is not None and finding.target_span is not None
    return (
        other.unit == finding.unit
        and other.check in YIELDS_TO.get(finding.check, ())
        and other.target_span.overlaps(finding.target_span)
    )
