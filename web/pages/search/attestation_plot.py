"""The attestation of a text: when and where units of the memory contain it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from web.pages.page_route import N_, DownloadAnswer, PageGroup, make_table_answer
from web.pages.search.pages import find_all_hits
from web.pages.search.request import SearchRequest
from web.pages.search.view import LineView
from web.request_context import RequestContext

ATTESTATION_PAGES = PageGroup()
_TITLE = N_("Attestation")
_MAX_MONTHS = 48
"""A longer time is shown by year."""
_MAX_SITES = 12
_MIN_BAR_HEIGHT = 8
"""Of a bar, in percent: a single unit is seen beside hundreds."""
_DAY_PATTERN = re.compile(r"[0-9]{4}(-[0-9]{2}|$)")
_SEARCH_EXAMPLE = {"q": "rừng ngập mặn"}


class PeriodBar(NamedTuple):
    """The units of a site in a month or a year."""

    period: str
    """In ISO 8601."""
    unit_count: int
    height: float
    """In percent of the highest bar of all sites."""


@dataclass(frozen=True, slots=True)
class SiteAttestation:
    """When a site has the text."""

    site: str
    """Empty for units of no page."""
    unit_count: int
    first_day: str
    last_day: str
    """The first and the last day."""
    bars: Sequence[PeriodBar]


@dataclass(frozen=True, slots=True)
class AttestationView:
    """When and where the memory has a text."""

    source: str
    target: str
    sites: Sequence[SiteAttestation]
    """Those with most units first."""
    site_count: int
    periods: Sequence[str]
    unit_count: int
    """The units that were read."""
    is_whole_count: bool
    """Whether the memory has no more."""
    undated_count: int
    address: str
    """Of the search for the text."""
    csv_address: str

    @property
    def rows(self) -> Iterator[tuple[str, Sequence[int]]]:
        """The table behind the picture, without empty rows: period, units by site."""
        for index, period in enumerate(self.periods):
            counts = [site.bars[index].unit_count for site in self.sites]
            if any(counts):
                yield period, counts


@ATTESTATION_PAGES.add(
    *("GET", "/search/attestation", "search_attestation.html"),
    title=_TITLE,
    example=_SEARCH_EXAMPLE,
)
def show_attestation(
    context: RequestContext, request: SearchRequest
) -> AttestationView:
    """Show when and where units contain the text, by site."""
    (source, target), phrases, lines = find_all_hits(context, request)
    days_by_site = _group_days(lines)
    periods = _list_periods(day for days in days_by_site.values() for day in days)
    dated_count = sum(map(len, days_by_site.values()))
    sites = sorted(days_by_site, key=lambda site: (-len(days_by_site[site]), site))
    return AttestationView(
        source.tag,
        target.tag,
        _make_sites(sites[:_MAX_SITES], days_by_site, periods),
        len(sites),
        periods,
        len(lines),
        phrases.is_whole_count and phrases.count <= len(lines),
        len(lines) - dated_count,
        request.make_address(),
        request.make_address("/search/attestation/csv"),
    )


@ATTESTATION_PAGES.add("GET", "/search/attestation/csv", None, title=_TITLE)
def export_attestation(
    context: RequestContext, request: SearchRequest
) -> DownloadAnswer:
    """Export the table behind the picture, of all sites."""
    _, _, lines = find_all_hits(context, request)
    days_by_site = _group_days(lines)
    periods = _list_periods(day for days in days_by_site.values() for day in days)
    period_length = len(periods[0]) if periods else 0
    counts = Counter(
        (day[:period_length], site)
        for site, days in days_by_site.items()
        for day in days
    )
    rows = [(*period_and_site, count) for period_and_site, count in counts.items()]
    return make_table_answer(
        [("period", "site", "units"), *sorted(rows)], "padanan-attestation.csv"
    )


def _group_days(lines: Iterable[LineView]) -> dict[str, list[str]]:
    """Group the days of the lines by site; a line without a day is left out."""
    days_by_site: dict[str, list[str]] = {}
    for line in lines:
        if _DAY_PATTERN.match(line.origin.day or ""):
            day = (line.origin.day or "")[:10]
            days_by_site.setdefault(line.origin.site or "", []).append(day)
    return days_by_site


def _list_periods(days: Iterable[str]) -> Sequence[str]:
    """List the months from the first day to the last one, or the years of many."""
    all_days = list(days)
    if not all_days:
        return ()
    first_day, last_day = min(all_days), max(all_days)
    first_year, last_year = int(first_day[:4]), int(last_day[:4])
    years = [f"{year:04}" for year in range(first_year, last_year + 1)]
    if min(map(len, all_days)) < len("2026-11"):
        return years
    months = [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    months = [month for month in months if first_day[:7] <= month <= last_day[:7]]
    return months if len(months) <= _MAX_MONTHS else years


def _make_sites(
    site_names: Iterable[str],
    days_by_site: dict[str, list[str]],
    periods: Sequence[str],
) -> Sequence[SiteAttestation]:
    period_length = len(periods[0]) if periods else 0
    count_by_period_by_site = {
        site_name: Counter(day[:period_length] for day in days_by_site[site_name])
        for site_name in site_names
    }
    highest_count = max(
        (
            max(count_by_period.values())
            for count_by_period in count_by_period_by_site.values()
        ),
        default=1,
    )

    def make_bar(period: str, count: int) -> PeriodBar:
        height = max(_MIN_BAR_HEIGHT, 100 * count / highest_count) if count else 0
        return PeriodBar(period, count, round(height, 1))

    return [
        SiteAttestation(
            site_name,
            len(days_by_site[site_name]),
            min(days_by_site[site_name]),
            max(days_by_site[site_name]),
            [make_bar(period, count_by_period[period]) for period in periods],
        )
        for site_name, count_by_period in count_by_period_by_site.items()
    ]
