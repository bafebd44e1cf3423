"""Files that can be checked: units in any format, JSON lines, or a page.

`checks.inputs.files` makes units to check of what is read here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from exports.documents.page_text import find_office_format, read_page_bytes
from exports.entry import Entry
from exports.excluded_units import is_translatable
from exports.files import (
    decode_beginning,
    detect_unit_format,
    find_side_files,
    read,
    read_file_locales,
    read_unpacked_file,
)
from exports.format import TERMS_NOT_UNITS, FileLocales, ReadOptions
from exports.io.compressed_input import UnpackedFile, open_unpacked_file
from exports.io.lines import UnreadableLine, read_lines
from exports.po.fields import is_only_form
from exports.table.table_formats import require_table
from tm.errors import FormatError, InputError, InvalidLocale
from tm.file_remarks import FileKind, Remark, RowPosition, SkippedEntry
from tm.text.input.stream import convert_read_errors, make_display_name
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_BEGINNING_SIZE = 4096
"""Bytes by which the kind of a file is recognised."""
_NAME_BY_FILE_KIND = {
    FileKind.JSON_LINES: "JSON lines",
    FileKind.PAGE: "page",
}

NumberedUnit = tuple[int, RowPosition | None, TranslationUnit]
"""A unit with the index of its entry in the file, and its row in a table."""


@dataclass(frozen=True, slots=True)
class CheckableFile:
    """A file that was opened to be checked; its texts can be read once."""

    name: str
    """The name that the user gave."""
    kind: FileKind
    _entries: Iterator[Entry] | None = None
    _unpacked_file: UnpackedFile | None = None
    _max_page_bytes: int | None = None

    def read_units(self) -> Iterator[NumberedUnit | SkippedEntry | Remark]:
        """Read the units for readers, each with its row; of a file of units."""
        assert self._entries is not None
        row_position: RowPosition | None = None
        entry_index = -1
        for entry in self._entries:
            if isinstance(entry, Remark):
                yield entry
                continue
            entry_index += 1
            if isinstance(entry, SkippedEntry):
                yield entry
            elif isinstance(entry, RowPosition):
                row_position = entry
            elif isinstance(entry, TranslationUnit) and _is_checkable(entry):
                yield entry_index, row_position, entry

    def read_json_values(self) -> Iterator[tuple[int, object] | SkippedEntry]:
        """Read the values of JSON lines, each with the number of its line."""
        assert self._unpacked_file is not None
        for line_number, line in read_lines(self._unpacked_file.path):
            try:
                if isinstance(line, UnreadableLine):
                    raise ValueError(line.reason)
                yield line_number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield SkippedEntry(
                    make_display_name(self.name),
                    line_number,
                    _describe_json_error(error),
                )

    def read_page(self) -> bytes:
        """Read the bytes of a page. Raises InputError if it is too large."""
        assert self._unpacked_file is not None
        path = self._unpacked_file.path
        try:
            page_bytes = read_page_bytes(path)
        except FormatError:
            raise
        except InputError as error:
            # Of a packed file, the path is that of the unpacked one.
            message = str(error).replace(str(path), make_display_name(self.name))
            raise InputError(
                message, parameters=error.parameters, next_step=error.next_step
            ) from error
        if self._max_page_bytes is not None and len(page_bytes) > self._max_page_bytes:
            raise InputError(
                f"{make_display_name(self.name)}: a page may have "
                f"{self._max_page_bytes:,} bytes, and this one has "
                f"{len(page_bytes):,}; divide it, or make a file of units of it"
            )
        return page_bytes


@contextmanager
def open_checkable_file(
    name: str, options: ReadOptions, *, max_page_bytes: int | None = None
) -> Iterator[CheckableFile]:
    """Open a file, packed or not; errors have the name that the user gave.

    `max_page_bytes`: the most bytes of a page, which is read as a whole.
    Raises InputError for a file that cannot be read, and for options of tables if it is
    no table.
    """
    options = replace(options, with_row_positions=True)
    if _is_file_pair(name):
        yield CheckableFile(name, FileKind.UNITS, read(Path(name), options))
        return
    with _open_unpacked_file(name) as unpacked_file:
        kind = _detect_kind(unpacked_file)
        if kind is FileKind.UNITS:
            entries = read_unpacked_file(unpacked_file, options)
            yield CheckableFile(name, kind, entries, unpacked_file)
            return
        require_table(options, _NAME_BY_FILE_KIND[kind], name)
        yield CheckableFile(name, kind, None, unpacked_file, max_page_bytes)


def find_file_kind(name: str) -> FileKind:
    """Find how the texts of a file are read."""
    if _is_file_pair(name):
        return FileKind.UNITS
    with _open_unpacked_file(name) as unpacked_file:
        return _detect_kind(unpacked_file)


def find_named_locales(name: str, options: ReadOptions) -> FileLocales:
    """Find the languages that a file names: in its header, else in its first unit.

    Neither is known of a page, and of a format or file that names no languages.
    """
    if _is_file_pair(name):
        return _find_first_locales(read(Path(name), options))
    with _open_unpacked_file(name) as unpacked_file:
        kind = _detect_kind(unpacked_file)
        if kind is FileKind.PAGE:
            return None, None
        if kind is FileKind.JSON_LINES:
            return _find_json_locales(CheckableFile(name, kind, None, unpacked_file))
        locales = read_file_locales(unpacked_file)
        if locales != (None, None):
            return locales
        return _find_first_locales(read_unpacked_file(unpacked_file, options))


def has_fixed_direction(name: str) -> bool:
    """Whether a format names which language is translated: PO and XLIFF, not TMX."""
    if _is_file_pair(name):
        return False
    with _open_unpacked_file(name) as unpacked_file:
        return (
            _detect_kind(unpacked_file) is FileKind.UNITS
            and detect_unit_format(unpacked_file.path).names_locales
        )


def _find_first_locales(entries: Iterator[Entry]) -> FileLocales:
    """Return the languages of the first unit that has a translation."""
    try:
        for entry in entries:
            if isinstance(entry, TranslationUnit) and entry.target is not None:
                return entry.source.locale, entry.target.locale
    except InputError:
        pass  # reported where the file is read as a whole
    return None, None


def _find_json_locales(file: CheckableFile) -> FileLocales:
    """Return the languages that the first object of JSON lines names."""
    for value in file.read_json_values():
        if isinstance(value, tuple) and isinstance(value[1], Mapping):
            return (
                _parse_locale(value[1].get("source_locale")),
                _parse_locale(value[1].get("target_locale")),
            )
    return None, None


def _parse_locale(tag: object) -> Locale | None:
    try:
        return Locale.parse(str(tag)) if tag else None
    except InvalidLocale:
        return None


def _is_file_pair(name: str) -> bool:
    """Whether a name such as `corpus.vi-id` means two files, one per language."""
    return find_side_files(Path(name), ReadOptions()) is not None


@contextmanager
def _open_unpacked_file(name: str) -> Iterator[UnpackedFile]:
    with convert_read_errors(Path(name)), open_unpacked_file(name) as unpacked_file:
        try:
            yield unpacked_file
        except FormatError as error:
            raise unpacked_file.with_displayed_path(error) from error


def _detect_kind(unpacked_file: UnpackedFile) -> FileKind:
    """Detect whether a file has units, JSON lines or a page."""
    with unpacked_file.path.open("rb") as file:
        beginning = file.read(_BEGINNING_SIZE)
        later_blocks = iter(lambda: file.read(_BEGINNING_SIZE), b"")
        if not beginning.strip() and not any(map(bytes.strip, later_blocks)):
            raise FormatError("the file is empty", path=unpacked_file.name)
    if decode_beginning(beginning).lstrip(" \n\t").startswith("{"):
        return FileKind.JSON_LINES
    if find_office_format(unpacked_file.path) is not None:
        return FileKind.PAGE
    return FileKind.UNITS if _is_unit_file(unpacked_file.path) else FileKind.PAGE


def _is_unit_file(path: Path) -> bool:
    try:
        detect_unit_format(path)
    except FormatError as error:
        if error.reason == TERMS_NOT_UNITS:
            raise
        return False
    return True


def _is_checkable(unit: TranslationUnit) -> bool:
    """Whether a unit is text for readers, and not a copy of another plural form."""
    return is_translatable(unit) and not (unit.properties and is_only_form(unit))


def _describe_json_error(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.colno}"
    return str(error) or "nested too deeply"
