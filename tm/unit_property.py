"""Properties: data of a unit from other tools that has no field of its own here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Side(StrEnum):
    """The part of a unit that a property belongs to."""

    UNIT = "unit"
    SOURCE = "source"
    TARGET = "target"

    # The hash of an enumeration takes ten times as long, and lookups are frequent.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Property:
    """A value that another tool stored, kept for exporting it again.

    Names may occur more than once, and their order is kept.
    """

    name: str
    """The format and its own name of the value: `tmx:usagecount`, `po:flag` …"""
    value: str
    side: Side = Side.UNIT


Properties = tuple[Property, ...]

DERIVED_FROM_PROPERTY = "po:form-of"
"""Name of the property with the singular, for a unit made of a plural form."""
OBSOLETE_PROPERTY = "po:obsolete"
_OUTER_SPACE_PROPERTIES = ("po:msgid-begin", "po:msgid-end")
CONTEXT_PROPERTIES = (
    "po:msgctxt",
    "weblate:context",
    "csv:context",
    "tmx:prop:x-context",
    "xliff:context::x-po-msgctxt",
    "xliff:context:information:x-po-msgctxt",
    "xliff:context::x-gettext-msgctxt",
    "xliff:context:information:x-gettext-msgctxt",
)
"""Names of properties by which formats tell equal texts in different places apart."""

_MAX_CACHED_PROPERTY_COUNT = 3
_MAX_CACHED_TEXT_LENGTH = 200


def format_properties(properties: Iterable[Property]) -> str | None:
    """Format properties as one text, for storing and comparing; None for none.

    >>> format_properties([Property("po:flag", "c-format")])
    '[["po:flag","c-format"]]'
    """
    property_tuple = tuple(properties)
    return (
        _format_cached(property_tuple)
        if len(property_tuple) <= _MAX_CACHED_PROPERTY_COUNT
        else _format_uncached(property_tuple)
    )


def parse_properties(text: str | None) -> Properties:
    """Parse the text that `format_properties` made. Raises ValueError if it cannot."""
    if not text:
        return ()
    return (
        _parse_cached(text)
        if len(text) <= _MAX_CACHED_TEXT_LENGTH
        else _parse_uncached(text)
    )


def find_context(properties: Properties) -> str | None:
    """Find the context of a unit: the first property that tells one; None for none.

    >>> find_context((Property("po:flag", "c-format"), Property("po:msgctxt", "menu")))
    'menu'
    """
    for unit_property in properties:
        if (
            unit_property.name in CONTEXT_PROPERTIES
            and unit_property.side is Side.UNIT
            and unit_property.value
        ):
            return unit_property.value
    return None


def format_property(name: str, value: str) -> str:
    """Format a property of a unit as it stands among others in `format_properties`.

    >>> format_property("po:msgctxt", "menu")
    '["po:msgctxt","menu"]'
    """
    return json.dumps([name, value], ensure_ascii=False, separators=(",", ":"))


def are_of_other_entry(stored_text: str | None, added_text: str | None) -> bool:
    """Whether added properties are of another entry that must not replace a stored one.

    The texts of both are equal. Such entries are plural forms, which come next to the
    entries of their own texts, and texts with other white space around them. An entry
    in use replaces an obsolete one.

    >>> live, old = '[["po:flag","c"]]', '[["po:msgid-end"," "],["po:obsolete","yes"]]'
    >>> are_of_other_entry(live, old), are_of_other_entry(old, live)
    (True, False)
    """
    if stored_text == added_text or added_text is None:
        return False
    stored_value_by_name, added_value_by_name = (
        {
            unit_property.name: unit_property.value
            for unit_property in parse_properties(text)
        }
        for text in (stored_text, added_text)
    )
    if DERIVED_FROM_PROPERTY in added_value_by_name:
        return bool(stored_value_by_name)
    has_equal_space = all(
        stored_value_by_name.get(name) == added_value_by_name.get(name)
        for name in _OUTER_SPACE_PROPERTIES
    )
    if has_equal_space or DERIVED_FROM_PROPERTY in stored_value_by_name:
        return False
    is_stored_obsolete, is_added_obsolete = (
        OBSOLETE_PROPERTY in names
        for names in (stored_value_by_name, added_value_by_name)
    )
    return (bool(stored_value_by_name) and not is_stored_obsolete) or is_added_obsolete


def has_stored_context(properties_text: str | None) -> bool:
    """Whether stored properties, as `format_properties` made them, have a context."""
    return properties_text is not None and (
        find_context(parse_properties(properties_text)) is not None
    )


def _format_uncached(properties: Properties) -> str | None:
    property_records = [
        [unit_property.name, unit_property.value]
        if unit_property.side is Side.UNIT
        else [unit_property.name, unit_property.value, unit_property.side]
        for unit_property in properties
    ]
    if not property_records:
        return None
    return json.dumps(property_records, ensure_ascii=False, separators=(",", ":"))


def _parse_uncached(text: str) -> Properties:
    property_records = json.loads(text)
    if not isinstance(property_records, list):
        raise ValueError("properties are not a list")
    return tuple(map(_parse_property, property_records))


# Speed trick: a property from the header of a file belongs to all its units, and
# importing them takes 5 % less for each such property (`benchmarks/exchange.py`).
_format_cached = lru_cache(maxsize=1 << 10)(_format_uncached)
_parse_cached = lru_cache(maxsize=1 << 10)(_parse_uncached)


def _parse_property(property_record: object) -> Property:
    """Parse one property. Raises ValueError."""
    if not isinstance(property_record, list) or len(property_record) not in (2, 3):
        raise ValueError("a property is not a name and a value")
    if not all(isinstance(record_part, str) for record_part in property_record):
        raise ValueError("a property is not made of texts")
    property_name, property_value, *optional_side = property_record
    return Property(
        property_name,
        property_value,
        Side(optional_side[0]) if optional_side else Side.UNIT,
    )
