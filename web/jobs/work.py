"""The work of each kind of job: what it reads, writes and reports."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from padanan.memory import Memory
from web.jobs.job import JobKind
from web.requests import encode_json

_MOST_LISTED = 100
"""Skipped entries that are listed; the rest are counted."""

Work = Callable[[Memory, dict[str, Any], Path], dict[str, Any]]
"""Takes the memory, the values of the request and the path of the file that is read or
made; returns the result."""


def _import(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    imported = memory.load(path, **values)
    return {
        "new": imported.new,
        "known": imported.known,
        "changed": imported.changed,
        "removed": imported.removed,
        "change_set": imported.change_set,
        "skipped_count": len(imported.skipped),
        "skipped": [
            {"line": entry.line, "reason": entry.reason}
            for entry in imported.skipped[:_MOST_LISTED]
        ],
        "lost": {loss.what: loss.count for loss in imported.lost},
        "remarks": imported.remarks,
    }


def _export(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    written = memory.export(path, **values)
    return {
        "written": written.written,
        "left_out": written.left_out,
        "lost": {loss.what: loss.count for loss in written.lost},
    }


def _check(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    count_by_check: dict[str, int] = {}
    with path.open("wb") as file:
        for finding in memory.check(**values):
            count_by_check[finding.check] = count_by_check.get(finding.check, 0) + 1
            line = {
                "unit": finding.unit,
                "check": finding.check,
                "severity": finding.severity,
                "message": finding.message,
                "quote": finding.quote,
                "fix": finding.fix,
                "fingerprint": finding.fingerprint,
            }
            file.write(encode_json(line) + b"\n")
    return {"findings": sum(count_by_check.values()), "by_check": count_by_check}


WORK_BY_KIND: Mapping[JobKind, Work] = {
    JobKind.IMPORT: _import,
    JobKind.EXPORT: _export,
    JobKind.CHECK: _check,
}
