"""A segment on its way into an XLIFF file, of either generation."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.entry import LossTally
from exports.provenance import Fields
from exports.xliff.content_markup import SideMarkup
from exports.xliff.group import Group
from exports.xliff.record import Reading, SegmentRecord
from exports.xml.document import fragment, storable
from tm.property import Properties, Property, Side, format_properties
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit with what its file says of it in its own way already."""

    unit: TranslationUnit
    sides: SideMarkup
    id: str
    fields: Fields
    """What has no other place in the file."""
    properties: Properties
    """Those that may be written in the file's own way."""
    before: Sequence[SideMarkup] = ()
    """What is ignorable before it, if it is written."""
    after: Sequence[SideMarkup] = ()
    """What is ignorable behind it."""


def notes_of(drafts: Sequence[UnitDraft]) -> list[str]:
    """The notes of the segments of a unit, each once."""
    notes = [draft.unit.note for draft in drafts]
    return list(dict.fromkeys(note for note in notes if note is not None))


def common(drafts: Sequence[UnitDraft]) -> Properties:
    """What all segments of a unit say, so that the unit can say it.

    What is said of a translation is asked of those segments only that have one.
    """
    translated = [draft for draft in drafts if draft.sides.target is not None]
    shared = []
    for property in drafts[0].properties:
        about = translated if property.side is Side.TARGET else drafts
        if all(property in draft.properties for draft in about):
            shared.append(property)
    return tuple(shared)


@dataclass(slots=True)
class ElementMarkups:
    """The facts of a unit that a file says in its own way, in their places."""

    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    """By element."""
    children: dict[str, list[str]] = field(default_factory=dict)
    """Markup by the element that it stands in."""

    def set(self, element: str, name: str, value: str) -> None:
        """Give an element an attribute, unless it has one."""
        self.attributes.setdefault(element, {}).setdefault(name, value)

    def add(self, place: str, markup: str) -> None:
        """Put markup into an element."""
        self.children.setdefault(place, []).append(markup)


def said_by(
    markup: str, reading: Reading, groups: Sequence[Group]
) -> list[SegmentRecord] | None:
    """What the markup of a unit says, read again; absent if it cannot be read.

    `groups`: those that it will stand in.
    """
    element = fragment(storable(markup)[0])
    if element is None:
        return None
    unit = next((part for part in element.content if not isinstance(part, str)), None)
    if unit is None:
        return None
    unit.within = tuple(group.element() for group in groups)
    try:
        return list(reading(unit, LossTally()))
    except ValueError:
        return None


def left_over(record: SegmentRecord, properties: Properties) -> str | None:
    """The field for what a record does not say of properties; absent if it says more.

    The field has all of them where order would be lost otherwise.
    """
    said: Sequence[Property] = record.properties
    if any(property not in properties for property in said):
        return None
    remaining = tuple(property for property in properties if property not in said)
    if (*said, *remaining) != properties:
        remaining = properties
    return format_properties(remaining) or ""
