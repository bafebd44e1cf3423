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
from tm.property import Properties, Property, Side, properties_text
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_table import encode_text, unit_tables


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
        main = options.source or options.main
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
        for block in with_whole_groups(unit_tables(units)):
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
        known = {
            "creationtool": "padanan",
            "creationtoolversion": version("padanan"),
            **OUR_HEADER,
            "adminlang": "en",
            "srclang": self._srclang,
        }
        header = header_markup(known, self._options.heading)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f"{header}\n<body>\n"
        )

    def _stored(self, markup: bytes) -> bytes:
        data, removed = storable_bytes(markup)
        self.tally.add("characters that XML cannot hold", removed)
        return data

    def _inherited(self, known: Properties) -> str | None:
        """As `Inherited`.

        They are then what the header of a file said, and the same for very many units.
        """
        if known == self._last_properties:
            return self._last_inherited
        made = native_markup(known, frozenset(), translated=True, is_source=False)
        said = made.unit.attributes
        is_all = made == UnitMarkup(unit=ElementMarkup(attributes=said))
        self._last_properties = known
        self._last_inherited = said if is_all else None
        return self._last_inherited

    def _direction(self, unit: TranslationUnit) -> str:
        """Which way round units of such locales are written, if they are."""
        target = unit.target
        tags = (unit.source.locale.tag, None if target is None else target.locale.tag)
        direction = self._directions.get(tags)
        if direction is None:
            direction = self._directions[tags] = _direction(unit, self._options)
        return direction

    def _is_forward(self, tag: str, other: str) -> bool:
        return is_reversed(Locale(tag), Locale(other), self._options) is False

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
        made = _natives(edge)
        said, props = _said(unit, placed=made.placed)
        parts = ""
        if unit.note is not None and "note" not in made.placed:
            parts = _note(unit.note, made.unit)
        parts += made.unit.parts + props + all_props(unit)
        if made.others:
            parts += prop("properties", properties_text(made.others) or "")
        if edge.is_reversed:
            parts += prop("reversed", "yes")
        target = made.target
        if made.placed:
            target = _with_fields(target, unit, made.placed)
        places = (target, made.source) if edge.is_reversed else (made.source, target)
        start = self._start(said, edge.source, made)
        variants = _variant(edge.source, places[0])
        if edge.target is not None:
            variants += _variant(edge.target, places[1])
        return f"{start}{parts}{variants}</tu>\n"

    def _star(self, group: Sequence[_OrientedUnit]) -> str:
        """The markup of units that share their source and their `tuid`."""
        first = group[0]
        all_natives = [_natives(edge) for edge in group]
        made = all_natives[0]
        own = [_standing(edge.unit) for edge in group]
        shared = {
            field: markup
            for field, markup in _common(own).items()
            if field not in made.placed
        }
        fields = [
            _fields(edge.unit, one)
            for edge, one in zip(group, all_natives, strict=True)
        ]
        common = _common(fields)
        own_places = frozenset(STANDING.values()) - shared.keys()
        note = shared.pop("note", None)
        said = _tuid(first.unit) + "".join(shared.values())
        parts = [self._start(said, first.source, made)]
        if note is not None:
            parts.append(_note(note, made.unit))
        parts.append(made.unit.parts)
        parts += (prop(name, text) for name, text in common.items())
        parts.append(_variant(first.source, made.source))
        for edge, one, known in zip(group, all_natives, fields, strict=True):
            place = _with_fields(one.target, edge.unit, own_places)
            place.parts += "".join(
                prop(name, text)
                for name, text in known.items()
                if common.get(name) != text
            )
            if edge.target is not None:
                parts.append(_variant(edge.target, place))
        return "".join((*parts, "</tu>\n"))

    def _start(self, said: str, source: Segment, made: UnitMarkup) -> str:
        """The start tag of a `<tu>`."""
        language = made.source_language
        if language is not None:
            said += f" srclang={quoted(language)}"
        elif source.locale.tag != self._srclang:
            said += f' srclang="{source.locale.tag}"'
        return f"<tu{said}{made.unit.attributes}>\n"


def _direction(unit: TranslationUnit, options: WriteOptions) -> str:
    """Which way round units of such locales are written, if they are."""
    pair = orient(unit, options)
    if pair is None:
        return "none"
    return "turned" if pair.reversed else "forward"


def _joins(group: Sequence[_OrientedUnit], edge: _OrientedUnit) -> bool:
    """Whether a unit with the same `tuid` is one more edge of the star."""
    first = group[0]
    if (
        first.is_reversed
        or edge.is_reversed
        or first.target is None
        or edge.target is None
        or edge.source != first.source
    ):
        return False
    if edge.source.locale in (first.target.locale, edge.target.locale):
        return False  # it would be read as another wording of the source
    one, other = first.unit, edge.unit
    if is_later_part(one) or is_later_part(other):
        return False
    if not (one.properties or other.properties):
        return True
    if _not_of_target(one.properties) != _not_of_target(other.properties):
        return False
    made = [_natives(first), _natives(edge)]
    known = [_standing(one), _standing(other)]
    touched = [*made[0].touched, *made[1].touched]
    return made[0].placed == made[1].placed and all(
        known[0].get(field) == known[1].get(field) for field in touched
    )


def _not_of_target(properties: Iterable[Property]) -> list[Property]:
    return [known for known in properties if known.side is not Side.TARGET]


def _natives(edge: _OrientedUnit) -> UnitMarkup:
    """What TMX has a place for of a unit's properties."""
    unit = edge.unit
    if not unit.properties:
        return NOTHING
    if edge.is_reversed and edge.target is None:
        return UnitMarkup(others=unit.properties)
    tag = source_language(unit.properties)
    others = () if edge.target is None else (edge.target.locale,)
    return native_markup(
        unit.properties,
        frozenset(_standing(unit)),
        translated=edge.target is not None,
        is_source=tag is not None and keeps_source(tag, edge.source.locale, others),
    )


def _standing(unit: TranslationUnit) -> dict[str, str]:
    """The fields that are attributes or the note, by field."""
    standing = attributes(unit.origin)
    if unit.note is not None:
        standing["note"] = unit.note
    return standing


def _fields(unit: TranslationUnit, made: UnitMarkup) -> Fields:
    """The fields of a unit that are `<prop>` elements."""
    fields = own_fields(unit)
    if made.others:
        fields["properties"] = properties_text(made.others) or ""
    return fields


def _common(edges: Sequence[Fields]) -> Fields:
    first, *others = edges
    return {
        name: text
        for name, text in first.items()
        if all(other.get(name) == text for other in others)
    }


def _said(
    unit: TranslationUnit, placed: frozenset[str] = frozenset()
) -> tuple[str, str]:
    """The attributes of a `<tu>` that say fields, and what they say inexactly."""
    origin = unit.origin
    said, props = author_and_date_markup(
        origin.author, origin.created, origin.changed, placed
    )
    if origin.tuid is not None and is_later_part(unit):
        # The id is that of the first part: no `tuid` is that of several sources.
        return said, prop("tuid", origin.tuid) + props
    return _tuid(unit) + said, props


def _tuid(unit: TranslationUnit) -> str:
    tuid = unit.origin.tuid
    if tuid is None:
        return ""
    return f' tuid="{tuid}"' if tuid.isalnum() else f" tuid={quoted(tuid)}"


def _with_fields(
    place: ElementMarkup, unit: TranslationUnit, fields: frozenset[str]
) -> ElementMarkup:
    """What a `<tuv>` says, some fields of its unit among it."""
    standing = _standing(unit)
    note = standing.pop("note", None)
    said = "".join(markup for field, markup in standing.items() if field in fields)
    noted = _note(note, place) if note is not None and "note" in fields else ""
    return ElementMarkup(said + place.attributes, "", noted + place.parts)


def _note(text: str, place: ElementMarkup) -> str:
    return f"<note{place.note_attributes}>{escaped(text)}</note>\n"


def _variant(segment: Segment, place: ElementMarkup) -> str:
    return (
        f'<tuv xml:lang="{segment.locale.tag}"{place.attributes}>{place.parts}'
        f"<seg>{markup_of(segment)}</seg></tuv>\n"
    )
