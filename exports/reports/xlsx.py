"""Findings as a workbook: a row each, to be filtered, judged and handed on.

Text stays text, whatever it begins with, and equal reports make equal files. Written
in constant memory, row by row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.reports.report import Report, ReportEntry, visible
from exports.xlsx.writer import LONGEST_CELL, MOST_ROWS, workbook
from exports.xml.document import storable
from tm.finding import Severity, Span

_AROUND = 500
"""Code units of the text before a quote that a cut text keeps."""
_CUT = "…"
_COLOURS = {
    Severity.ERROR: ("#B3261E", "#FBE0DE"),
    Severity.WARNING: ("#855300", "#FFF1D6"),
    Severity.INFO: ("#0B57A4", "#E3EEFA"),
}
_COLUMNS = (
    ("severity", 10),
    ("check", 18),
    ("document", 18),
    ("unit", 18),
    ("source", 50),
    ("target", 50),
    ("message", 36),
    ("quote", 18),
    ("fix", 18),
    ("verdict", 12),
    ("note", 24),
    ("related", 18),
    ("url", 24),
    ("fingerprint", 18),
)
"""Each with its width in characters."""
_NAMES = [name for name, _ in _COLUMNS]
_FROZEN = 2
"""Columns that stay in view."""


@dataclass(frozen=True, slots=True)
class _CellFormats:
    """How cells look."""

    head: Format
    text: Format
    number: Format
    severity: dict[Severity, Format]
    mark: dict[Severity, Format]
    """Of the flagged words inside a text."""
    cell: dict[Severity, Format]
    """Of a cell that is flagged as a whole: as `mark`, and wrapped."""


def render(report: Report, file: BinaryIO, *, most_rows: int = MOST_ROWS) -> None:
    """Write the workbook: findings, on as many sheets as they need, and a summary."""
    with workbook(file, title=_held(report.title, 255)) as book:
        _write(book, report, most_rows - 1)


def _write(book: Workbook, report: Report, size: int) -> None:
    """All sheets, of at most so many rows below their heads."""
    words = report.words
    formats = _formats(book)
    name = words["sheet_findings"]
    entries = iter(report.entries)
    for number, _ in enumerate(range(0, max(len(report.entries), 1), size), 1):
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        _findings(sheet, islice(entries, size), report, formats)
    _summary(book.add_worksheet(words["sheet_summary"]), report, formats)
    _documents(book, report, formats, size)


def _formats(book: Workbook) -> _CellFormats:
    plain = {"valign": "top"}
    wrapped = plain | {"text_wrap": True}
    tones = {
        severity: {"font_color": ink, "bg_color": paper}
        for severity, (ink, paper) in _COLOURS.items()
    }
    marked = {
        severity: {"font_color": ink, "bold": True, "underline": 1}
        for severity, (ink, _) in _COLOURS.items()
    }
    return _CellFormats(
        head=book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEEEEE"}),
        text=book.add_format(wrapped),
        number=book.add_format(plain | {"num_format": "#,##0"}),
        severity={
            level: book.add_format(plain | tone) for level, tone in tones.items()
        },
        mark={level: book.add_format(mark) for level, mark in marked.items()},
        cell={level: book.add_format(wrapped | mark) for level, mark in marked.items()},
    )


def _findings(
    sheet: Worksheet,
    entries: Iterable[ReportEntry],
    report: Report,
    formats: _CellFormats,
) -> None:
    """One sheet of findings, with its head, filters, and choices of verdicts."""
    words = report.words
    for column, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words[name], formats.head)
    row = 0
    for row, entry in enumerate(entries, 1):
        _finding(sheet, row, entry, report, formats)
    last_row = max(row, 1)
    verdict = _NAMES.index("verdict")
    sheet.data_validation(
        1,
        verdict,
        last_row,
        verdict,
        {"validate": "list", "source": words.all("verdicts")},
    )
    sheet.autofilter(0, 0, last_row, len(_COLUMNS) - 1)
    sheet.freeze_panes(1, _FROZEN)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _finding(
    sheet: Worksheet,
    row: int,
    entry: ReportEntry,
    report: Report,
    formats: _CellFormats,
) -> None:
    finding = entry.finding
    texts = {
        "check": finding.check,
        "document": entry.document,
        "unit": finding.unit,
        "message": finding.message,
        "quote": finding.quote,
        "fix": report.words["nothing"] if finding.fix == "" else finding.fix or "",
        "related": ", ".join(finding.related),
        "url": entry.url or _file(entry),
        "fingerprint": finding.fingerprint,
    }
    for column, name in enumerate(_NAMES):
        if name == "severity":
            severity_text = report.words.severity(finding.severity)
            sheet.write_string(
                row, column, severity_text, formats.severity[finding.severity]
            )
        elif name == "source":
            text_parts = _parts(entry.source or "", finding.source_span)
            _write_marked(sheet, (row, column), text_parts, finding.severity, formats)
        elif name == "target":
            text_parts = _parts(entry.target, finding.target_span)
            _write_marked(sheet, (row, column), text_parts, finding.severity, formats)
        else:
            text = _held(texts.get(name, ""), LONGEST_CELL)
            sheet.write_string(row, column, text, formats.text)


def _file(entry: ReportEntry) -> str:
    """The file that a unit is of, and its line, where no page is known."""
    if entry.path is None:
        return ""
    return entry.path if entry.line is None else f"{entry.path}:{entry.line}"


def _parts(text: str, span: Span | None) -> tuple[str, str, str]:
    """What stands before the flagged words, they, and what stands after them.

    Cut to what a cell holds, so that the flagged words are there.
    """
    if span is None:
        return _held(text, LONGEST_CELL), "", ""
    before, marked = _clean(text[: span.start]), _clean(span.of(text))
    after = _clean(text[span.end :])
    if _units(before) + _units(marked) + _units(after) > LONGEST_CELL:
        before = _end(before, _AROUND)
        marked = _beginning(marked, LONGEST_CELL - 2 * _AROUND)
        after = _beginning(after, LONGEST_CELL - _units(before) - _units(marked))
    return before, marked, after


def _write_marked(
    sheet: Worksheet,
    cell_position: tuple[int, int],
    text_parts: tuple[str, str, str],
    severity: Severity,
    formats: _CellFormats,
) -> None:
    before, marked, after = text_parts
    if not marked:
        sheet.write_string(*cell_position, before + after, formats.text)
    elif not (before or after):  # rich text has two parts at least
        sheet.write_string(*cell_position, marked, formats.cell[severity])
    else:
        rich = [before] if before else []
        rich += [formats.mark[severity], marked]
        rich += [after] if after else []
        sheet.write_rich_string(*cell_position, *rich, formats.text)


def _summary(sheet: Worksheet, report: Report, formats: _CellFormats) -> None:
    """What was checked, and how many findings each check has of each severity."""
    words = report.words
    facts = [report.title, report.pair, words.count("units", report.units), report.at]
    if report.dismissed:
        facts.append(words.count("dismissed", report.dismissed))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2 + len(Severity), 12)
    for row, fact in enumerate((*facts, words["cut"])):
        sheet.write_string(row, 0, _held(fact, LONGEST_CELL))
    top = len(facts) + 2
    severities = [words.severity(level) for level in Severity]
    for column, name in enumerate(
        [words["check"], words["finds"], *severities, words["total"]]
    ):
        sheet.write_string(top, column, name, formats.head)
    for row, (check, counts) in enumerate(report.checks.items(), top + 1):
        sheet.write_string(row, 0, _held(check, LONGEST_CELL), formats.text)
        sheet.write_string(row, 1, report.description(check), formats.text)
        numbers = [*(counts[level] for level in Severity), counts.total()]
        for column, number in enumerate(numbers, 2):
            sheet.write_number(row, column, number, formats.number)


def _documents(
    book: Workbook, report: Report, formats: _CellFormats, size: int
) -> None:
    """How many findings each document has; nothing to say of a single one."""
    documents = report.documents
    if len(documents) < 2:
        return
    words = report.words
    severities = [words.severity(level) for level in Severity]
    heads = [words["document"], *severities, words["total"]]
    for number, start in enumerate(range(0, len(documents), size), 1):
        suffix = f" {number}" if number > 1 else ""
        sheet = book.add_worksheet(words["document"] + suffix)
        sheet.set_column(0, 0, 50)
        sheet.set_column(1, len(heads) - 1, 12)
        for column, name in enumerate(heads):
            sheet.write_string(0, column, name, formats.head)
        chunk = documents[start : start + size]
        for row, name in enumerate(chunk, 1):
            counts = report.of_document(start + row - 1)
            sheet.write_string(row, 0, _held(name, LONGEST_CELL), formats.text)
            numbers = [*(counts[level] for level in Severity), counts.total()]
            for column, count in enumerate(numbers, 1):
                sheet.write_number(row, column, count, formats.number)
        sheet.autofilter(0, 0, len(chunk), len(heads) - 1)
        sheet.freeze_panes(1, 1)


def _clean(text: str) -> str:
    """Text without what XML cannot hold; control characters by their code points."""
    return storable(visible(text))[0]


def _held(text: str, room: int) -> str:
    """A text as a cell can hold it, cut where it is longer."""
    return _beginning(_clean(text), room)


def _units(text: str) -> int:
    """The length of a text in UTF-16 code units, in which cells are measured."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _beginning(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    encoded = text.encode("utf-16-le")[: 2 * (room - 1)]
    return encoded.decode("utf-16-le", "ignore") + _CUT


def _end(text: str, room: int) -> str:
    if _units(text) <= room:
        return text
    encoded = text.encode("utf-16-le")[-2 * (room - 1) :]
    return _CUT + encoded.decode("utf-16-le", "ignore")
