"""The open findings of a run as a file to save: HTML, Excel, SARIF or CSV."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

from exports.reports import html, sarif, xlsx
from exports.reports.labels import load_labels
from exports.reports.report import Report, ReportedCheck, ReportEntry, write_out_codes
from padanan.values.findings import FindingInContext, read_text_finding
from tm.text.locale import Locale
from web.api.jobs.job_progress import JobId
from web.api.request_types import Request
from web.pages.checks.groups import FindingState
from web.pages.checks.runs import CheckRun, read_run
from web.pages.page_route import N_, DownloadAnswer, PageGroup, make_table_answer
from web.request_context import RequestContext

REPORT_PAGES = PageGroup()
_WRITER_BY_FORMAT = {
    "html": html.write_report,
    "xlsx": xlsx.write_report,
    "sarif": sarif.write_report,
}
_MEDIA_TYPE_BY_FORMAT = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sarif": "application/sarif+json",
}
_COLUMNS = (
    "check",
    "severity",
    "message",
    "quote",
    "fix",
    "source_text",
    "target_text",
    "unit",
    "fingerprint",
)


class ReportRequest(Request, frozen=True):
    """The run, the format of the file and its language."""

    id: JobId
    format: Literal["html", "xlsx", "sarif", "csv"]
    labels: Literal["en", "id", "vi"] = "en"


@REPORT_PAGES.add("GET", "/checks/{id}/report", None, title=N_("Checks"))
def save_report(context: RequestContext, request: ReportRequest) -> DownloadAnswer:
    """Save the findings on which nobody has decided."""
    run = read_run(context, request.id)
    findings = [
        replace(
            shown_finding.finding,
            message=shown_finding.finding.messages.get(
                request.labels, shown_finding.finding.message
            ),
        )
        for group in run.groups
        for shown_finding in group.open_findings
    ]
    file_name = f"findings.{request.format}"
    if request.format == "csv":
        rows = [
            [getattr(finding, column) for column in _COLUMNS] for finding in findings
        ]
        return make_table_answer([_COLUMNS, *rows], file_name)
    report_file = BytesIO()
    _WRITER_BY_FORMAT[request.format](
        _make_report(context, run, findings, request.labels), report_file
    )
    return DownloadAnswer(
        report_file.getvalue(), _MEDIA_TYPE_BY_FORMAT[request.format], file_name
    )


def _make_report(
    context: RequestContext,
    run: CheckRun,
    findings: Sequence[FindingInContext],
    language: str,
) -> Report:
    labels = load_labels(language)
    first_finding = findings[0] if findings else None
    settings = context.memory.settings
    target_locale = settings.target or Locale.parse("und")
    source_locale = settings.source
    if first_finding is not None:
        target_locale = Locale.parse(first_finding.target_locale)
        source_locale = (
            None
            if first_finding.source_locale is None
            else Locale.parse(first_finding.source_locale)
        )
    return Report(
        title=context.memory_name,
        entries=[_make_entry(finding) for finding in findings],
        target_locale=target_locale,
        source_locale=source_locale,
        unit_count=run.job.done,
        dismissed_count=sum(
            group.count_by_state.get(FindingState.DISMISSED, 0) for group in run.groups
        ),
        checked_at=datetime.fromtimestamp(run.job.created_at, UTC).isoformat(),
        check_by_id={
            check.id: ReportedCheck(check.descriptions[language], check.severity)
            for check in run.check_by_id.values()
        },
        labels=labels,
    )


def _make_entry(finding: FindingInContext) -> ReportEntry:
    return write_out_codes(
        ReportEntry(
            replace(read_text_finding(asdict(finding)), document=finding.article),
            finding.target_text,
            finding.source_text,
            headline=finding.headline,
        )
    )
