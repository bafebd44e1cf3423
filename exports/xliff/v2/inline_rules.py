"""Validation of the content of texts in XLIFF 2.x: codes, markers, native codes."""

import re
from collections.abc import Iterator, Sequence

from exports.xliff.element_names import (
    INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION,
    InlineShape,
    MajorVersion,
    find_start_element_name,
)
from exports.xliff.requirements import (
    RuleViolation,
    iterate_descendants,
    require_attributes,
    require_id,
    require_unique_values,
    require_value,
)
from exports.xliff.segment_record import find_first_child
from exports.xliff.v2.code_rules import sort_by_target_order
from exports.xml.document import Element
from exports.xml.escaping import remove_forbidden_characters

_INLINE_ELEMENT_TYPE_BY_NAME = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[MajorVersion.TWO]
_YES_NO_EXPRESSION = "yes|no"
_USER_DEFINED_EXPRESSION = r"[^\s:]+:[^\s:]+"
_CODE_TYPE_EXPRESSION = "fmt|ui|quote|link|image|other"
_MARKER_TYPE_EXPRESSION = rf"generic|comment|term|{_USER_DEFINED_EXPRESSION}"
_CLOSING_BY_OPENING = {"sc": "ec", "sm": "em"}


def check_content(
    unit: Element, segments: Sequence[Element]
) -> Iterator[RuleViolation]:
    """Check the texts of a unit, given its segments and ignorables."""
    data_elements = [
        data_element
        for original_data_element in unit.find_children("originalData")
        for data_element in original_data_element.find_children("data")
    ]
    yield from require_unique_values(data_elements)
    for data_element in data_elements:
        yield from require_attributes(data_element, "id")
        yield from _check_characters([data_element, *iterate_descendants(data_element)])
    data_ids = {data_element.attributes.get("id") for data_element in data_elements}
    for side_name in ("source", "target"):
        side_elements = [
            side_element
            for segment in (
                segments if side_name == "source" else sort_by_target_order(segments)
            )
            if (side_element := find_first_child(segment, side_name)) is not None
        ]
        elements = [
            element
            for side_element in side_elements
            for element in iterate_descendants(side_element)
        ]
        xliff_elements = [element for element in elements if ":" not in element.name]
        yield from require_unique_values(
            [*(segments if side_name == "source" else ()), *xliff_elements]
        )
        for element in xliff_elements:
            yield from _check_element(element, data_ids)
        yield from _check_characters(xliff_elements)
        yield from _check_pairs(xliff_elements)
    for segment in segments:
        source, target = (
            find_first_child(segment, "source"),
            find_first_child(segment, "target"),
        )
        if source is not None and target is not None:
            yield from _check_target_codes(source, target)


def _check_element(
    element: Element, data_ids: set[str | None]
) -> Iterator[RuleViolation]:
    """Check the attributes and the content of an inline element."""
    element_type = _INLINE_ELEMENT_TYPE_BY_NAME.get(element.name)
    if element_type is None:
        if element.name != "cp":
            yield element.line_number, f"<{element.name}> is not an inline element"
        return
    attributes = element.attributes
    if element.name not in ("ec", "em"):
        yield from require_attributes(element, "id")
    yield from require_id(element)
    for name in ("canCopy", "canDelete", "canOverlap", "translate", "isolated"):
        yield from require_value(element, name, _YES_NO_EXPRESSION)
    yield from require_value(element, "canReorder", "yes|no|firstNo")
    yield from require_value(element, "subType", _USER_DEFINED_EXPRESSION)
    is_marker = element.name in ("mrk", "sm")
    yield from require_value(
        element, "type", _MARKER_TYPE_EXPRESSION if is_marker else _CODE_TYPE_EXPRESSION
    )
    if "subType" in attributes and "type" not in attributes:
        yield element.line_number, f"subType of <{element.name}> without type"
    if is_marker and attributes.get("type") == "comment":
        if ("value" in attributes) == ("ref" in attributes):
            yield element.line_number, "a comment needs either value or ref"
    for name in element_type.data_attribute_names:
        if name in attributes and attributes[name] not in data_ids:
            yield (
                element.line_number,
                f"{name}={attributes[name]!r} is not in <originalData>",
            )
        if name in attributes and "copyOf" in attributes:
            yield element.line_number, f"<{element.name}> has both {name} and copyOf"
    if element_type.shape is InlineShape.EMPTY and element.content:
        yield element.line_number, f"<{element.name}> must be empty"


def _check_characters(elements: Sequence[Element]) -> Iterator[RuleViolation]:
    """Check `<cp>` elements, which are for characters that XML cannot hold."""
    for element in elements:
        if element.name != "cp":
            continue
        hex_digits = element.attributes.get("hex", "")
        if (
            not re.fullmatch("(?:[0-9A-Fa-f]{2}){1,3}", hex_digits)
            or int(hex_digits, 16) > 0x10FFFF
        ):
            yield element.line_number, f"hex={hex_digits!r} of <cp> is not a character"
        elif not remove_forbidden_characters(chr(int(hex_digits, 16)))[1]:
            yield (
                element.line_number,
                (
                    f"<cp hex={hex_digits!r}/>: write the character itself, "
                    "which XML allows"
                ),
            )


def _check_pairs(elements: Sequence[Element]) -> Iterator[RuleViolation]:
    """Check that paired codes and markers have both parts in the same unit."""
    for opening_name, closing_name in _CLOSING_BY_OPENING.items():
        opening_element_by_id = {
            element.attributes.get("id"): element
            for element in elements
            if element.name == opening_name
        }
        closed_ids, opened_ids = set(), set()
        for element in elements:
            if element.name == opening_name:
                opened_ids.add(element.attributes.get("id"))
            if element.name != closing_name:
                continue
            attributes = element.attributes
            if attributes.get("isolated") == "yes":
                if "id" not in attributes or "startRef" in attributes:
                    yield (
                        element.line_number,
                        "an isolated <ec> needs id, and no startRef",
                    )
                continue
            if "startRef" not in attributes:
                yield element.line_number, f"<{closing_name}> without startRef"
                continue
            if attributes["startRef"] not in opening_element_by_id:
                opening_id = attributes["startRef"]
                yield (
                    element.line_number,
                    f"startRef={opening_id!r} is not a <{opening_name}>",
                )
            elif attributes["startRef"] in closed_ids:
                yield (
                    element.line_number,
                    f"<{opening_name}> {attributes['startRef']!r} ends twice",
                )
            elif attributes["startRef"] not in opened_ids:
                yield (
                    element.line_number,
                    f"<{opening_name}> {attributes['startRef']!r} ends before it "
                    "begins",
                )
            closed_ids.add(attributes["startRef"])
        for id, element in opening_element_by_id.items():
            is_isolated = element.attributes.get("isolated") == "yes"
            if is_isolated and id in closed_ids:
                yield (
                    element.line_number,
                    f"<{opening_name}> {id!r} is isolated, and ends",
                )
            if not is_isolated and id not in closed_ids:
                yield (
                    element.line_number,
                    f"<{opening_name}> {id!r} without <{closing_name}>",
                )


def _check_target_codes(source: Element, target: Element) -> Iterator[RuleViolation]:
    """Check that codes of source and target with the same id are of one kind."""
    source_element_by_id = {
        element.attributes["id"]: element
        for element in iterate_descendants(source)
        if "id" in element.attributes
    }
    for element in iterate_descendants(target):
        code_id = element.attributes.get("id", "")
        source_element = source_element_by_id.get(code_id)
        if source_element is not None and find_start_element_name(
            source_element.name
        ) != find_start_element_name(element.name):
            yield (
                element.line_number,
                f"{code_id!r} is <{source_element.name}> in the source",
            )
