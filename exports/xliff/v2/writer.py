"""Writer of XLIFF 2.1 that is valid by its schema.

Our fields are metadata of each unit, in a group whose category is `padanan`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from urllib.parse import unquote

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.content_markup import SideMarkup, data_markup
from exports.xliff.draft import (
    ElementMarkups,
    UnitDraft,
    collect_notes,
    find_common_properties,
)
from exports.xliff.fields import (
    MATCH,
    MATCH_TYPES,
    TERM,
    load_candidate,
    note_markup,
    term_markup,
)
from exports.xliff.group import OWN_ID_PREFIX, Group
from exports.xliff.names import (
    GLOSSARY_NAMESPACE,
    ID_PATTERN,
    MATCHES_NAMESPACE,
    METADATA_NAMESPACE,
    NAMESPACE_2,
    Generation,
)
from exports.xliff.part import ORDER
from exports.xliff.record import OWN_NAME, own_version
from exports.xliff.v2.reader import read_records
from exports.xliff.writer import VersionSpelling, write_units
from exports.xml.escaping import escape_text, quote_attribute
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit

_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_UNIT_ATTRIBUTES = {
    "name": "(?s:.*)",
    "type": _USER_DEFINED,
    "translate": "no",
    "srcDir": "ltr|rtl|auto",
    "trgDir": "ltr|rtl|auto",
}
_SEGMENT_ATTRIBUTES = {
    "canResegment": "no",
    "segment": ID_PATTERN.pattern,
    "subState": _USER_DEFINED,
}
"""Attributes that can be written again, and their values."""
_QUALITY = re.compile(r"100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?")
_INLINE_ID = re.compile(r'<[a-z]+ id="([^"]*)"')
_META = re.compile(r"xliff:meta:([^/]*)/([^/]+)")


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as XLIFF 2.1."""
    return write_units(units, file, options, SPELLING)


def match_markup(
    target: str,
    *,
    source: str,
    segment_id: str,
    quality: str | None,
    origin: str | None,
    type: str | None = None,
) -> str:
    """Make an `<mtc:match>` for a segment from texts that are markup."""
    markup = f"<mtc:match ref={quote_attribute('#' + segment_id)}"
    for name, value in (("matchQuality", quality), ("origin", origin), ("type", type)):
        if value is not None:
            markup += f" {name}={quote_attribute(value)}"
    # The module's elements hold source and target of the core.
    return f"{markup}><source>{source}</source><target>{target}</target></mtc:match>"


def _file_start(source: Locale, target: Locale) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{NAMESPACE_2}" xmlns:mtc="{MATCHES_NAMESPACE}"'
        f' xmlns:gls="{GLOSSARY_NAMESPACE}" xmlns:mda="{METADATA_NAMESPACE}"'
        f' srcLang="{source.tag}" trgLang="{target.tag}">\n'
    )


def _document_start(original: str, number: int, source: Locale, target: Locale) -> str:
    tool = f'<mda:meta type="tool">padanan {own_version()}</mda:meta>'
    return (
        # A part of a segment would not be a segment of its article any more.
        f'<file id="f{number}" original={quote_attribute(original)} canResegment="no"'
        ' xml:space="preserve">\n'
        f'<mda:metadata><mda:metaGroup category="{OWN_NAME}">{tool}</mda:metaGroup>'
        "</mda:metadata>\n"
    )


def _group_start(group: Group, number: int) -> str:
    id = quote_attribute(group.id or f"{OWN_ID_PREFIX}{number}")
    name = f" name={quote_attribute(group.name)}" if group.name != group.id else ""
    notes = "".join(f"<note>{escape_text(note)}</note>\n" for note in group.notes)
    notes = f"<notes>{notes}</notes>\n" if notes else ""
    return f"<group id={id}{name}>\n{notes}"


def _unit_markup(drafts: Sequence[UnitDraft]) -> str:
    if len(drafts) == 1 and not drafts[0].properties:
        return _plain_unit_markup(drafts[0])
    ids = {
        id
        for draft in drafts
        for sides in (*draft.ignorables_before, draft.sides, *draft.ignorables_after)
        for id in _INLINE_ID.findall(sides.source + (sides.target or ""))
    }
    unit_markups = ElementMarkups()
    for property in find_common_properties(drafts):
        _add_unit_property(property, unit_markups)
    segment_markups_by_draft = []
    for draft in drafts:
        segment_markups = ElementMarkups()
        for property in draft.properties:
            _add_segment_property(property, segment_markups, ids)
        segment_markups_by_draft.append(segment_markups)
    for draft, segment_markups in zip(drafts, segment_markups_by_draft, strict=True):
        segment_attributes = segment_markups.attributes.get("segment", {})
        for property in draft.properties:
            if property.name == MATCH:
                if "id" not in segment_attributes:
                    segment_markups.set_attribute("segment", "id", _make_id(ids))
                    segment_attributes = segment_markups.attributes["segment"]
                    ids.add(segment_attributes["id"])
                markup = _match_markup(property, segment_attributes["id"])
                if markup is not None:
                    unit_markups.add_child("mtc:matches", markup)
    unit_id = quote_attribute(drafts[0].id)
    markups = [f"<unit id={unit_id}{_attribute_markup(unit_markups, 'unit')}>\n"]
    for module_element in ("mtc:matches", "gls:glossary"):
        if module_element in unit_markups.children:
            module_markup = "".join(unit_markups.children[module_element])
            markups.append(f"<{module_element}>{module_markup}</{module_element}>\n")
    markups += [
        _metadata_markup(drafts, unit_markups),
        _notes_markup(drafts, unit_markups),
    ]
    markups.append(data_markup(drafts[0].sides.original_data))
    for draft, segment_markups in zip(drafts, segment_markups_by_draft, strict=True):
        markups += map(_ignorable_markup, draft.ignorables_before)
        markups.append(_segment_markup(draft, segment_markups, is_part=len(drafts) > 1))
        markups += map(_ignorable_markup, draft.ignorables_after)
    return "".join(markups) + "</unit>\n"


def _plain_unit_markup(draft: UnitDraft) -> str:
    """Make the markup of a unit without properties."""
    unit, sides = draft.unit, draft.sides
    state = target = note = ""
    if sides.target is not None:
        state = f' state="{unit.state}"'
        target = f"<target>{sides.target}</target>\n"
    if unit.note is not None:
        note = f"<notes><note>{escape_text(unit.note)}</note>\n</notes>\n"
    return (
        f"<unit id={quote_attribute(draft.id)}>\n"
        f"<mda:metadata>\n{_own_fields_markup(draft)}</mda:metadata>\n"
        f"{note}{data_markup(sides.original_data)}<segment{state}>\n"
        f"<source>{sides.source}</source>\n{target}</segment>\n</unit>\n"
    )


def _own_fields_markup(draft: UnitDraft) -> str:
    """Make the markup of Padanan's own fields of a segment."""
    markup = "".join(
        [
            f"<mda:meta type={quote_attribute(name)}>{escape_text(text)}</mda:meta>\n"
            for name, text in draft.fields.items()
        ]
    )
    return f'<mda:metaGroup category="{OWN_NAME}">\n{markup}</mda:metaGroup>\n'


def _segment_markup(
    draft: UnitDraft, element_markups: ElementMarkups, *, is_part: bool
) -> str:
    sides = draft.sides
    segment_attributes = element_markups.attributes.get("segment", {})
    state = draft.unit.state if sides.target is not None else State.INITIAL
    if sides.target is not None or "subState" in segment_attributes:
        segment_attributes = segment_attributes | {"state": state}
    attributes = "".join(
        f" {name}={quote_attribute(value)}"
        for name, value in segment_attributes.items()
    )
    target = ""
    if sides.target is not None:
        # The place of a target among those of other parts.
        order = _attribute_markup(element_markups, "target") if is_part else ""
        target = f"<target{order}>{sides.target}</target>\n"
    return (
        f"<segment{attributes}>\n<source>{sides.source}</source>\n{target}</segment>\n"
    )


def _ignorable_markup(sides: SideMarkup) -> str:
    target = "" if sides.target is None else f"<target>{sides.target}</target>\n"
    return f"<ignorable>\n<source>{sides.source}</source>\n{target}</ignorable>\n"


def _metadata_markup(
    drafts: Sequence[UnitDraft], element_markups: ElementMarkups
) -> str:
    markups = ["<mda:metadata>\n", *map(_own_fields_markup, drafts)]
    markups += element_markups.children.get("mda:metadata", [])
    return "".join(markups) + "</mda:metadata>\n"


def _notes_markup(drafts: Sequence[UnitDraft], element_markups: ElementMarkups) -> str:
    notes = element_markups.children.get("notes", [])
    notes = notes + [
        f"<note>{escape_text(note)}</note>\n" for note in collect_notes(drafts)
    ]
    return f"<notes>{''.join(notes)}</notes>\n" if notes else ""


def _attribute_markup(element_markups: ElementMarkups, element: str) -> str:
    attributes = element_markups.attributes.get(element, {})
    return "".join(
        f" {name}={quote_attribute(value)}" for name, value in attributes.items()
    )


def _make_id(ids: set[str]) -> str:
    return next(
        id
        for number in range(1, 2**31)
        if (id := f"{OWN_ID_PREFIX}{number}") not in ids
    )


def _add_segment_property(
    property: Property, element_markups: ElementMarkups, ids: set[str]
) -> None:
    """Add a segment's property to the element that holds it, if any."""
    name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and name != property.name
        and name in _SEGMENT_ATTRIBUTES
    ):
        is_id = name == "segment"
        if re.fullmatch(_SEGMENT_ATTRIBUTES[name], property.value, re.ASCII):
            if not is_id:
                element_markups.set_attribute("segment", name, property.value)
            elif property.value not in ids:
                element_markups.set_attribute("segment", "id", property.value)
                ids.add(property.value)
    elif property.side is Side.TARGET and property.name == ORDER:
        if re.fullmatch("[1-9][0-9]{0,3}", property.value, re.ASCII):
            element_markups.set_attribute("target", "order", property.value)


def _add_unit_property(property: Property, element_markups: ElementMarkups) -> None:
    """Add a unit's property to the element that holds it, if any."""
    name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and name != property.name
        and name in _UNIT_ATTRIBUTES
    ):
        if re.fullmatch(_UNIT_ATTRIBUTES[name], property.value, re.ASCII):
            element_markups.set_attribute("unit", name, property.value)
        return
    note = note_markup(
        property,
        side_attribute="appliesTo",
        allowed_attributes=("category", "priority"),
    )
    if note is not None:
        element_markups.add_child("notes", note)
        return
    if property.side is not Side.UNIT:
        return
    if property.name == TERM:
        markup = term_markup(property)
        if markup is not None:
            element_markups.add_child("gls:glossary", markup)
    match = _META.fullmatch(property.name)
    if match is not None and unquote(match[1]) != OWN_NAME:
        category = f" category={quote_attribute(unquote(match[1]))}" if match[1] else ""
        type = quote_attribute(unquote(match[2]))
        meta = f"<mda:meta type={type}>{escape_text(property.value)}"
        group = f"<mda:metaGroup{category}>{meta}</mda:meta></mda:metaGroup>\n"
        element_markups.add_child("mda:metadata", group)


def _match_markup(property: Property, segment_id: str) -> str | None:
    candidate = load_candidate(property.value)
    if candidate is None or candidate.source is None:
        return None
    if candidate.quality is not None and not _QUALITY.fullmatch(candidate.quality):
        return None
    if candidate.type is not None and candidate.type not in MATCH_TYPES:
        return None
    return match_markup(
        escape_text(candidate.target),
        source=escape_text(candidate.source),
        segment_id=segment_id,
        quality=candidate.quality,
        origin=candidate.origin,
        type=candidate.type,
    )


SPELLING = VersionSpelling(
    Generation.TWO,
    read_records,
    _file_start,
    _document_start,
    _unit_markup,
    _group_start,
    lambda _: False,
    "</file>\n",
    '<group id="g1"/>\n',
)
