"""Markup of the properties of a unit that TMX can hold natively.

Properties are written natively as long as they keep the order of fields.py, so that
reading gives back exactly what was written. The first that breaks the order and all
properties after it are written as one text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from exports.provenance import FIELD_NAMES
from exports.tmx.fields import (
    FIELD_BY_ATTRIBUTE,
    FIELD_BY_TUV_ATTRIBUTE,
    NOTE_ATTRIBUTE_PREFIX,
    NOTE_PREFIX,
    PADANAN_PROP_PREFIX,
    PROP_OR_NOTE_ATTRIBUTES,
    PROP_PREFIX,
    PROPERTY_PREFIX,
    TRANSLATION_FIELDS_PROPERTY,
)
from exports.xml.escaping import escape_text, quote_attribute
from tm.unit_property import Properties, Property, Side

_SHARED_ATTRIBUTES = (
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion "
    "creationdate creationid changedate changeid o-tmf"
).split()
_ATTRIBUTES_BY_SIDE = {
    Side.UNIT: frozenset((*_SHARED_ATTRIBUTES, "segtype", "srclang"))
    - FIELD_BY_ATTRIBUTE.keys(),
    Side.SOURCE: frozenset(_SHARED_ATTRIBUTES),
    Side.TARGET: frozenset(_SHARED_ATTRIBUTES),
}
_SEGTYPES = frozenset(("block", "paragraph", "sentence", "phrase"))
# Values as `quote_attribute` writes them.
_VALUE_EXPRESSION = r'"(?:[^"<>&\t\n\r]|&(?:amp|lt|gt|quot|\#9|\#10|\#13);)*"'
_PROP_OR_NOTE_PROPERTY_PATTERN = re.compile(
    rf"(?:{PROP_PREFIX}(?P<type>.*?)|{NOTE_PREFIX})"
    rf"(?P<attributes>(?: xml:lang={_VALUE_EXPRESSION})?"
    rf"(?: o-encoding={_VALUE_EXPRESSION})?)",
    re.DOTALL,
)
_RANK_BY_SIDE = {Side.UNIT: 0, Side.SOURCE: 10, Side.TARGET: 20}


class _NativePropertyKind(StrEnum):
    SOURCE_LANGUAGE = "srclang"
    TRANSLATION_FIELDS = "places"
    ATTRIBUTE = "attribute"
    NOTE_ATTRIBUTE = "attribute of the note"
    PROP = "prop"
    NOTE = "note"


_RANK_BY_KIND = {
    _NativePropertyKind.SOURCE_LANGUAGE: 0,
    _NativePropertyKind.TRANSLATION_FIELDS: 0,
    _NativePropertyKind.ATTRIBUTE: 1,
    _NativePropertyKind.NOTE_ATTRIBUTE: 2,
    _NativePropertyKind.PROP: 3,
    _NativePropertyKind.NOTE: 3,
}


@dataclass(frozen=True, slots=True)
class _PropertyForm:
    """Markup form of the properties of one name."""

    kind: _NativePropertyKind
    rank: int
    """Order in the markup: a property cannot follow one of a higher rank."""
    name: str
    """Name of the attribute, if the property is one."""
    start_markup: str = ""
    end_markup: str = ""


@dataclass(slots=True)
class ElementMarkup:
    """The properties of one element as markup."""

    attribute_markup: str = ""
    note_attribute_markup: str = ""
    prop_and_note_markup: str = ""


@dataclass(slots=True)
class UnitMarkup:
    """The properties of a unit as TMX."""

    unit_element: ElementMarkup = field(default_factory=ElementMarkup)
    source_element: ElementMarkup = field(default_factory=ElementMarkup)
    target_element: ElementMarkup = field(default_factory=ElementMarkup)
    tuv_field_names: frozenset[str] = frozenset()
    """Fields that are written in the `<tuv>` of the translation."""
    fixed_field_names: frozenset[str] = frozenset()
    """Fields whose element must not change, since other properties depend on it."""
    source_language: str | None = None
    """The `srclang` of the `<tu>`, if it differs from the language of its source."""
    other_properties: Properties = ()
    """Properties that TMX cannot hold natively."""


def make_native_markup(
    properties: Properties,
    native_field_names: frozenset[str],
    *,
    has_target: bool,
    srclang_selects_source: bool,
) -> UnitMarkup:
    """Make the markup of a unit's properties.

    `native_field_names`: the fields that will be written as attributes or the note.
    `srclang_selects_source`: whether reading a `srclang` among them selects the same
    source.
    """
    if not properties:
        return UnitMarkup()
    tuv_field_names: frozenset[str] = frozenset()
    if has_target:
        tuv_field_names = _read_tuv_fields(properties, native_field_names)
    splitter = _PropertySplitter(
        native_field_names, tuv_field_names, has_target, srclang_selects_source
    )
    held_count = splitter.add_properties(properties)
    if tuv_field_names and not splitter.has_tuv_fields:
        # The property with the fields of the `<tuv>` comes too late: ignore it.
        splitter = _PropertySplitter(
            native_field_names, frozenset(), has_target, srclang_selects_source
        )
        held_count = splitter.add_properties(properties)
    splitter.markup.other_properties = properties[held_count:]
    return splitter.markup


def read_source_language(properties: Sequence[Property]) -> str | None:
    """Read the `srclang` property of a unit, if it has one."""
    if properties and properties[0].name == "tmx:srclang":
        return properties[0].value if properties[0].side is Side.UNIT else None
    return None


def _read_tuv_fields(
    properties: Properties, native_field_names: frozenset[str]
) -> frozenset[str]:
    """Read the fields that are in the translation's `<tuv>`; all or none."""
    for property in properties:
        if (
            property.name == TRANSLATION_FIELDS_PROPERTY
            and property.side is Side.TARGET
        ):
            attribute_names = property.value.split(" ")
            ordered_attribute_names = [
                name for name in FIELD_BY_TUV_ATTRIBUTE if name in attribute_names
            ]
            tuv_field_names = frozenset(
                FIELD_BY_TUV_ATTRIBUTE[name] for name in ordered_attribute_names
            )
            return (
                tuv_field_names
                if attribute_names == ordered_attribute_names
                and tuv_field_names <= native_field_names
                else frozenset()
            )
    return frozenset()


class _PropertySplitter:
    """Builder of markup that takes properties until TMX cannot hold one."""

    def __init__(
        self,
        native_field_names: frozenset[str],
        tuv_field_names: frozenset[str],
        has_target: bool,
        srclang_selects_source: bool,
    ) -> None:
        self.markup = UnitMarkup(tuv_field_names=tuv_field_names)
        self.has_tuv_fields = False
        self._native_field_names = native_field_names
        self._tuv_field_names = tuv_field_names
        self._has_target = has_target
        self._srclang_selects_source = srclang_selects_source
        self._written_attributes: set[tuple[Side, str]] = set()
        self._fixed_field_names = set(tuv_field_names)

    def add_properties(self, properties: Properties) -> int:
        """Add properties to the markup; return how many TMX can hold."""
        last_rank, held_count = 0, 0
        for property in properties:
            form = _find_property_form(property.name, property.side)
            if (
                form is None
                or form.rank < last_rank
                or not self._add_property(property, form)
            ):
                break
            last_rank = form.rank
            held_count += 1
        self.markup.fixed_field_names = frozenset(self._fixed_field_names)
        return held_count

    def _add_property(self, property: Property, form: _PropertyForm) -> bool:
        """Add a property to the markup; return whether TMX can hold it."""
        side = property.side
        if side is Side.TARGET and not self._has_target:
            return False
        if form.kind is _NativePropertyKind.TRANSLATION_FIELDS:
            self.has_tuv_fields = (
                bool(self._tuv_field_names) and not self.has_tuv_fields
            )
            return self.has_tuv_fields
        if form.kind is _NativePropertyKind.SOURCE_LANGUAGE:
            if (
                not self._srclang_selects_source
                or self.markup.source_language is not None
            ):
                return False
            self.markup.source_language = property.value
            return True
        element_markup = self._select_element_markup(side)
        if form.kind is _NativePropertyKind.PROP:
            element_markup.prop_and_note_markup += (
                form.start_markup + escape_text(property.value) + form.end_markup
            )
            return True
        if form.kind is _NativePropertyKind.NOTE:
            if not self._may_add_note(side):
                return False
            element_markup.prop_and_note_markup += (
                form.start_markup + escape_text(property.value) + form.end_markup
            )
            return True
        if (
            side,
            form.start_markup,
        ) in self._written_attributes or not self._may_add_attribute(property, form):
            return False
        self._written_attributes.add((side, form.start_markup))
        attribute_markup = f" {form.name}={quote_attribute(property.value)}"
        if form.kind is _NativePropertyKind.ATTRIBUTE:
            element_markup.attribute_markup += attribute_markup
        else:
            element_markup.note_attribute_markup += attribute_markup
        return True

    def _select_element_markup(self, side: Side) -> ElementMarkup:
        if side is Side.UNIT:
            return self.markup.unit_element
        return (
            self.markup.source_element
            if side is Side.SOURCE
            else self.markup.target_element
        )

    def _may_add_note(self, side: Side) -> bool:
        """Whether a note would be read as one beyond the field's."""
        if side is Side.SOURCE:
            return True
        if "note" not in self._native_field_names:
            return False
        if side is Side.UNIT:
            self._fixed_field_names.add("note")
            return "note" not in self._tuv_field_names
        return True

    def _may_add_attribute(self, property: Property, form: _PropertyForm) -> bool:
        """Whether an attribute would be read as a property."""
        side = property.side
        if form.kind is _NativePropertyKind.NOTE_ATTRIBUTE:
            self._fixed_field_names.add("note")
            is_in_target = "note" in self._tuv_field_names
            return "note" in self._native_field_names and is_in_target == (
                side is Side.TARGET
            )
        if form.name == "segtype":
            return property.value in _SEGTYPES
        field_name = FIELD_BY_TUV_ATTRIBUTE.get(form.name)
        if field_name is None or side is not Side.TARGET:
            return True
        self._fixed_field_names.add(field_name)
        return (
            field_name in self._native_field_names
            and field_name not in self._tuv_field_names
        )


def _find_property_form(name: str, side: Side) -> _PropertyForm | None:
    """Find the form of the properties of a name; None if TMX has none."""
    if not name.startswith(PROPERTY_PREFIX):
        return None
    parsed_form = _parse_property_name(name, side)
    if parsed_form is None:
        return None
    kind, markup_name, start_markup, end_markup = parsed_form
    return _PropertyForm(
        kind,
        _RANK_BY_SIDE[side] + _RANK_BY_KIND[kind],
        markup_name,
        start_markup,
        end_markup,
    )


def _parse_property_name(
    name: str, side: Side
) -> tuple[_NativePropertyKind, str, str, str] | None:
    """Parse the name of a property: kind, attribute, start and end markup."""
    if name == TRANSLATION_FIELDS_PROPERTY:
        return (
            (_NativePropertyKind.TRANSLATION_FIELDS, "", "", "")
            if side is Side.TARGET
            else None
        )
    if name.startswith(NOTE_ATTRIBUTE_PREFIX):
        attribute_name = name.removeprefix(NOTE_ATTRIBUTE_PREFIX)
        if attribute_name not in PROP_OR_NOTE_ATTRIBUTES or side is Side.SOURCE:
            return None
        return _NativePropertyKind.NOTE_ATTRIBUTE, attribute_name, name, ""
    prop_or_note_match = _PROP_OR_NOTE_PROPERTY_PATTERN.fullmatch(name)
    if prop_or_note_match is None:
        attribute_name = name.removeprefix(PROPERTY_PREFIX)
        if attribute_name not in _ATTRIBUTES_BY_SIDE[side]:
            return None
        is_srclang = attribute_name == "srclang"
        kind = (
            _NativePropertyKind.SOURCE_LANGUAGE
            if is_srclang
            else _NativePropertyKind.ATTRIBUTE
        )
        return kind, attribute_name, name, ""
    if prop_or_note_match["type"] is None:
        return (
            _NativePropertyKind.NOTE,
            "",
            f"<note{prop_or_note_match['attributes']}>",
            "</note>\n",
        )
    prop_type = prop_or_note_match["type"]
    if (
        prop_type.startswith(PADANAN_PROP_PREFIX)
        and prop_type.removeprefix(PADANAN_PROP_PREFIX) in FIELD_NAMES
    ):
        return None
    start_markup = (
        f"<prop type={quote_attribute(prop_type)}{prop_or_note_match['attributes']}>"
    )
    return _NativePropertyKind.PROP, "", start_markup, "</prop>\n"
