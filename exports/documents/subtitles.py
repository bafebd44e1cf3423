"""Subtitles in SubRip's format, SRT: the lines of a cue are read as one text.

Numbers, times and empty lines stay. A translation gets as many lines as its original,
of about the same length.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import regex

from exports.documents.document import DocumentContent
from exports.documents.paragraph import (
    DocumentParagraph,
    MarkupPiece,
    ParagraphBuilder,
    ParagraphEdit,
    SourceSlice,
    TranslatedPiece,
    make_markup_pieces,
)
from exports.documents.plain_text import LINE_PATTERN
from exports.documents.text_file import TextFileContainer, read_text_part
from tm.errors import FormatError

_TIME_EXPRESSION = rb"-?\d+:\d{1,2}:\d{1,2}(?:[,.:]\d{1,4})?"
_TIMING_PATTERN = re.compile(
    rb"\s*" + _TIME_EXPRESSION + rb"\s*-->\s*" + _TIME_EXPRESSION
)
_CUE_NUMBER_PATTERN = re.compile(rb"\s*\d+\s*")
_CODE_PATTERN = re.compile(
    rb"<(?P<slash>/?)(?P<name>[biusBIUS]|font|FONT)(?:\s[^<>]{0,500})?>"
    rb"|\{\\[^{}]{0,500}\}"
)
_SPEAKER_PATTERN = re.compile("\\s*[-–—]\\s*")
_LINE_END_PATTERN = re.compile(rb"[\r\n]")
_SPACE_PATTERN = re.compile(r"\s+")
_UNFINISHED_SENTENCE_PATTERN = regex.compile(r"""[\p{L}\p{N},;:–—-]["”’»)]*\s*$""")
_MAX_LISTED_CUES = 5


@dataclass(slots=True)
class _Cue:
    """The number of a cue, and the byte ranges of its lines of text."""

    number: str
    line_number: int
    line_ranges: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SubtitleWriter:
    """Writes translations of cues, with as many lines as the originals have."""

    content: bytes

    def write(
        self,
        paragraph: DocumentParagraph,
        start: int,
        end: int,
        pieces: Sequence[TranslatedPiece],
    ) -> Sequence[ParagraphEdit]:
        """As `ParagraphWriter.write`."""
        line_end_offsets = [
            offset
            for offset in range(start, end)
            if paragraph.text[offset] == " "
            and _LINE_END_PATTERN.search(
                self.content, paragraph.starts[offset], paragraph.ends[offset]
            )
        ]
        joined_pieces: list[TranslatedPiece] = [
            _SPACE_PATTERN.sub(" ", piece) if isinstance(piece, str) else piece
            for piece in pieces
        ]
        markup_pieces = make_markup_pieces(
            paragraph, _mark_line_breaks(joined_pieces, len(line_end_offsets))
        )
        if line_end_offsets:
            line_end = (
                paragraph.starts[line_end_offsets[0]],
                paragraph.ends[line_end_offsets[0]],
            )
            markup_pieces = [
                new_piece
                for markup_piece in markup_pieces
                for new_piece in _split_at_breaks(markup_piece, line_end)
            ]
        return [
            ParagraphEdit(
                paragraph.starts[start], paragraph.ends[end - 1], markup_pieces
            )
        ]


def read_subtitles(path: Path) -> DocumentContent:
    """Read an SRT file. Raises FormatError for one without a cue."""
    part, remarks = read_text_part(path)
    cues = _list_cues(part.content)
    if not cues:
        reason = "no subtitle: no line has times, as 00:00:01,000 --> 00:00:02,000"
        raise FormatError(reason, path=str(path))
    writer = SubtitleWriter(part.content)
    for cue in cues:
        part.paragraphs += _read_paragraphs(part.content, cue, writer)
    remarks += _describe_continued_cues(part.content, cues)
    return DocumentContent([part], TextFileContainer(), remarks)


def _list_cues(content: bytes) -> list[_Cue]:
    """List the cues: times, followed by lines until an empty one."""
    cues: list[_Cue] = []
    previous_line = b""
    is_in_cue = False
    for line_number, line_match in enumerate(LINE_PATTERN.finditer(content), 1):
        line = line_match[1]
        if _TIMING_PATTERN.match(line):
            if cues and is_in_cue and _CUE_NUMBER_PATTERN.fullmatch(previous_line):
                cues[-1].line_ranges.pop()  # a cue without an empty line before it
            has_number = _CUE_NUMBER_PATTERN.fullmatch(previous_line)
            number = previous_line.strip().decode() if has_number else ""
            cues.append(_Cue(number or str(len(cues) + 1), line_number))
            is_in_cue = True
        elif not line.strip():
            is_in_cue = False
        elif is_in_cue:
            cues[-1].line_ranges.append(line_match.span(1))
        previous_line = line
    return cues


def _read_paragraphs(
    content: bytes, cue: _Cue, writer: SubtitleWriter
) -> Iterator[DocumentParagraph]:
    """Read the texts of a cue: one, or one for each speaker."""
    builder: ParagraphBuilder | None = None
    open_tag_names: list[str] = []
    previous_end = 0
    for start, end in cue.line_ranges:
        line = content[start:end].decode("utf-8", "surrogateescape")
        speaker_match = _SPEAKER_PATTERN.match(line)
        text_start = len(line) - len(line.lstrip())
        if builder is not None and speaker_match is not None:
            yield _finish_paragraph(builder, cue)
            builder = None
        if speaker_match is not None:
            text_start = speaker_match.end()
        start += _count_bytes(line[:text_start])
        end = max(start, end - _count_bytes(line[len(line.rstrip()) :]))
        if builder is None:
            builder, open_tag_names = ParagraphBuilder("cue", writer), []
        else:
            builder.add_character(" ", previous_end, start)
        _add_line(builder, content, start, end, open_tag_names)
        previous_end = end
    if builder is not None:
        yield _finish_paragraph(builder, cue)


def _finish_paragraph(builder: ParagraphBuilder, cue: _Cue) -> DocumentParagraph:
    paragraph = builder.build()
    paragraph.line_number = cue.line_number + 1
    return paragraph


def _add_line(
    builder: ParagraphBuilder,
    content: bytes,
    start: int,
    end: int,
    open_tag_names: list[str],
) -> None:
    """Add the text and codes of a line; `open_tag_names` are of tags that are open."""
    for code_match in _CODE_PATTERN.finditer(content, start, end):
        code_start, code_end = code_match.span()
        _add_text(builder, content, start, code_start)
        data = code_match[0].decode("utf-8", "replace")
        tag_name = (code_match["name"] or b"").decode().lower()
        if tag_name and not code_match["slash"]:
            builder.open_code(data, code_start, code_end, is_removable=True)
            open_tag_names.append(tag_name)
        elif tag_name and open_tag_names and open_tag_names[-1] == tag_name:
            builder.close_code(data, code_start, code_end)
            open_tag_names.pop()
        else:
            builder.add_placeholder(data, code_start, code_end)
        start = code_end
    _add_text(builder, content, start, end)


def _add_text(builder: ParagraphBuilder, content: bytes, start: int, end: int) -> None:
    builder.add_text(content[start:end].decode("utf-8", "surrogateescape"), start)


def _count_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def _mark_line_breaks(
    pieces: Sequence[TranslatedPiece], break_count: int
) -> list[TranslatedPiece]:
    """Replace spaces by line feeds so that lines have about the same length."""
    texts = [piece if isinstance(piece, str) else "" for piece in pieces]
    joined_text = "".join(texts)
    space_offsets = [
        offset for offset, character in enumerate(joined_text) if character == " "
    ]
    chosen_offsets: set[int] = set()
    for break_number in range(1, break_count + 1):
        ideal_offset = len(joined_text) * break_number // (break_count + 1)
        index = bisect_left(space_offsets, ideal_offset)
        nearest_offsets = space_offsets[max(0, index - 1) : index + 1]
        if nearest_offsets:
            chosen_offsets.add(
                min(nearest_offsets, key=lambda offset: abs(offset - ideal_offset))
            )
    marked_text = "".join(
        "\n" if offset in chosen_offsets else character
        for offset, character in enumerate(joined_text)
    )
    marked_pieces: list[TranslatedPiece] = []
    position = 0
    for piece, text in zip(pieces, texts, strict=True):
        marked_pieces.append(
            marked_text[position : position + len(text)]
            if isinstance(piece, str)
            else piece
        )
        position += len(text)
    return marked_pieces


def _split_at_breaks(
    markup_piece: MarkupPiece, line_end: SourceSlice
) -> Iterator[MarkupPiece]:
    """Replace the line feeds of a text by the line end of the file."""
    if not isinstance(markup_piece, bytes):
        yield markup_piece
        return
    for index, line in enumerate(markup_piece.split(b"\n")):
        if index:
            yield line_end
        yield line


def _describe_continued_cues(content: bytes, cues: Sequence[_Cue]) -> list[str]:
    """Name the cues whose sentence goes on in the next one."""
    texts = [
        " ".join(
            _CODE_PATTERN.sub(b"", content[start:end]).decode("utf-8", "replace")
            for start, end in cue.line_ranges
        ).strip()
        for cue in cues
    ]
    cue_pair_names = [
        f"{cue.number}–{next_cue.number}"
        for cue, next_cue, text, next_text in zip(
            cues, cues[1:], texts, texts[1:], strict=False
        )
        if _UNFINISHED_SENTENCE_PATTERN.search(text) and next_text[:1].islower()
    ]
    if not cue_pair_names:
        return []
    listed_names = ", ".join(cue_pair_names[:_MAX_LISTED_CUES])
    if len(cue_pair_names) > _MAX_LISTED_CUES:
        listed_names += " …"
    return [
        f"sentences that go on in the next subtitle: {len(cue_pair_names)}; each part "
        f"is looked up by itself: {listed_names}"
    ]
