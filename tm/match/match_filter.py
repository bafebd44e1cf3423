"""Screening what a lookup offers: a judge from a higher room, handed to the lookup.

A screen takes points off a match whose translation is at fault by today's lights, and
may offer it mended. What is at fault is the screen's own matter.
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
        """What is at fault with a translation of a source; nothing if it is fine."""

    def mended(self, source: Segment, target: Segment) -> Segment | None:
        """The translation without its faults, if all that can be mended is certain."""

    def mends(self, check: str) -> bool:
        """Whether `mended` takes away what a check finds; what stays is not mended."""


def screened(found: Match, screen: MatchFilter | None) -> Match:
    """A match with the points that a screen takes off.

    One at fault is exact no more: it must not go into a text unseen.
    """
    if screen is None or found.target is None:
        return found
    taken = screen.penalties(found.source, found.target)
    if not taken:
        return found
    kind = MatchType.FUZZY if found.type in _WHOLE else found.type
    return replace(found, penalties=(*found.penalties, *taken), type=kind)


def mended(found: Match, screen: MatchFilter | None) -> Match:
    """A screened match whose repaired translation, or its own, is offered mended.

    It counts as repaired where nothing else keeps it from the text that was asked for.
    """
    offered = found.repaired or found.target
    faults = [one.check for one in found.penalties if one.check is not None]
    # With one fault that stays, the text would be offered as right, and be wrong.
    if screen is None or offered is None or not all(map(screen.mends, faults)):
        return found
    if not faults:
        return found
    made = screen.mended(found.source, offered)
    if made is None:
        return found
    is_whole = found.similarity == 100 and all(one.check for one in found.penalties)
    was_fuzzy = found.type is MatchType.FUZZY
    kind = MatchType.REPAIRED if was_fuzzy and is_whole else found.type
    return replace(found, repaired=made, type=kind)
