"""How a phrase was translated: renderings with counts and examples."""

from dataclasses import dataclass

from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class RenderingExample:
    """A stored text that contains a phrase, and what stands for it there."""

    source: str
    span: tuple[int, int]
    """Span of the phrase in `source`: code points, half-open."""
    target: str
    target_span: tuple[int, int] | None
    """Span of what stands for the phrase; None if no words could be linked."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class RenderingSummary:
    """One way in which a phrase was translated."""

    text: str
    count: int
    """In how many units it occurs."""
    first: str | None
    """The date of the first article that has it, and in `last` of the last."""
    last: str | None
    examples: tuple[RenderingExample, ...]


@dataclass(frozen=True, slots=True)
class PhraseRenderings:
    """How a phrase was translated, the most frequent rendering first."""

    renderings: tuple[RenderingSummary, ...]
    unlinked_examples: tuple[RenderingExample, ...]
    unlinked: int
    """Translations in which no words could be linked with the phrase."""
    hits: int
    """All translations of texts with the phrase."""
