"""Imports and exports of translation memories as jobs, of version 3."""

from functools import partial
from pathlib import PurePosixPath

import msgspec

from tm.errors import InputError
from web.access import open_context
from web.dialects.deepl.glossaries import TIME_PATTERN
from web.dialects.deepl.ids import make_id
from web.dialects.dialect import FileAnswer
from web.dialects.jobs import (
    RETENTION_SECONDS,
    begin_job,
    fetch_file,
    find_job,
    send_file,
)
from web.dialects.memories import ensure_memory, remove_memory
from web.dialects.routes import JsonObject, make_routes
from web.dialects.signed_job_ids import make_signed_job_id
from web.dialects.translations import format_time
from web.jobs.job import Job, JobKind, JobState
from web.people.role import Role
from web.request_context import RequestContext

_PATH = "/v3/translation_memories"
_STATUS_BY_STATE = {
    JobState.WAITING: "awaiting_input",
    JobState.QUEUED: "processing",
    JobState.RUNNING: "processing",
    JobState.DONE: "completed",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "expired",
}


class DeeplSourceFile(msgspec.Struct, frozen=True):
    """A file that a client is about to send."""

    file_name: str
    content_length: int

    @property
    def stem(self) -> str:
        """The name without its suffix, after which the memory is called."""
        return PurePosixPath(self.file_name).stem


class DeeplImportParameters(msgspec.Struct, frozen=True):
    """What becomes of a file."""

    display_name: str | None = None


def begin_import(
    context: RequestContext,
    *,
    source_file: DeeplSourceFile,
    parameters: DeeplImportParameters | None = None,
) -> JsonObject:
    """Begin an import into the memory of a name, which administrators may make so."""
    memory_name = (parameters and parameters.display_name) or source_file.stem
    max_byte_count = context.server.settings.max_body_bytes
    if source_file.content_length > max_byte_count:
        raise InputError(
            f"the file has {source_file.content_length:,} bytes, and a request at most "
            f"{max_byte_count:,}; use POST /api/v1/jobs/import"
        )
    ensure_memory(context, memory_name)
    memory_context = open_context(
        context.server, context.person, memory_name, role=Role.TRANSLATOR
    )
    job = begin_job(memory_context, JobKind.IMPORT, "memory.tmx")
    return {
        "job_id": job.id,
        "upload_url": _make_file_url(context, job),
        "expires_at": format_time(job.created_at + RETENTION_SECONDS, TIME_PATTERN),
    }


def begin_export(context: RequestContext) -> JsonObject:
    """Begin an export of a memory as TMX."""
    job = begin_job(context, JobKind.EXPORT, "memory.tmx")
    memory_id = make_id("memory", context.memory_name)
    return {"job_id": job.id, "parameters": {"translation_memory_id": memory_id}}


def read_job(context: RequestContext, *, job_id: str) -> JsonObject:
    """Say how far a job is."""
    job, memory_name = find_job(context, job_id)
    memory_id = make_id("memory", memory_name)
    return {
        "job_id": job.id,
        "product": "translation_memory",
        "operation": job.kind.value,
        "creation_time": format_time(job.created_at, TIME_PATTERN),
        "updated_time": format_time(job.ended_at or job.created_at, TIME_PATTERN),
        "parameters": {"translation_memory_id": memory_id, "display_name": memory_name},
        "results": [_describe_result(context, job, memory_id)],
    }


def _describe_result(context: RequestContext, job: Job, memory_id: str) -> JsonObject:
    description: JsonObject = {"status": _STATUS_BY_STATE[job.state]}
    if job.state is JobState.WAITING:
        description["status_metadata"] = {
            "required_action": "Send the file to upload_url."
        }
    if job.error is not None:
        description["error"] = {"message": job.error}
    if job.state is JobState.DONE and job.kind is JobKind.EXPORT:
        expiry_time = (job.ended_at or 0) + RETENTION_SECONDS
        description["download_url"] = _make_file_url(context, job)
        description["expires_at"] = format_time(expiry_time, TIME_PATTERN)
    elif job.state is JobState.DONE:
        description["translation_memory_id"] = memory_id
        description["skipped_segment_count"] = (job.result or {}).get(
            "skipped_count", 0
        )
    return description


def upload_file(
    context: RequestContext, *, signed_job_id: str, body: bytes = b""
) -> str:
    """Take the file of an import from whoever has its pass: clients send no key."""
    send_file(context, signed_job_id, body)
    return ""


def download_file(context: RequestContext, *, signed_job_id: str) -> FileAnswer:
    """Give the file of an export to whoever has its pass: clients send no key."""
    return FileAnswer(fetch_file(context, signed_job_id), "application/xml")


def delete_memory(context: RequestContext) -> None:
    """Remove a memory that was made over HTTP."""
    remove_memory(context)


def _make_file_url(context: RequestContext, job: Job) -> str:
    origin = context.connection.served.origin if context.connection else ""
    signed_job_id = make_signed_job_id(context.person, job.id)
    return f"{origin}/deepl{_PATH}/jobs/{signed_job_id}/file"


_JOB_EXAMPLE = {"job_id": "j2k4abcdefghjkmnp"}
_SIGNED_JOB_ID_EXAMPLE = {"signed_job_id": "j2k4abcdefghjkmnp"}
_MEMORY_EXAMPLE = {"translation_memory_id": make_id("memory", "default")}
_IMPORT_EXAMPLE = {"source_file": {"file_name": "default.tmx", "content_length": 1000}}
_UPLOAD_EXAMPLE = {**_SIGNED_JOB_ID_EXAMPLE, "body": "<tmx/>"}
_MEMORY_PATH = "/{translation_memory_id}"
_make_memory_routes = partial(make_routes, parent_paths=_PATH)
JOB_ROUTES = [
    *_make_memory_routes(
        ("GET /jobs/{job_id}", read_job, _JOB_EXAMPLE),
        ("PUT /jobs/{signed_job_id}/file", upload_file, _UPLOAD_EXAMPLE),
        ("GET /jobs/{signed_job_id}/file", download_file, _SIGNED_JOB_ID_EXAMPLE),
        (f"POST {_MEMORY_PATH}/export", begin_export, _MEMORY_EXAMPLE, 202),
    ),
    *_make_memory_routes(
        ("POST /import", begin_import, _IMPORT_EXAMPLE), role=Role.TRANSLATOR
    ),
    *_make_memory_routes(
        (f"DELETE {_MEMORY_PATH}", delete_memory, _MEMORY_EXAMPLE),
        role=Role.ADMINISTRATOR,
    ),
]
