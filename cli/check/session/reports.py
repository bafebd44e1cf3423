"""Report files of findings: choosing their format, and writing them."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from checks.catalogue import CHECKS
from checks.engine.unit import Unit, UnitLocation
from checks.runner.run import Run
from cli.check.inputs.line_numbers import add_line_numbers
from cli.check.session.session import CheckCall
from cli.console.workspace import Workspace
from exports.io.replace_file import replace_file
from exports.reports.report import Render, Report, ReportedCheck, ReportEntry
from exports.reports.words import ReportWords
from tm.errors import InputError, UnknownName
from tm.finding import Finding
from tm.spill.list import SpillList

_RENDERS = {
    ".html": "exports.reports.html",
    ".xlsx": "exports.reports.xlsx",
    ".sarif": "exports.reports.sarif",
    ".xml": "exports.reports.junit",
}
"""By suffix: the module whose `render` makes the file."""
ENTRIES_PER_BLOCK = 16
"""Findings that are read from disk at once."""


def find_render(file: str) -> Render:
    """Find the function that renders a report, by the suffix of its file.

    Raises UnknownName for an unknown suffix, InputError if the folder does not exist.
    """
    folder = Path(file).parent
    if not folder.is_dir():
        raise InputError(f"folder {folder} does not exist")
    suffix = Path(file).suffix.lower()
    if suffix not in _RENDERS:
        raise UnknownName("format of reports", suffix or file, _RENDERS)
    render: Render = import_module(_RENDERS[suffix]).render
    return render


def make_entry(finding: Finding, unit: Unit | None) -> ReportEntry:
    """Make the entry of a finding, with the texts of its unit if they are known."""
    if unit is None:
        return ReportEntry(finding, finding.quote)
    place = unit.location or UnitLocation()
    return ReportEntry(
        finding,
        unit.target,
        unit.source,
        path=place.path,
        line=place.line,
        url=place.url,
        headline=place.headline if finding.document is not None else None,
    )


def make_report(entries: Sequence[ReportEntry], run: Run, call: CheckCall) -> Report:
    """Make the report of a run of checks."""
    words = call.words
    numbered_entries: SpillList[ReportEntry] = SpillList(ENTRIES_PER_BLOCK)
    for entry in add_line_numbers(entries):
        numbered_entries.append(entry)
    return Report(
        title=_make_title(call.check_input.paths, words),
        entries=numbered_entries,
        target=call.languages.target,
        source=call.languages.source,
        units=run.unit_count,
        dismissed=call.hidden_findings.dismissed_findings.count,
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        rules={
            check.id: ReportedCheck(check.describe(words.language), check.severity)
            for check in CHECKS.values()
        },
        words=words,
    )


def write_reports(
    workspace: Workspace, report: Report, renders: Sequence[tuple[str, Render]]
) -> None:
    """Write a report to files; each is replaced only when it is complete."""
    for file, render in renders:
        with replace_file(Path(file)) as stream:
            render(report, stream)
        workspace.say(report.words.of("report", file))


def _make_title(paths: Sequence[str], words: ReportWords) -> str:
    names = [Path(path).name for path in paths]
    if not names:
        return words["title"]
    if len(names) == 1:
        return words.of("title_file", names[0])
    return words.of("title_files", names[0], words.number(len(names) - 1))
