"""An article and its original, row by row, with the pairs that wait for review."""

from dataclasses import dataclass

from padanan.values.articles import ArticleSummary
from padanan.values.units import StoredUnit
from tm.articles.pair_doubts import Doubt


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """Segments of an article and of its original that belong together."""

    source_position: int | None
    """Position of the first segment in the original; None without any."""
    source_segments: tuple[str, ...]
    """The segments as the page of the original has them."""
    target_position: int | None
    target_segments: tuple[str, ...]
    """The segments as the page of the article has them."""
    kind: str
    """`headline`, `lead`, `paragraph` …"""
    unit: StoredUnit | None
    """The pair; one that waits for review is not in use."""
    doubts: tuple[Doubt, ...]
    """Why the alignment of a pair that waits is uncertain, as its texts show it."""


@dataclass(frozen=True, slots=True)
class ArticlePairs:
    """An article and its original, row by row, with the pairs that wait."""

    article: ArticleSummary
    source_article: str | None
    """The key of its original, if that is stored."""
    source_locale: str | None
    """The language of its original, if there is a pair or the original is stored."""
    rows: tuple[AlignedRow, ...]
    version: str
    """A hash of the article with all of its rows."""
