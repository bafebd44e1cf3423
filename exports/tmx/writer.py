"""Units as TMX, written quickly."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

from exports.direction import is_reversed, orient
from exports.entry import LossTally
from exports.format import WriteOptions
from exports.provenance import Fields, is_later_part
from exports.tmx.fast_writer import FastTmxWriter
from exports.tmx.fields import OUR_HEADER, STANDING
from exports.tmx.header import header_markup
from exports.tmx.inline_markup import markup_of
from exports.tmx.native_properties import (
    NOTHING,
    ElementMarkup,
    UnitMarkup,
    native_markup,
    source_language,
)
from exports.tmx.provenance import (
    all_props,
    attributes,
    author_and_date_markup,
    own_fields,
    prop,
)
from exports.tmx.tuid_groups import tuid_groups, with_whole_groups
from exports.tmx.unit_maker import ANY_LANGUAGE, keeps_source
from exports.xml.document import escaped, quoted, storable
from exports.xml.utf8 import storable_bytes
from tm.property import Properties, Property, Side, format_properties
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_table import encode_text, iterate_unit_tables


class _OrientedUnit(NamedTuple):
    """A unit in the direction in which it is written."""

    unit: TranslationUnit
    source: Segment
    target: Segment | None
    """Absent too where there is no text in it."""
    is_reversed: bool
    """Whether the unit itself has its sides the other way round."""


class TmxWriter:
    """Makes `<tu>` elements of units, and counts what XML cannot hold."""

    def __init__(self, options: WriteOptions) -> None:
        self.tally = LossTally()
        self.written = 0
        self.left_out = 0
        self._options = options
        main = options.source or options.main_source
        self._srclang = main.tag if main else ANY_LANGUAGE
        self._directions: dict[tuple[str, str | None], str] = {}
        self._last_properties: Properties = ()
        self._last_inherited: str | None = ""

    def pieces(self, units: Iterable[TranslationUnit]) -> Iterator[bytes]:
        """The file, a few hundred units at a time."""
        plain = FastTmxWriter(
            srclang=self._srclang,
            is_forward=self._is_forward,
            inherited=self._inherited,
            other=lambda unit: self._run([unit]),
            stored=self._stored,
        )
        yield self._head().encode()
        for block in with_whole_groups(iterate_unit_tables(units)):
            yield b"".join(
                self._run(run.units.units())
                if run.share_tuid
                else plain.markup(run.units)
                for run in tuid_groups(block)
            )
        self.written += plain.written
        yield b"</body>\n</tmx>\n"

    def _run(self, run: Iterable[TranslationUnit]) -> bytes:
        """The markup of units that share their `tuid`, or of one."""
        groups: list[list[_OrientedUnit]] = []
        for unit in run:
            edge = self._edge(unit)
            if edge is None:
                self.left_out += 1
                continue
            self.written += 1
            if groups and _joins(groups[-1], edge):
                groups[-1].append(edge)
            else:
                groups.append([edge])
        return self._stored(encode_text("".join(map(self._group, groups))))

    def _head(self) -> str:
        # No DOCTYPE: the DTD is not beside the file, and some parsers go and look.
        attributes = {
            "creationtool": "padanan",
            "creationtoolversion": version("padanan"),
            **OUR_HEADER,
            "adminlang": "en",
            "srclang": self._srclang,
        }
        header = header_markup(attributes, self._options.header)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f"{header}\n<body>\n"
        )

    def _stored(self, markup: bytes) -> bytes:
        data, removed = storable_bytes(markup)
        self.tally.add("characters that XML cannot hold", removed)
        return data

    def _inherited(self, properties: Properties) -> str | None:
        """As `Inherited`.

        They are then what the header of a file said, and the same for very many units.
        """
        if properties == self._last_properties:
            return self._last_inherited
        markup = native_markup(
            properties, frozenset(), translated=True, is_source=False
        )
        attributes = markup.unit.attributes
        is_all = markup == UnitMarkup(unit=ElementMarkup(attributes=attributes))
        self._last_properties = properties
        self._last_inherited = attributes if is_all else None
        return self._last_inherited

    def _direction(self, unit: TranslationUnit) -> str:
        """Which way round units of such locales are written, if they are."""
        target = unit.target
        tags = (unit.source.locale.tag, None if target is None else target.locale.tag)
        direction = self._directions.get(tags)
        if direction is None:
            direction = self._directions[tags] = _direction(unit, self._options)
        return direction

    def _is_forward(self, tag: str, target_tag: str) -> bool:
        return is_reversed(Locale(tag), Locale(target_tag), self._options) is False

    def _edge(self, unit: TranslationUnit) -> _OrientedUnit | None:
        """The unit as it is to be written, if it is."""
        source, target = unit.source, unit.target
        direction = self._direction(unit)
        if direction == "none":
            return None
        is_reversed = direction == "turned"
        if is_reversed and target is not None:
            source, target = target, source
        if target is not None and not target.text:
            target = None
        text = source.text
        if not text[:1].isalnum() and not storable(text)[0].strip():
            return None
        return _OrientedUnit(unit, source, target, is_reversed)

    def _group(self, group: Sequence[_OrientedUnit]) -> str:
        """The markup of one `<tu>`."""
        return self._single(group[0]) if len(group) == 1 else self._star(group)

    def _single(self, edge: _OrientedUnit) -> str:
        """The markup of a unit that is a `<tu>` of its own."""
        unit = edge.unit
        native = _natives(edge)
        attribute_markup, props = _said(unit, placed=native.placed)
        parts = ""
        if unit.note is not None and "note" not in native.placed:
            parts = _note(unit.note, native.unit)
        parts += native.unit.parts + props + all_props(unit)
        if native.others:
            parts += prop("properties", format_properties(native.others) or "")
        if edge.is_reversed:
            parts += prop("reversed", "yes")
        target = native.target
        if native.placed:
            target = _with_fields(target, unit, native.placed)
        tuv_markups = (
            (target, native.source) if edge.is_reversed else (native.source, target)
        )
        start = self._start(attribute_markup, edge.source, native)
        variants = _variant(edge.source, tuv_markups[0])
        if edge.target is not None:
            variants += _variant(edge.target, tuv_markups[1])
        return f"{start}{parts}{variants}</tu>\n"

    def _star(self, group: Sequence[_OrientedUnit]) -> str:
        """The markup of units that share their source and their `tuid`."""
        first_unit = group[0]
        all_natives = [_natives(edge) for edge in group]
        native = all_natives[0]
        own_fields = [_standing(edge.unit) for edge in group]
        shared = {
            field: markup
            for field, markup in _common(own_fields).items()
            if field not in native.placed
        }
        fields = [
            _fields(edge.unit, native_of_edge)
            for edge, native_of_edge in zip(group, all_natives, strict=True)
        ]
        common = _common(fields)
        own_places = frozenset(STANDING.values()) - shared.keys()
        note = shared.pop("note", None)
        attribute_markup = _tuid(first_unit.unit) + "".join(shared.values())
        markups = [self._start(attribute_markup, first_unit.source, native)]
        if note is not None:
            markups.append(_note(note, native.unit))
        markups.append(native.unit.parts)
        markups += (prop(name, text) for name, text in common.items())
        markups.append(_variant(first_unit.source, native.source))
        for edge, native_of_edge, fields_of_edge in zip(
            group, all_natives, fields, strict=True
        ):
            tuv_markup = _with_fields(native_of_edge.target, edge.unit, own_places)
            tuv_markup.parts += "".join(
                prop(name, text)
                for name, text in fields_of_edge.items()
                if common.get(name) != text
            )
            if edge.target is not None:
                markups.append(_variant(edge.target, tuv_markup))
        return "".join((*markups, "</tu>\n"))

    def _start(self, attribute_markup: str, source: Segment, native: UnitMarkup) -> str:
        """The start tag of a `<tu>`."""
        language = native.source_language
        if language is not None:
            attribute_markup += f" srclang={quoted(language)}"
        elif source.locale.tag != self._srclang:
            attribute_markup += f' srclang="{source.locale.tag}"'
        return f"<tu{attribute_markup}{native.unit.attributes}>\n"


def _direction(unit: TranslationUnit, options: WriteOptions) -> str:
    """Which way round units of such locales are written, if they are."""
    pair = orient(unit, options)
    if pair is None:
        return "none"
    return "turned" if pair.reversed else "forward"


def _joins(group: Sequence[_OrientedUnit], edge: _OrientedUnit) -> bool:
    """Whether a unit with the same `tuid` is one more edge of the star."""
    first_edge = group[0]
    if (
        first_edge.is_reversed
        or edge.is_reversed
        or first_edge.target is None
        or edge.target is None
        or edge.source != first_edge.source
    ):
        return False
    if edge.source.locale in (first_edge.target.locale, edge.target.locale):
        return False  # it would be read as another wording of the source
    first_unit, next_unit = first_edge.unit, edge.unit
    if is_later_part(first_unit) or is_later_part(next_unit):
        return False
    if not (first_unit.properties or next_unit.properties):
        return True
    if _not_of_target(first_unit.properties) != _not_of_target(next_unit.properties):
        return False
    natives = [_natives(first_edge), _natives(edge)]
    standing_fields = [_standing(first_unit), _standing(next_unit)]
    touched = [*natives[0].touched, *natives[1].touched]
    return natives[0].placed == natives[1].placed and all(
        standing_fields[0].get(field) == standing_fields[1].get(field)
        for field in touched
    )


def _not_of_target(properties: Iterable[Property]) -> list[Property]:
    return [property for property in properties if property.side is not Side.TARGET]


def _natives(edge: _OrientedUnit) -> UnitMarkup:
    """What TMX has a place for of a unit's properties."""
    unit = edge.unit
    if not unit.properties:
        return NOTHING
    if edge.is_reversed and edge.target is None:
        return UnitMarkup(others=unit.properties)
    tag = source_language(unit.properties)
    target_locales = () if edge.target is None else (edge.target.locale,)
    return native_markup(
        unit.properties,
        frozenset(_standing(unit)),
        translated=edge.target is not None,
        is_source=tag is not None
        and keeps_source(tag, edge.source.locale, target_locales),
    )


def _standing(unit: TranslationUnit) -> dict[str, str]:
    """The fields that are attributes or the note, by field."""
    standing = attributes(unit.origin)
    if unit.note is not None:
        standing["note"] = unit.note
    return standing


def _fields(unit: TranslationUnit, native: UnitMarkup) -> Fields:
    """The fields of a unit that are `<prop>` elements."""
    fields = own_fields(unit)
    if native.others:
        fields["properties"] = format_properties(native.others) or ""
    return fields


def _common(edges: Sequence[Fields]) -> Fields:
    first_fields, *other_fields = edges
    return {
        name: text
        for name, text in first_fields.items()
        if all(fields.get(name) == text for fields in other_fields)
    }


def _said(
    unit: TranslationUnit, placed: frozenset[str] = frozenset()
) -> tuple[str, str]:
    """The attributes of a `<tu>` that say fields, and what they say inexactly."""
    origin = unit.origin
    attribute_markup, props = author_and_date_markup(
        origin.author, origin.created, origin.changed, placed
    )
    if origin.tuid is not None and is_later_part(unit):
        # The id is that of the first part: no `tuid` is that of several sources.
        return attribute_markup, prop("tuid", origin.tuid) + props
    return _tuid(unit) + attribute_markup, props


def _tuid(unit: TranslationUnit) -> str:
    tuid = unit.origin.tuid
    if tuid is None:
        return ""
    return f' tuid="{tuid}"' if tuid.isalnum() else f" tuid={quoted(tuid)}"


def _with_fields(
    tuv_markup: ElementMarkup, unit: TranslationUnit, fields: frozenset[str]
) -> ElementMarkup:
    """What a `<tuv>` says, some fields of its unit among it."""
    standing = _standing(unit)
    note = standing.pop("note", None)
    field_markup = "".join(
        markup for field, markup in standing.items() if field in fields
    )
    note_markup = (
        _note(note, tuv_markup) if note is not None and "note" in fields else ""
    )
    return ElementMarkup(
        field_markup + tuv_markup.attributes, "", note_markup + tuv_markup.parts
    )


def _note(text: str, tuv_markup: ElementMarkup) -> str:
    return f"<note{tuv_markup.note_attributes}>{escaped(text)}</note>\n"


def _variant(segment: Segment, tuv_markup: ElementMarkup) -> str:
    tag = segment.locale.tag
    return (
        f'<tuv xml:lang="{tag}"{tuv_markup.attributes}>{tuv_markup.parts}'
        f"<seg>{markup_of(segment)}</seg></tuv>\n"
    )
