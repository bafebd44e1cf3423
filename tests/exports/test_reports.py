"""Reports of findings: each holds every finding, whatever its text."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import report_html, report_junit, report_sarif
from exports.report import Report, ReportEntry
from tests.checks.issues import made
from tm.issue import Severity, Span
from tm.text.locale import Locale


def report(*entries: ReportEntry, source: str | None = "vi") -> Report:
    return Report(
        title="Findings <in> x",
        entries=entries,
        target=Locale("id"),
        source=Locale(source) if source else None,
        units=3,
        dismissed=1,
        at="2026-11-24T10:00+07:00",
        descriptions={"num.value": "A number of the source has another value."},
    )


def entry(
    target: str = "16.900 orang <b>",
    *,
    source: str | None = "16.700 người",
    severity: Severity = Severity.ERROR,
    document: str | None = "d 1",
) -> ReportEntry:
    issue = made(
        "num.value",
        target,
        source=source,
        document=document,
        severity=severity,
        span=Span(0, min(6, len(target))),
        fix="16.700",
    )
    return ReportEntry(issue, target, source)


class _Page(HTMLParser):
    """The marked texts of a page, and what it asks for from outside."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.marked: list[str] = []
        self.cards = 0
        self._in_mark = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.cards += tag == "article"
        self._in_mark = tag == "mark"
        self.outside += [str(v) for name, v in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


def test_the_page_shows_both_texts_with_what_is_meant() -> None:
    page = report_html.render(report(entry()))
    found = _Page(page)
    assert (found.cards, found.marked, found.outside) == (1, ["16.900"], [])
    assert b"16.700 ng\xc6\xb0\xe1\xbb\x9di" in page
    assert b"orang &lt;b&gt;" in page
    assert b"A number of the source" in page
    assert b"1 dismissed" in page


def test_sarif_has_rule_level_place_and_fingerprint() -> None:
    found = entry()
    log = json.loads(report_sarif.render(report(found)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert (rule["id"], result["ruleIndex"]) == ("num.value", 0)
    assert result["level"] == "error"
    (place,) = result["locations"]
    physical = place["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "d%201"
    assert physical["region"]["charLength"] == 6
    assert result["partialFingerprints"] == {"padanan/v1": found.issue.fingerprint}


@pytest.mark.parametrize(
    ("severity", "failures", "skipped"),
    [
        (Severity.ERROR, "1", "0"),
        (Severity.WARNING, "1", "0"),
        (Severity.INFO, "0", "1"),
    ],
)
def test_junit_fails_for_errors_and_warnings(
    severity: Severity, failures: str, skipped: str
) -> None:
    root = ElementTree.fromstring(report_junit.render(report(entry(severity=severity))))
    (suite,) = root
    assert root.get("failures") == suite.get("failures") == failures
    assert suite.get("skipped") == skipped
    assert suite[0].get("classname") == "num.value"


def test_without_findings_junit_passes() -> None:
    root = ElementTree.fromstring(report_junit.render(report()))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")
    assert root.find(".//failure") is None


@given(
    st.text(st.characters(), min_size=1, max_size=40),
    st.none() | st.text(st.characters(), max_size=40),
)
def test_any_text_makes_a_report_that_can_be_read(
    target: str, source: str | None
) -> None:
    found = report(entry(target, source=source, document=target), entry())
    assert _Page(report_html.render(found)).cards == 2
    log = json.loads(report_sarif.render(found))
    assert log["runs"][0]["results"][0]["properties"]["target"] == target
    root = ElementTree.fromstring(report_junit.render(found))
    assert len(root.findall(".//testcase")) == 2
