"""Reports of findings: which format a file's name asks for, and writing them."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path

from checks.catalogue import CHECKS
from checks.run import Run
from checks.subject import Subject
from cli.options import Workspace
from cli.subjects import Languages
from exports.files import replacing
from exports.report import Render, Report, ReportEntry
from tm.errors import UnknownName
from tm.issue import Issue

_RENDERS = {
    ".html": "exports.report_html",
    ".sarif": "exports.report_sarif",
    ".xml": "exports.report_junit",
}
"""By suffix: the module whose `render` makes the file."""


def render_of(file: str) -> Render:
    """What makes a report of the format that a file's name asks for.

    Raises UnknownName for any other.
    """
    suffix = Path(file).suffix.lower()
    if suffix not in _RENDERS:
        raise UnknownName("format of reports", suffix or file, _RENDERS)
    render: Render = import_module(_RENDERS[suffix]).render
    return render


def report_of(
    issues: Sequence[Issue],
    run: Run,
    languages: Languages,
    *,
    dismissed: int,
    title: str,
) -> Report:
    """The report of a run over some units."""
    return Report(
        title=title,
        entries=[_entry(issue, run.named.get(issue.unit)) for issue in issues],
        target=languages.target,
        source=languages.source,
        units=run.units,
        dismissed=dismissed,
        at=datetime.now().astimezone().isoformat(timespec="minutes"),
        descriptions={entry.id: entry.description for entry in CHECKS.values()},
    )


def write_reports(
    workspace: Workspace, report: Report, renders: Sequence[tuple[str, Render]]
) -> None:
    """Write a report to files; each is there whole or as it was."""
    for file, render in renders:
        with replacing(Path(file)) as stream:
            stream.write(render(report))
        workspace.say(f"report: {file}")


def _entry(issue: Issue, subject: Subject | None) -> ReportEntry:
    if subject is None:
        return ReportEntry(issue, issue.quote)
    return ReportEntry(issue, subject.target, subject.source)
