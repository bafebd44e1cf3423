"""Every check fires where it should and is silent where it should be."""

from dataclasses import replace

import pytest

from checks.cases import CASE_FOLDER
from checks.cases.text_case_reader import TextCase, iterate_text_cases
from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.runner.run import run
from tm.finding import Finding

CASES = list(iterate_text_cases())
FIRING = [case for case in CASES if case.must_fire]
SILENT = [case for case in CASES if not case.must_fire]


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
    assert of_text == with_cases


def test_every_file_of_cases_is_of_a_check() -> None:
    assert {
        path.name.removesuffix(".toml")
        for path in CASE_FOLDER.iterdir()
        if path.name.endswith(".toml")
    } == set(CHECKS)


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_fires(case: TextCase) -> None:
    findings = findings_of(case)
    assert findings
    expected = case.case_table
    texts = {subject.id: subject for subject in case.units}
    found = findings[0]
    if "quote" in expected:
        assert expected["quote"] in [finding.quote for finding in findings]
    if "fix" in expected:
        assert expected["fix"] in [finding.fix for finding in findings]
    if "message" in expected:
        assert expected["message"] in [finding.message for finding in findings]
    if "unit" in expected:
        assert {finding.unit for finding in findings} == {str(expected["unit"])}
    if "severity" in expected:
        assert found.severity == expected["severity"]
    if "related" in expected:
        assert found.related == tuple(map(str, expected["related"]))
    if "source_quote" in expected:
        span, source = found.source_span, texts[found.unit].source
        assert span and source and span.of(source) == expected["source_quote"]


def test_what_has_fixes_says_so() -> None:
    fixing = {
        finding.check
        for case in FIRING
        for finding in findings_of(case)
        if finding.fix is not None and finding.target_span is not None
    }
    assert fixing == {e.id for e in CHECKS.values() if e.safe_fixes or e.unsafe_fixes}


@pytest.mark.parametrize("case", SILENT, ids=str)
def test_is_silent(case: TextCase) -> None:
    assert findings_of(case) == []


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_quotes_what_it_flags(case: TextCase) -> None:
    texts = {subject.id: subject for subject in case.units}
    for finding in findings_of(case):
        subject = texts[finding.unit]
        if finding.target_span is not None:
            assert finding.quote == finding.target_span.of(subject.target)
        elif finding.source_span is not None:
            assert finding.quote == finding.source_span.of(subject.source or "")


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_says_why_in_words(case: TextCase) -> None:
    assert all(
        finding.message and finding.message[-1] != "." for finding in findings_of(case)
    )


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_a_fix_takes_the_finding_away(case: TextCase) -> None:
    for finding in findings_of(case):
        if finding.fix is None or finding.target_span is None:
            continue
        span = finding.target_span
        mended = tuple(
            subject._replace(
                target=subject.target[: span.start]
                + finding.fix
                + subject.target[span.end :],
            )
            if subject.id == finding.unit
            else subject
            for subject in case.units
        )
        after = findings_of(replace(case, units=mended))
        assert len(after) < len(findings_of(case))
