"""Reading and writing files of terms in any format.

The name `-` is standard input or output.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.entry import WriteResult
from exports.files import decode_beginning, find_default_suffix, require_complete
from exports.format import ReadOptions, find_format_by_signature, find_format_by_suffix
from exports.format_registries import formats, term_formats
from exports.io.compressed_input import (
    UnpackedFile,
    is_office_document,
    open_unpacked_file,
    read_beginning,
)
from exports.io.compressed_output import open_packed_output
from exports.io.compression_kinds import remove_packing_suffix
from exports.io.replace_file import STANDARD_OUTPUT, open_standard_output, replace_file
from exports.table.header_row import begins_with_unit_only_header
from exports.table.locale_names import parse_column_locale
from exports.table.table_formats import require_table
from exports.term_format import (
    UNITS_NOT_TERMS,
    SupportedTermFeatures,
    TermFormat,
    TermItem,
    TermWriteOptions,
)
from exports.terms.columns import normalise_column_names
from glossary.entries.entry import ConceptEntry
from glossary.entries.entry_filter import EntryFilter
from tm.errors import FormatError, InputError, UnknownName
from tm.file_remarks import SkippedEntry
from tm.progress import ReportProgress, report_each_item
from tm.text.input.stream import STANDARD_INPUT, convert_read_errors

if TYPE_CHECKING:  # a file is converted without a database
    from glossary.concept_store import ConceptStore

_OTHER_SHEET_SUFFIXES = (".xls", ".ods")
_FIRST_LINE_PATTERN = re.compile(r"\s*([^\n]*)")


def detect_term_format(path: Path, options: ReadOptions) -> TermFormat:
    """Detect the format of a file by its content, else by its suffix.

    Raises FormatError for an empty file, UnknownName for an unknown suffix.
    """
    with convert_read_errors(path):
        file_beginning = read_beginning(path)
    if is_office_document(file_beginning.data):
        return term_formats["xlsx"]
    text = decode_beginning(file_beginning.data)
    if not text.strip():
        raise FormatError("the file is empty", path=str(path))
    signature_format = find_format_by_signature(term_formats, text)
    if signature_format is not None:
        return signature_format
    _refuse_unit_file(text, path)
    suffix_format = find_format_by_suffix(term_formats, file_beginning.suffix)
    if suffix_format is not None and not suffix_format.has_one_pair:
        return suffix_format
    if _names_two_locales(text, options):
        # A table may be named .txt; its header is recognised.
        return term_formats["csv"]
    if suffix_format is not None:
        return suffix_format
    if path.name == STANDARD_INPUT:
        return term_formats["csv"]
    _refuse_other_spreadsheet(path)
    raise UnknownName("format of terms", path.suffix or path.name, _list_suffixes())


def find_output_format(output_path: str, format_name: str | None = None) -> TermFormat:
    """Choose the output format by its name, else by the suffix of the file.

    Raises UnknownName, or InputError for a sheet that is no XLSX or CSV file.
    """
    if format_name is not None:
        return term_formats[format_name]
    if output_path == STANDARD_OUTPUT:
        return term_formats["csv"]
    format = find_format_by_suffix(
        term_formats, remove_packing_suffix(output_path).suffix
    )
    if format is None:
        _refuse_other_spreadsheet(Path(output_path))
        raise UnknownName(
            "format of terms", Path(output_path).suffix or output_path, _list_suffixes()
        )
    return format


@contextmanager
def open_term_items(
    input_path: str, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[Iterator[TermItem]]:
    """Open a file, unpacked if necessary, and read its items one by one.

    The format is detected unless named. The SupportedTermFeatures come before the
    entries.
    """
    with (
        convert_read_errors(Path(input_path)),
        open_unpacked_file(input_path) as unpacked_file,
    ):
        try:
            yield read_term_items(unpacked_file, options, format_name=format_name)
        except FormatError as error:
            raise unpacked_file.with_displayed_path(error) from error


def read_term_items(
    unpacked_file: UnpackedFile, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[TermItem]:
    """Read the items of an open file; errors name it as the user did."""
    try:
        format = (
            detect_term_format(unpacked_file.path, options)
            if format_name is None
            else term_formats[format_name]
        )
    except FormatError as error:
        raise unpacked_file.with_displayed_path(error) from error
    require_table(options, format.name, unpacked_file.name)
    return _read_format_items(unpacked_file, format, options)


def write(
    output_path: str,
    entries: Iterable[ConceptEntry],
    options: TermWriteOptions,
    *,
    format_name: str | None = None,
    is_strict: bool = False,
) -> WriteResult:
    """Write entries to a file, or with `-` to standard output.

    The file is replaced once the new one is complete. Raises InputError if the file
    cannot be written, or, with `is_strict`, if content would be lost.
    """
    format = find_output_format(output_path, format_name)
    module = format.load_module()
    if output_path == STANDARD_OUTPUT:
        with open_standard_output(is_all_or_nothing=is_strict) as stream:
            write_result = module.write(entries, stream, options)
            require_complete(write_result, output_path, strict=is_strict)
        return write_result
    with replace_file(Path(output_path)) as file:
        with open_packed_output(
            file, output_path, suffix=find_default_suffix(format)
        ) as stream:
            write_result = module.write(entries, stream, options)
        require_complete(write_result, output_path, strict=is_strict)
    return write_result


def export_terms(
    concept_store: "ConceptStore",
    output_path: str,
    options: TermWriteOptions,
    *,
    entry_filter: EntryFilter,
    format_name: str | None = None,
    report_progress: ReportProgress,
) -> WriteResult:
    """Write the concepts of a termbase that a filter chooses.

    `report_progress` takes how many more concepts were read. Raises InputError where
    the format needs a pair of languages that the options lack.
    """
    format = find_output_format(output_path, format_name)
    if format.has_one_pair and None in (options.source, options.target):
        raise InputError(
            f"a file of the format {format.name} has one pair of languages; name both",
            parameters=("source", "target"),
        )
    entries = entry_filter.select(
        report_each_item(concept_store.entries(), report_progress)
    )
    return write(output_path, entries, options, format_name=format.name)


def _read_format_items(
    unpacked_file: UnpackedFile, format: TermFormat, options: ReadOptions
) -> Iterator[TermItem]:
    """Read the items of a file in a known format."""
    yield SupportedTermFeatures(format.features)
    try:
        with convert_read_errors(unpacked_file.path):
            for term_item in format.load_module().read(unpacked_file.path, options):
                if isinstance(term_item, SkippedEntry):
                    term_item = replace(term_item, path=unpacked_file.name)
                yield term_item
    except FormatError as error:
        raise unpacked_file.with_displayed_path(error) from error


def _names_two_locales(text: str, options: ReadOptions) -> bool:
    """Whether two cells of the first line name locales."""
    line_match = _FIRST_LINE_PATTERN.match(text)
    cells = re.split(r"[,;\t|]", line_match[1].lower()) if line_match else []
    column_names = normalise_column_names(
        [cell.strip().strip('"') for cell in cells], options
    )
    return (
        sum(
            parse_column_locale(column_name) is not None for column_name in column_names
        )
        > 1
    )


def _refuse_unit_file(text: str, path: Path) -> None:
    """Raise FormatError for a file that begins like a file of units."""
    if find_format_by_signature(
        formats, text
    ) is not None or begins_with_unit_only_header(text):
        raise FormatError(UNITS_NOT_TERMS, path=str(path), next_step="import units")


def _refuse_other_spreadsheet(path: Path) -> None:
    if path.suffix.lower() in _OTHER_SHEET_SUFFIXES:
        raise InputError(
            f"{path.name}: sheets are read and written only as XLSX and CSV; "
            "use a spreadsheet program to convert it"
        )


def _list_suffixes() -> list[str]:
    return [suffix for format in term_formats.values() for suffix in format.suffixes]
