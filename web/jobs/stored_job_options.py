"""What a job has stored as its options; of an import, also its hold and preview."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from web.database import schema
from web.jobs.job import Job, JobKind

HOLD, PREVIEW = "hold", "preview"
"""Values of an import that are not options of its reader."""


def read_preview(row: RowMapping) -> tuple[int | None, dict[str, Any] | None]:
    """Read how many entries a file has, and its preview; None for what is not known."""
    # The values of a check may be megabytes.
    job_options = (
        json.loads(row["values"]) if row["kind"] == JobKind.IMPORT.value else {}
    )
    preview = job_options.get(PREVIEW)
    return (None, None) if preview is None else (preview["total"], preview)


def is_held(connection: Connection, job: Job) -> bool:
    """Whether somebody must look at the file of an import before it begins."""
    if job.kind is not JobKind.IMPORT:
        return False
    return bool(read_job_options(connection, job).get(HOLD))


def read_job_options(connection: Connection, job: Job) -> Mapping[str, Any]:
    """Read the values of a job."""
    table = schema.job
    query = select(table.c["values"]).where(table.c.id == job.id)
    job_options: Mapping[str, Any] = json.loads(
        connection.execute(query).scalar() or "{}"
    )
    return job_options
