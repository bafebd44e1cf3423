"""Attributes that are text for readers, such as the description of a picture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.documents.markup.html_writer import add_escaped_text
from exports.documents.paragraph import (
    DocumentParagraph,
    ParagraphBuilder,
    ParagraphEdit,
    TranslatedPiece,
    make_range_edit,
)
from exports.xml.escaping import escape_text, remove_forbidden_characters


@dataclass(frozen=True, slots=True)
class AttributeWriter:
    """Writes translations of the values of attributes, in the quotes that they have."""

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        escaped_pieces = [
            _escape(piece) if isinstance(piece, str) else piece for piece in pieces
        ]
        return [make_range_edit(paragraph, start, end, escaped_pieces)]


def read_attribute_paragraph(
    content: bytes, tag_start: int, tag_end: int, name: str
) -> DocumentParagraph | None:
    """Read an attribute of a tag of XML as a paragraph; None without its text."""
    value_match = re.compile(
        rb"""\s(?:[\w.-]+:)?%s\s*=\s*(?:"([^"]*)"|'([^']*)')"""
        % re.escape(name.encode())
    ).search(content, tag_start, tag_end)
    if value_match is None:
        return None
    group_index = 1 if value_match[1] is not None else 2
    builder = ParagraphBuilder("attribute", AttributeWriter(), joins_space=True)
    add_escaped_text(builder, content, *value_match.span(group_index))
    return builder.build()


def _escape(text: str) -> str:
    text = escape_text(remove_forbidden_characters(text)[0])
    return text.replace('"', "&quot;").replace("'", "&apos;")
