"""Reading of plain units of a TMX file by a regular expression.

Nearly every `<tu>` of a large file is written in the same few ways, which an expression
reads several times faster than a parser. It matches only elements in the usual order,
attributes in double quotation marks and the five entities of XML; `format.py` reads
other units. Saves 95 % of reading TMX (`benchmarks/export_optimisations.py`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from exports.entry import LossTally
from exports.tmx.fields import ElementMetadata, PropOrNote, sort_metadata
from exports.tmx.inline_markup import read_segment
from exports.tmx.unit_layout import (
    NAME_EXPRESSION,
    PLAIN_VALUE_EXPRESSION,
    PlainUnitColumns,
    UnitLayout,
    decode_date,
    decode_name,
    decode_tuids,
    find_layout,
    read_attributes,
    read_text,
    read_texts,
    replace_entities,
)
from exports.tmx.unit_maker import TmxUnitMaker, TuvText
from exports.xml.document import parse_fragment
from tm.errors import InvalidLocale
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit
from tm.unit_property import Properties, Side
from tm.unit_table import UnitTable

_SPACE_CLASS = "[ \t\n]"
_ATTRIBUTES_EXPRESSION = rf'(?:{_SPACE_CLASS}++{NAME_EXPRESSION}="[^"<]*+")*+'
_PROP_OR_NOTE_EXPRESSION = (
    rf"<(?:prop{_ATTRIBUTES_EXPRESSION}>[^<]*+</prop>|note{_ATTRIBUTES_EXPRESSION}>[^<]*+</note>)"
    rf"{_SPACE_CLASS}*+"
)
_CONTENT_EXPRESSION = r"[^<]*+(?:<(?!/seg>|[!?])[^<]*+)*+"
_TUV_EXPRESSION = (
    rf"<tuv(?P<values>{_ATTRIBUTES_EXPRESSION})>{_SPACE_CLASS}*+(?P<parts>(?:{_PROP_OR_NOTE_EXPRESSION})*+)"
    rf"<seg>(?P<content>{_CONTENT_EXPRESSION})</seg>{_SPACE_CLASS}*+</tuv>{_SPACE_CLASS}*+"
)
_FIRST_TUV_EXPRESSION, _OTHER_TUV_EXPRESSION = (
    re.sub(r"\?P<\w+>", "", _TUV_EXPRESSION),
    re.sub(r"\?P<\w+>", "?:", _TUV_EXPRESSION),
)
_PLAIN_FIELDS_EXPRESSION = "|".join(
    rf'{name}="({PLAIN_VALUE_EXPRESSION})"'
    for name in ("tuid", "creationdate", "creationid", "changedate")
)
_UNIT_PATTERN = re.compile(
    rf"{_SPACE_CLASS}*+<tu((?:{_SPACE_CLASS}++(?:{_PLAIN_FIELDS_EXPRESSION}))*+({_ATTRIBUTES_EXPRESSION}))"
    rf"{_SPACE_CLASS}*+>{_SPACE_CLASS}*+((?:{_PROP_OR_NOTE_EXPRESSION})*+)"
    rf"{_FIRST_TUV_EXPRESSION}(?:{_FIRST_TUV_EXPRESSION})?+((?:{_OTHER_TUV_EXPRESSION})*+)</tu>".encode()
)
_TUV_PATTERN = re.compile(_TUV_EXPRESSION)
_PROP_OR_NOTE_PATTERN = re.compile(rf"<(prop|note)({_ATTRIBUTES_EXPRESSION})>([^<]*+)")
_KNOWN_PROP_OR_NOTE_ATTRIBUTES = frozenset(("type", "xml:lang", "lang", "o-encoding"))
_MAX_CACHED_LANGUAGE_COUNT = 1 << 10
_MAX_CACHED_MARKUP_LENGTH = 500
_MAX_TAG_COUNT = 90
"""Segments with more tags are parsed as elements, which limits their depth."""
_MAX_LAYOUT_COUNT = 50

_UnitsAndTables = list[TranslationUnit | UnitTable]
_MatchGroups = tuple[Any, ...]  # Any: UTF-8, or None for a group without a match
_TuvLanguages = tuple[str, str, bool]
"""The tags of source and target, and whether the target's `<tuv>` comes first."""


class RegexTmxReader:
    """Reader of plain units, which a `TmxUnitMaker` makes."""

    def __init__(self, unit_maker: TmxUnitMaker) -> None:
        self._unit_maker = unit_maker
        self._header_values: tuple[object, ...] = ()
        self._languages_by_attribute_pair: dict[
            tuple[bytes, bytes], _TuvLanguages | None
        ] = {}
        self._header_properties: Properties = ()
        """The properties that units inherit from the header."""
        self._layout: UnitLayout | None = None
        """The layout of the last plain unit."""
        self._layout_count = 0
        """Number of layouts found."""

    def read_units(self, data: bytes, offset: int) -> tuple[_UnitsAndTables, int]:
        """Read units from an offset between two `<tu>`; return units and end offset."""
        self._update_header_defaults()
        units_and_tables: _UnitsAndTables = []
        while True:
            if self._layout is not None:
                offset = self._read_units_of_layout(
                    self._layout, data, offset, units_and_tables
                )
            unit_match = _UNIT_PATTERN.match(data, offset)
            if unit_match is None:
                return units_and_tables, offset
            match_groups = unit_match.groups()
            unit_table = self._read_plain_unit(match_groups)
            if unit_table is not None:
                units_and_tables.append(unit_table)
                if self._layout_count < _MAX_LAYOUT_COUNT:
                    self._layout = find_layout(unit_match)
                    self._layout_count += 1
            else:
                units = self._read_other_units(match_groups)
                if units is None:
                    return units_and_tables, offset
                units_and_tables += units
            offset = unit_match.end()

    def _read_units_of_layout(
        self,
        layout: UnitLayout,
        data: bytes,
        offset: int,
        units_and_tables: _UnitsAndTables,
    ) -> int:
        """Add units of the same layout as the last one; return their end offset."""
        pattern, read_values = layout
        value_rows = pattern.findall(data, offset)
        unmatched_data = value_rows[-1][-1] if value_rows else b""
        if unmatched_data:
            value_rows.pop()
        if not value_rows:
            return offset
        *value_columns, _ = zip(*value_rows, strict=True)
        unit_table = self._make_table(
            PlainUnitColumns(*read_values((*value_columns, [None] * len(value_rows))))
        )
        if unit_table is None:
            return offset
        units_and_tables.append(unit_table)
        if len(unit_table) == len(value_rows):
            return len(data) - len(unmatched_data)
        *_, last_match = islice(pattern.finditer(data, offset), len(unit_table))
        return last_match.end()

    def _read_plain_unit(self, match_groups: _MatchGroups) -> UnitTable | None:
        """Read a unit of two texts whose attributes are all fields of a unit."""
        # fmt: off
        (
            attribute_markup, tuid, created_date, author, changed_date,
            other_attribute_markup, prop_and_note_markup,
            first_attribute_markup, first_prop_and_note_markup, first_content_markup,
            second_attribute_markup, second_prop_and_note_markup, second_content_markup,
            further_tuv_markup,
        ) = match_groups
        # fmt: on
        if other_attribute_markup or prop_and_note_markup or further_tuv_markup:
            return None
        if first_prop_and_note_markup or second_prop_and_note_markup:
            return None
        if not second_content_markup:
            return None
        attribute_values = (tuid, created_date, author, changed_date)
        if attribute_markup.count(b'="') != 4 - attribute_values.count(None):
            return None  # an attribute occurs twice
        value_markups = (
            *attribute_values,
            first_attribute_markup,
            first_content_markup,
            second_attribute_markup,
            second_content_markup,
        )
        return self._make_table(
            PlainUnitColumns(*([value_markup] for value_markup in value_markups))
        )

    def _make_table(self, columns: PlainUnitColumns) -> UnitTable | None:
        """Make a table of plain units of two texts.

        The table ends before the first unit that is not plain; None if it is empty.
        """
        attribute_pairs = list(
            zip(
                columns.first_attribute_markups,
                columns.second_attribute_markups,
                strict=True,
            )
        )
        languages_by_attribute_pair = {
            attribute_pair: self._find_languages(attribute_pair)
            for attribute_pair in set(attribute_pairs)
        }
        unit_languages = list(
            map(languages_by_attribute_pair.__getitem__, attribute_pairs)
        )
        unit_count = len(columns.first_contents)
        texts = read_texts((*columns.first_contents, *columns.second_contents))
        sources, targets = texts[:unit_count], texts[unit_count:]
        if None in unit_languages or not (all(sources) and all(targets)):
            completeness_flags = list(
                map(all, zip(sources, targets, unit_languages, strict=True))
            )
            unit_count = (*completeness_flags, False).index(False)
            if not unit_count:
                return None
        source_tags, target_tags, target_first_flags = zip(
            *unit_languages[:unit_count], strict=True
        )
        for row_index in range(unit_count) if any(target_first_flags) else ():
            if target_first_flags[row_index]:
                swapped_texts = targets[row_index], sources[row_index]
                sources[row_index], targets[row_index] = swapped_texts
        return UnitTable.with_defaults(
            unit_count,
            source_tag=source_tags,
            source_text=sources[:unit_count],
            target_tag=target_tags,
            target_text=targets[:unit_count],
            tuid=decode_tuids(columns.tuids[:unit_count]),
            created=list(map(decode_date, columns.created_dates[:unit_count])),
            author=list(map(decode_name, columns.authors[:unit_count])),
            changed=list(map(decode_date, columns.changed_dates[:unit_count])),
            properties=[self._header_properties] * unit_count,
        )

    def _read_other_units(
        self, match_groups: _MatchGroups
    ) -> list[TranslationUnit] | None:
        """Read the units of a `<tu>` that is not plain; None if it must be parsed."""
        match_groups = tuple(
            group_markup if group_markup is None else group_markup.decode()
            for group_markup in match_groups
        )
        tu_metadata = _read_metadata(match_groups[0], match_groups[6])
        tuv_groups = [match_groups[7:10]]
        if match_groups[10] is not None:
            tuv_groups.append(match_groups[10:13])
        if match_groups[13]:
            tuv_groups += [
                tuv_match.groups()
                for tuv_match in _TUV_PATTERN.finditer(match_groups[13])
            ]
        variants = [_read_variant(*tuv_match_groups) for tuv_match_groups in tuv_groups]
        valid_variants = [variant for variant in variants if variant is not None]
        if tu_metadata is None or len(valid_variants) < len(variants):
            return None
        try:
            return self._unit_maker.make_units(tu_metadata, valid_variants)
        except ValueError:
            return None  # the parser reports it with its line

    def _find_languages(
        self, attribute_pair: tuple[bytes, bytes]
    ) -> _TuvLanguages | None:
        """Find the languages of two `<tuv>` that have no other attributes."""
        if attribute_pair in self._languages_by_attribute_pair:
            return self._languages_by_attribute_pair[attribute_pair]
        first_locale_and_attributes, second_locale_and_attributes = map(
            _read_locale_and_attributes, map(bytes.decode, attribute_pair)
        )
        tuv_languages = None
        if (
            first_locale_and_attributes is not None
            and second_locale_and_attributes is not None
            and not (first_locale_and_attributes[1] or second_locale_and_attributes[1])
        ):
            source_index = self._unit_maker.find_source_index(
                None, (first_locale_and_attributes[0], second_locale_and_attributes[0])
            )
            tags = (
                first_locale_and_attributes[0].tag,
                second_locale_and_attributes[0].tag,
            )
            source_tag, target_tag = tags[::-1] if source_index else tags
            tuv_languages = source_tag, target_tag, bool(source_index)
        if len(self._languages_by_attribute_pair) > _MAX_CACHED_LANGUAGE_COUNT:
            self._languages_by_attribute_pair.clear()
        self._languages_by_attribute_pair[attribute_pair] = tuv_languages
        return tuv_languages

    def _update_header_defaults(self) -> None:
        """Read the header's defaults again if the header has changed."""
        header_values = (
            self._unit_maker.source_tag,
            self._unit_maker.default_by_attribute,
        )
        if header_values != self._header_values:
            self._header_values = header_values
            self._languages_by_attribute_pair.clear()
            default_by_attribute = self._unit_maker.default_by_attribute
            metadata = sort_metadata(
                ElementMetadata({}),
                Side.UNIT,
                default_by_attribute=default_by_attribute,
            )
            self._header_properties = metadata.properties


def _read_variant(
    attribute_markup: str, prop_and_note_markup: str, seg_markup: str
) -> TuvText | None:
    """Read the text of a `<tuv>`; None if it must be parsed."""
    locale_and_attributes = _read_locale_and_attributes(attribute_markup)
    if locale_and_attributes is None:
        return None
    locale, other_attributes = locale_and_attributes
    segment = _read_segment(locale, seg_markup)
    if segment is None or not segment.text:
        return None
    metadata = _read_metadata(
        None, prop_and_note_markup, parsed_value_by_attribute=other_attributes
    )
    return None if metadata is None else TuvText(segment, metadata)


def _read_segment(locale: Locale, seg_markup: str) -> Segment | None:
    """Read a segment from the content of its `<seg>`."""
    if "<" not in seg_markup:
        text = read_text(seg_markup)
        return None if text is None else Segment(locale, text)
    if seg_markup.count("<") > _MAX_TAG_COUNT:
        return None
    element = parse_fragment(seg_markup)
    if element is None:
        return None
    tally = LossTally()
    segment = read_segment(locale, element, tally)
    return None if tally.list_losses() else segment


def _read_metadata(
    attribute_markup: str | None,
    prop_and_note_markup: str,
    *,
    parsed_value_by_attribute: Mapping[str, str] | None = None,
) -> ElementMetadata | None:
    attributes = (
        parsed_value_by_attribute
        if attribute_markup is None
        else read_attributes(attribute_markup)
    )
    if attributes is None:
        return None
    if not prop_and_note_markup:
        return ElementMetadata(attributes)
    props_and_notes = (
        _read_props_and_notes(prop_and_note_markup)
        if len(prop_and_note_markup) < _MAX_CACHED_MARKUP_LENGTH
        else _read_props_and_notes.__wrapped__(prop_and_note_markup)
    )
    if props_and_notes is None:
        return None
    return ElementMetadata(attributes, props_and_notes)


# Speed trick: with that of `_read_locale_and_attributes`, importing TMX takes 5 % less
# (`benchmarks/exchange.py`), since units repeat their properties and languages.
@lru_cache(maxsize=1 << 10)
def _read_props_and_notes(markup: str) -> tuple[PropOrNote, ...] | None:
    props_and_notes = []
    for name, attribute_markup, content in _PROP_OR_NOTE_PATTERN.findall(markup):
        attributes = _read_prop_or_note_attributes(attribute_markup)
        text = replace_entities(content)
        if attributes is None or text is None:
            return None
        props_and_notes.append(PropOrNote(name, attributes, text))
    return tuple(props_and_notes)


def _read_prop_or_note_attributes(attribute_markup: str) -> dict[str, str] | None:
    attributes = read_attributes(attribute_markup)
    if attributes is None or not _KNOWN_PROP_OR_NOTE_ATTRIBUTES >= attributes.keys():
        return None
    return attributes


@lru_cache(maxsize=1 << 10)  # see `_read_props_and_notes`
def _read_locale_and_attributes(
    attribute_markup: str,
) -> tuple[Locale, dict[str, str]] | None:
    """Read the locale of a `<tuv>` and its other attributes."""
    attributes = read_attributes(attribute_markup)
    if attributes is None:
        return None
    language_tag = attributes.get("xml:lang") or attributes.get("lang")
    if not language_tag:
        return None
    other_attributes = {
        name: value
        for name, value in attributes.items()
        if name not in ("xml:lang", "lang")
    }
    try:
        return Locale.parse(language_tag), other_attributes
    except InvalidLocale:
        return None
