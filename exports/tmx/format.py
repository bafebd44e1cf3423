"""TMX 1.4b, read as it is found in the wild and written so that the DTD holds.

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
    SkippedEntry,
    WriteResult,
    flatten_blocks,
)
from exports.format import ReadOptions, WriteOptions
from exports.tmx import rules
from exports.tmx.fast_reader import FastTmxReader
from exports.tmx.fields import header_defaults, read_facts
from exports.tmx.header import count_header_losses, read_header
from exports.tmx.inline_markup import segment_of
from exports.tmx.unit_maker import ANY_LANGUAGE, TmxUnitMaker, TuvText
from exports.tmx.writer import TmxWriter
from exports.xml.document import Element, XmlDocument
from tm.errors import InvalidLocale
from tm.text.locale import Locale
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of a TMX file of any version, one for each translation."""
    return flatten_blocks(read_many(path, options))


def read_many(path: Path, options: ReadOptions) -> Iterator[Entry | UnitTable]:
    """The same, many at once where they are alike.

    Plain units are read straight from the text, the others as elements.
    """
    reader = _TmxReader(path, options)
    plain = FastTmxReader(reader.maker)
    for item in reader.document.mixed(plain.take, end=b"</tu>"):
        if isinstance(item, Element):
            yield from reader.entries(item)
        else:
            yield item
    yield from reader.losses()


def read_elements(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The same, every unit read as an element: slow, and what `read` is tested by."""
    reader = _TmxReader(path, options)
    for element in reader.document:
        yield from reader.entries(element)
    yield from reader.losses()


def heading(path: Path) -> FileHeader:
    """The header's attributes, notes and properties that are not about units."""
    document = XmlDocument(path, root="tmx", entry_names=frozenset(("header",)))
    return read_header(next(iter(document), Element("header", {}, 1)))


def validate(path: Path) -> Iterator[FormatViolation]:
    """Where a file breaks the rules of TMX 1.4b, with lines."""
    return rules.validate(path)


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write units as they come, in constant memory."""
    writer = TmxWriter(options)
    for markup in writer.pieces(units):
        file.write(markup)
    return WriteResult(writer.written, writer.left_out, writer.tally.losses())


class _TmxReader:
    """Makes units of `<tu>` elements, and counts what it has no place for."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        entry_names = frozenset(("header", "tu"))
        self.document = XmlDocument(path, root="tmx", entry_names=entry_names)
        self.tally = LossTally()
        self.maker = TmxUnitMaker(options, self.tally)
        self._path = str(path)
        self._counts_heading = options.counts_header_losses

    def entries(self, element: Element) -> Iterator[Entry]:
        if element.name == "tu":
            yield from self._units(element)
            return
        self.maker.source = element.attributes.get("srclang", ANY_LANGUAGE)
        self.maker.defaults = header_defaults(element)
        if self._counts_heading:
            count_header_losses(element, self.tally)
        self.maker.note_source()

    def losses(self) -> Iterator[Entry]:
        self.tally.add("characters that XML cannot hold", self.document.removed)
        yield from self.tally.losses()

    def _units(self, tu: Element) -> Iterator[Entry]:
        if tu.damage:
            yield self._skipped(tu, tu.damage)
            return
        variants = []
        for tuv in tu.children("tuv"):
            tuv_text = self._variant(tuv)
            if isinstance(tuv_text, SkippedEntry):
                yield tuv_text
            elif tuv_text.segment.text:
                variants.append(tuv_text)
        if not variants:
            yield self._skipped(tu, "no text in the <tu>")
            return
        try:
            yield from self.maker.units(read_facts(tu, self.tally), variants)
        except ValueError as error:
            yield self._skipped(tu, str(error))

    def _variant(self, tuv: Element) -> TuvText | SkippedEntry:
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
        segment = segment_of(locale, seg, self.tally)
        return TuvText(segment, read_facts(tuv, self.tally))

    def _skipped(self, element: Element, reason: str) -> SkippedEntry:
        return SkippedEntry(self._path, element.line, reason)
