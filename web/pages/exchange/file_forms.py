"""Files to import that come by a form, as from browsers without scripts."""

from pathlib import Path
from tempfile import TemporaryDirectory

from exports.importing.file_preview import FileContents
from web.api.jobs.job_progress import JobId
from web.api.jobs.job_start import ImportRequest, begin_import
from web.api.jobs.streams import read_waiting_import, store_import_file
from web.api.request_types import Request
from web.jobs.job import Job
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.request_context import RequestContext
from web.route import Role

FILE_FORM_PAGES = PageGroup()
_TITLE = N_("Import")


class FileForm(Request, frozen=True, kw_only=True):
    """A file to import."""

    file: SentFile
    holds: FileContents | None = None
    """What it holds, for an import that begins at once; None to look into it first."""


@FILE_FORM_PAGES.add(
    *("POST", "/import", "import.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
    takes_large_file=True,
)
def send_file(context: RequestContext, form: FileForm) -> Redirect:
    """Store a file to import, and lead to what is in it."""
    is_first_import = form.holds is not None
    first_parameter = "true" if is_first_import else None
    request = ImportRequest(
        file_name=form.file.name,
        hold=not is_first_import,
        holds=form.holds or FileContents.UNITS,
    )
    job = begin_import(context, request)
    _store_sent_file(context, job, form.file)
    return Redirect(
        make_memory_address(context, f"/import/{job.id}", first=first_parameter)
    )


class LateFileForm(Request, frozen=True, kw_only=True):
    """The file of an import that has begun without it."""

    id: JobId
    file: SentFile


@FILE_FORM_PAGES.add(
    *("POST", "/import/{id}/file", "import_waiting.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
    takes_large_file=True,
)
def send_late_file(context: RequestContext, form: LateFileForm) -> Redirect:
    """Store the file of an import that waits for it."""
    _store_sent_file(context, read_waiting_import(context, form.id), form.file)
    return Redirect(make_memory_address(context, f"/import/{form.id}"))


def _store_sent_file(context: RequestContext, job: Job, sent_file: SentFile) -> None:
    with TemporaryDirectory(prefix="padanan-file-") as folder:
        path = Path(folder, job.file_name or sent_file.name)
        sent_file.save(path)
        store_import_file(context, job, path)
