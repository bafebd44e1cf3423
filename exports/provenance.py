"""Provenance as named texts: how TMX and PO write where a unit comes from.

Each field has one name, the same in every format; docs/formats.md lists them. TMX
prefixes it with `x-padanan-`, PO writes it as an extracted comment.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from tm.errors import InvalidText
from tm.property import Properties, Side, format_properties, parse_properties
from tm.text.segment import Segment, demand_storable
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit

Fields = dict[str, str]
"""Field name to what it says."""


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not math.isfinite(score):
        raise ValueError(f"{text!r} is not a finite number")
    return score


_ORIGIN: dict[str, tuple[str, Callable[[str], object]]] = {
    name: (name.replace("-", "_"), read)
    for name, read in (
        ("source-url", str),
        ("source-headline", str),
        ("source-headline-status", HeadlineStatus),
        ("page-url", str),
        ("headline", str),
        ("publisher", str),
        ("published", str),
        ("article", str),
        ("position", _count),
        ("extent", _count),
        ("kind", str),
        ("score", _score),
        ("method", str),
        ("memory", str),
        ("tuid", str),
        ("author", str),
        ("created", str),
        ("changed", str),
    )
}
_values = attrgetter(*(attribute for attribute, _ in _ORIGIN.values()))
_KEY = re.compile("(?:[0-9a-f]{2})+")

PART = "xliff:part"
"""Property of a segment that is a part of a unit: its number and count, `2/3`."""
_PART = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")

NAMES = (*_ORIGIN, "state", "before", "after", "note", "properties", "reversed")
"""Every field there is."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """All of a unit but its text."""

    origin: Origin
    state: State | None
    neighbours: tuple[bytes | None, bytes | None]
    note: str | None
    properties: Properties
    reversed: bool
    """Whether the file has source and target the other way round."""

    def unit(self, source: Segment, target: Segment | None) -> TranslationUnit:
        """The unit, from its sides as the file has them."""
        if self.reversed and target is not None:
            source, target = target, source
        state = self.state
        if state is None:
            state = State.INITIAL if target is None else State.TRANSLATED
        return TranslationUnit(
            source,
            target,
            state,
            self.origin,
            self.neighbours,
            self.note,
            self.properties,
        )


def fields_of(unit: TranslationUnit, *, reversed: bool = False) -> Fields:
    """Everything about a unit but its text; what is unknown has no field.

    The fields stand in the order in which a reader wants them.
    """
    origin = unit.origin
    values = zip(_ORIGIN, _values(origin), strict=True)
    fields = {name: str(value) for name, value in values if value is not None}
    if origin.extent == 1 and origin.position is None:
        del fields["extent"]
    fields["state"] = str(unit.state)
    for name, key in zip(("before", "after"), unit.neighbours, strict=True):
        if key is not None:
            fields[name] = key.hex()
    if unit.note is not None:
        fields["note"] = unit.note
    properties = format_properties(unit.properties)
    if properties is not None:
        fields["properties"] = properties
    if reversed:
        fields["reversed"] = "yes"
    return fields


def provenance(fields: Mapping[str, str], *, properties: Properties = ()) -> Provenance:
    """What fields say, the inverse of `fields_of`; unknown names say nothing.

    `properties`: properties that are told otherwise, and come before those of the
    fields. Raises ValueError, naming the field, for what cannot be its value.
    """
    values: dict[str, object] = {}
    for name, text in fields.items():
        try:
            demand_storable(text)
        except InvalidText as error:
            raise ValueError(f"{name}: {error}") from error
        if name in _ORIGIN:
            attribute, read = _ORIGIN[name]
            try:
                values[attribute] = read(text)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
    state = fields.get("state")
    return Provenance(
        origin=Origin(**values),  # type: ignore[arg-type] # checked by the table
        state=None if state is None else _state(state),
        neighbours=(_key("before", fields), _key("after", fields)),
        note=fields.get("note"),
        properties=properties + _properties(fields.get("properties")),
        reversed=fields.get("reversed") == "yes",
    )


def says_something(name: str, text: str) -> bool:
    """Whether a text can be the value of the field of that name."""
    if name not in NAMES:
        return False
    try:
        provenance({name: text})
    except ValueError:
        return False
    return True


def part_of(unit: TranslationUnit) -> tuple[int, int]:
    """Number and count of a part of a unit; zeros for what is none."""
    for property in unit.properties:
        if property.name == PART and property.side is Side.UNIT:
            match = _PART.fullmatch(property.value)
            return (int(match[1]), int(match[2])) if match else (0, 0)
    return 0, 0


def is_later_part(unit: TranslationUnit) -> bool:
    """Whether it is not the first part of its unit, whose id they share."""
    return bool(unit.properties) and part_of(unit)[0] > 1


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError as error:
        raise ValueError(f"state: {text!r} is none of {', '.join(State)}") from error


def _properties(text: str | None) -> Properties:
    if text is None:
        return ()
    try:
        properties = parse_properties(text)
        for property in properties:
            demand_storable(property.name)
            demand_storable(property.value)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"properties: {error}") from error
    return properties


def _key(name: str, fields: Mapping[str, str]) -> bytes | None:
    text = fields.get(name)
    if text is None:
        return None
    if not _KEY.fullmatch(text):
        raise ValueError(f"{name}: {text!r} is not a key in hexadecimal digits")
    return bytes.fromhex(text)
