"""Paragraphs of a document: text with inline codes, and where each character is.

A paragraph is what a reader sees as one piece of text: a heading, a cell of a table, a
caption, the alternative text of a picture. Its inline codes are one U+FFFC each, as in
segments. Offsets are those of the part of the file, in bytes of UTF-8.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from tm.text.segment import CODE, Code

SourceSlice: TypeAlias = tuple[int, int]
"""Start and end of bytes that are copied from the part."""
MarkupPiece: TypeAlias = bytes | SourceSlice
TranslatedPiece: TypeAlias = str | int
"""A text, or the index of one of the paragraph's codes."""


@dataclass(slots=True)
class DocumentCode:
    """An inline code of a paragraph."""

    code: Code
    offset: int
    """Where it is in the text of the paragraph."""
    partner_index: int | None = None
    """Index of the code that closes or opens it."""
    is_closing: bool = False
    is_removable: bool = False
    """Whether a translation may lack it: formatting, for example."""

    @property
    def is_pair(self) -> bool:
        """Whether it opens or closes a pair."""
        return self.partner_index is not None


@dataclass(frozen=True, slots=True)
class ParagraphEdit:
    """New markup for a range of a part; slices in it may have edits of their own."""

    start: int
    end: int
    pieces: Sequence[MarkupPiece]


class ParagraphWriter(Protocol):
    """Makes the markup of a translation in the format of a document."""

    def write(
        self,
        paragraph: "DocumentParagraph",
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit] | None:
        """Replace a range of a paragraph's text; None if the file cannot hold it."""
        ...


@dataclass(slots=True)
class DocumentParagraph:
    """A paragraph with the offsets of its characters."""

    kind: str
    """What it is: `paragraph`, `heading`, `cell`, `attribute` …"""
    writer: ParagraphWriter
    text: str = ""
    codes: list[DocumentCode] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Start and end of each character of the text in the part."""
    part_index: int = 0
    line_number: int | None = None
    """Line, or number of a cue, for messages."""
    copies: list["DocumentParagraph"] = field(default_factory=list)
    """Paragraphs that must always have the same content as this one."""

    def list_codes_between(self, start: int, end: int) -> range:
        """List the indexes of the codes in a range of the text."""
        first_index, end_index = (
            bisect_left(self.codes, offset, key=lambda code: code.offset)
            for offset in (start, end)
        )
        return range(first_index, end_index)

    def find_code_at(self, offset: int) -> DocumentCode | None:
        """Find the code at an offset of the text; None where there is none."""
        indexes = self.list_codes_between(offset, offset + 1)
        return self.codes[indexes[0]] if indexes else None


class ParagraphBuilder:
    """Collects the texts and codes of a paragraph in order."""

    def __init__(
        self, kind: str, writer: ParagraphWriter, *, joins_space: bool = False
    ) -> None:
        """`joins_space`: white space of any length is one space, as in HTML."""
        self._paragraph = DocumentParagraph(kind, writer)
        self._joins_space = joins_space
        self._characters: list[str] = []
        self._open_indexes: list[int] = []
        self._next_code_id = 1

    @property
    def text_length(self) -> int:
        """The length of the text so far."""
        return len(self._characters)

    def add_text(self, text: str, start: int) -> None:
        """Add a text that is written as it is, from an offset."""
        for character in text:
            end = start + len(character.encode("utf-8", "surrogateescape"))
            self.add_character(character, start, end)
            start = end

    def add_character(self, character: str, start: int, end: int) -> None:
        """Add a character, whose markup may be longer, such as `&amp;`."""
        if self._joins_space and character in " \t\r\n\f":
            if self._characters and self._characters[-1] == " ":
                self._paragraph.ends[-1] = end
                return
            character = " "
        if character == CODE:
            index = self._add_code(Code("text", "", CODE), start, end)
            self._paragraph.codes[index].is_removable = True
            return
        self._characters.append(character)
        self._paragraph.starts.append(start)
        self._paragraph.ends.append(end)

    def add_space(self, start: int, end: int) -> None:
        """Add a space that is not joined with others."""
        self._characters.append(" ")
        self._paragraph.starts.append(start)
        self._paragraph.ends.append(end)

    def add_placeholder(
        self, data: str, start: int, end: int, *, is_removable: bool = False
    ) -> int:
        """Add a code that stands alone; return its index."""
        index = self._add_code(Code("ph", self._make_id(), data), start, end)
        self._paragraph.codes[index].is_removable = is_removable
        return index

    def open_code(
        self, data: str, start: int, end: int, *, is_removable: bool = False
    ) -> int:
        """Add the opening code of a pair; return its index."""
        index = self._add_code(Code("pc", self._make_id(), data), start, end)
        self._paragraph.codes[index].is_removable = is_removable
        self._open_indexes.append(index)
        return index

    def close_code(self, data: str, start: int, end: int) -> int:
        """Add the code that closes the last open pair; return its index."""
        opening_index = self._open_indexes.pop()
        opening_code = self._paragraph.codes[opening_index]
        index = self._add_code(Code("/pc", opening_code.code.id, data), start, end)
        closing_code = self._paragraph.codes[index]
        opening_code.partner_index, closing_code.partner_index = index, opening_index
        closing_code.is_closing = True
        closing_code.is_removable = opening_code.is_removable
        return index

    def build(self) -> DocumentParagraph:
        """Finish the paragraph; codes that nothing closes stand alone."""
        for index in self._open_indexes:
            document_code = self._paragraph.codes[index]
            code = document_code.code
            document_code.code = Code("ph", code.id, code.data)
            document_code.is_removable = False
        self._paragraph.text = "".join(self._characters)
        return self._paragraph

    def _add_code(self, code: Code, start: int, end: int) -> int:
        self._paragraph.codes.append(DocumentCode(code, len(self._characters)))
        self._characters.append(CODE)
        self._paragraph.starts.append(start)
        self._paragraph.ends.append(end)
        return len(self._paragraph.codes) - 1

    def _make_id(self) -> str:
        code_id = str(self._next_code_id)
        self._next_code_id += 1
        return code_id


def make_range_edit(
    paragraph: DocumentParagraph,
    start: int,
    end: int,
    pieces: Sequence[TranslatedPiece],
) -> ParagraphEdit:
    """Make the edit for a range of the text; codes keep their markup."""
    return ParagraphEdit(
        paragraph.starts[start],
        paragraph.ends[end - 1],
        make_markup_pieces(paragraph, pieces),
    )


def make_markup_pieces(
    paragraph: DocumentParagraph, pieces: Sequence[TranslatedPiece]
) -> list[MarkupPiece]:
    """Replace codes by their markup in the file; texts are encoded as they are."""
    markup_pieces: list[MarkupPiece] = []
    for piece in pieces:
        if isinstance(piece, str):
            markup_pieces.append(piece.encode())
        else:
            offset = paragraph.codes[piece].offset
            markup_pieces.append((paragraph.starts[offset], paragraph.ends[offset]))
    return markup_pieces
