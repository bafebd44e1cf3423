"""TMX 1.4b, read as it is found in the wild and written so that the DTD holds.

A `<tu>` of several languages is read as a star: one unit for each translation of its
source. Units that follow each other, share their source and a `tuid` are written as
one `<tu>` again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from exports.format import (
    Entry,
    Pair,
    ReadOptions,
    Skipped,
    Tally,
    WriteOptions,
    Written,
    concerns,
    oriented,
)
from exports.markup import markup_of, segment_of
from exports.provenance import Fields, fields_of, provenance
from exports.xml import Document, Element, escaped, quoted, storable
from tm.errors import InvalidLocale
from tm.text.locale import Locale
from tm.text.segment import Segment, content_key
from tm.unit import TranslationUnit

PREFIX = "x-padanan-"
"""Begins the type of every `<prop>` of ours."""

_ANY_LANGUAGE = "*all*"
_MAX_EDGES = 1000
_DATE = re.compile(r"\A(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\Z")
_ATTRIBUTES = {
    "tuid": "tuid",
    "created": "creationdate",
    "changed": "changedate",
    "author": "creationid",
}
"""The attribute that says a field."""
_FIELDS = {attribute: name for name, attribute in _ATTRIBUTES.items()}
_DATES = ("created", "changed")
_IGNORED = frozenset(("xml:lang", "lang", "srclang", "datatype", "segtype"))


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a TMX file of any version, one for each translation."""
    document = Document(path, root="tmx", wanted=frozenset(("header", "tu")))
    reader = _Reader(str(path), options)
    for element in document:
        if element.name == "header":
            reader.source = element.attributes.get("srclang", _ANY_LANGUAGE)
        else:
            yield from reader.units(element)
    reader.tally.add("characters that XML cannot hold", document.removed)
    yield from reader.tally.lost()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> Written:
    """Write units as they come, in constant memory."""
    writer = _Writer(options)
    file.write(writer.head().encode())
    for group in writer.groups(units):
        file.write(writer.unit(group).encode())
    file.write(b"</body>\n</tmx>\n")
    return Written(writer.written, writer.left_out, writer.tally.lost())


class _Reader:
    """Makes units of `<tu>` elements, and counts what it has no place for."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        self.source = _ANY_LANGUAGE
        """The header's `srclang`."""
        self.tally = Tally()
        self._path = path
        self._options = options

    def units(self, tu: Element) -> Iterator[Entry]:
        if tu.damage:
            yield self._skipped(tu, tu.damage)
            return
        variants: list[tuple[Segment, Element]] = []
        for tuv in tu.children("tuv"):
            found = self._variant(tuv)
            if isinstance(found, Skipped):
                yield found
            elif found.text:
                variants.append((found, tuv))
        if not variants:
            yield self._skipped(tu, "no text in the <tu>")
            return
        try:
            yield from self._edges(tu, variants)
        except ValueError as error:
            yield self._skipped(tu, str(error))

    def _variant(self, tuv: Element) -> Segment | Skipped:
        tag = tuv.attributes.get("xml:lang") or tuv.attributes.get("lang")
        if not tag:
            return self._skipped(tuv, "a <tuv> that does not name its language")
        try:
            locale = Locale.parse(tag)
        except InvalidLocale as error:
            return self._skipped(tuv, str(error))
        seg = next(tuv.children("seg"), None)
        if seg is None:
            return self._skipped(tuv, "a <tuv> without <seg>")
        return segment_of(locale, seg, self.tally)

    def _edges(
        self, tu: Element, variants: list[tuple[Segment, Element]]
    ) -> list[TranslationUnit]:
        at = self._source(tu.attributes.get("srclang") or self.source, variants)
        source, hub = variants.pop(at)
        shared = self._fields(hub) | self._fields(tu)
        if not variants:
            return [provenance(shared).unit(source, None)]
        if len(variants) > 1 and "tuid" not in shared:
            texts = [segment.key for segment, _ in ((source, hub), *variants)]
            shared["tuid"] = content_key(*texts).hex()[:16]
        made = []
        for target, tuv in variants:
            own = provenance(shared | self._fields(tuv))
            made.append(own.unit(source, target))
        return made

    def _source(self, tag: str, variants: Sequence[tuple[Segment, Element]]) -> int:
        """Which of the variants is the source."""
        locales = [segment.locale for segment, _ in variants]
        wanted = [self._options.source] if self._options.source else []
        if tag.lower() != _ANY_LANGUAGE:
            try:
                wanted.insert(0, Locale.parse(tag))
            except InvalidLocale:
                self.tally.add(f"source language {tag!r}")
        for locale in wanted:
            fits = [_fit(locale, other) for other in locales]
            if any(fits):
                return fits.index(max(fits))
        return 0

    def _fields(self, element: Element) -> Fields:
        """What attributes, properties and notes say; the rest is counted."""
        fields: Fields = {}
        notes = []
        for attribute, value in element.attributes.items():
            name = _FIELDS.get(attribute)
            if name is not None and name not in fields:
                fields[name] = _moment(value) if name in _DATES else value
            elif attribute not in _IGNORED:
                self.tally.add(f"attribute {attribute} of <{element.name}>")
        for part in element.content:
            if isinstance(part, str):
                continue
            if part.name == "note":
                notes.append(part.text)
            elif part.name == "prop":
                type = part.attributes.get("type", "")
                if type.startswith(PREFIX):
                    fields[type.removeprefix(PREFIX)] = part.text
                else:
                    self.tally.add(f"property {type}")
        if notes:
            fields["note"] = "\n".join(notes)
        return fields

    def _skipped(self, element: Element, reason: str) -> Skipped:
        return Skipped(self._path, element.line, reason)


def _fit(wanted: Locale, other: Locale) -> int:
    """How well a locale serves as the one that is wanted; 0 is not at all."""
    if other == wanted:
        return 3
    if wanted.covers(other):
        return 2
    return int(other.language == wanted.language)


class _Writer:
    """Makes `<tu>` elements of units, and counts what XML cannot hold."""

    def __init__(self, options: WriteOptions) -> None:
        self.tally = Tally()
        self.written = 0
        self.left_out = 0
        self._options = options
        main = options.source or options.main
        self._srclang = main.tag if main else _ANY_LANGUAGE

    def head(self) -> str:
        # No DOCTYPE: the DTD is not beside the file, and some parsers go and look.
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
            f'<header creationtool="padanan" creationtoolversion="{version("padanan")}"'
            ' segtype="sentence" o-tmf="padanan" adminlang="en"'
            f' srclang="{self._srclang}" datatype="plaintext"/>\n<body>\n'
        )

    def groups(
        self, units: Iterable[TranslationUnit]
    ) -> Iterator[list[tuple[TranslationUnit, Pair]]]:
        """Units that make one `<tu>`, with their sides in the order to write."""
        group: list[tuple[TranslationUnit, Pair]] = []
        for unit in units:
            pair = self._pair(unit)
            if pair is None:
                self.left_out += 1
                continue
            self.written += 1
            if group and not _joins(group, unit, pair):
                yield group
                group = []
            group.append((unit, pair))
        if group:
            yield group

    def unit(self, group: list[tuple[TranslationUnit, Pair]]) -> str:
        """The markup of one `<tu>`."""
        pair = group[0][1]
        edges = [fields_of(unit, reversed=pair.reversed) for unit, pair in group]
        shared = _common(edges)
        attributes = _attributes(shared)
        tag = pair.source.locale.tag
        if tag != self._srclang:
            attributes += f" srclang={quoted(tag)}"
        parts = [f"<tu{attributes}>\n", _properties(shared)]
        parts.append(_variant(pair.source, {}))
        for (_, pair), fields in zip(group, edges, strict=True):
            if pair.target is not None and pair.target.text:
                own = {
                    name: text
                    for name, text in fields.items()
                    if shared.get(name) != text
                }
                parts.append(_variant(pair.target, own))
        parts.append("</tu>\n")
        markup, removed = storable("".join(parts))
        self.tally.add("characters that XML cannot hold", removed)
        return markup

    def _pair(self, unit: TranslationUnit) -> Pair | None:
        pair = oriented(unit, self._options)
        if pair is None and concerns(unit, self._options):
            pair = Pair(unit.source, None, False)
        if pair is None:
            return None
        if not storable(pair.source.text)[0].strip():
            return None
        return pair


def _joins(
    group: Sequence[tuple[TranslationUnit, Pair]], unit: TranslationUnit, pair: Pair
) -> bool:
    """Whether a unit is one more edge of the star that the group is."""
    first, hub = group[0]
    return (
        unit.origin.tuid is not None
        and unit.origin.tuid == first.origin.tuid
        and not (pair.reversed or hub.reversed)
        and pair.target is not None
        and hub.target is not None
        and pair.source == hub.source
        and len(group) < _MAX_EDGES
    )


def _common(edges: Sequence[Fields]) -> Fields:
    first, *others = edges
    return {
        name: text
        for name, text in first.items()
        if all(other.get(name) == text for other in others)
    }


def _variant(segment: Segment, fields: Fields) -> str:
    return (
        f'<tuv xml:lang="{segment.locale.tag}"{_attributes(fields)}>'
        f"{_properties(fields)}<seg>{markup_of(segment)}</seg></tuv>\n"
    )


def _attributes(fields: Fields) -> str:
    """The attributes that say fields; a date that TMX cannot say has none."""
    out = []
    for name, attribute in _ATTRIBUTES.items():
        text = fields.get(name)
        if text is not None and name in _DATES:
            text = _date(text)
        if text is not None:
            out.append(f" {attribute}={quoted(text)}")
    return "".join(out)


def _properties(fields: Fields) -> str:
    out = []
    for name, text in fields.items():
        if name == "note":
            out.append(f"<note>{escaped(text)}</note>\n")
        elif name not in _ATTRIBUTES or _is_inexact(name, text):
            out.append(f'<prop type="{PREFIX}{name}">{escaped(text)}</prop>\n')
    return "".join(out)


def _is_inexact(name: str, text: str) -> bool:
    """Whether the attribute of a field says something else, or nothing."""
    if name not in _DATES:
        return False
    date = _date(text)
    return date is None or _moment(date) != text


def _moment(text: str) -> str:
    """A date as TMX writes it, in ISO 8601; anything else as it is.

    >>> _moment("20251008T093000Z")
    '2025-10-08T09:30:00Z'
    """
    return _DATE.sub(r"\1-\2-\3T\4:\5:\6Z", text)


def _date(text: str) -> str | None:
    """An ISO 8601 date or time as TMX writes it, if it is one.

    >>> _date("2025-10-08T16:30:00+07:00")
    '20251008T093000Z'
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            return None
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"
