"""Ranked units of one segment: a lookup rates the best of thousands, and not all.

A text may be stored in thousands of contexts, such as the label of a button. Units with
equal texts differ for a lookup only by their origin and their context, and the match
filter says the same of equal texts, so their order is the same for each query.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

from tm.match.match_filter import MatchFilter, subtract_penalties
from tm.match.match_rate import Match, MatchType, make_unit_sort_key
from tm.match.penalties import Penalty, compute_origin_points
from tm.match.units.unit_query import NeighbourKeys, RatingOptions, UnitQuery
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_TextPair = tuple[str, str | None]


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
        self._ranked_units: list[_FilteredUnit] = []
        self._heap: list[tuple[int, object, int, _FilteredUnit | None]] | None = None
        self._text_pairs: list[_TextPair] = []

    def add(self, candidate: _Candidate) -> None:
        """Add a unit, unless one with the same texts is better or was read before."""
        text_pair = (
            candidate.source.text,
            candidate.target.text if candidate.target else None,
        )
        earlier_candidate = self.candidate_by_text_pair.get(text_pair)
        if earlier_candidate is None or candidate.points < earlier_candidate.points:
            self.candidate_by_text_pair[text_pair] = candidate

    def read_best_first(
        self, match_filter: MatchFilter | None
    ) -> Iterator[_FilteredUnit]:
        """Yield the units, the best first."""
        position = 0
        while position < len(self._ranked_units) or self._rank_next(match_filter):
            yield self._ranked_units[position]
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
                    candidate_index,
                    None,
                )
                for candidate_index, candidate in enumerate(
                    self.candidate_by_text_pair.values()
                )
            ]
            heapify(self._heap)
        while self._heap:
            points, sort_key, candidate_index, filtered_unit = heappop(self._heap)
            if filtered_unit is not None:
                self._ranked_units.append(filtered_unit)
                return True
            text_pair = self._text_pairs[candidate_index]
            candidate = self.candidate_by_text_pair[text_pair]
            penalties: Sequence[Penalty] = ()
            if match_filter is not None and candidate.target is not None:
                penalties = match_filter.find_penalties(
                    candidate.source, candidate.target
                )
            filtered_unit = _FilteredUnit(candidate.unit, text_pair, penalties)
            points += sum(penalty.points for penalty in penalties)
            heappush(self._heap, (points, sort_key, candidate_index, filtered_unit))
        return False


class RankedUnits:
    """The units of a segment, ranked in all contexts and in each."""

    def __init__(
        self, units: Sequence[TranslationUnit], options: RatingOptions
    ) -> None:
        self.unit_count = len(units)
        self._has_translation = any(unit.target is not None for unit in units)
        self._options = options
        self._ranking = _Ranking()
        self._ranking_by_context: dict[str, _Ranking] = defaultdict(_Ranking)
        self._ranking_by_neighbours: dict[NeighbourKeys, _Ranking] = defaultdict(
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

    def has_translation(self, _: Collection[bytes]) -> bool:
        """Whether one of the units has a translation; none is excluded."""
        return self._has_translation

    def find_matches(
        self, unit_query: UnitQuery, _: float, last_shown_match: Match | None
    ) -> list[Match]:
        """Find the best matches as `UnitList` does."""
        best_match_by_text_pair: dict[_TextPair, Match] = {}
        neighbours, context, max_match_count = (
            unit_query.neighbours,
            unit_query.context,
            unit_query.max_match_count,
        )
        min_rate = max(
            unit_query.min_rate, last_shown_match.rate if last_shown_match else -1
        )

        def rate_filtered_unit(filtered_unit: _FilteredUnit) -> Match | None:
            match = unit_query.rate(filtered_unit.unit, self._options)
            return match and subtract_penalties(match, filtered_unit.penalties)

        for ranking, ignored_text_pairs in self._choose_rankings(neighbours, context):
            for filtered_unit in islice(
                (
                    filtered_unit
                    for filtered_unit in ranking.read_best_first(
                        self._options.match_filter
                    )
                    if filtered_unit.text_pair not in ignored_text_pairs
                ),
                max_match_count,
            ):
                match = rate_filtered_unit(filtered_unit)
                # All texts are equal but the translations, so no later one is either.
                if match is None or match.type is not MatchType.IN_CONTEXT:
                    break
                best_match_by_text_pair[filtered_unit.text_pair] = match
        in_context_count = len(best_match_by_text_pair)
        for filtered_unit in self._ranking.read_best_first(self._options.match_filter):
            if len(best_match_by_text_pair) - in_context_count >= max_match_count:
                break
            if filtered_unit.text_pair in best_match_by_text_pair:
                continue
            match = rate_filtered_unit(filtered_unit)
            if match is None or match.rate < min_rate:
                break
            best_match_by_text_pair[filtered_unit.text_pair] = match
        return [*best_match_by_text_pair.values()]

    def _choose_rankings(
        self, neighbours: NeighbourKeys, context: str | None
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
        smaller_ranking, larger_ranking = sorted(
            rankings, key=lambda ranking: len(ranking.candidate_by_text_pair)
        )
        text_pairs_ignored_in_smaller, text_pairs_ignored_in_larger = set(), set()
        for text_pair, candidate in smaller_ranking.candidate_by_text_pair.items():
            other_candidate = larger_ranking.candidate_by_text_pair.get(text_pair)
            if (
                other_candidate is None
                or candidate.position <= other_candidate.position
            ):
                text_pairs_ignored_in_larger.add(text_pair)
            else:
                text_pairs_ignored_in_smaller.add(text_pair)
        yield smaller_ranking, text_pairs_ignored_in_smaller
        yield larger_ranking, text_pairs_ignored_in_larger
