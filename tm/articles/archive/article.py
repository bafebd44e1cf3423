"""News articles as values: headline, metadata and blocks in reading order."""

from dataclasses import dataclass, field
from enum import StrEnum

from tm.text.locale import Locale
from tm.text.segment import compute_content_key
from tm.unit import HeadlineStatus


class BlockKind(StrEnum):
    """The kind of a block of a page."""

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
    """Text as on the page, with its white space."""
    line_number: int | None = None
    """Line of the page on which the block starts, from 1."""


RESIDUE_REASON = "residue"
ADVERTISEMENT_REASON = "advertisement"


class Certainty(StrEnum):
    """How certain it is that a line of a page is not text of the article."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    """The line is kept."""


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """A line of the page that is not part of the article, or part of a line.

    A line that only may not be part of it is listed, too, but kept.
    """

    line_number: int
    text: str
    reason: str
    """Why it was dropped, such as `menu` or `caption`."""
    certainty: Certainty = Certainty.CERTAIN

    @property
    def is_residue(self) -> bool:
        """Whether a content system or machine translation left it in the text."""
        return self.reason in (RESIDUE_REASON, ADVERTISEMENT_REASON)

    @property
    def is_kept(self) -> bool:
        """Whether the line is in the article all the same."""
        return self.certainty is Certainty.UNCERTAIN


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article."""

    locale: Locale
    headline: str
    """Empty if the page shows none."""
    lead: str | None
    publisher: str | None
    published: str | None
    """ISO 8601 date, or date and time with offset."""
    url: str | None
    """Address of the page itself."""
    source_url: str | None
    """Address of the original that the page is a translation of."""
    source_headline: str | None
    source_headline_status: HeadlineStatus | None
    blocks: tuple[ArticleBlock, ...]
    """All blocks in reading order, headline and lead included."""
    is_partial: bool = False
    """Whether it was restored from the origins of units, so may lack blocks."""
    author: str | None = None
    """Who wrote it: one name, or several with commas."""
    place: str | None = None
    """The place that its dateline names."""
    stored_key: str | None = field(default=None, compare=False)
    """The key in the database, of an article that was read from it."""

    @property
    def key(self) -> str:
        """16 hexadecimal digits that stay the same when the text is corrected.

        That in the database, or else from the locale and the page's URL, else the
        original's URL, else headline, publisher and date; without a headline the
        first block counts.
        """
        if self.stored_key:
            return self.stored_key
        if self.url or self.source_url:
            identifying_values = [
                "url",
                self.url or "",
                "" if self.url else self.source_url or "",
            ]
        else:
            identifying_values = [
                "text",
                self.headline or (self.blocks[0].text if self.blocks else ""),
                self.publisher or "",
                self.published or "",
            ]
        return compute_content_key(self.locale.tag, *identifying_values).hex()[:16]

    @property
    def version(self) -> bytes:
        """16 bytes of a hash over all contents of the article."""
        hashed_values = [
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
            hashed_values += (block.kind, block.text)
        if self.is_partial:
            hashed_values.append("part")
        # Only if known: versions stored before authors and places were keep their hash.
        if self.author or self.place:
            hashed_values += ("author and place", self.author or "", self.place or "")
        return compute_content_key(*hashed_values)
