"""Writer of XLIFF 2.1 that is valid by its schema.

Our fields are metadata of each unit, in a group whose category is `padanan`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from urllib.parse import unquote

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.element_names import ID_PATTERN, MajorVersion
from exports.xliff.fields import (
    MATCH_PROPERTY,
    MATCH_TYPES,
    TERM_PROPERTY,
    format_glossary_entry,
    format_note,
    load_candidate,
)
from exports.xliff.group import PADANAN_ID_PREFIX
from exports.xliff.inline.content_markup import SideMarkups, format_original_data
from exports.xliff.prepared_segment import (
    ElementMarkups,
    PreparedSegment,
    collect_notes,
    find_common_properties,
)
from exports.xliff.segment_record import PADANAN_NAME
from exports.xliff.unit_segments import ORDER_PROPERTY
from exports.xliff.v2.frame_markup import (
    format_document_start,
    format_file_start,
    format_group_start,
)
from exports.xliff.v2.reader import read_records
from exports.xliff.writer import VersionMarkup, write_units
from exports.xml.escaping import escape_text, quote_attribute
from tm.unit import State, TranslationUnit
from tm.unit_property import Property, Side

_USER_DEFINED_EXPRESSION = r"[^\s:]+:[^\s:]+"
_EXPRESSION_BY_UNIT_ATTRIBUTE = {
    "name": "(?s:.*)",
    "type": _USER_DEFINED_EXPRESSION,
    "translate": "no",
    "srcDir": "ltr|rtl|auto",
    "trgDir": "ltr|rtl|auto",
}
_EXPRESSION_BY_SEGMENT_ATTRIBUTE = {
    "canResegment": "no",
    "segment": ID_PATTERN.pattern,
    "subState": _USER_DEFINED_EXPRESSION,
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
    target_markup: str,
    *,
    source_markup: str,
    segment_id: str,
    quality: str | None,
    origin: str | None,
    type: str | None = None,
) -> str:
    """Make an `<mtc:match>` for a segment from texts that are markup."""
    markup = f"<mtc:match ref={quote_attribute('#' + segment_id)}"
    for attribute_name, attribute_value in (
        ("matchQuality", quality),
        ("origin", origin),
        ("type", type),
    ):
        if attribute_value is not None:
            markup += f" {attribute_name}={quote_attribute(attribute_value)}"
    # The module's elements hold source and target of the core.
    sides_markup = f"<source>{source_markup}</source><target>{target_markup}</target>"
    return f"{markup}>{sides_markup}</mtc:match>"


def _format_unit(segments: Sequence[PreparedSegment]) -> str:
    if len(segments) == 1 and not segments[0].properties:
        return _format_plain_unit(segments[0])
    taken_ids = _find_inline_ids(segments)
    unit_markups = ElementMarkups()
    for property in find_common_properties(segments):
        _add_unit_property(property, unit_markups)
    markups_by_segment = []
    for segment in segments:
        segment_markups = ElementMarkups()
        for property in segment.properties:
            _add_segment_property(property, segment_markups, taken_ids)
        markups_by_segment.append(segment_markups)
    for segment, segment_markups in zip(segments, markups_by_segment, strict=True):
        _add_candidates(segment, segment_markups, unit_markups, taken_ids)
    quoted_unit_id = quote_attribute(segments[0].id)
    markups = [
        f"<unit id={quoted_unit_id}{_format_attributes(unit_markups, 'unit')}>\n"
    ]
    for module_element_name in ("mtc:matches", "gls:glossary"):
        if module_element_name in unit_markups.child_markups_by_element:
            module_markup = "".join(
                unit_markups.child_markups_by_element[module_element_name]
            )
            markups.append(
                f"<{module_element_name}>{module_markup}</{module_element_name}>\n"
            )
    markups += [
        _format_metadata(segments, unit_markups),
        _format_notes(segments, unit_markups),
    ]
    markups.append(
        format_original_data(segments[0].side_markups.native_code_by_data_id)
    )
    for segment, segment_markups in zip(segments, markups_by_segment, strict=True):
        markups += map(_format_ignorable, segment.ignorable_markups_before)
        markups.append(
            _format_segment(
                segment, segment_markups, is_one_of_several=len(segments) > 1
            )
        )
        markups += map(_format_ignorable, segment.ignorable_markups_after)
    return "".join(markups) + "</unit>\n"


def _find_inline_ids(segments: Sequence[PreparedSegment]) -> set[str]:
    """Find the ids that inline codes have, which no segment may have, too."""
    return {
        id
        for segment in segments
        for side_markups in (
            *segment.ignorable_markups_before,
            segment.side_markups,
            *segment.ignorable_markups_after,
        )
        for id in _INLINE_ID_PATTERN.findall(
            side_markups.source + (side_markups.target or "")
        )
    }


def _add_candidates(
    segment: PreparedSegment,
    segment_markups: ElementMarkups,
    unit_markups: ElementMarkups,
    taken_ids: set[str],
) -> None:
    """Add the candidates of a segment to its unit; they refer to it by its id."""
    value_by_attribute = segment_markups.attributes_by_element.get("segment", {})
    for property in segment.properties:
        if property.name != MATCH_PROPERTY:
            continue
        if "id" not in value_by_attribute:
            segment_markups.set_missing_attribute(
                "segment", "id", _make_free_id(taken_ids)
            )
            value_by_attribute = segment_markups.attributes_by_element["segment"]
            taken_ids.add(value_by_attribute["id"])
        markup = _format_candidate(property, value_by_attribute["id"])
        if markup is not None:
            unit_markups.add_child("mtc:matches", markup)


def _format_plain_unit(segment: PreparedSegment) -> str:
    """Make the markup of a unit without properties."""
    unit, side_markups = segment.unit, segment.side_markups
    state_attribute_markup = target_markup = note_markup = ""
    if side_markups.target is not None:
        state_attribute_markup = f' state="{unit.state}"'
        target_markup = f"<target>{side_markups.target}</target>\n"
    if unit.note is not None:
        note_markup = f"<notes><note>{escape_text(unit.note)}</note>\n</notes>\n"
    return (
        f"<unit id={quote_attribute(segment.id)}>\n"
        f"<mda:metadata>\n{_format_own_fields(segment)}</mda:metadata>\n"
        f"{note_markup}{format_original_data(side_markups.native_code_by_data_id)}<segment{state_attribute_markup}>\n"
        f"<source>{side_markups.source}</source>\n{target_markup}</segment>\n</unit>\n"
    )


def _format_own_fields(segment: PreparedSegment) -> str:
    """Make the markup of Padanan's own fields of a segment."""
    markup = "".join(
        [
            f"<mda:meta type={quote_attribute(field_name)}>{escape_text(text)}"
            "</mda:meta>\n"
            for field_name, text in segment.fields.items()
        ]
    )
    return f'<mda:metaGroup category="{PADANAN_NAME}">\n{markup}</mda:metaGroup>\n'


def _format_segment(
    segment: PreparedSegment,
    element_markups: ElementMarkups,
    *,
    is_one_of_several: bool,
) -> str:
    side_markups = segment.side_markups
    value_by_attribute = element_markups.attributes_by_element.get("segment", {})
    state = segment.unit.state if side_markups.target is not None else State.INITIAL
    if side_markups.target is not None or "subState" in value_by_attribute:
        value_by_attribute = value_by_attribute | {"state": state}
    attribute_markup = "".join(
        f" {name}={quote_attribute(value)}"
        for name, value in value_by_attribute.items()
    )
    target_markup = ""
    if side_markups.target is not None:
        # The place of a target among those of other segments.
        target_attribute_markup = (
            _format_attributes(element_markups, "target") if is_one_of_several else ""
        )
        target_markup = (
            f"<target{target_attribute_markup}>{side_markups.target}</target>\n"
        )
    return (
        f"<segment{attribute_markup}>\n<source>{side_markups.source}</source>\n{target_markup}"
        "</segment>\n"
    )


def _format_ignorable(side_markups: SideMarkups) -> str:
    source_markup = f"<source>{side_markups.source}</source>\n"
    target_markup = (
        ""
        if side_markups.target is None
        else f"<target>{side_markups.target}</target>\n"
    )
    return f"<ignorable>\n{source_markup}{target_markup}</ignorable>\n"


def _format_metadata(
    segments: Sequence[PreparedSegment], element_markups: ElementMarkups
) -> str:
    markups = ["<mda:metadata>\n", *map(_format_own_fields, segments)]
    markups += element_markups.child_markups_by_element.get("mda:metadata", [])
    return "".join(markups) + "</mda:metadata>\n"


def _format_notes(
    segments: Sequence[PreparedSegment], element_markups: ElementMarkups
) -> str:
    note_markups = element_markups.child_markups_by_element.get("notes", [])
    note_markups = note_markups + [
        f"<note>{escape_text(note)}</note>\n" for note in collect_notes(segments)
    ]
    return f"<notes>{''.join(note_markups)}</notes>\n" if note_markups else ""


def _format_attributes(element_markups: ElementMarkups, element_name: str) -> str:
    value_by_attribute = element_markups.attributes_by_element.get(element_name, {})
    return "".join(
        f" {attribute_name}={quote_attribute(attribute_value)}"
        for attribute_name, attribute_value in value_by_attribute.items()
    )


def _make_free_id(taken_ids: set[str]) -> str:
    return next(
        free_id
        for id_number in range(1, 2**31)
        if (free_id := f"{PADANAN_ID_PREFIX}{id_number}") not in taken_ids
    )


def _add_segment_property(
    property: Property, element_markups: ElementMarkups, taken_ids: set[str]
) -> None:
    """Add a segment's property to the element that holds it, if any."""
    property_name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and property_name != property.name
        and property_name in _EXPRESSION_BY_SEGMENT_ATTRIBUTE
    ):
        is_id = property_name == "segment"
        if re.fullmatch(
            _EXPRESSION_BY_SEGMENT_ATTRIBUTE[property_name], property.value, re.ASCII
        ):
            if not is_id:
                element_markups.set_missing_attribute(
                    "segment", property_name, property.value
                )
            elif property.value not in taken_ids:
                element_markups.set_missing_attribute("segment", "id", property.value)
                taken_ids.add(property.value)
    elif property.side is Side.TARGET and property.name == ORDER_PROPERTY:
        if re.fullmatch("[1-9][0-9]{0,3}", property.value, re.ASCII):
            element_markups.set_missing_attribute("target", "order", property.value)


def _add_unit_property(property: Property, element_markups: ElementMarkups) -> None:
    """Add a unit's property to the element that holds it, if any."""
    property_name = property.name.removeprefix("xliff:")
    if (
        property.side is Side.UNIT
        and property_name != property.name
        and property_name in _EXPRESSION_BY_UNIT_ATTRIBUTE
    ):
        if re.fullmatch(
            _EXPRESSION_BY_UNIT_ATTRIBUTE[property_name], property.value, re.ASCII
        ):
            element_markups.set_missing_attribute("unit", property_name, property.value)
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
    if name_match is not None and unquote(name_match[1]) != PADANAN_NAME:
        category_attribute_markup = (
            f" category={quote_attribute(unquote(name_match[1]))}"
            if name_match[1]
            else ""
        )
        quoted_meta_type = quote_attribute(unquote(name_match[2]))
        meta_markup = f"<mda:meta type={quoted_meta_type}>{escape_text(property.value)}"
        group_markup = (
            f"<mda:metaGroup{category_attribute_markup}>{meta_markup}</mda:meta>"
            "</mda:metaGroup>\n"
        )
        element_markups.add_child("mda:metadata", group_markup)


def _format_candidate(property: Property, segment_id: str) -> str | None:
    """Make the `<mtc:match>` of a property; None if it is not valid."""
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
        source_markup=escape_text(candidate.source),
        segment_id=segment_id,
        quality=candidate.quality,
        origin=candidate.origin,
        type=candidate.type,
    )


VERSION_MARKUP = VersionMarkup(
    MajorVersion.TWO,
    read_records,
    format_file_start,
    format_document_start,
    _format_unit,
    format_group_start,
    lambda _: False,
    "</file>\n",
    '<group id="g1"/>\n',
)
