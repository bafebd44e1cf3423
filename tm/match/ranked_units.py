"""Ranked units of one segment: a lookup rates the best of thousands, and not all.

A text may be stored in thousands of contexts, such as the label of a button. Units with
equal texts differ for a lookup only by their origin and their context, and the match
filter says the same of equal texts, so their order is the same for each query.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

from tm.match.match_filter import MatchFilter, filter_match, subtract_penalties
from tm.match.match_rate import (
    Match,
    MatchType,
    Query,
    make_unit_sort_key,
    rate_match,
)
from tm.match.penalties import Penalty, compute_origin_points
from tm.settings import PenaltySettings
from tm.store.lookup_reader import LookupReader
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

MIN_RANKED_UNIT_COUNT = 20
"""The least units of a segment for which ranking is worth it."""
_MAX_KEPT_UNIT_COUNT = 100_000
"""The most units that are kept for later queries."""

_TextPair = tuple[str, str | None]
_NeighbourKeys = tuple[bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class RatingOptions:
    """What the rates of a segment's units depend on, apart from the query."""

    source_locale: Locale
    target_locale: Locale
    penalties: PenaltySettings
    match_filter: MatchFilter | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The unit that is shown for a pair of texts."""

    points: int
    """Penalty points for its origin."""
    position: int
    """Its place among the units as they are read, of which the first counts."""
    unit: TranslationUnit
    source: Segment
    target: Segment | None


@dataclass(frozen=True, slots=True)
class _FilteredUnit:
    unit: TranslationUnit
    text_pair: _TextPair
    penalties: Sequence[Penalty]
    """Of the match filter."""


class _Ranking:
    """Units with different texts in order of their points, as far as they are read.

    The match filter judges a unit when nothing better is left: it only adds points.
    """

    def __init__(self) -> None:
        self.candidate_by_text_pair: dict[_TextPair, _Candidate] = {}
        self._ranked: list[_FilteredUnit] = []
        self._heap: list[tuple[int, object, int, _FilteredUnit | None]] | None = None
        self._text_pairs: list[_TextPair] = []

    def add(self, candidate: _Candidate) -> None:
        """Add a unit, unless one with the same texts is better or was read before."""
        text_pair = (
            candidate.source.text,
            candidate.target.text if candidate.target else None,
        )
        known_candidate = self.candidate_by_text_pair.get(text_pair)
        if known_candidate is None or candidate.points < known_candidate.points:
            self.candidate_by_text_pair[text_pair] = candidate

    def read(self, match_filter: MatchFilter | None) -> Iterator[_FilteredUnit]:
        """Yield the units, the best first."""
        position = 0
        while position < len(self._ranked) or self._rank_next(match_filter):
            yield self._ranked[position]
            position += 1

    def _rank_next(self, match_filter: MatchFilter | None) -> bool:
        """Find the next unit; return whether there is one."""
        if self._heap is None:
            self._text_pairs = [*self.candidate_by_text_pair]
            self._heap = [
                (
                    candidate.points,
                    make_unit_sort_key(
                        candidate.unit, candidate.source, candidate.target
                    ),
                    number,
                    None,
                )
                for number, candidate in enumerate(self.candidate_by_text_pair.values())
            ]
            heapify(self._heap)
        while self._heap:
            points, sort_key, number, filtered_unit = heappop(self._heap)
            if filtered_unit is not None:
                self._ranked.append(filtered_unit)
                return True
            text_pair = self._text_pairs[number]
            candidate = self.candidate_by_text_pair[text_pair]
            penalties: Sequence[Penalty] = ()
            if match_filter is not None and candidate.target is not None:
                penalties = match_filter.find_penalties(
                    candidate.source, candidate.target
                )
            filtered_unit = _FilteredUnit(candidate.unit, text_pair, penalties)
            points += sum(penalty.points for penalty in penalties)
            heappush(self._heap, (points, sort_key, number, filtered_unit))
        return False


class UnitList:
    """The units of a segment, each of which is rated for each query."""

    def __init__(
        self, units: Sequence[TranslationUnit], options: RatingOptions
    ) -> None:
        self.units = units
        self.has_translation = any(unit.target is not None for unit in units)
        self._options = options

    def find_matches(
        self,
        query: Query,
        neighbours: _NeighbourKeys,
        context: str | None,
        *,
        rate_range: tuple[int, int],
        count: int,
    ) -> list[Match]:
        """Find the matches for a query that reach a rate.

        `rate_range`: the rate that is needed with the penalties of the match filter,
        and before them.
        """
        matches = []
        for unit in self.units:
            match = rate_match(
                query,
                unit,
                self._options.target_locale,
                penalties=self._options.penalties,
                neighbours=neighbours,
                context=context,
            )
            # A match filter only subtracts points: it cannot raise a rate.
            if match is None or match.rate < rate_range[1]:
                continue
            match = filter_match(match, self._options.match_filter)
            if match.rate >= rate_range[0]:
                matches.append(match)
        return matches


class RankedUnits:
    """The units of a segment, ranked in all contexts and in each."""

    def __init__(
        self, units: Sequence[TranslationUnit], options: RatingOptions
    ) -> None:
        self.unit_count = len(units)
        self.has_translation = any(unit.target is not None for unit in units)
        self._options = options
        self._ranking = _Ranking()
        self._ranking_by_context: dict[str, _Ranking] = defaultdict(_Ranking)
        self._ranking_by_neighbours: dict[_NeighbourKeys, _Ranking] = defaultdict(
            _Ranking
        )
        for position, unit in enumerate(units):
            source, target = unit.orient(options.source_locale, options.target_locale)
            if source is None:
                continue
            points = sum(
                points
                for _, points in compute_origin_points(
                    unit, source.locale, options.source_locale, options.penalties
                )
            )
            candidate = _Candidate(points, position, unit, source, target)
            self._ranking.add(candidate)
            if points:
                continue  # never exact, so that its context does not count
            if unit.context is not None:
                self._ranking_by_context[unit.context].add(candidate)
            if any(unit.neighbours) and unit.source == source:
                self._ranking_by_neighbours[unit.neighbours].add(candidate)

    def find_matches(
        self,
        query: Query,
        neighbours: _NeighbourKeys,
        context: str | None,
        *,
        rate_range: tuple[int, int],
        count: int,
    ) -> list[Match]:
        """Find the best matches as `UnitList` does, `count` of each kind at most."""
        best_match_by_text_pair: dict[_TextPair, Match] = {}

        def rate(filtered_unit: _FilteredUnit) -> Match | None:
            match = rate_match(
                query,
                filtered_unit.unit,
                self._options.target_locale,
                penalties=self._options.penalties,
                neighbours=neighbours,
                context=context,
            )
            return match and subtract_penalties(match, filtered_unit.penalties)

        for ranking, ignored_text_pairs in self._choose_rankings(neighbours, context):
            for filtered_unit in islice(
                (
                    filtered_unit
                    for filtered_unit in ranking.read(self._options.match_filter)
                    if filtered_unit.text_pair not in ignored_text_pairs
                ),
                count,
            ):
                match = rate(filtered_unit)
                # All texts are equal but the translations, so no later one is either.
                if match is None or match.type is not MatchType.IN_CONTEXT:
                    break
                best_match_by_text_pair[filtered_unit.text_pair] = match
        in_context_count = len(best_match_by_text_pair)
        for filtered_unit in self._ranking.read(self._options.match_filter):
            if len(best_match_by_text_pair) - in_context_count >= count:
                break
            if filtered_unit.text_pair in best_match_by_text_pair:
                continue
            match = rate(filtered_unit)
            if match is None or match.rate < rate_range[1]:
                break
            best_match_by_text_pair[filtered_unit.text_pair] = match
        return [*best_match_by_text_pair.values()]

    def _choose_rankings(
        self, neighbours: _NeighbourKeys, context: str | None
    ) -> Iterator[tuple[_Ranking, set[_TextPair]]]:
        """Yield the rankings in a context, each with the text pairs to leave out.

        A pair that is in both is read from where its unit was read first.
        """
        rankings = [
            ranking
            for ranking in (
                None if context is None else self._ranking_by_context.get(context),
                self._ranking_by_neighbours.get(neighbours),
            )
            if ranking is not None
        ]
        if len(rankings) < 2:
            yield from ((ranking, set()) for ranking in rankings)
            return
        smaller, larger = sorted(
            rankings, key=lambda ranking: len(ranking.candidate_by_text_pair)
        )
        ignored_in_smaller, ignored_in_larger = set(), set()
        for text_pair, candidate in smaller.candidate_by_text_pair.items():
            other_candidate = larger.candidate_by_text_pair.get(text_pair)
            if (
                other_candidate is None
                or candidate.position <= other_candidate.position
            ):
                ignored_in_larger.add(text_pair)
            else:
                ignored_in_smaller.add(text_pair)
        yield smaller, ignored_in_smaller
        yield larger, ignored_in_larger


class RankedUnitsCache:
    """The ranked units of segments that have many, for the many queries of one job.

    Units that others add to such a segment meanwhile are not seen by the job.
    """

    def __init__(
        self,
        *,
        min_unit_count: int | None = MIN_RANKED_UNIT_COUNT,
        max_unit_count: int = _MAX_KEPT_UNIT_COUNT,
    ) -> None:
        """Rank from `min_unit_count` units on, or never; keep `max_unit_count`."""
        self._min_unit_count, self._max_unit_count = min_unit_count, max_unit_count
        self.unit_count = 0
        """The units that are kept."""
        self._ranked_units_by_key: OrderedDict[
            tuple[int, RatingOptions], RankedUnits
        ] = OrderedDict()

    def __reduce__(self) -> "tuple[type[RankedUnitsCache], tuple[()]]":
        """Pickle no units: another process reads its own."""
        return RankedUnitsCache, ()

    def read_units(
        self,
        reader: LookupReader,
        segment_ids: Sequence[int],
        options: RatingOptions,
        excluded_unit_keys: Collection[bytes],
    ) -> dict[int, UnitList | RankedUnits]:
        """Read the units of segments, by the ids of those that have any."""
        units_by_segment_id: dict[int, UnitList | RankedUnits] = {}
        for segment_id in segment_ids:
            ranked_units = self._ranked_units_by_key.get((segment_id, options))
            if ranked_units is not None:
                self._ranked_units_by_key.move_to_end((segment_id, options))
                units_by_segment_id[segment_id] = ranked_units
        unit_lists: dict[int, list[TranslationUnit]] = defaultdict(list)
        for segment_id, unit in reader.read_units_of_segments(
            [
                segment_id
                for segment_id in segment_ids
                if segment_id not in units_by_segment_id
            ],
            options.target_locale,
        ):
            if not excluded_unit_keys or unit.key not in excluded_unit_keys:
                unit_lists[segment_id].append(unit)
        for segment_id, units in unit_lists.items():
            if self._min_unit_count is None or len(units) < self._min_unit_count:
                units_by_segment_id[segment_id] = UnitList(units, options)
            else:
                ranked_units = RankedUnits(units, options)
                units_by_segment_id[segment_id] = ranked_units
                self._keep(segment_id, options, ranked_units)
        return units_by_segment_id

    def _keep(
        self, segment_id: int, options: RatingOptions, ranked_units: RankedUnits
    ) -> None:
        """Keep the units of a segment, and drop those that were not read for long."""
        self._ranked_units_by_key[segment_id, options] = ranked_units
        self.unit_count += ranked_units.unit_count
        while (
            self.unit_count > self._max_unit_count
            and len(self._ranked_units_by_key) > 1
        ):
            _, dropped_units = self._ranked_units_by_key.popitem(last=False)
            self.unit_count -= dropped_units.unit_count
