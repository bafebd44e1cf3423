"""Verdicts that a reviewer wrote into a workbook of findings."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from exports.reports.labels import list_label_languages, load_labels
from exports.reports.verdicts_xlsx import SpreadsheetDismissal, read_verdicts
from exports.reports.xlsx import write_report
from tests.exports.report_values import entry, rendered, report
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry

NAMES = ("note", "fingerprint", "verdict", "check", "quote")


def workbook(
    path: Path, language: str, *sheets: Sequence[Mapping[str, str]]
) -> list[SpreadsheetDismissal | SkippedEntry]:
    """What is left standing by rows, in columns that somebody has moved."""
    words = load_labels(language)
    book = Workbook(path)
    for rows in sheets:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["?", *(words[name] for name in NAMES)])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 1, [row.get(name, "") for name in NAMES])
    book.close()
    return read_verdicts(path)


@pytest.mark.parametrize("language", list_label_languages())
def test_what_is_to_be_left_is_found_in_every_language(
    tmp_path: Path, language: str
) -> None:
    fix, leave, unsure = load_labels(language).list_texts("verdicts")
    rows = [
        {"fingerprint": "a" * 16, "verdict": fix},
        {
            "fingerprint": "b" * 16,
            "verdict": f" {leave.upper()} ",
            "check": "num.value",
            "quote": "5",
            "note": "so said",
        },
        {"fingerprint": "c" * 16, "verdict": unsure},
        {"fingerprint": "d" * 16},
    ]
    more = [{"fingerprint": "e" * 16, "verdict": leave, "check": "x", "quote": "y"}]
    assert workbook(tmp_path / "a.xlsx", language, rows, more) == [
        SpreadsheetDismissal("b" * 16, "num.value", "5", "so said"),
        SpreadsheetDismissal("e" * 16, "x", "y", None),
    ]


def test_a_verdict_that_says_nothing_is_skipped_with_its_row(tmp_path: Path) -> None:
    rows = [
        {"fingerprint": "a" * 16, "verdict": "leave"},
        {"fingerprint": "b" * 16, "verdict": "dismissed"},
        {"verdict": "leave"},
    ]
    path = tmp_path / "a.xlsx"
    found = workbook(path, "en", rows)
    assert [one for one in found if isinstance(one, SpreadsheetDismissal)] == found[:1]
    assert found[1:] == [
        SkippedEntry(
            str(path),
            3,
            "'dismissed' is not a verdict; write one of fix, leave, unsure",
        ),
        SkippedEntry(
            str(path), 4, "this verdict has no fingerprint, so its finding is unknown"
        ),
    ]


def test_a_report_without_verdicts_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(rendered(write_report, report(entry())))
    assert read_verdicts(path) == []


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(FormatError, match="not an XLSX workbook"):
        read_verdicts(path)
    book = Workbook(path)
    book.add_worksheet().write_string(0, 0, "hello")
    book.close()
    with pytest.raises(FormatError, match="no sheet has findings"):
        read_verdicts(path)
    with pytest.raises(InputError, match="no such file"):
        read_verdicts(tmp_path / "b.xlsx")
