"""The few units of a segment, each of which is rated."""

from collections.abc import Collection, Sequence
from functools import cached_property

from tm.match.comparison_forms import ComparableText
from tm.match.match_filter import filter_match
from tm.match.match_rate import IN_CONTEXT_RATE, Match, make_unit_sort_key
from tm.match.similarity import compute_distance
from tm.match.units.unit_query import RatingOptions, UnitQuery
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class UnitList:
    """The units of a segment, each of which is rated for each query."""

    def __init__(
        self, units: Sequence[TranslationUnit], options: RatingOptions
    ) -> None:
        self.units = units
        self.unit_count = len(units)
        self._options = options
        self._source: Segment | None = None
        """The side of the first unit that `_stored_text` is made of."""
        self._stored_text: ComparableText | None = None

    def has_translation(self, excluded_unit_keys: Collection[bytes]) -> bool:
        """Whether one of the units that count has a translation."""
        return any(
            unit.target is not None
            and not (
                excluded_unit_keys and self._unit_keys[index] in excluded_unit_keys
            )
            for index, unit in enumerate(self.units)
        )

    @cached_property
    def _unit_keys(self) -> list[bytes]:
        return [unit.key for unit in self.units]

    def find_matches(
        self, unit_query: UnitQuery, similarity: float, last_shown_match: Match | None
    ) -> list[Match]:
        """Find the matches that may be shown before the last one shown so far.

        `similarity`: that of the segment to the query, or more.
        """
        matches: list[Match] = []
        lowest_shown_rate = last_shown_match.rate if last_shown_match else -1
        min_unfiltered_rate = max(unit_query.min_rate, lowest_shown_rate)
        # Of texts with one pattern, hundreds may be as similar: none is rated that
        # comes after the last match if it has the same rate.
        last_shown_sort_key = (
            make_unit_sort_key(
                last_shown_match.unit, last_shown_match.source, last_shown_match.target
            )
            if last_shown_match and int(similarity) == lowest_shown_rate < 100
            else None
        )
        for index, unit in enumerate(self.units):
            if last_shown_sort_key and self._make_sort_key(unit) >= last_shown_sort_key:
                continue
            stored_text = self._prepare_text(unit)
            if stored_text is None or (
                self._compute_highest_rate(unit_query, stored_text, similarity)
                < min_unfiltered_rate
            ):
                continue
            if (
                unit_query.excluded_unit_keys
                and self._unit_keys[index] in unit_query.excluded_unit_keys
            ):
                continue
            match = unit_query.rate(unit, self._options, stored_text)
            # A match filter only subtracts points: it cannot raise a rate.
            if match is None or match.rate < min_unfiltered_rate:
                continue
            match = filter_match(match, self._options.match_filter)
            if match.rate >= unit_query.min_rate:
                matches.append(match)
        return matches

    def _make_sort_key(self, unit: TranslationUnit) -> tuple[object, ...]:
        source, target = unit.orient(
            self._options.source_locale, self._options.target_locale
        )
        return make_unit_sort_key(unit, source or unit.source, target)

    def _prepare_text(self, unit: TranslationUnit) -> ComparableText | None:
        """Prepare the source of a unit, which is that of the others, for comparison."""
        source, _ = unit.orient(
            self._options.source_locale, self._options.target_locale
        )
        if source is not None and source != self._source:
            self._source = source
            self._stored_text = ComparableText(source.text, source.locale)
        return None if source is None else self._stored_text

    def _compute_highest_rate(
        self, unit_query: UnitQuery, stored_text: ComparableText, similarity: float
    ) -> int:
        """Compute a rate that no unit exceeds, from the numbers that differ.

        Of texts with numbers, thousands may be as similar as the best one.
        """
        different_count = compute_distance(
            unit_query.query.prepared_text.value_texts, stored_text.value_texts
        )
        if not different_count:
            return IN_CONTEXT_RATE
        return int(similarity) - self._options.penalties.numbers * different_count
