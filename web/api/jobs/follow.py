"""Following a job: how far it is; cancelling it, and beginning it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from web.access import require_role
from web.api.values import HitLimit, Request
from web.call import Call
from web.jobs.job import Job, JobKind
from web.jobs.store import cancel_job, list_jobs, read_job, resume_job
from web.people.role import Role

JobId = Annotated[str, msgspec.Meta(pattern="^j[a-z2-9]{16}$")]


class JobsRequest(Request, frozen=True):
    """How many jobs to list."""

    limit: HitLimit = 50


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs, the latest first."""

    jobs: Sequence[Job]


def list_own_jobs(call: Call, request: JobsRequest) -> Jobs:
    """List your jobs, the latest first; administrators see those of everybody."""
    person = find_job_owner(call)
    return Jobs(
        list_jobs(
            call.server.database, call.memory_name, limit=request.limit, person=person
        )
    )


class JobRequest(Request, frozen=True):
    """A job."""

    id: JobId


def show_job(call: Call, request: JobRequest) -> Job:
    """Show how far a job is; /api/v1/jobs/ID/events tells it as it goes on."""
    return read_own_job(call, request.id)


def cancel(call: Call, request: JobRequest) -> Job:
    """Cancel a job; an import that is cancelled stores nothing."""
    cancel_job(call.server.database, read_own_job(call, request.id))
    return read_own_job(call, request.id)


def resume(call: Call, request: JobRequest) -> Job:
    """Begin a job again that failed or was cancelled."""
    job = read_own_job(call, request.id)
    if job.kind is JobKind.IMPORT:
        require_role(call.role, Role.TRANSLATOR, call.memory_name)
    resume_job(call.server.database, job)
    call.server.job_runner.wake()
    return read_own_job(call, request.id)


def read_own_job(call: Call, job_id: str) -> Job:
    """Read a job that who calls may see. Raises NotFound."""
    return read_job(
        call.server.database, call.memory_name, job_id, person=find_job_owner(call)
    )


def find_job_owner(call: Call) -> str | None:
    """Find whose jobs somebody may see; None for those of everybody."""
    return None if call.role.includes(Role.ADMINISTRATOR) else call.person.person_id
