"""Validation of files: each violation of the format, with its line.

A format whose module has a function `validate` has rules of its own; for any other,
the entries that its reader skips or refuses are reported.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from exports.entry import FormatViolation
from exports.files import detect_unit_format, read, read_unpacked_file
from exports.format import TERMS_NOT_UNITS, ReadOptions, UnitFormat
from exports.format_registries import formats, term_formats
from exports.io.compressed_input import UnpackedFile, open_unpacked_file
from exports.table.table_formats import require_table
from exports.terms.term_files import detect_term_format, read_term_items
from tm.errors import FormatError, UnknownName
from tm.file_remarks import SkippedEntry
from tm.text.input.stream import convert_read_errors

_ValidateFile = Callable[[Path], Iterator[FormatViolation]]


def validate(
    path: Path, options: ReadOptions, *, format_name: str | None = None
) -> Iterator[FormatViolation]:
    """Find the violations in a file of units or terms, in the order of lines.

    Raises InputError where there is no such file, or its languages must be given.
    """
    try:
        if _has_two_files(path, format_name):
            for entry in read(path, options, format_name=format_name):
                if isinstance(entry, SkippedEntry):
                    yield FormatViolation(entry.path, entry.line, entry.reason)
            return
        with convert_read_errors(path), open_unpacked_file(path) as unpacked_file:
            for violation in _find_violations(unpacked_file, options, format_name):
                is_in_unpacked_file = violation.path == str(unpacked_file.path)
                yield (
                    replace(violation, path=unpacked_file.name)
                    if is_in_unpacked_file
                    else violation
                )
    except FormatError as error:
        yield FormatViolation(error.path or str(path), error.line, error.reason)


def _has_two_files(path: Path, format_name: str | None) -> bool:
    if format_name is not None:
        return format_name in formats and formats[format_name].has_two_files
    return (
        "-" in path.suffix
        and not path.exists()
        and detect_unit_format(path).has_two_files
    )


def _find_violations(
    unpacked_file: UnpackedFile, options: ReadOptions, format_name: str | None
) -> Iterator[FormatViolation]:
    """Find the violations in a file of units, else of terms."""
    if format_name is not None and format_name not in formats:
        yield from _validate_terms(unpacked_file, options, format_name)
        return
    try:
        format = (
            formats[format_name]
            if format_name is not None
            else detect_unit_format(unpacked_file.path)
        )
        yield from _validate_units(unpacked_file, options, format)
    except FormatError as error:
        if error.reason != TERMS_NOT_UNITS:
            raise
        yield from _validate_terms(unpacked_file, options, None)


def _validate_units(
    unpacked_file: UnpackedFile, options: ReadOptions, format: UnitFormat
) -> Iterator[FormatViolation]:
    require_table(options, format.name, unpacked_file.name)
    format_module = format.load_module()
    if hasattr(format_module, "validate"):
        validate_file = cast(_ValidateFile, format_module.validate)
        yield from validate_file(unpacked_file.path)
        return
    for entry in read_unpacked_file(unpacked_file, options, format_name=format.name):
        if isinstance(entry, SkippedEntry):
            yield FormatViolation(entry.path, entry.line, entry.reason)


def _validate_terms(
    unpacked_file: UnpackedFile, options: ReadOptions, format_name: str | None
) -> Iterator[FormatViolation]:
    if format_name is not None and format_name not in term_formats:
        raise UnknownName("format", format_name, [*formats, *term_formats])
    format = (
        term_formats[format_name]
        if format_name is not None
        else detect_term_format(unpacked_file.path, options)
    )
    format_module = format.load_module()
    if hasattr(format_module, "validate"):
        validate_file = cast(_ValidateFile, format_module.validate)
        yield from validate_file(unpacked_file.path)
        return
    for term_item in read_term_items(unpacked_file, options, format_name=format_name):
        if isinstance(term_item, SkippedEntry):
            yield FormatViolation(term_item.path, term_item.line, term_item.reason)
