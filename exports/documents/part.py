"""Parts of a document: a text in UTF-8 with the edits to make in it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from exports.documents.paragraph import (
    DocumentParagraph,
    MarkupPiece,
    ParagraphEdit,
)
from exports.io.editable_text import EditableText
from tm.errors import InvalidLocale
from tm.text.locale import Locale


@dataclass(slots=True)
class DocumentPart:
    """A text file, or a file in the archive of an office document."""

    name: str
    """Path in the archive; empty for a file that is no archive."""
    content: bytes
    """The text in UTF-8, without byte order mark."""
    text_encoding: EditableText | None = None
    """The encoding of the file; None for UTF-8 without byte order mark."""
    paragraphs: list[DocumentParagraph] = field(default_factory=list)
    escapes_characters: bool = False
    """Whether characters that the encoding lacks are written as references."""
    edits: list[ParagraphEdit] = field(default_factory=list)
    language_spans: list[tuple[int, int]] = field(default_factory=list)
    """Start and end of each value that names the language of a text: `vi`, `vi-VN`."""

    def rename_language(self, source_locale: Locale, target_locale: Locale) -> None:
        """Let what names the language of the originals name that of translations.

        A part without any translation stays as it is.
        """
        if not self.edits:
            return
        language_spans, self.language_spans = self.language_spans, []
        for start, end in language_spans:
            named_tag = self.content[start:end].decode("utf-8", "replace").strip()
            with suppress(InvalidLocale):
                if Locale.parse(named_tag).language == source_locale.language:
                    new_tag = target_locale.tag.encode()
                    self.edits.append(ParagraphEdit(start, end, (new_tag,)))

    def can_encode(self, text: str) -> bool:
        """Whether the file can hold all characters of a text."""
        if self.escapes_characters:
            return True
        return self.text_encoding is None or self.text_encoding.can_encode(text)

    def encode(self) -> bytes:
        """Make the bytes of the file with all edits."""
        new_content = apply_edits(self.content, self.edits)
        if self.text_encoding is None:
            return new_content
        return self.text_encoding.encode(new_content.decode("utf-8", "surrogateescape"))


def apply_edits(content: bytes, edits: Sequence[ParagraphEdit]) -> bytes:
    """Make the content with its edits.

    Edits of a paragraph do not overlap, but one paragraph may be inside of a code of
    another one, as in a text box; that code may be moved.
    """
    ordered_edits = sorted(edits, key=lambda edit: (edit.start, -edit.end))
    edited_chunks: list[bytes] = []
    _copy_edited(content, 0, len(content), ordered_edits, edited_chunks)
    return b"".join(edited_chunks)


def _copy_edited(
    content: bytes,
    start: int,
    end: int,
    edits: Sequence[ParagraphEdit],
    edited_chunks: list[bytes],
) -> None:
    """Copy a slice with the edits in it, which are ordered from the outermost."""
    edit_index = 0
    while edit_index < len(edits):
        edit = edits[edit_index]
        inner_edits = []
        edit_index += 1
        while edit_index < len(edits) and edits[edit_index].start < edit.end:
            inner_edits.append(edits[edit_index])
            edit_index += 1
        edited_chunks.append(content[start : edit.start])
        for piece in edit.pieces:
            _copy_piece(content, piece, inner_edits, edited_chunks)
        start = edit.end
    edited_chunks.append(content[start:end])


def _copy_piece(
    content: bytes,
    piece: MarkupPiece,
    inner_edits: Sequence[ParagraphEdit],
    chunks: list[bytes],
) -> None:
    if isinstance(piece, bytes):
        chunks.append(piece)
        return
    slice_start, slice_end = piece
    slice_edits = [
        edit
        for edit in inner_edits
        if slice_start <= edit.start and edit.end <= slice_end
    ]
    _copy_edited(content, slice_start, slice_end, slice_edits, chunks)
