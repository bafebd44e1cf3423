"""The work of each kind of job: what it reads, writes and reports."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from exports.entry import Loss
from padanan.locales import parse_locale
from padanan.memory import Memory
from padanan.values.findings import make_text_finding
from web.jobs.job import JobKind
from web.requests import encode_json

_MOST_LISTED = 100
"""Skipped entries that are listed; the rest are counted."""

Work = Callable[[Memory, dict[str, Any], Path], dict[str, Any]]
"""Takes the memory, the values of the request and the path of the file that is read or
made; returns the result."""


def _import(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    imported = memory.load(path, name=path.name, **values)
    skipped = imported.skipped
    return {
        "new": imported.new,
        "known": imported.known,
        "changed": imported.changed,
        "removed": imported.removed,
        "change_set": imported.change_set,
        "skipped_count": len(skipped),
        "skipped": [
            {"line": entry.line, "reason": entry.reason}
            for entry in skipped[:_MOST_LISTED]
        ],
        "lost": _count_losses(imported.lost),
        "remarks": imported.remarks,
    }


def _export(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    settings = replace(
        memory.settings,
        source=parse_locale(values.pop("source", None)) or memory.settings.source,
        target=parse_locale(values.pop("target", None)) or memory.settings.target,
    )
    written = replace(memory, settings=settings).export(path, **values)
    return {
        "written": written.written,
        "left_out": written.left_out,
        "untranslated": written.untranslated,
        "lost": _count_losses(written.lost),
    }


def _check(memory: Memory, values: dict[str, Any], path: Path) -> dict[str, Any]:
    count_by_check: Counter[str] = Counter()
    with path.open("wb") as file:
        for finding in memory.check(**values):
            count_by_check[finding.check] += 1
            file.write(encode_json(make_text_finding(finding)) + b"\n")
    return {"findings": count_by_check.total(), "by_check": count_by_check}


def _count_losses(losses: Iterable[Loss]) -> dict[str, int]:
    return {loss.what: loss.count for loss in losses}


WORK_BY_KIND: Mapping[JobKind, Work] = {
    JobKind.IMPORT: _import,
    JobKind.EXPORT: _export,
    JobKind.CHECK: _check,
}
