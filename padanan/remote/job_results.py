"""What a job came to, as the values that the same method of a memory returns."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exports.entry import Loss, WriteResult
from exports.importing.unit_import import Imported
from padanan.remote.jobs import RemoteJob
from tm.file_remarks import SkippedEntry


def make_import_result(path: Path, job: RemoteJob) -> Imported:
    """Make the result of an import."""
    result = job.result or {}
    return Imported(
        path,
        result["new"],
        result["known"],
        result["changed"],
        result["removed"],
        [
            SkippedEntry(path.name, entry["line"], entry["reason"])
            for entry in result["skipped"]
        ],
        list(_make_losses(result)),
        result["remarks"],
        change_set_name=result["change_set"],
        skipped_count=result["skipped_count"],
    )


def make_export_result(job: RemoteJob) -> WriteResult:
    """Make the result of an export."""
    result = job.result or {}
    return WriteResult(
        result["written"],
        result["left_out"],
        _make_losses(result),
        result["untranslated"],
    )


def _make_losses(result: Mapping[str, Any]) -> tuple[Loss, ...]:
    return tuple(
        Loss(description, count) for description, count in result["lost"].items()
    )
