"""Reader of units from XLIFF of any version."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from exports.entry import Entry, LossTally
from exports.format import FileLocales, ReadOptions
from exports.provenance import parse_provenance
from exports.xliff.element_names import MajorVersion, choose_prefix
from exports.xliff.group import PADANAN_ID_PREFIX, add_to_group
from exports.xliff.inline.content import read_segment
from exports.xliff.segment_record import (
    LOCALE_FIELDS,
    ReadRecords,
    SegmentRecord,
    find_first_child,
)
from exports.xliff.v1 import reader as reading_one
from exports.xliff.v1.dialect import TRADOS_COMMENT, TRADOS_TAG, iterate_references
from exports.xliff.v2 import reader as reading_two
from exports.xml.document import Element, ElementSelection, XmlDocument
from tm.errors import FormatError, InvalidLocale
from tm.file_remarks import Remark, SkippedEntry
from tm.requested_locales import describe_locale_conflict
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

UNIT_ELEMENTS = frozenset(("trans-unit", "unit", "bin-unit"))
CONTAINER_ELEMENTS = frozenset(("xliff", "file", "group"))
_LOST_ELEMENTS = frozenset(
    """note skeleton skl reference glossary phase count context-group prop-group
    gls:glossEntry res:resourceItem val:rule slr:profiles""".split()
)
"""Elements outside of units whose content is lost."""
_GROUP_ELEMENTS = frozenset(("note", "context-group", "prop-group"))
"""Elements of a group that are kept with its units."""
REFERENCED_ELEMENTS = frozenset((TRADOS_COMMENT, TRADOS_TAG))
"""Elements that units after them refer to."""
_MAX_REFERENCED_ELEMENT_COUNT = 50_000
_READER_BY_MAJOR_VERSION: dict[MajorVersion, ReadRecords] = {
    MajorVersion.ONE: reading_one.read_records,
    MajorVersion.TWO: reading_two.read_records,
}
LANGUAGE_ATTRIBUTES_BY_MAJOR_VERSION = {
    MajorVersion.ONE: ("source-language", "target-language"),
    MajorVersion.TWO: ("srcLang", "trgLang"),
}
"""The attributes that name the languages of a file."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of an XLIFF file, one for each segment."""
    document = XmlDocument(
        path,
        ElementSelection(
            "xliff",
            entry_names=UNIT_ELEMENTS | _GROUP_ELEMENTS | REFERENCED_ELEMENTS,
            container_names=CONTAINER_ELEMENTS,
            includes_outside=True,
        ),
        choose_prefix=choose_prefix,
    )
    reader = UnitReader(str(path), options)
    for element in document:
        if element.name in UNIT_ELEMENTS:
            yield from reader.read_units(element)
            yield from map(Remark, reader.remarks)
            reader.remarks.clear()
        elif element.name in REFERENCED_ELEMENTS:
            reader.store_referenced_element(element)
        elif element.name in _GROUP_ELEMENTS and add_to_group(element):
            continue
        elif element.name in _LOST_ELEMENTS:
            reader.tally.add(f"<{element.name}> of a file or group")
    reader.tally.add(
        "characters that XML cannot hold", document.removed_character_count
    )
    yield from reader.tally.list_losses()


def read_file_locales(path: Path) -> FileLocales:
    """Read the languages that the first `<file>` names, or the `<xliff>` around it."""
    document = XmlDocument(
        path,
        ElementSelection(
            "xliff",
            entry_names=UNIT_ELEMENTS,
            container_names=CONTAINER_ELEMENTS,
            announces_containers=True,
        ),
        choose_prefix=choose_prefix,
    )
    locales: dict[str, Locale] = {}
    for element in document:
        for side_name, attribute_names in zip(
            ("source", "target"),
            zip(*LANGUAGE_ATTRIBUTES_BY_MAJOR_VERSION.values(), strict=True),
            strict=True,
        ):
            for attribute_name in attribute_names:
                tag = element.attributes.get(attribute_name)
                with suppress(InvalidLocale):
                    if tag:
                        locales[side_name] = Locale.parse(tag)
        if element.name not in ("xliff",):
            break
    return locales.get("source"), locales.get("target")


class UnitReader:
    """Reader that makes units of elements."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        self.tally = LossTally()
        self.remarks: list[str] = []
        """New remarks on the languages of a file."""
        self._reported_remarks: set[str] = set()
        self._path = path
        self._options = options
        self._element_by_name_and_id: dict[tuple[str, str], Element] = {}
        self._file_element: Element | None = None
        self._locales: tuple[Locale | None, Locale | None] = (None, None)

    def store_referenced_element(self, element: Element) -> None:
        """Remember an element that later units refer to."""
        id = element.attributes.get("id", "")
        if (
            len(self._element_by_name_and_id) < _MAX_REFERENCED_ELEMENT_COUNT
            and not element.damage
        ):
            self._element_by_name_and_id[element.name, id] = element
        else:
            self.tally.add(f"<{element.name}> of a file or group")

    def add_referenced_elements(self, unit: Element) -> None:
        """Add the elements that a unit refers to, to its content."""
        if self._element_by_name_and_id:
            referenced_elements = map(
                self._element_by_name_and_id.get, iterate_references(unit)
            )
            unit.content += [
                element for element in referenced_elements if element is not None
            ]

    def read_units(self, element: Element) -> Iterator[Entry]:
        """Read the units of an element; units that cannot be read are skipped."""
        if element.damage:
            yield SkippedEntry(self._path, element.line_number, element.damage)
            return
        self.add_referenced_elements(element)
        if element.name == "bin-unit":
            self.tally.add("unit that is not text")
            return
        try:
            records = list(
                _READER_BY_MAJOR_VERSION[find_major_version(element)](
                    element, self.tally
                )
            )
        except (ValueError, RecursionError) as error:
            yield SkippedEntry(self._path, element.line_number, str(error))
            return
        for record in records:
            try:
                unit = self.make_unit(element, record)
            except FormatError:
                raise  # languages are missing for the whole file
            except (ValueError, RecursionError) as error:
                yield SkippedEntry(self._path, record.line_number, str(error))
                continue
            if unit is None:
                yield SkippedEntry(
                    self._path, record.line_number, "no text in the <source>"
                )
            else:
                yield unit

    def make_unit(
        self, element: Element, record: SegmentRecord
    ) -> TranslationUnit | None:
        """Make the unit of a record; None without a source text."""
        source, target = self.read_sides(element, record)
        if not source.text:
            return None
        fields = record.fields
        has_own_fields = bool(fields)
        if record.id and not record.id.startswith(PADANAN_ID_PREFIX):
            fields.setdefault("tuid", record.id)
        if not has_own_fields:
            original_file_name = _find_file_element(element).attributes.get("original")
            if original_file_name and original_file_name.strip():
                fields["article"] = original_file_name
            fields.update(record.author_fields)
        fields.pop("note", None)  # it was there to assign the note to a segment
        if record.note or (record.note is not None and has_own_fields):
            fields["note"] = record.note
        if target is not None:
            fields["state"] = record.state
        unit = parse_provenance(fields).make_unit(source, target)
        # Padanan's field repeats properties that the file has natively.
        own_properties = [
            property
            for property in record.properties
            if property not in unit.properties
        ]
        return replace(unit, properties=(*own_properties, *unit.properties))

    def read_sides(
        self, element: Element, record: SegmentRecord
    ) -> tuple[Segment, Segment | None]:
        """Read both sides of a record."""
        locales = self.read_locales(element, has_target=record.target is not None)
        source = read_segment(
            _take_record_locale(record, 0, locales[0]),
            record.source,
            record.source_scheme,
        )
        if record.target is None or locales[1] is None:
            return source, None
        target = read_segment(
            _take_record_locale(record, 1, locales[1]),
            record.target,
            record.target_scheme,
        )
        return source, target if target.text else None

    def read_locales(
        self, element: Element, *, has_target: bool
    ) -> tuple[Locale, Locale | None]:
        """Read the locales of an element's file. Raises FormatError without them."""
        file_element = _find_file_element(element)
        if file_element is not self._file_element:
            attribute_names = LANGUAGE_ATTRIBUTES_BY_MAJOR_VERSION[
                find_major_version(element)
            ]
            requested_locales = (self._options.source, self._options.target)
            source_locale, target_locale = (
                self._read_locale(element, attribute_name, requested_locale)
                or requested_locale
                for attribute_name, requested_locale in zip(
                    attribute_names, requested_locales, strict=True
                )
            )
            self._file_element, self._locales = (
                file_element,
                (source_locale, target_locale),
            )
            self._add_locale_remarks(source_locale, target_locale)
        source_locale, target_locale = (
            locale or _read_side_locale(element, side_name)
            for locale, side_name in zip(
                self._locales, ("source", "target"), strict=True
            )
        )
        for locale, side_name in ((source_locale, "source"), (target_locale, "target")):
            if locale is None and (side_name == "source" or has_target):
                raise FormatError(
                    f"the file does not name its {side_name} language; name it",
                    path=self._path,
                    line=file_element.line_number,
                    parameters=[side_name],
                )
        assert source_locale is not None
        return source_locale, target_locale

    def _add_locale_remarks(self, *file_locales: Locale | None) -> None:
        """Add remarks on languages of the file that differ from those requested."""
        options = self._options
        requested_locales = (options.source, options.target)
        for file_locale, requested_locale, parameter in zip(
            file_locales, requested_locales, options.locale_parameters, strict=True
        ):
            if file_locale is None or options.are_default_locales:
                continue
            locale_conflict = describe_locale_conflict(
                file_locale, requested_locale, parameter
            )
            if locale_conflict is not None:
                message = (
                    f"{self._path}: read as {file_locale}, as the file says; "
                    f"{locale_conflict}"
                )
                if message not in self._reported_remarks:
                    self.remarks.append(message)
                self._reported_remarks.add(message)

    def _read_locale(
        self, element: Element, attribute_name: str, requested_locale: Locale | None
    ) -> Locale | None:
        """Read the locale from an attribute of the elements around an element."""
        for container in reversed(element.containers):
            tag = container.attributes.get(attribute_name)
            if tag:
                try:
                    return Locale.parse(tag)
                except InvalidLocale as error:
                    if requested_locale is not None:
                        return None
                    reason = f"{attribute_name}: {error}"
                    line_number = container.line_number
                    raise FormatError(
                        reason, path=self._path, line=line_number
                    ) from error
        return None


def find_major_version(element: Element) -> MajorVersion:
    """Find the major version of XLIFF that an element belongs to."""
    if element.containers:
        return MajorVersion.from_version(
            element.containers[0].attributes.get("version", "")
        )
    return MajorVersion.TWO if element.name == "unit" else MajorVersion.ONE


def _read_side_locale(element: Element, element_name: str) -> Locale | None:
    """Read the locale from the `xml:lang` of a source or target."""
    side_element = find_first_child(element, element_name)
    language_tag = (
        side_element.attributes.get("xml:lang") if side_element is not None else None
    )
    return Locale.parse(language_tag) if language_tag else None


def _find_file_element(element: Element) -> Element:
    file_elements = [
        container for container in element.containers if container.name == "file"
    ]
    return file_elements[-1] if file_elements else element


def _take_record_locale(
    record: SegmentRecord, side_index: int, default_locale: Locale
) -> Locale:
    language_tag = record.fields.pop(LOCALE_FIELDS[side_index], None)
    return default_locale if language_tag is None else Locale.parse(language_tag)
