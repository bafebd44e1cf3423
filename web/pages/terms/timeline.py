"""The timeline of a concept: who held an office, or which offices a person held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from glossary.entries.period import get_first_day, get_last_day
from padanan.values.termbase import RelatedConcept
from web.api.termbase.facts import list_holders
from web.request_context import RequestContext

OFFICE_HELD = "office held"
_MIN_BAR_WIDTH = 1.5
"""Width of the shortest bar, in percent."""


@dataclass(frozen=True, slots=True)
class TenureView:
    """The time of a person in an office, as a bar of a timeline."""

    concept: str
    """The id of the person's concept."""
    name_by_language: Mapping[str, str]
    valid_from: str | None
    valid_to: str | None
    country_name_by_language: Mapping[str, str]
    """The state whose office it is, where the termbase knows it."""
    is_present: bool
    start: float
    """In percent of the timeline, as is the width."""
    width: float
    """In percent of the timeline."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Who held an office, or which offices a person held, over time."""

    tenures: Sequence[TenureView]
    first_year: str | None
    last_year: str | None


def make_timeline(
    context: RequestContext,
    concept_id: str,
    related_concepts: Sequence[RelatedConcept],
    today: str,
) -> Timeline:
    """Make the timeline of an office, or of the offices of a person."""
    tenures = [
        (
            *(holding.person, holding.names, holding.valid_from, holding.valid_to),
            holding.country,
        )
        for holding in list_holders(context, concept_id)
    ] or [
        (
            related_concept.concept,
            related_concept.names,
            related_concept.valid_from,
            related_concept.valid_to,
            {},
        )
        for related_concept in related_concepts
        if related_concept.kind == OFFICE_HELD and not related_concept.is_incoming
    ]
    tenures.sort(key=lambda tenure: tenure[2] or "", reverse=True)
    tenure_start_dates = [get_first_day(tenure[2]) for tenure in tenures if tenure[2]]
    if not tenure_start_dates:
        return Timeline(
            [TenureView(*tenure, tenure[3] is None, 0, 0) for tenure in tenures],
            None,
            None,
        )
    tenure_end_dates = [get_last_day(tenure[3]) for tenure in tenures if tenure[3]]
    has_current_tenure = any(tenure[3] is None for tenure in tenures)
    first_day_number = date.fromisoformat(min(tenure_start_dates)).toordinal()
    last_day_number = date.fromisoformat(
        max(
            [
                *tenure_end_dates,
                *tenure_start_dates,
                *([today] if has_current_tenure else []),
            ]
        )
    ).toordinal()
    day_count = max(1, last_day_number - first_day_number)

    def find_position(day: str) -> float:
        day_number = min(
            max(date.fromisoformat(day).toordinal(), first_day_number), last_day_number
        )
        return 100 * (day_number - first_day_number) / day_count

    tenure_views = []
    for concept_id, names, valid_from, valid_to, country in tenures:
        start = find_position(get_first_day(valid_from)) if valid_from else 0.0
        end = find_position(get_last_day(valid_to)) if valid_to else 100.0
        width = max(_MIN_BAR_WIDTH, end - start)
        tenure_views.append(
            TenureView(
                *(concept_id, names, valid_from, valid_to, country, valid_to is None),
                round(min(start, 100 - width), 2),
                round(width, 2),
            )
        )
    return Timeline(
        tenure_views,
        date.fromordinal(first_day_number).isoformat()[:4],
        None
        if has_current_tenure
        else date.fromordinal(last_day_number).isoformat()[:4],
    )
