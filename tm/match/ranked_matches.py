"""The matches of a text that are shown, in the order of their rates, and their repair.

Rates are known before anything is repaired: of the matches of a sentence only the best
one is shown, or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tm.match.match_filter import (
    MatchFilter,
    find_opposites,
    fix_match,
    subtract_penalties,
)
from tm.match.match_rate import Match, MatchType, Query
from tm.match.penalties import Penalty
from tm.match.repair.repair_resources import LookupResources, RepairResources

if TYPE_CHECKING:
    from tm.match.repair.item_splitter import ItemSplitter


class RankedMatches:
    """Matches of one text that are rated and in order, and not yet repaired."""

    def __init__(
        self,
        query: Query,
        matches: Iterable[Match],
        min_rate: int,
        match_filter: MatchFilter | None,
        repair_resources: RepairResources | None,
    ) -> None:
        """Leave out matches that say the opposite of the query and lose too much.

        `matches`: those that may be shown; what they lose may change their order.
        """
        self._query = query
        self._match_filter = match_filter
        self._repair_resources = repair_resources
        rated_matches = [
            _RatedMatch(match, find_opposites(query.segment, match, match_filter))
            for match in matches
        ]
        self._rated_matches = sorted(
            (
                rated_match
                for rated_match in rated_matches
                if rated_match.rate >= min_rate
            ),
            key=lambda rated_match: -rated_match.rate,
        )

    def find_best_rate(self) -> int | None:
        """Find the rate of the best match with a translation."""
        best_match = self._find_best_match()
        return best_match.rate if best_match else None

    def repair(self) -> list[Match]:
        """Repair all matches: the query's values, names and terms are put into them."""
        return self._repair(self._rated_matches)

    def repair_best(self) -> Match | None:
        """Repair the best match with a translation."""
        best_match = self._find_best_match()
        return self._repair([best_match])[0] if best_match else None

    def _find_best_match(self) -> "_RatedMatch | None":
        return next(
            (
                rated_match
                for rated_match in self._rated_matches
                if rated_match.match.target is not None
            ),
            None,
        )

    def _repair(self, rated_matches: "Sequence[_RatedMatch]") -> list[Match]:
        repairer = _MatchRepairer(self._query, self._repair_resources)
        # No fix makes the opposite right: its penalty is none of a fault to be fixed.
        return [
            subtract_penalties(
                fix_match(
                    repairer.repair(rated_match.match),
                    self._match_filter,
                ),
                rated_match.opposite_penalties,
            )
            for rated_match in rated_matches
        ]


class _RatedMatch(NamedTuple):
    """A match, and what it loses for saying the opposite of the query."""

    match: Match
    opposite_penalties: Sequence[Penalty]

    @property
    def rate(self) -> int:
        """The rate that is shown."""
        points = sum(penalty.points for penalty in self.opposite_penalties)
        return max(0, self.match.rate - points)


class _MatchRepairer:
    """Repairs the matches of one text; what the repairs have in common is kept."""

    def __init__(self, query: Query, resources: RepairResources | None) -> None:
        self._query = query
        self._resources = resources and LookupResources(resources)
        self._item_splitter: ItemSplitter | None = None
        """Made for the first match that is repaired."""

    def repair(self, match: Match) -> Match:
        """Repair the target of a match where it can be repaired."""
        if match.target is None or match.type in (
            MatchType.EXACT,
            MatchType.IN_CONTEXT,
        ):
            return match
        # Imported here, since a lookup without fuzzy matches repairs none.
        from tm.match.repair.repair import may_be_repaired, repair_translation

        query_segment, resources = self._query.segment, self._resources
        # Without terms only values, names and codes can be repaired. Comparing the
        # tokens first takes a tenth of the time of a repair.
        if resources is None and not may_be_repaired(query_segment, match.source):
            return match
        if self._item_splitter is None:
            from tm.match.repair.item_splitter import ItemSplitter

            self._item_splitter = ItemSplitter(resources)
        repair = repair_translation(
            query_segment, match.source, match.target, resources, self._item_splitter
        )
        if repair is None:
            return match
        is_repaired = repair.target != match.target
        is_complete = is_repaired and repair.is_complete
        return replace(
            match,
            repaired_target=repair.target if is_repaired else None,
            replacements=repair.replacements,
            open_differences=repair.open_differences,
            type=MatchType.REPAIRED
            if is_complete and match.type is MatchType.FUZZY
            else match.type,
        )
