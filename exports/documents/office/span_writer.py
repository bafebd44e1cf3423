"""Writer of translations into the spans of a paragraph of OpenDocument.

Spans that show nothing have no code. Where a translation begins or ends inside of one,
it is closed or opened so that the elements stay inside each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.documents.office.xml_text import escape_office_text
from exports.documents.office.xml_tree import OfficeElement
from exports.documents.paragraph import (
    DocumentParagraph,
    MarkupPiece,
    ParagraphEdit,
    TranslatedPiece,
)

_SPACES_PATTERN = re.compile(" (  *)")


@dataclass(frozen=True, slots=True, eq=False)
class InlineTag:
    """A tag of an element around text."""

    element: OfficeElement
    start: int
    end: int
    code_index: int | None
    """Index of its code in the paragraph; None for one that shows nothing."""
    is_closing: bool = False


class SpanWriter:
    """Writes translations into one paragraph."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.tags: list[InlineTag] = []
        """The tags of the paragraph, in order."""

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        start_offset, end_offset = paragraph.starts[start], paragraph.ends[end - 1]
        open_elements = self._list_open_elements(start_offset)
        tag_by_code_index = {
            tag.code_index: tag for tag in self.tags if tag.code_index is not None
        }
        markup_pieces: list[MarkupPiece] = []
        for piece in pieces:
            if isinstance(piece, str):
                markup_pieces.append(_escape_span_text(piece))
                continue
            tag = tag_by_code_index.get(piece)
            if tag is None:
                offset = paragraph.codes[piece].offset
                markup_pieces.append((paragraph.starts[offset], paragraph.ends[offset]))
            elif not tag.is_closing:
                markup_pieces.append((tag.start, tag.end))
                open_elements.append(tag.element)
            else:
                while open_elements and open_elements[-1] is not tag.element:
                    markup_pieces.append(_format_end_tag(open_elements.pop()))
                if open_elements:
                    open_elements.pop()
                    markup_pieces.append((tag.start, tag.end))
        markup_pieces += _format_element_changes(
            open_elements, self._list_open_elements(end_offset)
        )
        return [ParagraphEdit(start_offset, end_offset, markup_pieces)]

    def _list_open_elements(self, offset: int) -> list[OfficeElement]:
        """List the elements that are open at an offset, from the outermost."""
        open_elements: list[OfficeElement] = []
        for tag in self.tags:
            if tag.end > offset:
                break
            if tag.is_closing:
                open_elements.pop()
            else:
                open_elements.append(tag.element)
        return open_elements


def _format_element_changes(
    open_elements: Sequence[OfficeElement], needed_elements: Sequence[OfficeElement]
) -> list[MarkupPiece]:
    """Close and open elements until the needed ones are open."""
    shared_element_count = 0
    for open_element, needed_element in zip(
        open_elements, needed_elements, strict=False
    ):
        if open_element is not needed_element:
            break
        shared_element_count += 1
    return [
        *(
            _format_end_tag(element)
            for element in reversed(open_elements[shared_element_count:])
        ),
        *(
            (element.start, element.inner_start)
            for element in needed_elements[shared_element_count:]
        ),
    ]


def _format_end_tag(element: OfficeElement) -> bytes:
    prefix = f"{element.prefix}:" if element.prefix else ""
    return f"</{prefix}{element.name}>".encode()


def _escape_span_text(text: str) -> bytes:
    """Escape a text; of several spaces, all but the first are elements."""
    return _SPACES_PATTERN.sub(
        lambda match: f' <text:s text:c="{len(match[1])}"/>', escape_office_text(text)
    ).encode()
