"""Reading of a reviewer's verdicts from a workbook that `reports.xlsx` wrote."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.reports.labels import ReportLabels, list_label_languages, load_labels
from exports.xlsx.format import open_workbook
from exports.xlsx.reader import Sheet, Workbook
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.input.stream import convert_read_errors

_DISMISS_VERDICT_INDEX = 1
"""The index of the verdict that the text is right as it is."""
_COLUMN_KEYS = ("verdict", "fingerprint", "check", "quote", "note")


_NumberedRow = tuple[int, Sequence[str]]
"""The number of a row, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class SpreadsheetDismissal:
    """A finding whose text a reviewer leaves as it is."""

    fingerprint: str
    check: str
    quote: str
    note: str | None


def read_verdicts(path: Path) -> list[SpreadsheetDismissal | SkippedEntry]:
    """Read the findings of a workbook that a reviewer wants to leave as they are.

    The workbook may be in any language of reports, with its columns in any order. A row
    with an unknown verdict or without a fingerprint is skipped, with its number. Raises
    FormatError for a workbook without findings, and InputError for a missing file.
    """
    verdicts: list[SpreadsheetDismissal | SkippedEntry] = []
    finding_sheet_count = 0
    with convert_read_errors(path), open_workbook(path) as workbook:
        for sheet in workbook.sheets:
            rows = _read_padded_rows(workbook, sheet)
            _, column_names = next(rows, (0, ()))
            labels = _recognise_labels(column_names)
            if labels is not None:
                finding_sheet_count += 1
                verdicts += _read_sheet_verdicts(column_names, rows, labels, str(path))
    if not finding_sheet_count:
        raise FormatError(
            "no sheet has findings; use a workbook that a check wrote as its report",
            path=str(path),
        )
    return verdicts


def _read_padded_rows(workbook: Workbook, sheet: Sheet) -> Iterator[_NumberedRow]:
    """Read rows, padded with empty cells to the width of the first row."""
    column_count = 0
    for row_number, cells in workbook.read_rows(sheet):
        column_count = column_count or len(cells)
        yield row_number, [*cells, *[""] * (column_count - len(cells))]


def _recognise_labels(column_names: Sequence[str]) -> ReportLabels | None:
    """Load the labels of the language whose names of columns a sheet has, if any."""
    for language in list_label_languages():
        labels = load_labels(language)
        if all(labels[column_key] in column_names for column_key in _COLUMN_KEYS):
            return labels
    return None


def _read_sheet_verdicts(
    column_names: Sequence[str],
    rows: Iterator[_NumberedRow],
    labels: ReportLabels,
    path: str,
) -> Iterator[SpreadsheetDismissal | SkippedEntry]:
    """Read the rows whose verdict leaves the text, and those that are skipped."""
    column_index_by_key = {
        column_key: column_names.index(labels[column_key])
        for column_key in _COLUMN_KEYS
    }
    verdict_labels = labels.list_texts("verdicts")
    casefolded_verdict_labels = [
        verdict_text.casefold() for verdict_text in verdict_labels
    ]
    for row_number, row_cells in rows:
        cell_by_key = {
            column_key: row_cells[column_index]
            for column_key, column_index in column_index_by_key.items()
        }
        verdict_text = cell_by_key["verdict"].strip()
        if not verdict_text:
            continue
        if verdict_text.casefold() not in casefolded_verdict_labels:
            labels_text = ", ".join(verdict_labels)
            reason = f"{verdict_text!r} is not a verdict; write one of {labels_text}"
            yield SkippedEntry(path, row_number, reason)
        elif not cell_by_key["fingerprint"]:
            reason = "this verdict has no fingerprint, so its finding is unknown"
            yield SkippedEntry(path, row_number, reason)
        elif (
            verdict_text.casefold() == casefolded_verdict_labels[_DISMISS_VERDICT_INDEX]
        ):
            yield SpreadsheetDismissal(
                cell_by_key["fingerprint"],
                cell_by_key["check"],
                cell_by_key["quote"],
                cell_by_key["note"].strip() or None,
            )
