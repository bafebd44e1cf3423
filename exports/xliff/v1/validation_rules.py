"""Validation of the rules of XLIFF 1.2."""

from collections.abc import Iterator

from exports.xliff.element_names import (
    INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION,
    InlineShape,
    MajorVersion,
)
from exports.xliff.requirements import (
    RuleViolation,
    iterate_descendants,
    require_attributes,
    require_child_order,
    require_children,
    require_language,
    require_single_children,
    require_unique_values,
    require_value,
)
from exports.xliff.segment_record import find_filled_target, find_first_child
from exports.xliff.v1.segmentation import find_marked_segments
from exports.xml.document import Element

_YES_NO_EXPRESSION = "yes|no"
_STATE_EXPRESSION = (
    r"x-\S+|new|translated|signed-off|final|needs-(?:adaptation|l10n|translation"
    "|review-adaptation|review-l10n|review-translation)"
)
_QUALIFIER_EXPRESSION = (
    r"x-\S+|(?:exact|fuzzy|id)-match|(?:mt|tm)-suggestion"
    "|leveraged-(?:glossary|inherited|mt|repository|tm)"
    "|rejected-(?:grammar|inaccurate|length|spelling)"
)
_METADATA_ELEMENTS = ("context-group", "count-group", "prop-group", "note", "alt-trans")
_CHILD_ORDER = (("source",), ("seg-source",), ("target",), _METADATA_ELEMENTS, ("*",))
_INLINE_ELEMENT_TYPE_BY_NAME = INLINE_ELEMENT_TYPES_BY_MAJOR_VERSION[MajorVersion.ONE]
_CLOSING_BY_OPENING = {"bpt": "ept", "bx": "ex"}


def check_container(element: Element) -> Iterator[RuleViolation]:
    """Check the rules of `<xliff>`, `<file>` and `<group>`."""
    if element.name == "xliff":
        yield from require_attributes(element, "version")
        yield from require_value(element, "version", r"1\.[012]")
    elif element.name == "file":
        yield from require_attributes(
            element, "original", "source-language", "datatype"
        )
        yield from require_language(element, "source-language")
        yield from require_language(element, "target-language")
    yield from require_value(element, "translate", _YES_NO_EXPRESSION)
    yield from require_value(element, "xml:space", "default|preserve")


def check_unit(unit: Element) -> Iterator[RuleViolation]:
    """Check the rules of a `<trans-unit>`."""
    yield from require_attributes(unit, "id")
    if unit.name != "trans-unit":
        return
    yield from require_value(unit, "approved", _YES_NO_EXPRESSION)
    yield from require_value(unit, "translate", _YES_NO_EXPRESSION)
    yield from require_value(unit, "xml:space", "default|preserve")
    yield from require_children(
        unit, "source", "seg-source", "target", *_METADATA_ELEMENTS
    )
    yield from require_child_order(unit, _CHILD_ORDER)
    yield from require_single_children(unit, "source", "seg-source", "target")
    for alternative in unit.find_children("alt-trans"):
        yield from require_children(
            alternative, "source", "seg-source", "target", *_METADATA_ELEMENTS[:-1]
        )
        if find_first_child(alternative, "target") is None:
            yield alternative.line_number, "<alt-trans> without <target>"
    for note in unit.find_children("note"):
        yield from require_value(note, "annotates", "source|target|general")
        yield from require_value(note, "priority", "[1-9]|10")
    source, target = find_first_child(unit, "source"), find_first_child(unit, "target")
    if source is None:
        yield unit.line_number, "<trans-unit> without <source>"
        return
    yield from _check_content(source)
    if target is not None:
        yield from require_value(target, "state", _STATE_EXPRESSION)
        yield from require_value(target, "state-qualifier", _QUALIFIER_EXPRESSION)
        yield from _check_content(target)
        if find_filled_target(target) is not None:
            yield from _check_target_codes(source, target)
    yield from _check_segmentation(unit, source, target)


def _check_content(side_element: Element) -> Iterator[RuleViolation]:
    """Check the inline elements of a source or target."""
    elements = [
        descendant
        for descendant in iterate_descendants(side_element)
        if ":" not in descendant.name
    ]
    for element in elements:
        element_type = _INLINE_ELEMENT_TYPE_BY_NAME.get(element.name)
        if element.name == "sub":
            continue
        if element_type is None:
            yield (
                element.line_number,
                f"<{element.name}> is not allowed in <{side_element.name}>",
            )
            continue
        if element.name == "mrk":
            yield from require_attributes(element, "mtype")
        else:
            yield from require_attributes(element, "id")
        if element_type.shape is InlineShape.EMPTY and element.content:
            yield element.line_number, f"<{element.name}> must be empty"
        if element_type.shape is InlineShape.CONTENT:
            for child in element.content:
                if isinstance(child, Element) and child.name not in ("sub",):
                    if ":" not in child.name:
                        reason = f"<{child.name}> is not allowed in native code"
                        yield child.line_number, reason
        if element.name == "it":
            yield from require_attributes(element, "pos")
            yield from require_value(element, "pos", "open|close")
    if side_element.name == "source":  # a translation may have a code more than once
        yield from require_unique_values(
            [element for element in elements if element.name in ("g", "x", "ph", "it")]
        )
    yield from _check_pairs(elements)


def _check_pairs(elements: list[Element]) -> Iterator[RuleViolation]:
    """Check that each opening element has one closing element, and vice versa."""
    for opening_name, closing_name in _CLOSING_BY_OPENING.items():
        opening_ids = [
            _read_pair_id(element)
            for element in elements
            if element.name == opening_name
        ]
        closing_ids = [
            _read_pair_id(element)
            for element in elements
            if element.name == closing_name
        ]
        for element in elements:
            pair_id = _read_pair_id(element)
            if element.name == opening_name and pair_id not in closing_ids:
                yield (
                    element.line_number,
                    f"<{opening_name}> {pair_id!r} without <{closing_name}>",
                )
            if element.name == closing_name and pair_id not in opening_ids:
                yield (
                    element.line_number,
                    f"<{closing_name}> {pair_id!r} without <{opening_name}>",
                )
        for pair_id in {
            opening_id
            for opening_id in opening_ids
            if opening_ids.count(opening_id) > 1
        }:
            line_number = next(
                element.line_number
                for element in elements
                if _read_pair_id(element) == pair_id
            )
            yield line_number, f"<{opening_name}> {pair_id!r} occurs twice"


def _read_pair_id(element: Element) -> str:
    """Read the id that joins the elements of a pair."""
    return element.attributes.get("rid") or element.attributes.get("id", "")


def _check_target_codes(source: Element, target: Element) -> Iterator[RuleViolation]:
    """Check that the codes of a target are in the source."""
    source_names_and_ids = {
        (element.name, element.attributes.get("id"))
        for element in iterate_descendants(source)
        if element.name in _INLINE_ELEMENT_TYPE_BY_NAME
    }
    for element in iterate_descendants(target):
        code_id = element.attributes.get("id")
        if element.name not in _INLINE_ELEMENT_TYPE_BY_NAME or element.name == "mrk":
            continue
        if (element.name, code_id) not in source_names_and_ids:
            yield (
                element.line_number,
                f"<{element.name}> {code_id!r} is not in the source",
            )


def _check_segmentation(
    unit: Element, source: Element, target: Element | None
) -> Iterator[RuleViolation]:
    """Check the segments that divide a source and a target."""
    seg_source = find_first_child(unit, "seg-source")
    segments = find_marked_segments(seg_source)
    yield from require_unique_values(segments, "mid")
    if seg_source is None:
        return
    for segment in segments:
        yield from require_attributes(segment, "mid")
    if "".join(seg_source.text.split()) != "".join(source.text.split()):
        yield seg_source.line_number, "<seg-source> has another text than <source>"
    source_mids = {segment.attributes.get("mid") for segment in segments}
    for segment in find_marked_segments(target):
        if segment.attributes.get("mid") not in source_mids:
            yield (
                segment.line_number,
                f"segment {segment.attributes.get('mid')!r} has no source",
            )
