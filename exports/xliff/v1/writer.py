"""Writer of XLIFF 1.2 that is valid by its schema.

Our fields are a context group of each unit whose purpose is `x-padanan`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import WriteOptions
from exports.xliff.element_names import ID_PATTERN, NAMESPACE_1, MajorVersion
from exports.xliff.fields import (
    MATCH_PROPERTY,
    MATCH_TYPES,
    format_note,
    load_candidate,
)
from exports.xliff.group import PADANAN_ID_PREFIX, Group
from exports.xliff.inline.content_markup import SideMarkups
from exports.xliff.prepared_segment import (
    ElementMarkups,
    PreparedSegment,
    collect_notes,
    find_common_properties,
)
from exports.xliff.segment_record import PADANAN_NAME, read_own_version
from exports.xliff.v1.reader import PADANAN_CONTEXT, read_records
from exports.xliff.v1.state import find_state_name, format_approved_value, parse_state
from exports.xliff.writer import VersionMarkup, write_units
from exports.xml.escaping import escape_text, quote_attribute
from tm.text.locale import Locale
from tm.unit import State, TranslationUnit
from tm.unit_property import Property, Side

_NMTOKEN_EXPRESSION = r"[\w.:-]+"
_EXPRESSION_BY_UNIT_ATTRIBUTE = {
    "resname": "(?s:.*)",
    "extradata": "(?s:.*)",
    "extype": "(?s:.*)",
    "restype": r"x-\S+",
    "help-id": _NMTOKEN_EXPRESSION,
    "maxwidth": _NMTOKEN_EXPRESSION,
    "minwidth": _NMTOKEN_EXPRESSION,
    "maxheight": _NMTOKEN_EXPRESSION,
    "minheight": _NMTOKEN_EXPRESSION,
    "maxbytes": _NMTOKEN_EXPRESSION,
    "minbytes": _NMTOKEN_EXPRESSION,
    "size-unit": "byte|char|pixel|point",
    "translate": "no",
    "approved": "yes|no",
}
"""Attributes of a unit that can be written again, and their values."""
_EXPRESSION_BY_TARGET_ATTRIBUTE = {
    "state": r"x-\S+|new|needs-(?:adaptation|l10n|translation|review-adaptation"
    "|review-l10n|review-translation)|translated|signed-off|final",
    "state-qualifier": r"x-\S+|(?:exact|fuzzy|id)-match|(?:mt|tm)-suggestion"
    "|leveraged-(?:glossary|inherited|mt|repository|tm)"
    "|rejected-(?:grammar|inaccurate|length|spelling)",
    "equiv-trans": "yes|no",
    "resname": "(?s:.*)",
}
_CONTEXT_NAME_PATTERN = re.compile(
    r"xliff:context:(information|location|match|x-\S+?|):"
    r"(database|element|elementtitle|linenumber|numparams|paramnotes|record"
    r"|recordtitle|sourcefile|x-\S+)"
)
_PROP_NAME_PATTERN = re.compile(r"xliff:prop:(.+)")
_SEGMENT_PROPERTY = "xliff:segment"
_MATCH_TYPE_EXPRESSION = r"x-\S+|proposal|previous-version|rejected|reference|accepted"


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as XLIFF 1.2."""
    return write_units(units, file, options, VERSION_MARKUP)


def format_alt_trans(
    target_markup: str,
    *,
    source_markup: str | None,
    quality: str | None,
    origin: str | None,
    type: str | None = None,
    mid: str | None = None,
) -> str:
    """Make an `<alt-trans>` from texts that are markup."""
    markup = "<alt-trans"
    for attribute_name, attribute_value in (
        ("match-quality", quality),
        ("origin", origin),
        ("alttranstype", type),
        ("mid", mid),
    ):
        if attribute_value is not None:
            markup += f" {attribute_name}={quote_attribute(attribute_value)}"
    if source_markup is not None:
        markup += f"><source>{source_markup}</source"
    return f"{markup}><target>{target_markup}</target></alt-trans>"


def _format_file_start(source_locale: Locale, target_locale: Locale) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff version="1.2" xmlns="{NAMESPACE_1}">\n'
    )


def _format_document_start(
    original_name: str, file_number: int, source_locale: Locale, target_locale: Locale
) -> str:
    return (
        f"<file original={quote_attribute(original_name)}"
        f' source-language="{source_locale.tag}" target-language="{target_locale.tag}"'
        f' datatype="plaintext" tool-id="{PADANAN_NAME}" xml:space="preserve">\n'
        f'<header><tool tool-id="{PADANAN_NAME}" tool-name="Padanan"'
        f' tool-version="{read_own_version()}"/></header>\n<body>\n'
    )


def _format_group_start(group: Group, group_number: int) -> str:
    own_name = "" if group.name == group.id else group.name
    value_by_attribute = {"id": group.id, "resname": own_name, "restype": group.restype}
    attribute_markup = _format_attributes(
        {name: value for name, value in value_by_attribute.items() if value}
    )
    markups = [f"<note>{escape_text(note)}</note>\n" for note in group.notes]
    return f"<group{attribute_markup}>\n{''.join(markups)}"


def _format_attributes(value_by_name: Mapping[str, str]) -> str:
    return "".join(
        f" {name}={quote_attribute(value)}" for name, value in value_by_name.items()
    )


def _format_unit(segments: Sequence[PreparedSegment]) -> str:
    first_segment = segments[0]
    if len(segments) == 1 and not first_segment.properties:
        return _format_plain_unit(first_segment)
    element_markups = ElementMarkups()
    for property in find_common_properties(segments):
        _add_property(property, element_markups)
    mids = _choose_segment_ids(segments)
    for segment_index, segment in enumerate(segments):
        mid = mids[segment_index] if mids else None
        for property in segment.properties:
            markup = _format_match(property, mid)
            if markup is not None:
                element_markups.add_child("trans-unit", f"{markup}\n")
    target_markup, approved_value = _format_target(segments, mids, element_markups)
    unit_attributes = element_markups.attributes_by_element.get("trans-unit", {})
    value_by_attribute = {"id": first_segment.id} | unit_attributes
    value_by_attribute.pop("approved", None)
    if approved_value is not None:
        value_by_attribute["approved"] = approved_value
    attribute_markup = _format_attributes(value_by_attribute)
    markups = [f"<trans-unit{attribute_markup}>\n"]
    if mids:
        markups.append(f"<source>{_join_content(segments, (), Side.SOURCE)}</source>\n")
        divided_content = _join_content(segments, mids, Side.SOURCE)
        markups.append(f"<seg-source>{divided_content}</seg-source>\n")
    else:
        markups.append(f"<source>{first_segment.side_markups.source}</source>\n")
    markups.append(target_markup)
    markups += element_markups.child_markups_by_element.get("trans-unit", [])
    notes = collect_notes(segments)
    markups += [f"<note>{escape_text(note)}</note>\n" for note in notes]
    markups += map(_format_own_fields, segments)
    return "".join(markups) + "</trans-unit>\n"


def _format_plain_unit(segment: PreparedSegment) -> str:
    """Make the markup of a unit without properties."""
    unit, side_markups = segment.unit, segment.side_markups
    attribute_markup = target_markup = note_markup = ""
    if side_markups.target is not None:
        approved_value = format_approved_value(unit.state)
        attribute_markup = (
            f' approved="{approved_value}"' if approved_value is not None else ""
        )
        state_name = find_state_name(unit.state)
        target_markup = f'<target state="{state_name}">{side_markups.target}</target>\n'
    if unit.note is not None:
        note_markup = f"<note>{escape_text(unit.note)}</note>\n"
    return (
        f"<trans-unit id={quote_attribute(segment.id)}{attribute_markup}>\n"
        f"<source>{side_markups.source}</source>\n{target_markup}{note_markup}{_format_own_fields(segment)}</trans-unit>\n"
    )


def _format_own_fields(segment: PreparedSegment) -> str:
    """Make the markup of Padanan's own fields of a segment."""
    context_start = f'<context context-type="{PADANAN_CONTEXT}-'
    markup = "".join(
        [
            f'{context_start}{field_name}">{escape_text(field_text)}</context>\n'
            for field_name, field_text in segment.fields.items()
        ]
    )
    return f'<context-group purpose="{PADANAN_CONTEXT}">\n{markup}</context-group>\n'


def _choose_segment_ids(segments: Sequence[PreparedSegment]) -> list[str]:
    """Choose the ids of the segments of a unit; none if it is not divided."""
    mids: list[str] = []
    for segment in segments:
        segment_ids = (
            property.value
            for property in segment.properties
            if property.name == _SEGMENT_PROPERTY
        )
        mid = next(segment_ids, "")
        if not ID_PATTERN.fullmatch(mid) or mid in mids:
            mid = f"{PADANAN_ID_PREFIX}{len(mids) + 1}"
        mids.append(mid)
    is_divided = len(mids) > 1 or not mids[0].startswith(PADANAN_ID_PREFIX)
    return mids if is_divided else []


def _join_content(
    segments: Sequence[PreparedSegment], mids: Sequence[str], side: Side
) -> str:
    """Make the content of all segments, in `<mrk>` if they have ids."""
    markups: list[str] = []
    for segment_index, segment in enumerate(segments):
        markups += [
            _select_markup(markup, side) for markup in segment.ignorable_markups_before
        ]
        segment_markup = _select_markup(segment.side_markups, side)
        if mids and (side is Side.SOURCE or segment.side_markups.target is not None):
            quoted_mid = quote_attribute(mids[segment_index])
            segment_markup = f'<mrk mtype="seg" mid={quoted_mid}>{segment_markup}</mrk>'
        markups.append(segment_markup)
        markups += [
            _select_markup(markup, side) for markup in segment.ignorable_markups_after
        ]
    return "".join(markups)


def _select_markup(side_markups: SideMarkups, side: Side) -> str:
    return (side_markups.source if side is Side.SOURCE else side_markups.target) or ""


def _format_target(
    segments: Sequence[PreparedSegment],
    mids: Sequence[str],
    element_markups: ElementMarkups,
) -> tuple[str, str | None]:
    """Make the target with its state, and the value of `approved`.

    Its state is the least of all segments: no tool takes the whole for more than it is.
    """
    unit_attributes = element_markups.attributes_by_element.get("trans-unit", {})
    approved_value = unit_attributes.get("approved")
    translated_segments = [
        segment for segment in segments if segment.side_markups.target is not None
    ]
    if not translated_segments:
        return "", approved_value
    target_attributes = element_markups.attributes_by_element.get("target", {})
    state = min(
        (segment.unit.state for segment in translated_segments), key=list(State).index
    )
    qualifier, state_name = (
        target_attributes.get("state-qualifier"),
        target_attributes.pop("state", None),
    )
    if approved_value is None:
        approved_value = format_approved_value(state)
    parsed_state = parse_state(
        state_name, qualifier=qualifier, approved_value=approved_value
    )
    if state_name is None or parsed_state is not state:
        state_name = find_state_name(state)
    target_attributes = {"state": state_name} | target_attributes
    attribute_markup = _format_attributes(target_attributes)
    content = translated_segments[0].side_markups.target
    if mids:
        content = _join_content(segments, mids, Side.TARGET)
    return f"<target{attribute_markup}>{content}</target>\n", approved_value


def _add_property(property: Property, element_markups: ElementMarkups) -> None:
    """Add a property to the element that holds it in XLIFF 1.2, if any."""
    attribute_name = property.name.removeprefix("xliff:")
    element_name, expression_by_attribute = "trans-unit", _EXPRESSION_BY_UNIT_ATTRIBUTE
    if property.side is Side.TARGET:
        element_name, expression_by_attribute = (
            "target",
            _EXPRESSION_BY_TARGET_ATTRIBUTE,
        )
    if (
        property.side is not Side.SOURCE
        and attribute_name != property.name
        and attribute_name in expression_by_attribute
    ):
        if re.fullmatch(
            expression_by_attribute[attribute_name], property.value, re.ASCII
        ):
            element_markups.set_missing_attribute(
                element_name, attribute_name, property.value
            )
        return
    note_markup = format_note(
        property, side_attribute="annotates", allowed_attributes=("from", "priority")
    )
    if note_markup is not None:
        element_markups.add_child("trans-unit", note_markup)
    elif property.side is Side.UNIT:
        context_parts = _format_context(property)
        if context_parts is not None:
            _add_context(element_markups, *context_parts)


def _add_context(
    element_markups: ElementMarkups,
    group_start: str,
    context_markup: str,
    group_end: str,
) -> None:
    """Add a context or property to the previous group, or begin a new group.

    A type that is there already begins another group, as of another place.
    """
    child_markups = element_markups.child_markups_by_element.setdefault(
        "trans-unit", []
    )
    context_start = context_markup.partition(">")[0]
    if (
        child_markups
        and child_markups[-1].startswith(group_start)
        and f"{context_start}>" not in child_markups[-1]
    ):
        child_markups[-1] = (
            f"{child_markups[-1].removesuffix(group_end)}{context_markup}{group_end}"
        )
    else:
        child_markups.append(f"{group_start}{context_markup}{group_end}")


def _format_match(property: Property, mid: str | None) -> str | None:
    """Make the `<alt-trans>` of a property; None if it is no proposal."""
    candidate = (
        load_candidate(property.value) if property.name == MATCH_PROPERTY else None
    )
    if candidate is None:
        return None
    match_type = (
        f"x-{candidate.type}" if candidate.type in MATCH_TYPES else candidate.type
    )
    if match_type is not None and not re.fullmatch(_MATCH_TYPE_EXPRESSION, match_type):
        return None
    return format_alt_trans(
        escape_text(candidate.target),
        source_markup=None
        if candidate.source is None
        else escape_text(candidate.source),
        quality=candidate.quality,
        origin=candidate.origin,
        type=match_type,
        mid=mid,
    )


def _format_context(property: Property) -> tuple[str, str, str] | None:
    """Make the markup of a context or property, and of the group around it."""
    name_match = _CONTEXT_NAME_PATTERN.fullmatch(property.name)
    escaped_text = escape_text(property.value)
    if name_match is not None:
        purpose_attribute = f' purpose="{name_match[1]}"' if name_match[1] else ""
        if any(character in name_match[1] + name_match[2] for character in '<&"'):
            return None
        return (
            f"<context-group{purpose_attribute}>",
            f'<context context-type="{name_match[2]}">{escaped_text}</context>',
            "</context-group>\n",
        )
    name_match = _PROP_NAME_PATTERN.fullmatch(property.name)
    if name_match is None:
        return None
    prop_markup = (
        f"<prop prop-type={quote_attribute(name_match[1])}>{escaped_text}</prop>"
    )
    return "<prop-group>", prop_markup, "</prop-group>\n"


VERSION_MARKUP = VersionMarkup(
    MajorVersion.ONE,
    read_records,
    _format_file_start,
    _format_document_start,
    _format_unit,
    _format_group_start,
    re.compile(_EXPRESSION_BY_UNIT_ATTRIBUTE["restype"], re.ASCII).fullmatch,
    "</body>\n</file>\n",
    "",
)
