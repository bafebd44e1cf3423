"""Findings as an XLSX workbook: one row for each, with a column for a verdict.

Cells are texts, even those that begin like a formula. The same report makes the same
bytes. The workbook is written row by row, in constant memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports.reports.report import Report, ReportEntry
from exports.xlsx.writer import MAX_CELL_UNIT_COUNT, MAX_ROW_COUNT, create_workbook
from exports.xml.escaping import remove_forbidden_characters
from tm.finding import Severity, Span
from tm.text.control_characters import show_control_characters

_CONTEXT_CODE_UNIT_COUNT = 500
"""UTF-16 code units that a cut text keeps before the flagged words."""
_ELLIPSIS = "…"
_COLOURS_BY_SEVERITY = {
    Severity.ERROR: ("#B3261E", "#FBE0DE"),
    Severity.WARNING: ("#855300", "#FFF1D6"),
    Severity.INFO: ("#0B57A4", "#E3EEFA"),
}
_COLUMN_KEYS_AND_WIDTHS = (
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
"""Keys of labels, and widths in characters."""
_COLUMN_KEYS = [name for name, _ in _COLUMN_KEYS_AND_WIDTHS]
_FROZEN_COLUMN_COUNT = 2
"""Columns that stay in view when scrolling."""


@dataclass(frozen=True, slots=True)
class _CellFormats:
    """Formats of cells."""

    head_format: Format
    text_format: Format
    number_format: Format
    cell_format_by_severity: dict[Severity, Format]
    mark_format_by_severity: dict[Severity, Format]
    """For the flagged words of a text."""
    marked_cell_format_by_severity: dict[Severity, Format]
    """For a text that is flagged as a whole: as `mark_format_by_severity`, and wrapped.
    """


def write_report(
    report: Report, file: BinaryIO, *, max_row_count: int = MAX_ROW_COUNT
) -> None:
    """Write the workbook: findings, on as many sheets as they need, and a summary."""
    with create_workbook(file, title=_fit_cell(report.title, 255)) as output:
        _write_sheets(output, report, max_row_count - 1)


def _write_sheets(workbook: Workbook, report: Report, max_row_count: int) -> None:
    """Write all sheets, with at most `max_row_count` rows below their heads."""
    labels = report.labels
    formats = _add_cell_formats(workbook)
    sheet_name = labels["sheet_findings"]
    entries = iter(report.entries)
    for sheet_number, _ in enumerate(
        range(0, max(len(report.entries), 1), max_row_count), 1
    ):
        sheet = workbook.add_worksheet(
            sheet_name if sheet_number == 1 else f"{sheet_name} {sheet_number}"
        )
        _write_finding_sheet(sheet, islice(entries, max_row_count), report, formats)
    _write_summary_sheet(
        workbook.add_worksheet(labels["sheet_summary"]), report, formats
    )
    _write_document_sheets(workbook, report, formats, max_row_count)


def _add_cell_formats(workbook: Workbook) -> _CellFormats:
    """Add the formats of cells to a workbook."""
    top_properties = {"valign": "top"}
    wrapping_properties = top_properties | {"text_wrap": True}
    colours_by_severity = {
        severity: {"font_color": text_colour, "bg_color": background_colour}
        for severity, (text_colour, background_colour) in _COLOURS_BY_SEVERITY.items()
    }
    mark_properties_by_severity = {
        severity: {"font_color": text_colour, "bold": True, "underline": 1}
        for severity, (text_colour, _) in _COLOURS_BY_SEVERITY.items()
    }
    return _CellFormats(
        head_format=workbook.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#EEEEEE"}
        ),
        text_format=workbook.add_format(wrapping_properties),
        number_format=workbook.add_format(top_properties | {"num_format": "#,##0"}),
        cell_format_by_severity={
            severity: workbook.add_format(top_properties | colours)
            for severity, colours in colours_by_severity.items()
        },
        mark_format_by_severity={
            severity: workbook.add_format(mark_properties)
            for severity, mark_properties in mark_properties_by_severity.items()
        },
        marked_cell_format_by_severity={
            severity: workbook.add_format(wrapping_properties | mark_properties)
            for severity, mark_properties in mark_properties_by_severity.items()
        },
    )


def _write_finding_sheet(
    sheet: Worksheet,
    entries: Iterable[ReportEntry],
    report: Report,
    formats: _CellFormats,
) -> None:
    """Write a sheet of findings, with its head, filters and choices of verdicts."""
    labels = report.labels
    for column_index, (column_key, width) in enumerate(_COLUMN_KEYS_AND_WIDTHS):
        sheet.set_column(column_index, column_index, width)
        sheet.write_string(0, column_index, labels[column_key], formats.head_format)
    row_index = 0
    for row_index, entry in enumerate(entries, 1):
        _write_finding_row(sheet, row_index, entry, report, formats)
    last_row_index = max(row_index, 1)
    verdict_column_index = _COLUMN_KEYS.index("verdict")
    sheet.data_validation(
        1,
        verdict_column_index,
        last_row_index,
        verdict_column_index,
        {"validate": "list", "source": labels.list_texts("verdicts")},
    )
    sheet.autofilter(0, 0, last_row_index, len(_COLUMN_KEYS_AND_WIDTHS) - 1)
    sheet.freeze_panes(1, _FROZEN_COLUMN_COUNT)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_finding_row(
    sheet: Worksheet,
    row_index: int,
    entry: ReportEntry,
    report: Report,
    formats: _CellFormats,
) -> None:
    finding = entry.finding
    text_by_column_key = {
        "check": finding.check,
        "document": entry.document,
        "unit": finding.unit,
        "message": finding.message,
        "quote": finding.quote,
        "fix": report.labels["nothing"] if finding.fix == "" else finding.fix or "",
        "related": ", ".join(finding.related),
        "url": entry.url or _format_file_position(entry),
        "fingerprint": finding.fingerprint,
    }
    for column_index, column_key in enumerate(_COLUMN_KEYS):
        if column_key == "severity":
            severity_text = report.labels.name_severity(finding.severity)
            sheet.write_string(
                row_index,
                column_index,
                severity_text,
                formats.cell_format_by_severity[finding.severity],
            )
        elif column_key == "source":
            text_parts = _split_at_finding(entry.source or "", finding.source_span)
            _write_marked_text(
                sheet, (row_index, column_index), text_parts, finding.severity, formats
            )
        elif column_key == "target":
            text_parts = _split_at_finding(entry.target, finding.target_span)
            _write_marked_text(
                sheet, (row_index, column_index), text_parts, finding.severity, formats
            )
        else:
            text = _fit_cell(
                text_by_column_key.get(column_key, ""), MAX_CELL_UNIT_COUNT
            )
            sheet.write_string(row_index, column_index, text, formats.text_format)


def _format_file_position(entry: ReportEntry) -> str:
    """Format the path of a unit's file with the line if it is known."""
    if entry.path is None:
        return ""
    return entry.path if entry.line is None else f"{entry.path}:{entry.line}"


def _split_at_finding(text: str, span: Span | None) -> tuple[str, str, str]:
    """Split a text before and after the flagged words.

    A text too long for a cell is cut, and keeps the flagged words.
    """
    if span is None:
        return _fit_cell(text, MAX_CELL_UNIT_COUNT), "", ""
    text_before, marked_text = (
        _make_storable(text[: span.start]),
        _make_storable(span.of(text)),
    )
    text_after = _make_storable(text[span.end :])
    if (
        _count_utf16_units(text_before)
        + _count_utf16_units(marked_text)
        + _count_utf16_units(text_after)
        > MAX_CELL_UNIT_COUNT
    ):
        text_before = _cut_beginning(text_before, _CONTEXT_CODE_UNIT_COUNT)
        marked_text = _cut_end(
            marked_text, MAX_CELL_UNIT_COUNT - 2 * _CONTEXT_CODE_UNIT_COUNT
        )
        text_after = _cut_end(
            text_after,
            MAX_CELL_UNIT_COUNT
            - _count_utf16_units(text_before)
            - _count_utf16_units(marked_text),
        )
    return text_before, marked_text, text_after


def _write_marked_text(
    sheet: Worksheet,
    cell_position: tuple[int, int],
    text_parts: tuple[str, str, str],
    severity: Severity,
    formats: _CellFormats,
) -> None:
    """Write a text with the flagged words in colour."""
    text_before, marked_text, text_after = text_parts
    if not marked_text:
        sheet.write_string(
            *cell_position, text_before + text_after, formats.text_format
        )
    elif not (text_before or text_after):  # rich text has two parts at least
        sheet.write_string(
            *cell_position,
            marked_text,
            formats.marked_cell_format_by_severity[severity],
        )
    else:
        rich_text = [text_before] if text_before else []
        rich_text += [formats.mark_format_by_severity[severity], marked_text]
        rich_text += [text_after] if text_after else []
        sheet.write_rich_string(*cell_position, *rich_text, formats.text_format)


def _write_summary_sheet(
    sheet: Worksheet, report: Report, formats: _CellFormats
) -> None:
    """Write what was checked, and numbers of findings by check and severity."""
    labels = report.labels
    facts = [
        report.title,
        report.language_pair,
        labels.format_count("units", report.unit_count),
        report.checked_at,
    ]
    if report.dismissed_count:
        facts.append(labels.format_count("dismissed", report.dismissed_count))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2 + len(Severity), 12)
    for row_index, fact in enumerate((*facts, labels["cut"])):
        sheet.write_string(row_index, 0, _fit_cell(fact, MAX_CELL_UNIT_COUNT))
    head_row_index = len(facts) + 2
    severity_names = [labels.name_severity(severity) for severity in Severity]
    for column_index, column_name in enumerate(
        [labels["check"], labels["finds"], *severity_names, labels["total"]]
    ):
        sheet.write_string(
            head_row_index, column_index, column_name, formats.head_format
        )
    for row_index, (check_id, severity_counts) in enumerate(
        report.severity_counts_by_check_id.items(), head_row_index + 1
    ):
        sheet.write_string(
            row_index, 0, _fit_cell(check_id, MAX_CELL_UNIT_COUNT), formats.text_format
        )
        sheet.write_string(
            row_index, 1, report.describe_check(check_id), formats.text_format
        )
        finding_counts = [
            *(severity_counts[severity] for severity in Severity),
            severity_counts.total(),
        ]
        for column_index, finding_count in enumerate(finding_counts, 2):
            sheet.write_number(
                row_index, column_index, finding_count, formats.number_format
            )


def _write_document_sheets(
    workbook: Workbook, report: Report, formats: _CellFormats, max_row_count: int
) -> None:
    """Write the numbers of findings by document if there are several documents."""
    document_names = report.document_names
    if len(document_names) < 2:
        return
    labels = report.labels
    severity_names = [labels.name_severity(severity) for severity in Severity]
    column_names = [labels["document"], *severity_names, labels["total"]]
    for sheet_number, first_document_index in enumerate(
        range(0, len(document_names), max_row_count), 1
    ):
        suffix = f" {sheet_number}" if sheet_number > 1 else ""
        sheet = workbook.add_worksheet(labels["document"] + suffix)
        sheet.set_column(0, 0, 50)
        sheet.set_column(1, len(column_names) - 1, 12)
        for column_index, column_name in enumerate(column_names):
            sheet.write_string(0, column_index, column_name, formats.head_format)
        sheet_document_names = document_names[
            first_document_index : first_document_index + max_row_count
        ]
        for row_index, document_name in enumerate(sheet_document_names, 1):
            severity_counts = report.count_severities(
                first_document_index + row_index - 1
            )
            sheet.write_string(
                row_index,
                0,
                _fit_cell(document_name, MAX_CELL_UNIT_COUNT),
                formats.text_format,
            )
            finding_counts = [
                *(severity_counts[severity] for severity in Severity),
                severity_counts.total(),
            ]
            for column_index, finding_count in enumerate(finding_counts, 1):
                sheet.write_number(
                    row_index, column_index, finding_count, formats.number_format
                )
        sheet.autofilter(0, 0, len(sheet_document_names), len(column_names) - 1)
        sheet.freeze_panes(1, 1)


def _make_storable(text: str) -> str:
    """Show control characters, and remove other characters that XML cannot hold."""
    return remove_forbidden_characters(show_control_characters(text))[0]


def _fit_cell(text: str, max_code_unit_count: int) -> str:
    """Make a text storable, and cut it to a length in UTF-16 code units."""
    return _cut_end(_make_storable(text), max_code_unit_count)


def _count_utf16_units(text: str) -> int:
    """Count the UTF-16 code units of a text, the unit of a cell's limit."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _cut_end(text: str, max_code_unit_count: int) -> str:
    """Cut the end of a text that is too long, and put an ellipsis there."""
    if _count_utf16_units(text) <= max_code_unit_count:
        return text
    encoded_text = text.encode("utf-16-le")[: 2 * (max_code_unit_count - 1)]
    return encoded_text.decode("utf-16-le", "ignore") + _ELLIPSIS


def _cut_beginning(text: str, max_code_unit_count: int) -> str:
    """Cut the beginning of a text that is too long, and put an ellipsis there."""
    if _count_utf16_units(text) <= max_code_unit_count:
        return text
    encoded_text = text.encode("utf-16-le")[-2 * (max_code_unit_count - 1) :]
    return _ELLIPSIS + encoded_text.decode("utf-16-le", "ignore")
