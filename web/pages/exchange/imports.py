"""Imports: a file is chosen, looked into, started, followed, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from exports.format_registries import formats, term_formats
from exports.importing.file_preview import FileContents, FilePreview
from web.api.jobs.job_progress import (
    ImportStart,
    JobId,
    PreviewRequest,
    preview_import,
    start,
)
from web.api.jobs.job_start import ImportJobOptions
from web.api.request_types import LanguageTag, Request
from web.api.terms import TermbaseName
from web.jobs.job import JobKind, JobState
from web.pages.exchange.shown_jobs import ShownJob, list_shown_jobs, read_shown_job
from web.pages.forms.job_forms import JobPageRequest, add_job_forms, redirect_to_job
from web.pages.page_route import (
    N_,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_memory_address,
)
from web.request_context import RequestContext
from web.route import Role

IMPORT_PAGES = PageGroup()
_TITLE = N_("Import")
_IMPORTS_PATH = "/import"
_IMPORT_KINDS = (JobKind.IMPORT, JobKind.INGEST, JobKind.SEEDS)
_PACKED_SUFFIXES = (".gz", ".xz", ".bz2", ".zip")
_MAX_QUERY_LENGTH = 200
ImportFormatName = Annotated[str, msgspec.Meta(max_length=40)]


@dataclass(frozen=True, slots=True)
class ImportsView:
    """Where a file is chosen, and the latest imports."""

    jobs: Sequence[ShownJob]
    caller_may_import: bool
    max_bytes: int

    @property
    def suffixes(self) -> str:
        """The suffixes of all files that are read, for the browser's dialog."""
        unit_suffixes = [
            suffix
            for unit_format in formats.values()
            for suffix in unit_format.suffixes
        ]
        term_suffixes = [
            suffix
            for term_format in term_formats.values()
            for suffix in term_format.suffixes
        ]
        return ",".join(
            dict.fromkeys([*unit_suffixes, *term_suffixes, *_PACKED_SUFFIXES])
        )


@IMPORT_PAGES.add("GET", "/import", "import.html", title=_TITLE)
def show_imports(context: RequestContext, request: Request) -> ImportsView:
    """Show where to choose a file, and the latest imports."""
    return ImportsView(
        list_shown_jobs(context, _IMPORT_KINDS),
        context.role.includes(Role.TRANSLATOR),
        context.server.settings.max_file_bytes,
    )


class ImportJobRequest(JobPageRequest, frozen=True):
    """The import to show."""

    first: bool = False
    """Whether it is the first of the person, who is led to a search in it."""
    holds: FileContents | None = None
    format: ImportFormatName | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    """How to read the file, while it is looked into."""


@dataclass(frozen=True, slots=True)
class ImportJobView:
    """An import: what its file holds, how far it is, or what it came to."""

    shown_job: ShownJob
    preview: Mapping[str, Any]
    """What the file holds, or nothing. Any: as the job stores it, of many types."""
    caller_may_import: bool
    source: str | None
    target: str | None
    """Languages to offer where the file names none."""

    @property
    def unit_formats(self) -> Sequence[str]:
        """The names of formats of units in one file."""
        return [
            unit_format.name
            for unit_format in formats.values()
            if not unit_format.has_two_files
        ]

    @property
    def term_formats(self) -> Sequence[str]:
        """The names of formats of terms."""
        return [term_format.name for term_format in term_formats.values()]


_TEMPLATE_BY_STATE = {
    JobState.WAITING: "import_waiting.html",
    JobState.QUEUED: "job_progress.html",
    JobState.RUNNING: "job_progress.html",
    JobState.DONE: "import_result.html",
    JobState.FAILED: "job_progress.html",
    JobState.CANCELLED: "job_progress.html",
}


@IMPORT_PAGES.add(
    *("GET", "/import/{id}", "import_preview.html"),
    title=_TITLE,
    fragment="import_look.html",
)
def show_import(
    context: RequestContext, request: ImportJobRequest
) -> TemplateAnswer | Redirect:
    """Show an import in the state that it has, or lead to a search in it."""
    shown_job = read_shown_job(context, request.id, _IMPORT_KINDS)
    if (
        request.first
        and shown_job.job.state is JobState.DONE
        and shown_job.example_text
    ):
        query_text = shown_job.example_text[:_MAX_QUERY_LENGTH]
        address = make_memory_address(context, "/", q=query_text, stored=request.id)
        return Redirect(address)
    settings = context.memory.settings
    preview = shown_job.job.preview or {}
    has_reading_options = (
        request.holds or request.format or request.source or request.target
    )
    may_import = context.role.includes(Role.TRANSLATOR)
    if shown_job.job.state is JobState.HELD and has_reading_options and may_import:
        # What was found without an answer to “what is it?” still holds.
        may_hold_either = bool(preview.get("may_hold_either"))
        preview = {
            **msgspec.to_builtins(_preview_again(context, request)),
            "may_hold_either": may_hold_either,
        }
    view = ImportJobView(
        shown_job,
        preview,
        may_import,
        None if settings.source is None else settings.source.tag,
        None if settings.target is None else settings.target.tag,
    )
    template = _TEMPLATE_BY_STATE.get(shown_job.job.state)
    if (
        shown_job.job.kind is not JobKind.IMPORT
        and shown_job.job.state is JobState.DONE
    ):
        template = "ingest_result.html"
    return TemplateAnswer(view, template)


def _preview_again(context: RequestContext, request: ImportJobRequest) -> FilePreview:
    format_name = _choose_format(request.format, request.holds)
    return preview_import(
        context,
        PreviewRequest(
            id=request.id,
            holds=request.holds,
            format=format_name,
            source=request.source,
            target=request.target,
        ),
    )


def _choose_format(format_name: str | None, holds: FileContents | None) -> str | None:
    """Choose a format that somebody named, if what the file holds has it."""
    format_registry = term_formats if holds is FileContents.TERMS else formats
    return (
        format_name
        if format_name is not None and format_name in format_registry
        else None
    )


class ImportForm(Request, frozen=True):
    """How the person wants the file to be read and stored."""

    id: JobId
    holds: FileContents = FileContents.UNITS
    format: ImportFormatName | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    strict: bool = False
    again: bool = False
    into: TermbaseName | None = None
    merge: bool = False


@IMPORT_PAGES.add(
    *("POST", "/import/{id}/start", "job_progress.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def start_import(context: RequestContext, form: ImportForm) -> Redirect:
    """Start an import as the form says; fields of the other kind do not count."""
    holds_terms = form.holds is FileContents.TERMS
    options = ImportJobOptions(
        holds=form.holds,
        format=_choose_format(form.format, form.holds),
        source=form.source,
        target=form.target,
        strict=form.strict and not holds_terms,
        again=form.again and not holds_terms,
        into=form.into if holds_terms else None,
        merge=form.merge and holds_terms,
    )
    start(context, ImportStart(id=form.id, **msgspec.structs.asdict(options)))
    return redirect_to_job(context, _IMPORTS_PATH, form.id)


add_job_forms(
    IMPORT_PAGES,
    _IMPORTS_PATH,
    _IMPORT_KINDS,
    template="job_progress.html",
    title=_TITLE,
    role=Role.TRANSLATOR,
)
