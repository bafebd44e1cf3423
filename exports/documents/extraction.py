"""Extraction of a document's sentences into XLIFF 2.1.

A unit is a paragraph, with a segment for each sentence; the document is the skeleton.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from exports.documents.document import Document
from exports.documents.segmentation import DocumentSegment
from exports.documents.skeleton import DocumentSkeleton
from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.inline.content import CodedText
from exports.xliff.unit_segments import IgnorableText, make_segmentation_properties
from exports.xliff.v2.writer import VERSION_MARKUP
from exports.xliff.writer import write_units
from tm.text.locale import Locale
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

SEGMENT_PROPERTY = "xliff:segment"


def make_unit_id(paragraph_index: int) -> str:
    """Make the id of the unit of a paragraph.

    >>> make_unit_id(0)
    'p1'
    """
    return f"p{paragraph_index + 1}"


def make_segment_id(part_index: int) -> str:
    """Make the id of a segment in its unit.

    >>> make_segment_id(0)
    's1'
    """
    return f"s{part_index + 1}"


def write_extracted_document(
    document: Document,
    document_name: str,
    skeleton: DocumentSkeleton,
    target_locale: Locale,
    file: BinaryIO,
) -> WriteResult:
    """Write the sentences of a document as XLIFF 2.1 with the document in it."""

    def format_document_start(
        original_name: str,
        file_number: int,
        source_locale: Locale,
        target_locale: Locale,
    ) -> str:
        markup = VERSION_MARKUP.format_document_start(
            original_name, file_number, source_locale, target_locale
        )
        if file_number > 1:
            return markup
        skeleton_markup, meta_markup = skeleton.format_markup()
        start_tag, separator, remaining_markup = markup.partition(">\n")
        remaining_markup = remaining_markup.replace(
            "</mda:metaGroup>", f"{meta_markup}</mda:metaGroup>", 1
        )
        return f"{start_tag}{separator}{skeleton_markup}{remaining_markup}"

    return write_units(
        _make_units(document, document_name),
        file,
        WriteOptions(document.source_locale, target_locale, document.source_locale),
        replace(VERSION_MARKUP, format_document_start=format_document_start),
    )


def _make_units(document: Document, document_name: str) -> Iterator[TranslationUnit]:
    """Make a unit of the memory for each sentence, with what is around it."""
    segments = document.document_segments
    segment_keys = [segment.source.key for segment in segments]
    start = 0
    while start < len(segments):
        paragraph_index = segments[start].paragraph_index
        end = start
        while end < len(segments) and segments[end].paragraph_index == paragraph_index:
            end += 1
        for index in range(start, end):
            yield TranslationUnit(
                segments[index].source,
                None,
                State.INITIAL,
                Origin(
                    article=document_name,
                    position=index,
                    kind=document.paragraphs[paragraph_index].kind,
                    tuid=make_unit_id(paragraph_index),
                ),
                (
                    segment_keys[index - 1] if index else None,
                    segment_keys[index + 1] if index + 1 < len(segment_keys) else None,
                ),
                properties=(
                    Property(SEGMENT_PROPERTY, make_segment_id(index - start)),
                    *make_segmentation_properties(
                        index - start + 1,
                        end - start,
                        _list_texts_before(
                            document, segments[start:end], index - start
                        ),
                        _list_texts_after(document, segments[start:end], index - start),
                    ),
                ),
            )
        start = end


def _list_texts_before(
    document: Document, segments: Sequence[DocumentSegment], index: int
) -> list[IgnorableText]:
    """List the text between a sentence and the one before it in its paragraph."""
    start = segments[index - 1].end if index else 0
    return _list_ignorable_texts(
        document, segments[index], start, segments[index].start
    )


def _list_texts_after(
    document: Document, segments: Sequence[DocumentSegment], index: int
) -> list[IgnorableText]:
    """List the text after the last sentence of a paragraph."""
    if index + 1 < len(segments):
        return []
    paragraph = document.paragraphs[segments[index].paragraph_index]
    return _list_ignorable_texts(
        document, segments[index], segments[index].end, len(paragraph.text)
    )


def _list_ignorable_texts(
    document: Document, segment: DocumentSegment, start: int, end: int
) -> list[IgnorableText]:
    if start == end:
        return []
    paragraph = document.paragraphs[segment.paragraph_index]
    codes = tuple(
        paragraph.codes[index].code
        for index in paragraph.list_codes_between(start, end)
    )
    return [IgnorableText(CodedText(paragraph.text[start:end], codes))]
