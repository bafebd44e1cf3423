"""Reader of the units of XLIFF 1.2, with the dialects of tools."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, starmap
from typing import NamedTuple, Self

from exports.entry import LossTally
from exports.excluded_units import NOT_TO_TRANSLATE
from exports.provenance import Fields
from exports.xliff.element_names import MajorVersion
from exports.xliff.fields import (
    NOTE_PROPERTY,
    make_attribute_properties,
    make_element_property,
    make_match_properties,
    make_note_property,
)
from exports.xliff.group import (
    PADANAN_ID_PREFIX,
    iterate_context_groups,
    make_group_properties,
)
from exports.xliff.inline.content import ReadingScheme, count_deletions
from exports.xliff.segment_record import (
    PADANAN_NAME,
    SegmentRecord,
    find_first_child,
    find_inherited_attribute,
    has_preserved_space,
    make_schemes,
    split_fields,
    split_notes,
)
from exports.xliff.v1.dialect import (
    MEMOQ_INSERTED_MATCH,
    TRADOS_COMMENT,
    TRADOS_DEFINITIONS,
    TRADOS_TAG,
    iterate_comment_ids,
    read_author_fields,
    read_comments,
    read_native_codes,
    read_phrase_code_ids,
    read_status_properties,
)
from exports.xliff.v1.segmentation import iterate_segments, read_segmentation_properties
from exports.xliff.v1.state import (
    find_state_name,
    format_approved_value,
    parse_dialect_state,
    parse_state,
)
from exports.xml.document import Element
from tm.unit import State
from tm.unit_property import Property, Side

PADANAN_CONTEXT = f"x-{PADANAN_NAME}"
"""The purpose of a context group that holds our fields."""
_CONTEXT_ELEMENT_BY_GROUP_ELEMENT = {"context-group": "context", "prop-group": "prop"}
_COMMON_ELEMENTS = {
    "source",
    "seg-source",
    "target",
    "note",
    "alt-trans",
    *_CONTEXT_ELEMENT_BY_GROUP_ELEMENT,
}
"""Elements that most units have."""
_READ_ELEMENTS = _COMMON_ELEMENTS | {
    TRADOS_DEFINITIONS,
    TRADOS_COMMENT,
    TRADOS_TAG,
    MEMOQ_INSERTED_MATCH,
}


def read_records(unit: Element, tally: LossTally) -> Iterator[SegmentRecord]:
    """Read a `<trans-unit>`, one record for each segment."""
    source = find_first_child(unit, "source")
    if source is None:
        raise ValueError("a <trans-unit> without <source>")
    target = find_first_child(unit, "target")
    seg_source = find_first_child(unit, "seg-source")
    tally.add(
        "texts that tracked changes strike out",
        count_deletions(seg_source or source) + count_deletions(target),
    )
    segments = list(starmap(_Segment, iterate_segments(unit, source, target)))
    unit_metadata = _UnitMetadata.of(unit)
    fields_by_segment = split_fields(_read_own_fields(unit), len(segments))
    segmentation_properties_by_segment = read_segmentation_properties(
        unit,
        target,
        [segment.mid for segment in segments],
        []
        if seg_source is None
        else [
            unit_metadata.make_side_schemes(segment_fields, preserves_space=True)
            for segment_fields in fields_by_segment
        ],
        tally,
    )
    preserves_white_space = has_preserved_space(unit, source)
    unit_properties, unit_notes = _read_unit_properties(unit)
    for segment, fields, segmentation_properties, segment_note in zip(
        segments,
        fields_by_segment,
        segmentation_properties_by_segment,
        split_notes(fields_by_segment, unit_notes),
        strict=True,
    ):
        side_schemes = unit_metadata.make_side_schemes(
            fields, preserves_space=preserves_white_space
        )
        state, state_properties = unit_metadata.read_state(
            unit, target, segment, fields
        )
        properties = [
            *unit_properties,
            *state_properties,
            *segmentation_properties,
            *unit_metadata.iterate_segment_properties(segment, side_schemes[0]),
        ]
        if unit_metadata.has_tool_elements and segment.source is segments[0].source:
            properties += _read_tool_elements(unit, tally)
        yield SegmentRecord(
            line_number=segment.source.line_number,
            source=segment.source,
            target=segment.target,
            source_scheme=side_schemes[0],
            target_scheme=side_schemes[1],
            id=unit.attributes.get("id"),
            state=state,
            fields=fields,
            author_fields=read_author_fields(properties),
            properties=properties,
            note=segment_note,
        )


class _Segment(NamedTuple):
    """A segment of a unit: its texts, and the id that its `<mrk>` has."""

    source: Element
    target: Element | None
    mid: str | None


@dataclass(frozen=True, slots=True)
class _UnitMetadata:
    """What a unit says of its segments, looked for once.

    A unit of thousands of segments may have as many comments.
    """

    has_tool_elements: bool
    """Whether the unit has elements of other tools."""
    status_properties_by_segment_id: Mapping[str, list[Property]]
    comment_element_by_id: Mapping[str | None, Element]
    numbered_proposals_by_mid: Mapping[str | None, list[tuple[int, Element]]]
    inserted_matches: Sequence[Element]
    make_side_schemes: Callable[..., tuple[ReadingScheme, ReadingScheme]]
    """Makes how source and target are read, from the fields of a segment."""

    @classmethod
    def of(cls, unit: Element) -> Self:
        """Read the metadata of a unit."""
        has_tool_elements = any(
            isinstance(child, Element) and child.name not in _COMMON_ELEMENTS
            for child in unit.content
        )
        return cls(
            has_tool_elements,
            read_status_properties(unit) if has_tool_elements else {},
            {
                child.attributes.get("id"): child
                for child in unit.find_children(TRADOS_COMMENT)
            },
            _read_proposals(unit),
            [*unit.find_children(MEMOQ_INSERTED_MATCH)],
            partial(
                make_schemes,
                MajorVersion.ONE,
                {},
                native_code_pair_by_id=(
                    read_native_codes(unit) if has_tool_elements else {}
                ),
                brace_ids=read_phrase_code_ids(unit),
            ),
        )

    def read_state(
        self, unit: Element, target: Element | None, segment: _Segment, fields: Fields
    ) -> tuple[State, list[Property]]:
        """Read the state of a segment: of one of several, from Padanan's fields."""
        status_properties = self.status_properties_by_segment_id.get(segment.mid or "")
        state, properties = _read_state(
            unit, target, segment.target, status_properties or []
        )
        if segment.target is not None and "state" in fields:
            state = State(fields["state"])
        return state, properties

    def iterate_segment_properties(
        self, segment: _Segment, source_scheme: ReadingScheme
    ) -> Iterator[Property]:
        """Make the properties of a segment that the whole unit holds."""
        if segment.mid is not None and not segment.mid.startswith(PADANAN_ID_PREFIX):
            yield Property("xliff:segment", segment.mid)
        yield from _iterate_match_properties(
            self.numbered_proposals_by_mid,
            self.inserted_matches,
            source_scheme,
            segment.mid,
        )
        if self.has_tool_elements:
            yield from _read_segment_comments(
                self.comment_element_by_id, segment.source, segment.target
            )


def _read_tool_elements(unit: Element, tally: LossTally) -> Iterator[Property]:
    """Read the elements of other tools; count those too large to keep."""
    for child in unit.content:
        if not isinstance(child, Element) or child.name in _READ_ELEMENTS:
            continue
        comment_properties = read_comments(child)
        element_property = None if comment_properties else make_element_property(child)
        yield from comment_properties
        if element_property is not None:
            yield element_property
        elif not comment_properties:
            tally.add(f"element {child.name}")


def _read_segment_comments(
    comment_element_by_id: Mapping[str | None, Element],
    source: Element,
    target: Element | None,
) -> Iterator[Property]:
    """Read the comments that the texts of a segment refer to."""
    for element, side in ((source, Side.SOURCE), (target, Side.TARGET)):
        for comment_id in (
            iterate_comment_ids(element)
            if element is not None and comment_element_by_id
            else ()
        ):
            for comment in (
                read_comments(comment_element_by_id[comment_id])
                if comment_id in comment_element_by_id
                else ()
            ):
                yield replace(comment, side=side)


def _read_state(
    unit: Element,
    target: Element | None,
    segment_target: Element | None,
    status_properties: list[Property],
) -> tuple[State, list[Property]]:
    """Read the state, and properties for what Padanan's four states cannot hold."""
    properties = [*status_properties]
    approved_value = unit.attributes.get("approved")
    if target is None or segment_target is None:
        if approved_value is not None and approved_value != "no":
            properties.append(Property("xliff:approved", approved_value))
        return State.INITIAL, properties
    state_name = target.attributes.get("state")
    qualifier = target.attributes.get("state-qualifier")
    state = parse_state(state_name, qualifier=qualifier, approved_value=approved_value)
    status_value_by_name = {
        property.name.removeprefix("xliff:"): property.value
        for property in status_properties
    }
    for name, value in {**unit.attributes, **status_value_by_name}.items():
        state = parse_dialect_state(name, value) or state
    if approved_value not in (None, format_approved_value(state) or "no"):
        properties.append(Property("xliff:approved", str(approved_value)))
    if state_name is not None and state_name != find_state_name(state):
        properties.append(Property("xliff:state", state_name, Side.TARGET))
    properties += make_attribute_properties(target, ("state",), Side.TARGET)
    return state, properties


def _read_unit_properties(unit: Element) -> tuple[list[Property], list[str]]:
    """Read the properties and the plain notes of a unit and its groups."""
    properties = make_attribute_properties(unit, ("id", "approved", "translate"))
    if find_inherited_attribute("translate", *unit.containers, unit) == "no":
        properties.append(NOT_TO_TRANSLATE)
    properties += make_group_properties(unit)
    for group in unit.containers:
        for context_group in iterate_context_groups(group):
            properties += _read_context_properties(context_group)
    notes: list[str] = []
    for child in unit.content:
        if isinstance(child, str):
            continue
        if child.name in _CONTEXT_ELEMENT_BY_GROUP_ELEMENT:
            properties += _read_context_properties(child)
        elif child.name == "note":
            note_property = make_note_property(child)
            if note_property.name == NOTE_PROPERTY and note_property.side is Side.UNIT:
                notes.append(note_property.value)
            else:
                properties.append(note_property)
    return properties, notes


def _read_proposals(unit: Element) -> dict[str | None, list[tuple[int, Element]]]:
    """Read the proposals by `mid`, in order; None has those for the whole unit."""
    numbered_proposals_by_mid: dict[str | None, list[tuple[int, Element]]] = (
        defaultdict(list)
    )
    for proposal_index, proposal in enumerate(unit.find_children("alt-trans")):
        numbered_proposals_by_mid[proposal.attributes.get("mid")].append(
            (proposal_index, proposal)
        )
    return numbered_proposals_by_mid


def _iterate_match_properties(
    numbered_proposals_by_mid: Mapping[str | None, list[tuple[int, Element]]],
    inserted_matches: Sequence[Element],
    scheme: ReadingScheme,
    mid: str | None,
) -> Iterator[Property]:
    """Convert the proposals for a segment, and for the whole unit, to properties."""
    mids = (None, mid) if mid is not None else numbered_proposals_by_mid
    numbered_proposals = chain.from_iterable(
        numbered_proposals_by_mid.get(proposal_mid, ()) for proposal_mid in mids
    )
    for _, proposal in sorted(numbered_proposals):
        yield from make_match_properties(
            proposal,
            scheme,
            quality_attribute="match-quality",
            type_attribute="alttranstype",
        )
    for proposal in inserted_matches:
        yield from make_match_properties(
            proposal,
            scheme,
            quality_attribute="matchrate",
            type_attribute="alttranstype",
            origin_attribute="source",
        )


def _read_context_properties(context_group: Element) -> Iterator[Property]:
    """Read the contexts or properties of a group, except Padanan's own."""
    purpose = context_group.attributes.get("purpose", "")
    if purpose == PADANAN_CONTEXT:
        return
    if "name" in context_group.attributes:
        yield Property(
            f"xliff:{context_group.name}:{purpose}", context_group.attributes["name"]
        )
    for context in context_group.find_children(
        _CONTEXT_ELEMENT_BY_GROUP_ELEMENT[context_group.name]
    ):
        if context.name == "prop":
            property_name = f"prop:{context.attributes.get('prop-type', '')}"
        else:
            property_name = (
                f"context:{purpose}:{context.attributes.get('context-type', '')}"
            )
        yield Property(f"xliff:{property_name}", context.text)


def _read_own_fields(unit: Element) -> list[Fields]:
    """Read Padanan's fields from the context groups of a unit."""
    field_groups = []
    for group in unit.find_children("context-group"):
        if group.attributes.get("purpose") == PADANAN_CONTEXT:
            text_by_field = {}
            for context in group.find_children("context"):
                context_type = context.attributes.get("context-type", "")
                text_by_field[context_type.removeprefix(f"{PADANAN_CONTEXT}-")] = (
                    context.text
                )
            field_groups.append(text_by_field)
    return field_groups
