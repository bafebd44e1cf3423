"""What a search for a phrase gives: the units that contain it, and how many."""

from dataclasses import dataclass

from padanan.values.renderings import PhraseRenderings
from tm.unit import Origin, State


@dataclass(frozen=True, slots=True)
class FoundPhrase:
    """A unit that contains a phrase."""

    source: str
    """The side that was searched."""
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    spans: tuple[tuple[int, int], ...]
    """Spans of the phrase in `source`: code points, half-open; at least one."""
    target_span: tuple[int, int] | None
    """Span in `target` of what probably stands for the phrase; None if unknown."""
    unit: str | None
    """The key of the unit; None without a target."""
    state: State
    origin: Origin


@dataclass(frozen=True, slots=True)
class FoundPhrases:
    """Some of the units that contain a phrase."""

    hits: tuple[FoundPhrase, ...]
    count: int
    """How many there are, as far as they were counted."""
    is_whole_count: bool
    """Whether there are no more than `count`."""
    renderings: PhraseRenderings | None = None
    """How the phrase was translated in some of them, if that was asked for."""
