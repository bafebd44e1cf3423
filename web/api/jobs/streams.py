"""What is no JSON: the file that a job reads or made, and its events as they come."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as AddressRoute

from tm.errors import Conflict, NotFound, PadananError
from web.access import open_call, require_role, verify_not_forged
from web.api.jobs.follow import read_own_job
from web.call import Call
from web.engine import TooBusy
from web.jobs.job import Job, JobKind, JobState
from web.jobs.store import queue_import, read_file, store_file
from web.people.credentials import read_secret
from web.people.rights import Caller
from web.people.role import Role
from web.problems import make_busy_problem, make_error_problem, make_problem
from web.requests import UnreadableBody, encode_json
from web.route import API_PREFIX
from web.server import Server

_log = logging.getLogger("padanan.server")
_PART_BYTES = 1 << 20
_EVENT_SECONDS = 0.5
_SILENCE_SECONDS = 15
"""After so long without news a comment is sent, so that no proxy hangs up."""

_Answer = Callable[[Request, Call, Job], Awaitable[Response]]


def make_job_streams(server: Server) -> list[AddressRoute]:
    """Make the addresses of a job's file and of its events."""
    path = f"{API_PREFIX}/jobs/{{id}}"
    return [
        AddressRoute(
            f"{path}/file", _make_endpoint(server, _receive_file), methods=["PUT"]
        ),
        AddressRoute(f"{path}/file", _make_endpoint(server, _send_file)),
        AddressRoute(f"{path}/events", _make_endpoint(server, _send_events)),
    ]


def _make_endpoint(
    server: Server, answer: _Answer
) -> Callable[[Request], Awaitable[Response]]:
    """Make a function that opens the job, and answers what goes wrong as a problem."""

    def open_job(request: Request, caller: Caller) -> tuple[Call, Job]:
        call = open_call(server, caller, request.query_params.get("memory"))
        return call, read_own_job(call, request.path_params["id"])

    async def endpoint(request: Request) -> Response:
        try:
            connection = server.connection_reader.read(request)
            caller = await server.admit(read_secret(request, connection), connection)
            verify_not_forged(request.method, caller, connection)
            call, job = await server.engine.run(open_job, request, caller)
            return await answer(request, call, job)
        except PadananError as error:
            return make_error_problem(error)
        except UnreadableBody as error:
            return make_problem(error.status, error.detail)
        except TooBusy:
            return make_busy_problem()
        except Exception:
            _log.exception("the stream of a job broke")
            return make_problem(500, "the mistake is in the server's log")

    return endpoint


async def _receive_file(request: Request, call: Call, job: Job) -> Response:
    """Store the file of an import that waits for it, and begin the import."""
    require_role(call.role, Role.TRANSLATOR, call.memory_name)
    if job.kind is not JobKind.IMPORT or job.state is not JobState.WAITING:
        raise Conflict(f"job {job.id} takes no file: it is an {job.kind}, {job.state}")
    server = call.server
    with SpooledTemporaryFile(max_size=_PART_BYTES) as file:
        await _receive_body(request, file, server.settings.max_file_bytes)
        file.seek(0)
        await server.engine.run(_store_received, call, job, file)
    server.job_runner.wake()
    return Response(
        encode_json(await server.engine.run(read_own_job, call, job.id)),
        202,
        media_type="application/json",
    )


async def _receive_body(request: Request, file: IO[bytes], most_bytes: int) -> None:
    byte_count = 0
    try:
        async for part in request.stream():
            byte_count += len(part)
            if byte_count > most_bytes:
                raise UnreadableBody(413, f"a file may have {most_bytes:,} bytes")
            file.write(part)
    except ClientDisconnect:
        raise UnreadableBody(400, "the file ended early") from None
    if not byte_count:
        raise UnreadableBody(400, "the file is empty: send its bytes as the body")


def _store_received(call: Call, job: Job, file: IO[bytes]) -> None:
    database = call.server.database
    store_file(database, job.id, iter(partial(file.read, _PART_BYTES), b""))
    queue_import(database, job)


async def _send_file(request: Request, call: Call, job: Job) -> Response:
    """Send the file that a job made."""
    if job.kind is JobKind.IMPORT or job.state is not JobState.DONE:
        raise NotFound(f"job {job.id} has no file: it is an {job.kind}, {job.state}")
    parts = read_file(call.server.database, job.id)
    name = quote(job.file_name or "file", safe="")
    return StreamingResponse(
        _read_parts(call.server, parts),
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


async def _read_parts(server: Server, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    while True:
        part = await server.engine.run(next, parts, b"")
        if not part:
            return
        yield part


async def _send_events(request: Request, call: Call, job: Job) -> Response:
    """Send a job whenever it has changed, until it has ended."""
    return StreamingResponse(
        _watch(call, job),
        media_type="text/event-stream",
        headers={"x-accel-buffering": "no"},
    )


async def _watch(call: Call, job: Job) -> AsyncIterator[bytes]:
    silent_seconds = 0.0
    yield _make_event(job)
    while not job.state.has_ended:
        await asyncio.sleep(_EVENT_SECONDS)
        silent_seconds += _EVENT_SECONDS
        try:
            latest = await call.server.engine.run(read_own_job, call, job.id)
        except (TooBusy, PadananError):
            latest = job
        if latest != job:
            job, silent_seconds = latest, 0.0
            yield _make_event(job)
        elif silent_seconds >= _SILENCE_SECONDS:
            silent_seconds = 0.0
            yield b": still waiting\n\n"


def _make_event(job: Job) -> bytes:
    return b"event: job\ndata: " + encode_json(job) + b"\n\n"
