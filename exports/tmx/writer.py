"""Writer of TMX files."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from exports.direction import is_reversed, orient_unit
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.provenance import Fields, is_later_segment
from exports.tmx.column_writer import ColumnTmxWriter
from exports.tmx.fields import FIELD_BY_TUV_ATTRIBUTE, PADANAN_VALUE_BY_HEADER_ATTRIBUTE
from exports.tmx.header import make_header
from exports.tmx.inline_markup import format_segment
from exports.tmx.native_properties import ElementMarkup, UnitMarkup, make_native_markup
from exports.tmx.origin_markup import (
    make_author_and_date_markup,
    make_prop,
    make_unit_props,
    select_prop_fields,
)
from exports.tmx.tuid_groups import (
    OrientedTmxUnit,
    can_join,
    join_split_groups,
    make_native_field_markup,
    make_unit_native_markup,
    split_tuid_groups,
)
from exports.tmx.unit_maker import ANY_LANGUAGE
from exports.xml.escaping import (
    escape_text,
    quote_attribute,
    remove_forbidden_characters,
)
from exports.xml.utf8_escaping import remove_forbidden_bytes
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_property import Properties, format_properties
from tm.unit_table import encode_text, iterate_unit_tables


class TmxWriter:
    """Writer of `<tu>` elements that counts what XML cannot hold."""

    def __init__(self, options: WriteOptions) -> None:
        self.tally = LossTally()
        self.written_count = 0
        self.omitted_count = 0
        self._options = options
        source_locale = options.source or options.main_source
        self._srclang = source_locale.tag if source_locale else ANY_LANGUAGE
        self._direction_by_locale_tags: dict[tuple[str, str | None], str] = {}
        self._last_properties: Properties = ()
        self._last_inherited_attribute_markup: str | None = ""

    def write_markup(self, units: Iterable[TranslationUnit]) -> Iterator[bytes]:
        """Make the markup of the file, a few hundred units at a time."""
        column_writer = ColumnTmxWriter(
            srclang=self._srclang,
            is_forward=self._is_in_requested_direction,
            make_inherited_attributes=self._make_inherited_attributes,
            make_other_markup=lambda unit: self._make_units_markup([unit]),
            make_storable=self._make_storable,
        )
        yield self._make_file_start().encode()
        for unit_table in join_split_groups(iterate_unit_tables(units)):
            yield b"".join(
                self._make_units_markup(group.unit_table.make_units())
                if group.has_shared_tuid
                else column_writer.make_markup(group.unit_table)
                for group in split_tuid_groups(unit_table)
            )
        self.written_count += column_writer.written_count
        yield b"</body>\n</tmx>\n"

    def _make_units_markup(self, units: Iterable[TranslationUnit]) -> bytes:
        """Make the markup of units that share their `tuid`, or of one unit."""
        groups: list[list[OrientedTmxUnit]] = []
        for unit in units:
            oriented_unit = self._orient_unit(unit)
            if oriented_unit is None:
                self.omitted_count += 1
                continue
            self.written_count += 1
            if groups and can_join(groups[-1], oriented_unit):
                groups[-1].append(oriented_unit)
            else:
                groups.append([oriented_unit])
        return self._make_storable(
            encode_text("".join(map(self._make_tu_markup, groups)))
        )

    def _make_file_start(self) -> str:
        # No DOCTYPE, since some parsers would search for the DTD next to the file.
        value_by_attribute = {
            "creationtool": "padanan",
            "creationtoolversion": version("padanan"),
            **PADANAN_VALUE_BY_HEADER_ATTRIBUTE,
            "adminlang": "en",
            "srclang": self._srclang,
        }
        header_markup = make_header(value_by_attribute, self._options.header)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f"{header_markup}\n<body>\n"
        )

    def _make_storable(self, markup: bytes) -> bytes:
        """Remove characters that XML cannot hold, and count those removed."""
        storable_markup, removed_count = remove_forbidden_bytes(markup)
        self.tally.add("characters that XML cannot hold", removed_count)
        return storable_markup

    def _make_inherited_attributes(self, properties: Properties) -> str | None:
        """Make attributes of properties that come from the header of a file.

        Very many units share them, so the last result is kept.
        """
        if properties == self._last_properties:
            return self._last_inherited_attribute_markup
        markup = make_native_markup(
            properties, frozenset(), has_target=True, srclang_selects_source=False
        )
        attribute_markup = markup.unit_element.attribute_markup
        has_only_attributes = markup == UnitMarkup(
            unit_element=ElementMarkup(attribute_markup=attribute_markup)
        )
        self._last_properties = properties
        self._last_inherited_attribute_markup = (
            attribute_markup if has_only_attributes else None
        )
        return self._last_inherited_attribute_markup

    def _find_direction(self, unit: TranslationUnit) -> str:
        """Find the direction in which units of such locales are written."""
        target = unit.target
        tags = (unit.source.locale.tag, None if target is None else target.locale.tag)
        direction = self._direction_by_locale_tags.get(tags)
        if direction is None:
            direction = self._direction_by_locale_tags[tags] = _make_direction_name(
                unit, self._options
            )
        return direction

    def _is_in_requested_direction(self, source_tag: str, target_tag: str) -> bool:
        return (
            is_reversed(Locale(source_tag), Locale(target_tag), self._options) is False
        )

    def _orient_unit(self, unit: TranslationUnit) -> OrientedTmxUnit | None:
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
        source_text = source.text
        if (
            not source_text[:1].isalnum()
            and not remove_forbidden_characters(source_text)[0].strip()
        ):
            return None
        return OrientedTmxUnit(unit, source, target, is_reversed)

    def _make_tu_markup(self, group: Sequence[OrientedTmxUnit]) -> str:
        """Make the markup of one `<tu>`."""
        return (
            self._make_single_unit_markup(group[0])
            if len(group) == 1
            else self._make_multilingual_markup(group)
        )

    def _make_single_unit_markup(self, oriented_unit: OrientedTmxUnit) -> str:
        """Make the markup of a unit that is a `<tu>` of its own."""
        unit = oriented_unit.unit
        native_markup = make_unit_native_markup(oriented_unit)
        attribute_markup, prop_markup = _make_field_markup(
            unit, tuv_field_names=native_markup.tuv_field_names
        )
        prop_and_note_markup = ""
        if unit.note is not None and "note" not in native_markup.tuv_field_names:
            prop_and_note_markup = _make_note_markup(
                unit.note, native_markup.unit_element
            )
        prop_and_note_markup += (
            native_markup.unit_element.prop_and_note_markup
            + prop_markup
            + make_unit_props(unit)
        )
        if native_markup.other_properties:
            prop_and_note_markup += make_prop(
                "properties", format_properties(native_markup.other_properties) or ""
            )
        if oriented_unit.is_reversed:
            prop_and_note_markup += make_prop("reversed", "yes")
        target_tuv_markup = native_markup.target_element
        if native_markup.tuv_field_names:
            target_tuv_markup = _add_fields(
                target_tuv_markup, unit, native_markup.tuv_field_names
            )
        tuv_markups = [native_markup.source_element, target_tuv_markup]
        if oriented_unit.is_reversed:
            tuv_markups.reverse()
        start_tag = self._make_start_tag(
            attribute_markup, oriented_unit.source, native_markup
        )
        tuv_markup = _make_tuv_markup(oriented_unit.source, tuv_markups[0])
        if oriented_unit.target is not None:
            tuv_markup += _make_tuv_markup(oriented_unit.target, tuv_markups[1])
        return f"{start_tag}{prop_and_note_markup}{tuv_markup}</tu>\n"

    def _make_multilingual_markup(self, group: Sequence[OrientedTmxUnit]) -> str:
        """Make the markup of units that share their source and their `tuid`."""
        first_oriented_unit = group[0]
        native_markups = [
            make_unit_native_markup(oriented_unit) for oriented_unit in group
        ]
        first_native_markup = native_markups[0]
        field_markup_mappings = [
            make_native_field_markup(oriented_unit.unit) for oriented_unit in group
        ]
        shared_markup_by_field = {
            field: markup
            for field, markup in _find_shared_fields(field_markup_mappings).items()
            if field not in first_native_markup.tuv_field_names
        }
        prop_field_mappings = [
            _select_prop_fields(oriented_unit.unit, native_markup)
            for oriented_unit, native_markup in zip(group, native_markups, strict=True)
        ]
        shared_prop_fields = _find_shared_fields(prop_field_mappings)
        tuv_field_names = (
            frozenset(FIELD_BY_TUV_ATTRIBUTE.values()) - shared_markup_by_field.keys()
        )
        note_markup = shared_markup_by_field.pop("note", None)
        attribute_markup = _make_tuid_attribute(first_oriented_unit.unit) + "".join(
            shared_markup_by_field.values()
        )
        markups = [
            self._make_start_tag(
                attribute_markup, first_oriented_unit.source, first_native_markup
            )
        ]
        if note_markup is not None:
            markups.append(
                _make_note_markup(note_markup, first_native_markup.unit_element)
            )
        markups.append(first_native_markup.unit_element.prop_and_note_markup)
        markups += (make_prop(name, text) for name, text in shared_prop_fields.items())
        markups.append(
            _make_tuv_markup(
                first_oriented_unit.source, first_native_markup.source_element
            )
        )
        for oriented_unit, native_markup, unit_prop_fields in zip(
            group, native_markups, prop_field_mappings, strict=True
        ):
            unit = oriented_unit.unit
            tuv_markup = _add_fields(
                native_markup.target_element, unit, tuv_field_names
            )
            tuv_markup.prop_and_note_markup += "".join(
                make_prop(name, text)
                for name, text in unit_prop_fields.items()
                if shared_prop_fields.get(name) != text
            )
            if oriented_unit.target is not None:
                markups.append(_make_tuv_markup(oriented_unit.target, tuv_markup))
        return "".join((*markups, "</tu>\n"))

    def _make_start_tag(
        self, attribute_markup: str, source: Segment, native_markup: UnitMarkup
    ) -> str:
        """Make the start tag of a `<tu>`."""
        source_language = native_markup.source_language
        if source_language is not None:
            attribute_markup += f" srclang={quote_attribute(source_language)}"
        elif source.locale.tag != self._srclang:
            attribute_markup += f' srclang="{source.locale.tag}"'
        return f"<tu{attribute_markup}{native_markup.unit_element.attribute_markup}>\n"


def _make_direction_name(unit: TranslationUnit, options: WriteOptions) -> str:
    """Name the direction in which a unit is written: forward, turned or none."""
    oriented_pair = orient_unit(unit, options)
    if oriented_pair is None:
        return "none"
    return "turned" if oriented_pair.is_reversed else "forward"


def _select_prop_fields(unit: TranslationUnit, native_markup: UnitMarkup) -> Fields:
    """Select the fields of a unit that are `<prop>` elements."""
    fields = select_prop_fields(unit)
    if native_markup.other_properties:
        fields["properties"] = format_properties(native_markup.other_properties) or ""
    return fields


def _find_shared_fields(field_mappings: Sequence[Fields]) -> Fields:
    """Find the fields that have the same value in all mappings."""
    first_fields, *other_fields = field_mappings
    return {
        name: text
        for name, text in first_fields.items()
        if all(fields.get(name) == text for fields in other_fields)
    }


def _make_field_markup(
    unit: TranslationUnit, tuv_field_names: frozenset[str] = frozenset()
) -> tuple[str, str]:
    """Make the attributes of a `<tu>`, and props of what they hold inexactly."""
    origin = unit.origin
    attribute_markup, prop_markup = make_author_and_date_markup(
        origin.author, origin.created, origin.changed, tuv_field_names
    )
    if origin.tuid is not None and is_later_segment(unit):
        # The id belongs to the first part, and each `tuid` to one source only.
        return attribute_markup, make_prop("tuid", origin.tuid) + prop_markup
    return _make_tuid_attribute(unit) + attribute_markup, prop_markup


def _make_tuid_attribute(unit: TranslationUnit) -> str:
    tuid = unit.origin.tuid
    if tuid is None:
        return ""
    return f' tuid="{tuid}"' if tuid.isalnum() else f" tuid={quote_attribute(tuid)}"


def _add_fields(
    tuv_markup: ElementMarkup, unit: TranslationUnit, field_names: frozenset[str]
) -> ElementMarkup:
    """Add fields of a unit to the markup of its `<tuv>`."""
    markup_by_field = make_native_field_markup(unit)
    note_text = markup_by_field.pop("note", None)
    field_markup = "".join(
        markup
        for field_name, markup in markup_by_field.items()
        if field_name in field_names
    )
    note_markup = (
        _make_note_markup(note_text, tuv_markup)
        if note_text is not None and "note" in field_names
        else ""
    )
    return ElementMarkup(
        field_markup + tuv_markup.attribute_markup,
        "",
        note_markup + tuv_markup.prop_and_note_markup,
    )


def _make_note_markup(text: str, tuv_markup: ElementMarkup) -> str:
    return f"<note{tuv_markup.note_attribute_markup}>{escape_text(text)}</note>\n"


def _make_tuv_markup(segment: Segment, tuv_markup: ElementMarkup) -> str:
    language_tag = segment.locale.tag
    return (
        f'<tuv xml:lang="{language_tag}"{tuv_markup.attribute_markup}>'
        f"{tuv_markup.prop_and_note_markup}"
        f"<seg>{format_segment(segment)}</seg></tuv>\n"
    )
