"""Following a job: how far it is; cancelling it, and beginning it again."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from web.access import require_role
from web.api.jobs.begin import ImportJobOptions, list_import_options
from web.api.route_group import RouteGroup
from web.api.values import HitLimit
from web.call import Call
from web.jobs.imports import start_import
from web.jobs.job import Job
from web.jobs.store import cancel_job, list_jobs, read_job, resume_job
from web.route import Role

JOBS = RouteGroup()
JobId = Annotated[str, msgspec.Meta(pattern="^j[a-z2-9]{16}$")]


JOB_EXAMPLE = {"id": "j2k4abcdefghjkmnp"}


@JOBS.add("GET", "/jobs", Role.READER, key="jobs", example={"limit": 20})
def list_own_jobs(call: Call, limit: HitLimit = 50) -> Sequence[Job]:
    """List your jobs, the latest first; administrators see those of everybody."""
    return list_jobs(
        *(call.database, call.memory_name),
        limit=limit,
        person=find_job_owner(call),
    )


@JOBS.add("GET", "/jobs/{id}", Role.READER, example=JOB_EXAMPLE)
def show_job(call: Call, id: JobId) -> Job:
    """Show how far a job is; /api/v1/jobs/ID/events tells it as it goes on."""
    return read_own_job(call, id)


@JOBS.add("POST", "/jobs/{id}/cancel", Role.READER, example=JOB_EXAMPLE)
def cancel(call: Call, id: JobId) -> Job:
    """Cancel a job; an import that is cancelled stores nothing."""
    cancel_job(call.database, read_own_job(call, id))
    return read_own_job(call, id)


@JOBS.add("POST", "/jobs/{id}/resume", Role.READER, example=JOB_EXAMPLE)
def resume(call: Call, id: JobId) -> Job:
    """Begin a job again that failed or was cancelled."""
    job = read_own_job(call, id)
    if job.kind.changes_memory:
        require_role(call.role, Role.TRANSLATOR, call.memory_name)
    resume_job(call.database, job)
    call.server.job_runner.wake()
    return read_own_job(call, id)


class ImportStart(ImportJobOptions, frozen=True, kw_only=True):
    """An import whose file has come, and how to read it."""

    id: JobId


@JOBS.add("POST", "/jobs/{id}/start", Role.TRANSLATOR, example=JOB_EXAMPLE)
def start(call: Call, request: ImportStart) -> Job:
    """Start an import that is held, or one that failed or was cancelled, anew.

    All its options are those of this request.
    """
    job = read_own_job(call, request.id)
    start_import(call.database, job, list_import_options(request))
    call.server.job_runner.wake()
    return read_own_job(call, request.id)


def read_own_job(call: Call, job_id: str) -> Job:
    """Read a job that who calls may see. Raises NotFound."""
    return read_job(
        call.database, call.memory_name, job_id, person=find_job_owner(call)
    )


def find_job_owner(call: Call) -> str | None:
    """Find whose jobs somebody may see; None for those of everybody."""
    return None if call.role.includes(Role.ADMINISTRATOR) else call.person.person_id
