"""Lines of a page, and what became of those that are not text."""

import re
from dataclasses import dataclass

from tm.articles.archive.article import BlockKind
from tm.text.normal import normalise_spaces

_DIRECTION_MARK_PATTERN = re.compile("[\u200e\u200f]")
_OUTER_CHARACTERS = (
    "".join(filter(str.isspace, map(chr, range(0x3001))))
    + "\u200b\u200e\u200f\u2060\ufeff"
)
"""White space and invisible characters, which are removed at both ends of a line."""

_EMPHASIS_PATTERN = re.compile(r"^(\*\*|__)(.+)\1$")
SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？][\"”’»')\]]*$")
"""Pattern of the end of a line that ends like a sentence."""
SPACED_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？]\s?[\"”’»')\]]*$")
"""The same, where a space may stand before the closing quotation mark."""
_MIN_TEXT_WORD_COUNT = 4
_MIN_PARAGRAPH_LENGTH = 60
_MIN_LONG_LINE_LENGTH = 200


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
            line_number,
            normalise_spaces(_DIRECTION_MARK_PATTERN.sub("", raw_text)),
            raw_text.strip(_OUTER_CHARACTERS),
            is_caption,
        )


def strip_emphasis(text: str) -> str:
    """Remove the marks of emphasis around a whole line: `**…**`."""
    emphasis_match = _EMPHASIS_PATTERN.match(text)
    return emphasis_match[2].strip() if emphasis_match else text


def is_text(line: PageLine) -> bool:
    """Whether a line is text: it ends like a sentence, or is long."""
    text = strip_emphasis(line.text)
    return len(text) > _MIN_LONG_LINE_LENGTH or (
        SENTENCE_END_PATTERN.search(text) is not None
        and len(text.split()) >= _MIN_TEXT_WORD_COUNT
    )


def is_paragraph(line: PageLine) -> bool:
    """Whether a line is text, and longer than a label."""
    return is_text(line) and len(line.text) >= _MIN_PARAGRAPH_LENGTH
