"""Fitting of translations to the inline codes that a sentence of a document has.

A translation from a memory may have other codes, or none. What the document needs is
never lost: a footnote or a link that the translation lacks stands at the end.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from exports.documents.code_placement import place_codes_by_words
from exports.documents.paragraph import DocumentParagraph, TranslatedPiece
from exports.documents.segmentation import DocumentSegment
from exports.xliff.edit.codes import choose_code_indexes, is_closing_code
from tm.text.segment import CODE, Code, Segment

_DROPPED_CODE_INDEX = -1
"""In place of the index of a code that is left out."""


@dataclass(frozen=True, slots=True)
class FittedTranslation:
    """A translation with the codes of a paragraph."""

    pieces: tuple[TranslatedPiece, ...]
    is_exact: bool
    """Whether the translation has all codes of its source, and no others."""


def fit_translation(
    target: Segment, paragraph: DocumentParagraph, segment: DocumentSegment
) -> FittedTranslation:
    """Give a translation the codes of the sentence that it replaces."""
    file_codes = [paragraph.codes[index].code for index in segment.code_indexes]
    chosen_indexes = choose_code_indexes(target.codes, file_codes)
    if chosen_indexes is not None:
        code_indexes = [
            None if index is None else segment.code_indexes[index]
            for index in chosen_indexes
        ]
        has_all_codes = sorted(
            index for index in code_indexes if index is not None
        ) == list(segment.code_indexes)
        pieces = _join_pieces(target.text, code_indexes)
        if has_all_codes and is_well_nested(paragraph, segment, pieces):
            return FittedTranslation(pieces, True)
    return FittedTranslation(_add_needed_codes(target, paragraph, segment), False)


def place_translated_codes(
    target: Segment, paragraph: DocumentParagraph, segment: DocumentSegment
) -> FittedTranslation:
    """Find the codes of a translation by their ids, as an exchange file has them."""
    index_by_key = {
        (file_code.code.id, file_code.is_closing): index
        for index in segment.code_indexes
        if (file_code := paragraph.codes[index]).code.id
    }
    code_indexes: list[int | None] = []
    is_exact = True
    for code in target.codes:
        index = index_by_key.pop((code.id, is_closing_code(code)), None)
        is_exact &= index is not None or code.kind == "text"
        code_indexes.append(
            index if index is not None else _choose_index_of_missing_code(code)
        )
    is_exact &= not index_by_key
    pieces = _join_pieces(target.text, code_indexes)
    if is_exact and is_well_nested(paragraph, segment, pieces):
        return FittedTranslation(pieces, True)
    return FittedTranslation(
        _add_needed_codes(target, paragraph, segment, code_indexes), False
    )


def is_well_nested(
    paragraph: DocumentParagraph,
    segment: DocumentSegment,
    pieces: Iterable[TranslatedPiece],
) -> bool:
    """Whether pairs of codes do not cross each other, nor what is around them."""
    outer_code_indexes = _list_outer_code_indexes(paragraph, segment)
    open_indexes: list[int] = []
    seen_outer_code_indexes = []
    for piece in pieces:
        if isinstance(piece, str):
            continue
        if piece in outer_code_indexes:
            if open_indexes:
                return False
            seen_outer_code_indexes.append(piece)
        elif paragraph.codes[piece].is_closing:
            if not open_indexes or open_indexes.pop() != (
                paragraph.codes[piece].partner_index
            ):
                return False
        elif paragraph.codes[piece].is_pair:
            open_indexes.append(piece)
    return not open_indexes and seen_outer_code_indexes == outer_code_indexes


def _choose_index_of_missing_code(code: Code) -> int | None:
    """Choose what stands for a code that the paragraph lacks: nothing, or its text."""
    return None if code.kind == "text" else _DROPPED_CODE_INDEX


def _join_pieces(
    text: str, code_indexes: Sequence[int | None]
) -> tuple[TranslatedPiece, ...]:
    """Join texts and codes in order; None is a U+FFFC of the text."""
    pieces: list[TranslatedPiece] = []
    texts_between = text.split(CODE)
    for index, text_between in zip(
        (_DROPPED_CODE_INDEX, *code_indexes), texts_between, strict=True
    ):
        if index is None:
            text_between = CODE + text_between
        elif index != _DROPPED_CODE_INDEX:
            pieces.append(index)
        if text_between and pieces and isinstance(pieces[-1], str):
            pieces[-1] += text_between
        elif text_between:
            pieces.append(text_between)
    return tuple(pieces)


def _list_outer_code_indexes(
    paragraph: DocumentParagraph, segment: DocumentSegment
) -> list[int]:
    """List the codes of pairs that are only partly in a segment."""
    indexes_inside = frozenset(segment.code_indexes)
    return [
        index
        for index in segment.code_indexes
        if (partner_index := paragraph.codes[index].partner_index) is not None
        and partner_index not in indexes_inside
    ]


def _add_needed_codes(
    target: Segment,
    paragraph: DocumentParagraph,
    segment: DocumentSegment,
    code_indexes: Sequence[int | None] | None = None,
) -> tuple[TranslatedPiece, ...]:
    """Place the codes that must not be lost around the text of a translation.

    Codes of the translation that the document has keep their places, as far as they
    stand alone; others are left out.
    """
    if CODE not in target.text:
        pieces = _place_codes_by_shared_words(target.text, paragraph, segment)
        if pieces is not None:
            return pieces
    if code_indexes is None:
        code_indexes = _match_placeholders(target, paragraph, segment)
    code_indexes = [
        index
        if index is None or (index >= 0 and not paragraph.codes[index].is_pair)
        else _DROPPED_CODE_INDEX
        for index in code_indexes
    ]
    return _surround_with_codes(
        _join_pieces(target.text, code_indexes), {*code_indexes}, paragraph, segment
    )


def _place_codes_by_shared_words(
    text: str, paragraph: DocumentParagraph, segment: DocumentSegment
) -> tuple[TranslatedPiece, ...] | None:
    """Place codes by words that both texts share; None if pairs would cross."""
    placed_pieces, placed_indexes = place_codes_by_words(text, paragraph, segment)
    pieces = _surround_with_codes(placed_pieces, placed_indexes, paragraph, segment)
    return pieces if is_well_nested(paragraph, segment, pieces) else None


def _surround_with_codes(
    pieces: tuple[TranslatedPiece, ...],
    placed_indexes: Collection[int | None],
    paragraph: DocumentParagraph,
    segment: DocumentSegment,
) -> tuple[TranslatedPiece, ...]:
    """Put the codes that must not be lost around a translation."""
    outer_code_indexes = _list_outer_code_indexes(paragraph, segment)
    needed_indexes = [
        index
        for index in segment.code_indexes
        if index not in placed_indexes
        and index not in outer_code_indexes
        and not paragraph.codes[index].is_removable
    ]
    opening_indexes = [
        index
        for index in needed_indexes
        if paragraph.codes[index].is_pair and not paragraph.codes[index].is_closing
    ]
    return (
        *(index for index in outer_code_indexes if paragraph.codes[index].is_closing),
        *opening_indexes[:1],
        *pieces,
        *(index for index in needed_indexes if index not in opening_indexes[:1]),
        *(
            index
            for index in outer_code_indexes
            if not paragraph.codes[index].is_closing
        ),
    )


def _match_placeholders(
    target: Segment, paragraph: DocumentParagraph, segment: DocumentSegment
) -> list[int | None]:
    """Find the document's code for each code of a translation that stands alone."""
    remaining_indexes = [
        index for index in segment.code_indexes if not paragraph.codes[index].is_pair
    ]
    code_indexes: list[int | None] = []
    for code in target.codes:
        matching_index = next(
            (
                index
                for index in remaining_indexes
                if paragraph.codes[index].code.data == code.data
            ),
            _choose_index_of_missing_code(code),
        )
        if matching_index in remaining_indexes:
            remaining_indexes.remove(matching_index)
        code_indexes.append(matching_index)
    return code_indexes
