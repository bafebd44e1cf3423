"""The rules of XLIFF 1.2."""

from collections.abc import Iterator

from exports.xliff.names import INLINE, Generation, InlineShape
from exports.xliff.record import first_child, translated_target
from exports.xliff.rule import (
    RuleViolation,
    descendants,
    require_attributes,
    require_children,
    require_language,
    require_order,
    require_single,
    require_unique,
    require_value,
)
from exports.xliff.v1.reader import marked_segments
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


def check_container(element: Element) -> Iterator[RuleViolation]:
    """The rules of `<xliff>`, `<file>` and `<group>`."""
    if element.name == "xliff":
        yield from require_attributes(element, "version")
        yield from require_value(element, "version", r"1\.[012]")
    elif element.name == "file":
        yield from require_attributes(
            element, "original", "source-language", "datatype"
        )
        yield from require_language(element, "source-language")
        yield from require_language(element, "target-language")
    yield from require_value(element, "translate", _YES_NO)
    yield from require_value(element, "xml:space", "default|preserve")


def check_unit(unit: Element) -> Iterator[RuleViolation]:
    """The rules of a `<trans-unit>`."""
    yield from require_attributes(unit, "id")
    if unit.name != "trans-unit":
        return
    yield from require_value(unit, "approved", _YES_NO)
    yield from require_value(unit, "translate", _YES_NO)
    yield from require_value(unit, "xml:space", "default|preserve")
    yield from require_children(unit, "source", "seg-source", "target", *_AROUND)
    yield from require_order(unit, _ORDER)
    yield from require_single(unit, "source", "seg-source", "target")
    for match in unit.children("alt-trans"):
        yield from require_children(
            match, "source", "seg-source", "target", *_AROUND[:-1]
        )
        if first_child(match, "target") is None:
            yield match.line, "<alt-trans> without <target>"
    for note in unit.children("note"):
        yield from require_value(note, "annotates", "source|target|general")
        yield from require_value(note, "priority", "[1-9]|10")
    source, target = first_child(unit, "source"), first_child(unit, "target")
    if source is None:
        yield unit.line, "<trans-unit> without <source>"
        return
    yield from _content(source)
    if target is not None:
        yield from require_value(target, "state", _STATES)
        yield from require_value(target, "state-qualifier", _QUALIFIERS)
        yield from _content(target)
        if translated_target(target) is not None:
            yield from _against(source, target)
    yield from _segmentation(unit, source, target)


def _content(side: Element) -> Iterator[RuleViolation]:
    """The inline elements of a source or target."""
    elements = [one for one in descendants(side) if ":" not in one.name]
    for element in elements:
        inline = _INLINE.get(element.name)
        if element.name == "sub":
            continue
        if inline is None:
            yield element.line, f"<{element.name}> may not stand in <{side.name}>"
            continue
        if element.name == "mrk":
            yield from require_attributes(element, "mtype")
        else:
            yield from require_attributes(element, "id")
        if inline.shape is InlineShape.EMPTY and element.content:
            yield element.line, f"<{element.name}> must be empty"
        if inline.shape is InlineShape.CONTENT:
            for part in element.content:
                if isinstance(part, Element) and part.name not in ("sub",):
                    if ":" not in part.name:
                        yield part.line, f"<{part.name}> may not stand in native code"
        if element.name == "it":
            yield from require_attributes(element, "pos")
            yield from require_value(element, "pos", "open|close")
    if side.name == "source":  # a translation may have a code more than once
        yield from require_unique(
            [e for e in elements if e.name in ("g", "x", "ph", "it")]
        )
    yield from _pairs(elements)


def _pairs(elements: list[Element]) -> Iterator[RuleViolation]:
    for opening, closing in _PAIRS.items():
        begins = [_joint(begin) for begin in elements if begin.name == opening]
        ends = [_joint(begin) for begin in elements if begin.name == closing]
        for element in elements:
            joint = _joint(element)
            if element.name == opening and joint not in ends:
                yield element.line, f"<{opening}> {joint!r} without <{closing}>"
            if element.name == closing and joint not in begins:
                yield element.line, f"<{closing}> {joint!r} without <{opening}>"
        for joint in {begin for begin in begins if begins.count(begin) > 1}:
            line = next(e.line for e in elements if _joint(e) == joint)
            yield line, f"<{opening}> {joint!r} is there twice"


def _joint(element: Element) -> str:
    """What joins the elements of a pair."""
    return element.attributes.get("rid") or element.attributes.get("id", "")


def _against(source: Element, target: Element) -> Iterator[RuleViolation]:
    """The codes of a target, which are the source's."""
    source_ids = {
        (one.name, one.attributes.get("id"))
        for one in descendants(source)
        if one.name in _INLINE
    }
    for element in descendants(target):
        id = element.attributes.get("id")
        if element.name not in _INLINE or element.name == "mrk":
            continue
        if (element.name, id) not in source_ids:
            yield element.line, f"<{element.name}> {id!r} is not in the source"


def _segmentation(
    unit: Element, source: Element, target: Element | None
) -> Iterator[RuleViolation]:
    divided = first_child(unit, "seg-source")
    segments = marked_segments(divided)
    yield from require_unique(segments, "mid")
    if divided is None:
        return
    for part in segments:
        yield from require_attributes(part, "mid")
    if "".join(divided.text.split()) != "".join(source.text.split()):
        yield divided.line, "<seg-source> has another text than <source>"
    mids = {part.attributes.get("mid") for part in segments}
    for part in marked_segments(target):
        if part.attributes.get("mid") not in mids:
            yield part.line, f"segment {part.attributes.get('mid')!r} has no source"
