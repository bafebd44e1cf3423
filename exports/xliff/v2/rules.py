"""Validation of XLIFF 2.0 to 2.2: structure, segments, notes and modules."""

import re
from collections.abc import Iterator

from exports.xliff.record import first_child
from exports.xliff.rule import (
    RuleViolation,
    iterate_descendants,
    require_attributes,
    require_children,
    require_id,
    require_language,
    require_order,
    require_single,
    require_unique,
    require_value,
)
from exports.xliff.v2.inline_rules import check_content
from exports.xml.document import Element

_YES_NO = "yes|no"
_DIRECTION = "ltr|rtl|auto"
_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_CHILD_ORDER = (("*",), ("notes",), ("originalData",), ("segment", "ignorable"))
_QUALITY = r"100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?"


def check_container(element: Element) -> Iterator[RuleViolation]:
    """Check the rules of `<xliff>`, `<file>` and `<group>`."""
    if element.name == "xliff":
        yield from require_attributes(element, "version", "srcLang")
        yield from require_value(element, "version", r"2\.[012]")
        yield from require_language(element, "srcLang")
        yield from require_language(element, "trgLang")
    else:
        yield from require_attributes(element, "id")
        yield from require_id(element)
        yield from _check_inherited(element)


def check_unit(unit: Element) -> Iterator[RuleViolation]:
    """Check the rules of a `<unit>`."""
    yield from require_attributes(unit, "id")
    yield from require_id(unit)
    yield from _check_inherited(unit)
    yield from require_value(unit, "type", _USER_DEFINED)
    yield from require_children(unit, "notes", "originalData", "segment", "ignorable")
    yield from require_order(unit, _CHILD_ORDER)
    yield from require_single(
        unit, "notes", "originalData", "mtc:matches", "gls:glossary"
    )
    if first_child(unit, "segment") is None:
        yield unit.line, "<unit> without <segment>"
    for notes in unit.find_children("notes"):
        yield from _check_notes(notes)
    parts = [
        part
        for part in unit.content
        if isinstance(part, Element) and part.name in ("segment", "ignorable")
    ]
    for part in parts:
        yield from _check_segment(unit, part)
    yield from _check_target_order(parts)
    yield from check_content(unit, parts)
    yield from _check_modules(unit)


def _check_inherited(element: Element) -> Iterator[RuleViolation]:
    for name in ("translate", "canResegment"):
        yield from require_value(element, name, _YES_NO)
    for name in ("srcDir", "trgDir"):
        yield from require_value(element, name, _DIRECTION)
    yield from require_value(element, "xml:space", "default|preserve")


def _check_notes(notes: Element) -> Iterator[RuleViolation]:
    notes_of_unit = list(notes.find_children("note"))
    if not notes_of_unit:
        yield notes.line, "<notes> without <note>"
    yield from require_children(notes, "note")
    yield from require_unique(notes_of_unit)
    for note in notes_of_unit:
        yield from require_id(note)
        yield from require_value(note, "appliesTo", "source|target")
        yield from require_value(note, "priority", "[1-9]|10")


def _check_segment(unit: Element, part: Element) -> Iterator[RuleViolation]:
    yield from require_id(part)
    yield from require_value(part, "canResegment", _YES_NO)
    yield from require_value(part, "state", "initial|translated|reviewed|final")
    yield from require_value(part, "subState", _USER_DEFINED)
    if "subState" in part.attributes and "state" not in part.attributes:
        yield part.line, "subState without state"
    yield from require_children(part, "source", "target")
    yield from require_order(part, (("source",), ("target",)))
    yield from require_single(part, "source", "target")
    source, target = first_child(part, "source"), first_child(part, "target")
    if source is None:
        yield part.line, f"<{part.name}> without <source>"
    for side, name in ((source, "srcLang"), (target, "trgLang")):
        expected = unit.containers[0].attributes.get(name) if unit.containers else None
        if side is None:
            continue
        if name == "trgLang" and expected is None and unit.containers:
            yield side.line, "<target> in a file without trgLang"
        tag = side.attributes.get("xml:lang")
        if tag is not None and expected and tag.lower() != expected.lower():
            yield side.line, f"xml:lang={tag!r} is not the {name} of the file"


def _check_target_order(parts: list[Element]) -> Iterator[RuleViolation]:
    """Check that each position in the `order` of targets is used once."""
    target_by_position: dict[int, Element] = {}
    targets = [first_child(part, "target") for part in parts]
    if not any(t is not None and "order" in t.attributes for t in targets):
        return
    for index, target in enumerate(targets, 1):
        if target is None:
            continue
        text = target.attributes.get("order", str(index))
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= len(parts):
            yield target.line, f"order={text!r} is none of 1 to {len(parts)}"
            continue
        if int(text) in target_by_position:
            yield target.line, f"order {text} is taken by another target"
        target_by_position[int(text)] = target


def _check_modules(unit: Element) -> Iterator[RuleViolation]:
    ids = {
        element.attributes["id"]
        for element in iterate_descendants(unit)
        if "id" in element.attributes
    }
    for matches in unit.find_children("mtc:matches"):
        for match in matches.find_children("mtc:match"):
            yield from require_attributes(match, "ref")
            yield from _check_reference(match, ids)
            yield from require_value(match, "matchQuality", _QUALITY)
            yield from require_value(match, "similarity", _QUALITY)
            yield from require_value(match, "matchSuitability", _QUALITY)
            for name in ("source", "target"):
                if first_child(match, name) is None:
                    yield match.line, f"<mtc:match> without <{name}>"
    for glossary in unit.find_children("gls:glossary"):
        for entry in glossary.find_children("gls:glossEntry"):
            yield from _check_reference(entry, ids)
            if first_child(entry, "gls:term") is None:
                yield entry.line, "<gls:glossEntry> without <gls:term>"
            required_names = ("gls:translation", "gls:definition")
            if all(first_child(entry, name) is None for name in required_names):
                yield entry.line, "<gls:glossEntry> with nothing but a term"
    for metadata in unit.find_children("mda:metadata"):
        for part in iterate_descendants(metadata):
            if part.name == "mda:meta":
                yield from require_attributes(part, "type")
            elif part.name == "mda:metaGroup" and not any(
                isinstance(child, Element) for child in part.content
            ):
                yield part.line, "<mda:metaGroup> without <mda:meta>"


def _check_reference(element: Element, ids: set[str]) -> Iterator[RuleViolation]:
    """Check that a reference points to an id in the unit."""
    reference = element.attributes.get("ref")
    if reference is None or "#" not in reference:
        return
    id = reference.rpartition("#")[2].rpartition("/")[2].rpartition("=")[2]
    if id not in ids:
        yield element.line, f"ref={reference!r} points to nothing in the unit"
