"""Lines of a page, and what became of those that are not text."""

from dataclasses import dataclass

from tm.articles.archive.article import BlockKind
from tm.text.normal import normalise_spaces


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page that is not blank."""

    line_number: int
    """Line number, from 1."""
    text: str
    """Text with normalised white space, for recognising the line."""
    raw_text: str
    """Text as written, for the blocks of the article."""
    is_caption: bool = False
    """Whether a label of the content system says that it is a caption."""
    kind: BlockKind | None = None
    """The kind of its block, if a mark of Markdown tells it."""

    @classmethod
    def of(
        cls, line_number: int, raw_text: str, *, is_caption: bool = False
    ) -> "PageLine":
        """Make a line of a text with any white space.

        >>> PageLine.of(3, "  Dua  kata ").text
        'Dua kata'
        """
        return cls(
            line_number, normalise_spaces(raw_text), raw_text.strip(), is_caption
        )
