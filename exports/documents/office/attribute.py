"""Attributes that are text for readers, such as the description of a picture."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.documents.paragraph import (
    DocumentParagraph,
    ParagraphBuilder,
    ParagraphEdit,
    TranslatedPiece,
    write_slices,
)
from exports.xml.escaping import escape_text, remove_forbidden_characters

_REFERENCE_PATTERN = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});?")


@dataclass(frozen=True, slots=True)
class AttributeWriter:
    """Writes translations of the values of attributes, in the quotes that they have."""

    is_xml: bool = True

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        escaped_pieces = [
            self._escape(piece) if isinstance(piece, str) else piece for piece in pieces
        ]
        edit = ParagraphEdit(
            paragraph.starts[start],
            paragraph.ends[end - 1],
            write_slices(paragraph, escaped_pieces),
        )
        return [edit]

    def _escape(self, text: str) -> str:
        text = escape_text(remove_forbidden_characters(text)[0])
        apostrophe = "&apos;" if self.is_xml else "&#39;"
        return text.replace('"', "&quot;").replace("'", apostrophe)


def read_attribute(
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


def add_escaped_text(
    builder: ParagraphBuilder, content: bytes, start: int, end: int
) -> None:
    """Add a text with references to characters, such as `&amp;`."""
    text = content[start:end].decode("utf-8", "surrogateescape")
    offset = start
    copied_end = 0
    for reference_match in _REFERENCE_PATTERN.finditer(text):
        character = html.unescape(reference_match[0])
        if len(character) != 1:
            continue
        literal_text = text[copied_end : reference_match.start()]
        builder.add_text(literal_text, offset)
        offset += len(literal_text.encode("utf-8", "surrogateescape"))
        reference_end = offset + len(reference_match[0].encode())
        builder.add_character(character, offset, reference_end)
        offset = reference_end
        copied_end = reference_match.end()
    builder.add_text(text[copied_end:], offset)
