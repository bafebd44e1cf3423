"""Editor that fills and corrects an XLIFF file in its own text.

A filled segment gets a target, a state and the candidates that it was chosen from;
everything else in the file stays byte for byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally
from exports.format import ReadOptions
from exports.xliff.edit.codes import fit_codes, place_codes, read_raw_codes
from exports.xliff.edit.segments import FilledTarget, XliffSegment, XliffUnit
from exports.xliff.edit.target_writing import write_targets
from exports.xliff.element_names import MajorVersion, choose_prefix
from exports.xliff.inline.content import count_deletions, has_tracked_changes
from exports.xliff.reader import (
    CONTAINER_ELEMENTS,
    LANGUAGE_ATTRIBUTES_BY_MAJOR_VERSION,
    REFERENCED_ELEMENTS,
    UNIT_ELEMENTS,
    UnitReader,
    find_major_version,
)
from exports.xliff.segment_record import (
    SegmentRecord,
    find_first_child,
    find_inherited_attribute,
)
from exports.xliff.v1.dialect import is_locked
from exports.xliff.v1.reader import read_records as records_one
from exports.xliff.v1.segmentation import find_marked_segments, find_segment_pairs
from exports.xliff.v1.state import MEMOQ_STATUS
from exports.xliff.v2.reader import read_records as records_two
from exports.xml.document import Element, ElementSelection, XmlDocument
from exports.xml.editable_xml import EditableXml, ElementSpan, set_attributes
from exports.xml.escaping import escape_text, remove_forbidden_characters
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.requested_locales import describe_locale_conflict
from tm.text.locale import Locale
from tm.text.segment import Segment

_READER_BY_MAJOR_VERSION = {
    MajorVersion.ONE: records_one,
    MajorVersion.TWO: records_two,
}


class XliffEditor:
    """An XLIFF file of any version, to change in place."""

    remarks = ()
    has_codes = True

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.skipped: list[SkippedEntry] = []
        """Units that are damaged, and stay as they are."""
        damaged_indexes = set()
        # Refuses what does harm, with its line.
        entry_names = UNIT_ELEMENTS | REFERENCED_ELEMENTS
        document = XmlDocument(
            path,
            ElementSelection("xliff", entry_names, container_names=CONTAINER_ELEMENTS),
            choose_prefix=choose_prefix,
        )
        for unit_index, element in enumerate(document):
            if element.damage:
                damaged_indexes.add(unit_index)
                self.skipped.append(
                    SkippedEntry(str(path), element.line_number, element.damage)
                )
        self._editable_xml = EditableXml(path)
        self._reader = UnitReader(str(path), options)
        self._options = options
        self._path = path
        self.target_locale: Locale | None = None
        """The language of the first file in it that names one."""
        self.xliff_segments: list[XliffSegment] = []
        self._units: list[XliffUnit] = []
        self._filling_locale: Locale | None = None
        """The language of the filled translations."""
        for element, span_by_element_id in self._editable_xml.find_elements(
            entry_names,
            CONTAINER_ELEMENTS,
            choose_prefix,
            skipped_element_numbers=damaged_indexes,
        ):
            if element.name in REFERENCED_ELEMENTS:
                self._reader.store_referenced_element(element)
            elif element.name != "bin-unit":
                self._add_unit(element, span_by_element_id)

    def fill(self, segment_index: int, filling: Filling) -> bool:
        """Put a translation into an empty segment; return whether it is sure.

        Codes that the source does not have are written out, for a person to see.
        """
        target, is_sure = filling.target, filling.is_sure
        self._filling_locale = target.locale
        segment = self.xliff_segments[segment_index]
        markup = fit_codes(target, segment.source_codes)
        if markup is None:
            markup, is_sure = (
                remove_forbidden_characters(escape_text(target.display_text))[0],
                False,
            )
        space_before, space_after = segment.outer_space
        segment.filled_target = FilledTarget(
            f"{space_before}{markup}{space_after}",
            is_sure,
            filling.rate,
            filling.candidates,
        )
        return is_sure

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """The segments of the file, in order."""
        return [
            EditableSegment(
                xliff_segment.source, xliff_segment.is_fillable, xliff_segment.context
            )
            for xliff_segment in self.xliff_segments
        ]

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """Read both texts of a translated segment, without its codes."""
        segment = self.xliff_segments[segment_index]
        return (
            None
            if segment.target is None
            else (segment.source.text, segment.target.text)
        )

    def correct(self, segment_index: int, new_text: str) -> bool:
        """Replace the text of a translation around its codes.

        One with tracked changes is left to people, since nobody else can say what of
        the changes the new text is; and so is one that the tool has locked.
        """
        segment = self.xliff_segments[segment_index]
        markup = place_codes(new_text, [code.markup for code in segment.target_codes])
        span = segment.target_span
        if markup is None or span is None or segment.is_protected:
            return False
        old_markup = self._editable_xml.text[span.inner_start : span.inner_end]
        space_before = old_markup[: len(old_markup) - len(old_markup.lstrip())]
        space_after = old_markup[len(old_markup.rstrip()) :]
        self._editable_xml.replace(
            span.inner_start, span.inner_end, space_before + markup + space_after
        )
        return True

    def write(self, file: BinaryIO) -> None:
        """Write the file with its changes."""
        completed_tag_offsets: set[int] = set()
        for unit in self._units:
            if not any(segment.filled_target for segment in unit.segments):
                continue
            write_targets(self._editable_xml, unit)
            if (
                unit.missing_language_span_and_attribute is not None
                and unit.missing_language_span_and_attribute[0].start
                not in completed_tag_offsets
            ):
                self._add_target_language(*unit.missing_language_span_and_attribute)
                completed_tag_offsets.add(
                    unit.missing_language_span_and_attribute[0].start
                )
        self._editable_xml.write(file)

    def _add_target_language(self, span: ElementSpan, attribute_name: str) -> None:
        """Add the attribute of the target language to the file."""
        assert self._filling_locale is not None
        start_tag = set_attributes(
            self._editable_xml.read_start_tag(span),
            {attribute_name: self._filling_locale.tag},
        )
        self._editable_xml.replace(span.start, span.inner_start, start_tag)

    def _add_unit(
        self, element: Element, span_by_element_id: Mapping[int, ElementSpan]
    ) -> None:
        major_version = find_major_version(element)
        self._reader.add_referenced_elements(element)
        try:
            records = list(
                _READER_BY_MAJOR_VERSION[major_version](element, LossTally())
            )
            side_pairs = [
                self._reader.read_sides(element, record) for record in records
            ]
            memory_units = [
                self._reader.make_unit(element, record) for record in records
            ]
        except FormatError:
            raise
        except (ValueError, RecursionError) as error:
            self.skipped.append(
                SkippedEntry(str(self._path), element.line_number, str(error))
            )
            return
        unit = self._make_unit(element, major_version, span_by_element_id)
        self._units.append(unit)
        segment_elements = _iterate_segment_elements(element, major_version)
        is_in_file_target_locale = self._is_in_file_target_locale(element)
        for record, source_and_target, memory_unit, (
            target_element,
            mid,
            segment_element,
        ) in zip(records, side_pairs, memory_units, segment_elements, strict=True):
            if memory_unit is not None:
                xliff_segment = self._make_segment(
                    unit, record, source_and_target, target_element, span_by_element_id
                )
                xliff_segment.context = memory_unit.context
                xliff_segment.mid = mid
                if segment_element is not None:
                    xliff_segment.segment_id_and_span = (
                        segment_element.attributes.get("id"),
                        span_by_element_id[id(segment_element)],
                    )
                is_segment_locked = is_locked(record.properties)
                xliff_segment.is_protected = is_segment_locked or has_tracked_changes(
                    target_element
                )
                xliff_segment.is_fillable &= (
                    is_in_file_target_locale
                    and not is_segment_locked
                    and _may_fill_target(element, target_element)
                )
                unit.segments.append(xliff_segment)
                self.xliff_segments.append(xliff_segment)

    def _is_in_file_target_locale(self, element: Element) -> bool:
        """Whether a unit's target language is that of the whole file, if it has one.

        The first unit sets the language of the file. Raises InputError for languages
        that are others than the ones asked for.
        """
        options = self._options
        locales = self._reader.read_locales(element, has_target=False)
        requested_locales = (options.source, options.target)
        for file_locale, requested_locale, parameter in zip(
            locales, requested_locales, options.locale_parameters, strict=True
        ):
            if (
                file_locale is None
                or options.are_default_locales
                or self.target_locale is not None
            ):
                continue
            locale_conflict = describe_locale_conflict(
                file_locale, requested_locale, parameter
            )
            if locale_conflict is not None:
                raise InputError(
                    f"{self._path}: the file says {file_locale}, but {locale_conflict}"
                )
        self.target_locale = self.target_locale or locales[1]
        return locales[1] is None or locales[1] == self.target_locale

    def _make_unit(
        self,
        element: Element,
        major_version: MajorVersion,
        span_by_element_id: Mapping[int, ElementSpan],
    ) -> XliffUnit:
        def find_span(part_element: Element | None) -> ElementSpan | None:
            return (
                None if part_element is None else span_by_element_id[id(part_element)]
            )

        language_attribute_name = LANGUAGE_ATTRIBUTES_BY_MAJOR_VERSION[major_version][1]
        language_elements = [
            container
            for container in element.containers
            if container.name
            == ("file" if major_version is MajorVersion.ONE else "xliff")
        ]
        missing_language_span_and_attribute = None
        if language_elements and not any(
            language_attribute_name in container.attributes
            for container in element.containers
        ):
            missing_language_span_and_attribute = (
                span_by_element_id[id(language_elements[-1])],
                language_attribute_name,
            )
        seg_source = find_first_child(element, "seg-source")
        source_span = (
            find_span(seg_source or find_first_child(element, "source"))
            or span_by_element_id[id(element)]
        )
        return XliffUnit(
            major_version,
            span_by_element_id[id(element)],
            target_span=find_span(find_first_child(element, "target")),
            source_span=source_span,
            seg_source_span=find_span(seg_source)
            if find_marked_segments(seg_source)
            else None,
            matches_span=find_span(find_first_child(element, "mtc:matches")),
            missing_language_span_and_attribute=missing_language_span_and_attribute,
            element_ids=frozenset(_iterate_element_ids(element)),
            memoq_status=element.attributes.get(MEMOQ_STATUS),
        )

    def _make_segment(
        self,
        unit: XliffUnit,
        record: SegmentRecord,
        source_and_target: tuple[Segment, Segment | None],
        target_element: Element | None,
        span_by_element_id: Mapping[int, ElementSpan],
    ) -> XliffSegment:
        scheme = record.source_scheme
        outer_space = ("", "")
        if scheme.preserves_space:
            span = span_by_element_id[id(record.source)]
            source_markup = self._editable_xml.text[span.inner_start : span.inner_end]
            outer_space = (
                source_markup[: len(source_markup) - len(source_markup.lstrip())],
                source_markup[len(source_markup.rstrip()) :],
            )
        filled_target_element = record.target
        return XliffSegment(
            *source_and_target,
            is_fillable=filled_target_element is None,
            unit=unit,
            source_span=span_by_element_id[id(record.source)],
            target_span=None
            if target_element is None
            else span_by_element_id[id(target_element)],
            source_codes=read_raw_codes(
                record.source, scheme, span_by_element_id, self._editable_xml
            ),
            target_codes=[]
            if filled_target_element is None
            else read_raw_codes(
                filled_target_element,
                record.target_scheme,
                span_by_element_id,
                self._editable_xml,
            ),
            outer_space=outer_space,
        )


def _may_fill_target(element: Element, target_element: Element | None) -> bool:
    """Whether a unit is to be translated, and no deletion of its target is open.

    What is deleted would be overwritten, whoever has to decide on it.
    """
    if find_inherited_attribute("translate", *element.containers, element) == "no":
        return False
    whole_target_element = (
        target_element
        if target_element is not None
        else find_first_child(element, "target")
    )
    return not count_deletions(whole_target_element)


def _iterate_segment_elements(
    element: Element, major_version: MajorVersion
) -> Iterator[tuple[Element | None, str | None, Element | None]]:
    """Iterate over the target, `mid` and `<segment>` of each record."""
    if major_version is MajorVersion.TWO:
        for segment in element.find_children("segment"):
            yield find_first_child(segment, "target"), None, segment
        return
    target = find_first_child(element, "target")
    segment_pairs = find_segment_pairs(element)
    if not segment_pairs:
        yield target, None, None
    for source_segment, target_element in segment_pairs:
        yield target_element, source_segment.attributes.get("mid") or "", None


def _iterate_element_ids(element: Element) -> Iterator[str]:
    if "id" in element.attributes:
        yield element.attributes["id"]
    for child in element.content:
        if isinstance(child, Element):
            yield from _iterate_element_ids(child)
