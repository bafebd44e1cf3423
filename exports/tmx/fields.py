"""What TMX says of a unit beside its text: attributes, properties and notes.

A `<tu>` and each `<tuv>` may say things. What we have a field for becomes that field:
an attribute or a note of the `<tu>`, else of the translation's `<tuv>`, and every
`<prop>` of ours. All else becomes properties of the unit, which are named

    tmx:usagecount                      after the attribute
    tmx:prop:x-context xml:lang="en"    after the type of a `<prop>`
    tmx:note xml:lang="en"              a note beyond the field's
    tmx:note@xml:lang                   an attribute of the note that is the field
    tmx:tuv                             the fields that stand in the `<tuv>`

and come in this order: those of `<tu>`, of the source's and of the target's `<tuv>`; in
each the fields' places, attributes, attributes of the field's note, then properties
and notes as they stand. A writer that keeps to it loses nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from exports.entry import LossTally
from exports.provenance import FIELD_NAMES, Fields
from exports.xml.document import Element, quoted
from tm.property import Property, Side

PREFIX = "x-padanan-"
"""Begins the type of every `<prop>` of ours."""
PROPERTY = "tmx:"
"""Begins the name of every property of a unit that is a fact of TMX."""
PROP = "tmx:prop:"
NOTE = "tmx:note"
NOTE_ATTRIBUTE = "tmx:note@"
PLACES = "tmx:tuv"

FIELDS = {
    "tuid": "tuid",
    "creationdate": "created",
    "changedate": "changed",
    "creationid": "author",
}
"""The field that an attribute is."""
STANDING = {
    "creationdate": "created",
    "creationid": "author",
    "changedate": "changed",
    "note": "note",
}
"""What may stand in a `<tuv>` instead of the `<tu>`, and the field that it is."""
OUR_HEADER = {"segtype": "sentence", "o-tmf": "padanan", "datatype": "plaintext"}
"""What our header says for all units."""
PART_ATTRIBUTES = ("xml:lang", "o-encoding")
"""What a `<prop>` or `<note>` may say of its text."""

_PART_ATTRIBUTES = frozenset(("type", "lang", *PART_ATTRIBUTES))
_INHERITED = ("o-encoding", "datatype", "segtype", "o-tmf")
_SAYS_NOTHING = frozenset(("", "unknown", "undefined", "unspecified", "none"))
_SHORT = 60
_LANGUAGES = frozenset(("xml:lang", "lang", "srclang"))


@dataclass(frozen=True, slots=True)
class PropOrNote:
    """A `<prop>` or `<note>`."""

    name: str
    attributes: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class ElementFacts:
    """What a `<tu>` or `<tuv>` says beside its text, as it stands in the file."""

    attributes: Mapping[str, str]
    parts: Sequence[PropOrNote] = ()


@dataclass(frozen=True, slots=True)
class SortedFacts:
    """The same, told apart."""

    fields: Fields = field(default_factory=dict)
    """What our own properties say."""
    standing: Fields = field(default_factory=dict)
    """Fields that are attributes or the note."""
    properties: tuple[Property, ...] = ()


def read_facts(element: Element, tally: LossTally) -> ElementFacts:
    """What an element says; what cannot be kept is counted."""
    props_and_notes = []
    for part in element.content:
        if isinstance(part, str):
            continue
        if part.name in ("prop", "note"):
            props_and_notes.append(PropOrNote(part.name, part.attributes, part.text))
            for name in part.attributes:
                if name not in _PART_ATTRIBUTES:
                    tally.add(f"attribute {name} of <{part.name}>")
        elif part.name not in ("tuv", "seg"):
            tally.add(f"<{part.name}> in a <{element.name}>")
    return ElementFacts(element.attributes, props_and_notes)


def header_defaults(header: Element) -> dict[str, str]:
    """What a header says for every unit that does not say otherwise.

    What our own header says just so is left out.
    """
    defaults = {}
    for name in _INHERITED:
        value = header.attributes.get(name, "")
        field = OUR_HEADER.get(name, "")
        if value.lower() not in _SAYS_NOTHING | {field}:
            defaults[name] = value
    return defaults


def sort_facts(
    facts: ElementFacts,
    side: Side,
    *,
    known_properties: Iterable[str] = (),
    defaults: Mapping[str, str] | None = None,
) -> SortedFacts:
    """Fields and properties of what one element says.

    `known_properties`: fields that another element has said, which makes them
    properties here. `defaults`: what the header says where this says nothing.
    """
    fields: Fields = {}
    standing: Fields = {}
    properties = []
    for name, value in facts.attributes.items():
        known_as = FIELDS.get(name)
        if known_as is not None and known_as not in known_properties:
            standing[known_as] = iso_date(value) if name.endswith("date") else value
        elif name not in _LANGUAGES:
            properties.append(_property(PROPERTY + name, value, side))
    if defaults:
        for name, value in defaults.items():
            if name not in facts.attributes:
                properties.append(_property(PROPERTY + name, value, side))
    if not facts.parts:
        return SortedFacts(fields, standing, tuple(properties))
    other_properties = []
    for part in facts.parts:
        suffix = _suffix(part.attributes) if part.attributes else ""
        if part.name == "prop":
            type = part.attributes.get("type", "")
            field = type.removeprefix(PREFIX)
            if field in FIELD_NAMES and field != type:
                fields[field] = part.text
            else:
                other_properties.append(
                    _property(f"{PROP}{type}{suffix}", part.text, side)
                )
        elif "note" in known_properties or "note" in standing:
            other_properties.append(Property(NOTE + suffix, part.text, side))
        else:
            standing["note"] = part.text
            for name in PART_ATTRIBUTES:
                said = _said(part.attributes, name)
                if said is not None:
                    properties.append(Property(NOTE_ATTRIBUTE + name, said, side))
    return SortedFacts(fields, standing, (*properties, *other_properties))


def fields_in_translation(standing: Iterable[str]) -> Property:
    """The property that says which fields stand in the translation's `<tuv>`."""
    value = " ".join(name for name, field in STANDING.items() if field in standing)
    return _property(PLACES, value, Side.TARGET)


@lru_cache(maxsize=1 << 12)
def iso_date(text: str) -> str:
    """A date as TMX writes it, in ISO 8601; anything else as it is.

    >>> iso_date("20251008T093000Z")
    '2025-10-08T09:30:00Z'
    """
    if len(text) != 16 or text[8] != "T" or text[15] != "Z":
        return text
    date, time = text[:8], text[9:15]
    if not (date + time).isdecimal() or not text.isascii():
        return text
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z"


def _property(name: str, value: str, side: Side) -> Property:
    if len(value) > _SHORT:
        return Property(name, value, side)
    return _short_property(name, value, side)


# The same few facts are said of very many units.
@lru_cache(maxsize=1 << 12)
def _short_property(name: str, value: str, side: Side) -> Property:
    return Property(name, value, side)


def _suffix(attributes: Mapping[str, str]) -> str:
    """Attributes of a part, as the name of its property has them.

    >>> _suffix({"lang": "vi", "type": "x"})
    ' xml:lang="vi"'
    """
    suffix = ""
    for name in PART_ATTRIBUTES:
        value = _said(attributes, name)
        if value is not None:
            suffix += f" {name}={quoted(value)}"
    return suffix


def _said(attributes: Mapping[str, str], name: str) -> str | None:
    value = attributes.get(name)
    if value is None and name == "xml:lang":
        return attributes.get("lang")  # TMX before 1.3
    return value
