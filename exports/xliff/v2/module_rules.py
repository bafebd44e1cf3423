"""Validation of the modules of XLIFF 2.x, beyond their schemas."""

import re
from collections.abc import Iterator

from exports.xliff.requirements import (
    RuleViolation,
    iterate_descendants,
    require_attributes,
    require_value,
)
from exports.xliff.segment_record import find_first_child
from exports.xml.document import Element

_QUALITY_EXPRESSION = r"100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?"
_SIZE_EXPRESSION = r"\*|[0-9]+(?:,(?:\*|[0-9]+))?"
_EXPRESSION_BY_SIZE_ATTRIBUTE = {
    "slr:sizeRestriction": _SIZE_EXPRESSION,
    "slr:storageRestriction": _SIZE_EXPRESSION,
    "slr:equivStorage": "[0-9]+",
}
_RULE_ATTRIBUTES = ("isPresent", "isNotPresent", "startsWith", "endsWith")


def check_modules(unit: Element) -> Iterator[RuleViolation]:
    """Check the matches, glossaries, metadata, rules and sizes of a unit."""
    element_ids = {
        element.attributes["id"]
        for element in iterate_descendants(unit)
        if "id" in element.attributes
    }
    for matches_element in unit.find_children("mtc:matches"):
        for match_element in matches_element.find_children("mtc:match"):
            yield from _check_match(match_element, element_ids)
    for glossary_element in unit.find_children("gls:glossary"):
        for entry_element in glossary_element.find_children("gls:glossEntry"):
            yield from _check_glossary_entry(entry_element, element_ids)
    for metadata_element in unit.find_children("mda:metadata"):
        for descendant in iterate_descendants(metadata_element):
            if descendant.name == "mda:meta":
                yield from require_attributes(descendant, "type")
            elif descendant.name == "mda:metaGroup" and not any(
                isinstance(child, Element) for child in descendant.content
            ):
                yield descendant.line_number, "<mda:metaGroup> without <mda:meta>"
    file_attributes = unit.containers[0].attributes if unit.containers else {}
    for element in (unit, *iterate_descendants(unit)):
        yield from check_module_element(element, file_attributes.get("srcLang"))


def _check_match(
    match_element: Element, element_ids: set[str]
) -> Iterator[RuleViolation]:
    yield from require_attributes(match_element, "ref")
    yield from _check_reference(match_element, element_ids)
    for name in ("matchQuality", "similarity", "matchSuitability"):
        yield from require_value(match_element, name, _QUALITY_EXPRESSION)
    if "xml:lang" in match_element.attributes:
        yield match_element.line_number, "<mtc:match> must not have xml:lang"
    if "subType" in match_element.attributes and "type" not in match_element.attributes:
        yield match_element.line_number, "subType of <mtc:match> without type"
    for name in ("source", "target"):
        if find_first_child(match_element, name) is None:
            yield match_element.line_number, f"<mtc:match> without <{name}>"


def _check_glossary_entry(
    entry_element: Element, element_ids: set[str]
) -> Iterator[RuleViolation]:
    yield from _check_reference(entry_element, element_ids)
    if find_first_child(entry_element, "gls:term") is None:
        yield entry_element.line_number, "<gls:glossEntry> without <gls:term>"
    required_names = ("gls:translation", "gls:definition")
    if all(find_first_child(entry_element, name) is None for name in required_names):
        yield entry_element.line_number, "<gls:glossEntry> with nothing but a term"


def check_module_element(
    element: Element, source_language: str | None
) -> Iterator[RuleViolation]:
    """Check an element, in a unit or outside, by the rules of its modules."""
    attributes = element.attributes
    for name, expression in _EXPRESSION_BY_SIZE_ATTRIBUTE.items():
        yield from require_value(element, name, expression)
    if "slr:sizeInfo" in attributes and "slr:sizeInfoRef" in attributes:
        yield (
            element.line_number,
            f"<{element.name}> has both slr:sizeInfo and slr:sizeInfoRef",
        )
    if element.name == "val:rule":
        yield from _check_rule(element)
    elif element.name in ("res:source", "res:target"):
        if "href" in attributes and "".join(element.text.split()):
            yield element.line_number, f"<{element.name}> has both href and content"
        language = attributes.get("xml:lang")
        if (
            element.name == "res:source"
            and language is not None
            and source_language is not None
            and not re.match(
                re.escape(source_language) + "(?:-|$)", language, re.IGNORECASE
            )
        ):
            yield (
                element.line_number,
                f"xml:lang={language!r} of <res:source> is not the srcLang of the file",
            )


def _check_rule(rule: Element) -> Iterator[RuleViolation]:
    """Check that a rule of the validation module has one condition."""
    conditions = [name for name in _RULE_ATTRIBUTES if name in rule.attributes]
    tool_conditions = [
        name
        for name in rule.attributes
        if ":" in name and not name.startswith(("xml:", "val:"))
    ]
    if len(conditions) + len(tool_conditions) != 1:
        yield (
            rule.line_number,
            "<val:rule> needs exactly one of isPresent, isNotPresent, startsWith, "
            "endsWith or a condition of a tool",
        )
    if "existsInSource" in rule.attributes and (
        not conditions or conditions == ["isNotPresent"]
    ):
        yield (
            rule.line_number,
            "existsInSource of <val:rule> needs isPresent, startsWith or endsWith",
        )
    if "occurs" in rule.attributes and "isPresent" not in rule.attributes:
        yield rule.line_number, "occurs of <val:rule> without isPresent"


def _check_reference(
    element: Element, element_ids: set[str]
) -> Iterator[RuleViolation]:
    """Check that a reference points to an id in the unit."""
    reference = element.attributes.get("ref")
    if reference is None or "#" not in reference:
        return
    id = reference.rpartition("#")[2].rpartition("/")[2].rpartition("=")[2]
    if id not in element_ids:
        yield element.line_number, f"ref={reference!r} points to nothing in the unit"
