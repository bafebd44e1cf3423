"""Which properties of a unit TMX has a place for, and the markup of them.

The order of facts.py is the law: properties are written natively as long as they
keep to it, so that reading gives back exactly what was written; from the first that
does not, they travel as one text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from exports.provenance import FIELD_NAMES
from exports.tmx.fields import (
    FIELDS,
    NOTE,
    NOTE_ATTRIBUTE,
    PART_ATTRIBUTES,
    PLACES,
    PREFIX,
    PROP,
    PROPERTY,
    STANDING,
)
from exports.xml.document import escaped, quoted
from tm.property import Properties, Property, Side

_SHARED = (
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion "
    "creationdate creationid changedate changeid o-tmf"
).split()
_ATTRIBUTES = {
    Side.UNIT: frozenset((*_SHARED, "segtype", "srclang")) - FIELDS.keys(),
    Side.SOURCE: frozenset(_SHARED),
    Side.TARGET: frozenset(_SHARED),
}
_SEGTYPES = frozenset(("block", "paragraph", "sentence", "phrase"))
_VALUE = r'"(?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*"'  # as `quoted` does
_NAMED = re.compile(
    rf"(?:{PROP}(?P<type>.*?)|{NOTE})"
    rf"(?P<attributes>(?: xml:lang={_VALUE})?(?: o-encoding={_VALUE})?)",
    re.DOTALL,
)
_RANKS = {Side.UNIT: 0, Side.SOURCE: 10, Side.TARGET: 20}


class _NativeAttribute(StrEnum):
    SOURCE_LANGUAGE = "srclang"
    PLACES = "places"
    ATTRIBUTE = "attribute"
    NOTE_ATTRIBUTE = "attribute of the note"
    PROP = "prop"
    NOTE = "note"


_KIND_RANKS = {
    _NativeAttribute.SOURCE_LANGUAGE: 0,
    _NativeAttribute.PLACES: 0,
    _NativeAttribute.ATTRIBUTE: 1,
    _NativeAttribute.NOTE_ATTRIBUTE: 2,
    _NativeAttribute.PROP: 3,
    _NativeAttribute.NOTE: 3,
}


@dataclass(frozen=True, slots=True)
class _PropertyForm:
    """How a property of some name is written."""

    kind: _NativeAttribute
    rank: int
    name: str
    """Of the attribute."""
    start: str = ""
    end: str = ""


@dataclass(slots=True)
class ElementMarkup:
    """What one element says beside its fields."""

    attributes: str = ""
    note_attributes: str = ""
    parts: str = ""


@dataclass(slots=True)
class UnitMarkup:
    """The properties of a unit as TMX."""

    unit: ElementMarkup = field(default_factory=ElementMarkup)
    source: ElementMarkup = field(default_factory=ElementMarkup)
    target: ElementMarkup = field(default_factory=ElementMarkup)
    placed: frozenset[str] = frozenset()
    """Fields that stand in the `<tuv>` of the translation."""
    touched: frozenset[str] = frozenset()
    """Fields on whose place other properties depend."""
    source_language: str | None = None
    """The `srclang` of the `<tu>`, where it is another than that of its source."""
    others: Properties = ()
    """What has no place."""


NOTHING = UnitMarkup()
_FEW = 4


def native_markup(
    properties: Properties,
    standing: frozenset[str],
    *,
    translated: bool,
    is_source: bool,
) -> UnitMarkup:
    """The properties of a unit as TMX.

    `standing`: the fields that will be written as attributes or the note.
    `is_source`: whether a `srclang` among them leaves the source to be the source.
    """
    if not properties:
        return NOTHING
    if len(properties) > _FEW:
        return _natives(properties, standing, translated, is_source)
    return _few_natives(properties, standing, translated, is_source)


def _natives(
    properties: Properties, standing: frozenset[str], translated: bool, is_source: bool
) -> UnitMarkup:
    placed: frozenset[str] = frozenset()
    if translated:
        placed = _placed(properties, standing)
    split = _PropertySplitter(standing, placed, translated, is_source)
    count = split.take(properties)
    if placed and not split.is_placed:
        # The place of the fields is told too late: they stand where they usually do.
        split = _PropertySplitter(standing, frozenset(), translated, is_source)
        count = split.take(properties)
    split.made.others = properties[count:]
    return split.made


# What a header says is said of all units of a file.
_few_natives = lru_cache(maxsize=1 << 10)(_natives)


def source_language(properties: Sequence[Property]) -> str | None:
    """The `srclang` that a unit was read with, if it is worth keeping."""
    if properties and properties[0].name == "tmx:srclang":
        return properties[0].value if properties[0].side is Side.UNIT else None
    return None


def _placed(properties: Properties, standing: frozenset[str]) -> frozenset[str]:
    """The fields that stand in the translation's `<tuv>`, if all of them can."""
    for property in properties:
        if property.name == PLACES and property.side is Side.TARGET:
            names = property.value.split(" ")
            right = [name for name in STANDING if name in names]
            fields = frozenset(STANDING[name] for name in right)
            return fields if names == right and fields <= standing else frozenset()
    return frozenset()


class _PropertySplitter:
    """Takes properties as long as TMX can give them back."""

    def __init__(
        self,
        standing: frozenset[str],
        placed: frozenset[str],
        translated: bool,
        is_source: bool,
    ) -> None:
        self.made = UnitMarkup(placed=placed)
        self.is_placed = False
        self._standing = standing
        self._placed = placed
        self._translated = translated
        self._is_source = is_source
        self._seen: set[tuple[Side, str]] = set()
        self._touched = set(placed)

    def take(self, properties: Properties) -> int:
        """How many of them have a place."""
        rank, count = 0, 0
        for property in properties:
            form = _form(property.name, property.side)
            if form is None or form.rank < rank or not self._takes(property, form):
                break
            rank = form.rank
            count += 1
        self.made.touched = frozenset(self._touched)
        return count

    def _takes(self, property: Property, form: _PropertyForm) -> bool:
        side = property.side
        if side is Side.TARGET and not self._translated:
            return False
        if form.kind is _NativeAttribute.PLACES:
            self.is_placed = bool(self._placed) and not self.is_placed
            return self.is_placed
        if form.kind is _NativeAttribute.SOURCE_LANGUAGE:
            if not self._is_source or self.made.source_language is not None:
                return False
            self.made.source_language = property.value
            return True
        element = self._place(side)
        if form.kind is _NativeAttribute.PROP:
            element.parts += form.start + escaped(property.value) + form.end
            return True
        if form.kind is _NativeAttribute.NOTE:
            if not self._may_note(side):
                return False
            element.parts += form.start + escaped(property.value) + form.end
            return True
        if (side, form.start) in self._seen or not self._may_say(property, form):
            return False
        self._seen.add((side, form.start))
        markup = f" {form.name}={quoted(property.value)}"
        if form.kind is _NativeAttribute.ATTRIBUTE:
            element.attributes += markup
        else:
            element.note_attributes += markup
        return True

    def _place(self, side: Side) -> ElementMarkup:
        if side is Side.UNIT:
            return self.made.unit
        return self.made.source if side is Side.SOURCE else self.made.target

    def _may_note(self, side: Side) -> bool:
        """Whether a note would be read as one beyond the field's."""
        if side is Side.SOURCE:
            return True
        if "note" not in self._standing:
            return False
        if side is Side.UNIT:
            self._touched.add("note")
            return "note" not in self._placed
        return True

    def _may_say(self, property: Property, form: _PropertyForm) -> bool:
        """Whether an attribute would be read as a property."""
        side = property.side
        if form.kind is _NativeAttribute.NOTE_ATTRIBUTE:
            self._touched.add("note")
            at_target = "note" in self._placed
            return "note" in self._standing and at_target == (side is Side.TARGET)
        if form.name == "segtype":
            return property.value in _SEGTYPES
        name = STANDING.get(form.name)
        if name is None or side is not Side.TARGET:
            return True
        self._touched.add(name)
        return name in self._standing and name not in self._placed


# A file has few names of properties, on very many units.
@lru_cache(maxsize=1 << 10)
def _form(name: str, side: Side) -> _PropertyForm | None:
    """How a property of a name is written, if TMX has anything like it."""
    if not name.startswith(PROPERTY):
        return None
    form = _found(name, side)
    if form is None:
        return None
    kind, attribute, start, end = form
    return _PropertyForm(kind, _RANKS[side] + _KIND_RANKS[kind], attribute, start, end)


def _found(name: str, side: Side) -> tuple[_NativeAttribute, str, str, str] | None:
    if name == PLACES:
        return (_NativeAttribute.PLACES, "", "", "") if side is Side.TARGET else None
    if name.startswith(NOTE_ATTRIBUTE):
        attribute = name.removeprefix(NOTE_ATTRIBUTE)
        if attribute not in PART_ATTRIBUTES or side is Side.SOURCE:
            return None
        return _NativeAttribute.NOTE_ATTRIBUTE, attribute, name, ""
    part = _NAMED.fullmatch(name)
    if part is None:
        attribute = name.removeprefix(PROPERTY)
        if attribute not in _ATTRIBUTES[side]:
            return None
        is_source = attribute == "srclang"
        kind = (
            _NativeAttribute.SOURCE_LANGUAGE
            if is_source
            else _NativeAttribute.ATTRIBUTE
        )
        return kind, attribute, name, ""
    if part["type"] is None:
        return _NativeAttribute.NOTE, "", f"<note{part['attributes']}>", "</note>\n"
    type = part["type"]
    if type.startswith(PREFIX) and type.removeprefix(PREFIX) in FIELD_NAMES:
        return None
    start = f"<prop type={quoted(type)}{part['attributes']}>"
    return _NativeAttribute.PROP, "", start, "</prop>\n"
