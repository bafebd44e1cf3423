"""The match filter: what a higher package gives to a lookup to judge its matches.

A filter takes points off a match whose translation breaks today's termbase or checks,
and may offer it fixed. Which faults it looks for is its own affair.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from tm.match.rank import Match, MatchType, Penalty
from tm.text.segment import Segment

_WHOLE = (MatchType.EXACT, MatchType.IN_CONTEXT)


class MatchFilter(Protocol):
    """Judges translations. The same pair always has the same answer."""

    def penalties(self, source: Segment, target: Segment) -> Sequence[Penalty]:
        """Penalties for the faults of a translation; none if it has no fault."""

    def fixed_target(self, source: Segment, target: Segment) -> Segment | None:
        """The translation with its faults fixed, or None if a fix is uncertain."""

    def fixes(self, check: str) -> bool:
        """Whether `fixed_target` removes the findings of a check."""


def filter_match(match: Match, match_filter: MatchFilter | None) -> Match:
    """Subtract the penalties of a match filter from a match.

    A match with a fault is no longer exact: it must not go into a text unseen.
    """
    if match_filter is None or match.target is None:
        return match
    penalties = match_filter.penalties(match.source, match.target)
    if not penalties:
        return match
    match_type = MatchType.FUZZY if match.type in _WHOLE else match.type
    return replace(match, penalties=(*match.penalties, *penalties), type=match_type)


def fix_match(match: Match, match_filter: MatchFilter | None) -> Match:
    """Fix the repaired translation of a filtered match, or its stored one.

    It counts as repaired if nothing else sets it apart from the text looked up.
    """
    translation = match.repaired or match.target
    faults = [penalty.check for penalty in match.penalties if penalty.check is not None]
    # With one fault that stays, the text would be offered as right, and be wrong.
    if (
        match_filter is None
        or translation is None
        or not all(map(match_filter.fixes, faults))
    ):
        return match
    if not faults:
        return match
    fixed = match_filter.fixed_target(match.source, translation)
    if fixed is None:
        return match
    is_whole = match.similarity == 100 and all(
        penalty.check for penalty in match.penalties
    )
    was_fuzzy = match.type is MatchType.FUZZY
    match_type = MatchType.REPAIRED if was_fuzzy and is_whole else match.type
    return replace(match, repaired=fixed, type=match_type)
