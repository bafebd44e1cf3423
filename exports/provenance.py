"""Provenance of units as named text fields, as TMX and PO write it.

Each field has one name, the same in every format; docs/formats.md lists them. TMX
prefixes it with `x-padanan-`, PO writes it as an extracted comment.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from tm.errors import InvalidText
from tm.text.segment import Segment, require_storable_text
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import Properties, Side, format_properties, parse_properties

Fields = dict[str, str]
"""Values of provenance fields, by name."""


def _parse_count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def _parse_score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not math.isfinite(score):
        raise ValueError(f"{text!r} is not a finite number")
    return score


_ATTRIBUTE_AND_PARSER_BY_FIELD: dict[str, tuple[str, Callable[[str], object]]] = {
    name: (name.replace("-", "_"), read)
    for name, read in (
        ("source-url", str),
        ("source-headline", str),
        ("source-headline-status", HeadlineStatus),
        ("page-url", str),
        ("headline", str),
        ("publisher", str),
        ("published", str),
        ("article-author", str),
        ("article-place", str),
        ("article", str),
        ("position", _parse_count),
        ("extent", _parse_count),
        ("kind", str),
        ("score", _parse_score),
        ("method", str),
        ("memory", str),
        ("tuid", str),
        ("author", str),
        ("created", str),
        ("changed", str),
    )
}
_read_origin_values = attrgetter(
    *(attribute for attribute, _ in _ATTRIBUTE_AND_PARSER_BY_FIELD.values())
)
_HEXADECIMAL_KEY_PATTERN = re.compile("(?:[0-9a-f]{2})+")

_PADANAN_REMARK_START = "Padanan: "
_PADANAN_REMARK_PATTERN = re.compile(
    rf"{_PADANAN_REMARK_START}[0-9]{{1,3}} % [a-z-]+ match(?:[,;].*)?"
)

SEGMENT_NUMBER_PROPERTY = "xliff:part"
"""Property of one of several segments of a unit of XLIFF: number and count, `2/3`."""
_SEGMENT_NUMBER_PATTERN = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")

FIELD_NAMES = (
    *_ATTRIBUTE_AND_PARSER_BY_FIELD,
    "state",
    "before",
    "after",
    "note",
    "properties",
    "reversed",
)
"""All field names."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """All fields of a unit except its source and target."""

    origin: Origin
    state: State | None
    neighbours: tuple[bytes | None, bytes | None]
    note: str | None
    properties: Properties
    is_reversed: bool
    """Whether source and target are swapped in the file."""

    def make_unit(self, source: Segment, target: Segment | None) -> TranslationUnit:
        """Make a unit of source and target as they stand in the file."""
        if self.is_reversed and target is not None:
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


def format_provenance_fields(
    unit: TranslationUnit, *, is_reversed: bool = False
) -> Fields:
    """Format all of a unit except its texts; unknown values have no field.

    The fields come in the order of `FIELD_NAMES`.
    """
    origin = unit.origin
    name_value_pairs = zip(
        _ATTRIBUTE_AND_PARSER_BY_FIELD, _read_origin_values(origin), strict=True
    )
    fields = {
        field_name: str(value)
        for field_name, value in name_value_pairs
        if value is not None
    }
    if origin.extent == 1 and origin.position is None:
        del fields["extent"]
    fields["state"] = str(unit.state)
    for field_name, key in zip(("before", "after"), unit.neighbours, strict=True):
        if key is not None:
            fields[field_name] = key.hex()
    if unit.note is not None:
        fields["note"] = unit.note
    properties = format_properties(unit.properties)
    if properties is not None:
        fields["properties"] = properties
    if is_reversed:
        fields["reversed"] = "yes"
    return fields


def parse_provenance(
    fields: Mapping[str, str], *, properties: Properties = ()
) -> Provenance:
    """Parse provenance fields, as `format_provenance_fields` makes them.

    Unknown names are ignored. `properties`: properties from elsewhere, which come
    before those of the fields. Raises ValueError, naming the field, for what cannot be
    its value.
    """
    value_by_attribute: dict[str, object] = {}
    for field_name, text in fields.items():
        try:
            require_storable_text(text)
        except InvalidText as error:
            raise ValueError(f"{field_name}: {error}") from error
        if field_name in _ATTRIBUTE_AND_PARSER_BY_FIELD:
            attribute_name, parse_value = _ATTRIBUTE_AND_PARSER_BY_FIELD[field_name]
            try:
                value_by_attribute[attribute_name] = parse_value(text)
            except ValueError as error:
                raise ValueError(f"{field_name}: {error}") from error
    state = fields.get("state")
    return Provenance(
        origin=Origin(**value_by_attribute),  # type: ignore[arg-type] # checked by the table
        state=None if state is None else _parse_state(state),
        neighbours=(
            _parse_neighbour_key("before", fields),
            _parse_neighbour_key("after", fields),
        ),
        note=_remove_padanan_remarks(fields.get("note")),
        properties=properties + _parse_properties(fields.get("properties")),
        is_reversed=fields.get("reversed") == "yes",
    )


def format_own_remark(match_description: str) -> str:
    """Format the remark on a match that is written into a file, next to a translation.

    Readers leave it out: what a match was is no note on the unit that a person made.
    """
    return f"{_PADANAN_REMARK_START}{match_description}"


def is_own_remark(text: str) -> bool:
    """Whether a line or a field of a file is a remark of Padanan on a match.

    >>> is_own_remark("Padanan: 83 % fuzzy match, case −1; stored: Rapat dimulai.")
    True
    """
    return _PADANAN_REMARK_PATTERN.fullmatch(text.strip()) is not None


def _remove_padanan_remarks(note: str | None) -> str | None:
    """Remove the lines of a note that Padanan wrote about a match."""
    if note is None or _PADANAN_REMARK_START not in note:
        return note
    other_lines = [line for line in note.split("\n") if not is_own_remark(line)]
    return "\n".join(other_lines) if any(map(str.strip, other_lines)) else None


def is_valid_field(field_name: str, text: str) -> bool:
    """Whether a text is a valid value for a field."""
    if field_name not in FIELD_NAMES:
        return False
    try:
        parse_provenance({field_name: text})
    except ValueError:
        return False
    return True


def read_segment_number_and_count(unit: TranslationUnit) -> tuple[int, int]:
    """Read number and count of a segment of an XLIFF unit, as (2, 3); else (0, 0)."""
    for property in unit.properties:
        if property.name == SEGMENT_NUMBER_PROPERTY and property.side is Side.UNIT:
            number_match = _SEGMENT_NUMBER_PATTERN.fullmatch(property.value)
            return (
                (int(number_match[1]), int(number_match[2])) if number_match else (0, 0)
            )
    return 0, 0


def is_later_segment(unit: TranslationUnit) -> bool:
    """Whether it is a second or later segment of an XLIFF unit; these share one id."""
    return bool(unit.properties) and read_segment_number_and_count(unit)[0] > 1


def _parse_state(text: str) -> State:
    try:
        return State(text)
    except ValueError as error:
        raise ValueError(f"state: {text!r} is none of {', '.join(State)}") from error


def _parse_properties(text: str | None) -> Properties:
    if text is None:
        return ()
    try:
        properties = parse_properties(text)
        for property in properties:
            require_storable_text(property.name)
            require_storable_text(property.value)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"properties: {error}") from error
    return properties


def _parse_neighbour_key(field_name: str, fields: Mapping[str, str]) -> bytes | None:
    text = fields.get(field_name)
    if text is None:
        return None
    if not _HEXADECIMAL_KEY_PATTERN.fullmatch(text):
        raise ValueError(f"{field_name}: {text!r} is not a key in hexadecimal digits")
    return bytes.fromhex(text)
