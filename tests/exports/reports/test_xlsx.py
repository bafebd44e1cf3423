"""The workbook of findings, read back by another library."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exports.reports.labels import load_labels
from exports.reports.report import Report, ReportEntry
from exports.reports.xlsx import write_report
from exports.xlsx.writer import MAX_CELL_UNIT_COUNT
from tests.exports.report_values import entry, rendered, report
from tm.finding import Severity, Span

Rows = list[list[object]]


def sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def findings(found: Report) -> list[dict[str, object]]:
    """The rows of the first sheet, by the English names of its columns."""
    head, *rows = sheets(rendered(write_report, found))["findings"]
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def xml(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    return ZipFile(BytesIO(content)).read(name).decode()


def test_a_row_has_both_texts_and_what_is_known_of_the_finding() -> None:
    found = entry(path="a.jsonl", line=7)
    (row,) = findings(report(found))
    assert row == {
        "severity": "error",
        "check": "num.value",
        "document": "d 1",
        "unit": "u1",
        "source": "16.700 người",
        "target": "16.900 orang <b>",
        "message": "about 16.900",
        "quote": "16.900",
        "fix": "16.700",
        "verdict": "",
        "note": "",
        "related units": "",
        "page or original": "a.jsonl:7",
        "fingerprint": found.finding.fingerprint,
    }


def test_the_page_goes_before_the_file() -> None:
    (row,) = findings(report(entry(path="a.jsonl", url="https://example.org/a")))
    assert row["page or original"] == "https://example.org/a"


def test_the_flagged_words_are_marked_inside_their_text() -> None:
    content = rendered(write_report, report(entry()))
    runs = xml(content).partition("<r><rPr><b/>")[2]
    assert "<t>16.900</t>" in runs.partition("</r>")[0]


def test_equal_reports_make_equal_files() -> None:
    first, second = (
        rendered(write_report, report(entry(), entry("=1+1"))) for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84 24", "@name", "-5", "0012", "1e5", "https://example.org", "{=A1}"],
)
def test_text_stays_text(text: str) -> None:
    content = rendered(write_report, report(entry(text, source=text)))
    assert "<f>" not in xml(content)
    assert "<hyperlink" not in xml(content)
    (row,) = findings(report(entry(text, source=text)))
    assert (row["source"], row["target"]) == (text, text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x07b", "a⟨0007⟩b"),
        ("a\rb", "a⟨000D⟩b"),
        ("a\nb\tc", "a\nb\tc"),
        ("a\ud800b\uffff", "ab"),
        ("  a  ", "  a  "),
        ("שלום 👍🏽", "שלום 👍🏽"),
    ],
)
def test_what_a_cell_cannot_hold_is_shown_or_left_out(text: str, shown: str) -> None:
    (row,) = findings(report(entry(text, source=text, span=Span(0, 1))))
    assert (row["source"], row["target"]) == (shown, shown)


@pytest.mark.parametrize("letter", ["a", "👍"])
@pytest.mark.parametrize("at", [0, 30_000, 60_000])
def test_a_long_text_is_cut_around_the_flagged_words(letter: str, at: int) -> None:
    text = letter * at + "QUOTE" + letter * (60_000 - at)
    (row,) = findings(report(entry(text, source=None, span=Span(at, at + 5))))
    target = str(row["target"])
    assert "QUOTE" in target
    assert "…" in target
    assert len(target.encode("utf-16-le")) // 2 <= MAX_CELL_UNIT_COUNT


def test_a_long_quote_is_cut_as_well() -> None:
    text = "x" * 70_000
    (row,) = findings(report(entry(text, source=text, span=Span(10, 69_990))))
    assert len(str(row["target"])) <= MAX_CELL_UNIT_COUNT
    assert len(str(row["quote"])) == MAX_CELL_UNIT_COUNT


def test_findings_beyond_the_rows_of_a_sheet_stand_on_another() -> None:
    found = report(*(entry(f"16.900 {number}") for number in range(7)))
    read = sheets(rendered(write_report, found, max_row_count=4))
    assert [len(read[name]) for name in ("findings", "findings 2", "findings 3")] == [
        4,
        4,
        2,
    ]
    assert read["findings 3"][1][5] == "16.900 6"
    assert read["findings 3"][0] == read["findings"][0]


def test_the_summary_counts_by_check_and_by_severity() -> None:
    found = report(entry(), entry("b"), entry("c", severity=Severity.INFO))
    rows = sheets(rendered(write_report, found))["summary"]
    assert rows[-1][0] == "num.value"
    assert rows[-1][2:] == [2.0, 0.0, 1.0, 3.0]
    assert rows[1][0] == "vi – id"


def test_documents_are_counted_where_there_are_several() -> None:
    found = report(entry(), entry("b", document="d 2"), entry("c", document="d 2"))
    rows = sheets(rendered(write_report, found))["document"]
    assert [(row[0], row[-1]) for row in rows[1:]] == [("d 1", 1.0), ("d 2", 2.0)]
    assert "document" not in sheets(rendered(write_report, report(entry())))


def test_without_findings_there_is_a_head_and_a_summary() -> None:
    read = sheets(rendered(write_report, report()))
    assert len(read["findings"]) == 1
    assert "3 units checked" in [row[0] for row in read["summary"]]


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_sheets_heads_and_verdicts_are_in_the_language(language: str) -> None:
    content = rendered(write_report, report(entry(), language=language))
    words = load_labels(language)
    first, *_ = sheets(content)[words["sheet_findings"]]
    assert first[4:6] == [words["source"], words["target"]]
    assert ",".join(words.list_texts("verdicts")) in xml(content)


@given(st.text(st.characters(), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_text_with_any_span_makes_a_row(text: str, start: int, end: int) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    found: ReportEntry = entry(text, source=text, span=Span(start, end))
    assert len(findings(report(found, entry()))) == 2
