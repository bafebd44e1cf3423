"""Segments of a document: the sentences of its paragraphs.

Codes at the ends of a sentence are left outside of it, in their places, unless they
open or close a pair that is partly inside. Text without letters is no segment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from exports.documents.paragraph import DocumentCode, DocumentParagraph
from tm.align.sentences import split_into_sentences
from tm.errors import InvalidText
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment, require_storable_text

_LETTER_PATTERN = regex.compile(r"\p{L}")
_CODE_WITH_SPACE_PATTERN = re.compile(r"^<(?:br|tab|cr)\b[^<>]*>$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentSegment:
    """A sentence of a paragraph, and its range in the paragraph's text."""

    paragraph_index: int
    start: int
    end: int
    source: Segment
    code_indexes: tuple[int, ...]
    """The codes of the paragraph that are in the segment."""


def list_segments(
    paragraph: DocumentParagraph, paragraph_index: int, locale: Locale
) -> Iterator[DocumentSegment]:
    """List the segments of a paragraph, in order.

    Raises InvalidText for text that cannot be stored.
    """
    if not _LETTER_PATTERN.search(paragraph.text):
        return
    plain_text, offsets = remove_codes(paragraph)
    previous_end = 0
    for span in split_into_sentences(plain_text, locale):
        if not _LETTER_PATTERN.search(span.of(plain_text)):
            continue
        start, end = _extend_to_adjacent_codes(
            paragraph,
            offsets[span.start],
            offsets[span.end - 1] + 1,
            previous_end,
        )
        previous_end = end
        code_indexes = tuple(paragraph.list_codes_between(start, end))
        text = nfc(paragraph.text[start:end])
        require_storable_text(text)
        yield DocumentSegment(
            paragraph_index,
            start,
            end,
            Segment(
                locale,
                text,
                tuple(paragraph.codes[index].code for index in code_indexes),
            ),
            code_indexes,
        )


def has_storable_text(paragraph: DocumentParagraph) -> bool:
    """Whether the text of a paragraph can be stored in a memory."""
    try:
        require_storable_text(paragraph.text)
    except InvalidText:
        return False
    return True


def remove_codes(paragraph: DocumentParagraph) -> tuple[str, list[int]]:
    """Remove the codes of a text; return the old offset of each character, too.

    A line break or a tab becomes a space.
    """
    if not paragraph.codes:
        return paragraph.text, list(range(len(paragraph.text)))
    space_offsets = {
        document_code.offset
        for document_code in paragraph.codes
        if _stands_for_space(document_code.code)
    }
    offsets = [
        offset
        for offset, character in enumerate(paragraph.text)
        if character != CODE or offset in space_offsets
    ]
    characters = [
        " " if paragraph.text[offset] == CODE else paragraph.text[offset]
        for offset in offsets
    ]
    return "".join(characters), offsets


def _stands_for_space(code: Code) -> bool:
    return _CODE_WITH_SPACE_PATTERN.match(code.data) is not None


def _extend_to_adjacent_codes(
    paragraph: DocumentParagraph, start: int, end: int, min_start: int
) -> tuple[int, int]:
    """Extend a range by codes next to it whose partners are inside."""
    if not paragraph.codes:
        return start, end

    def has_partner_inside(code: DocumentCode) -> bool:
        return (
            code.partner_index is not None
            and start <= paragraph.codes[code.partner_index].offset < end
        )

    is_extended = True
    while is_extended:
        is_extended = False
        offset = end
        while (code := paragraph.find_code_at(offset)) is not None:
            if has_partner_inside(code):
                end, is_extended = offset + 1, True
            offset += 1
        offset = start - 1
        while (
            offset >= min_start and (code := paragraph.find_code_at(offset)) is not None
        ):
            if has_partner_inside(code):
                start, is_extended = offset, True
            offset -= 1
    return start, end
