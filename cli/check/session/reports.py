"""Reports of findings: which format a file's name asks for, and writing them."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from checks.catalogue import CHECKS
from checks.engine.unit import Place, Unit
from checks.runner.run import Run
from cli.check.inputs.line_numbers import with_lines
from cli.check.session.session import CheckCall
from cli.console.workspace import Workspace
from exports.io.replace_file import replacing
from exports.reports.report import Render, Report, ReportEntry, Rule
from exports.reports.words import Words
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
AT_A_TIME = 16
"""Findings that are read together: those of the corpus are here and there."""


def render_of(file: str) -> Render:
    """What makes a report of the format that a file's name asks for.

    Raises UnknownName for any other, InputError where there is no folder for it.
    """
    folder = Path(file).parent
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder} to write to")
    suffix = Path(file).suffix.lower()
    if suffix not in _RENDERS:
        raise UnknownName("format of reports", suffix or file, _RENDERS)
    render: Render = import_module(_RENDERS[suffix]).render
    return render


def entry_of(finding: Finding, unit: Unit | None) -> ReportEntry:
    """A finding with the texts of its unit, as far as that is known."""
    if unit is None:
        return ReportEntry(finding, finding.quote)
    place = unit.place or Place()
    return ReportEntry(
        finding,
        unit.target,
        unit.source,
        path=place.path,
        line=place.line,
        url=place.url,
        headline=place.headline if finding.document is not None else None,
    )


def report_of(
    entries: Sequence[ReportEntry], run: Run, inspection: CheckCall
) -> Report:
    """The report of a run over the units of an inspection."""
    words = inspection.words
    found: SpillList[ReportEntry] = SpillList(AT_A_TIME)
    for entry in with_lines(entries):
        found.append(entry)
    return Report(
        title=_title(inspection.given.paths, words),
        entries=found,
        target=inspection.languages.target,
        source=inspection.languages.source,
        units=run.units,
        dismissed=inspection.left_out.dismissed.count,
        at=datetime.now().astimezone().isoformat(timespec="seconds"),
        rules={
            one.id: Rule(one.describe(words.language), one.severity)
            for one in CHECKS.values()
        },
        words=words,
    )


def write_reports(
    workspace: Workspace, report: Report, renders: Sequence[tuple[str, Render]]
) -> None:
    """Write a report to files; each is there whole or as it was."""
    for file, render in renders:
        with replacing(Path(file)) as stream:
            render(report, stream)
        workspace.say(report.words.of("report", file))


def _title(paths: Sequence[str], words: Words) -> str:
    names = [Path(path).name for path in paths]
    if not names:
        return words["title"]
    if len(names) == 1:
        return words.of("title_file", names[0])
    return words.of("title_files", names[0], words.number(len(names) - 1))
