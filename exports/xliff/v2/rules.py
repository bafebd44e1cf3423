"""The rules of XLIFF 2.0 to 2.2: structure, segments, notes and modules."""

import re
from collections.abc import Iterator

from exports.xliff.record import first
from exports.xliff.rule import (
    Finding,
    allow,
    everything,
    language,
    named,
    need,
    once,
    only,
    ordered,
    unique,
)
from exports.xliff.v2.inline_rules import of_content
from exports.xml.document import Element

_YES_NO = "yes|no"
_DIRECTION = "ltr|rtl|auto"
_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_ORDER = (("*",), ("notes",), ("originalData",), ("segment", "ignorable"))
_QUALITY = r"100(?:\.0*)?|[0-9]{1,2}(?:\.[0-9]*)?"


def of_container(element: Element) -> Iterator[Finding]:
    """The rules of `<xliff>`, `<file>` and `<group>`."""
    if element.name == "xliff":
        yield from need(element, "version", "srcLang")
        yield from allow(element, "version", r"2\.[012]")
        yield from language(element, "srcLang")
        yield from language(element, "trgLang")
    else:
        yield from need(element, "id")
        yield from named(element)
        yield from _inherited(element)


def of_unit(unit: Element) -> Iterator[Finding]:
    """The rules of a `<unit>`."""
    yield from need(unit, "id")
    yield from named(unit)
    yield from _inherited(unit)
    yield from allow(unit, "type", _USER_DEFINED)
    yield from only(unit, "notes", "originalData", "segment", "ignorable")
    yield from ordered(unit, _ORDER)
    yield from once(unit, "notes", "originalData", "mtc:matches", "gls:glossary")
    if first(unit, "segment") is None:
        yield unit.line, "<unit> without <segment>"
    for notes in unit.children("notes"):
        yield from _notes(notes)
    parts = [
        part
        for part in unit.content
        if isinstance(part, Element) and part.name in ("segment", "ignorable")
    ]
    for part in parts:
        yield from _segment(unit, part)
    yield from _order(parts)
    yield from of_content(unit, parts)
    yield from _modules(unit)


def _inherited(element: Element) -> Iterator[Finding]:
    for name in ("translate", "canResegment"):
        yield from allow(element, name, _YES_NO)
    for name in ("srcDir", "trgDir"):
        yield from allow(element, name, _DIRECTION)
    yield from allow(element, "xml:space", "default|preserve")


def _notes(notes: Element) -> Iterator[Finding]:
    found = list(notes.children("note"))
    if not found:
        yield notes.line, "<notes> without <note>"
    yield from only(notes, "note")
    yield from unique(found)
    for note in found:
        yield from named(note)
        yield from allow(note, "appliesTo", "source|target")
        yield from allow(note, "priority", "[1-9]|10")


def _segment(unit: Element, part: Element) -> Iterator[Finding]:
    yield from named(part)
    yield from allow(part, "canResegment", _YES_NO)
    yield from allow(part, "state", "initial|translated|reviewed|final")
    yield from allow(part, "subState", _USER_DEFINED)
    if "subState" in part.attributes and "state" not in part.attributes:
        yield part.line, "subState without state"
    yield from only(part, "source", "target")
    yield from ordered(part, (("source",), ("target",)))
    yield from once(part, "source", "target")
    source, target = first(part, "source"), first(part, "target")
    if source is None:
        yield part.line, f"<{part.name}> without <source>"
    for side, name in ((source, "srcLang"), (target, "trgLang")):
        wanted = unit.within[0].attributes.get(name) if unit.within else None
        if side is None:
            continue
        if name == "trgLang" and wanted is None and unit.within:
            yield side.line, "<target> in a file without trgLang"
        tag = side.attributes.get("xml:lang")
        if tag is not None and wanted and tag.lower() != wanted.lower():
            yield side.line, f"xml:lang={tag!r} is not the {name} of the file"


def _order(parts: list[Element]) -> Iterator[Finding]:
    """The `order` of targets: each place once."""
    taken: dict[int, Element] = {}
    targets = [first(part, "target") for part in parts]
    if not any(t is not None and "order" in t.attributes for t in targets):
        return
    for index, target in enumerate(targets, 1):
        if target is None:
            continue
        text = target.attributes.get("order", str(index))
        if not re.fullmatch("[0-9]{1,9}", text) or not 1 <= int(text) <= len(parts):
            yield target.line, f"order={text!r} is none of 1 to {len(parts)}"
            continue
        if int(text) in taken:
            yield target.line, f"order {text} is taken by another target"
        taken[int(text)] = target


def _modules(unit: Element) -> Iterator[Finding]:
    ids = {one.attributes["id"] for one in everything(unit) if "id" in one.attributes}
    for matches in unit.children("mtc:matches"):
        for match in matches.children("mtc:match"):
            yield from need(match, "ref")
            yield from _reference(match, ids)
            yield from allow(match, "matchQuality", _QUALITY)
            yield from allow(match, "similarity", _QUALITY)
            yield from allow(match, "matchSuitability", _QUALITY)
            for name in ("source", "target"):
                if first(match, name) is None:
                    yield match.line, f"<mtc:match> without <{name}>"
    for glossary in unit.children("gls:glossary"):
        for entry in glossary.children("gls:glossEntry"):
            yield from _reference(entry, ids)
            if first(entry, "gls:term") is None:
                yield entry.line, "<gls:glossEntry> without <gls:term>"
            others = ("gls:translation", "gls:definition")
            if all(first(entry, name) is None for name in others):
                yield entry.line, "<gls:glossEntry> with nothing but a term"
    for metadata in unit.children("mda:metadata"):
        for part in everything(metadata):
            if part.name == "mda:meta":
                yield from need(part, "type")
            elif part.name == "mda:metaGroup" and not any(
                isinstance(child, Element) for child in part.content
            ):
                yield part.line, "<mda:metaGroup> without <mda:meta>"


def _reference(element: Element, ids: set[str]) -> Iterator[Finding]:
    """A reference into the unit."""
    reference = element.attributes.get("ref")
    if reference is None or "#" not in reference:
        return
    id = reference.rpartition("#")[2].rpartition("/")[2].rpartition("=")[2]
    if id not in ids:
        yield element.line, f"ref={reference!r} points to nothing in the unit"
