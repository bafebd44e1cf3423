"""The start of a check: of a text, a file, an article, or units of the memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from padanan.values.articles import ArticleSummary
from web.api.articles import ArticlesRequest, list_articles
from web.api.jobs.job_start import CheckJobRequest, begin_check
from web.api.request_types import (
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    StateName,
    Text,
)
from web.api.units import UnitsRequest, list_units
from web.jobs.job import Job, JobKind
from web.pages.checks.runs import list_runs, read_subject
from web.pages.forms.job_forms import add_job_forms, redirect_to_job
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import N_, PageGroup, Redirect
from web.people.accounts import find_author
from web.request_context import RequestContext

START_PAGES = PageGroup()
_RUNS_PATH = "/checks"
_MAX_ARTICLES, _MAX_RUNS = 50, 12


class StartRequest(Request, frozen=True):
    """What is chosen already."""

    article: str | None = None
    text: QueryText | None = None


@dataclass(frozen=True, slots=True)
class StartView:
    """What can be checked, and the latest runs."""

    articles: Sequence[ArticleSummary]
    runs: Sequence[Job]
    source: str | None
    target: str | None
    """The languages of the settings, or those of the first unit."""

    def read_subject(self, job: Job) -> Mapping[str, str]:
        """Read what a run checked, once it is done."""
        return read_subject(job)


@START_PAGES.add("GET", "/checks", "checks.html", title=N_("Checks"))
def show_start(context: RequestContext, request: StartRequest) -> StartView:
    """Show what can be checked, and the latest runs."""
    articles = list_articles(context, ArticlesRequest(limit=_MAX_ARTICLES))
    return StartView(
        articles.articles, list_runs(context)[:_MAX_RUNS], *find_languages(context)
    )


def find_languages(context: RequestContext) -> tuple[str | None, str | None]:
    """Find the languages to offer: those of the settings, or of the first unit."""
    settings = context.memory.settings
    source, target = settings.source, settings.target
    if source is not None or target is not None:
        return (
            None if source is None else source.tag,
            None if target is None else target.tag,
        )
    units = list_units(context, UnitsRequest(limit=1)).units
    return (units[0].source_locale, units[0].target_locale) if units else (None, None)


class CheckRunForm(Request, frozen=True):
    """What to check; without text, file and article, units of the memory."""

    text: Text | None = None
    original_text: Text | None = None
    file: SentFile | None = None
    article: str | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    only: QueryText | None = None
    """Ids or families of checks, separated by commas."""
    since: PartialDate | None = None
    until: PartialDate | None = None
    publisher: QueryText | None = None
    author: QueryText | None = None
    state: StateName | None = None
    query: QueryText | None = None
    changed_since: QueryText | None = None


@START_PAGES.add("POST", "/checks", "checks.html", title=N_("Checks"))
def start_run(context: RequestContext, form: CheckRunForm) -> Redirect:
    """Begin a run, and lead to what it finds."""
    check_names = [check_name.strip() for check_name in (form.only or "").split(",")]
    content = None
    if form.file is not None:
        content = form.file.read(context.server.settings.max_body_bytes)
    job = begin_check(
        context,
        CheckJobRequest(
            text=form.text,
            original_text=form.original_text,
            content=content,
            content_name=None if form.file is None else form.file.name,
            article=form.article,
            source=form.source,
            target=form.target,
            only=tuple(check_name for check_name in check_names if check_name),
            since=form.since,
            until=form.until,
            publisher=form.publisher,
            author=form.author and find_author(context.database, form.author),
            state=form.state,
            query=form.query,
            changed_since=form.changed_since,
            with_texts=True,
        ),
    )
    return redirect_to_job(
        context, _RUNS_PATH, job.id, total=_count_units(context, form)
    )


def _count_units(context: RequestContext, form: CheckRunForm) -> int | None:
    """Count the units of the memory that a run checks; None for other texts."""
    if form.text or form.file or form.article or form.changed_since:
        return None
    conditions = {
        condition_name: value
        for condition_name in ("since", "until", "publisher", "state", "query")
        if (value := getattr(form, condition_name)) is not None
    }
    if form.author:
        conditions["author"] = find_author(context.database, form.author)
    if conditions:
        return context.memory.units.count(**conditions)
    return sum(context.memory.units.count_by_languages().values())


add_job_forms(
    START_PAGES,
    _RUNS_PATH,
    (JobKind.CHECK,),
    template="check_progress.html",
    title=N_("Checks"),
)
