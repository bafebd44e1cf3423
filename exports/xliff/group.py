"""Groups of an XLIFF file around a unit, as properties of the unit.

Their notes stand in the file before their units, and so do contexts and properties.

`xliff:group` has their names or ids, from the outermost, with `/` between. With the
depth of a group, from 1, `xliff:group-id:1` is its id, `xliff:group-note:1` a note and
`xliff:group-restype:1` another attribute.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.xliff.fields import (
    NOTE_PROPERTY,
    PROPERTY_PREFIX,
    make_attribute_properties,
    make_note_property,
)
from exports.xml.document import Element
from exports.xml.escaping import remove_forbidden_characters
from tm.unit_property import Properties, Property, Side

GROUP_PROPERTY = "xliff:group"
PADANAN_ID_PREFIX = "padanan-"
"""Prefix of the id of a unit, segment or group that has none of its own."""
_ATTRIBUTES_WITH_OWN_PROPERTY = ("id", "resname", "name", "translate", "canResegment")
"""Attributes of a group that have properties of their own."""
_DEPTH_PROPERTY_PATTERN = re.compile(r"xliff:group-(id|note|restype):([1-9][0-9]?)")
_CONTEXT_ELEMENTS = ("context-group", "prop-group")
_MAX_GROUP_COUNT = 50
_MAX_NOTE_COUNT = 20
_MAX_NOTE_LENGTH = 1_000
"""Every unit of a group has its notes: long ones would be much of a memory."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group that can be written."""

    name: str
    """The group's name, or its id if it has none."""
    id: str = ""
    notes: tuple[str, ...] = ()
    restype: str = ""
    """Type of the group in 1.2, such as `x-gettext-plurals` for plural forms."""

    def make_element(self) -> Element:
        """Make the group's element as it is read, without its units."""
        attributes = {"name": self.name, "id": self.id, "restype": self.restype}
        attributes = {name: value for name, value in attributes.items() if value}
        notes: list[Element | str] = [
            Element("note", {}, 1, [note]) for note in self.notes
        ]
        return Element("group", attributes, 1, notes)


def add_to_group(element: Element) -> bool:
    """Add a note or context to its group; return whether it can be kept."""
    group = element.containers[-1]
    if group.name != "group" or element.damage:
        return False
    if element.name == "note":
        note_property = make_note_property(element)
        is_plain = (
            note_property.name == NOTE_PROPERTY and note_property.side is Side.UNIT
        )
        if not is_plain or not _has_room_for_note(
            list(group.find_children("note")), note_property.value
        ):
            return False
    elif not _has_room_for_note(list(iterate_context_groups(group)), element.text):
        return False
    group.content.append(element)
    return True


def iterate_context_groups(element: Element) -> Iterator[Element]:
    """Iterate over the groups of contexts or properties in a unit or group."""
    for child in element.content:
        if isinstance(child, Element) and child.name in _CONTEXT_ELEMENTS:
            yield child


def make_group_properties(unit: Element) -> list[Property]:
    """Make properties of the groups around a unit, with their notes."""
    groups = [container for container in unit.containers if container.name == "group"]
    group_names, properties = [], []
    for depth, group in enumerate(groups, 1):
        group_attributes = group.attributes
        group_id = group_attributes.get("id", "")
        group_names.append(
            group_attributes.get("resname") or group_attributes.get("name") or group_id
        )
        if group_id and not group_id.startswith(PADANAN_ID_PREFIX):
            properties.append(Property(f"{GROUP_PROPERTY}-id:{depth}", group_id))
        for property in make_attribute_properties(group, _ATTRIBUTES_WITH_OWN_PROPERTY):
            property_name = property.name.removeprefix(PROPERTY_PREFIX)
            properties.append(
                Property(f"{GROUP_PROPERTY}-{property_name}:{depth}", property.value)
            )
        for note in group.find_children("note"):
            properties.append(Property(f"{GROUP_PROPERTY}-note:{depth}", note.text))
    return (
        [Property(GROUP_PROPERTY, "/".join(group_names))] if any(group_names) else []
    ) + properties


def read_groups(properties: Properties) -> tuple[Group, ...]:
    """Read the groups around a unit from its properties, outermost first."""
    unit_properties = [
        property for property in properties if property.side is Side.UNIT
    ]
    group_path = next(
        (
            property.value
            for property in unit_properties
            if property.name == GROUP_PROPERTY
        ),
        "",
    )
    group_names = group_path.split("/")
    if (
        not all(group_names)
        or len(group_names) > _MAX_GROUP_COUNT
        or not _is_storable_in_xml(group_path)
    ):
        return ()
    group_ids, group_restypes = [""] * len(group_names), [""] * len(group_names)
    group_notes: list[list[str]] = [[] for _ in group_names]
    for property in unit_properties:
        property_match = _DEPTH_PROPERTY_PATTERN.fullmatch(property.name)
        if (
            not property_match
            or int(property_match[2]) > len(group_names)
            or not _is_storable_in_xml(property.value)
        ):
            continue
        group_index = int(property_match[2]) - 1
        if property_match[1] == "id":
            group_ids[group_index] = group_ids[group_index] or property.value
        elif property_match[1] == "restype":
            group_restypes[group_index] = group_restypes[group_index] or property.value
        elif _has_room_for_note(group_notes[group_index], property.value):
            group_notes[group_index].append(property.value)
    return tuple(
        map(
            Group,
            group_names,
            group_ids,
            map(tuple, group_notes),
            group_restypes,
        )
    )


def _has_room_for_note(kept_notes: Sequence[object], text: str) -> bool:
    """Whether a group can keep one more note, and the note is short enough."""
    return len(kept_notes) < _MAX_NOTE_COUNT and len(text) <= _MAX_NOTE_LENGTH


def _is_storable_in_xml(text: str) -> bool:
    return remove_forbidden_characters(text) == (text, 0)
