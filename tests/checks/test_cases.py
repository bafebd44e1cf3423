"""Every check fires where it should and is silent where it should be."""

from dataclasses import replace

import pytest

from checks.cases import FOLDER
from checks.cases.text import Case, cases
from checks.catalogue import CHECKS
from checks.engine.check import Level
from checks.engine.run import run
from tm.finding import Issue

CASES = list(cases())
FIRING = [case for case in CASES if case.fires]
SILENT = [case for case in CASES if not case.fires]


def issues_of(case: Case) -> list[Issue]:
    result = run(case.subjects, case.context, only=[case.check])
    issues = list(result)
    assert result.failures == []
    return issues


def test_every_check_has_a_firing_and_a_silent_case() -> None:
    with_cases = {
        check
        for check in CHECKS
        if any(case.check == check for case in FIRING)
        and any(case.check == check for case in SILENT)
    }
    of_text = {e.id for e in CHECKS.values() if e.level is not Level.TERMBASE}
    assert of_text == with_cases


def test_every_file_of_cases_is_of_a_check() -> None:
    assert {
        path.name.removesuffix(".toml")
        for path in FOLDER.iterdir()
        if path.name.endswith(".toml")
    } == set(CHECKS)


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_fires(case: Case) -> None:
    issues = issues_of(case)
    assert issues
    expected = case.expected
    texts = {subject.id: subject for subject in case.subjects}
    found = issues[0]
    if "quote" in expected:
        assert expected["quote"] in [issue.quote for issue in issues]
    if "fix" in expected:
        assert expected["fix"] in [issue.fix for issue in issues]
    if "message" in expected:
        assert expected["message"] in [issue.message for issue in issues]
    if "unit" in expected:
        assert {issue.unit for issue in issues} == {str(expected["unit"])}
    if "severity" in expected:
        assert found.severity == expected["severity"]
    if "related" in expected:
        assert found.related == tuple(map(str, expected["related"]))
    if "source_quote" in expected:
        span, source = found.source_span, texts[found.unit].source
        assert span and source and span.of(source) == expected["source_quote"]


def test_what_has_fixes_says_so() -> None:
    fixing = {
        issue.check
        for case in FIRING
        for issue in issues_of(case)
        if issue.fix is not None and issue.target_span is not None
    }
    assert fixing == {e.id for e in CHECKS.values() if e.mends or e.fixes}


@pytest.mark.parametrize("case", SILENT, ids=str)
def test_is_silent(case: Case) -> None:
    assert issues_of(case) == []


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_quotes_what_it_flags(case: Case) -> None:
    texts = {subject.id: subject for subject in case.subjects}
    for issue in issues_of(case):
        subject = texts[issue.unit]
        if issue.target_span is not None:
            assert issue.quote == issue.target_span.of(subject.target)
        elif issue.source_span is not None:
            assert issue.quote == issue.source_span.of(subject.source or "")


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_says_why_in_words(case: Case) -> None:
    assert all(issue.message and issue.message[-1] != "." for issue in issues_of(case))


@pytest.mark.parametrize("case", FIRING, ids=str)
def test_a_fix_takes_the_finding_away(case: Case) -> None:
    for issue in issues_of(case):
        if issue.fix is None or issue.target_span is None:
            continue
        span = issue.target_span
        mended = tuple(
            subject._replace(
                target=subject.target[: span.start]
                + issue.fix
                + subject.target[span.end :],
            )
            if subject.id == issue.unit
            else subject
            for subject in case.subjects
        )
        after = issues_of(replace(case, subjects=mended))
        assert len(after) < len(issues_of(case))
