"""Validation of XLIFF 2.0 to 2.2: structure, segments, notes and modules."""

import re
from collections.abc import Iterator

from exports.xliff.requirements import (
    RuleViolation,
    require_attributes,
    require_child_order,
    require_children,
    require_id,
    require_language,
    require_single_children,
    require_unique_values,
    require_value,
)
from exports.xliff.segment_record import find_first_child
from exports.xliff.v2.code_rules import check_codes
from exports.xliff.v2.inline_rules import check_content
from exports.xliff.v2.module_rules import check_module_element, check_modules
from exports.xliff.v2.reference_rules import (
    check_languages_and_space,
    check_references,
)
from exports.xml.document import Element

_YES_NO_EXPRESSION = "yes|no"
_DIRECTION_EXPRESSION = "ltr|rtl|auto"
_USER_DEFINED_EXPRESSION = r"[^\s:]+:[^\s:]+"
_CHILD_ORDER = (("*",), ("notes",), ("originalData",), ("segment", "ignorable"))


def check_container(element: Element) -> Iterator[RuleViolation]:
    """Check the rules of `<xliff>`, `<file>` and `<group>`."""
    yield from check_module_element(element, None)
    if element.name == "xliff":
        yield from require_attributes(element, "version", "srcLang")
        yield from require_value(element, "version", r"2\.[012]")
        yield from require_language(element, "srcLang")
        yield from require_language(element, "trgLang")
    else:
        yield from require_attributes(element, "id")
        yield from require_id(element)
        yield from _check_inherited_attributes(element)


def check_unit(unit: Element) -> Iterator[RuleViolation]:
    """Check the rules of a `<unit>`."""
    yield from require_attributes(unit, "id")
    yield from require_id(unit)
    yield from _check_inherited_attributes(unit)
    yield from require_value(unit, "type", _USER_DEFINED_EXPRESSION)
    yield from require_children(unit, "notes", "originalData", "segment", "ignorable")
    yield from require_child_order(unit, _CHILD_ORDER)
    yield from require_single_children(
        unit, "notes", "originalData", "mtc:matches", "gls:glossary"
    )
    if find_first_child(unit, "segment") is None:
        yield unit.line_number, "<unit> without <segment>"
    for notes_element in unit.find_children("notes"):
        yield from _check_notes(notes_element)
    segments = [
        segment
        for segment in unit.content
        if isinstance(segment, Element) and segment.name in ("segment", "ignorable")
    ]
    for segment in segments:
        yield from _check_segment(unit, segment)
    yield from _check_target_order(segments)
    yield from check_content(unit, segments)
    yield from check_codes(segments)
    yield from check_references(unit)
    yield from check_languages_and_space(unit, segments)
    yield from check_modules(unit)


def _check_inherited_attributes(element: Element) -> Iterator[RuleViolation]:
    for name in ("translate", "canResegment"):
        yield from require_value(element, name, _YES_NO_EXPRESSION)
    for name in ("srcDir", "trgDir"):
        yield from require_value(element, name, _DIRECTION_EXPRESSION)
    yield from require_value(element, "xml:space", "default|preserve")


def _check_notes(notes_element: Element) -> Iterator[RuleViolation]:
    notes = list(notes_element.find_children("note"))
    if not notes:
        yield notes_element.line_number, "<notes> without <note>"
    yield from require_children(notes_element, "note")
    yield from require_unique_values(notes)
    for note in notes:
        yield from require_id(note)
        yield from require_value(note, "appliesTo", "source|target")
        yield from require_value(note, "priority", "[1-9]|10")


def _check_segment(unit: Element, segment: Element) -> Iterator[RuleViolation]:
    yield from require_id(segment)
    yield from require_value(segment, "canResegment", _YES_NO_EXPRESSION)
    yield from require_value(segment, "state", "initial|translated|reviewed|final")
    yield from require_value(segment, "subState", _USER_DEFINED_EXPRESSION)
    if "subState" in segment.attributes and "state" not in segment.attributes:
        yield segment.line_number, "subState without state"
    yield from require_children(segment, "source", "target")
    yield from require_child_order(segment, (("source",), ("target",)))
    yield from require_single_children(segment, "source", "target")
    source, target = (
        find_first_child(segment, "source"),
        find_first_child(segment, "target"),
    )
    if source is None:
        yield segment.line_number, f"<{segment.name}> without <source>"
    for side_element, language_attribute in ((source, "srcLang"), (target, "trgLang")):
        file_language_tag = (
            unit.containers[0].attributes.get(language_attribute)
            if unit.containers
            else None
        )
        if side_element is None:
            continue
        if (
            language_attribute == "trgLang"
            and file_language_tag is None
            and unit.containers
        ):
            yield side_element.line_number, "<target> in a file without trgLang"
        tag = side_element.attributes.get("xml:lang")
        if (
            tag is not None
            and file_language_tag
            and tag.lower() != file_language_tag.lower()
        ):
            yield (
                side_element.line_number,
                f"xml:lang={tag!r} is not the {language_attribute} of the file",
            )


def _check_target_order(segments: list[Element]) -> Iterator[RuleViolation]:
    """Check that each position in the `order` of targets is used once."""
    target_by_position: dict[int, Element] = {}
    targets = [find_first_child(segment, "target") for segment in segments]
    if not any(
        target is not None and "order" in target.attributes for target in targets
    ):
        return
    for position, target in enumerate(targets, 1):
        if target is None:
            continue
        order_text = target.attributes.get("order", str(position))
        if not re.fullmatch("[0-9]{1,9}", order_text) or not 1 <= int(
            order_text
        ) <= len(segments):
            yield (
                target.line_number,
                f"order={order_text!r} is none of 1 to {len(segments)}",
            )
            continue
        if int(order_text) in target_by_position:
            yield target.line_number, f"order={order_text} occurs twice"
        target_by_position[int(order_text)] = target
