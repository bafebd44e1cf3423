"""Beginning a job: an import, an export or a check of all units."""

from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import msgspec

from exports.files import find_output_format, find_side_files
from exports.format import ReadOptions
from exports.importing.file_preview import FileContents
from exports.terms.term_files import find_output_format as find_term_format
from padanan.locales import parse_locale
from tm.articles.web.address import require_public_address
from tm.errors import FetchError, InputError
from web.api.request_types import (
    FileName,
    LanguageTag,
    Request,
    StateName,
    Text,
    list_given_values,
    read_file_name,
)
from web.api.route_group import RouteGroup
from web.api.terms import TermbaseName
from web.jobs.job import Job, JobKind
from web.jobs.store import create_job
from web.jobs.stored_job_options import HOLD
from web.request_context import RequestContext
from web.route import Role

JOB_START_ROUTES = RouteGroup()
_add_route = partial(JOB_START_ROUTES.add, "POST", status=201)
PageAddress = Annotated[
    str,
    msgspec.Meta(
        max_length=2000, pattern="^https?://", examples=["https://news.example/a"]
    ),
]


class ImportJobOptions(Request, frozen=True):
    """How a file is read and stored."""

    source: LanguageTag | None = None
    """For files that do not name their languages."""
    target: LanguageTag | None = None
    format: str | None = None
    """The name of the format, where the suffix does not tell it."""
    strict: bool = False
    """Whether to refuse a file with a damaged entry."""
    again: bool = False
    """Whether to read a file again that was imported before."""
    holds: FileContents = FileContents.UNITS
    """Whether the file holds units or terms."""
    into: TermbaseName | None = None
    """Of terms: the name of their termbase; by default the house's own."""
    merge: bool = False
    """Of terms: whether to join a concept to the stored one with the same terms."""


class ImportRequest(ImportJobOptions, frozen=True, kw_only=True):
    """A file to import; it is sent afterwards, by PUT to /api/v1/jobs/ID/file."""

    file_name: FileName
    """Its suffix tells the format: `old.tmx`, `terms.xlsx`, `id.po.gz`."""
    hold: bool = False
    """Whether the import waits, once its file has come, until it is started; the job
    then has a preview of the file."""


@_add_route("/jobs/import", Role.TRANSLATOR, example={"file_name": "old.tmx"})
def begin_import(context: RequestContext, request: ImportRequest) -> Job:
    """Begin the import of a file into the memory.

    The job waits until its file has come. The file is stored whole or not at all.
    """
    file_name = read_file_name(request.file_name, "file_name")
    _refuse_two_files(request, file_name)
    import_options = list_import_options(request)
    if request.hold:
        import_options[HOLD] = True
    return _create_job(context, JobKind.IMPORT, import_options, file_name)


def list_import_options(request: ImportJobOptions) -> dict[str, Any]:
    """List the options of an import that its reader takes. Raises InputError."""
    unit_option_names, term_option_names = ("strict", "again"), ("into", "merge")
    holds_terms = request.holds is FileContents.TERMS
    other_option_names = unit_option_names if holds_terms else term_option_names
    for option_name in other_option_names:
        if getattr(request, option_name):
            raise InputError(
                f"{option_name} is an option for files of "
                f"{'units' if holds_terms else 'terms'}",
                parameters=(option_name,),
            )
    import_options = list_given_values(
        request, "file_name", "hold", "id", *other_option_names
    )
    if "into" in import_options:
        import_options["termbase"] = import_options.pop("into")
    return import_options


class ExportRequest(Request, frozen=True):
    """Which units to export, and to what."""

    file_name: FileName
    """Its suffix tells the format: `new.tmx`, `id.po`, `memory.xlsx`."""
    holds: FileContents = FileContents.UNITS
    """Whether to export units or terms; terms are not selected."""
    format: str | None = None
    strict: bool = False
    """Whether to write nothing if the format cannot hold all."""
    source: LanguageTag | None = None
    """The languages of the units; by default those of the settings."""
    target: LanguageTag | None = None
    article: str | None = None
    """The whole key of an article."""
    source_url: str | None = None
    publisher: str | None = None
    article_author: str | None = None
    article_place: str | None = None
    since: str | None = None
    """Published then or later: 2025, 2025-10 or 2025-10-08."""
    until: str | None = None
    state: StateName | None = None
    author: str | None = None
    query: str | None = None
    """Text on either side, ignoring case and diacritics."""
    session: str | None = None
    """The change set that added or changed the units, such as `i3`."""
    translated: bool | None = None
    """Whether texts of articles without a translation are left out, or the others; by
    default neither."""


@_add_route(
    "/jobs/export", Role.READER, example={"file_name": "new.tmx", "since": "2025-10"}
)
def begin_export(context: RequestContext, request: ExportRequest) -> Job:
    """Begin an export of units; the file is fetched once the job is done."""
    file_name = read_file_name(request.file_name, "file_name")
    export_options = list_given_values(request, "file_name")
    if request.holds is FileContents.TERMS:
        find_term_format(file_name, request.format)
        _refuse_selection(export_options)
    else:
        find_output_format(file_name, request.format)
        _refuse_two_files(request, file_name)
    return _create_job(context, JobKind.EXPORT, export_options, file_name)


class CheckJobRequest(Request, frozen=True):
    """What to check, by which checks; by default all units of the memory."""

    source: LanguageTag | None = None
    target: LanguageTag | None = None
    only: tuple[str, ...] = ()
    """Ids or families of checks: `num.value`, `num`."""
    skip: tuple[str, ...] = ()
    with_texts: bool = False
    """Whether findings come with the texts of their units, in all languages of
    messages; so they do for anything but the whole memory."""
    text: Text | None = None
    """A text or a page to check instead."""
    original_text: Text | None = None
    """What `text` was translated from; it is aligned with it."""
    content: bytes | None = None
    """A file to check instead, in base64."""
    content_name: FileName | None = None
    """The name of that file."""
    article: str | None = None
    """The whole key of an article to check instead."""
    since: str | None = None
    """Only units published then or later, and so on as for exports."""
    until: str | None = None
    publisher: str | None = None
    author: str | None = None
    state: StateName | None = None
    query: str | None = None
    changed_since: str | None = None
    """Only units that changed since a day or a change set."""


@_add_route("/jobs/check", Role.READER, example={"only": ["num"]})
def begin_check(context: RequestContext, request: CheckJobRequest) -> Job:
    """Begin a check; the findings are a file of JSON lines."""
    check_options = list_given_values(request, "content")
    if request.content is not None:
        if request.content_name is None:
            raise InputError(
                "give content_name, whose suffix tells the format of the file",
                parameters=("content_name",),
            )
        check_options["content_name"] = read_file_name(
            request.content_name, "content_name"
        )
        check_options["content"] = b64encode(request.content).decode()
    return _create_job(context, JobKind.CHECK, check_options, "findings.jsonl")


class IngestRequest(Request, frozen=True):
    """The page of an article, by its address."""

    url: PageAddress
    original_url: PageAddress | None = None
    """The page of its original, where the page does not name it."""


@_add_route("/jobs/ingest", Role.TRANSLATOR, example={"url": "https://news.example/a"})
def begin_ingest(context: RequestContext, request: IngestRequest) -> Job:
    """Begin to read an article by the address of its page, and to align it.

    The server fetches the page, and its original if the page names it; never from its
    own network.
    """
    _require_fetchable("url", request.url)
    if request.original_url is not None:
        _require_fetchable("original_url", request.original_url)
    return _create_job(context, JobKind.INGEST, list_given_values(request), None)


def _require_fetchable(parameter: str, address: str) -> None:
    """Raise InputError for an address that can't be one of a page of the web."""
    try:
        require_public_address(address)
    except FetchError as error:
        raise InputError(str(error), parameters=(parameter,)) from error


@_add_route("/jobs/seeds", Role.TRANSLATOR, example={})
def begin_seeds(context: RequestContext, request: Request) -> Job:
    """Begin to store the seed articles and the starter termbase of Padanan."""
    return _create_job(context, JobKind.SEEDS, {}, None)


def _refuse_selection(export_options: dict[str, Any]) -> None:
    """Raise InputError for what selects units, in an export of terms."""
    if not export_options["strict"]:
        del export_options["strict"]
    for selection_name in sorted(
        export_options.keys() - {"holds", "format", "source", "target"}
    ):
        raise InputError(
            f"{selection_name} is for units, not for terms",
            parameters=(selection_name,),
        )


def _refuse_two_files(request: ImportRequest | ExportRequest, file_name: str) -> None:
    """Raise InputError for a format of two files, since a job has one."""
    if getattr(request, "holds", None) is FileContents.TERMS:
        return
    options = ReadOptions(parse_locale(request.source), parse_locale(request.target))
    path = Path(file_name)
    if find_side_files(path, options, format_name=request.format):
        raise InputError(
            f"{file_name} stands for two files, and a job has one; give a "
            "format of one file, such as .tsv or .tmx",
            parameters=("file_name",),
        )


def _create_job(
    context: RequestContext,
    kind: JobKind,
    job_options: dict[str, Any],
    file_name: str | None,
) -> Job:
    job = create_job(
        context.database,
        context.memory_name,
        kind,
        job_options,
        person_id=context.person.person_id,
        file_name=file_name,
    )
    context.server.job_runner.wake()
    return job
