"""Which tasks of a job are done: those whose output is complete and listed.

The list has a small file for each task, written after its output was renamed, so that
machines need no lock to add to it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch.jobs.stage import Counts
from batch.partitions.content_hash import hash_file
from exports.io.replace_file import replace_file

_DONE_FOLDER_NAME = "done"


@dataclass(frozen=True, slots=True)
class DoneTask:
    """The output of a task that is done."""

    output_name: str
    """The name of its file."""
    size: int
    content_hash: str
    counts: Counts


def make_done_folder(folder: Path) -> None:
    """Make the folder of the list."""
    (folder / _DONE_FOLDER_NAME).mkdir(parents=True, exist_ok=True)


def record_done_task(folder: Path, output_name: str, counts: Counts) -> DoneTask:
    """List a task whose output was renamed into place."""
    path = folder / output_name
    done_task = DoneTask(output_name, path.stat().st_size, hash_file(path), counts)
    record = {
        "output": done_task.output_name,
        "size": done_task.size,
        "hash": done_task.content_hash,
        "counts": counts,
    }
    with replace_file(_make_record_path(folder, output_name)) as file:
        file.write(json.dumps(record, ensure_ascii=False).encode())
    return done_task


def find_done_task(folder: Path, output_name: str) -> DoneTask | None:
    """Find a task that is listed, and whose output has the size that was listed.

    A damaged record, as after a power cut, is that of a task to be done again.
    """
    try:
        record: Mapping[str, Any] = json.loads(
            _make_record_path(folder, output_name).read_bytes()
        )
        if os.path.getsize(folder / output_name) != record["size"]:
            return None
        return DoneTask(output_name, record["size"], record["hash"], record["counts"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def remove_outdated_outputs(folder: Path, output_names: set[str]) -> int:
    """Remove listed outputs that are not among those of the job; return how many."""
    removed_count = 0
    for record_path in sorted((folder / _DONE_FOLDER_NAME).glob("*.json")):
        output_name = record_path.name.removesuffix(".json")
        if output_name not in output_names:
            (folder / output_name).unlink(missing_ok=True)
            record_path.unlink()
            removed_count += 1
    return removed_count


def _make_record_path(folder: Path, output_name: str) -> Path:
    return folder / _DONE_FOLDER_NAME / f"{output_name}.json"
