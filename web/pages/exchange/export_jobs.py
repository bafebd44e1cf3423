"""An export that has begun: how far it is, its file, and cancelling it."""

from dataclasses import dataclass

from web.api.jobs.job_progress import JobId, cancel, resume
from web.api.request_types import Request
from web.call import Call
from web.jobs.job import JobKind, JobState
from web.pages.exchange.shown_jobs import ShownJob, read_shown_job
from web.pages.page_route import (
    N_,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_memory_address,
)

EXPORT_JOB_PAGES = PageGroup()
EXPORT_KINDS = (JobKind.EXPORT,)
EXPORTS_PATH = "/import/export"
_TITLE = N_("Export")


class ExportJobRequest(Request, frozen=True):
    """The export to show."""

    id: JobId


@dataclass(frozen=True, slots=True)
class ExportJobView:
    """An export: how far it is, or its file."""

    shown: ShownJob
    may_import: bool = False


@EXPORT_JOB_PAGES.add(
    "GET", f"{EXPORTS_PATH}/{{id}}", "job_progress.html", title=_TITLE
)
def show_export(call: Call, request: ExportJobRequest) -> TemplateAnswer:
    """Show how far an export is, or what the file lacks and where it is."""
    shown_job = read_shown_job(call, request.id, EXPORT_KINDS)
    is_done = shown_job.job.state is JobState.DONE
    template = "export_result.html" if is_done else None
    return TemplateAnswer(ExportJobView(shown_job), template)


@EXPORT_JOB_PAGES.add(
    "POST", f"{EXPORTS_PATH}/{{id}}/cancel", "job_progress.html", title=_TITLE
)
def cancel_export(call: Call, form: ExportJobRequest) -> Redirect:
    """Cancel an export."""
    cancel(call, form.id)
    return lead_to_export(call, form.id)


@EXPORT_JOB_PAGES.add(
    "POST", f"{EXPORTS_PATH}/{{id}}/resume", "job_progress.html", title=_TITLE
)
def resume_export(call: Call, form: ExportJobRequest) -> Redirect:
    """Begin an export again that failed or was cancelled."""
    resume(call, form.id)
    return lead_to_export(call, form.id)


def lead_to_export(call: Call, job_id: str) -> Redirect:
    """Lead to the page of an export."""
    return Redirect(make_memory_address(call, f"{EXPORTS_PATH}/{job_id}"))
