"""The forms on the page of a job: to cancel the job, and to begin it again."""

from collections.abc import Sequence

from tm.errors import NotFound
from web.api.jobs.job_progress import JobId, cancel, resume, show_job
from web.api.request_types import Request
from web.jobs.job import Job, JobKind
from web.pages.page_route import PageGroup, Redirect, make_memory_address
from web.request_context import RequestContext
from web.route import Role


class JobPageRequest(Request, frozen=True):
    """The job to show, to cancel or to begin again."""

    id: JobId


def read_job_of_kinds(
    context: RequestContext, job_id: str, kinds: Sequence[JobKind]
) -> Job:
    """Read a job of some kinds. Raises NotFound."""
    job = show_job(context, job_id)
    if job.kind not in kinds:
        raise NotFound(f"no such job: {job_id}")
    return job


def add_job_forms(
    pages: PageGroup,
    path: str,
    kinds: Sequence[JobKind],
    *,
    template: str,
    title: str,
    role: Role = Role.READER,
) -> None:
    """Add both forms for jobs of some kinds; they lead back to the page of the job.

    `path`: that of the job's page, without its id.
    """

    @pages.add("POST", f"{path}/{{id}}/cancel", template, title=title, role=role)
    def cancel_job(context: RequestContext, form: JobPageRequest) -> Redirect:
        """Cancel a job; nothing of it is kept."""
        read_job_of_kinds(context, form.id, kinds)
        cancel(context, form.id)
        return redirect_to_job(context, path, form.id)

    @pages.add("POST", f"{path}/{{id}}/resume", template, title=title, role=role)
    def resume_job(context: RequestContext, form: JobPageRequest) -> Redirect:
        """Begin a job again that failed or was cancelled."""
        read_job_of_kinds(context, form.id, kinds)
        resume(context, form.id)
        return redirect_to_job(context, path, form.id)


def redirect_to_job(
    context: RequestContext, path: str, job_id: str, **query_parameters: object
) -> Redirect:
    """Lead to the page of a job, below a path, with more query parameters."""
    return Redirect(
        make_memory_address(context, f"{path}/{job_id}", **query_parameters)
    )
