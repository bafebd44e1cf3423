"""Files of terms in any format: found by content and suffix, written whole or not.

Standard input and output are called `-`.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from exports.catalogue import formats, term_formats
from exports.entry import SkippedEntry, WriteResult
from exports.files import decode_beginning, default_suffix, demand_complete
from exports.format import ReadOptions, match_signature, match_suffix
from exports.io.container import PlainFile, is_workbook, open_plain, read_beginning
from exports.io.pack import pack
from exports.io.packing import inner_name
from exports.io.replace_file import STANDARD_OUTPUT, replace_file, standard_output
from exports.table.header_row import begins_with_unit_only_header
from exports.table.locale_names import parse_column_locale
from exports.table.table_options import demand_table
from exports.term_format import (
    UNITS_NOT_TERMS,
    EntryCoverage,
    TermFormat,
    TermItem,
    TermWriteOptions,
)
from exports.terms.columns import known_names
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError, UnknownName
from tm.text.input.stream import STANDARD_INPUT, errors_as_input_errors

_SHEETS = (".xls", ".ods")
_FIRST_LINE = re.compile(r"\s*([^\n]*)")


def detect(path: Path, options: ReadOptions) -> TermFormat:
    """The format of a file: what its content shows, else what its suffix says.

    Raises FormatError for an empty file, UnknownName for a suffix that is not known.
    """
    with errors_as_input_errors(path):
        start = read_beginning(path)
    if is_workbook(start.data):
        return term_formats["xlsx"]
    text = decode_beginning(start.data)
    if not text.strip():
        raise FormatError("the file is empty", path=str(path))
    signature_format = match_signature(term_formats, text)
    if signature_format is not None:
        return signature_format
    _refuse_units(text, path)
    suffix_format = match_suffix(term_formats, start.suffix)
    if suffix_format is not None and not suffix_format.has_one_pair:
        return suffix_format
    if _has_header(text, options):
        # Tables are called .txt too, and then their header tells.
        return term_formats["csv"]
    if suffix_format is not None:
        return suffix_format
    if path.name == STANDARD_INPUT:
        return term_formats["csv"]
    _refuse_sheet(path)
    raise UnknownName("format of terms", path.suffix or path.name, _suffixes())


def find_output_format(target: str, name: str | None = None) -> TermFormat:
    """The format to write: the one of that name, else the one of the suffix.

    Raises UnknownName, or InputError where there is neither.
    """
    if name is not None:
        return term_formats[name]
    if target == STANDARD_OUTPUT:
        return term_formats["csv"]
    format = match_suffix(term_formats, inner_name(target).suffix)
    if format is None:
        _refuse_sheet(Path(target))
        raise UnknownName("format of terms", Path(target).suffix or target, _suffixes())
    return format


@contextmanager
def opened(
    file: str, options: ReadOptions, *, name: str | None = None
) -> Iterator[Iterator[TermItem]]:
    """What is in a file, whose format is found unless it is named; streams.

    What the entries can say comes before them. A packed file is unpacked.
    """
    with errors_as_input_errors(Path(file)), open_plain(file) as file_to_read:
        try:
            yield items(file_to_read, options, name=name)
        except FormatError as error:
            raise file_to_read.with_user_name(error) from error


def items(
    file: PlainFile, options: ReadOptions, *, name: str | None = None
) -> Iterator[TermItem]:
    """What is in a file that is open, under the name that the user gave."""
    try:
        format = detect(file.path, options) if name is None else term_formats[name]
    except FormatError as error:
        raise file.with_user_name(error) from error
    demand_table(options, format.name, file.name)
    return _named_as(file, format, options)


def write(
    target: str,
    entries: Iterable[ConceptEntry],
    options: TermWriteOptions,
    *,
    name: str | None = None,
    strict: bool = False,
) -> WriteResult:
    """Write entries to a file, or with `-` to standard output.

    The file is replaced when all of it is safely on the disc. Raises InputError where
    nothing can be written, and where it is to be strict and something would be lost.
    """
    format = find_output_format(target, name)
    module = format.load_module()
    if target == STANDARD_OUTPUT:
        with standard_output(all_or_nothing=strict) as stream:
            written = module.write(entries, stream, options)
            demand_complete(written, target, strict=strict)
        return written
    with replace_file(Path(target)) as file:
        with pack(file, target, suffix=default_suffix(format)) as stream:
            written = module.write(entries, stream, options)
        demand_complete(written, target, strict=strict)
    return written


def _named_as(
    file: PlainFile, format: TermFormat, options: ReadOptions
) -> Iterator[TermItem]:
    yield EntryCoverage(format.features)
    try:
        with errors_as_input_errors(file.path):
            for item in format.load_module().read(file.path, options):
                if isinstance(item, SkippedEntry):
                    item = replace(item, path=file.name)
                yield item
    except FormatError as error:
        raise file.with_user_name(error) from error


def _has_header(text: str, options: ReadOptions) -> bool:
    """Whether the first line has the name of a locale in one of its cells."""
    line = _FIRST_LINE.match(text)
    cells = re.split(r"[,;\t|]", line[1].lower()) if line else []
    names = known_names([cell.strip().strip('"') for cell in cells], options)
    return sum(parse_column_locale(name) is not None for name in names) > 1


def _refuse_units(text: str, path: Path) -> None:
    """Raise FormatError for a file that begins as one of units does."""
    if match_signature(formats, text) is not None or begins_with_unit_only_header(text):
        raise FormatError(UNITS_NOT_TERMS, path=str(path))


def _refuse_sheet(path: Path) -> None:
    if path.suffix.lower() in _SHEETS:
        raise InputError(
            f"{path.name}: sheets are read and written as XLSX and CSV only; "
            "a sheet program saves and opens them so"
        )


def _suffixes() -> list[str]:
    return [suffix for format in term_formats.values() for suffix in format.suffixes]
