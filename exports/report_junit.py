"""Findings as JUnit XML, which every CI shows.

A suite is a document and a case is a finding; without any the one case passes. A
finding of severity info is a case that is skipped, with its message.
"""

from collections.abc import Iterator
from itertools import groupby

from exports.report import Report, ReportEntry
from exports.xml import escaped, quoted, storable
from tm.issue import Severity


def render(report: Report) -> bytes:
    """The suites of one run, a document a suite, in the order of the findings."""
    suites = [*_suites(report)]
    failures = sum(_fails(entry) for entry in report.entries)
    cases = max(len(report.entries), 1)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name={_value(report.title)} tests="{cases}" '
        f'failures="{failures}">\n' + "".join(suites) + "</testsuites>\n"
    )
    return text.encode("utf-8", "replace")


def _suites(report: Report) -> Iterator[str]:
    if not report.entries:
        yield (
            f'<testsuite name={_value(report.title)} tests="1" failures="0">\n'
            '<testcase classname="padanan" name="no findings"/>\n</testsuite>\n'
        )
    for document, group in groupby(report.entries, key=lambda entry: entry.document):
        entries = list(group)
        failures = sum(map(_fails, entries))
        skipped = len(entries) - failures
        yield (
            f'<testsuite name={_value(document)} tests="{len(entries)}" '
            f'failures="{failures}" skipped="{skipped}">\n'
        )
        yield from map(_case, entries)
        yield "</testsuite>\n"


def _fails(entry: ReportEntry) -> bool:
    return entry.issue.severity is not Severity.INFO


def _case(entry: ReportEntry) -> str:
    issue = entry.issue
    head = f"<testcase classname={_value(issue.check)} name={_value(issue.unit)}>"
    if not _fails(entry):
        return f"{head}<skipped message={_value(issue.message)}/></testcase>\n"
    lines = [f"{issue.message}", f"quote: {issue.quote}"]
    if issue.fix is not None:
        lines.append(f"fix: {issue.fix}")
    if entry.source is not None:
        lines.append(f"source: {entry.source}")
    lines += [f"target: {entry.target}", f"fingerprint: {issue.fingerprint}"]
    body = escaped(storable("\n".join(lines))[0])
    kind = issue.severity.value
    return (
        f'{head}<failure type="{kind}" message={_value(issue.message)}>{body}'
        "</failure></testcase>\n"
    )


def _value(text: str) -> str:
    return quoted(storable(text)[0])
