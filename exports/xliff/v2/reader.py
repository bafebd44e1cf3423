"""Reader of the units of XLIFF 2.0 to 2.2, with modules that have metadata."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

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
    make_term_properties,
)
from exports.xliff.group import PADANAN_ID_PREFIX, make_group_properties
from exports.xliff.inline.content import (
    CodedText,
    ReadingScheme,
    iterate_texts_and_codes,
    join_texts_and_codes,
    read_original_data,
)
from exports.xliff.segment_record import (
    PADANAN_NAME,
    SegmentRecord,
    find_filled_target,
    find_first_child,
    find_inherited_attribute,
    has_preserved_space,
    make_schemes,
    split_fields,
    split_notes,
)
from exports.xliff.unit_segments import IgnorableText, make_segmentation_properties
from exports.xml.document import Element
from tm.unit import State
from tm.unit_property import Property, Side

_READ_ELEMENTS = frozenset(
    (
        "segment",
        "ignorable",
        "notes",
        "originalData",
        "mtc:matches",
        "gls:glossary",
        "mda:metadata",
    )
)


def read_records(unit: Element, tally: LossTally) -> Iterator[SegmentRecord]:
    """Read a `<unit>`, one record for each segment."""
    segments = list(unit.find_children("segment"))
    if not segments:
        raise ValueError("a <unit> without <segment>")
    field_groups: list[Fields] = []
    unit_properties = _read_unit_properties(unit, field_groups)
    unit_properties += make_group_properties(unit)
    native_code_by_data_id = read_original_data(unit)
    notes, note_properties = _read_notes(unit)
    unit_properties += note_properties
    tool_properties = list(_read_tool_elements(unit, tally))
    fields_by_segment = split_fields(field_groups, len(segments))
    segment_rows = zip(
        segments,
        fields_by_segment,
        split_notes(fields_by_segment, notes),
        _read_segmentation_properties(unit, native_code_by_data_id, fields_by_segment),
        _read_proposals(unit, segments),
        strict=True,
    )
    for segment, fields, note, segmentation_properties, match_elements in segment_rows:
        source = find_first_child(segment, "source")
        if source is None:
            raise ValueError("a <segment> without <source>")
        side_schemes = make_schemes(
            MajorVersion.TWO,
            native_code_by_data_id,
            fields,
            preserves_space=has_preserved_space(unit, source),
        )
        target = find_first_child(segment, "target")
        filled_target = find_filled_target(target)
        yield SegmentRecord(
            line_number=segment.line_number,
            source=source,
            target=filled_target,
            source_scheme=side_schemes[0],
            target_scheme=side_schemes[1],
            id=unit.attributes.get("id"),
            state=_read_state(segment, filled_target),
            fields=fields,
            properties=[
                *unit_properties,
                *segmentation_properties,
                *_read_segment_properties(
                    unit, segment, filled_target, has_own_fields=bool(fields)
                ),
                *_iterate_match_properties(match_elements, native_code_by_data_id),
                *(tool_properties if segment is segments[0] else ()),
            ],
            note=note,
        )


def _read_tool_elements(unit: Element, tally: LossTally) -> Iterator[Property]:
    """Read the elements of other tools and modules; count those too large."""
    for child in unit.content:
        if isinstance(child, Element) and child.name not in _READ_ELEMENTS:
            property = make_element_property(child)
            if property is not None:
                yield property
            else:
                tally.add(f"element {child.name}")


def _read_state(segment: Element, target: Element | None) -> State:
    """Read the state; the default for a translation is translated."""
    if target is None:
        return State.INITIAL
    state_name = segment.attributes.get("state", State.TRANSLATED)
    return State(state_name) if state_name in set(State) else State.TRANSLATED


def _read_segmentation_properties(
    unit: Element,
    native_code_by_data_id: dict[str, str],
    fields_by_segment: Sequence[Fields],
) -> list[list[Property]]:
    """Read each segment's number as a property, with ignorable text around it.

    The text before a segment is read by the same schemes as the segment.
    """
    scheme_pairs = [
        make_schemes(
            MajorVersion.TWO, native_code_by_data_id, fields, preserves_space=True
        )
        for fields in fields_by_segment
    ]
    segment_count = len(scheme_pairs)
    pending_texts: list[IgnorableText] = []
    texts_before_segments: list[list[IgnorableText]] = []
    for child in unit.content:
        if isinstance(child, str):
            continue
        if child.name == "segment":
            texts_before_segments.append(pending_texts)
            pending_texts = []
        elif child.name == "ignorable":
            source, target = (
                find_first_child(child, "source"),
                find_first_child(child, "target"),
            )
            scheme_pair = scheme_pairs[
                min(len(texts_before_segments), segment_count - 1)
            ]
            pending_texts.append(
                IgnorableText(
                    CodedText("")
                    if source is None
                    else _read_coded_text(source, scheme_pair[0]),
                    None
                    if target is None
                    else _read_coded_text(target, scheme_pair[1]),
                )
            )
    return [
        make_segmentation_properties(
            segment_number,
            segment_count,
            texts_before,
            pending_texts if segment_number == segment_count else (),
        )
        for segment_number, texts_before in enumerate(texts_before_segments, 1)
    ]


def _read_coded_text(element: Element, scheme: ReadingScheme) -> CodedText:
    return join_texts_and_codes(iterate_texts_and_codes(element, scheme))


def _read_unit_properties(unit: Element, field_groups: list[Fields]) -> list[Property]:
    """Read the properties of a unit; add Padanan's fields to `field_groups`."""
    properties = make_attribute_properties(unit, ("id", "translate", "canResegment"))
    if find_inherited_attribute("translate", *unit.containers, unit) == "no":
        properties.append(NOT_TO_TRANSLATE)
    for child in unit.content:
        if isinstance(child, str):
            continue
        if child.name == "mda:metadata":
            for group in child.find_children("mda:metaGroup"):
                if group.attributes.get("category") == PADANAN_NAME:
                    field_groups.append(
                        {
                            meta_element.attributes.get("type", ""): meta_element.text
                            for meta_element in group.find_children("mda:meta")
                        }
                    )
                else:
                    properties += _read_metadata(group, "")
        elif child.name == "gls:glossary":
            properties += make_term_properties(child)
    return properties


def _read_metadata(meta_group: Element, category_path: str) -> Iterator[Property]:
    """Read the metadata of a group and its groups, with their categories."""
    category_path += quote(meta_group.attributes.get("category", ""), safe=" ") + "/"
    for child in meta_group.content:
        if isinstance(child, str):
            continue
        if child.name == "mda:meta":
            meta_type = quote(child.attributes.get("type", ""), safe=" ")
            yield Property(f"xliff:meta:{category_path}{meta_type}", child.text)
        elif child.name == "mda:metaGroup":
            yield from _read_metadata(child, category_path)


def _read_segment_properties(
    unit: Element, segment: Element, target: Element | None, *, has_own_fields: bool
) -> list[Property]:
    """Read the properties of a segment and of its target."""
    properties = []
    segment_id = segment.attributes.get("id", PADANAN_ID_PREFIX)
    if not segment_id.startswith(PADANAN_ID_PREFIX):
        properties.append(Property("xliff:segment", segment_id))
    # Our own files forbid it for all units alike, which says nothing of this one.
    outer_elements = () if has_own_fields else unit.containers
    if find_inherited_attribute("canResegment", *outer_elements, unit, segment) == "no":
        properties.append(Property("xliff:canResegment", "no"))
    properties += make_attribute_properties(segment, ("id", "state", "canResegment"))
    if target is not None:
        properties += make_attribute_properties(target, (), Side.TARGET)
    return properties


def _read_notes(unit: Element) -> tuple[list[str], list[Property]]:
    """Read the plain notes of a unit, and properties for the others."""
    plain_notes, properties = [], []
    for notes_element in unit.find_children("notes"):
        for note_property in map(
            make_note_property, notes_element.find_children("note")
        ):
            if note_property.name == NOTE_PROPERTY and note_property.side is Side.UNIT:
                plain_notes.append(note_property.value)
            else:
                properties.append(note_property)
    return plain_notes, properties


def _read_proposals(unit: Element, segments: Sequence[Element]) -> list[list[Element]]:
    """Read the proposals for each segment; the first gets those without a segment."""
    indexes_by_segment_id: dict[str, list[int]] = defaultdict(list)
    for index, segment in enumerate(segments):
        indexes_by_segment_id[segment.attributes.get("id", "")].append(index)
    proposals_by_segment: list[list[Element]] = [[] for _ in segments]
    for matches_element in unit.find_children("mtc:matches"):
        for proposal in matches_element.find_children("mtc:match"):
            segment_id = proposal.attributes.get("ref", "").rpartition("#")[2]
            segment_id = segment_id.rpartition("/")[2]
            segment_indexes = indexes_by_segment_id.get(segment_id, [])
            if 0 not in segment_indexes and not (segment_id and segment_indexes):
                segment_indexes = [0, *segment_indexes]
            for index in segment_indexes:
                proposals_by_segment[index].append(proposal)
    return proposals_by_segment


def _iterate_match_properties(
    match_elements: Iterable[Element], native_code_by_data_id: Mapping[str, str]
) -> Iterator[Property]:
    """Convert proposals to properties, given the native codes of their unit."""
    for match_element in match_elements:
        scheme = ReadingScheme(
            MajorVersion.TWO,
            {**native_code_by_data_id, **read_original_data(match_element)},
        )
        yield from make_match_properties(
            match_element,
            scheme,
            quality_attribute="matchQuality",
            type_attribute="type",
        )
