"""The groups of an XLIFF file that a unit stands in, as properties of the unit.

Their notes stand in the file before their units, and so do contexts and properties.

`xliff:group` has their names or ids, from the outermost, with `/` between. With the
depth of a group, from 1, `xliff:group-id:1` is its id, `xliff:group-note:1` a note and
`xliff:group-restype:1` another attribute.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.xliff.fields import NOTE, PREFIX, attributes, note_of
from exports.xml.document import Element, storable
from tm.property import Properties, Property, Side

GROUP = "xliff:group"
OWN_ID = "padanan-"
"""Begins the id of a unit, segment or group that has none of its own."""
_TOLD = ("id", "resname", "name", "translate", "canResegment")
"""Attributes of a group that are told otherwise."""
_AT_DEPTH = re.compile(r"xliff:group-(id|note|restype):([1-9][0-9]?)")
_CONTEXTS = ("context-group", "prop-group")
_MOST_GROUPS = 50
_MOST_NOTES = 20
_MOST_CHARACTERS = 1_000
"""Every unit of a group has its notes: long ones would be much of a memory."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group that can be written."""

    name: str
    """Its id where it has no name."""
    id: str = ""
    notes: tuple[str, ...] = ()
    restype: str = ""
    """What it is, in 1.2: `x-gettext-plurals` of the forms of one text."""

    def element(self) -> Element:
        """The group as it is read, without its units."""
        attributes = {"name": self.name, "id": self.id, "restype": self.restype}
        attributes = {name: value for name, value in attributes.items() if value}
        notes: list[Element | str] = [
            Element("note", {}, 1, [note]) for note in self.notes
        ]
        return Element("group", attributes, 1, notes)


def keep(element: Element) -> bool:
    """Put what a group says into it; false where that cannot be kept."""
    group = element.within[-1]
    if group.name != "group" or element.damage:
        return False
    if element.name == "note":
        known = note_of(element)
        is_plain = known.name == NOTE and known.side is Side.UNIT
        if not is_plain or not _is_kept(list(group.children("note")), known.value):
            return False
    elif not _is_kept(list(contexts(group)), element.text):
        return False
    group.content.append(element)
    return True


def contexts(element: Element) -> Iterator[Element]:
    """The groups of contexts and of properties in a unit or group."""
    for part in element.content:
        if isinstance(part, Element) and part.name in _CONTEXTS:
            yield part


def group_of(unit: Element) -> list[Property]:
    """The groups that a unit stands in, with the notes that were put into them."""
    around = [container for container in unit.within if container.name == "group"]
    names, more = [], []
    for depth, group in enumerate(around, 1):
        known = group.attributes
        id = known.get("id", "")
        names.append(known.get("resname") or known.get("name") or id)
        if id and not id.startswith(OWN_ID):
            more.append(Property(f"{GROUP}-id:{depth}", id))
        for other in attributes(group, _TOLD):
            name = other.name.removeprefix(PREFIX)
            more.append(Property(f"{GROUP}-{name}:{depth}", other.value))
        for note in group.children("note"):
            more.append(Property(f"{GROUP}-note:{depth}", note.text))
    return ([Property(GROUP, "/".join(names))] if any(names) else []) + more


def groups_of(properties: Properties) -> tuple[Group, ...]:
    """The groups that a unit stands in, from the outermost; none that has no name."""
    own = [property for property in properties if property.side is Side.UNIT]
    path = next((property.value for property in own if property.name == GROUP), "")
    names = path.split("/")
    if not all(names) or len(names) > _MOST_GROUPS or not _is_storable(path):
        return ()
    ids, types = [""] * len(names), [""] * len(names)
    notes: list[list[str]] = [[] for _ in names]
    for property in own:
        match = _AT_DEPTH.fullmatch(property.name)
        if not match or int(match[2]) > len(names) or not _is_storable(property.value):
            continue
        position = int(match[2]) - 1
        if match[1] == "id":
            ids[position] = ids[position] or property.value
        elif match[1] == "restype":
            types[position] = types[position] or property.value
        elif _is_kept(notes[position], property.value):
            notes[position].append(property.value)
    return tuple(map(Group, names, ids, map(tuple, notes), types))


def _is_kept(others: Sequence[object], text: str) -> bool:
    return len(others) < _MOST_NOTES and len(text) <= _MOST_CHARACTERS


def _is_storable(text: str) -> bool:
    return storable(text) == (text, 0)
