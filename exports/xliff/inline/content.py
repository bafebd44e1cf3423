"""Content of `<source>` and `<target>`: text with inline elements, as segments.

An inline element is a code whose kind is the element's name with its attributes, but
for the id and what refers to other elements: `ph equiv="name"`. An element around
text is two codes, such as `g` and `/g`. A code's data is the native code: the
element's content, its part of `originalData`, or what it is shown as.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exports.xliff.element_names import (
    INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION,
    InlineElementType,
    InlineShape,
    MajorVersion,
)
from exports.xml.document import Element
from exports.xml.escaping import escape_text, quote_attribute
from tm.errors import InvalidText
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import CODE, Code, Segment, require_storable_text

SEGMENT_CODE = Code("seg", "", "")
"""Placeholder of a segment of 1.2 among the texts around it."""
PLAIN_TEXT_CODE = Code("text", "", CODE)
"""The code of a U+FFFC that stood in plain text."""
NESTED_SUFFIX = "+sub"
"""Suffix of the name in the kind of a code whose data is markup."""
CLOSING_ELEMENTS = frozenset(("ec", "em", "ex", "ept"))
_ADDED_MARK_TYPE, _DELETED_MARK_TYPE = "x-sdl-added", "x-sdl-deleted"
_MARK_TYPES_WITHOUT_CODE = ("seg", _ADDED_MARK_TYPE)
"""Types of `<mrk>` that are no codes: segments, and insertions tracked by Trados."""
_BRACE_PATTERN = re.compile(
    r"\{(?P<open>[0-9]{1,9}|[A-Za-z^_]{1,3})>"
    r"|<(?P<close>[0-9]{1,9}|[A-Za-z^_]{1,3})\}"
    r"|\{(?P<alone>[0-9]{1,9})\}"
)
_INDENTED_LINE_BREAK_PATTERN = re.compile(r"[ \t]*\r?\n[ \t]+")


@dataclass(frozen=True, slots=True)
class CodedText:
    """A text that is no segment, with a code for each U+FFFC in it."""

    text: str
    codes: tuple[Code, ...] = ()


class CodePart(StrEnum):
    """Which part of an element a code is."""

    WHOLE = "whole"
    BEGIN = "begin"
    END = "end"
    TEXT = "text"
    """Text that represents a code without an element."""


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """An inline code at its position in a text."""

    code: Code
    element: Element
    part: CodePart

    @property
    def id_in_file(self) -> str:
        """The id of the code in the file, with a slash if it closes a pair."""
        attributes = self.element.attributes
        is_closing = self.part is CodePart.END or self.element.name in CLOSING_ELEMENTS
        attribute_names = (
            ("startRef", "rid", "id", "mid") if is_closing else ("id", "rid", "mid")
        )
        code_id = next(
            (attributes[name] for name in attribute_names if name in attributes), ""
        )
        return f"/{code_id}" if is_closing else code_id


CodeById = Mapping[str, Code]
"""Original codes of those that a file has as other elements, by their ids."""


@dataclass(frozen=True, slots=True)
class ReadingScheme:
    """How to read inline elements."""

    major_version: MajorVersion
    """Of XLIFF: 1 or 2, whose inline elements differ."""
    native_code_by_data_id: Mapping[str, str] = field(default_factory=dict)
    """The `originalData` of the unit."""
    original_code_by_id: CodeById = field(default_factory=dict)
    preserves_space: bool = True
    """Whether line breaks with indentation are text: `xml:space`."""
    native_code_pair_by_id: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """In files of Trados, native codes of elements by their id: of begin and end."""
    brace_ids: frozenset[str] | None = None
    """In files of Phrase, the ids of codes that stand in braces: `{1>bold<1}, {2}`."""
    reads_segments_as_codes: bool = False
    """Whether a segment of 1.2 is one code, `SEGMENT_CODE`, in place of what it holds.
    """


def read_segment(
    locale: Locale, element: Element | None, scheme: ReadingScheme
) -> Segment:
    """Read the segment that an element holds, its ends trimmed."""
    coded_text = (
        join_texts_and_codes(iterate_texts_and_codes(element, scheme))
        if element is not None
        else CodedText("")
    )
    text = coded_text.text
    if not scheme.preserves_space:
        text = _INDENTED_LINE_BREAK_PATTERN.sub(" ", text)
    return Segment(locale, nfc(text).strip(), coded_text.codes)


def join_texts_and_codes(texts_and_codes: Iterable[str | ParsedCode]) -> CodedText:
    """Join texts and codes into one coded text."""
    texts: list[str] = []
    codes: list[Code] = []
    for text_or_code in texts_and_codes:
        if isinstance(text_or_code, str):
            texts.append(text_or_code)
            codes.extend([PLAIN_TEXT_CODE] * text_or_code.count(CODE))
        else:
            texts.append(CODE)
            codes.append(text_or_code.code)
    return CodedText("".join(texts), tuple(codes))


def iterate_texts_and_codes(
    element: Element, scheme: ReadingScheme
) -> Iterator[str | ParsedCode]:
    """Iterate over the texts and codes in an element, in order."""
    if scheme.brace_ids is not None and _has_no_elements(element):
        yield from _iterate_brace_texts_and_codes(element, scheme.brace_ids)
        return
    for child in element.content:
        if isinstance(child, str):
            yield child
        elif child.name == "cp":
            yield _read_character(child)
        elif scheme.reads_segments_as_codes and is_segment(child):
            yield ParsedCode(SEGMENT_CODE, child, CodePart.WHOLE)
        elif (
            child.name == "mrk"
            and child.attributes.get("mtype") in _MARK_TYPES_WITHOUT_CODE
        ):
            yield from iterate_texts_and_codes(child, scheme)
        elif not is_deletion(child):
            yield from _iterate_codes_of_element(child, scheme)


def _has_no_elements(element: Element) -> bool:
    return all(isinstance(child, str) for child in element.content)


def _iterate_brace_texts_and_codes(
    element: Element, code_ids: frozenset[str]
) -> Iterator[str | ParsedCode]:
    """Iterate over the texts and codes of a text of Phrase.

    Ids of letters, such as `b` for bold, are explained nowhere: they count in pairs.
    """
    text, copied_end = element.text, 0
    for brace_match in _BRACE_PATTERN.finditer(text):
        code_id = brace_match["open"] or brace_match["close"] or brace_match["alone"]
        is_pair = f"{{{code_id}>" in text and f"<{code_id}}}" in text
        if code_id not in code_ids and (code_id.isdigit() or not is_pair):
            continue
        element_name = (
            "bpt" if brace_match["open"] else "ept" if brace_match["close"] else "ph"
        )
        yield text[copied_end : brace_match.start()]
        code_element = Element(
            element_name, {"id": code_id}, element.line_number, [brace_match[0]]
        )
        yield ParsedCode(
            Code(element_name, code_id, brace_match[0]), code_element, CodePart.TEXT
        )
        copied_end = brace_match.end()
    yield text[copied_end:]


def is_segment(element: Element) -> bool:
    """Whether an element of 1.2 is a segment of its text."""
    return element.name == "mrk" and element.attributes.get("mtype") == "seg"


def is_deletion(element: Element) -> bool:
    """Whether a tracked change of Trados deletes what is in an element."""
    return (
        element.name == "mrk" and element.attributes.get("mtype") == _DELETED_MARK_TYPE
    )


def count_deletions(element: Element | None) -> int:
    """Count the deletions by tracked changes in an element."""
    deletion_count = 0
    for child in element.content if element is not None else ():
        if isinstance(child, Element):
            deletion_count += 1 if is_deletion(child) else count_deletions(child)
    return deletion_count


def has_tracked_changes(element: Element | None) -> bool:
    """Whether an element has tracked changes of Trados."""
    return element is not None and any(
        (
            child.name == "mrk"
            and child.attributes.get("mtype") in (_ADDED_MARK_TYPE, _DELETED_MARK_TYPE)
        )
        or has_tracked_changes(child)
        for child in element.content
        if isinstance(child, Element)
    )


def read_original_data(unit: Element) -> dict[str, str]:
    """Read the `originalData` of a unit, by id."""
    native_code_by_data_id = {}
    for original_data_element in unit.find_children("originalData"):
        for data_element in original_data_element.find_children("data"):
            native_code_by_data_id[data_element.attributes.get("id", "")] = (
                _read_text_with_characters(data_element)
            )
    return native_code_by_data_id


def format_content(element: Element) -> str:
    """Make the markup of the content of an element."""
    markups = []
    for child in element.content:
        if isinstance(child, str):
            markups.append(escape_text(child))
            continue
        attribute_markup = "".join(
            f" {attribute_name}={quote_attribute(attribute_value)}"
            for attribute_name, attribute_value in child.attributes.items()
        )
        markups.append(
            f"<{child.name}{attribute_markup}>{format_content(child)}</{child.name}>"
        )
    return "".join(markups)


def dump_codes(code_by_id: CodeById) -> str:
    """Dump original codes as JSON in characters that XML can hold."""
    fields_by_id = {
        key: [code.kind, code.id, code.data] for key, code in code_by_id.items()
    }
    codes_json = json.dumps(fields_by_id, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", codes_json)


def load_codes(text: str | None) -> dict[str, Code]:
    """Load codes from JSON. Raises ValueError if the text is not valid."""
    if not text:
        return {}
    fields_by_id = json.loads(text)
    if not isinstance(fields_by_id, dict):
        raise ValueError("codes are not a JSON object")
    code_by_id = {}
    for key, code_fields in fields_by_id.items():
        if not isinstance(code_fields, list) or len(code_fields) != 3:
            raise ValueError(f"code {key!r} is not a kind, an id and a text")
        if not all(isinstance(field_text, str) for field_text in code_fields):
            raise ValueError(f"code {key!r} is not made of texts")
        for field_text in code_fields:
            require_storable_text(field_text)
        code_by_id[key] = Code(*code_fields)
    return code_by_id


def _iterate_codes_of_element(
    element: Element, scheme: ReadingScheme
) -> Iterator[str | ParsedCode]:
    """Iterate over the codes of an inline element, and the texts inside."""
    element_type = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[scheme.major_version].get(
        element.name
    ) or InlineElementType(
        InlineShape.SPAN if element.content else InlineShape.EMPTY, ("id",)
    )
    id_attribute = element_type.find_id_attribute(element.attributes)
    id = element.attributes.get(id_attribute, "") if id_attribute else ""
    is_nested = element_type.shape is InlineShape.CONTENT and any(
        isinstance(child, Element) for child in element.content
    )
    kind = (
        element.name
        + (NESTED_SUFFIX if is_nested else "")
        + _format_kind_attributes(element, element_type)
    )
    native_code = _read_native_code(element, element_type, scheme, 0)
    if element_type.shape is InlineShape.SPAN:
        yield _parse_code(Code(kind, id, native_code), element, CodePart.BEGIN, scheme)
        yield from iterate_texts_and_codes(element, scheme)
        closing_native_code = _read_native_code(element, element_type, scheme, 1)
        closing_code = Code(f"/{element.name}", id, closing_native_code)
        yield _parse_code(closing_code, element, CodePart.END, scheme)
        return
    if element_type.shape is InlineShape.CONTENT:
        native_code = format_content(element) if is_nested else element.text
    yield _parse_code(Code(kind, id, native_code), element, CodePart.WHOLE, scheme)


def _parse_code(
    code: Code, element: Element, part: CodePart, scheme: ReadingScheme
) -> ParsedCode:
    """Parse the code of an element: the original one, if the file has it as another."""
    parsed_code = ParsedCode(code, element, part)
    original_code = scheme.original_code_by_id.get(parsed_code.id_in_file)
    if original_code is None:
        return parsed_code
    return ParsedCode(original_code, element, part)


def _format_kind_attributes(element: Element, element_type: InlineElementType) -> str:
    """Make the attributes in the kind of an element's code."""
    attributes = element.attributes
    id_attribute = element_type.find_id_attribute(attributes)
    remaining_names = [
        name
        for name in element_type.attribute_names
        if name in attributes and name != id_attribute
    ]
    skipped_names = {
        *element_type.attribute_names,
        *element_type.data_attribute_names,
        id_attribute,
    }
    remaining_names += sorted(name for name in attributes if name not in skipped_names)
    return "".join(
        f" {name}={quote_attribute(attributes[name])}" for name in remaining_names
    )


def _read_native_code(
    element: Element,
    element_type: InlineElementType,
    scheme: ReadingScheme,
    end_index: int,
) -> str:
    """Read the native code of an empty element, or of a span's begin or end."""
    attributes = element.attributes
    if end_index < len(element_type.data_attribute_names):
        data_id = attributes.get(element_type.data_attribute_names[end_index])
        if data_id is not None and data_id in scheme.native_code_by_data_id:
            return scheme.native_code_by_data_id[data_id]
    shown_text = (
        attributes.get(element_type.shown_attribute_names[end_index])
        if end_index < len(element_type.shown_attribute_names)
        else None
    )
    return (
        shown_text
        or scheme.native_code_pair_by_id.get(attributes.get("id", ""), ("", ""))[
            end_index
        ]
    )


def _read_text_with_characters(element: Element) -> str:
    """Read the text of an element, with characters for its `<cp>`."""
    texts = []
    for child in element.content:
        if isinstance(child, str):
            texts.append(child)
        elif child.name == "cp" and isinstance(
            character := _read_character(child), str
        ):
            texts.append(character)
    return "".join(texts)


def _read_character(element: Element) -> str | ParsedCode:
    """Read the character of a `<cp>`, or a code if no text can hold it."""
    hex_digits = element.attributes.get("hex", "")
    try:
        character = chr(int(hex_digits, 16))
        require_storable_text(character)
    except (ValueError, OverflowError, InvalidText):
        return ParsedCode(
            Code(f"cp hex={quote_attribute(hex_digits)}", "", ""),
            element,
            CodePart.WHOLE,
        )
    return character
