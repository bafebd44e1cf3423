"""Plain text as a document: each line is a paragraph."""

import re
from collections.abc import Sequence
from pathlib import Path

from exports.documents.document import DocumentContent
from exports.documents.paragraph import (
    DocumentParagraph,
    ParagraphBuilder,
    ParagraphEdit,
    TranslatedPiece,
    make_range_edit,
)
from exports.documents.text_file import TextFileContainer, read_text_part

LINE_PATTERN = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_LINE_END_PATTERN = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class PlainTextWriter:
    """Writes translations of lines."""

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`; a translation never breaks a line."""
        one_line_pieces = [
            _LINE_END_PATTERN.sub(" ", piece) if isinstance(piece, str) else piece
            for piece in pieces
        ]
        return [make_range_edit(paragraph, start, end, one_line_pieces)]


def read_plain_text(path: Path) -> DocumentContent:
    """Read a text file. Raises FormatError for a binary one."""
    part, remarks = read_text_part(path)
    writer = PlainTextWriter()
    for line_number, line_match in enumerate(LINE_PATTERN.finditer(part.content), 1):
        line = line_match[1].decode("utf-8", "surrogateescape")
        if not line.strip():
            continue
        builder = ParagraphBuilder("paragraph", writer)
        builder.add_text(line, line_match.start())
        paragraph = builder.build()
        paragraph.line_number = line_number
        part.paragraphs.append(paragraph)
    return DocumentContent([part], TextFileContainer(), remarks)
