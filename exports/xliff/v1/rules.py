"""The rules of XLIFF 1.2."""

from collections.abc import Iterator

from exports.xliff.names import INLINE, Generation, Shape
from exports.xliff.record import filled, first
from exports.xliff.rule import (
    Finding,
    allow,
    everything,
    language,
    need,
    once,
    only,
    ordered,
    unique,
)
from exports.xliff.v1.reader import segments
from exports.xml.document import Element

_YES_NO = "yes|no"
_STATES = (
    r"x-\S+|new|translated|signed-off|final|needs-(?:adaptation|l10n|translation"
    "|review-adaptation|review-l10n|review-translation)"
)
_QUALIFIERS = (
    r"x-\S+|(?:exact|fuzzy|id)-match|(?:mt|tm)-suggestion"
    "|leveraged-(?:glossary|inherited|mt|repository|tm)"
    "|rejected-(?:grammar|inaccurate|length|spelling)"
)
_AROUND = ("context-group", "count-group", "prop-group", "note", "alt-trans")
_ORDER = (("source",), ("seg-source",), ("target",), _AROUND, ("*",))
_INLINE = INLINE[Generation.ONE]
_PAIRS = {"bpt": "ept", "bx": "ex"}


def of_container(element: Element) -> Iterator[Finding]:
    """The rules of `<xliff>`, `<file>` and `<group>`."""
    if element.name == "xliff":
        yield from need(element, "version")
        yield from allow(element, "version", r"1\.[012]")
    elif element.name == "file":
        yield from need(element, "original", "source-language", "datatype")
        yield from language(element, "source-language")
        yield from language(element, "target-language")
    yield from allow(element, "translate", _YES_NO)
    yield from allow(element, "xml:space", "default|preserve")


def of_unit(unit: Element) -> Iterator[Finding]:
    """The rules of a `<trans-unit>`."""
    yield from need(unit, "id")
    if unit.name != "trans-unit":
        return
    yield from allow(unit, "approved", _YES_NO)
    yield from allow(unit, "translate", _YES_NO)
    yield from allow(unit, "xml:space", "default|preserve")
    yield from only(unit, "source", "seg-source", "target", *_AROUND)
    yield from ordered(unit, _ORDER)
    yield from once(unit, "source", "seg-source", "target")
    for match in unit.children("alt-trans"):
        yield from only(match, "source", "seg-source", "target", *_AROUND[:-1])
        if first(match, "target") is None:
            yield match.line, "<alt-trans> without <target>"
    for note in unit.children("note"):
        yield from allow(note, "annotates", "source|target|general")
        yield from allow(note, "priority", "[1-9]|10")
    source, target = first(unit, "source"), first(unit, "target")
    if source is None:
        yield unit.line, "<trans-unit> without <source>"
        return
    yield from _content(source)
    if target is not None:
        yield from allow(target, "state", _STATES)
        yield from allow(target, "state-qualifier", _QUALIFIERS)
        yield from _content(target)
        if filled(target) is not None:
            yield from _against(source, target)
    yield from _segmentation(unit, source, target)


def _content(side: Element) -> Iterator[Finding]:
    """The inline elements of a source or target."""
    found = [one for one in everything(side) if ":" not in one.name]
    for element in found:
        inline = _INLINE.get(element.name)
        if element.name == "sub":
            continue
        if inline is None:
            yield element.line, f"<{element.name}> may not stand in <{side.name}>"
            continue
        if element.name == "mrk":
            yield from need(element, "mtype")
        else:
            yield from need(element, "id")
        if inline.shape is Shape.EMPTY and element.content:
            yield element.line, f"<{element.name}> must be empty"
        if inline.shape is Shape.CONTENT:
            for part in element.content:
                if isinstance(part, Element) and part.name not in ("sub",):
                    if ":" not in part.name:
                        yield part.line, f"<{part.name}> may not stand in native code"
        if element.name == "it":
            yield from need(element, "pos")
            yield from allow(element, "pos", "open|close")
    if side.name == "source":  # a translation may have a code more than once
        yield from unique([e for e in found if e.name in ("g", "x", "ph", "it")])
    yield from _pairs(found)


def _pairs(found: list[Element]) -> Iterator[Finding]:
    for opening, closing in _PAIRS.items():
        begins = [_joint(one) for one in found if one.name == opening]
        ends = [_joint(one) for one in found if one.name == closing]
        for element in found:
            joint = _joint(element)
            if element.name == opening and joint not in ends:
                yield element.line, f"<{opening}> {joint!r} without <{closing}>"
            if element.name == closing and joint not in begins:
                yield element.line, f"<{closing}> {joint!r} without <{opening}>"
        for joint in {one for one in begins if begins.count(one) > 1}:
            line = next(e.line for e in found if _joint(e) == joint)
            yield line, f"<{opening}> {joint!r} is there twice"


def _joint(element: Element) -> str:
    """What joins the elements of a pair."""
    return element.attributes.get("rid") or element.attributes.get("id", "")


def _against(source: Element, target: Element) -> Iterator[Finding]:
    """The codes of a target, which are the source's."""
    there = {
        (one.name, one.attributes.get("id"))
        for one in everything(source)
        if one.name in _INLINE
    }
    for element in everything(target):
        id = element.attributes.get("id")
        if element.name not in _INLINE or element.name == "mrk":
            continue
        if (element.name, id) not in there:
            yield element.line, f"<{element.name}> {id!r} is not in the source"


def _segmentation(
    unit: Element, source: Element, target: Element | None
) -> Iterator[Finding]:
    divided = first(unit, "seg-source")
    parts = segments(divided)
    yield from unique(parts, "mid")
    if divided is None:
        return
    for part in parts:
        yield from need(part, "mid")
    if "".join(divided.text.split()) != "".join(source.text.split()):
        yield divided.line, "<seg-source> has another text than <source>"
    known = {part.attributes.get("mid") for part in parts}
    for part in segments(target):
        if part.attributes.get("mid") not in known:
            yield part.line, f"segment {part.attributes.get('mid')!r} has no source"
