"""Choice of the inline element for each code of a segment in a new file.

A code of the same XLIFF is written as the element it was, if that is valid where it
stands. Any other code becomes a plain placeholder, or one of a pair of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from exports.xliff.element_names import (
    INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION,
    InlineShape,
    MajorVersion,
    is_writable_attribute,
)
from exports.xliff.inline.content import NESTED_SUFFIX, PLAIN_TEXT_CODE, format_content
from exports.xliff.inline.ids import InlineIds
from exports.xml.document import Element, parse_fragment
from tm.text.segment import Code

_ATTRIBUTE_PATTERN = re.compile(
    # A value as `quoted` writes it.
    r' ([\w:.-]+)="((?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*)"'
)
_CODE_KIND_PATTERN = re.compile(
    rf"([\w:.-]+)(\+sub)?((?:{_ATTRIBUTE_PATTERN.pattern})*)"
)
_CLOSING_BY_OPENING = {
    "bpt": "ept",
    "bx": "ex",
    "sc": "ec",
    "sm": "em",
    "g": "/g",
    "pc": "/pc",
    "mrk": "/mrk",
    "hi": "/hi",
}
_ISOLATED_ATTRIBUTE_MARKUP = ' isolated="yes"'
_OPENING_BY_CLOSING = {
    closing: opening for opening, closing in _CLOSING_BY_OPENING.items()
}
_PAIR_ELEMENT_NAMES_BY_MAJOR_VERSION = {
    MajorVersion.ONE: ("bpt", "ept"),
    MajorVersion.TWO: ("sc", "ec"),
}
_SUB_ATTRIBUTES = ("datatype", "ctype", "xid")


@dataclass(frozen=True, slots=True)
class CodeElement:
    """The element that stands for a code."""

    name: str
    """Name of the element; with a slash for the end of an element around text."""
    id: str
    attributes: tuple[tuple[str, str], ...] = ()
    has_markup_data: bool = False
    """Whether the code's data is the element's content as it stands."""
    closing_code: Code | None = None
    """Of an element around text: the code that is its end."""


def plan_codes(
    major_version: MajorVersion,
    codes_of_texts: Sequence[Sequence[Code]],
    element_numbers_of_texts: Sequence[int],
    inline_ids: InlineIds,
) -> list[list[CodeElement]]:
    """Plan the element for each code of one side, text by text.

    A pair may begin in one text of a unit and end in another; but an element around
    text begins and ends in texts of one element.
    `element_numbers_of_texts`: the number of the element that each text is in.
    """
    codes = list(chain.from_iterable(codes_of_texts))
    code_element_numbers = [
        element_number
        for element_number, codes_of_text in zip(
            element_numbers_of_texts, codes_of_texts, strict=True
        )
        for _ in codes_of_text
    ]
    partner_indexes = _find_partner_indexes(codes, code_element_numbers)
    span_opening_indexes = _find_span_opening_indexes(
        codes, partner_indexes, code_element_numbers, major_version
    )
    code_elements: list[CodeElement | None] = [None] * len(codes)
    for code_index, code in enumerate(codes):
        partner_index = partner_indexes[code_index]
        if code == PLAIN_TEXT_CODE or (
            partner_index is not None and partner_index < code_index
        ):
            continue  # an end is made with its beginning
        if partner_index is None:
            code_elements[code_index] = _make_placeholder(
                major_version, code, inline_ids
            )
            continue
        opening_and_closing = (code, codes[partner_index])
        code_elements[code_index], code_elements[partner_index] = (
            _make_paired_elements(major_version, *opening_and_closing, inline_ids)
            if code_index in span_opening_indexes
            else None
        ) or _make_pair(major_version, *opening_and_closing, inline_ids)
    elements_of_codes = iter(
        code_element or CodeElement("", "") for code_element in code_elements
    )
    return [
        [*islice(elements_of_codes, len(codes_of_text))]
        for codes_of_text in codes_of_texts
    ]


class _OriginalElement(NamedTuple):
    """The inline element that a code was read from, by the code's kind."""

    name: str
    is_nested: bool
    """Whether its native code has `<sub>` elements."""
    attributes: dict[str, str]


def _parse_code_kind(kind: str) -> _OriginalElement | None:
    """Parse the kind of a code; None if it is not that of an element."""
    kind_match = _CODE_KIND_PATTERN.fullmatch(kind)
    if kind_match is None:
        return None
    element = parse_fragment(f"<e{kind_match[3]}/>")
    if element is None or not isinstance(element.content[0], Element):
        return None  # an attribute twice
    return _OriginalElement(
        kind_match[1], bool(kind_match[2]), element.content[0].attributes
    )


def _find_partner_indexes(
    codes: Sequence[Code], element_numbers: Sequence[int]
) -> list[int | None]:
    """Find for each code the index of the code that opens or closes it.

    `element_numbers`: the number of the element that each code is in.
    """
    partner_indexes: list[int | None] = [None] * len(codes)
    open_indexes_by_key: dict[tuple[str, str], list[int]] = {}
    for code_index, code in enumerate(codes):
        name_match = re.match(r"/?[\w:.-]*", code.kind)
        element_name = name_match[0] if name_match else ""
        if element_name in _CLOSING_BY_OPENING:
            open_indexes_by_key.setdefault((element_name, code.id), []).append(
                code_index
            )
        elif element_name in _OPENING_BY_CLOSING:
            candidate_indexes = open_indexes_by_key.get(
                (_OPENING_BY_CLOSING[element_name], code.id)
            )
            if candidate_indexes and (
                element_numbers[candidate_indexes[-1]] == element_numbers[code_index]
                or not any(
                    _ISOLATED_ATTRIBUTE_MARKUP in codes[pair_index].kind
                    for pair_index in (candidate_indexes[-1], code_index)
                )
            ):
                partner_index = candidate_indexes.pop()
                partner_indexes[code_index], partner_indexes[partner_index] = (
                    partner_index,
                    code_index,
                )
    return partner_indexes


def _find_span_opening_indexes(
    codes: Sequence[Code],
    partner_indexes: Sequence[int | None],
    element_numbers: Sequence[int],
    major_version: MajorVersion,
) -> set[int]:
    """Find the opening codes of pairs that can be elements around text."""
    span_opening_indexes: set[int] = set()
    open_indexes: list[int] = []
    for code_index, partner_index in enumerate(partner_indexes):
        if (
            partner_index is None
            or element_numbers[code_index] != element_numbers[partner_index]
        ):
            continue
        element_name = codes[min(code_index, partner_index)].kind.partition(" ")[0]
        element_type = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[major_version].get(
            element_name
        )
        if element_type is None or element_type.shape is not InlineShape.SPAN:
            continue
        if code_index < partner_index:
            open_indexes.append(code_index)
        elif partner_index in open_indexes:
            # What was opened since and is still open would overlap.
            del open_indexes[open_indexes.index(partner_index) :]
            span_opening_indexes.add(partner_index)
    return span_opening_indexes


def _make_paired_elements(
    major_version: MajorVersion,
    opening_code: Code,
    closing_code: Code,
    inline_ids: InlineIds,
) -> tuple[CodeElement, CodeElement] | None:
    """Make the elements of a pair around text; None if it cannot be one."""
    original_element = _find_original_element(major_version, opening_code)
    if original_element is None or closing_code.kind != f"/{original_element.name}":
        return None
    element_name, _, attributes = original_element
    if major_version is MajorVersion.ONE:
        if element_name == "mrk" and "mtype" not in attributes:
            return None
        if not opening_code.id and element_name == "mrk":
            return CodeElement(
                element_name, "", tuple(attributes.items())
            ), CodeElement(closing_code.kind, "")
    inline_id = inline_ids.assign_id(opening_code, element_name)
    return CodeElement(
        element_name, inline_id, tuple(attributes.items()), closing_code=closing_code
    ), CodeElement(closing_code.kind, inline_id)


def _make_pair(
    major_version: MajorVersion,
    opening_code: Code,
    closing_code: Code,
    inline_ids: InlineIds,
) -> tuple[CodeElement, CodeElement]:
    """Make the two elements of a pair that is not around text."""
    original_opening, original_closing = (
        _find_original_element(major_version, opening_code),
        _find_original_element(major_version, closing_code),
    )
    if (
        original_opening
        and original_closing
        and _CLOSING_BY_OPENING[original_opening.name] == original_closing.name
        and "isolated" not in original_opening.attributes
        and "isolated" not in original_closing.attributes
    ):
        element_ids = [
            original_element.attributes.get("id")
            for original_element in (original_opening, original_closing)
        ]
        if not any(element_ids) or (
            all(element_ids)
            and all(inline_ids.claim_id(str(inline_id)) for inline_id in element_ids)
        ):
            inline_id = inline_ids.assign_id(
                opening_code, original_opening.name, joins_only=any(element_ids)
            )
            return (
                CodeElement(
                    original_opening.name,
                    inline_id,
                    tuple(original_opening.attributes.items()),
                    original_opening.is_nested,
                ),
                CodeElement(
                    original_closing.name,
                    inline_id,
                    tuple(original_closing.attributes.items()),
                    original_closing.is_nested,
                ),
            )
    opening_name, closing_name = _PAIR_ELEMENT_NAMES_BY_MAJOR_VERSION[major_version]
    inline_id = inline_ids.assign_id(opening_code, opening_name)
    return CodeElement(opening_name, inline_id), CodeElement(closing_name, inline_id)


def _make_placeholder(
    major_version: MajorVersion, code: Code, inline_ids: InlineIds
) -> CodeElement:
    """Make the element of a code without a partner."""
    original_element = _find_original_element(major_version, code)
    if original_element is not None:
        element_name, is_nested, attributes = original_element
        is_valid_alone = element_name in ("ph", "x") or (
            element_name == "it" and "pos" in attributes
        )
        if element_name in ("sc", "ec"):
            is_valid_alone = attributes.get("isolated") == "yes"
        if is_valid_alone and "id" not in attributes:
            return CodeElement(
                element_name,
                inline_ids.assign_id(code, element_name),
                tuple(attributes.items()),
                is_nested,
            )
    return CodeElement("ph", inline_ids.assign_id(code, "ph"))


def _find_original_element(
    major_version: MajorVersion, code: Code
) -> _OriginalElement | None:
    """Find the element of this major version that a code was, with valid attributes."""
    parsed_kind = _parse_code_kind(code.kind)
    if parsed_kind is None:
        return None
    element_name, is_nested, attributes = parsed_kind
    element_type = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[major_version].get(
        element_name
    )
    if element_type is None:
        return None
    valid_attributes = {
        attribute_name: attribute_value
        for attribute_name, attribute_value in attributes.items()
        if attribute_name in element_type.attribute_names
        and is_writable_attribute(element_name, attribute_name, attribute_value)
    }
    # Other attributes are among our fields; an element with few of them is still more
    # than a plain placeholder.
    attributes = valid_attributes
    if attributes.get("type") == "comment" and attributes.get("ref", "").startswith(
        "#"
    ):
        # Notes get no id in a new file, so that nothing can refer to them.
        del attributes["type"], attributes["ref"]
    if is_nested and not (
        element_type.shape is InlineShape.CONTENT and _is_sub_markup(code.data)
    ):
        return None
    if (
        major_version is MajorVersion.ONE
        and element_type.shape is not InlineShape.CONTENT
    ):
        if code.data != attributes.get("equiv-text", ""):
            return None
    return _OriginalElement(element_name, is_nested, attributes)


def _is_sub_markup(native_code: str) -> bool:
    """Whether data is what an element of XLIFF 1.2 may hold, with `<sub>` in it."""
    element = parse_fragment(native_code)
    if element is None or format_content(element) != native_code:
        return False
    return NESTED_SUFFIX[1:] in (
        child.name for child in element.content if isinstance(child, Element)
    ) and _has_valid_subs(element)


def _has_valid_subs(element: Element) -> bool:
    """Whether an element holds only text and valid `<sub>` elements."""
    for content_part in element.content:
        if isinstance(content_part, str):
            continue
        if content_part.name != "sub" or not set(content_part.attributes) <= set(
            _SUB_ATTRIBUTES
        ):
            return False
        for child in content_part.content:
            if isinstance(child, Element) and not _is_valid_inline_element(child):
                return False
    return True


def _is_valid_inline_element(element: Element) -> bool:
    """Whether XLIFF 1.2 allows an inline element with its attributes."""
    element_type = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[MajorVersion.ONE].get(
        element.name
    )
    if element_type is None or (
        "id" not in element.attributes and element.name != "mrk"
    ):
        return False
    for attribute_name, attribute_value in element.attributes.items():
        is_allowed = (
            attribute_name in element_type.attribute_names
            or attribute_name in element_type.id_attribute_names
        )
        if not is_allowed or not is_writable_attribute(
            element.name, attribute_name, attribute_value
        ):
            return False
    if element_type.shape is InlineShape.CONTENT:
        return _has_valid_subs(element)
    return all(
        _is_valid_inline_element(child)
        for child in element.content
        if isinstance(child, Element)
    )
