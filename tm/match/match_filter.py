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


def filter_match(found: Match, match_filter: MatchFilter | None) -> Match:
    """Subtract the penalties of a match filter from a match.

    A match with a fault is no longer exact: it must not go into a text unseen.
    """
    if match_filter is None or found.target is None:
        return found
    taken = match_filter.penalties(found.source, found.target)
    if not taken:
        return found
    kind = MatchType.FUZZY if found.type in _WHOLE else found.type
    return replace(found, penalties=(*found.penalties, *taken), type=kind)


def fix_match(found: Match, match_filter: MatchFilter | None) -> Match:
    """Fix the repaired translation of a filtered match, or its stored one.

    It counts as repaired if nothing else sets it apart from the text looked up.
    """
    offered = found.repaired or found.target
    faults = [one.check for one in found.penalties if one.check is not None]
    # With one fault that stays, the text would be offered as right, and be wrong.
    if (
        match_filter is None
        or offered is None
        or not all(map(match_filter.fixes, faults))
    ):
        return found
    if not faults:
        return found
    made = match_filter.fixed_target(found.source, offered)
    if made is None:
        return found
    is_whole = found.similarity == 100 and all(one.check for one in found.penalties)
    was_fuzzy = found.type is MatchType.FUZZY
    kind = MatchType.REPAIRED if was_fuzzy and is_whole else found.type
    return replace(found, repaired=made, type=kind)
