"""An XLIFF file that is filled and corrected in its own text.

A filled segment gets a target, a state and the candidates that it was chosen from;
everything else in the file stays byte for byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from exports.editable_file import EditableSegment, Filling
from exports.entry import LossTally, SkippedEntry
from exports.format import ReadOptions
from exports.requested_locales import describe_locale_conflict
from exports.xliff.content import is_tracked, struck_out
from exports.xliff.edit.changes import write_targets
from exports.xliff.edit.codes import fit_codes, place_codes, raw_codes
from exports.xliff.edit.segments import FilledTarget, XliffSegment, XliffUnit
from exports.xliff.names import Generation, prefix_of
from exports.xliff.reader import (
    CONTAINERS,
    EXPLAINED,
    LANGUAGES,
    UNITS,
    UnitReader,
    generation_of,
)
from exports.xliff.record import SegmentRecord, first_child, inherited_attribute
from exports.xliff.v1.dialect import is_locked
from exports.xliff.v1.reader import marked_segments
from exports.xliff.v1.reader import records as records_one
from exports.xliff.v1.reader import segment_pairs as divided_one
from exports.xliff.v1.state import MEMOQ_STATUS
from exports.xliff.v2.reader import records as records_two
from exports.xml.document import Element, XmlDocument, escaped, storable
from exports.xml.editable import EditableXml, ElementSpan, with_attributes
from tm.errors import FormatError, InputError
from tm.text.locale import Locale
from tm.text.segment import Segment

_RECORDS = {Generation.ONE: records_one, Generation.TWO: records_two}


class XliffEditor:
    """An XLIFF file of any version, to change in place."""

    remarks = ()
    has_codes = True

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.skipped: list[SkippedEntry] = []
        """Units that are damaged, and stay as they are."""
        damaged = set()
        # Refuses what does harm, with its line.
        entry_names = UNITS | EXPLAINED
        elements = XmlDocument(
            path,
            root="xliff",
            entry_names=entry_names,
            containers=CONTAINERS,
            choose_prefix=prefix_of,
        )
        for number, element in enumerate(elements):
            if element.damage:
                damaged.add(number)
                self.skipped.append(
                    SkippedEntry(str(path), element.line, element.damage)
                )
        self._text = EditableXml(path)
        self._reader = UnitReader(str(path), options)
        self._options = options
        self._path = path
        self.target: Locale | None = None
        """The language of the first file in it that names one."""
        self.places: list[XliffSegment] = []
        self._units: list[XliffUnit] = []
        self._filled: Locale | None = None
        """The language of what was put in."""
        for element, spans in self._text.elements(
            entry_names, CONTAINERS, prefix_of, skipped_numbers=damaged
        ):
            if element.name in EXPLAINED:
                self._reader.remember(element)
            elif element.name != "bin-unit":
                self._add(element, spans)

    def fill(self, number: int, filling: Filling) -> bool:
        """Put a translation into an empty segment; whether it counts as translated.

        Codes that the source does not have are written out, for a person to see.
        """
        target, is_sure = filling.target, filling.is_sure
        self._filled = target.locale
        segment = self.places[number]
        markup = fit_codes(target, segment.source_codes)
        if markup is None:
            markup, is_sure = storable(escaped(target.display))[0], False
        before, after = segment.frame
        segment.put = FilledTarget(
            f"{before}{markup}{after}", is_sure, filling.rate, filling.candidates
        )
        return is_sure

    @property
    def segments(self) -> Sequence[EditableSegment]:
        """Its segments, in order."""
        return [
            EditableSegment(place.source, place.is_fillable) for place in self.places
        ]

    def texts(self, number: int) -> tuple[str, str] | None:
        """Both texts of a segment that is translated, without its codes."""
        segment = self.places[number]
        return (
            None
            if segment.target is None
            else (segment.source.text, segment.target.text)
        )

    def correct(self, number: int, text: str) -> bool:
        """Put another text in the place of a translation, around its codes.

        One with tracked changes is left to people, since nobody else can say what of
        the changes the new text is; and so is one that the tool has locked.
        """
        segment = self.places[number]
        markup = place_codes(text, [code.markup for code in segment.target_codes])
        span = segment.target_span
        if markup is None or span is None or segment.is_closed:
            return False
        inner_markup = self._text.text[span.inner_start : span.inner_end]
        before = inner_markup[: len(inner_markup) - len(inner_markup.lstrip())]
        after = inner_markup[len(inner_markup.rstrip()) :]
        self._text.replace(span.inner_start, span.inner_end, before + markup + after)
        return True

    def write(self, file: BinaryIO) -> None:
        """Write the file with what was put into it."""
        named: set[int] = set()
        for unit in self._units:
            if not any(segment.put for segment in unit.places):
                continue
            write_targets(self._text, unit)
            if unit.unnamed is not None and unit.unnamed[0].start not in named:
                self._name(*unit.unnamed)
                named.add(unit.unnamed[0].start)
        self._text.write(file)

    def _name(self, span: ElementSpan, attribute: str) -> None:
        """Let the file name the language that it is translated into."""
        assert self._filled is not None
        tag = with_attributes(self._text.tag(span), {attribute: self._filled.tag})
        self._text.replace(span.start, span.inner_start, tag)

    def _add(self, element: Element, spans: Mapping[int, ElementSpan]) -> None:
        generation = generation_of(element)
        self._reader.explain(element)
        try:
            records = list(_RECORDS[generation](element, LossTally()))
            sides_of_records = [
                self._reader.sides(element, record) for record in records
            ]
        except FormatError:
            raise
        except (ValueError, RecursionError) as error:
            self.skipped.append(SkippedEntry(str(self._path), element.line, str(error)))
            return
        unit = self._unit(element, generation, spans)
        self._units.append(unit)
        where = _places_of(element, generation)
        is_ours = self._is_ours(element)
        for record, sides, (target, mid, segment) in zip(
            records, sides_of_records, where, strict=True
        ):
            if sides[0].text:
                xliff_segment = self._place(unit, record, sides, target, spans)
                xliff_segment.mid = mid
                if segment is not None:
                    xliff_segment.segment = (
                        segment.attributes.get("id"),
                        spans[id(segment)],
                    )
                if inherited_attribute("translate", *element.within, element) == "no":
                    xliff_segment.is_fillable = False
                locked = is_locked(record.properties)
                xliff_segment.is_fillable &= is_ours and not locked
                xliff_segment.is_closed = locked or is_tracked(target)
                # What is deleted would be overwritten, whoever has to decide on it.
                whole_target = (
                    target if target is not None else first_child(element, "target")
                )
                xliff_segment.is_fillable &= not struck_out(whole_target)
                unit.places.append(xliff_segment)
                self.places.append(xliff_segment)

    def _is_ours(self, element: Element) -> bool:
        """Whether a unit is to be translated into the language of the whole.

        Raises InputError for languages that are others than the ones asked for.
        """
        options = self._options
        locales = self._reader.locales(element, has_target=False)
        requested = (options.source, options.target)
        for named, requested_locale, option in zip(
            locales, requested, options.locale_options, strict=True
        ):
            if named is None or options.are_default_locales or self.target is not None:
                continue
            complaint = describe_locale_conflict(named, requested_locale, option)
            if complaint is not None:
                raise InputError(
                    f"{self._path}: the file says {named}, but {complaint}"
                )
        self.target = self.target or locales[1]
        return locales[1] is None or locales[1] == self.target

    def _unit(
        self, element: Element, generation: Generation, spans: Mapping[int, ElementSpan]
    ) -> XliffUnit:
        def span(part: Element | None) -> ElementSpan | None:
            return None if part is None else spans[id(part)]

        attribute = LANGUAGES[generation][1]
        bearers = [
            container
            for container in element.within
            if container.name == ("file" if generation is Generation.ONE else "xliff")
        ]
        unnamed = None
        if bearers and not any(
            attribute in container.attributes for container in element.within
        ):
            unnamed = spans[id(bearers[-1])], attribute
        divided = first_child(element, "seg-source")
        anchor = span(divided or first_child(element, "source")) or spans[id(element)]
        return XliffUnit(
            generation,
            spans[id(element)],
            target=span(first_child(element, "target")),
            after=anchor,
            divided=span(divided) if marked_segments(divided) else None,
            matches=span(first_child(element, "mtc:matches")),
            unnamed=unnamed,
            ids=frozenset(_ids(element)),
            status=element.attributes.get(MEMOQ_STATUS),
        )

    def _place(
        self,
        unit: XliffUnit,
        record: SegmentRecord,
        sides: tuple[Segment, Segment | None],
        target: Element | None,
        spans: Mapping[int, ElementSpan],
    ) -> XliffSegment:
        scheme = record.source_scheme
        frame = ("", "")
        if scheme.preserve:
            span = spans[id(record.source)]
            inner_markup = self._text.text[span.inner_start : span.inner_end]
            frame = (
                inner_markup[: len(inner_markup) - len(inner_markup.lstrip())],
                inner_markup[len(inner_markup.rstrip()) :],
            )
        target_element = record.target
        return XliffSegment(
            *sides,
            is_fillable=target_element is None,
            unit=unit,
            source_span=spans[id(record.source)],
            target_span=None if target is None else spans[id(target)],
            source_codes=raw_codes(record.source, scheme, spans, self._text),
            target_codes=[]
            if target_element is None
            else raw_codes(target_element, record.target_scheme, spans, self._text),
            frame=frame,
        )


def _places_of(
    element: Element, generation: Generation
) -> Iterator[tuple[Element | None, str | None, Element | None]]:
    """The target, the `mid` and the `<segment>` of each record, in their order."""
    if generation is Generation.TWO:
        for segment in element.children("segment"):
            yield first_child(segment, "target"), None, segment
        return
    target = first_child(element, "target")
    parts = divided_one(element)
    if not parts:
        yield target, None, None
    for part, target_element in parts:
        yield target_element, part.attributes.get("mid") or "", None


def _ids(element: Element) -> Iterator[str]:
    if "id" in element.attributes:
        yield element.attributes["id"]
    for part in element.content:
        if isinstance(part, Element):
            yield from _ids(part)
