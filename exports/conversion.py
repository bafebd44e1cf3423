"""Converting a file of units, or of terms, from one format into another."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from exports.direction import orient_unit, require_locales
from exports.entry import Entry, Loss, WriteResult
from exports.files import (
    detect_unit_format,
    find_output_format,
    read,
    read_file_locales,
    read_header_for_output,
    read_unpacked_file,
    write,
)
from exports.format import (
    TERMS_NOT_UNITS,
    FileLocales,
    ReadOptions,
    UnitFormat,
    WriteOptions,
)
from exports.format_registries import formats, term_formats
from exports.io.compressed_input import UnpackedFile, open_unpacked_file
from exports.io.compression_kinds import remove_packing_suffix
from exports.term_format import (
    EntryLineNumber,
    SupportedTermFeatures,
    TermFormat,
    TermItem,
    TermWriteOptions,
)
from exports.terms.term_files import find_output_format as find_term_format
from exports.terms.term_files import read_term_items
from exports.terms.term_files import write as write_terms
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError, NotFound, UnknownName
from tm.file_remarks import Remark, SkippedEntry
from tm.progress import ReportProgress, report_counts
from tm.requested_locales import OtherLocales
from tm.text.input.stream import convert_read_errors
from tm.unit import TranslationUnit

_TERM_ONLY_FORMATS = frozenset({"tbx", "omegat", "deepl"})
"""Names of formats that never hold units."""


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """Options for reading the input file and writing the output file."""

    read: ReadOptions = field(
        default_factory=lambda: ReadOptions(with_untranslated=True)
    )
    write: WriteOptions = field(default_factory=WriteOptions)
    write_terms: TermWriteOptions = field(default_factory=TermWriteOptions)
    """How to write a file of terms."""
    input_format: str | None = None
    """Name of the format to read; without it the format is detected."""
    output_format: str | None = None
    """Name of the format to write; without it the suffix decides."""


@dataclass(slots=True)
class ConversionResult:
    """Result of a conversion: counts, losses and remarks."""

    format: str
    """Name of the format that was written."""
    written: int = 0
    """How many units or concepts were written."""
    left_out: int = 0
    """How many of them were not written."""
    lost: list[Loss] = field(default_factory=list)
    """Content that the written format cannot hold."""
    skipped: list[SkippedEntry] = field(default_factory=list)
    """Damaged entries of the input file."""
    remarks: list[str] = field(default_factory=list)
    """What the reader had to guess about the file."""
    other_locales: OtherLocales = field(default_factory=OtherLocales)
    """Counts of units left out that are in other languages than those requested."""

    def record_other_item(self, item: Entry | TermItem) -> bool:
        """Record an item that is no unit or concept; return whether it was recorded."""
        match item:
            case SkippedEntry():
                self.skipped.append(item)
            case Loss():
                self.lost.append(item)
            case Remark(text):
                self.remarks.append(text)
            case SupportedTermFeatures() | EntryLineNumber():
                pass
            case _:
                return False
        return True

    def require_all_read(self, input_name: str) -> None:
        """Raise InputError if any part of the file was not read."""
        loss_descriptions = [f"{loss.count} × {loss.what}" for loss in self.lost]
        if self.other_locales.total:
            loss_descriptions.insert(0, f"{self.other_locales} left out")
        if self.skipped:
            first_skipped = self.skipped[0]
            line_prefix = (
                "" if first_skipped.line is None else f"line {first_skipped.line}: "
            )
            count = len(self.skipped)
            noun = "entry" if count == 1 else "entries"
            loss_descriptions.insert(
                0, f"{count} {noun} skipped ({line_prefix}{first_skipped.reason})"
            )
        if loss_descriptions:
            raise InputError(
                f"not all of {input_name} can be read: {'; '.join(loss_descriptions)}"
            )

    def add_write_result(self, write_result: WriteResult) -> "ConversionResult":
        """Add the counts and losses of the writer; return the completed result."""
        self.written = write_result.written
        self.left_out = write_result.left_out + self.other_locales.total
        self.lost += write_result.lost
        return self


def convert(
    path: str,
    output_path: str,
    options: ConvertOptions | None = None,
    *,
    report_progress: ReportProgress | None = None,
) -> ConversionResult:
    """Convert a file; `-` is standard input and output.

    A format that does not name its languages is written in those of the first unit,
    unless the options name others. Raises FormatError, InputError and, where there is
    nothing to write, NotFound.
    """
    with open_conversion(path, output_path, options or ConvertOptions()) as conversion:
        return conversion.run(report_progress)


@contextmanager
def open_conversion(
    path: str, output_path: str, options: ConvertOptions
) -> "Iterator[UnitConversion | TermConversion]":
    """Open a file for conversion; the method `run` of the result converts it."""
    if _has_two_files(path, options.input_format):
        output_format = find_output_format(output_path, options.output_format)
        entries = read(Path(path), options.read, format_name=options.input_format)
        yield UnitConversion(path, output_path, output_format, options, entries)
        return
    with convert_read_errors(Path(path)), open_unpacked_file(path) as unpacked_file:
        yield _open_unpacked_conversion(unpacked_file, path, output_path, options)


def _open_unpacked_conversion(
    unpacked_file: UnpackedFile, path: str, output_path: str, options: ConvertOptions
) -> "UnitConversion | TermConversion":
    """Open the conversion of an unpacked file, of units or of terms."""
    if _names_term_format(output_path, options):
        return _open_term_conversion(unpacked_file, path, output_path, options)
    try:
        options = _add_header(unpacked_file, output_path, options)
        entries_of_file = read_unpacked_file(
            unpacked_file, options.read, format_name=options.input_format
        )
        first_entries = list(_take_until_first_unit(entries_of_file))
    except FormatError as error:
        if error.reason != TERMS_NOT_UNITS:
            raise
        return _open_term_conversion(unpacked_file, path, output_path, options)
    output_format = find_output_format(output_path, options.output_format)
    file_locales: FileLocales = (None, None)
    if output_format.has_one_pair:
        file_locales = read_file_locales(
            unpacked_file, format_name=options.input_format
        )
    return UnitConversion(
        path,
        output_path,
        output_format,
        options,
        chain(first_entries, entries_of_file),
        file_locales,
    )


def _open_term_conversion(
    unpacked_file: UnpackedFile, path: str, output_path: str, options: ConvertOptions
) -> "TermConversion":
    for format_name in filter(None, (options.input_format, options.output_format)):
        if format_name not in term_formats:
            raise UnknownName("format of terms", format_name, term_formats)
    output_format = find_term_format(output_path, options.output_format)
    return TermConversion(path, output_path, output_format, options, unpacked_file)


def _names_term_format(output_path: str, options: ConvertOptions) -> bool:
    """Whether a named format, or the suffix of the output, holds terms only."""
    if {options.input_format, options.output_format} & _TERM_ONLY_FORMATS:
        return True
    return options.output_format is None and (
        remove_packing_suffix(output_path).suffix.lower() == ".tbx"
    )


def _has_two_files(path: str, format_name: str | None) -> bool:
    """Whether a path stands for two files, one for each language."""
    if format_name is not None:
        return formats[format_name].has_two_files if format_name in formats else False
    may_be_pair = "-" in Path(path).suffix and not Path(path).exists()
    return may_be_pair and detect_unit_format(Path(path)).has_two_files


def _add_header(
    unpacked_file: UnpackedFile, output_path: str, options: ConvertOptions
) -> ConvertOptions:
    """Add the header of the input file to the options if the output can have it."""
    file_header = read_header_for_output(
        unpacked_file,
        output_path,
        format_name=options.input_format,
        output_format_name=options.output_format,
    )
    if file_header is None:
        return options
    return replace(
        options,
        read=replace(options.read, counts_header_losses=False),
        write=replace(options.write, header=file_header),
    )


def _take_until_first_unit(entries: Iterator[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        if isinstance(entry, TranslationUnit):
            return


@dataclass(frozen=True, slots=True)
class UnitConversion:
    """Conversion of an open file of units."""

    input_path: str
    output_path: str
    output_format: UnitFormat
    """The output format."""
    options: ConvertOptions
    entries: Iterable[Entry]
    file_locales: FileLocales = (None, None)
    """The languages that the header of the file names."""

    def run(self, report_progress: ReportProgress | None = None) -> ConversionResult:
        """Write the output file. Raises NotFound where there is nothing to write."""
        result = ConversionResult(self.output_format.name)
        units = report_counts(self._read_units(result), report_progress)
        first_unit = next(units, None)
        if first_unit is None:
            self._require_units(result)
        options = self._add_locales(first_unit, result.skipped)
        all_units = units if first_unit is None else chain([first_unit], units)
        return result.add_write_result(
            write(
                self.output_path,
                all_units,
                options,
                format_name=self.output_format.name,
            )
        )

    def _read_units(self, result: ConversionResult) -> Iterator[TranslationUnit]:
        for entry in self.entries:
            if result.record_other_item(entry):
                continue
            assert isinstance(entry, TranslationUnit)
            if orient_unit(entry, self.options.write) is not None:
                yield entry
            elif entry.target is None:
                result.other_locales.add(entry.source.locale)
            else:
                result.other_locales.add(entry.source.locale, entry.target.locale)
        if self.options.write.strict:
            result.require_all_read(self.input_path)

    def _require_units(self, result: ConversionResult) -> None:
        """Raise NotFound for a file without units, unless entries were skipped."""
        other_locales, write_options = (
            result.other_locales,
            self.options.write,
        )
        if other_locales.total:
            source_parameter, target_parameter = self.options.read.locale_parameters
            locale_hints = other_locales.suggest_locale(
                write_options.source, source_parameter.name
            )
            locale_hints += other_locales.suggest_locale(
                write_options.target, target_parameter.name
            )
            raise NotFound(
                f"no units in the requested languages in {self.input_path}; nothing "
                f"written. The file has {other_locales}{locale_hints}"
            )
        if not result.skipped:
            raise NotFound(f"no units in {self.input_path}; nothing written")

    def _add_locales(
        self,
        first_unit: TranslationUnit | None,
        skipped_entries: Sequence[SkippedEntry],
    ) -> WriteOptions:
        """Take languages that the options lack from the first unit, else the file."""
        options = self.options.write
        source_locale = options.source or self.file_locales[0]
        if options.source is None and first_unit is not None:
            source_locale = first_unit.source.locale
        if self.output_format.has_one_pair:
            target_locale = options.target or self.file_locales[1]
            if options.target is None and first_unit is not None and first_unit.target:
                target_locale = first_unit.target.locale
            source_locale = source_locale or self.options.read.source
            target_locale = target_locale or self.options.read.target
            if first_unit is None and not (source_locale and target_locale):
                location_prefix = (
                    f"line {skipped_entries[0].line}: "
                    if skipped_entries[0].line
                    else ""
                )
                raise InputError(
                    f"nothing in {self.input_path} can be read: {location_prefix}"
                    f"{skipped_entries[0].reason}"
                )
            if target_locale is None:
                raise InputError(
                    f"{self.output_path}: this format needs a target language; name it",
                    parameters=["target"],
                )
            options = replace(options, source=source_locale, target=target_locale)
        return (
            options
            if first_unit is None
            else replace(options, main_source=source_locale)
        )


@dataclass(frozen=True, slots=True)
class TermConversion:
    """Conversion of an open file of terms."""

    input_path: str
    output_path: str
    output_format: TermFormat
    """The output format."""
    options: ConvertOptions
    unpacked_file: UnpackedFile

    def run(self, report_progress: ReportProgress | None = None) -> ConversionResult:
        """Write the output file."""
        read_options, is_strict = self.options.read, self.options.write.strict
        if self.output_format.has_one_pair:
            require_locales(read_options, f"a glossary of {self.output_format.name}")

        result = ConversionResult(self.output_format.name)
        write_result = write_terms(
            self.output_path,
            report_counts(self._read_concepts(result), report_progress),
            self.options.write_terms,
            format_name=self.output_format.name,
            is_strict=is_strict,
        )
        return result.add_write_result(write_result)

    def _read_concepts(self, result: ConversionResult) -> Iterator[ConceptEntry]:
        read_options = self.options.read
        source_locale, target_locale = (
            (None, None)
            if read_options.are_default_locales
            else (read_options.source, read_options.target)
        )
        term_read_options = ReadOptions(
            source_locale,
            target_locale,
            columns=read_options.columns,
            sheet=read_options.sheet,
        )
        for term_item in read_term_items(
            self.unpacked_file, term_read_options, format_name=self.options.input_format
        ):
            if not result.record_other_item(term_item):
                assert isinstance(term_item, ConceptEntry)
                yield term_item
        if self.options.write.strict:
            result.require_all_read(self.input_path)
