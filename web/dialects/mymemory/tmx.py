"""Imports and exports of TMX files, as MateCat asks for them.

MateCat asks how far an import is without a key. An export is written when it is
fetched: nothing is sent by mail, and the address of the file is in the answer.
"""

import io
import zipfile
from urllib.parse import urlencode

from tm.errors import InputError, NotFound
from web.dialects.dialect import FileAnswer
from web.dialects.files import EXAMPLE_TMX, write_tmx
from web.dialects.jobs import begin_job, find_job, send_file
from web.dialects.mymemory.units import TIME_PATTERN
from web.dialects.routes import JsonObject, make_routes
from web.dialects.signed_job_ids import make_signed_job_id
from web.dialects.translations import format_time
from web.jobs.job import Job, JobKind, JobState
from web.people.role import Role
from web.request_context import RequestContext

_LOADING, _LOADED, _FAILED = 0, 1, 2
"""What MateCat reads of a status."""
_STATUS_NUMBER_BY_STATE = {
    JobState.DONE: _LOADED,
    JobState.FAILED: _FAILED,
    JobState.CANCELLED: _FAILED,
}


def import_tmx(context: RequestContext, *, tmx: bytes = b"") -> JsonObject:
    """Begin the import of a TMX file that comes as a part of a form."""
    if not tmx:
        raise InputError("tmx is missing; send the file as a part of a form")
    job = begin_job(context, JobKind.IMPORT, "memory.tmx")
    send_file(context, job.id, tmx)
    return _describe_import(job, make_signed_job_id(context.person, job.id), 202)


def read_import(context: RequestContext, *, uuid: str) -> JsonObject:
    """Say how far an import is, to whoever has its pass: MateCat sends no key."""
    job, _ = find_job(context, uuid)
    if job.kind is not JobKind.IMPORT:
        raise NotFound(f"no import {uuid!r}")
    return _describe_import(job, uuid, 200)


def _describe_import(job: Job, uuid: str, status: int) -> JsonObject:
    import_result = job.result or {}
    data: JsonObject = {
        "uuid": uuid,
        "id": None,
        "creation_date": format_time(job.created_at, TIME_PATTERN),
        "totals": None if job.result is None else job.done,
        "completed": job.done,
        "skipped": import_result.get("skipped_count", 0),
        "status": _STATUS_NUMBER_BY_STATE.get(job.state, _LOADING),
        "log": job.error or "",
    }
    return {
        "messageType": "tms-import",
        "responseData": data,
        "responseDetails": "",
        "responseStatus": status,
    }


def offer_export(context: RequestContext, *, key: str = "") -> JsonObject:
    """Say where the memory can be fetched as a TMX file."""
    origin = context.connection.served.origin if context.connection else ""
    query = urlencode({"key": key, "pass": context.memory_name})
    address = f"{origin}/mymemory/@{context.memory_name}/tmx/export/download?{query}"
    return {
        "resourceLink": address,
        "resourceType": "TMX",
        "responseData": {"estimatedTime": 0},
        "responseDetails": "",
        "responseStatus": 200,
    }


def download_export(context: RequestContext) -> FileAnswer:
    """Write the memory as a TMX file in an archive, which is what MateCat unpacks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        content = write_tmx(context.memory).content
        # Equal memories give equal bytes.
        archive.writestr(zipfile.ZipInfo(f"{context.memory_name}.tmx"), content)
    return FileAnswer(buffer.getvalue(), "application/zip")


def verify_key(_: RequestContext) -> JsonObject:
    """Say that a key is valid: another one is refused before."""
    return {"responseData": 1, "responseDetails": "", "responseStatus": 200}


_JOB_EXAMPLE = {"uuid": "j2k4abcdefghjkmnp"}
TMX_ROUTES = [
    *make_routes(
        ("POST /tmx/import", import_tmx, {"tmx": EXAMPLE_TMX}, 202),
        role=Role.TRANSLATOR,
    ),
    *make_routes(
        ("GET /tmx/status /v2/import/status", read_import, _JOB_EXAMPLE),
        ("GET /tmx/export/create /tmx/export/check", offer_export),
        ("GET /tmx/export/download", download_export),
        ("GET /authkey", verify_key),
    ),
]
