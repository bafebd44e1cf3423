"""TMX 1.4b: lenient reading, and writing that conforms to the DTD.

A `<tu>` of several languages is read as a star: one unit for each translation of its
source. Units that follow each other, share their source and a `tuid` are written as
one `<tu>` again.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from exports.entry import (
    Entry,
    FileHeader,
    FormatViolation,
    LossTally,
    WriteResult,
    flatten_blocks,
)
from exports.format import ReadOptions, WriteOptions
from exports.tmx import validation_rules
from exports.tmx.fields import read_header_defaults, read_metadata
from exports.tmx.header import count_header_losses, read_header
from exports.tmx.inline_markup import read_segment
from exports.tmx.regex_reader import RegexTmxReader
from exports.tmx.unit_maker import ANY_LANGUAGE, TmxUnitMaker, TuvText
from exports.tmx.writer import TmxWriter
from exports.xml.decoding import CHUNK_SIZE
from exports.xml.document import Element, ElementSelection, XmlDocument
from tm.errors import InvalidLocale
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of a TMX file of any version, one for each translation."""
    return flatten_blocks(read_blocks(path, options))


def read_blocks(
    path: Path, options: ReadOptions, *, chunk_size: int = CHUNK_SIZE
) -> Iterator[Entry | UnitTable]:
    """Read the units of a TMX file, as tables where many are alike.

    Plain units are read straight from the text, the others as elements. `chunk_size`:
    bytes that are read at once.
    """
    element_reader = _ElementReader(path, options, chunk_size)
    regex_reader = RegexTmxReader(element_reader.unit_maker)
    for element_or_entry in element_reader.document.read_with_bytes_reader(
        regex_reader.read_units, end_tag=b"</tu>"
    ):
        if isinstance(element_or_entry, Element):
            yield from element_reader.read_entries(element_or_entry)
        else:
            yield element_or_entry
    yield from element_reader.read_losses()


def read_elements(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read every unit as an element, which is slow: for tests of `read`."""
    reader = _ElementReader(path, options)
    for element in reader.document:
        yield from reader.read_entries(element)
    yield from reader.read_losses()


def read_file_header(path: Path) -> FileHeader:
    """Read the header's attributes, notes and properties that are not about units."""
    document = XmlDocument(path, ElementSelection("tmx", frozenset(("header",))))
    return read_header(next(iter(document), Element("header", {}, 1)))


def validate(path: Path) -> Iterator[FormatViolation]:
    """Find where a file breaks the rules of TMX 1.4b, with lines."""
    return validation_rules.validate(path)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as they come, in constant memory."""
    writer = TmxWriter(options)
    for markup in writer.write_markup(units):
        file.write(markup)
    return WriteResult(
        writer.written_count, writer.omitted_count, writer.tally.list_losses()
    )


class _ElementReader:
    """Reader that makes units of `<tu>` elements and counts what is lost."""

    def __init__(
        self, path: Path, options: ReadOptions, chunk_size: int = CHUNK_SIZE
    ) -> None:
        self.document = XmlDocument(
            path,
            ElementSelection("tmx", frozenset(("header", "tu"))),
            chunk_size=chunk_size,
        )
        self.tally = LossTally()
        self.unit_maker = TmxUnitMaker(options, self.tally)
        self._path = str(path)
        self._counts_header_losses = options.counts_header_losses

    def read_entries(self, element: Element) -> Iterator[Entry]:
        """Read the units of a `<tu>`, or the defaults of a header."""
        if element.name == "tu":
            yield from self._read_units(element)
            return
        self.unit_maker.source_tag = element.attributes.get("srclang", ANY_LANGUAGE)
        self.unit_maker.default_by_attribute = read_header_defaults(element)
        if self._counts_header_losses:
            count_header_losses(element, self.tally)
        self.unit_maker.count_unknown_source()

    def read_losses(self) -> Iterator[Entry]:
        """Read the losses of the whole file, at its end."""
        self.tally.add(
            "characters that XML cannot hold", self.document.removed_character_count
        )
        yield from self.tally.list_losses()

    def _read_units(self, tu: Element) -> Iterator[Entry]:
        if tu.damage:
            yield self._make_skipped_entry(tu, tu.damage)
            return
        variants = []
        for tuv in tu.find_children("tuv"):
            tuv_text = self._read_variant(tuv)
            if isinstance(tuv_text, SkippedEntry):
                yield tuv_text
            elif tuv_text.segment.text:
                variants.append(tuv_text)
        if not variants:
            yield self._make_skipped_entry(tu, "the <tu> has no text in any language")
            return
        try:
            yield from self.unit_maker.make_units(
                read_metadata(tu, self.tally), variants
            )
        except ValueError as error:
            yield self._make_skipped_entry(tu, str(error))

    def _read_variant(self, tuv: Element) -> TuvText | SkippedEntry:
        language_tag = tuv.attributes.get("xml:lang") or tuv.attributes.get("lang")
        if not language_tag:
            return self._make_skipped_entry(
                tuv, "the <tuv> does not name its language; add xml:lang"
            )
        try:
            locale = Locale.parse(language_tag)
        except InvalidLocale as error:
            return self._make_skipped_entry(tuv, str(error))
        seg = next(tuv.find_children("seg"), None)
        if seg is None:
            return self._make_skipped_entry(tuv, "the <tuv> has no <seg>")
        segment = read_segment(locale, seg, self.tally)
        return TuvText(segment, read_metadata(tuv, self.tally))

    def _make_skipped_entry(self, element: Element, reason: str) -> SkippedEntry:
        return SkippedEntry(self._path, element.line_number, reason)
