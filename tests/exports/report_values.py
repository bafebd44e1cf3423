"""Reports for tests."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from exports.reports.labels import load_labels
from exports.reports.report import Report, ReportedCheck, ReportEntry
from tests.checks.findings import made
from tm.finding import Severity, Span
from tm.text.locale import Locale


def rendered(render: Callable[..., None], found: Report, **options: Any) -> bytes:
    """The file that a format makes of a report."""
    file = BytesIO()
    render(found, file, **options)
    return file.getvalue()


def report(
    *entries: ReportEntry, source: str | None = "vi", language: str = "en"
) -> Report:
    """A report of findings by `num.value`."""
    return Report(
        title="Findings <in> x",
        entries=entries,
        target_locale=Locale("id"),
        source_locale=Locale(source) if source else None,
        unit_count=3,
        dismissed_count=1,
        checked_at="2026-11-24T10:00+07:00",
        check_by_id={
            "num.value": ReportedCheck(
                "A number of the source has another value.", Severity.ERROR
            )
        },
        labels=load_labels(language),
    )


def entry(
    target: str = "16.900 orang <b>",
    *,
    source: str | None = "16.700 người",
    severity: Severity = Severity.ERROR,
    document: str | None = "d 1",
    span: Span | None = None,
    path: str | None = None,
    line: int | None = None,
    url: str | None = None,
    headline: str | None = None,
) -> ReportEntry:
    """A finding about the first six characters, unless a span says otherwise."""
    finding = made(
        "num.value",
        target,
        source=source,
        document=document,
        severity=severity,
        span=span or Span(0, min(6, len(target))),
        fix="16.700",
    )
    return ReportEntry(
        finding, target, source, path=path, line=line, url=url, headline=headline
    )
