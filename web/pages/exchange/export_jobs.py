"""An export that has begun: how far it is, its file, and cancelling it."""

from dataclasses import dataclass

from web.jobs.job import JobKind, JobState
from web.pages.exchange.shown_jobs import ShownJob, read_shown_job
from web.pages.forms.job_forms import JobPageRequest, add_job_forms, redirect_to_job
from web.pages.page_route import (
    N_,
    PageGroup,
    Redirect,
    TemplateAnswer,
)
from web.request_context import RequestContext

EXPORT_JOB_PAGES = PageGroup()
EXPORT_KINDS = (JobKind.EXPORT,)
EXPORTS_PATH = "/import/export"
_TITLE = N_("Export")


@dataclass(frozen=True, slots=True)
class ExportJobView:
    """An export: how far it is, or its file."""

    shown_job: ShownJob
    caller_may_import: bool = False


@EXPORT_JOB_PAGES.add(
    "GET", f"{EXPORTS_PATH}/{{id}}", "job_progress.html", title=_TITLE
)
def show_export(context: RequestContext, request: JobPageRequest) -> TemplateAnswer:
    """Show how far an export is, or what the file lacks and where it is."""
    shown_job = read_shown_job(context, request.id, EXPORT_KINDS)
    is_done = shown_job.job.state is JobState.DONE
    template = "export_result.html" if is_done else None
    return TemplateAnswer(ExportJobView(shown_job), template)


add_job_forms(
    EXPORT_JOB_PAGES,
    EXPORTS_PATH,
    EXPORT_KINDS,
    template="job_progress.html",
    title=_TITLE,
)


def redirect_to_export(context: RequestContext, job_id: str) -> Redirect:
    """Lead to the page of an export."""
    return redirect_to_job(context, EXPORTS_PATH, job_id)
