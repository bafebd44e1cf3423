"""What is no JSON: the file that a job reads or made, and its events as they come."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Annotated
from urllib.parse import quote

import msgspec
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse

from exports.format import ReadOptions
from exports.importing.file_preview import preview_file
from padanan.locales import parse_locale
from tm.errors import Conflict, NotFound, StoreError
from web.api.jobs.job_progress import JOB_EXAMPLE, JobId, read_own_job
from web.api.request_types import Request
from web.api.route_group import RouteGroup
from web.jobs.file_parts import read_file
from web.jobs.imports import queue_import
from web.jobs.job import Job, JobKind, JobState
from web.jobs.stored_job_options import read_job_options
from web.problems import TooBusy
from web.request_context import RequestContext
from web.requests import UnreadableBody, encode_json
from web.route import EVENT_TYPE, FILE_TYPE, JSON_TYPE, Role

JOB_STREAM_ROUTES = RouteGroup()
_FILE_PART_BYTES = 1 << 20
_EVENT_INTERVAL_SECONDS = 0.5
_MAX_SILENT_SECONDS = 15
"""After so long without news a comment is sent, so that no proxy hangs up."""


class JobRequest(Request, frozen=True):
    """A job."""

    id: JobId


@JOB_STREAM_ROUTES.add(
    *("PUT", "/jobs/{id}/file", Role.TRANSLATOR),
    example=JOB_EXAMPLE,
    file_example="vi\tid\nhọp báo\tjumpa pers\n",
    status=202,
)
async def send_import_file(
    context: RequestContext, job_request: JobRequest, request: HttpRequest
) -> Annotated[Response, Job]:
    """Send the file of an import that waits for it, which begins the import.

    The body is the file itself, byte by byte: `curl -T old.tmx`.
    """
    run_to_end = context.server.memory_threads.run_to_end
    job = await run_to_end(read_waiting_import, context, job_request.id)
    with TemporaryDirectory(prefix="padanan-file-") as folder:
        path = Path(folder, job.file_name or "file")
        with path.open("wb") as file:
            await _receive_body(request, file, context.server.settings.max_file_bytes)
        await run_to_end(store_import_file, context, job, path)
    job_content = encode_json(await run_to_end(read_own_job, context, job.id))
    return Response(job_content, 202, media_type=JSON_TYPE)


@JOB_STREAM_ROUTES.add(
    "GET", "/jobs/{id}/file", Role.READER, example=JOB_EXAMPLE, media_type=FILE_TYPE
)
async def read_job_file(
    context: RequestContext, job_request: JobRequest, request: HttpRequest
) -> Annotated[Response, bytes]:
    """Read the file that a job made: an export, or findings as lines of JSON."""
    job = await context.server.memory_threads.run_to_end(
        read_own_job, context, job_request.id
    )
    if not job.kind.makes_file or job.state is not JobState.DONE:
        raise NotFound(f"job {job.id} has no file: it is an {job.kind}, {job.state}")
    file_parts = read_file(context.database, job.id)
    encoded_name = quote(job.file_name or "file", safe="")
    return StreamingResponse(
        _stream_file_parts(context, file_parts),
        media_type=FILE_TYPE,
        headers={"content-disposition": f"attachment; filename*=UTF-8''{encoded_name}"},
    )


@JOB_STREAM_ROUTES.add(
    "GET", "/jobs/{id}/events", Role.READER, example=JOB_EXAMPLE, media_type=EVENT_TYPE
)
async def watch_job(
    context: RequestContext, job_request: JobRequest, request: HttpRequest
) -> Annotated[Response, Job]:
    """Watch a job: an event whenever it has changed, until it has ended.

    Each is named `job`, and its data is the job as `GET /api/v1/jobs/ID` gives it. Who
    has lost the connection asks again, and gets the state of that moment first.
    """
    job = await context.server.memory_threads.run_to_end(
        read_own_job, context, job_request.id
    )
    return StreamingResponse(
        _stream_job_events(context, job),
        media_type=EVENT_TYPE,
        headers={"x-accel-buffering": "no"},
    )


def read_waiting_import(context: RequestContext, job_id: str) -> Job:
    """Read an import that waits for its file. Raises NotFound and Conflict."""
    job = read_own_job(context, job_id)
    if job.kind is not JobKind.IMPORT or job.state is not JobState.WAITING:
        raise Conflict(f"job {job.id} takes no file: it is an {job.kind}, {job.state}")
    return job


def store_import_file(context: RequestContext, job: Job, path: Path) -> None:
    """Store the file of an import, with what it holds; the import begins, or waits."""
    settings = context.memory.settings
    with context.database.open_snapshot() as connection:
        job_options = read_job_options(connection, job)
    options = ReadOptions(
        parse_locale(job_options.get("source")) or settings.source,
        parse_locale(job_options.get("target")) or settings.target,
    )
    format_name = job_options.get("format")
    preview = msgspec.to_builtins(preview_file(path, options, format_name=format_name))
    with path.open("rb") as file:
        file_parts = iter(partial(file.read, _FILE_PART_BYTES), b"")
        queue_import(context.database, job, file_parts, preview=preview)
    context.server.job_runner.wake()


async def _receive_body(
    request: HttpRequest, file: IO[bytes], max_byte_count: int
) -> None:
    byte_count = 0
    try:
        async for body_part in request.stream():
            byte_count += len(body_part)
            if byte_count > max_byte_count:
                raise UnreadableBody(413, f"a file may have {max_byte_count:,} bytes")
            file.write(body_part)
    except ClientDisconnect:
        raise UnreadableBody(400, "the file ended early") from None
    if not byte_count:
        raise UnreadableBody(400, "the file is empty: send its bytes as the body")


async def _stream_file_parts(
    context: RequestContext, file_parts: Iterator[bytes]
) -> AsyncIterator[bytes]:
    while True:
        try:
            file_part = await context.server.memory_threads.run_to_end(
                next, file_parts, b""
            )
        except TooBusy:  # what has begun goes on, only slower
            await asyncio.sleep(_EVENT_INTERVAL_SECONDS)
            continue
        if not file_part:
            return
        yield file_part


async def _stream_job_events(context: RequestContext, job: Job) -> AsyncIterator[bytes]:
    silent_seconds = 0.0
    yield _make_event(job)
    while not job.state.has_ended:
        await asyncio.sleep(_EVENT_INTERVAL_SECONDS)
        silent_seconds += _EVENT_INTERVAL_SECONDS
        try:
            latest_job = await context.server.memory_threads.run_to_end(
                read_own_job, context, job.id
            )
        except (TooBusy, StoreError):
            latest_job = job
        except NotFound:  # it was removed
            return
        if latest_job != job:
            job, silent_seconds = latest_job, 0.0
            yield _make_event(job)
        elif silent_seconds >= _MAX_SILENT_SECONDS:
            silent_seconds = 0.0
            yield b": still waiting\n\n"


def _make_event(job: Job) -> bytes:
    return b"event: job\ndata: " + encode_json(job) + b"\n\n"
