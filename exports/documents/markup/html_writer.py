"""Writer of translations into HTML, and reader of its references to characters."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from exports.documents.paragraph import (
    DocumentParagraph,
    ParagraphBuilder,
    ParagraphEdit,
    TranslatedPiece,
    make_range_edit,
)
from exports.documents.part import DocumentPart

_CHARACTER_REFERENCE_PATTERN = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});?"
)
_FORBIDDEN_CHARACTER_PATTERN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
_INVALID_CHARACTER = "\ufffd"
"""What a reference to no character means, such as `&#xD840;`."""
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class HtmlWriter:
    """Writes translations of texts and attributes."""

    part: DocumentPart

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        is_attribute = paragraph.kind == "attribute"
        escaped_pieces = [
            self.escape(piece, is_attribute=is_attribute)
            if isinstance(piece, str)
            else piece
            for piece in pieces
        ]
        return [make_range_edit(paragraph, start, end, escaped_pieces)]

    def escape(self, text: str, *, is_attribute: bool = False) -> str:
        """Escape a text, and letters that the encoding of the file lacks."""
        text = html.escape(
            _FORBIDDEN_CHARACTER_PATTERN.sub("", text), quote=is_attribute
        )
        if _NO_BREAK_SPACE in text and b"&nbsp;" in self.part.content:
            text = text.replace(_NO_BREAK_SPACE, "&nbsp;")
        if self.part.text_encoding is None or self.part.text_encoding.can_encode(text):
            return text
        encoding = self.part.text_encoding.encoding
        return text.encode(encoding, "xmlcharrefreplace").decode(encoding)


def add_escaped_text(
    builder: ParagraphBuilder, content: bytes, start: int, end: int
) -> None:
    """Add a text with references to characters, such as `&amp;`."""
    text = content[start:end].decode("utf-8", "surrogateescape")
    offset = start
    copied_end = 0
    for reference_match in _CHARACTER_REFERENCE_PATTERN.finditer(text):
        character = html.unescape(reference_match[0])
        if len(character) != 1:
            continue
        literal_text = text[copied_end : reference_match.start()]
        builder.add_text(literal_text, offset)
        offset += len(literal_text.encode("utf-8", "surrogateescape"))
        reference_end = offset + len(reference_match[0].encode())
        if character == _INVALID_CHARACTER:
            builder.add_placeholder(reference_match[0], offset, reference_end)
        else:
            builder.add_character(character, offset, reference_end)
        offset = reference_end
        copied_end = reference_match.end()
    builder.add_text(text[copied_end:], offset)
