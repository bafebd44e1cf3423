"""What is asked of the units of a segment, and what their rates depend on."""

from collections.abc import Collection
from typing import NamedTuple

from tm.match.comparison_forms import ComparableText
from tm.match.match_filter import MatchFilter
from tm.match.match_rate import Match, Query, rate_match
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.unit import TranslationUnit

NeighbourKeys = tuple[bytes | None, bytes | None]
"""Keys of the segments before and after a text."""


class RatingOptions(NamedTuple):
    """What the rates of a segment's units depend on, apart from the query."""

    source_locale: Locale
    target_locale: Locale
    penalties: PenaltySettings
    match_filter: MatchFilter | None


class UnitQuery(NamedTuple):
    """A query for the units of segments."""

    query: Query
    neighbours: NeighbourKeys
    context: str | None
    min_rate: int
    """With the penalties of the match filter."""
    max_match_count: int
    """The most matches of each kind that a segment is asked for."""
    excluded_unit_keys: Collection[bytes]

    def rate(
        self,
        unit: TranslationUnit,
        options: RatingOptions,
        stored_text: ComparableText | None = None,
    ) -> Match | None:
        """Rate a unit without the match filter."""
        return rate_match(
            self.query,
            unit,
            options.target_locale,
            penalties=options.penalties,
            neighbours=self.neighbours,
            context=self.context,
            stored_text=stored_text,
        )
