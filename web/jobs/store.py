"""The rows of jobs."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    insert,
    or_,
    select,
    update,
)

from tm.errors import Conflict, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.jobs.file_parts import has_file
from web.jobs.job import ClaimedJob, Job, JobKind, JobState
from web.jobs.removal import remove_excess_jobs, remove_old_jobs
from web.jobs.stored_job_options import is_held, read_preview
from web.people.random_secrets import make_id

SILENT_SECONDS = 60
"""After so long without a word of its process, a job is begun anew."""

_job_table = schema.job


def create_job(
    database: ServerDatabase,
    memory_name: str,
    kind: JobKind,
    job_options: dict[str, Any],
    *,
    person_id: str | None,
    file_name: str | None = None,
) -> Job:
    """Store a new job; one that imports waits for its file. Old ones are removed.

    Raises Conflict where too many of the person have not ended.
    """
    job_id = make_id("j")
    state = JobState.WAITING if kind is JobKind.IMPORT else JobState.QUEUED
    with database.open_transaction() as connection:
        remove_old_jobs(connection)
        if person_id is not None:
            remove_excess_jobs(connection, person_id)
        connection.execute(
            insert(_job_table).values(
                id=job_id,
                memory=memory_name,
                person=person_id,
                kind=kind.value,
                values=json.dumps(job_options),
                state=state.value,
                done=0,
                file_name=file_name,
                created_at=get_time(),
                attempts=0,
            )
        )
    return read_job(database, memory_name, job_id)


def read_job(
    database: ServerDatabase,
    memory_name: str,
    job_id: str,
    *,
    person_id: str | None = None,
) -> Job:
    """Read a job; with `person_id`, only theirs. Raises NotFound."""
    query = select(_job_table).where(
        _job_table.c.id == job_id, _job_table.c.memory == memory_name
    )
    if person_id is not None:
        query = query.where(_job_table.c.person == person_id)
    row = database.read_row(query)
    if row is None:
        raise NotFound(f"no job {job_id!r}; GET /api/v1/jobs lists them")
    return _make_job(row)


def list_jobs(
    database: ServerDatabase,
    memory_name: str,
    *,
    limit: int,
    person_id: str | None = None,
) -> Sequence[Job]:
    """List the jobs in a memory, the latest first; with `person_id`, only theirs."""
    query = select(_job_table).where(_job_table.c.memory == memory_name)
    if person_id is not None:
        query = query.where(_job_table.c.person == person_id)
    query = query.order_by(_job_table.c.created_at.desc(), _job_table.c.id).limit(limit)
    return list(map(_make_job, database.read_rows(query)))


def cancel_job(database: ServerDatabase, job: Job) -> None:
    """Cancel a job; one that runs ends at its next step. Raises Conflict."""
    unended_states = [state for state in JobState if not state.has_ended]
    with database.open_transaction() as connection:
        change_state(
            connection, job, unended_states, JobState.CANCELLED, ended_at=get_time()
        )


def resume_job(database: ServerDatabase, job: Job) -> None:
    """Queue a job again that failed or was cancelled. Raises Conflict."""
    with database.open_transaction() as connection:
        state = JobState.QUEUED
        if job.kind is JobKind.IMPORT and not has_file(connection, job.id):
            state = JobState.WAITING
        elif is_held(connection, job):
            state = JobState.HELD
        change_state(
            connection,
            job,
            (JobState.FAILED, JobState.CANCELLED),
            state,
            ended_at=None,
            error=None,
            attempts=0,
            done=0,
        )


def claim_job(database: ServerDatabase, worker: str) -> ClaimedJob | None:
    """Claim the earliest job that waits for a process; None if there is none."""
    if not database.exists:
        return None
    now = get_time()
    is_claimable = or_(
        _job_table.c.state == JobState.QUEUED.value,
        and_(
            _job_table.c.state == JobState.RUNNING.value,
            _job_table.c.seen_at < now - SILENT_SECONDS,
        ),
    )
    query = (
        select(_job_table)
        .where(is_claimable)
        .order_by(_job_table.c.created_at)
        .limit(1)
    )
    if database.read_row(query.with_only_columns(_job_table.c.id)) is None:
        return None
    with database.open_transaction() as connection:
        row = (
            connection.execute(query.with_for_update(skip_locked=True))
            .mappings()
            .first()
        )
        if row is None:
            return None
        connection.execute(
            update(_job_table)
            .where(_job_table.c.id == row["id"])
            .values(
                state=JobState.RUNNING.value,
                worker=worker,
                seen_at=now,
                attempts=row["attempts"] + 1,
                done=0,
            )
        )
    return ClaimedJob(
        _make_job(row),
        row["memory"],
        row["person"],
        json.loads(row["values"]),
        row["attempts"] + 1,
    )


def report_job(
    database: ServerDatabase, job_id: str, worker: str, done_count: int
) -> bool:
    """Say that a process works on a job; False if it should stop."""
    with database.open_transaction() as connection:
        update_result = connection.execute(
            update(_job_table)
            .where(
                _job_table.c.id == job_id,
                _job_table.c.worker == worker,
                _job_table.c.state == JobState.RUNNING.value,
            )
            .values(seen_at=get_time(), done=done_count)
        )
    return bool(update_result.rowcount)


def end_job(
    database: ServerDatabase,
    job_id: str,
    worker: str,
    state: JobState,
    *,
    done_count: int,
    result: dict[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """Record how a job ended, or that it is queued again; not if it was cancelled."""
    with database.open_transaction() as connection:
        connection.execute(
            update(_job_table)
            .where(
                _job_table.c.id == job_id,
                _job_table.c.worker == worker,
                _job_table.c.state == JobState.RUNNING.value,
            )
            .values(
                state=state.value,
                done=done_count,
                result=None if result is None else json.dumps(result),
                error=error,
                ended_at=get_time() if state.has_ended else None,
            )
        )


def add_to_result(
    database: ServerDatabase, job: Job, added_values: dict[str, Any]
) -> None:
    """Add to the result of a job that is done, or replace what is there."""
    with database.open_transaction() as connection:
        row = connection.execute(
            select(_job_table.c.result)
            .where(_job_table.c.id == job.id)
            .with_for_update()
        ).first()
        if row is None or row[0] is None:
            raise Conflict(f"job {job.id} has no result; nothing was changed")
        connection.execute(
            update(_job_table)
            .where(_job_table.c.id == job.id)
            .values(result=json.dumps({**json.loads(row[0]), **added_values}))
        )


def change_state(
    connection: Connection,
    job: Job,
    old_states: Sequence[JobState],
    new_state: JobState,
    **column_values: object,
) -> None:
    """Change the state of a job that is in one of some states. Raises Conflict."""
    update_result = connection.execute(
        update(_job_table)
        .where(
            _job_table.c.id == job.id,
            _job_table.c.state.in_([state.value for state in old_states]),
        )
        .values(state=new_state.value, **column_values)
    )
    if not update_result.rowcount:
        reason = (
            "has changed meanwhile" if job.state in old_states else f"is {job.state}"
        )
        raise Conflict(f"job {job.id} {reason}; nothing was changed")


def _make_job(row: RowMapping) -> Job:
    return Job(
        row["id"],
        JobKind(row["kind"]),
        JobState(row["state"]),
        row["done"],
        row["file_name"],
        None if row["result"] is None else json.loads(row["result"]),
        row["error"],
        row["created_at"],
        row["ended_at"],
        *read_preview(row),
    )
