"""Findings as JUnit XML, which every CI shows.

A suite is a document and a case is a finding; without any the one case passes. A
finding of severity info is a case that is skipped, with its message. Attributes are
those that Jenkins, GitLab and GitHub's reporters read: `classname`, `name`, `time`,
and, beyond the schema of Jenkins, `file` and `line` where the file is known.
"""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from exports.reports.report import Report, ReportEntry, excerpt
from exports.xml.document import escaped, quoted, storable
from tm.finding import Severity


def render(report: Report, file: BinaryIO) -> None:
    """Write the suites of one run, a document a suite, in the order of the findings."""
    for part in _parts(report):
        file.write(part.encode("utf-8", "replace"))


def _parts(report: Report) -> Iterator[str]:
    failures = _failures(report.severities)
    cases = max(len(report.entries), 1)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={_value(report.title)} "
        # Skipped ones are counted by suites only: Jenkins' schema has no place here.
        f'tests="{cases}" failures="{failures}" errors="0" time="0">\n'
    )
    yield from _suites(report)
    yield "</testsuites>\n"


def _suites(report: Report) -> Iterator[str]:
    if not report.entries:
        yield (
            f"<testsuite name={_value(report.title)} {_counts(1, 0, 0)} "
            f'timestamp={_value(report.at)}>\n<testcase classname="padanan" '
            f'name={_value(report.words["no_findings"])} time="0"/>\n</testsuite>\n'
        )
    documents = zip(report.documents, report.by_document(), strict=True)
    for number, (document, entries) in enumerate(documents):
        counts = report.of_document(number)
        cases, failures = counts.total(), _failures(counts)
        yield (
            f"<testsuite name={_value(document)} "
            f"{_counts(cases, failures, cases - failures)} "
            f"timestamp={_value(report.at)}>\n"
        )
        for entry in entries:
            yield _case(entry, report)
        yield "</testsuite>\n"


def _counts(tests: int, failures: int, skipped: int) -> str:
    return (
        f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}" time="0"'
    )


def _failures(counts: Counter[Severity]) -> int:
    return counts.total() - counts[Severity.INFO]


def _case(entry: ReportEntry, report: Report) -> str:
    finding, words = entry.finding, report.words
    # GitLab takes cases of one class and name for one case.
    name = f"{finding.unit} [{finding.fingerprint}]"
    head = f'<testcase classname={_value(finding.check)} name={_value(name)} time="0"'
    if entry.path is not None:
        head += f" file={_value(entry.path)}"
    if entry.line is not None:
        head += f' line="{entry.line}"'
    if finding.severity is Severity.INFO:
        return f"{head}><skipped message={_value(finding.message)}/></testcase>\n"
    lines = [finding.message, f"{words['quote']}: {finding.quote}"]
    if finding.fix is not None:
        lines.append(f"{words['fix']}: {finding.fix}")
    if entry.source is not None:
        source, _ = excerpt(entry.source, finding.source_span)
        lines.append(f"{words['source']}: {source}")
    target, _ = excerpt(entry.target, finding.target_span)
    lines += [
        f"{words['target']}: {target}",
        f"{words['fingerprint']}: {finding.fingerprint}",
    ]
    body = escaped(storable("\n".join(lines))[0])
    kind = finding.severity.value
    return (
        f'{head}><failure type="{kind}" message={_value(finding.message)}>{body}'
        "</failure></testcase>\n"
    )


def _value(text: str) -> str:
    return quoted(storable(text)[0])
