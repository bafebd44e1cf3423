"""What the facade answers: values whose texts are plain strings."""

from dataclasses import dataclass

from tm.match.rank import MatchType, Penalty
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A translation that the memory offers for a text."""

    rate: int
    """0 to 100; 101 where the neighbours are the same too."""
    type: MatchType
    source: str
    """The stored text; its inline codes are written out, here and in `target`."""
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    repaired: str | None
    """The target with the numbers, dates, codes and terms that are asked for."""
    penalties: tuple[Penalty, ...]
    """What was taken off the rate, and why."""
    is_ambiguous: bool
    """Whether another match of the same rate has another target."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A stored text that holds a phrase, and its translation."""

    source: str
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    spans: tuple[tuple[int, int], ...]
    """Where the phrase stands in `source`: code points, half-open; at least one."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term of the termbase that stands in a text."""

    start: int
    end: int
    """Code points of the text, half-open."""
    text: str
    """What stands there."""
    term: str
    """The term as the termbase has it."""
    concept: str
    """The id of its concept entry."""
    translations: tuple[str, ...]
    """The preferred terms in the other language; normally one."""
    is_forbidden: bool
    """Whether the term is a known error."""


@dataclass(frozen=True, slots=True)
class IngestedArticle:
    """An article that was stored, and what became of its page."""

    key: str
    """What `Memory.check` and the commands take."""
    locale: str
    headline: str
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[str, ...]
    units: int
    """Pairs with its original that the memory holds now."""
    review: int
    """Pairs that wait for a person, their alignment being unsure."""
    warnings: tuple[str, ...]
    change_set: str | None
    """What `Memory.undo` takes; None where nothing was changed."""


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Sentences of a text, and those of its translation that say the same."""

    source: str
    """Empty where the translation adds something; `target` where it leaves it out."""
    target: str
    score: float
    """Confidence, 0 to 1."""
