"""What a lookup and a concordance give: matches, and texts with a phrase."""

from dataclasses import dataclass

from tm.match.match_rate import MatchType
from tm.match.penalties import Penalty
from tm.match.replacement import OpenDifference, TargetReplacement
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A translation that the memory offers for a text."""

    rate: int
    """0 to 100; 101 if the neighbouring segments are the same, too."""
    type: MatchType
    source: str
    """The stored text; its inline codes are written out, here and in `target`."""
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    repaired: str | None
    """The target with the query's numbers, dates, names, terms and codes."""
    replacements: tuple[TargetReplacement, ...]
    """What was replaced; spans are of `repaired`."""
    open_differences: tuple[OpenDifference, ...]
    """What is left to translate by hand; spans are of `repaired`, else of `target`."""
    penalties: tuple[Penalty, ...]
    """Points taken off the rate, with the reasons."""
    is_ambiguous: bool
    """Whether another match of the same rate has another target."""
    units: tuple[str, ...]
    """Keys of the units that it is made of: one; several of a match composed of those
    of its sentences, or through a third language; none without a target."""
    origin: Origin
    unit: str | None = None
    """The key of the unit; None for a translation made of several units."""


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A stored text that contains a phrase, with its translation."""

    source: str
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    spans: tuple[tuple[int, int], ...]
    """Spans of the phrase in `source`: code points, half-open; at least one."""
    unit: str | None
    """The key of the unit; None without a target."""
    origin: Origin
