"""Imports and exports of other tools as jobs of the server.

Their clients send and fetch files, and some ask how far a job is, without a key: by
the signed id of the job. A file can be sent and fetched for an hour.
"""

from tm.errors import Conflict, NotFound
from web.access import open_context
from web.database.server_database import get_time
from web.dialects.signed_job_ids import read_job_id
from web.jobs.file_parts import read_file
from web.jobs.imports import queue_import
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import create_job, read_job
from web.people.role import Role
from web.request_context import RequestContext

RETENTION_SECONDS = 60 * 60
_FILE_PART_BYTES = 1 << 20


def begin_job(context: RequestContext, kind: JobKind, file_name: str) -> Job:
    """Begin an export, or an import that waits for its file, in a memory."""
    job = create_job(
        context.server.database,
        context.memory_name,
        kind,
        {"format": "tmx"},
        person_id=context.person.person_id,
        file_name=file_name,
    )
    context.server.job_runner.wake()
    return job


def find_job(context: RequestContext, signed_job_id: str) -> tuple[Job, str]:
    """Find a job by its pass or id, and its memory; another person's is not found.

    Administrators of a memory find those of everybody in it. Raises NotFound.
    """
    job_id = read_job_id(signed_job_id)
    rights = context.person.rights
    for memory_name in context.server.list_readable_memories(context.person):
        is_administrator = rights.find_role(memory_name) is Role.ADMINISTRATOR
        owner_id = None if is_administrator else context.person.person_id
        try:
            return read_job(
                context.server.database, memory_name, job_id, person_id=owner_id
            ), memory_name
        except NotFound:
            continue
    raise NotFound(f"no job {job_id!r}")


def send_file(context: RequestContext, signed_job_id: str, content: bytes) -> None:
    """Send the file of an import that waits for it.

    Raises NotFound, Conflict, and Forbidden for who may not write any longer.
    """
    job, memory_name = find_job(context, signed_job_id)
    open_context(context.server, context.person, memory_name, role=Role.TRANSLATOR)
    _require_unexpired(job, job.created_at)
    if job.kind is not JobKind.IMPORT or job.state is not JobState.WAITING:
        raise Conflict(f"the job {job.id} takes no file: it is {job.state}")
    file_parts = [
        content[start : start + _FILE_PART_BYTES]
        for start in range(0, len(content), _FILE_PART_BYTES)
    ]
    queue_import(context.server.database, job, file_parts)
    context.server.job_runner.wake()


def fetch_file(context: RequestContext, signed_job_id: str) -> bytes:
    """Fetch the file that an export made. Raises NotFound."""
    job, _ = find_job(context, signed_job_id)
    if job.kind is not JobKind.EXPORT or job.state is not JobState.DONE:
        raise NotFound(f"the job {job.id} has no file: it is {job.state}")
    _require_unexpired(job, job.ended_at or 0)
    return b"".join(read_file(context.server.database, job.id))


def _require_unexpired(job: Job, ended_at: int) -> None:
    if ended_at + RETENTION_SECONDS < get_time():
        raise NotFound(f"the job {job.id} has expired; begin another one")
