"""Writer of TMX files."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

from exports.direction import is_reversed, orient
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.provenance import Fields, is_later_part
from exports.tmx.fast_writer import FastTmxWriter
from exports.tmx.fields import OWN_HEADER, TUV_FIELDS
from exports.tmx.header import header_markup
from exports.tmx.inline_markup import segment_markup
from exports.tmx.native_properties import (
    EMPTY_MARKUP,
    ElementMarkup,
    UnitMarkup,
    make_native_markup,
    read_source_language,
)
from exports.tmx.provenance import (
    attributes_by_field,
    author_and_date_markup,
    make_prop,
    prop_fields,
    unit_props,
)
from exports.tmx.tuid_groups import join_split_groups, split_tuid_groups
from exports.tmx.unit_maker import ANY_LANGUAGE, is_srclang_worth_keeping
from exports.xml.escaping import escape_text, quote_attribute, remove_forbidden
from exports.xml.utf8_escaping import remove_forbidden_bytes
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Property, Side, format_properties
from tm.unit_table import encode_text, iterate_unit_tables


class _OrientedUnit(NamedTuple):
    """A unit in the direction in which it is written."""

    unit: TranslationUnit
    source: Segment
    target: Segment | None
    """None, too, where the target has no text."""
    is_reversed: bool
    """Whether source and target of the unit are swapped."""


class TmxWriter:
    """Writer of `<tu>` elements that counts what XML cannot hold."""

    def __init__(self, options: WriteOptions) -> None:
        self.tally = LossTally()
        self.written_count = 0
        self.omitted_count = 0
        self._options = options
        source_locale = options.source or options.main_source
        self._srclang = source_locale.tag if source_locale else ANY_LANGUAGE
        self._directions: dict[tuple[str, str | None], str] = {}
        self._last_properties: Properties = ()
        self._last_inherited: str | None = ""

    def write_markup(self, units: Iterable[TranslationUnit]) -> Iterator[bytes]:
        """Make the markup of the file, a few hundred units at a time."""
        fast_writer = FastTmxWriter(
            srclang=self._srclang,
            is_forward=self._is_forward,
            inherited_attributes=self._inherited_attributes,
            write_other_unit=lambda unit: self._write_units([unit]),
            make_storable=self._make_storable,
        )
        yield self._file_start().encode()
        for block in join_split_groups(iterate_unit_tables(units)):
            yield b"".join(
                self._write_units(group.units.make_units())
                if group.share_tuid
                else fast_writer.markup(group.units)
                for group in split_tuid_groups(block)
            )
        self.written_count += fast_writer.written_count
        yield b"</body>\n</tmx>\n"

    def _write_units(self, units: Iterable[TranslationUnit]) -> bytes:
        """Make the markup of units that share their `tuid`, or of one unit."""
        groups: list[list[_OrientedUnit]] = []
        for unit in units:
            oriented_unit = self._orient(unit)
            if oriented_unit is None:
                self.omitted_count += 1
                continue
            self.written_count += 1
            if groups and _can_join(groups[-1], oriented_unit):
                groups[-1].append(oriented_unit)
            else:
                groups.append([oriented_unit])
        return self._make_storable(
            encode_text("".join(map(self._group_markup, groups)))
        )

    def _file_start(self) -> str:
        # No DOCTYPE: the DTD is not beside the file, and some parsers go and look.
        attributes = {
            "creationtool": "padanan",
            "creationtoolversion": version("padanan"),
            **OWN_HEADER,
            "adminlang": "en",
            "srclang": self._srclang,
        }
        header = header_markup(attributes, self._options.header)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f"{header}\n<body>\n"
        )

    def _make_storable(self, markup: bytes) -> bytes:
        data, removed = remove_forbidden_bytes(markup)
        self.tally.add("characters that XML cannot hold", removed)
        return data

    def _inherited_attributes(self, properties: Properties) -> str | None:
        """Make attributes of properties that come from the header of a file.

        They are then what the header of a file said, and the same for very many units.
        """
        if properties == self._last_properties:
            return self._last_inherited
        markup = make_native_markup(
            properties, frozenset(), has_target=True, is_source=False
        )
        attributes = markup.unit.attributes
        has_only_attributes = markup == UnitMarkup(
            unit=ElementMarkup(attributes=attributes)
        )
        self._last_properties = properties
        self._last_inherited = attributes if has_only_attributes else None
        return self._last_inherited

    def _find_direction(self, unit: TranslationUnit) -> str:
        """Find the direction in which units of such locales are written."""
        target = unit.target
        tags = (unit.source.locale.tag, None if target is None else target.locale.tag)
        direction = self._directions.get(tags)
        if direction is None:
            direction = self._directions[tags] = _name_direction(unit, self._options)
        return direction

    def _is_forward(self, tag: str, target_tag: str) -> bool:
        return is_reversed(Locale(tag), Locale(target_tag), self._options) is False

    def _orient(self, unit: TranslationUnit) -> _OrientedUnit | None:
        """Orient a unit for writing; None if it is not written."""
        source, target = unit.source, unit.target
        direction = self._find_direction(unit)
        if direction == "none":
            return None
        is_reversed = direction == "turned"
        if is_reversed and target is not None:
            source, target = target, source
        if target is not None and not target.text:
            target = None
        text = source.text
        if not text[:1].isalnum() and not remove_forbidden(text)[0].strip():
            return None
        return _OrientedUnit(unit, source, target, is_reversed)

    def _group_markup(self, group: Sequence[_OrientedUnit]) -> str:
        """Make the markup of one `<tu>`."""
        return (
            self._single_unit_markup(group[0])
            if len(group) == 1
            else self._star_markup(group)
        )

    def _single_unit_markup(self, oriented_unit: _OrientedUnit) -> str:
        """Make the markup of a unit that is a `<tu>` of its own."""
        unit = oriented_unit.unit
        native = _native_markup(oriented_unit)
        attribute_markup, props = _field_markup(
            unit, translation_fields=native.translation_fields
        )
        parts = ""
        if unit.note is not None and "note" not in native.translation_fields:
            parts = _note_markup(unit.note, native.unit)
        parts += native.unit.parts + props + unit_props(unit)
        if native.other_properties:
            parts += make_prop(
                "properties", format_properties(native.other_properties) or ""
            )
        if oriented_unit.is_reversed:
            parts += make_prop("reversed", "yes")
        target = native.target
        if native.translation_fields:
            target = _add_fields(target, unit, native.translation_fields)
        tuv_markups = [native.source, target]
        if oriented_unit.is_reversed:
            tuv_markups.reverse()
        start_tag = self._start_tag(attribute_markup, oriented_unit.source, native)
        variants = _variant_markup(oriented_unit.source, tuv_markups[0])
        if oriented_unit.target is not None:
            variants += _variant_markup(oriented_unit.target, tuv_markups[1])
        return f"{start_tag}{parts}{variants}</tu>\n"

    def _star_markup(self, group: Sequence[_OrientedUnit]) -> str:
        """Make the markup of units that share their source and their `tuid`."""
        first_unit = group[0]
        native_markups = [_native_markup(oriented_unit) for oriented_unit in group]
        first_markup = native_markups[0]
        native_fields = [
            _native_field_markup(oriented_unit.unit) for oriented_unit in group
        ]
        shared_native_fields = {
            field: markup
            for field, markup in _shared_fields(native_fields).items()
            if field not in first_markup.translation_fields
        }
        prop_fields_by_unit = [
            _prop_fields(oriented_unit.unit, native_markup)
            for oriented_unit, native_markup in zip(group, native_markups, strict=True)
        ]
        shared_prop_fields = _shared_fields(prop_fields_by_unit)
        tuv_fields = frozenset(TUV_FIELDS.values()) - shared_native_fields.keys()
        note = shared_native_fields.pop("note", None)
        attribute_markup = _tuid_attribute(first_unit.unit) + "".join(
            shared_native_fields.values()
        )
        markups = [self._start_tag(attribute_markup, first_unit.source, first_markup)]
        if note is not None:
            markups.append(_note_markup(note, first_markup.unit))
        markups.append(first_markup.unit.parts)
        markups += (make_prop(name, text) for name, text in shared_prop_fields.items())
        markups.append(_variant_markup(first_unit.source, first_markup.source))
        for oriented_unit, native_markup, fields_of_unit in zip(
            group, native_markups, prop_fields_by_unit, strict=True
        ):
            unit = oriented_unit.unit
            tuv_markup = _add_fields(native_markup.target, unit, tuv_fields)
            tuv_markup.parts += "".join(
                make_prop(name, text)
                for name, text in fields_of_unit.items()
                if shared_prop_fields.get(name) != text
            )
            if oriented_unit.target is not None:
                markups.append(_variant_markup(oriented_unit.target, tuv_markup))
        return "".join((*markups, "</tu>\n"))

    def _start_tag(
        self, attribute_markup: str, source: Segment, native: UnitMarkup
    ) -> str:
        """Make the start tag of a `<tu>`."""
        language = native.source_language
        if language is not None:
            attribute_markup += f" srclang={quote_attribute(language)}"
        elif source.locale.tag != self._srclang:
            attribute_markup += f' srclang="{source.locale.tag}"'
        return f"<tu{attribute_markup}{native.unit.attributes}>\n"


def _name_direction(unit: TranslationUnit, options: WriteOptions) -> str:
    """Name the direction in which a unit is written: forward, turned or none."""
    oriented_pair = orient(unit, options)
    if oriented_pair is None:
        return "none"
    return "turned" if oriented_pair.is_reversed else "forward"


def _can_join(group: Sequence[_OrientedUnit], oriented_unit: _OrientedUnit) -> bool:
    """Whether a unit can join units of the same `tuid` in one `<tu>`."""
    first_oriented = group[0]
    if (
        first_oriented.is_reversed
        or oriented_unit.is_reversed
        or first_oriented.target is None
        or oriented_unit.target is None
        or oriented_unit.source != first_oriented.source
    ):
        return False
    if oriented_unit.source.locale in (
        first_oriented.target.locale,
        oriented_unit.target.locale,
    ):
        return False  # it would be read as another wording of the source
    first_unit, next_unit = first_oriented.unit, oriented_unit.unit
    if is_later_part(first_unit) or is_later_part(next_unit):
        return False
    if not (first_unit.properties or next_unit.properties):
        return True
    if _without_target_properties(first_unit.properties) != _without_target_properties(
        next_unit.properties
    ):
        return False
    native_markups = [_native_markup(first_oriented), _native_markup(oriented_unit)]
    native_fields = [_native_field_markup(first_unit), _native_field_markup(next_unit)]
    fixed_fields = [*native_markups[0].fixed_fields, *native_markups[1].fixed_fields]
    return native_markups[0].translation_fields == native_markups[
        1
    ].translation_fields and all(
        native_fields[0].get(field) == native_fields[1].get(field)
        for field in fixed_fields
    )


def _without_target_properties(properties: Iterable[Property]) -> list[Property]:
    return [property for property in properties if property.side is not Side.TARGET]


def _native_markup(oriented_unit: _OrientedUnit) -> UnitMarkup:
    """Make the markup of the properties that TMX has a place for."""
    unit = oriented_unit.unit
    if not unit.properties:
        return EMPTY_MARKUP
    if oriented_unit.is_reversed and oriented_unit.target is None:
        return UnitMarkup(other_properties=unit.properties)
    tag = read_source_language(unit.properties)
    target_locales = (
        () if oriented_unit.target is None else (oriented_unit.target.locale,)
    )
    return make_native_markup(
        unit.properties,
        frozenset(_native_field_markup(unit)),
        has_target=oriented_unit.target is not None,
        is_source=tag is not None
        and is_srclang_worth_keeping(tag, oriented_unit.source.locale, target_locales),
    )


def _native_field_markup(unit: TranslationUnit) -> dict[str, str]:
    """Make the markup of fields that are attributes or the note, by field."""
    markup_by_field = attributes_by_field(unit.origin)
    if unit.note is not None:
        markup_by_field["note"] = unit.note
    return markup_by_field


def _prop_fields(unit: TranslationUnit, native: UnitMarkup) -> Fields:
    """Select the fields of a unit that are `<prop>` elements."""
    fields = prop_fields(unit)
    if native.other_properties:
        fields["properties"] = format_properties(native.other_properties) or ""
    return fields


def _shared_fields(fields_by_unit: Sequence[Fields]) -> Fields:
    first_fields, *other_fields = fields_by_unit
    return {
        name: text
        for name, text in first_fields.items()
        if all(fields.get(name) == text for fields in other_fields)
    }


def _field_markup(
    unit: TranslationUnit, translation_fields: frozenset[str] = frozenset()
) -> tuple[str, str]:
    """Make the attributes of a `<tu>`, and props of what they hold inexactly."""
    origin = unit.origin
    attribute_markup, props = author_and_date_markup(
        origin.author, origin.created, origin.changed, translation_fields
    )
    if origin.tuid is not None and is_later_part(unit):
        # The id is that of the first part: no `tuid` is that of several sources.
        return attribute_markup, make_prop("tuid", origin.tuid) + props
    return _tuid_attribute(unit) + attribute_markup, props


def _tuid_attribute(unit: TranslationUnit) -> str:
    tuid = unit.origin.tuid
    if tuid is None:
        return ""
    return f' tuid="{tuid}"' if tuid.isalnum() else f" tuid={quote_attribute(tuid)}"


def _add_fields(
    tuv_markup: ElementMarkup, unit: TranslationUnit, fields: frozenset[str]
) -> ElementMarkup:
    """Add fields of a unit to the markup of its `<tuv>`."""
    native_fields = _native_field_markup(unit)
    note = native_fields.pop("note", None)
    field_markup = "".join(
        markup for field, markup in native_fields.items() if field in fields
    )
    note_markup = (
        _note_markup(note, tuv_markup) if note is not None and "note" in fields else ""
    )
    return ElementMarkup(
        field_markup + tuv_markup.attributes, "", note_markup + tuv_markup.parts
    )


def _note_markup(text: str, tuv_markup: ElementMarkup) -> str:
    return f"<note{tuv_markup.note_attributes}>{escape_text(text)}</note>\n"


def _variant_markup(segment: Segment, tuv_markup: ElementMarkup) -> str:
    tag = segment.locale.tag
    return (
        f'<tuv xml:lang="{tag}"{tuv_markup.attributes}>{tuv_markup.parts}'
        f"<seg>{segment_markup(segment)}</seg></tuv>\n"
    )
