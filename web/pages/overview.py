"""The overview for managers: growth, reviews, coverage, leverage, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from padanan.values.statistics import (
    MemoryLeverage,
    MemoryOverview,
    MemoryStatistics,
    PersonCounts,
    WeekCounts,
)
from web.api.memories import (
    LeverageRequest,
    measure_leverage,
    read_overview,
    read_statistics,
)
from web.api.request_types import Request
from web.api.suggestions import SuggestionsRequest, list_open_suggestions
from web.jobs.job import Job, JobState
from web.pages.checks.runs import list_runs, read_subject
from web.pages.exchange.exports import split_pair
from web.pages.page_route import N_, DownloadAnswer, PageGroup, make_table_answer
from web.people.accounts import list_people
from web.request_context import RequestContext

OVERVIEW_PAGES = PageGroup()
_TITLE = N_("Overview")
_MAX_SUGGESTION_COUNT = 1000
_SAMPLE_SIZE = 100
OverviewTable = Literal["weeks", "sites", "states", "findings", "people", "leverage"]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """What the overview shows."""

    statistics: MemoryStatistics
    overview: MemoryOverview
    suggestion_count: int
    check_run: Job | None
    """The latest check of the whole memory that the person may see."""
    name_by_person: Mapping[str, str]

    @property
    def finding_counts(self) -> Sequence[tuple[str, int]]:
        """Findings of that check, by check, the most first."""
        if self.check_run is None:
            return ()
        finding_count_by_check: Mapping[str, int] = (self.check_run.result or {}).get(
            "by_check", {}
        )
        return sorted(
            finding_count_by_check.items(),
            key=lambda check_and_count: (-check_and_count[1], check_and_count[0]),
        )


@OVERVIEW_PAGES.add("GET", "/overview", "overview.html", title=_TITLE)
def show_overview(context: RequestContext, request: Request) -> None:
    """Show the page, whose figures follow: of a large memory, they take seconds."""


@OVERVIEW_PAGES.add(
    *("GET", "/overview/figures", "overview_figures_page.html"),
    title=_TITLE,
    fragment="overview_figures.html",
)
def show_figures(context: RequestContext, request: Request) -> OverviewView:
    """Show how a memory grows, where its units are from, and what waits."""
    overview = read_overview(context)
    suggestions_request = SuggestionsRequest(limit=_MAX_SUGGESTION_COUNT)
    return OverviewView(
        read_statistics(context),
        overview,
        len(list_open_suggestions(context, suggestions_request).suggestions),
        _find_check_run(context),
        _read_names_by_person_id(context, overview),
    )


def _read_names_by_person_id(
    context: RequestContext, overview: MemoryOverview
) -> Mapping[str, str]:
    """Name the people of an overview by the ids that sign their changes."""
    people = list_people(context.database) if overview.people else ()
    return {person.id: person.name for person in people if person.name}


@dataclass(frozen=True, slots=True)
class LeverageView:
    """How much of its own texts a memory can translate; None without languages."""

    leverage: MemoryLeverage | None


@OVERVIEW_PAGES.add(
    *("GET", "/overview/leverage", "overview_leverage_page.html"),
    title=_TITLE,
    fragment="overview_leverage.html",
)
def show_leverage(context: RequestContext, request: Request) -> LeverageView:
    """Show the leverage, which takes some seconds in a large memory."""
    return LeverageView(_measure_leverage(context))


class OverviewCsvRequest(Request, frozen=True):
    """The table to save."""

    table: OverviewTable = "weeks"


@OVERVIEW_PAGES.add("GET", "/overview/csv", None, title=_TITLE)
def export_table(
    context: RequestContext, request: OverviewCsvRequest
) -> DownloadAnswer:
    """Export the table behind a picture, for spreadsheets."""
    return make_table_answer(
        _list_rows(context, request.table), f"padanan-{request.table}.csv"
    )


def _list_rows(context: RequestContext, table: OverviewTable) -> list[Sequence[object]]:
    """List the rows of a table, its head first."""
    overview = read_overview(context)
    match table:
        case "weeks":
            return [
                ("week", "units", "concepts", "reviews"),
                *((counts.week, *_count_changes(counts)) for counts in overview.weeks),
            ]
        case "sites":
            return [
                ("site", "pages", "units"),
                *(
                    (counts.site, counts.articles, counts.units)
                    for counts in overview.sites
                ),
            ]
        case "states":
            return [("state", "units"), *overview.units_by_state.items()]
        case "people":
            name_by_person_id = _read_names_by_person_id(context, overview)
            return [
                ("person", "units", "concepts", "reviews"),
                *(
                    (
                        name_by_person_id.get(counts.person, counts.person),
                        *_count_changes(counts),
                    )
                    for counts in overview.people
                ),
            ]
        case "findings":
            check_run = _find_check_run(context)
            finding_count_by_check = (
                {}
                if check_run is None
                else (check_run.result or {}).get("by_check", {})
            )
            return [("check", "findings"), *finding_count_by_check.items()]
        case "leverage":
            leverage = _measure_leverage(context)
            share_by_band = {} if leverage is None else leverage.share_by_band
            return [("rate", "share"), *share_by_band.items()]


def _count_changes(counts: WeekCounts | PersonCounts) -> tuple[int, int, int]:
    return counts.units, counts.concepts, counts.reviews


def _find_check_run(context: RequestContext) -> Job | None:
    """Find the latest check of the whole memory that is done."""
    runs = (
        job
        for job in list_runs(context)
        if job.state is JobState.DONE and read_subject(job).get("kind") == "memory"
    )
    return next(runs, None)


def _measure_leverage(context: RequestContext) -> MemoryLeverage | None:
    """Measure the leverage of the languages with most units; None without units."""
    unit_count_by_tags = context.memory.units.count_by_languages()
    settings = context.memory.settings
    source = None if settings.source is None else settings.source.tag
    target = None if settings.target is None else settings.target.tag
    if source is None or target is None:
        if not unit_count_by_tags:
            return None
        largest_pair = max(
            unit_count_by_tags, key=lambda pair_tags: unit_count_by_tags[pair_tags]
        )
        source, target = split_pair(largest_pair)
    return measure_leverage(
        context, LeverageRequest(source=source, target=target, sample=_SAMPLE_SIZE)
    )
