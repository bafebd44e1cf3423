"""Placing codes in a translation that has none, by words that are in both texts.

Names, numbers and addresses are often the same in a translation: what is bold, or a
link, or has a note in the source is then found in the translation, too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from exports.documents.paragraph import DocumentParagraph, TranslatedPiece
from exports.documents.segmentation import DocumentSegment
from tm.text.segment import CODE

_LAST_WORD_PATTERN = regex.compile(r"[\p{L}\p{M}\p{N}]+[\p{P}]*\Z")


@dataclass(frozen=True, slots=True, order=True)
class _CodeInsertion:
    """A code and where it stands in a translation."""

    offset: int
    is_opening: bool
    """Of codes at one offset, those that close come first."""
    rank_at_offset: int
    """Its place among the codes at one offset that all open, or all close."""
    code_index: int


def place_codes_by_words(
    text: str, paragraph: DocumentParagraph, segment: DocumentSegment
) -> tuple[tuple[TranslatedPiece, ...], frozenset[int]]:
    """Place codes of a sentence in the text of its translation.

    Returns the pieces, and the codes that were placed: pairs whose text occurs once in
    the translation as whole words, and codes after such a word.
    """
    insertions: list[_CodeInsertion] = []
    for index in segment.code_indexes:
        code = paragraph.codes[index]
        if code.is_closing or code.code.kind == "text":
            continue
        if code.partner_index is None:
            offset = _find_word_end(text, paragraph.text[segment.start : code.offset])
            if offset is not None:
                insertions.append(_CodeInsertion(offset, False, index, index))
        elif code.partner_index in segment.code_indexes:
            closing_offset = paragraph.codes[code.partner_index].offset
            inner_text = paragraph.text[code.offset + 1 : closing_offset]
            start = _find_words(text, inner_text.replace(CODE, "").strip())
            if start is not None:
                end = start + len(inner_text.replace(CODE, "").strip())
                insertions += [
                    _CodeInsertion(start, True, index, index),
                    _CodeInsertion(end, False, -index, code.partner_index),
                ]
    pieces: list[TranslatedPiece] = []
    copied_end = 0
    for insertion in sorted(insertions):
        if copied_end < insertion.offset:
            pieces.append(text[copied_end : insertion.offset])
        pieces.append(insertion.code_index)
        copied_end = insertion.offset
    if copied_end < len(text):
        pieces.append(text[copied_end:])
    return tuple(pieces), frozenset(insertion.code_index for insertion in insertions)


def _find_word_end(text: str, text_before: str) -> int | None:
    """Find the end of the word before a code; None unless it occurs once."""
    word_match = _LAST_WORD_PATTERN.search(text_before.replace(CODE, ""))
    if word_match is None:
        return None
    start = _find_words(text, word_match[0])
    return None if start is None else start + len(word_match[0])


def _find_words(text: str, phrase: str) -> int | None:
    """Find whole words in a text; None unless they occur once."""
    if not phrase:
        return None
    offsets = _list_occurrences(text, phrase)
    return offsets[0] if len(offsets) == 1 else None


def _list_occurrences(text: str, phrase: str) -> Sequence[int]:
    pattern = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")
    return [match.start() for match in pattern.finditer(text)]
