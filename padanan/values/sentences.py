"""Sentences of a text, and pairs of them with those of its translation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A sentence of a text."""

    start: int
    """Code points of the text, half-open."""
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Sentences of a text, paired with the sentences of its translation."""

    source: str
    """Source text; empty for an addition, as `target` is for an omission."""
    target: str
    score: float
    """Confidence, 0 to 1."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The article of a page: its headline first, then a text for each paragraph."""

    headline: str
    locale: str
    paragraphs: tuple[str, ...]
    address: str
