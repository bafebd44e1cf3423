"""Writer of translations into Markdown: what would be markup is escaped."""

import re
from collections.abc import Sequence

from exports.documents.paragraph import (
    DocumentParagraph,
    MarkupPiece,
    ParagraphEdit,
    TranslatedPiece,
)
from exports.documents.part import DocumentPart

_LINE_END_PATTERN = re.compile("[ \t]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")
_MARKUP_CHARACTER_PATTERN = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|\Z)
    |(?<!\s)\*|\*(?!\s|\Z)|(?<![^\W_])_|_(?![^\W_])
    |`|~(?=~)|(?<=~)~
    |<(?=[A-Za-z/!?])""",
    re.VERBOSE,
)
_BRACKET_PATTERN = re.compile(r"[\[\]]")
_CHARACTER_REFERENCE_PATTERN = re.compile(r"&(?=#?\w{1,32};)")
_BLOCK_MARKER_PATTERN = re.compile(
    r"(?P<mark>[>]|\#{1,6}(?=\s|\Z)|[-+*](?=\s|\Z)|[-=]+(?=\s*\Z)|(?<=\d)[.)](?=\s|\Z))"
)
_LIST_NUMBER_PATTERN = re.compile(r"\d{1,9}(?=[.)](?:\s|\Z))")
_LINE_BREAK_DATA = "<br/>"


def normalise_label(label: bytes) -> bytes:
    """Normalise the label of a link, for comparing.

    >>> normalise_label(b"[A  Label]")
    b'[a label]'
    """
    return b" ".join(label.decode("utf-8", "replace").casefold().encode().split())


class MarkdownWriter:
    """Writes translations into one paragraph."""

    def __init__(self, part: DocumentPart, start: int, is_cell: bool) -> None:
        """`start`: where the paragraph begins. `is_cell`: whether it is in a table."""
        self._part = part
        self._start = start
        self._is_cell = is_cell
        self.emphasis_code_indexes: set[int] = set()
        """Codes that must stand next to text, without a space."""
        self.markup_by_code_index: dict[int, bytes] = {}
        """Markup of codes that differs from that of the file, in a new text."""

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        start_offset, end_offset = paragraph.starts[start], paragraph.ends[end - 1]
        begins_line = self._begins_line(start_offset)
        has_brackets = any(
            paragraph.text[offset] in "[]"
            and paragraph.ends[offset] == paragraph.starts[offset] + 1
            for offset in range(start, end)
        )
        markup_pieces: list[MarkupPiece] = []
        for piece in self._move_spaces(pieces, paragraph):
            if isinstance(piece, str):
                text = self._escape(piece, begins_line)
                if not has_brackets:
                    text = _BRACKET_PATTERN.sub(lambda match: "\\" + match[0], text)
                markup_pieces.append(text.encode())
                begins_line = False
                continue
            code = paragraph.codes[piece]
            markup = self.markup_by_code_index.get(piece)
            markup_pieces.append(
                (paragraph.starts[code.offset], paragraph.ends[code.offset])
                if markup is None
                else markup
            )
            begins_line = code.code.data == _LINE_BREAK_DATA
        return [ParagraphEdit(start_offset, end_offset, markup_pieces)]

    def _begins_line(self, offset: int) -> bool:
        """Whether a text stands at the beginning of a line, or of its block."""
        content = self._part.content
        line_start = max(content.rfind(b"\n", 0, offset) + 1, self._start)
        return not content[line_start:offset].strip(b" \t>")

    def _escape(self, text: str, begins_line: bool) -> str:
        """Escape what would be markup."""
        text = _LINE_END_PATTERN.sub(" ", text)
        text = _MARKUP_CHARACTER_PATTERN.sub(lambda match: "\\" + match[0], text)
        text = _CHARACTER_REFERENCE_PATTERN.sub("&amp;", text)
        if self._is_cell:
            text = text.replace("|", "\\|")
        if begins_line:
            number_match = _LIST_NUMBER_PATTERN.match(text)
            mark_offset = number_match.end() if number_match else 0
            if _BLOCK_MARKER_PATTERN.match(text, mark_offset):
                text = f"{text[:mark_offset]}\\{text[mark_offset:]}"
        return text

    def _move_spaces(
        self, pieces: Sequence[TranslatedPiece], paragraph: DocumentParagraph
    ) -> list[TranslatedPiece]:
        """Move spaces out of emphasis, which would be no emphasis with them."""
        moved_pieces: list[TranslatedPiece] = list(pieces)
        for index, piece in enumerate(moved_pieces):
            if isinstance(piece, str) or piece not in self.emphasis_code_indexes:
                continue
            is_closing = paragraph.codes[piece].is_closing
            inner_index, outer_index = (
                (index - 1, index + 1) if is_closing else (index + 1, index - 1)
            )
            if not 0 <= inner_index < len(moved_pieces):
                continue
            inner_piece = moved_pieces[inner_index]
            if not isinstance(inner_piece, str) or not inner_piece.strip():
                continue
            stripped_piece = (
                inner_piece.rstrip() if is_closing else inner_piece.lstrip()
            )
            if stripped_piece == inner_piece:
                continue
            moved_pieces[inner_index] = stripped_piece
            outer_piece = (
                moved_pieces[outer_index]
                if 0 <= outer_index < len(moved_pieces)
                else ""
            )
            if isinstance(outer_piece, str) and outer_piece:
                moved_pieces[outer_index] = (
                    " " + outer_piece.lstrip()
                    if is_closing
                    else outer_piece.rstrip() + " "
                )
        return moved_pieces
