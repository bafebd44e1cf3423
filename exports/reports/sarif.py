"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

import json
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, BinaryIO
from urllib.parse import quote

from exports.reports.report import Report, ReportEntry, excerpt
from tm.finding import Severity, Span

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_KEY = "padanan/v1"
"""Under which our fingerprints stand; another way to make them needs another name."""
_SAFE = "/:#@+,="


def render(report: Report, file: BinaryIO) -> None:
    """Write the log of one run.

    A region is a line of a file; where in the unit's texts a finding is stands in its
    properties, in code points, since a unit's text is not the file's.
    """
    rules = sorted(report.checks)
    numbers = {id: number for number, id in enumerate(rules)}
    value = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Padanan",
                        "version": version("padanan"),
                        "language": report.words.language,
                        "rules": [_rule(report, id) for id in rules],
                    }
                },
                "language": report.words.language,
                "columnKind": "unicodeCodePoints",
                "results": [],
            }
        ],
    }
    head, results, tail = json.dumps(value, indent=1).rpartition('"results": [')
    file.write((head + results).encode())
    for index, entry in enumerate(report.entries):
        # A line a result, in UTF-8: of many findings the file is half as large so.
        result = json.dumps(
            _result(entry, numbers[entry.finding.check]),
            ensure_ascii=False,
            separators=(",", ":"),
        )
        # A lone surrogate is escaped, as JSON escapes it.
        file.write(f"{',' * bool(index)}\n{result}".encode(errors="backslashreplace"))
    end = "\n" * bool(report.entries)
    file.write(f"{end}{tail}\n".encode())


def _rule(report: Report, id: str) -> dict[str, Any]:  # JSON
    """A rule as consumers demand it: with help, even of a check nobody knows."""
    description = report.description(id) or id
    help = f"{description}\n\n{report.words.of('seen_by_hand', id)}"
    value: dict[str, Any] = {
        "id": id,
        "shortDescription": {"text": description},
        "fullDescription": {"text": description},
        "help": {"text": help, "markdown": help},
        "properties": {"tags": [id.partition(".")[0]]},
    }
    rule = report.rules.get(id)
    if rule is not None:
        value["defaultConfiguration"] = {"level": _LEVELS[rule.severity]}
    return value


def _result(entry: ReportEntry, rule: int) -> dict[str, Any]:  # JSON
    finding = entry.finding
    region: dict[str, Any] = {"startLine": entry.line or 1}
    if finding.quote:
        region["snippet"] = {"text": finding.quote}
    source, source_span = entry.source, finding.source_span
    if source is not None:
        source, source_span = excerpt(source, source_span)
    target, target_span = excerpt(entry.target, finding.target_span)
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        # A message may not be empty.
        "message": {"text": finding.message or finding.check},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(entry.path or entry.document)},
                    "region": region,
                },
                "logicalLocations": [
                    {"fullyQualifiedName": finding.unit, "kind": "unit"}
                ],
            }
        ],
        # The second is the only one that GitHub knows a finding again by.
        "partialFingerprints": {
            _KEY: finding.fingerprint,
            "primaryLocationLineHash": finding.fingerprint,
        },
        "properties": {
            name: value
            for name, value in (
                ("document", finding.document),
                ("source", source),
                ("target", target),
                ("sourceSpan", _span(source_span)),
                ("targetSpan", _span(target_span)),
                ("fix", finding.fix),
            )
            if value is not None
        },
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _uri(name: str) -> str:
    """A relative reference, which consumers take as one of the repository."""
    path = PurePath(name)
    if path.is_absolute():
        return "file://" + quote(path.as_posix().encode("utf-8", "replace"), safe=_SAFE)
    # A colon before any slash would make a scheme of what stands before it.
    safe = _SAFE.replace(":", "")
    return quote(name.encode("utf-8", "replace"), safe=safe)
