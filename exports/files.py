"""Reading and writing files of units in any format."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from exports.entry import Entry, FileHeader, WriteResult, flatten_blocks
from exports.format import (
    TERMS_NOT_UNITS,
    FileLocales,
    Format,
    ParallelFiles,
    ReadOptions,
    UnitFormat,
    WriteOptions,
    find_format_by_signature,
    find_format_by_suffix,
    get_header_module,
    get_locales_module,
    get_side_files_module,
    read_blocks,
)
from exports.format_registries import formats, term_formats
from exports.io.compressed_input import (
    FileBeginning,
    UnpackedFile,
    open_unpacked_file,
    read_beginning,
)
from exports.io.compressed_output import open_packed_output
from exports.io.compression_kinds import remove_packing_suffix
from exports.io.lines import NOT_A_TEXT_FILE, detect_unmarked_encoding, is_binary
from exports.io.replace_file import STANDARD_OUTPUT, open_standard_output, replace_file
from exports.table.table_formats import require_table
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.input.encoding import find_marked_encoding
from tm.text.input.stream import STANDARD_INPUT, convert_read_errors, is_stream
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


def detect_unit_format(path: Path) -> UnitFormat:
    """Detect the format of a file by its content, else by its suffix.

    Content goes first, since files get wrong names more often than wrong beginnings.
    A packed file is judged by what is in it. Raises FormatError for an empty file, one
    of no known format, or one of terms; InputError where there is no file to read.
    """
    with convert_read_errors(path):
        return _detect_side_files_format(path) or _detect_by_beginning(
            read_beginning(path), path
        )


def _detect_by_beginning(file_beginning: FileBeginning, path: Path) -> UnitFormat:
    """Detect a format by the first bytes of a file, else by its suffix."""
    first_bytes = file_beginning.data
    if not first_bytes:
        raise FormatError("the file is empty", path=str(path))
    binary_format = find_format_by_signature(
        formats, first_bytes.decode("latin-1"), is_binary=True
    )
    if binary_format is not None:
        return binary_format
    text = decode_beginning(first_bytes)
    if "\x00" in text and is_binary(text.encode()):
        line_number = text.count("\n", 0, text.index("\x00")) + 1
        raise FormatError(NOT_A_TEXT_FILE, path=str(path), line=line_number)
    text = text.replace("\x00", "")
    matching_format = find_format_by_signature(formats, text)
    if matching_format is not None:
        return matching_format
    refuse_term_file(text, path)
    for format in formats.values():
        if format.recognises_beginning(text):
            return format
    matching_format = find_format_by_suffix(formats, file_beginning.suffix)
    if matching_format is None:
        raise FormatError(
            "unknown format: neither content nor suffix is known; formats: "
            f"{_list_format_names()}",
            path=str(path),
        )
    return matching_format


def decode_beginning(first_bytes: bytes) -> str:
    """Decode the first bytes of a file as text with line feeds as line ends."""
    encoding = find_marked_encoding(first_bytes) or detect_unmarked_encoding(
        first_bytes
    )
    text = first_bytes.decode(encoding or "utf-8", errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def refuse_term_file(text: str, path: Path) -> None:
    """Raise FormatError for a file that begins like a file of terms."""
    if find_format_by_signature(term_formats, text) is not None:
        raise FormatError(TERMS_NOT_UNITS, path=str(path), next_step="import terms")


def _detect_side_files_format(path: Path) -> UnitFormat | None:
    """The format for a path with two languages as its suffix: `corpus.vi-id`."""
    if path.name != STANDARD_INPUT and not path.exists() and "-" in path.suffix:
        from exports.lines_and_json.moses import is_locale_pair

        return formats["moses"] if is_locale_pair(path.suffix) else None
    return None


def find_side_files(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> ParallelFiles | None:
    """Find the source and target files of a path; None for a single-file format.

    Raises InputError for a path that does not name two files.
    """
    format = (
        _detect_side_files_format(path) if format_name is None else formats[format_name]
    )
    if format is None or not format.has_two_files:
        return None
    return get_side_files_module(format).find_side_files(path, options)


def find_output_format(output_path: str, format_name: str | None = None) -> UnitFormat:
    """Choose the output format by its name, else by the suffix of the file.

    A compression suffix is ignored: `memory.tmx.gz` is TMX. Raises UnknownName,
    or InputError for an unknown format, or one of terms.
    """
    suffix = remove_packing_suffix(output_path).suffix
    _refuse_format_of_terms(format_name or suffix.lower().removeprefix("."))
    if format_name is not None:
        return formats[format_name]
    format = find_format_by_suffix(formats, suffix) or _detect_side_files_format(
        Path(output_path)
    )
    if format is None:
        problem_description = "standard output has no suffix"
        if output_path != STANDARD_OUTPUT:
            problem_description = f"{output_path} has no suffix of a known format"
        raise InputError(
            f"{problem_description}; name the format, one of {_list_format_names()}"
        )
    return format


def _refuse_format_of_terms(format_name: str) -> None:
    """Raise InputError if the name is that of a format of terms only."""
    if format_name in formats:
        return
    if format_name in term_formats and term_formats[format_name].is_written:
        raise InputError(
            f"{format_name.upper()} holds terms, not units; export terms in it",
            next_step="export terms",
        )


def read(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[Entry]:
    """Read the entries of a file; its format is detected unless named.

    Streams. A packed file is unpacked when the first entry is asked for; `-` is
    standard input. A file that cannot be opened, is of no known format, or is no table
    where `options` say something of one, raises at once.
    """
    return flatten_blocks(read_in_blocks(path, options, format_name=format_name))


def read_in_blocks(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[Entry | UnitTable]:
    """Read a file as `read` does, but yield similar units together as tables."""
    if not is_stream(path):
        format_name = format_name or detect_unit_format(path).name
        require_table(options, format_name, str(path))
        if not formats[format_name].has_two_files:
            with convert_read_errors(path):
                read_beginning(path)
    return _read_entries(path, format_name, options)


def _read_entries(
    path: Path, format_name: str | None, options: ReadOptions
) -> Iterator[Entry | UnitTable]:
    if format_name is not None and formats[format_name].has_two_files:
        with convert_read_errors(path):
            yield from formats[format_name].load_module().read(path, options)
        return
    with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
        yield from read_unpacked_file_in_blocks(
            unpacked_file, options, format_name=format_name
        )


def read_header_for_output(
    unpacked_file: UnpackedFile,
    output_path: str,
    *,
    format_name: str | None = None,
    output_format_name: str | None = None,
) -> FileHeader | None:
    """The header of an open file, if `output_path` gets the same format; else None."""
    try:
        format = (
            detect_unit_format(unpacked_file.path)
            if format_name is None
            else formats[format_name]
        )
        if (
            format.has_header
            and find_output_format(output_path, output_format_name).name == format.name
        ):
            return get_header_module(format).read_file_header(unpacked_file.path)
        return None
    except FormatError as error:
        raise unpacked_file.with_displayed_path(error) from error


def read_file_locales(
    unpacked_file: UnpackedFile, *, format_name: str | None = None
) -> FileLocales:
    """Read the languages that an open file names in its header, if it has one."""
    format = (
        detect_unit_format(unpacked_file.path)
        if format_name is None
        else formats[format_name]
    )
    if not format.names_locales:
        return None, None
    return get_locales_module(format).read_file_locales(unpacked_file.path)


def read_unpacked_file(
    unpacked_file: UnpackedFile, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[Entry]:
    """Read the entries of an open file; errors name it as the user did."""
    return flatten_blocks(
        read_unpacked_file_in_blocks(unpacked_file, options, format_name=format_name)
    )


def read_unpacked_file_in_blocks(
    unpacked_file: UnpackedFile, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[Entry | UnitTable]:
    """Read an open file as `read_unpacked_file` does, similar units as tables."""
    try:
        format = (
            detect_unit_format(unpacked_file.path)
            if format_name is None
            else formats[format_name]
        )
        require_table(options, format.name, unpacked_file.name)
        for entry in read_blocks(format, unpacked_file.path, options):
            if isinstance(entry, SkippedEntry) and entry.path == str(
                unpacked_file.path
            ):
                entry = replace(entry, path=unpacked_file.name)
            yield entry
    except FormatError as error:
        raise unpacked_file.with_displayed_path(error) from error
    except InputError as error:
        if str(unpacked_file.path) not in str(error):
            raise
        message = str(error).replace(str(unpacked_file.path), unpacked_file.name)
        raise InputError(
            message, parameters=error.parameters, next_step=error.next_step
        ) from error


def write(
    output_path: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    *,
    format_name: str | None = None,
) -> WriteResult:
    """Write units to a file, or with `-` to standard output.

    A suffix such as `.gz` packs it. The file is replaced when all of it is safely on
    the disc: whatever goes wrong before, the file that was there stays, and nothing is
    left over. Raises InputError where nothing can be written, and where strict options
    refuse a loss.
    """
    format = find_output_format(output_path, format_name)
    if format.has_two_files:
        return _write_sides(output_path, units, options, format)
    module = format.load_module()
    if output_path == STANDARD_OUTPUT:
        with open_standard_output(is_all_or_nothing=options.strict) as stream:
            write_result = module.write(units, stream, options)
            require_complete(write_result, output_path, strict=options.strict)
        return write_result
    with replace_file(Path(output_path)) as file:
        with open_packed_output(
            file, output_path, suffix=find_default_suffix(format)
        ) as stream:
            write_result = module.write(units, stream, options)
        require_complete(write_result, output_path, strict=options.strict)
    return write_result


def _write_sides(
    output_path: str,
    units: Iterable[TranslationUnit],
    options: WriteOptions,
    format: UnitFormat,
) -> WriteResult:
    module = get_side_files_module(format)
    read_options = ReadOptions(options.source, options.target)
    if output_path == STANDARD_OUTPUT:
        raise InputError(f"{format.name} is two files; name them, as corpus.vi-id")
    side_files = module.find_side_files(Path(output_path), read_options)
    options = replace(
        options, source=side_files.locales[0], target=side_files.locales[1]
    )
    with (
        replace_file(side_files.source_path) as source_file,
        replace_file(side_files.target_path) as target_file,
    ):
        write_result = module.write_sides(units, source_file, target_file, options)
        require_complete(write_result, output_path, strict=options.strict)
    return write_result


def find_default_suffix(format: Format[Any, Any]) -> str:
    """The first suffix of a format; empty if it has none."""
    return format.suffixes[0] if format.suffixes else ""


def require_complete(
    write_result: WriteResult, output_path: str, *, strict: bool
) -> None:
    """Raise InputError, if strict, for a file with losses or units left out."""
    if strict and not write_result.is_complete:
        losses = [f"{loss.count} × {loss.what}" for loss in write_result.lost]
        if write_result.left_out:
            losses.insert(0, f"{write_result.left_out} units left out")
        raise InputError(
            f"{output_path}: the file would not hold everything: {', '.join(losses)}"
        )


def _list_format_names() -> str:
    return ", ".join(formats)
