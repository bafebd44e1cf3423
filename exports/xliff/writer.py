"""Writer of units as XLIFF, one `<file>` for each article or document."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from exports.direction import OrientedPair, orient_unit, require_locales
from exports.entry import LossTally, WriteResult
from exports.format import WriteOptions
from exports.provenance import Fields, format_provenance_fields
from exports.xliff.element_names import ID_PATTERN, MajorVersion
from exports.xliff.group import PADANAN_ID_PREFIX, Group, read_groups
from exports.xliff.inline.content import dump_codes
from exports.xliff.inline.content_markup import ContentPair, SideMarkups, write_sides
from exports.xliff.prepared_segment import (
    PreparedSegment,
    dump_remaining_properties,
    reread_markup,
)
from exports.xliff.segment_record import (
    CODE_FIELDS,
    LOCALE_FIELDS,
    PADANAN_NAME,
    SEGMENT_NUMBER_FIELD,
    ReadRecords,
)
from exports.xliff.unit_segments import (
    IGNORABLE_PROPERTY,
    LAST_IGNORABLE_PROPERTY,
    group_segments_by_unit,
    read_ignorable_texts,
)
from exports.xml.escaping import remove_forbidden_characters
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_MAX_ID_COUNT = 50_000
"""How many ids of other tools are remembered; a new `<file>` begins after them."""


@dataclass(frozen=True, slots=True)
class VersionMarkup:
    """Functions that write the parts of a file in one major version of XLIFF."""

    major_version: MajorVersion
    read_records: ReadRecords
    """Reads markup again, to find which properties it holds."""
    format_file_start: Callable[[Locale, Locale], str]
    format_document_start: Callable[[str, int, Locale, Locale], str]
    """The start of a `<file>` for a document, with its number from 1."""
    format_unit: Callable[[Sequence[PreparedSegment]], str]
    """The markup of a unit, from its prepared segments."""
    format_group_start: Callable[[Group, int], str]
    """The beginning of a group, with its number in the file from 1."""
    is_valid_restype: Callable[[str], object]
    """Whether a group can have a `restype`."""
    document_end_markup: str
    empty_content_markup: str
    """The content of a `<file>` without units."""


def write_units(
    units: Iterable[TranslationUnit],
    file: BinaryIO,
    options: WriteOptions,
    version_markup: VersionMarkup,
) -> WriteResult:
    """Write units as they come, in constant memory."""
    locales = require_locales(options, "an XLIFF file")

    writer = _UnitWriter(version_markup, options, locales)
    file.write(version_markup.format_file_start(*locales).encode())
    for units_of_element in group_segments_by_unit(units):
        file.write(writer.write_segments(units_of_element).encode())
    file.write(writer.format_end().encode())
    return WriteResult(
        writer.written_count, writer.omitted_count, writer.tally.list_losses()
    )


class _UnitWriter:
    """Writer of units that counts what XML cannot hold."""

    def __init__(
        self,
        version_markup: VersionMarkup,
        options: WriteOptions,
        locales: tuple[Locale, Locale],
    ) -> None:
        self.tally = LossTally()
        self.written_count = 0
        self.omitted_count = 0
        self._version_markup = version_markup
        self._options = options
        self._locales = locales
        self._document_key: tuple[str | None, str | None] | None = None
        self._file_count = 0
        self._open_groups: tuple[Group, ...] = ()
        self._written_groups: tuple[Group, ...] = ()
        """The open groups as they were written: without ids of other groups."""
        self._group_ids: set[str] = set()
        self._group_count = 0
        """How many groups the file has."""
        self._unit_ids: set[str] = set()

    def write_segments(self, units: Sequence[TranslationUnit]) -> str:
        """Make the markup of a unit's segments, after a new `<file>` if any."""
        if len(units) == 1:
            return self._write_unit(units[0], self._orient_unit(units[0]))
        pairs = [self._orient_unit(unit) for unit in units]
        document_boundary_markup = ""
        if all(pair and not pair.is_reversed for pair in pairs):
            document_boundary_markup = self._start_document(units[0])
            writable_pairs = [pair for pair in pairs if pair is not None]
            markup = self._write_joined_segments(units, writable_pairs)
            if markup is not None:
                self.written_count += len(units)
                return document_boundary_markup + markup
        return document_boundary_markup + "".join(map(self._write_unit, units, pairs))

    def _write_unit(self, unit: TranslationUnit, pair: OrientedPair | None) -> str:
        if pair is None:
            self.omitted_count += 1
            return ""
        self.written_count += 1
        document_boundary_markup = self._start_document(unit)
        [segment] = self._prepare_segments([unit], [pair])
        fields = self._make_fields(unit, pair, segment.side_markups)
        segment = replace(segment, id=self._choose_unit_id(fields), fields=fields)
        return document_boundary_markup + self._make_storable(
            self._format_unit(segment, pair), segment.side_markups
        )

    def _write_joined_segments(
        self, units: Sequence[TranslationUnit], pairs: Sequence[OrientedPair]
    ) -> str | None:
        """Make the markup of several segments; None if one unit cannot hold all."""
        unit_id = units[0].origin.tuid or ""
        if not self._is_free_unit_id(unit_id):
            return None
        segments = self._prepare_segments(units, pairs)
        has_different_notes = len({unit.note for unit in units}) > 1
        for index, segment in enumerate(segments):
            fields = self._make_fields(segment.unit, pairs[index], segment.side_markups)
            del fields["tuid"]
            fields = {SEGMENT_NUMBER_FIELD: str(index + 1)} | fields
            if has_different_notes and segment.unit.note is not None:
                fields["note"] = segment.unit.note
            segments[index] = replace(segment, id=unit_id, fields=fields)
        markup = self._version_markup.format_unit(segments)
        records = (
            reread_markup(
                markup, self._version_markup.read_records, self._written_groups
            )
            or []
        )
        if len(records) != len(segments):
            return None
        for index, (segment, record) in enumerate(zip(segments, records, strict=True)):
            unit = segment.unit
            remaining_properties = dump_remaining_properties(record, unit.properties)
            if remaining_properties is None or record.note != unit.note:
                return None
            remaining_fields = (
                {"properties": remaining_properties} if remaining_properties else {}
            )
            if pairs[index].target is not None and record.state is not unit.state:
                remaining_fields["state"] = unit.state
            segments[index] = replace(segment, fields=segment.fields | remaining_fields)
        self._unit_ids.add(unit_id)
        markup = self._version_markup.format_unit(segments)
        return self._make_storable(
            markup, *(segment.side_markups for segment in segments)
        )

    def _prepare_segments(
        self, units: Sequence[TranslationUnit], pairs: Sequence[OrientedPair]
    ) -> list[PreparedSegment]:
        """Prepare the segments of a unit with ignorable texts, so far without id."""
        text_pairs: list[ContentPair] = []
        ignorable_counts = []
        for unit, pair in zip(units, pairs, strict=True):
            is_whole = len(units) == 1 and not self._can_hold_ignorable_text(unit)
            properties = () if pair.is_reversed or is_whole else unit.properties
            ignorable_texts = [
                [
                    (ignorable_text.source, ignorable_text.target)
                    for ignorable_text in read_ignorable_texts(
                        properties, property_name
                    )
                ]
                for property_name in (IGNORABLE_PROPERTY, LAST_IGNORABLE_PROPERTY)
            ]
            text_pairs += [
                *ignorable_texts[0],
                (pair.source, pair.target),
                *ignorable_texts[1],
            ]
            ignorable_counts.append((len(ignorable_texts[0]), len(ignorable_texts[1])))
        markup_iterator = iter(
            write_sides(self._version_markup.major_version, text_pairs)
        )
        segments = []
        for unit, (preceding_count, following_count) in zip(
            units, ignorable_counts, strict=True
        ):
            preceding_markups, side_markups = (
                [*islice(markup_iterator, preceding_count)],
                next(markup_iterator),
            )
            following_markups = [*islice(markup_iterator, following_count)]
            for ignorable_markups in (*preceding_markups, *following_markups):
                side_markups.add_losses(ignorable_markups)
            segments.append(
                PreparedSegment(
                    unit,
                    side_markups,
                    "",
                    {},
                    unit.properties,
                    preceding_markups,
                    following_markups,
                )
            )
        return segments

    def _can_hold_ignorable_text(self, unit: TranslationUnit) -> bool:
        """Whether a unit of one segment can hold text around the segment."""
        if self._version_markup.major_version is MajorVersion.TWO:
            return True
        segment_ids = (
            property.value
            for property in unit.properties
            if property.name == "xliff:segment"
        )
        segment_id = next(segment_ids, "")
        return ID_PATTERN.fullmatch(
            segment_id
        ) is not None and not segment_id.startswith(PADANAN_ID_PREFIX)

    def _make_storable(self, markup: str, *side_markups: SideMarkups) -> str:
        markup, removed_count = remove_forbidden_characters(markup)
        removed_count += sum(
            markups.removed_character_count for markups in side_markups
        )
        self.tally.add("characters that XML cannot hold", removed_count)
        attribute_count = sum(map(SideMarkups.count_unwritten_attributes, side_markups))
        self.tally.add("attributes of codes that only Padanan reads", attribute_count)
        return markup

    def format_end(self) -> str:
        """Make the end of the file."""
        if self._file_count:
            document_end = self._version_markup.document_end_markup
            return f"{self._change_groups(())}{document_end}</xliff>\n"
        file_start = self._version_markup.format_document_start(
            PADANAN_NAME, 1, *self._locales
        )
        content_and_end = (
            self._version_markup.empty_content_markup
            + self._version_markup.document_end_markup
        )
        return f"{file_start}{content_and_end}</xliff>\n"

    def _orient_unit(self, unit: TranslationUnit) -> OrientedPair | None:
        pair = orient_unit(unit, self._options)
        if pair is None:
            return None
        source_text = pair.source.text
        if self._version_markup.major_version is MajorVersion.ONE:
            source_text = remove_forbidden_characters(source_text)[0]
        if not source_text.strip():
            return None
        if pair.target is not None and not pair.target.text:
            return OrientedPair(pair.source, None, pair.is_reversed)
        return pair

    def _start_document(self, unit: TranslationUnit) -> str:
        """Make the end of a `<file>` and the start of the next, where one begins."""
        document_key = (unit.origin.page_url, unit.origin.article)
        groups = read_groups(unit.properties)
        if document_key == self._document_key and len(self._unit_ids) < _MAX_ID_COUNT:
            return self._change_groups(groups)
        markup = self._change_groups(()) + (
            self._version_markup.document_end_markup if self._file_count else ""
        )
        self._document_key = document_key
        self._group_count = 0
        self._file_count += 1
        self._unit_ids.clear()
        self._group_ids.clear()
        original_name = (
            remove_forbidden_characters(
                document_key[0] or document_key[1] or PADANAN_NAME
            )[0].strip()
            or PADANAN_NAME
        )
        markup += self._version_markup.format_document_start(
            original_name, self._file_count, *self._locales
        )
        return markup + self._change_groups(groups)

    def _change_groups(self, groups: tuple[Group, ...]) -> str:
        """Make the end of groups that the next unit is not in, and start its own."""
        shared_group_count = 0
        while groups[: shared_group_count + 1] == self._open_groups[
            : shared_group_count + 1
        ] and shared_group_count < len(groups):
            shared_group_count += 1
        markup = "</group>\n" * (len(self._open_groups) - shared_group_count)
        written_groups = list(self._written_groups[:shared_group_count])
        for group in groups[shared_group_count:]:
            self._group_count += 1
            if not self._is_free_id(group.id, self._group_ids):
                group = replace(group, id="")
            if not self._version_markup.is_valid_restype(group.restype):
                group = replace(group, restype="")
            self._group_ids.add(group.id)
            markup += self._version_markup.format_group_start(group, self._group_count)
            written_groups.append(group)
        self._open_groups, self._written_groups = groups, tuple(written_groups)
        return markup

    def _make_fields(
        self, unit: TranslationUnit, pair: OrientedPair, side_markups: SideMarkups
    ) -> Fields:
        """Make the fields that have no other place in the file."""
        fields = format_provenance_fields(unit, is_reversed=pair.is_reversed)
        del fields["state"]
        if pair.target is None and unit.state is not State.INITIAL:
            fields["state"] = unit.state
        for field_name in ("note", "properties"):
            fields.pop(field_name, None)
        for field_name, original_code_by_id in zip(
            CODE_FIELDS, side_markups.original_code_mappings, strict=True
        ):
            if original_code_by_id:
                fields[field_name] = dump_codes(original_code_by_id)
        segments: tuple[Segment | None, ...] = (pair.source, pair.target)
        for field_name, segment, locale in zip(
            LOCALE_FIELDS, segments, self._locales, strict=True
        ):
            if segment is not None and segment.locale != locale:
                fields[field_name] = segment.locale.tag
        return fields

    def _choose_unit_id(self, fields: Fields) -> str:
        """Choose the id of a unit: its own, unless another unit of the file has it."""
        tuid = fields.get("tuid", "")
        if self._is_free_unit_id(tuid):
            self._unit_ids.add(tuid)
            del fields["tuid"]
            return tuid
        return f"{PADANAN_ID_PREFIX}{self.written_count}"

    def _is_free_unit_id(self, id: str) -> bool:
        return self._is_free_id(id, self._unit_ids)

    def _is_free_id(self, id: str, taken_ids: set[str]) -> bool:
        """Whether an id is valid in this version of XLIFF, and not taken."""
        if self._version_markup.major_version is MajorVersion.TWO:
            is_valid = ID_PATTERN.fullmatch(id) is not None
        else:
            is_valid = bool(id) and remove_forbidden_characters(id)[0] == id
        return is_valid and id not in taken_ids and not id.startswith(PADANAN_ID_PREFIX)

    def _format_unit(self, segment: PreparedSegment, pair: OrientedPair) -> str:
        """Make the markup of a unit, with its remaining properties as a field."""
        properties = segment.properties
        if not properties:
            return self._version_markup.format_unit([segment])
        if not pair.is_reversed:
            markup = self._version_markup.format_unit([segment])
            records = reread_markup(
                markup, self._version_markup.read_records, self._written_groups
            )
            remaining_properties = (
                dump_remaining_properties(records[0], properties) if records else None
            )
            if remaining_properties is not None:
                remaining_fields = (
                    {"properties": remaining_properties} if remaining_properties else {}
                )
                return self._version_markup.format_unit(
                    [replace(segment, fields=segment.fields | remaining_fields)]
                )
        remaining_fields = {
            "properties": format_provenance_fields(segment.unit)["properties"]
        }
        plain_segment = replace(
            segment,
            fields=segment.fields | remaining_fields,
            properties=(),
            ignorable_markups_before=(),
            ignorable_markups_after=(),
        )
        return self._version_markup.format_unit([plain_segment])
