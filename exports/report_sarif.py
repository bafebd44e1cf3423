"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

import json
from typing import Any
from urllib.parse import quote

from exports.report import Report, ReportEntry
from tm.issue import Severity

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


def render(report: Report) -> bytes:
    """The log of one run. A region's offsets are those of the unit's text."""
    rules = sorted(report.checks)
    value = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Padanan",
                        "rules": [_rule(report, id) for id in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(entry, rules.index(entry.issue.check))
                    for entry in report.entries
                ],
            }
        ],
    }
    # Escaped, so that lone surrogates do no harm.
    return json.dumps(value, indent=1).encode() + b"\n"


def _rule(report: Report, id: str) -> dict[str, Any]:  # JSON
    text = report.descriptions.get(id)
    return {"id": id, **({"shortDescription": {"text": text}} if text else {})}


def _result(entry: ReportEntry, rule: int) -> dict[str, Any]:  # JSON
    issue = entry.issue
    place: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": issue.unit, "kind": "unit"}]
    }
    uri = quote(entry.document.encode("utf-8", "replace"), safe="/:#@+,=")
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    span = issue.target_span
    if span is not None:
        physical["region"] = {
            "charOffset": span.start,
            "charLength": span.end - span.start,
            "snippet": {"text": issue.quote},
        }
    place["physicalLocation"] = physical
    return {
        "ruleId": issue.check,
        "ruleIndex": rule,
        "level": _LEVELS[issue.severity],
        "message": {"text": issue.message},
        "locations": [place],
        "partialFingerprints": {_KEY: issue.fingerprint},
        "properties": {
            "unit": issue.unit,
            "source": entry.source,
            "target": entry.target,
            "fix": issue.fix,
        },
    }
