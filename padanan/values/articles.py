"""Articles of a memory: what a list says of them, their lines, their ingestion."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """Another edition of an article: its original, or another translation."""

    key: str
    locale: str
    headline: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What a list says of an article."""

    key: str
    """16 hexadecimal digits."""
    locale: str
    headline: str | None
    lead: str | None
    """The first paragraph, which sums it up."""
    publisher: str | None
    author: str | None
    place: str | None
    """The place that its dateline names."""
    published: str | None
    """ISO 8601 date, or date and time."""
    url: str | None
    """The address of its page."""
    source_url: str | None
    """The address of its original."""
    source_headline: str | None
    source_headline_status: str | None
    """`derived` or `proposed` from the address, or `confirmed` by the original."""
    editions: tuple[Edition, ...]
    units: int
    """Number of its pairs in use."""
    waiting: int
    """Number of its pairs that wait for review, since their alignment is uncertain."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some articles of a list, the latest first."""

    articles: tuple[ArticleSummary, ...]
    next: str | None
    """The cursor of the next page; None at the end."""

    def __iter__(self) -> Iterator[ArticleSummary]:
        return iter(self.articles)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A segment of an article, with the other side of its unit."""

    position: int
    """Index of the segment in the article, from 0."""
    kind: str
    """`headline`, `lead`, `paragraph` …"""
    text: str
    other: str | None
    """The text in the other language, where a unit begins."""
    other_locale: str | None
    joined_to: int | None
    """The position where the unit of this segment begins, if that is an earlier one."""
    score: float | None
    """Confidence of the alignment, 0 to 1."""
    unit: str | None
    """The key of the unit."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article side by side with its translation, or with its original."""

    article: ArticleSummary
    source_article: str | None
    """The key of its original, if that is stored."""
    lines: tuple[ArticleLine, ...]
    version: str
    """A hash of the article with all of its lines."""


@dataclass(frozen=True, slots=True)
class IngestedArticle:
    """The result of ingesting an article."""

    key: str
    """Key of the article, for `Memory.check` and the commands."""
    locale: str
    headline: str
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[str, ...]
    units: int
    """Number of pairs with its original that are in use."""
    review: int
    """Number of pairs that wait for review, since their alignment is uncertain."""
    warnings: tuple[str, ...]
    change_set: str | None
    """Name of the change set, for `Memory.undo`; None if nothing changed."""
