"""Imports from their file to their start: queued at once, or held and looked at."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tm.errors import Conflict
from web.database.server_database import ServerDatabase
from web.jobs.file_parts import has_file, write_file
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import change_state
from web.jobs.stored_job_options import HOLD, PREVIEW, is_held, read_job_options


def queue_import(
    database: ServerDatabase,
    job: Job,
    file_parts: Iterable[bytes],
    *,
    preview: Mapping[str, Any] | None = None,
) -> None:
    """Store the file of an import that waits for it; queue the import, or hold it.

    `preview`: what the file holds. Raises Conflict, and stores nothing, where another
    file was faster.
    """
    with database.open_transaction() as connection:
        state = JobState.HELD if is_held(connection, job) else JobState.QUEUED
        changed_columns = {}
        if preview is not None:
            job_options = {**read_job_options(connection, job), PREVIEW: preview}
            changed_columns["values"] = json.dumps(job_options)
        change_state(connection, job, (JobState.WAITING,), state, **changed_columns)
        write_file(connection, job.id, file_parts)


def start_import(database: ServerDatabase, job: Job, options: dict[str, Any]) -> None:
    """Start an import whose file has come, with the options that somebody chose.

    So is one begun anew that failed or was cancelled. Raises Conflict.
    """
    with database.open_transaction() as connection:
        if job.kind is not JobKind.IMPORT or not has_file(connection, job.id):
            raise Conflict(f"job {job.id} has no file to import; nothing was changed")
        preview = read_job_options(connection, job).get(PREVIEW)
        kept_values = {} if preview is None else {PREVIEW: preview}
        change_state(
            connection,
            job,
            (JobState.HELD, JobState.FAILED, JobState.CANCELLED),
            JobState.QUEUED,
            values=json.dumps({**options, **kept_values, HOLD: False}),
            ended_at=None,
            error=None,
            result=None,
            attempts=0,
            done=0,
        )
