"""Documents: their parts and sentences, and translations put into them.

A document is an `EditableFile` whose segments all lack a translation: what is filled
in replaces the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from exports.documents.code_fitting import (
    FittedTranslation,
    fit_translation,
    is_well_nested,
)
from exports.documents.paragraph import (
    DocumentParagraph,
    ParagraphEdit,
    TranslatedPiece,
)
from exports.documents.part import DocumentPart
from exports.documents.segmentation import (
    DocumentSegment,
    has_storable_text,
    list_segments,
)
from exports.editable_file import EditableSegment, Filling
from exports.format import ReadOptions
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.language_id import identify_language
from tm.text.locale import Locale

_UNTRANSLATED_MARKS = ("⟦", "⟧")
"""Marks around a sentence that a person must translate or review."""


@dataclass(slots=True)
class DocumentContent:
    """What a reader finds in a file."""

    parts: list[DocumentPart]
    container: "DocumentContainer"
    remarks: list[str] = field(default_factory=list)
    skipped: list[SkippedEntry] = field(default_factory=list)


class DocumentContainer(Protocol):
    """The file around the parts."""

    def write(self, parts: Sequence[DocumentPart], file: BinaryIO) -> None:
        """Write the file with the edits of its parts."""
        ...


class ReadDocument(Protocol):
    """Reads a file. Raises FormatError for one that is damaged or harmful."""

    def __call__(self, path: Path) -> DocumentContent: ...


class Document:
    """A document in one language, translated in place."""

    has_codes = True

    def __init__(
        self, path: Path, options: ReadOptions, read_document: ReadDocument
    ) -> None:
        """Read a document. Raises FormatError, or InputError without a language."""
        content = read_document(path)
        source_locale = options.source or _identify_document_language(content.parts)
        if source_locale is None:
            raise FormatError(
                "the language of the document cannot be told; name it",
                path=str(path),
                parameters=["source"],
            )
        self.source_locale: Locale = source_locale
        self.target_locale = options.target
        self.parts = content.parts
        self.remarks: Sequence[str] = content.remarks
        self.skipped = content.skipped
        self._container = content.container
        self.marks_unfinished = False
        """Whether sentences that a person must translate or review are marked."""
        self._translated_segment_indexes: set[int] = set()
        self.paragraphs: list[DocumentParagraph] = []
        self.document_segments: list[DocumentSegment] = []
        for part_index, part in enumerate(self.parts):
            for paragraph in part.paragraphs:
                paragraph.part_index = part_index
                self._add_paragraph(paragraph, str(path))

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """As `EditableFile.segments`: all lack a translation."""
        return [
            EditableSegment(segment.source, is_untranslated=True)
            for segment in self.document_segments
        ]

    def fill(self, segment_index: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`; None if the file lacks letters of the translation."""
        segment = self.document_segments[segment_index]
        fitted_translation = fit_translation(
            filling.target, self.paragraphs[segment.paragraph_index], segment
        )
        is_sure = filling.is_sure and fitted_translation.is_exact
        if self.marks_unfinished and not is_sure:
            marked_translation = FittedTranslation(
                (
                    _UNTRANSLATED_MARKS[0],
                    *fitted_translation.pieces,
                    _UNTRANSLATED_MARKS[1],
                ),
                False,
            )
            if self.put_translation(segment_index, marked_translation):
                return False
        return (
            is_sure if self.put_translation(segment_index, fitted_translation) else None
        )

    def put_translation(
        self, segment_index: int, translation: FittedTranslation
    ) -> bool:
        """Replace a segment by its translation; return whether the file can hold it."""
        segment = self.document_segments[segment_index]
        paragraph = self.paragraphs[segment.paragraph_index]
        assert is_well_nested(paragraph, segment, translation.pieces)
        if translation.pieces == split_source(paragraph, segment):
            self._translated_segment_indexes.add(segment_index)
            return True
        part = self.parts[paragraph.part_index]
        if not part.can_encode(
            "".join(piece for piece in translation.pieces if isinstance(piece, str))
        ):
            return False
        edits: list[ParagraphEdit] = []
        for equal_paragraph in (paragraph, *paragraph.copies):
            paragraph_edits = equal_paragraph.writer.write(
                equal_paragraph, segment.start, segment.end, translation.pieces
            )
            if paragraph_edits is None:
                return False
            edits += paragraph_edits
        part.edits += edits
        self._translated_segment_indexes.add(segment_index)
        return True

    def read_texts(self, segment_index: int) -> None:
        """As `EditableFile.read_texts`: a document has no translations."""

    def correct(self, segment_index: int, new_text: str) -> bool:
        """As `EditableFile.correct`, which needs a translation."""
        return False

    def write(self, file: BinaryIO) -> None:
        """Write the document with its translations."""
        if self.marks_unfinished:
            self._mark_untranslated_segments()
        if self.target_locale is not None:
            for part in self.parts:
                part.rename_language(self.source_locale, self.target_locale)
        self._container.write(self.parts, file)

    def _mark_untranslated_segments(self) -> None:
        """Mark the sentences that have no translation, where the file can hold it."""
        for segment_index, segment in enumerate(self.document_segments):
            if segment_index not in self._translated_segment_indexes:
                source_pieces = split_source(
                    self.paragraphs[segment.paragraph_index], segment
                )
                self.put_translation(
                    segment_index,
                    FittedTranslation(
                        (
                            _UNTRANSLATED_MARKS[0],
                            *source_pieces,
                            _UNTRANSLATED_MARKS[1],
                        ),
                        False,
                    ),
                )

    def _add_paragraph(self, paragraph: DocumentParagraph, path: str) -> None:
        if not has_storable_text(paragraph):
            reason = "text that is not in the encoding of the file"
            self.skipped.append(SkippedEntry(path, paragraph.line_number, reason))
            return
        paragraph_index = len(self.paragraphs)
        self.paragraphs.append(paragraph)
        self.document_segments += list_segments(
            paragraph, paragraph_index, self.source_locale
        )


def _identify_document_language(parts: Sequence[DocumentPart]) -> Locale | None:
    """Identify the language of the texts; None where it is not sure."""
    texts = (paragraph.text for part in parts for paragraph in part.paragraphs)
    return identify_language("\n".join(texts))


def split_source(
    paragraph: DocumentParagraph, segment: DocumentSegment
) -> tuple[TranslatedPiece, ...]:
    """Split the text of a segment at its codes."""
    pieces: list[TranslatedPiece] = []
    start = segment.start
    for index in segment.code_indexes:
        offset = paragraph.codes[index].offset
        if start < offset:
            pieces.append(paragraph.text[start:offset])
        pieces.append(index)
        start = offset + 1
    if start < segment.end:
        pieces.append(paragraph.text[start : segment.end])
    return tuple(pieces)
