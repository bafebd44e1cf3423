"""Reports of findings: each holds every finding, whatever its text."""

import json
from collections import Counter
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from types import ModuleType
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.reports import html as report_html
from exports.reports import junit as report_junit
from exports.reports import sarif as report_sarif
from exports.reports.labels import load_labels
from exports.reports.report import ReportEntry, cut_excerpt
from tests.exports.report_values import entry, rendered, report
from tm.finding import Severity, Span


class _Page(HTMLParser):
    """The marked texts of a page, and what it asks for from outside."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.inside: list[str] = []
        self.ids: list[str] = []
        self.languages: list[str] = []
        self.tags: list[str] = []
        self.marked: list[str] = []
        self.cards = 0
        self._in_mark = False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.cards += tag == "article"
        self._in_mark = tag == "mark"
        asked = [str(v) for name, v in attrs if name in ("src", "href")]
        self.outside += [one for one in asked if not one.startswith("#")]
        self.inside += [one for one in asked if one.startswith("#")]
        self.ids += [f"#{value}" for name, value in attrs if name == "id"]
        self.languages += [str(value) for name, value in attrs if name == "lang"]
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = False

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marked.append(data)


def test_a_document_has_its_headline_and_its_address_once() -> None:
    url, other = "https://example.org/a&b", "javascript:alert(1)"
    told = [
        entry(url=url),
        entry(url=url, headline="Judul <satu>"),
        entry(document="d 2", url=other),
    ]
    page = rendered(report_html.write_report, report(*told))
    assert _Page(page).outside == [url]
    assert page.count(b"a&amp;b</a>") == 1
    assert b"<h2>Judul &lt;satu&gt;</h2>" in page
    assert b'<option value="d 1">Judul &lt;satu&gt;</option>' in page
    assert b"<h2>d 2</h2>" in page


def test_the_page_shows_both_texts_with_what_is_meant() -> None:
    page = rendered(report_html.write_report, report(entry()))
    found = _Page(page)
    assert (found.cards, found.marked, found.outside) == (1, ["16.900"], [])
    assert b"16.700 ng\xc6\xb0\xe1\xbb\x9di" in page
    assert b"orang &lt;b&gt;" in page
    assert b"A number of the source" in page
    assert b"1 dismissed" in page


def test_all_links_of_the_page_lead_somewhere_in_it() -> None:
    page = _Page(
        rendered(report_html.write_report, report(entry(), entry("b", document="d 2")))
    )
    assert page.inside
    assert set(page.inside) <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids)


def test_a_document_has_one_section_even_where_its_findings_are_apart() -> None:
    found = report(entry(), entry("b", document="d 2"), entry("c"))
    assert _Page(rendered(report_html.write_report, found)).tags.count("section") == 2


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.integers(1, 30))
def test_some_findings_are_the_first_of_each_check(
    checks: list[str], most: int
) -> None:
    whole = report(*(about(check, at) for at, check in enumerate(checks)))
    some = whole.limit_entries(most)
    assert len(some.entries) == min(most, len(checks))
    kept = {entry.finding.unit for entry in some.entries}
    assert [*some.entries] == [one for one in whole.entries if one.finding.unit in kept]
    shown = Counter(one.finding.check for one in some.entries)
    for check in {*checks}:
        ours = [one.finding.unit for one in whole.entries if one.finding.check == check]
        assert kept.intersection(ours) == {*ours[: shown[check]]}
        if shown[check] < len(ours):
            assert shown[check] >= max(shown.values()) - 1


def about(check: str, at: int) -> ReportEntry:
    one = entry()
    return replace(one, finding=replace(one.finding, check=check, unit=str(at)))


def test_a_page_of_many_findings_shows_some_and_counts_all() -> None:
    others = [entry("b", document=f"d {number}") for number in range(2, 6)]
    found = report(entry(), entry(), *others)
    content = rendered(report_html.write_report, found, max_finding_count=2)
    page = _Page(content)
    assert page.cards == 2
    assert set(page.inside) <= set(page.ids)
    assert found.labels.fill_in("some_shown", "2", "6") in content.decode()
    assert "<b>6</b>" in content.decode()


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_the_page_is_in_the_language_and_its_texts_in_theirs(language: str) -> None:
    content = rendered(report_html.write_report, report(entry(), language=language))
    page, words = _Page(content), load_labels(language)
    # The page, both texts, and the fix.
    assert page.languages == [language, "vi", "id", "id"]
    for label in ("help_title", "words", "fingerprint", "clear"):
        assert escape(words[label]) in content.decode()
    assert words.format_count("units", 3) in content.decode()


def test_the_page_has_headings_and_a_label_for_each_field() -> None:
    tags = _Page(rendered(report_html.write_report, report(entry()))).tags
    assert [tag for tag in tags if tag in ("h1", "h2", "h3")] == ["h1", "h2", "h3"]
    fields = tags.count("select") + tags.count("input")
    assert fields == tags.count("label") == 4


def test_sarif_has_rule_level_place_and_fingerprint() -> None:
    found = entry(path="a b/c:d.jsonl", line=7)
    log = json.loads(rendered(report_sarif.write_report, report(found)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert (rule["id"], result["ruleIndex"]) == ("num.value", 0)
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "another value" in rule["fullDescription"]["text"]
    assert "padanan checks num.value" in rule["help"]["text"]
    assert result["level"] == "error"
    (place,) = result["locations"]
    physical = place["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "a%20b/c%3Ad.jsonl"
    assert physical["region"] == {"startLine": 7, "snippet": {"text": "16.900"}}
    assert result["properties"]["targetSpan"] == [0, 6]
    assert result["partialFingerprints"]["padanan/v1"] == found.finding.fingerprint


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a/b c.po", "file:///a/b%20c.po"),
        ("được.txt", "%C4%91%C6%B0%E1%BB%A3c.txt"),
        (None, "d%201"),
    ],
)
def test_a_place_of_sarif_is_a_uri(path: str | None, uri: str) -> None:
    log = json.loads(rendered(report_sarif.write_report, report(entry(path=path))))
    (place,) = log["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_sarif_says_nothing_twice_and_takes_a_line_a_result() -> None:
    found = entry("Tiếng Việt có dấu", source=None)
    made = rendered(report_sarif.write_report, report(*[found] * 10))
    (line, *_) = [one for one in made.decode().splitlines() if "ruleIndex" in one]
    assert line.count("Việt có dấu") == 1
    assert "null" not in line and line.count(found.finding.unit) == 1
    few = rendered(report_sarif.write_report, report(*[found] * 9))
    assert len(made) - len(few) == len(line.encode()) + 1


def test_sarif_explains_a_check_that_nobody_knows() -> None:
    found = entry()
    strange = replace(found, finding=replace(found.finding, check="x.y", message=""))
    log = json.loads(rendered(report_sarif.write_report, report(strange)))
    run = log["runs"][0]
    assert run["tool"]["driver"]["rules"][0]["fullDescription"]["text"] == "x.y"
    assert run["results"][0]["message"]["text"] == "x.y"


def test_junit_names_file_and_line_and_no_two_cases_alike() -> None:
    found = report(entry(path="a.po", line=7), entry("b"))
    root = ElementTree.fromstring(rendered(report_junit.write_report, found))
    first, second = root.findall(".//testcase")
    assert (first.get("file"), first.get("line")) == ("a.po", "7")
    assert first.get("name") != second.get("name")
    for suite in root:
        assert {"tests", "failures", "errors", "skipped", "time"} <= set(suite.keys())


@pytest.mark.parametrize("language", ["id", "vi"])
def test_junit_and_sarif_speak_the_language(language: str) -> None:
    words = load_labels(language)
    found = report(entry(), language=language)
    assert (
        f"{words['target']}: 16.900"
        in rendered(report_junit.write_report, found).decode()
    )
    assert (
        words["no_findings"]
        in rendered(report_junit.write_report, report(language=language)).decode()
    )
    log = json.loads(rendered(report_sarif.write_report, found))
    assert log["runs"][0]["language"] == language
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert words.fill_in("seen_by_hand", "num.value") in rule["help"]["text"]


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
    root = ElementTree.fromstring(
        rendered(report_junit.write_report, report(entry(severity=severity)))
    )
    (suite,) = root
    assert root.get("failures") == suite.get("failures") == failures
    assert suite.get("skipped") == skipped
    assert suite[0].get("classname") == "num.value"


def test_without_findings_junit_passes() -> None:
    root = ElementTree.fromstring(rendered(report_junit.write_report, report()))
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
    assert _Page(rendered(report_html.write_report, found)).cards == 2
    log = json.loads(rendered(report_sarif.write_report, found))
    assert log["runs"][0]["results"][0]["properties"]["target"] == target
    root = ElementTree.fromstring(rendered(report_junit.write_report, found))
    assert len(root.findall(".//testcase")) == 2


@pytest.mark.parametrize("module", [report_html, report_junit, report_sarif])
def test_a_long_unit_with_many_findings_makes_no_huge_report(
    module: ModuleType,
) -> None:
    text = "kata " * 20_000
    found = [
        entry(text, source=text, span=Span(n, n + 4)) for n in range(0, 10**5, 500)
    ]
    size = len(rendered(module.write_report, report(*found)))
    assert size < 10**6


@given(
    st.integers(0, 30_000).flatmap(lambda size: st.tuples(*[st.integers(0, size)] * 2)),
    st.integers(0, 30_000),
)
def test_an_excerpt_has_the_beginning_of_what_is_found(
    ends: tuple[int, int], more: int
) -> None:
    span = Span(min(ends), max(ends))
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(span.end + more))
    shown, place = cut_excerpt(text, span)
    assert place is not None
    assert len(shown) <= (6000 if len(text) <= 6000 else 902)
    assert span.of(text).startswith(place.of(shown))
    assert bool(place.of(shown)) == bool(span.of(text))
