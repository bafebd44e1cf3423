"""Metadata of a unit in TMX: attributes, properties and notes.

A `<tu>` and its `<tuv>` have metadata. What a unit has a field for is read into that
field: an attribute or a note of the `<tu>`, else of the translation's `<tuv>`, and each
`<prop>` that Padanan wrote. All other metadata become properties of the unit, named

    tmx:usagecount                      after the attribute
    tmx:prop:x-context xml:lang="en"    after the type of a `<prop>`
    tmx:note xml:lang="en"              a note beyond the field's
    tmx:note@xml:lang                   an attribute of the note that is the field
    tmx:tuv                             the fields that stand in the `<tuv>`

Their order is: `<tu>`, the source's `<tuv>`, the target's `<tuv>`; of each, the list of
fields, attributes, attributes of the field's note, then `<prop>` and `<note>` as in the
file. A writer that keeps this order loses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exports.entry import LossTally
from exports.provenance import FIELD_NAMES, Fields
from exports.xml.document import Element
from exports.xml.escaping import quote_attribute
from tm.unit_property import Property, Side

PADANAN_PROP_PREFIX = "x-padanan-"
"""Prefix of the type of every `<prop>` that Padanan defines."""
PROPERTY_PREFIX = "tmx:"
"""Prefix of the name of every property that comes from TMX."""
PROP_PREFIX = "tmx:prop:"
NOTE_PREFIX = "tmx:note"
NOTE_ATTRIBUTE_PREFIX = "tmx:note@"
TRANSLATION_FIELDS_PROPERTY = "tmx:tuv"

FIELD_BY_ATTRIBUTE = {
    "tuid": "tuid",
    "creationdate": "created",
    "changedate": "changed",
    "creationid": "author",
}
"""The field of a unit that an attribute holds."""
FIELD_BY_TUV_ATTRIBUTE = {
    "creationdate": "created",
    "creationid": "author",
    "changedate": "changed",
    "note": "note",
}
"""Attributes and note that a `<tuv>` may have instead of the `<tu>`, with fields."""
PADANAN_VALUE_BY_HEADER_ATTRIBUTE = {
    "segtype": "sentence",
    "o-tmf": "padanan",
    "datatype": "plaintext",
}
"""Attributes of the header that Padanan writes, valid for all units."""
PROP_OR_NOTE_ATTRIBUTES = ("xml:lang", "o-encoding")
"""Attributes of a `<prop>` or `<note>` about its text."""

_KNOWN_PROP_OR_NOTE_ATTRIBUTES = frozenset(("type", "lang", *PROP_OR_NOTE_ATTRIBUTES))
_DEFAULT_ATTRIBUTES = ("o-encoding", "datatype", "segtype", "o-tmf")
_EMPTY_VALUES = frozenset(("", "unknown", "undefined", "unspecified", "none"))
_LANGUAGE_ATTRIBUTES = frozenset(("xml:lang", "lang", "srclang"))


@dataclass(frozen=True, slots=True)
class PropOrNote:
    """A `<prop>` or `<note>`."""

    name: str
    value_by_attribute: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class ElementMetadata:
    """The attributes, properties and notes of a `<tu>` or `<tuv>`, as in the file."""

    value_by_attribute: Mapping[str, str]
    props_and_notes: Sequence[PropOrNote] = ()


@dataclass(frozen=True, slots=True)
class SortedMetadata:
    """The metadata of an element, sorted into fields and properties of a unit."""

    padanan_fields: Fields = field(default_factory=dict)
    """Fields that Padanan's own `<prop>` elements hold."""
    native_fields: Fields = field(default_factory=dict)
    """Fields that are attributes or the note."""
    properties: tuple[Property, ...] = ()


def read_metadata(element: Element, tally: LossTally) -> ElementMetadata:
    """Read the metadata of an element, and count what cannot be kept."""
    props_and_notes = []
    for child in element.content:
        if isinstance(child, str):
            continue
        if child.name in ("prop", "note"):
            props_and_notes.append(PropOrNote(child.name, child.attributes, child.text))
            for name in child.attributes:
                if name not in _KNOWN_PROP_OR_NOTE_ATTRIBUTES:
                    tally.add(f"attributes {name} of <{child.name}>")
        elif child.name not in ("tuv", "seg"):
            tally.add(f"elements <{child.name}> in <{element.name}>")
    return ElementMetadata(element.attributes, props_and_notes)


def read_header_defaults(header: Element) -> dict[str, str]:
    """Read the defaults that a header gives for all units.

    Values that Padanan's own header always has are left out.
    """
    default_by_attribute = {}
    for attribute_name in _DEFAULT_ATTRIBUTES:
        value = header.attributes.get(attribute_name, "")
        own_value = PADANAN_VALUE_BY_HEADER_ATTRIBUTE.get(attribute_name, "")
        if value.lower() not in _EMPTY_VALUES | {own_value}:
            default_by_attribute[attribute_name] = value
    return default_by_attribute


def sort_metadata(
    metadata: ElementMetadata,
    side: Side,
    *,
    earlier_fields: Iterable[str] = (),
    default_by_attribute: Mapping[str, str] | None = None,
) -> SortedMetadata:
    """Sort the metadata of one element into fields and properties.

    `earlier_fields`: fields that another element has; here they become properties.
    `default_by_attribute`: the header's values of attributes that the element lacks.
    """
    padanan_fields: Fields = {}
    native_fields: Fields = {}
    properties = []
    for name, value in metadata.value_by_attribute.items():
        field_name = FIELD_BY_ATTRIBUTE.get(name)
        if field_name is not None and field_name not in earlier_fields:
            native_fields[field_name] = (
                convert_to_iso_date(value) if name.endswith("date") else value
            )
        elif name not in _LANGUAGE_ATTRIBUTES:
            properties.append(Property(PROPERTY_PREFIX + name, value, side))
    if default_by_attribute:
        for name, value in default_by_attribute.items():
            if name not in metadata.value_by_attribute:
                properties.append(Property(PROPERTY_PREFIX + name, value, side))
    if not metadata.props_and_notes:
        return SortedMetadata(padanan_fields, native_fields, tuple(properties))
    prop_and_note_properties = []
    for prop_or_note in metadata.props_and_notes:
        suffix = (
            _make_property_suffix(prop_or_note.value_by_attribute)
            if prop_or_note.value_by_attribute
            else ""
        )
        if prop_or_note.name == "prop":
            prop_type = prop_or_note.value_by_attribute.get("type", "")
            own_field_name = prop_type.removeprefix(PADANAN_PROP_PREFIX)
            if own_field_name in FIELD_NAMES and own_field_name != prop_type:
                padanan_fields[own_field_name] = prop_or_note.text
            else:
                prop_and_note_properties.append(
                    Property(
                        f"{PROP_PREFIX}{prop_type}{suffix}", prop_or_note.text, side
                    )
                )
        elif "note" in earlier_fields or "note" in native_fields:
            prop_and_note_properties.append(
                Property(NOTE_PREFIX + suffix, prop_or_note.text, side)
            )
        else:
            native_fields["note"] = prop_or_note.text
            properties += (
                Property(NOTE_ATTRIBUTE_PREFIX + name, value, side)
                for name, value in _list_attributes(prop_or_note.value_by_attribute)
            )
    return SortedMetadata(
        padanan_fields, native_fields, (*properties, *prop_and_note_properties)
    )


def make_translation_fields_property(field_names: Iterable[str]) -> Property:
    """Make the property that lists the fields in the translation's `<tuv>`."""
    value = " ".join(
        attribute_name
        for attribute_name, field_name in FIELD_BY_TUV_ATTRIBUTE.items()
        if field_name in field_names
    )
    return Property(TRANSLATION_FIELDS_PROPERTY, value, Side.TARGET)


def convert_to_iso_date(text: str) -> str:
    """Convert a date of TMX to ISO 8601; anything else stays as it is.

    >>> convert_to_iso_date("20251008T093000Z")
    '2025-10-08T09:30:00Z'
    """
    if len(text) != 16 or text[8] != "T" or text[15] != "Z":
        return text
    date_text, time_text = text[:8], text[9:15]
    if not (date_text + time_text).isdecimal() or not text.isascii():
        return text
    iso_date = f"{date_text[:4]}-{date_text[4:6]}-{date_text[6:]}"
    return f"{iso_date}T{time_text[:2]}:{time_text[2:4]}:{time_text[4:]}Z"


def _make_property_suffix(value_by_attribute: Mapping[str, str]) -> str:
    """Make the suffix of a property's name from the attributes of its element.

    >>> _make_property_suffix({"lang": "vi", "type": "x"})
    ' xml:lang="vi"'
    """
    return "".join(
        f" {name}={quote_attribute(value)}"
        for name, value in _list_attributes(value_by_attribute)
    )


def _list_attributes(
    value_by_attribute: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """List the language and the encoding of a prop or note, each with its name."""
    for name in PROP_OR_NOTE_ATTRIBUTES:
        value = value_by_attribute.get(name)
        if value is None and name == "xml:lang":
            value = value_by_attribute.get("lang")  # TMX before 1.3
        if value is not None:
            yield name, value
