"""Plain units of a TMX file, read straight from its UTF-8.

Nearly every `<tu>` of a large file is written in the same few ways, and a regular
expression reads those several times faster than a parser calls us. It takes nothing
but what is well-formed and unmistakable: elements in the usual order, attributes in
quotation marks `"`, the five entities of XML. It gives up at anything else, which is
then read as an element. Saves 95 % (`benchmarks/export_tricks.py`).
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from exports.entry import LossTally
from exports.tmx.fast_reader_layout import (
    NAME,
    PLAIN_VALUE,
    UnitLayout,
    decode_date,
    decode_name,
    decode_tuids,
    find_layout,
    read_attributes,
    read_text,
    read_texts,
    unescape,
)
from exports.tmx.fields import ElementMetadata, PropOrNote, sort_metadata
from exports.tmx.inline_markup import read_segment
from exports.tmx.unit_maker import TmxUnitMaker, TuvText
from exports.xml.document import parse_fragment
from tm.errors import InvalidLocale
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Side
from tm.unit_table import UnitTable

_SPACE = "[ \t\n]"
_ATTRIBUTE_MARKUP = rf'(?:{_SPACE}++{NAME}="[^"<]*+")*+'
_PROP_OR_NOTE = (
    rf"<(?:prop{_ATTRIBUTE_MARKUP}>[^<]*+</prop>|note{_ATTRIBUTE_MARKUP}>[^<]*+</note>)"
    rf"{_SPACE}*+"
)
_CONTENT = r"[^<]*+(?:<(?!/seg>|[!?])[^<]*+)*+"
_TUV = (
    rf"<tuv(?P<values>{_ATTRIBUTE_MARKUP})>{_SPACE}*+(?P<parts>(?:{_PROP_OR_NOTE})*+)"
    rf"<seg>(?P<content>{_CONTENT})</seg>{_SPACE}*+</tuv>{_SPACE}*+"
)
_FIRST_TUV, _OTHER_TUV = re.sub(r"\?P<\w+>", "", _TUV), re.sub(r"\?P<\w+>", "?:", _TUV)
_PLAIN_FIELDS = "|".join(
    rf'{name}="({PLAIN_VALUE})"'
    for name in ("tuid", "creationdate", "creationid", "changedate")
)
_UNIT = re.compile(
    rf"{_SPACE}*+<tu((?:{_SPACE}++(?:{_PLAIN_FIELDS}))*+({_ATTRIBUTE_MARKUP}))"
    rf"{_SPACE}*+>{_SPACE}*+((?:{_PROP_OR_NOTE})*+)"
    rf"{_FIRST_TUV}(?:{_FIRST_TUV})?+((?:{_OTHER_TUV})*+)</tu>".encode()
)
_VARIANT = re.compile(_TUV)
_PROPS_AND_NOTES = re.compile(rf"<(prop|note)({_ATTRIBUTE_MARKUP})>([^<]*+)")
_PART_ATTRIBUTES = frozenset(("type", "xml:lang", "lang", "o-encoding"))
_MAX_CACHED_LANGUAGES = 1 << 10
_MAX_CACHED_LENGTH = 500
_MAX_TAGS = 90
"""Segments with more tags are parsed as elements, which limits their depth."""
_MAX_LAYOUTS = 50

_UnitsAndTables = list[TranslationUnit | UnitTable]
_MatchGroups = tuple[Any, ...]  # Any: pieces of UTF-8, of which some may be absent
_TuvLanguages = tuple[str, str, bool]
"""The tags of source and target, and whether the target's `<tuv>` comes first."""


class FastTmxReader:
    """Reader of plain units, which a `TmxUnitMaker` makes."""

    def __init__(self, maker: TmxUnitMaker) -> None:
        self._maker = maker
        self._header: tuple[object, ...] = ()
        self._languages_by_attributes: dict[
            tuple[bytes, bytes], _TuvLanguages | None
        ] = {}
        self._header_properties: Properties = ()
        """The properties that a unit has from the header."""
        self._layout: UnitLayout | None = None
        """The layout of the last plain unit."""
        self._layout_count = 0
        """How many layouts were found."""

    def read_units(self, text: bytes, offset: int) -> tuple[_UnitsAndTables, int]:
        """Read units from an offset between two `<tu>`; return units and end offset."""
        self._refresh_header()
        items: _UnitsAndTables = []
        while True:
            if self._layout is not None:
                offset = self._read_same_layout(self._layout, text, offset, items)
            match = _UNIT.match(text, offset)
            if match is None:
                return items, offset
            groups = match.groups()
            table = self._read_plain_unit(groups)
            if table is not None:
                items.append(table)
                if self._layout_count < _MAX_LAYOUTS:
                    self._layout = find_layout(match)
                    self._layout_count += 1
            else:
                units = self._read_other_units(groups)
                if units is None:
                    return items, offset
                items += units
            offset = match.end()

    def _read_same_layout(
        self, layout: UnitLayout, text: bytes, offset: int, items: _UnitsAndTables
    ) -> int:
        """Add units of the same layout as the last one; return their end offset."""
        pattern, read_values = layout
        rows = pattern.findall(text, offset)
        remainder = rows[-1][-1] if rows else b""
        if remainder:
            rows.pop()
        if not rows:
            return offset
        *columns, _ = zip(*rows, strict=True)
        table = self._make_table(*read_values((*columns, [None] * len(rows))))
        if table is None:
            return offset
        items.append(table)
        if len(table) == len(rows):
            return len(text) - len(remainder)
        *_, last_match = islice(pattern.finditer(text, offset), len(table))
        return last_match.end()

    def _read_plain_unit(self, groups: _MatchGroups) -> UnitTable | None:
        """Read a unit of two texts whose attributes are all fields of a unit."""
        # fmt: off
        (
            attribute_markup, tuid, created_date, author, changed_date,
            other_attributes, part_markup,
            attributes_1, parts_1, content_1, attributes_2, parts_2, content_2,
            remainder,
        ) = groups
        # fmt: on
        if other_attributes or part_markup or parts_1 or parts_2:
            return None
        if remainder or not content_2:
            return None
        attribute_values = (tuid, created_date, author, changed_date)
        if attribute_markup.count(b'="') != 4 - attribute_values.count(None):
            return None  # an attribute is there twice
        row = (*attribute_values, attributes_1, content_1, attributes_2, content_2)
        return self._make_table(*([value] for value in row))

    def _make_table(
        self,
        tuids: Sequence[bytes | None],
        created_dates: Sequence[bytes | None],
        authors: Sequence[bytes | None],
        changed_dates: Sequence[bytes | None],
        attributes_1: Sequence[bytes],
        contents_1: Sequence[bytes],
        attributes_2: Sequence[bytes],
        contents_2: Sequence[bytes],
    ) -> UnitTable | None:
        """Make a table of plain units of two texts from the columns of their fields.

        The table ends before the first unit that is not plain; None if it is empty.
        All at once, since here a large import spends most of its time.
        """
        attribute_pairs = list(zip(attributes_1, attributes_2, strict=True))
        languages_by_pair = {
            pair: self._find_languages(pair) for pair in set(attribute_pairs)
        }
        languages = list(map(languages_by_pair.__getitem__, attribute_pairs))
        count = len(contents_1)
        texts = read_texts((*contents_1, *contents_2))
        sources, targets = texts[:count], texts[count:]
        if None in languages or not (all(sources) and all(targets)):
            is_complete = list(map(all, zip(sources, targets, languages, strict=True)))
            count = (*is_complete, False).index(False)
            if not count:
                return None
        source_tags, target_tags, target_first_flags = zip(
            *languages[:count], strict=True
        )
        for index in range(count) if any(target_first_flags) else ():
            if target_first_flags[index]:
                swapped_texts = targets[index], sources[index]
                sources[index], targets[index] = swapped_texts
        return UnitTable.with_defaults(
            count,
            source_tag=source_tags,
            source_text=sources[:count],
            target_tag=target_tags,
            target_text=targets[:count],
            tuid=decode_tuids(tuids[:count]),
            created=list(map(decode_date, created_dates[:count])),
            author=list(map(decode_name, authors[:count])),
            changed=list(map(decode_date, changed_dates[:count])),
            properties=[self._header_properties] * count,
        )

    def _read_other_units(self, groups: _MatchGroups) -> list[TranslationUnit] | None:
        """Read the units of a `<tu>` that is not plain; None if it must be parsed."""
        groups = tuple(part if part is None else part.decode() for part in groups)
        metadata = _read_metadata(groups[0], groups[6])
        tuv_groups = [groups[7:10]]
        if groups[10] is not None:
            tuv_groups.append(groups[10:13])
        if groups[13]:
            tuv_groups += [match.groups() for match in _VARIANT.finditer(groups[13])]
        variants = [_read_variant(*tuv_match_groups) for tuv_match_groups in tuv_groups]
        valid_variants = [variant for variant in variants if variant is not None]
        if metadata is None or len(valid_variants) < len(variants):
            return None
        try:
            return self._maker.make_units(metadata, valid_variants)
        except ValueError:
            return None  # to be told with its line

    def _find_languages(
        self, attribute_pair: tuple[bytes, bytes]
    ) -> _TuvLanguages | None:
        """Find the languages of two `<tuv>` that have no other attributes."""
        if attribute_pair in self._languages_by_attributes:
            return self._languages_by_attributes[attribute_pair]
        first_tuv, second_tuv = map(_read_language, map(bytes.decode, attribute_pair))
        languages = None
        if (
            first_tuv is not None
            and second_tuv is not None
            and not (first_tuv[1] or second_tuv[1])
        ):
            source_index = self._maker.find_source_index(
                None, (first_tuv[0], second_tuv[0])
            )
            source_tuv, target_tuv = (
                (second_tuv, first_tuv) if source_index else (first_tuv, second_tuv)
            )
            languages = source_tuv[0].tag, target_tuv[0].tag, bool(source_index)
        if len(self._languages_by_attributes) > _MAX_CACHED_LANGUAGES:
            self._languages_by_attributes.clear()
        self._languages_by_attributes[attribute_pair] = languages
        return languages

    def _refresh_header(self) -> None:
        """Read the header's defaults again if the header has changed."""
        header = (self._maker.source_tag, self._maker.defaults)
        if header != self._header:
            self._header = header
            self._languages_by_attributes.clear()
            defaults = self._maker.defaults
            metadata = sort_metadata(ElementMetadata({}), Side.UNIT, defaults=defaults)
            self._header_properties = metadata.properties


def _read_variant(
    attribute_markup: str, part_markup: str, content: str
) -> TuvText | None:
    language = _read_language(attribute_markup)
    if language is None:
        return None
    locale, other_attributes = language
    segment = _read_segment(locale, content)
    if segment is None or not segment.text:
        return None
    metadata = _read_metadata(None, part_markup, parsed_attributes=other_attributes)
    return None if metadata is None else TuvText(segment, metadata)


def _read_segment(locale: Locale, content: str) -> Segment | None:
    """Read a segment from the content of its `<seg>`."""
    if "<" not in content:
        text = read_text(content)
        if text is not None:
            return Segment(locale, text)
        return None
    if content.count("<") > _MAX_TAGS:
        return None
    element = parse_fragment(content)
    if element is None:
        return None
    tally = LossTally()
    segment = read_segment(locale, element, tally)
    return None if tally.losses() else segment


def _read_metadata(
    attribute_markup: str | None,
    part_markup: str,
    *,
    parsed_attributes: Mapping[str, str] | None = None,
) -> ElementMetadata | None:
    attributes = (
        parsed_attributes
        if attribute_markup is None
        else read_attributes(attribute_markup)
    )
    if attributes is None:
        return None
    if not part_markup:
        return ElementMetadata(attributes)
    parts = (
        _read_parts(part_markup)
        if len(part_markup) < _MAX_CACHED_LENGTH
        else _read_parts.__wrapped__(part_markup)
    )
    return None if parts is None else ElementMetadata(attributes, parts)


@lru_cache(maxsize=1 << 10)
def _read_parts(markup: str) -> tuple[PropOrNote, ...] | None:
    parts = []
    for name, attribute_markup, content in _PROPS_AND_NOTES.findall(markup):
        attributes = _read_part_attributes(attribute_markup)
        text = unescape(content)
        if attributes is None or text is None:
            return None
        parts.append(PropOrNote(name, attributes, text))
    return tuple(parts)


# As with languages, the same few are written again and again.
@lru_cache(maxsize=1 << 10)
def _read_part_attributes(attribute_markup: str) -> dict[str, str] | None:
    attributes = read_attributes(attribute_markup)
    if attributes is None or not _PART_ATTRIBUTES >= attributes.keys():
        return None
    return attributes


@lru_cache(maxsize=1 << 10)
def _read_language(attribute_markup: str) -> tuple[Locale, dict[str, str]] | None:
    """Read the locale of a `<tuv>` and its other attributes."""
    attributes = read_attributes(attribute_markup)
    if attributes is None:
        return None
    tag = attributes.get("xml:lang") or attributes.get("lang")
    if not tag:
        return None
    other_attributes = {
        name: value
        for name, value in attributes.items()
        if name not in ("xml:lang", "lang")
    }
    try:
        return Locale.parse(tag), other_attributes
    except InvalidLocale:
        return None
