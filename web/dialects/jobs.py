"""Imports and exports of other tools as jobs of the server.

Their clients fetch and send files, and some ask how far a job is, without a key. The
id of a job, which nobody can guess, is the key then, for an hour.
"""

from collections.abc import Sequence

from tm.errors import Conflict, NotFound
from web.call import Call
from web.jobs.file_parts import read_file, store_file
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import create_job, queue_import, read_job
from web.people.database import get_time
from web.server import Server

KEPT_SECONDS = 60 * 60
_PART_BYTES = 1 << 20


def begin_job(call: Call, kind: JobKind, file_name: str) -> Job:
    """Begin an export, or an import that waits for its file, in the call's memory."""
    person = call.person.person_id
    job = create_job(
        call.server.database,
        call.memory_name,
        kind,
        {"format": "tmx"},
        person=person,
        file_name=file_name,
    )
    call.server.job_runner.wake()
    return job


def find_job(server: Server, job_id: str, names: Sequence[str]) -> tuple[Job, str]:
    """Find a job in one of several memories, and its memory. Raises NotFound."""
    for name in names:
        try:
            return read_job(server.database, name, job_id), name
        except NotFound:
            continue
    raise NotFound(f"no job {job_id!r}")


def send_file(server: Server, job_id: str, content: bytes) -> None:
    """Send the file of an import that waits for it. Raises NotFound and Conflict."""
    job, _ = find_job(server, job_id, server.memories.names)
    if job.created_at + KEPT_SECONDS < get_time():
        raise NotFound(f"the job {job_id} has expired; begin another one")
    if job.kind is not JobKind.IMPORT or job.state is not JobState.WAITING:
        raise Conflict(f"the job {job_id} takes no file: it is {job.state}")
    parts = [
        content[start : start + _PART_BYTES]
        for start in range(0, len(content), _PART_BYTES)
    ]
    store_file(server.database, job.id, parts)
    queue_import(server.database, job)
    server.job_runner.wake()


def fetch_file(server: Server, job_id: str) -> bytes:
    """Fetch the file that an export made. Raises NotFound."""
    job, _ = find_job(server, job_id, server.memories.names)
    if job.kind is not JobKind.EXPORT or job.state is not JobState.DONE:
        raise NotFound(f"the job {job_id} has no file: it is {job.state}")
    if (job.ended_at or 0) + KEPT_SECONDS < get_time():
        raise NotFound(f"the job {job_id} has expired; begin another one")
    return b"".join(read_file(server.database, job.id))
