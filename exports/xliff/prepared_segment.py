"""A segment that is ready to be written to an XLIFF file of either major version."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.entry import LossTally
from exports.provenance import Fields
from exports.xliff.group import Group
from exports.xliff.inline.content_markup import SideMarkups
from exports.xliff.segment_record import ReadRecords, SegmentRecord
from exports.xml.document import parse_fragment
from exports.xml.escaping import remove_forbidden_characters
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Property, Side, format_properties


@dataclass(frozen=True, slots=True)
class PreparedSegment:
    """A unit with its markup, fields and properties, ready for an XLIFF file."""

    unit: TranslationUnit
    side_markups: SideMarkups
    id: str
    fields: Fields
    """Fields that have no other place in the file."""
    properties: Properties
    """Those that may be written in the file's own way."""
    ignorable_markups_before: Sequence[SideMarkups] = ()
    """Ignorable texts before the segment."""
    ignorable_markups_after: Sequence[SideMarkups] = ()
    """Ignorable texts after the segment."""


def collect_notes(segments: Sequence[PreparedSegment]) -> list[str]:
    """Collect the notes of the segments of a unit, each once."""
    notes = [segment.unit.note for segment in segments]
    return list(dict.fromkeys(note for note in notes if note is not None))


def find_common_properties(segments: Sequence[PreparedSegment]) -> Properties:
    """Find the properties that all segments of a unit share.

    A property of the target need only be shared by translated segments.
    """
    translated_segments = [
        segment for segment in segments if segment.side_markups.target is not None
    ]
    shared_properties = []
    for property in segments[0].properties:
        relevant_segments = (
            translated_segments if property.side is Side.TARGET else segments
        )
        if all(property in segment.properties for segment in relevant_segments):
            shared_properties.append(property)
    return tuple(shared_properties)


@dataclass(slots=True)
class ElementMarkups:
    """Attributes and child elements that hold the properties of a unit."""

    attributes_by_element: dict[str, dict[str, str]] = field(default_factory=dict)
    """Values of attributes by their names, for each element's name."""
    child_markups_by_element: dict[str, list[str]] = field(default_factory=dict)
    """Markup of child elements, by the name of the element that they stand in."""

    def set_missing_attribute(
        self, element_name: str, attribute_name: str, attribute_value: str
    ) -> None:
        """Give an element an attribute, unless it has one."""
        self.attributes_by_element.setdefault(element_name, {}).setdefault(
            attribute_name, attribute_value
        )

    def add_child(self, element_name: str, markup: str) -> None:
        """Put markup into an element."""
        self.child_markups_by_element.setdefault(element_name, []).append(markup)


def reread_markup(
    markup: str, read_records: ReadRecords, groups: Sequence[Group]
) -> list[SegmentRecord] | None:
    """Read the markup of a unit again; None if it cannot be read.

    `groups`: those that it will stand in.
    """
    element = parse_fragment(remove_forbidden_characters(markup)[0])
    if element is None:
        return None
    unit_element = next(
        (child for child in element.content if not isinstance(child, str)), None
    )
    if unit_element is None:
        return None
    unit_element.containers = tuple(group.make_element() for group in groups)
    try:
        return list(read_records(unit_element, LossTally()))
    except ValueError:
        return None


def dump_remaining_properties(
    record: SegmentRecord, properties: Properties
) -> str | None:
    """Dump the properties that a record lacks; None if it has additional ones.

    The field has all of them where order would be lost otherwise.
    """
    record_properties: Sequence[Property] = record.properties
    if any(property not in properties for property in record_properties):
        return None
    remaining_properties = tuple(
        property for property in properties if property not in record_properties
    )
    if (*record_properties, *remaining_properties) != properties:
        remaining_properties = properties
    return format_properties(remaining_properties) or ""
