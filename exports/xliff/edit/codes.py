"""Fitting of translations to the inline elements that a file has.

A code of a translation becomes the element that stands for it in the file, as it is
written there, so that nothing new has to be declared or explained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.xliff.inline.content import (
    CLOSING_ELEMENTS,
    PLAIN_TEXT_CODE,
    CodePart,
    ReadingScheme,
    iterate_texts_and_codes,
)
from exports.xml.document import Element, parse_fragment
from exports.xml.editable_xml import EditableXml, ElementSpan
from exports.xml.escaping import escape_text, remove_forbidden_characters
from tm.text.segment import CODE, Code, Segment


@dataclass(frozen=True, slots=True)
class RawCode:
    """A code and its markup in the file."""

    code: Code
    markup: str


def read_raw_codes(
    element: Element,
    scheme: ReadingScheme,
    span_by_element_id: Mapping[int, ElementSpan],
    xml_text: EditableXml,
) -> list[RawCode]:
    """Read the codes in an element, with their markup."""
    codes = []
    for text_or_code in iterate_texts_and_codes(element, scheme):
        if isinstance(text_or_code, str):
            codes += [RawCode(PLAIN_TEXT_CODE, CODE)] * text_or_code.count(CODE)
            continue
        if text_or_code.part is CodePart.TEXT:
            codes.append(
                RawCode(text_or_code.code, escape_text(text_or_code.code.data))
            )
            continue
        span = span_by_element_id[id(text_or_code.element)]
        start_tag = xml_text.read_start_tag(span)
        if text_or_code.part is CodePart.WHOLE:
            markup = xml_text.text[span.start : span.end]
        elif text_or_code.part is CodePart.BEGIN:
            markup = open_empty_tag(start_tag)
        elif span.is_empty_tag:
            markup = f"</{read_qualified_name(start_tag)}>"
        else:
            markup = xml_text.text[span.inner_end : span.end]
        codes.append(RawCode(text_or_code.code, markup))
    return codes


def read_qualified_name(start_tag: str) -> str:
    """Read the name in a start tag, with the prefix that the file has.

    >>> read_qualified_name("<xlf:source xml:space='default'>")
    'xlf:source'
    """
    return start_tag[1:].split("/")[0].split(">")[0].split()[0]


def open_empty_tag(start_or_empty_tag: str) -> str:
    """Turn the tag of an empty element into a start tag.

    >>> open_empty_tag("<target />"), open_empty_tag("<target>")
    ('<target>', '<target>')
    """
    return (
        start_or_empty_tag[:-2].rstrip() + ">"
        if start_or_empty_tag.endswith("/>")
        else start_or_empty_tag
    )


def fit_codes(segment: Segment, file_codes: Sequence[RawCode]) -> str | None:
    """Make a segment's markup with a file's codes; None if they do not fit."""
    indexes = choose_code_indexes(
        segment.codes, [file_code.code for file_code in file_codes]
    )
    if indexes is None:
        return None
    markups = [CODE if index is None else file_codes[index].markup for index in indexes]
    return place_codes(segment.text, markups)


def place_codes(text: str, code_markups: Sequence[str]) -> str | None:
    """Make a text's markup from that of its codes; None if it is not XML."""
    texts_between_codes = remove_forbidden_characters(escape_text(text))[0].split(CODE)
    if len(texts_between_codes) != len(code_markups) + 1:
        return None
    markups = [texts_between_codes[0]]
    for code_markup, following_text in zip(
        code_markups, texts_between_codes[1:], strict=True
    ):
        markups += (code_markup, following_text)
    markup = "".join(markups)
    return markup if not code_markups or parse_fragment(markup) is not None else None


def choose_code_indexes(
    needed_codes: Sequence[Code], file_codes: Sequence[Code]
) -> list[int | None] | None:
    """Choose a code of the file for each needed code, by its index.

    None if they do not fit; a U+FFFC of plain text needs no code of the file.
    """
    remaining_indexes = list(range(len(file_codes)))
    chosen_indexes: list[int | None] = []
    for code in needed_codes:
        equal_indexes = [
            index for index in remaining_indexes if file_codes[index] == code
        ]
        similar_indexes = [
            index
            for index in remaining_indexes
            if _is_similar_code(file_codes[index], code)
        ]
        if equal_indexes or similar_indexes:
            chosen_index = (equal_indexes or similar_indexes)[0]
            remaining_indexes.remove(chosen_index)
            chosen_indexes.append(chosen_index)
        elif code == PLAIN_TEXT_CODE:
            chosen_indexes.append(None)
    if len(chosen_indexes) == len(needed_codes):
        return chosen_indexes
    if list(map(is_closing_code, file_codes)) == list(
        map(is_closing_code, needed_codes)
    ):
        return list(range(len(file_codes)))
    return None


def _is_similar_code(code: Code, other_code: Code) -> bool:
    """Whether codes of different tools stand for the same native code.

    So do those of the same element of which one was read without its native code.
    """
    if code.data and other_code.data:
        return code.data == other_code.data and is_closing_code(
            code
        ) == is_closing_code(other_code)
    return (code.kind, code.id) == (other_code.kind, other_code.id)


def is_closing_code(code: Code) -> bool:
    """Whether a code closes a pair."""
    element_name = code.kind.split(" ")[0]
    return element_name.startswith("/") or element_name in CLOSING_ELEMENTS
