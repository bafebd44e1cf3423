"""Findings as JUnit XML, which every CI shows.

A suite is a document and a case is a finding. A report without findings has one case,
which passes. A finding of severity info is a skipped case with its message. Attributes
are those that Jenkins, GitLab and GitHub's reporters read: `classname`, `name`, `time`,
and, beyond the schema of Jenkins, `file` and `line` if the file is known. A check that
failed itself is a case with an error: no pipeline takes its run for a clean one.
"""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from exports.reports.report import Report, ReportEntry, cut_excerpt
from exports.xml.escaping import (
    escape_text,
    quote_attribute,
    remove_forbidden_characters,
)
from tm.finding import Severity


def write_report(report: Report, file: BinaryIO) -> None:
    """Write a suite for each document of a run, in the order of the findings."""
    for part in _render_parts(report):
        file.write(part.encode("utf-8", "replace"))


def _render_parts(report: Report) -> Iterator[str]:
    """Render the whole file in parts."""
    failure_count = _count_failures(report.severity_counts)
    error_count = len(report.failure_by_check_id)
    case_count = max(len(report.entries) + error_count, 1)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={_quote_storable(report.title)} "
        # Only suites count skipped cases: the root has no such attribute in Jenkins.
        f'tests="{case_count}" failures="{failure_count}" '
        f'errors="{error_count}" time="0">\n'
    )
    yield from _render_suites(report)
    yield "</testsuites>\n"


def _render_suites(report: Report) -> Iterator[str]:
    if report.failure_by_check_id:
        yield from _render_failed_checks(report)
    elif not report.entries:
        yield (
            f"<testsuite name={_quote_storable(report.title)} "
            f"{_render_count_attributes(1, 0, 0)} "
            f"timestamp={_quote_storable(report.checked_at)}>\n"
            f'<testcase classname="padanan" '
            f'name={_quote_storable(report.labels["no_findings"])} time="0"/>\n'
            "</testsuite>\n"
        )
    entries_by_document = zip(
        report.document_names, report.group_by_document(), strict=True
    )
    for document_index, (document_name, entries) in enumerate(entries_by_document):
        severity_counts = report.count_severities(document_index)
        case_count = severity_counts.total()
        failure_count = _count_failures(severity_counts)
        skipped_count = case_count - failure_count
        yield (
            f"<testsuite name={_quote_storable(document_name)} "
            f"{_render_count_attributes(case_count, failure_count, skipped_count)} "
            f"timestamp={_quote_storable(report.checked_at)}>\n"
        )
        for entry in entries:
            yield _render_case(entry, report)
        yield "</testsuite>\n"


def _render_failed_checks(report: Report) -> Iterator[str]:
    failed_count = len(report.failure_by_check_id)
    yield (
        f"<testsuite name={_quote_storable(report.title)} "
        f"{_render_count_attributes(failed_count, 0, 0, failed_count)} "
        f"timestamp={_quote_storable(report.checked_at)}>\n"
    )
    for check_id, failure in report.failure_by_check_id.items():
        yield (
            f'<testcase classname="padanan" name={_quote_storable(check_id)} time="0">'
            f"<error message={_quote_storable(failure)}/></testcase>\n"
        )
    yield "</testsuite>\n"


def _render_count_attributes(
    case_count: int, failure_count: int, skipped_count: int, error_count: int = 0
) -> str:
    return (
        f'tests="{case_count}" failures="{failure_count}" '
        f'errors="{error_count}" skipped="{skipped_count}" time="0"'
    )


def _count_failures(severity_counts: Counter[Severity]) -> int:
    return severity_counts.total() - severity_counts[Severity.INFO]


def _render_case(entry: ReportEntry, report: Report) -> str:
    """Render a finding as a failed case, or as a skipped one if it is only a hint."""
    finding, labels = entry.finding, report.labels
    # GitLab counts cases with the same class and name as one case.
    case_name = f"{finding.unit} [{finding.fingerprint}]"
    start_tag = (
        f"<testcase classname={_quote_storable(finding.check)} "
        f'name={_quote_storable(case_name)} time="0"'
    )
    if entry.path is not None:
        start_tag += f" file={_quote_storable(entry.path)}"
    if entry.line is not None:
        start_tag += f' line="{entry.line}"'
    if finding.severity is Severity.INFO:
        return (
            f"{start_tag}><skipped message={_quote_storable(finding.message)}/>"
            "</testcase>\n"
        )
    body_lines = [finding.message, f"{labels['quote']}: {finding.quote}"]
    if finding.fix is not None:
        body_lines.append(f"{labels['fix']}: {finding.fix}")
    if entry.source is not None:
        source, _ = cut_excerpt(entry.source, finding.source_span)
        body_lines.append(f"{labels['source']}: {source}")
    target, _ = cut_excerpt(entry.target, finding.target_span)
    body_lines += [
        f"{labels['target']}: {target}",
        f"{labels['fingerprint']}: {finding.fingerprint}",
    ]
    escaped_body = escape_text(remove_forbidden_characters("\n".join(body_lines))[0])
    failure_type = finding.severity.value
    return (
        f'{start_tag}><failure type="{failure_type}" '
        f"message={_quote_storable(finding.message)}>{escaped_body}"
        "</failure></testcase>\n"
    )


def _quote_storable(text: str) -> str:
    return quote_attribute(remove_forbidden_characters(text)[0])
