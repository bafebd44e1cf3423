"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

import json
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, BinaryIO
from urllib.parse import quote

from exports.reports.report import Report, ReportEntry, cut_excerpt
from tm.finding import Severity, Span

_LEVEL_BY_SEVERITY = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_SCHEMA_URL = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_FINGERPRINT_KEY = "padanan/v1"
"""Names the method of making fingerprints: another method needs another key."""
_UNQUOTED_CHARACTERS = "/:#@+,="


def write_report(report: Report, file: BinaryIO) -> None:
    """Write the log of one run.

    A region is a line of a file. The spans of a finding are offsets in the texts of its
    unit, so they are properties of the result, in code points.
    """
    check_ids = sorted(report.severity_counts_by_check_id)
    index_by_check_id = {
        check_id: check_index for check_index, check_id in enumerate(check_ids)
    }
    log_object = {
        "$schema": _SCHEMA_URL,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Padanan",
                        "version": version("padanan"),
                        "language": report.labels.language,
                        "rules": [
                            _make_rule(report, check_id) for check_id in check_ids
                        ],
                    }
                },
                "language": report.labels.language,
                "columnKind": "unicodeCodePoints",
                "invocations": [_make_invocation(report)],
                "results": [],
            }
        ],
    }
    log_before_results, results, log_after_results = json.dumps(
        log_object, indent=1
    ).rpartition('"results": [')
    file.write((log_before_results + results).encode())
    for entry_index, entry in enumerate(report.entries):
        # A line a result, in UTF-8: of many findings the file is half as large so.
        result_json = json.dumps(
            _make_result(entry, index_by_check_id[entry.finding.check]),
            ensure_ascii=False,
            separators=(",", ":"),
        )
        # A lone surrogate is escaped, as JSON escapes it.
        file.write(
            f"{',' * bool(entry_index)}\n{result_json}".encode(
                errors="backslashreplace"
            )
        )
    closing_line_break = "\n" * bool(report.entries)
    file.write(f"{closing_line_break}{log_after_results}\n".encode())


def _make_invocation(report: Report) -> dict[str, Any]:  # JSON
    """Say whether all checks ran to their end, and which did not."""
    return {
        "executionSuccessful": not report.failure_by_check_id,
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": f"{check_id}, {failure}"},
            }
            for check_id, failure in report.failure_by_check_id.items()
        ],
    }


def _make_rule(report: Report, check_id: str) -> dict[str, Any]:  # JSON
    """Make the rule of a check; consumers require help even without a description."""
    description = report.describe_check(check_id) or check_id
    help_text = f"{description}\n\n{report.labels.fill_in('seen_by_hand', check_id)}"
    rule_object: dict[str, Any] = {
        "id": check_id,
        "shortDescription": {"text": description},
        "fullDescription": {"text": description},
        "help": {"text": help_text, "markdown": help_text},
        "properties": {"tags": [check_id.partition(".")[0]]},
    }
    reported_check = report.check_by_id.get(check_id)
    if reported_check is not None:
        rule_object["defaultConfiguration"] = {
            "level": _LEVEL_BY_SEVERITY[reported_check.severity]
        }
    return rule_object


def _make_result(entry: ReportEntry, rule_index: int) -> dict[str, Any]:  # JSON
    finding = entry.finding
    region_object: dict[str, Any] = {"startLine": entry.line or 1}
    if finding.quote:
        region_object["snippet"] = {"text": finding.quote}
    source, source_span = entry.source, finding.source_span
    if source is not None:
        source, source_span = cut_excerpt(source, source_span)
    target, target_span = cut_excerpt(entry.target, finding.target_span)
    return {
        "ruleId": finding.check,
        "ruleIndex": rule_index,
        "level": _LEVEL_BY_SEVERITY[finding.severity],
        # A message may not be empty.
        "message": {"text": finding.message or finding.check},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": _make_uri(entry.path or entry.document)
                    },
                    "region": region_object,
                },
                "logicalLocations": [
                    {"fullyQualifiedName": finding.unit, "kind": "unit"}
                ],
            }
        ],
        # The second is the only one that GitHub knows a finding again by.
        "partialFingerprints": {
            _FINGERPRINT_KEY: finding.fingerprint,
            "primaryLocationLineHash": finding.fingerprint,
        },
        "properties": {
            property_name: value
            for property_name, value in (
                ("document", finding.document),
                ("source", source),
                ("target", target),
                ("sourceSpan", _list_offsets(source_span)),
                ("targetSpan", _list_offsets(target_span)),
                ("fix", finding.fix),
            )
            if value is not None
        },
    }


def _list_offsets(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _make_uri(file_name: str) -> str:
    """Make a relative reference, which consumers resolve in the repository."""
    file_path = PurePath(file_name)
    if file_path.is_absolute():
        return "file://" + quote(
            file_path.as_posix().encode("utf-8", "replace"), safe=_UNQUOTED_CHARACTERS
        )
    # A colon before any slash would make a scheme of what stands before it.
    safe_characters = _UNQUOTED_CHARACTERS.replace(":", "")
    return quote(file_name.encode("utf-8", "replace"), safe=safe_characters)
