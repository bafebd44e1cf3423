"""Every check fires where it should and is silent where it should be."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from checks.cases import CASE_FOLDER
from checks.cases.text_case_reader import TextCase
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.engine.unit import Unit
from checks.runner.run import run
from tests.checks.case_groups import group_cases, list_text_cases
from tm.finding import Finding

CASES = list_text_cases()
FIRING = [case for case in CASES if case.must_fire]
SILENT = [case for case in CASES if not case.must_fire]
FIRING_BY_CHECK = group_cases(FIRING)
SILENT_BY_CHECK = group_cases(SILENT)
"""One test tries all cases of a check and tells all that are wrong: a test for each of
five thousand cases took longer to be counted than to run."""
of_firing_cases = pytest.mark.parametrize(
    "cases", FIRING_BY_CHECK.values(), ids=FIRING_BY_CHECK
)


def test_no_case_is_left_out() -> None:
    grouped = [*FIRING_BY_CHECK.values(), *SILENT_BY_CHECK.values()]
    assert sum(map(len, grouped)) == len(CASES) > 2000


def findings_of(case: TextCase) -> list[Finding]:
    result = run(case.units, case.context, select_checks([case.check_id]))
    findings = list(result)
    assert result.failures == []
    return findings


def test_every_check_has_a_firing_and_a_silent_case() -> None:
    with_cases = {
        check
        for check in CHECKS
        if any(case.check_id == check for case in FIRING)
        and any(case.check_id == check for case in SILENT)
    }
    of_text = {e.id for e in CHECKS.values() if e.level is not Level.TERMBASE}
    assert of_text == with_cases, (
        "add a case that fires and one that is silent to checks/cases/ID.toml"
    )


def test_every_file_of_cases_is_of_a_check() -> None:
    assert {
        path.name.removesuffix(".toml")
        for path in CASE_FOLDER.iterdir()
        if path.name.endswith(".toml")
    } == set(CHECKS)


@of_firing_cases
def test_fires(cases: list[TextCase]) -> None:
    assert [wrong for case in cases for wrong in _tell_what_is_wrong(case)] == []


def _tell_what_is_wrong(case: TextCase) -> Iterator[str]:
    """Tell where the findings of a case are not those that it expects."""
    findings = findings_of(case)
    if not findings:
        yield f"{case} does not fire"
        return
    expected = case.case_table
    source = {unit.id: unit.source for unit in case.units}[findings[0].unit]
    span = findings[0].source_span
    found_by_name: dict[str, list[object]] = {
        "quote": [finding.quote for finding in findings],
        "fix": [finding.fix for finding in findings],
        "message": [finding.message for finding in findings],
        "severity": [findings[0].severity],
        "source_quote": [span and source and span.of(source)],
    }
    for name, found_values in found_by_name.items():
        if name in expected and expected[name] not in found_values:
            yield f"{case}: {name} {found_values}, not {expected[name]}"
    units = {finding.unit for finding in findings}
    if "unit" in expected and units != {str(expected["unit"])}:
        yield f"{case}: units {units}, not {expected['unit']}"
    related = findings[0].related
    if "related" in expected and related != tuple(map(str, expected["related"])):
        yield f"{case}: related {related}, not {expected['related']}"


def test_what_has_fixes_says_so() -> None:
    fixing = {
        finding.check
        for case in FIRING
        for finding in findings_of(case)
        if finding.fix is not None and finding.target_span is not None
    }
    assert fixing == {e.id for e in CHECKS.values() if e.safe_fixes or e.unsafe_fixes}


@pytest.mark.parametrize("cases", SILENT_BY_CHECK.values(), ids=SILENT_BY_CHECK)
def test_is_silent(cases: list[TextCase]) -> None:
    assert {
        str(case): findings for case in cases if (findings := findings_of(case))
    } == {}


@of_firing_cases
def test_quotes_what_it_flags(cases: list[TextCase]) -> None:
    for case in cases:
        texts = {subject.id: subject for subject in case.units}
        for finding in findings_of(case):
            subject = texts[finding.unit]
            if finding.target_span is not None:
                assert finding.quote == finding.target_span.of(subject.target), case
            elif finding.source_span is not None:
                source = subject.source or ""
                assert finding.quote == finding.source_span.of(source), case


@of_firing_cases
def test_says_why_in_words(cases: list[TextCase]) -> None:
    for case in cases:
        for finding in findings_of(case):
            assert finding.message and finding.message[-1] != ".", case


@of_firing_cases
def test_a_fix_takes_the_finding_away(cases: list[TextCase]) -> None:
    for case in cases:
        findings = findings_of(case)
        for finding in findings:
            if finding.fix is None or finding.target_span is None:
                continue
            mended = tuple(
                mend(subject, finding) if subject.id == finding.unit else subject
                for subject in case.units
            )
            after = findings_of(replace(case, units=mended))
            assert len(after) < len(findings), case


def mend(subject: Unit, finding: Finding) -> Unit:
    """Put the fix of a finding in its place."""
    span, fix = finding.target_span, finding.fix
    assert span is not None and fix is not None
    target = subject.target[: span.start] + fix + subject.target[span.end :]
    return subject._replace(target=target)
