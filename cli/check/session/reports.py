"""Report files of findings: choosing their format, and writing them."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from checks.catalogue import CHECKS
from checks.inputs.files import FileNotes
from checks.runner.check_execution import find_first_failures
from checks.runner.run import Run
from cli.check.session.check_call import CheckCall
from cli.console.workspace import Workspace
from exports.io.replace_file import replace_file
from exports.reports.labels import ReportLabels
from exports.reports.line_numbers import add_line_numbers
from exports.reports.report import (
    Report,
    ReportedCheck,
    ReportEntry,
    WriteReport,
    write_out_codes,
)
from tm.errors import InputError, UnknownName
from tm.spill.list import SpillList

_WRITER_MODULES_BY_SUFFIX = {
    ".html": "exports.reports.html",
    ".xlsx": "exports.reports.xlsx",
    ".sarif": "exports.reports.sarif",
    ".xml": "exports.reports.junit",
}
"""By suffix: the module whose `write_report` writes the file."""
ENTRIES_PER_BLOCK = 16
"""Findings that are read from disk at once."""


def find_report_writer(report_path: str) -> WriteReport:
    """Find the function that writes a report, by the suffix of its file.

    Raises UnknownName for an unknown suffix, InputError if the folder does not exist.
    """
    folder = Path(report_path).parent
    if not folder.is_dir():
        raise InputError(f"no folder {folder}; create it or name another one")
    suffix = Path(report_path).suffix.lower()
    if suffix not in _WRITER_MODULES_BY_SUFFIX:
        raise UnknownName(
            "format of reports", suffix or report_path, _WRITER_MODULES_BY_SUFFIX
        )
    write_report: WriteReport = import_module(
        _WRITER_MODULES_BY_SUFFIX[suffix]
    ).write_report
    return write_report


def make_report(
    report_entries: Sequence[ReportEntry],
    check_run: Run,
    check_call: CheckCall,
    file_notes: FileNotes,
) -> Report:
    """Make the report of a run of checks."""
    labels = check_call.labels
    numbered_entries: SpillList[ReportEntry] = SpillList(ENTRIES_PER_BLOCK)
    for report_entry in add_line_numbers(report_entries, file_notes.page_paths):
        numbered_entries.append(write_out_codes(report_entry))
    return Report(
        title=_make_title(check_call.check_input.paths, labels),
        entries=numbered_entries,
        target_locale=check_call.languages.target_locale,
        source_locale=check_call.languages.source_locale,
        unit_count=check_run.unit_count,
        dismissed_count=check_call.hidden_findings.dismissed_findings.hidden_count,
        checked_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        check_by_id={
            check.id: ReportedCheck(check.describe(labels.language), check.severity)
            for check in CHECKS.values()
        },
        labels=labels,
        failure_by_check_id={
            failure.check_id: f"{failure.unit_id}: {failure.reason}"
            for failure in find_first_failures(check_run.failures)
        },
    )


def write_reports(
    workspace: Workspace,
    report: Report,
    paths_with_writers: Sequence[tuple[str, WriteReport]],
) -> None:
    """Write a report to files; each is replaced only when it is complete."""
    for report_path, write_report in paths_with_writers:
        with replace_file(Path(report_path)) as report_file:
            write_report(report, report_file)
        workspace.say(report.labels.fill_in("report", report_path))


def _make_title(paths: Sequence[str], labels: ReportLabels) -> str:
    file_names = [Path(path).name for path in paths]
    if not file_names:
        return labels["title"]
    if len(file_names) == 1:
        return labels.fill_in("title_file", file_names[0])
    return labels.fill_in(
        "title_files", file_names[0], labels.format_number(len(file_names) - 1)
    )
