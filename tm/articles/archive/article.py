"""News articles as values: what a page says, in order, and what it links to."""

from dataclasses import dataclass
from enum import StrEnum

from tm.text.locale import Locale
from tm.text.segment import content_key
from tm.unit import HeadlineStatus


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADLINE = "headline"
    LEAD = "lead"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    QUOTE = "quote"
    LIST_ITEM = "list_item"


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """A block of a page, such as one paragraph."""

    kind: BlockKind
    text: str
    """As on the page, with whatever spaces it has."""
    line: int | None = None
    """Line of the page it starts on, from 1."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of the page that is not part of the article, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article."""

    locale: Locale
    headline: str
    lead: str | None
    publisher: str | None
    published: str | None
    """ISO 8601 date, or date and time with offset."""
    url: str | None
    """Of the page itself."""
    source_url: str | None
    """Of the original that the page is a translation of."""
    source_headline: str | None
    source_headline_status: HeadlineStatus | None
    blocks: tuple[ArticleBlock, ...]
    """Headline and lead among them, in reading order."""
    is_part: bool = False
    """Whether it is made of what units told of it, so that blocks may be missing."""

    @property
    def key(self) -> str:
        """16 hexadecimal digits that stay the same when the text is corrected.

        From the locale and the page's URL, else the original's URL, else headline,
        publisher and date.
        """
        if self.url or self.source_url:
            identity = [
                "url",
                self.url or "",
                "" if self.url else self.source_url or "",
            ]
        else:
            identity = [
                "text",
                self.headline,
                self.publisher or "",
                self.published or "",
            ]
        return content_key(self.locale.tag, *identity).hex()[:16]

    @property
    def version(self) -> bytes:
        """16 bytes that change when anything of the article does."""
        parts = [
            self.locale.tag,
            self.headline,
            self.publisher or "",
            self.published or "",
            self.url or "",
            self.source_url or "",
            self.source_headline or "",
            self.source_headline_status or "",
        ]
        for block in self.blocks:
            parts += (block.kind, block.text)
        if self.is_part:
            parts.append("part")
        return content_key(*parts)
