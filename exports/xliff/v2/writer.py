"""Writer of XLIFF 2.1 that is valid by its schema.

Our fields are metadata of each unit, in a group whose category is `padanan`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from urllib.parse import unquote

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.draft import (
    ElementMarkups,
    UnitDraft,
    collect_notes,
    find_common_properties,
)
from exports.xliff.fields import (
    MATCH_PROPERTY,
    MATCH_TYPES,
    TERM_PROPERTY,
    format_glossary_entry,
    format_note,
    load_candidate,
)
from exports.xliff.group import OWN_ID_PREFIX, Group
from exports.xliff.inline.content_markup import SideMarkup, format_original_data
from exports.xliff.names import (
    GLOSSARY_NAMESPACE,
    ID_PATTERN,
    MATCHES_NAMESPACE,
    METADATA_NAMESPACE,
    NAMESPACE_2,
    Generation,
)
from exports.xliff.part import ORDER_PROPERTY
from exports.xliff.record import OWN_NAME, read_own_version
from exports.xliff.v2.reader import read_records
from exports.xliff.writer import VersionMarkup, write_units
from exports.xml.escaping import escape_text, quote_attribute
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit
from tm.unit_property import Property, Side

_USER_DEFINED = r"[^\s:]+:[^\s:]+"
_UNIT_ATTRIBUTE_PATTERNS = {
    "name": "(?s:.*)",
    "type": _USER_DEFINED,
    "translate": "no",
    "srcDir": "ltr|rtl|auto",
    "trgDir": "ltr|rtl|auto",
}
_SEGMENT_ATTRIBUTE_PATTERNS = {
    "canResegment": "no",
    "segment": ID_PATTERN.pattern,
    "subState": _USER_DEFINED,
}
"""Attributes that can be written again, and their values."""
_QUALITY_PATTERN = re.compile(r"100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?")
_INLINE_ID_PATTERN = re.compile(r'<[a-z]+ id="([^"]*)"')
_META_NAME_PATTERN = re.compile(r"xliff:meta:([^/]*)/([^/]+)")


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as XLIFF 2.1."""
    return write_units(units, file, options, VERSION_MARKUP)


def format_match(
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


def _format_file_start(source: Locale, target: Locale) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="2.1" xmlns="{NAMESPACE_2}" xmlns:mtc="{MATCHES_NAMESPACE}"'
        f' xmlns:gls="{GLOSSARY_NAMESPACE}" xmlns:mda="{METADATA_NAMESPACE}"'
        f' srcLang="{source.tag}" trgLang="{target.tag}">\n'
    )


def _format_document_start(
    original: str, number: int, source: Locale, target: Locale
) -> str:
    tool_markup = f'<mda:meta type="tool">padanan {read_own_version()}</mda:meta>'
    return (
        # A part of a segment would not be a segment of its article any more.
        f'<file id="f{number}" original={quote_attribute(original)} canResegment="no"'
        ' xml:space="preserve">\n'
        f'<mda:metadata><mda:metaGroup category="{OWN_NAME}">{tool_markup}'
        "</mda:metaGroup></mda:metadata>\n"
    )


def _format_group_start(group: Group, number: int) -> str:
    group_id = quote_attribute(group.id or f"{OWN_ID_PREFIX}{number}")
    name_attribute = (
        f" name={quote_attribute(group.name)}" if group.name != group.id else ""
    )
    note_markup = "".join(f"<note>{escape_text(note)}</note>\n" for note in group.notes)
    note_markup = f"<notes>{note_markup}</notes>\n" if note_markup else ""
    return f"<group id={group_id}{name_attribute}>\n{note_markup}"


def _format_unit(drafts: Sequence[UnitDraft]) -> str:
    if len(drafts) == 1 and not drafts[0].properties:
        return _format_plain_unit(drafts[0])
    taken_ids = {
        id
        for draft in drafts
        for sides in (*draft.ignorables_before, draft.sides, *draft.ignorables_after)
        for id in _INLINE_ID_PATTERN.findall(sides.source + (sides.target or ""))
    }
    unit_markups = ElementMarkups()
    for property in find_common_properties(drafts):
        _add_unit_property(property, unit_markups)
    segment_markups_by_draft = []
    for draft in drafts:
        segment_markups = ElementMarkups()
        for property in draft.properties:
            _add_segment_property(property, segment_markups, taken_ids)
        segment_markups_by_draft.append(segment_markups)
    for draft, segment_markups in zip(drafts, segment_markups_by_draft, strict=True):
        segment_attributes = segment_markups.attributes.get("segment", {})
        for property in draft.properties:
            if property.name == MATCH_PROPERTY:
                if "id" not in segment_attributes:
                    segment_markups.set_attribute(
                        "segment", "id", _make_free_id(taken_ids)
                    )
                    segment_attributes = segment_markups.attributes["segment"]
                    taken_ids.add(segment_attributes["id"])
                markup = _format_candidate(property, segment_attributes["id"])
                if markup is not None:
                    unit_markups.add_child("mtc:matches", markup)
    unit_id = quote_attribute(drafts[0].id)
    markups = [f"<unit id={unit_id}{_format_attributes(unit_markups, 'unit')}>\n"]
    for module_element in ("mtc:matches", "gls:glossary"):
        if module_element in unit_markups.children:
            module_markup = "".join(unit_markups.children[module_element])
            markups.append(f"<{module_element}>{module_markup}</{module_element}>\n")
    markups += [
        _format_metadata(drafts, unit_markups),
        _format_notes(drafts, unit_markups),
    ]
    markups.append(format_original_data(drafts[0].sides.original_data))
    for draft, segment_markups in zip(drafts, segment_markups_by_draft, strict=True):
        markups += map(_format_ignorable, draft.ignorables_before)
        markups.append(_format_segment(draft, segment_markups, is_part=len(drafts) > 1))
        markups += map(_format_ignorable, draft.ignorables_after)
    return "".join(markups) + "</unit>\n"


def _format_plain_unit(draft: UnitDraft) -> str:
    """Make the markup of a unit without properties."""
    unit, sides = draft.unit, draft.sides
    state_attribute = target_markup = note_markup = ""
    if sides.target is not None:
        state_attribute = f' state="{unit.state}"'
        target_markup = f"<target>{sides.target}</target>\n"
    if unit.note is not None:
        note_markup = f"<notes><note>{escape_text(unit.note)}</note>\n</notes>\n"
    return (
        f"<unit id={quote_attribute(draft.id)}>\n"
        f"<mda:metadata>\n{_format_own_fields(draft)}</mda:metadata>\n"
        f"{note_markup}{format_original_data(sides.original_data)}<segment{state_attribute}>\n"
        f"<source>{sides.source}</source>\n{target_markup}</segment>\n</unit>\n"
    )


def _format_own_fields(draft: UnitDraft) -> str:
    """Make the markup of Padanan's own fields of a segment."""
    markup = "".join(
        [
            f"<mda:meta type={quote_attribute(name)}>{escape_text(text)}</mda:meta>\n"
            for name, text in draft.fields.items()
        ]
    )
    return f'<mda:metaGroup category="{OWN_NAME}">\n{markup}</mda:metaGroup>\n'


def _format_segment(
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
    target_markup = ""
    if sides.target is not None:
        # The place of a target among those of other parts.
        order_attribute = (
            _format_attributes(element_markups, "target") if is_part else ""
        )
        target_markup = f"<target{order_attribute}>{sides.target}</target>\n"
    return (
        f"<segment{attributes}>\n<source>{sides.source}</source>\n{target_markup}"
        "</segment>\n"
    )


def _format_ignorable(sides: SideMarkup) -> str:
    target_markup = "" if sides.target is None else f"<target>{sides.target}</target>\n"
    return (
        f"<ignorable>\n<source>{sides.source}</source>\n{target_markup}</ignorable>\n"
    )


def _format_metadata(
    drafts: Sequence[UnitDraft], element_markups: ElementMarkups
) -> str:
    markups = ["<mda:metadata>\n", *map(_format_own_fields, drafts)]
    markups += element_markups.children.get("mda:metadata", [])
    return "".join(markups) + "</mda:metadata>\n"


def _format_notes(drafts: Sequence[UnitDraft], element_markups: ElementMarkups) -> str:
    note_markups = element_markups.children.get("notes", [])
    note_markups = note_markups + [
        f"<note>{escape_text(note)}</note>\n" for note in collect_notes(drafts)
    ]
    return f"<notes>{''.join(note_markups)}</notes>\n" if note_markups else ""


def _format_attributes(element_markups: ElementMarkups, element: str) -> str:
    attributes = element_markups.attributes.get(element, {})
    return "".join(
        f" {name}={quote_attribute(value)}" for name, value in attributes.items()
    )


def _make_free_id(taken_ids: set[str]) -> str:
    return next(
        id
        for number in range(1, 2**31)
        if (id := f"{OWN_ID_PREFIX}{number}") not in taken_ids
    )


def _add_segment_property(
    property: Property, element_markups: ElementMarkups, taken_ids: set[str]
) -> None:
    """Add a segment's property to the element that holds it, if any."""
    name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and name != property.name
        and name in _SEGMENT_ATTRIBUTE_PATTERNS
    ):
        is_id = name == "segment"
        if re.fullmatch(_SEGMENT_ATTRIBUTE_PATTERNS[name], property.value, re.ASCII):
            if not is_id:
                element_markups.set_attribute("segment", name, property.value)
            elif property.value not in taken_ids:
                element_markups.set_attribute("segment", "id", property.value)
                taken_ids.add(property.value)
    elif property.side is Side.TARGET and property.name == ORDER_PROPERTY:
        if re.fullmatch("[1-9][0-9]{0,3}", property.value, re.ASCII):
            element_markups.set_attribute("target", "order", property.value)


def _add_unit_property(property: Property, element_markups: ElementMarkups) -> None:
    """Add a unit's property to the element that holds it, if any."""
    name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and name != property.name
        and name in _UNIT_ATTRIBUTE_PATTERNS
    ):
        if re.fullmatch(_UNIT_ATTRIBUTE_PATTERNS[name], property.value, re.ASCII):
            element_markups.set_attribute("unit", name, property.value)
        return
    note_markup = format_note(
        property,
        side_attribute="appliesTo",
        allowed_attributes=("category", "priority"),
    )
    if note_markup is not None:
        element_markups.add_child("notes", note_markup)
        return
    if property.side is not Side.UNIT:
        return
    if property.name == TERM_PROPERTY:
        markup = format_glossary_entry(property)
        if markup is not None:
            element_markups.add_child("gls:glossary", markup)
    name_match = _META_NAME_PATTERN.fullmatch(property.name)
    if name_match is not None and unquote(name_match[1]) != OWN_NAME:
        category_attribute = (
            f" category={quote_attribute(unquote(name_match[1]))}"
            if name_match[1]
            else ""
        )
        meta_type = quote_attribute(unquote(name_match[2]))
        meta_markup = f"<mda:meta type={meta_type}>{escape_text(property.value)}"
        group_markup = (
            f"<mda:metaGroup{category_attribute}>{meta_markup}</mda:meta>"
            "</mda:metaGroup>\n"
        )
        element_markups.add_child("mda:metadata", group_markup)


def _format_candidate(property: Property, segment_id: str) -> str | None:
    candidate = load_candidate(property.value)
    if candidate is None or candidate.source is None:
        return None
    if candidate.quality is not None and not _QUALITY_PATTERN.fullmatch(
        candidate.quality
    ):
        return None
    if candidate.type is not None and candidate.type not in MATCH_TYPES:
        return None
    return format_match(
        escape_text(candidate.target),
        source=escape_text(candidate.source),
        segment_id=segment_id,
        quality=candidate.quality,
        origin=candidate.origin,
        type=candidate.type,
    )


VERSION_MARKUP = VersionMarkup(
    Generation.TWO,
    read_records,
    _format_file_start,
    _format_document_start,
    _format_unit,
    _format_group_start,
    lambda _: False,
    "</file>\n",
    '<group id="g1"/>\n',
)
