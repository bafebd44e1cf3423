"""What a search for a phrase gives: the units that contain it, and how many."""

from dataclasses import dataclass

from padanan.values.matches import PhraseHit
from padanan.values.renderings import PhraseRenderings
from tm.unit import State


@dataclass(frozen=True, slots=True)
class FoundPhrase(PhraseHit):
    """A unit that contains a phrase, with what translates the phrase in it."""

    target_span: tuple[int, int] | None
    """Span in `target` of what probably stands for the phrase; None if unknown."""
    state: State


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A part of a text that stands in stored texts."""

    start: int
    """Where it is in the text: code points, half-open."""
    end: int
    text: str
    examples: tuple[FoundPhrase, ...]
    """Translated units with it, the shortest first."""


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
    is_absent: bool = False
    """Whether no text of any language has it, as far as the first answer knows."""
