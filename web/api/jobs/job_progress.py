"""Following a job: how far it is; cancelling it, and beginning it again."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import msgspec

from exports.format import ReadOptions
from exports.importing.file_preview import FileContents, FilePreview, preview_file
from padanan.locales import parse_locale
from tm.errors import NotFound
from web.access import require_role
from web.api.jobs.job_start import ImportJobOptions, list_import_options
from web.api.request_types import HitLimit, LanguageTag, Request
from web.api.route_group import RouteGroup
from web.jobs.file_parts import read_file
from web.jobs.imports import start_import
from web.jobs.job import Job, JobKind
from web.jobs.store import cancel_job, list_jobs, read_job, resume_job
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

JOB_ROUTES = RouteGroup()
JobId = Annotated[str, msgspec.Meta(pattern=match_whole("j[a-z2-9]{16}"))]


JOB_EXAMPLE = {"id": "j2k4abcdefghjkmnp"}


@JOB_ROUTES.add("GET", "/jobs", Role.READER, key="jobs", example={"limit": 20})
def list_own_jobs(context: RequestContext, limit: HitLimit = 50) -> Sequence[Job]:
    """List your jobs, the latest first; administrators see those of everybody."""
    return list_jobs(
        *(context.database, context.memory_name),
        limit=limit,
        person_id=find_job_owner(context),
    )


@JOB_ROUTES.add("GET", "/jobs/{id}", Role.READER, example=JOB_EXAMPLE)
def show_job(context: RequestContext, id: JobId) -> Job:
    """Show how far a job is; /api/v1/jobs/ID/events tells it as it goes on."""
    return read_own_job(context, id)


@JOB_ROUTES.add("POST", "/jobs/{id}/cancel", Role.READER, example=JOB_EXAMPLE)
def cancel(context: RequestContext, id: JobId) -> Job:
    """Cancel a job; an import that is cancelled stores nothing."""
    cancel_job(context.database, read_own_job(context, id))
    return read_own_job(context, id)


@JOB_ROUTES.add("POST", "/jobs/{id}/resume", Role.READER, example=JOB_EXAMPLE)
def resume(context: RequestContext, id: JobId) -> Job:
    """Begin a job again that failed or was cancelled."""
    job = read_own_job(context, id)
    if job.kind.changes_memory:
        require_role(context.role, Role.TRANSLATOR, context.memory_name)
    resume_job(context.database, job)
    context.server.job_runner.wake()
    return read_own_job(context, id)


class ImportStart(ImportJobOptions, frozen=True, kw_only=True):
    """An import whose file has come, and how to read it."""

    id: JobId


@JOB_ROUTES.add("POST", "/jobs/{id}/start", Role.TRANSLATOR, example=JOB_EXAMPLE)
def start(context: RequestContext, request: ImportStart) -> Job:
    """Start an import that is held, or one that failed or was cancelled, anew.

    All its options are those of this request.
    """
    job = read_own_job(context, request.id)
    start_import(context.database, job, list_import_options(request))
    context.server.job_runner.wake()
    return read_own_job(context, request.id)


class PreviewRequest(Request, frozen=True, kw_only=True):
    """How to read the file of an import, to see what it holds then."""

    id: JobId
    holds: FileContents | None = None
    """Units or terms; by default what the file looks like."""
    format: str | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None


@JOB_ROUTES.add("GET", "/jobs/{id}/preview", Role.TRANSLATOR, example=JOB_EXAMPLE)
def preview_import(context: RequestContext, request: PreviewRequest) -> FilePreview:
    """Show the first entries of the file of an import, read as the request says.

    Nothing is stored.
    """
    job = read_own_job(context, request.id)
    file_parts = read_file(context.database, job.id)
    settings = context.memory.settings
    options = ReadOptions(
        parse_locale(request.source) or settings.source,
        parse_locale(request.target) or settings.target,
    )
    with TemporaryDirectory(prefix="padanan-file-") as folder:
        path = Path(folder, job.file_name or "file")
        with path.open("wb") as file:
            file.writelines(file_parts)
        if job.kind is not JobKind.IMPORT or not path.stat().st_size:
            raise NotFound(f"job {job.id} has no file to import")
        return preview_file(
            path, options, holds=request.holds, format_name=request.format
        )


def read_own_job(context: RequestContext, job_id: str) -> Job:
    """Read a job that who calls may see. Raises NotFound."""
    return read_job(
        context.database, context.memory_name, job_id, person_id=find_job_owner(context)
    )


def find_job_owner(context: RequestContext) -> str | None:
    """Find whose jobs somebody may see; None for those of everybody."""
    return (
        None if context.role.includes(Role.ADMINISTRATOR) else context.person.person_id
    )
