"""Reader of MO files: a table of texts, and one of their translations."""

import re
import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polib

from tm.errors import FormatError
from tm.text.input.encoding import is_encoding

_LITTLE_ENDIAN_MAGIC, _BIG_ENDIAN_MAGIC = b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"
_MAJOR_VERSIONS = (0, 1)
"""Major versions that can be read, by gettext's manual."""
_MAX_TOTAL_STRING_RATIO = 4
"""Limit of the total length of strings, in multiples of a file's size."""
_HEADER_SIZE = 28
_LAST_SEGMENT_NUMBER = 0xFFFFFFFF
_CHARSET_PATTERN = re.compile(r"charset=([\w:.-]+)")


@dataclass(frozen=True, slots=True)
class MoEntryPosition:
    """Position of an entry in the file."""

    entry_number: int
    """The number of the entry in the tables, from 1, with the header."""
    byte_offset: int
    """The offset of its text in the file."""


class MoFile:
    """Reader of the entries of an open MO file."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Raises FormatError for a file that is cut off, or made to fill the memory."""
        self._file = file
        self._path = str(path)
        self.system_dependent_count = 0
        """How many entries are not read, since they depend on the system."""
        self._text_positions, self._translation_positions = self._read_tables(
            path.stat().st_size
        )
        self.header_fields = self._read_header_fields()
        """The fields of the header; empty if there is none."""
        charset_match = _CHARSET_PATTERN.search(
            self.header_fields.get("Content-Type", "")
        )
        is_known_charset = charset_match is not None and is_encoding(charset_match[1])
        self._encoding = (
            charset_match[1]
            if charset_match is not None and is_known_charset
            else "utf-8"
        )

    def read_entries(self) -> Iterator[tuple[MoEntryPosition, polib.MOEntry | None]]:
        """Read all entries but the header; None for one not in the file's charset."""
        for entry_index in range(
            bool(self.header_fields), len(self._text_positions) // 2
        ):
            entry_position = MoEntryPosition(
                entry_index + 1, self._text_positions[2 * entry_index + 1]
            )
            try:
                yield entry_position, self._read_entry(entry_index)
            except UnicodeError:
                yield entry_position, None

    @property
    def encoding(self) -> str:
        """The encoding of the texts, by the header, else UTF-8."""
        return self._encoding

    def _read_entry(self, entry_index: int) -> polib.MOEntry:
        """Read the text and the translation of an entry, by its index."""
        text = self._read_string(self._text_positions, entry_index).decode(
            self._encoding
        )
        # The first of several separators counts, as for programs that look texts up.
        context, context_separator, text_after_context = text.partition("\4")
        msgid, plural_separator, plural_text = (
            text_after_context if context_separator else text
        ).partition("\0")
        translation = self._read_string(
            self._translation_positions, entry_index
        ).decode(self._encoding)
        plural_forms = translation.split("\0")
        return polib.MOEntry(
            msgctxt=context if context_separator else None,
            msgid=msgid,
            msgid_plural=plural_text.partition("\0")[0],
            msgstr="" if plural_separator else translation,
            msgstr_plural=dict(enumerate(plural_forms)) if plural_separator else {},
        )

    def _read_header_fields(self) -> dict[str, str]:
        if not self._text_positions or self._text_positions[0]:
            return {}
        # Only names of persons may not be ASCII, and they are not needed.
        header_text = self._read_string(self._translation_positions, 0).decode(
            "utf-8", "replace"
        )
        header_fields = (
            line.partition(":") for line in header_text.split("\n") if line
        )
        return {field_name: value.strip() for field_name, _, value in header_fields}

    def _read_string(self, position_table: "array[int]", entry_index: int) -> bytes:
        """Read a text or a translation by its length and offset in a table."""
        length, offset = position_table[2 * entry_index : 2 * entry_index + 2]
        self._file.seek(offset)
        return self._file.read(length)

    def _read_tables(self, file_size: int) -> tuple["array[int]", "array[int]"]:
        """Read length and offset of each text, and of each translation."""
        header = self._file.read(20)
        if len(header) < 20 or header[:4] not in (
            _LITTLE_ENDIAN_MAGIC,
            _BIG_ENDIAN_MAGIC,
        ):
            raise self._make_incomplete_file_error()
        byte_order = "<" if header[:4] == _LITTLE_ENDIAN_MAGIC else ">"
        version, entry_count, *table_offsets = struct.unpack(
            f"{byte_order}4I", header[4:]
        )
        if version >> 16 not in _MAJOR_VERSIONS:
            reason = f"version {version >> 16} of MO is unknown; make the file again"
            raise FormatError(reason, path=self._path)
        if max(table_offsets) + 8 * entry_count > file_size:
            raise self._make_incomplete_file_error()
        position_tables = []
        for offset in table_offsets:
            self._file.seek(offset)
            position_table = array("I", self._file.read(8 * entry_count))
            if (sys.byteorder == "little") != (byte_order == "<"):
                position_table.byteswap()
            # After each string, a NUL must be in the file, too.
            if any(
                map(
                    file_size.__le__,
                    map(int.__add__, position_table[::2], position_table[1::2]),
                )
            ):
                raise self._make_incomplete_file_error()
            position_tables.append(position_table)
        if (
            sum(sum(position_table[::2]) for position_table in position_tables)
            > file_size * _MAX_TOTAL_STRING_RATIO
        ):
            reason = "the file is damaged: its strings overlap; make it again"
            raise FormatError(reason, path=self._path)
        if version & 0xFFFF and min(table_offsets) >= _HEADER_SIZE + 20:
            self.system_dependent_count = self._count_system_dependent_strings(
                byte_order, file_size
            )
        return position_tables[0], position_tables[1]

    def _count_system_dependent_strings(self, byte_order: str, file_size: int) -> int:
        """Count the entries of minor version 1, whose parts depend on the system.

        Their texts name formats such as `<PRIu64>`, which a program replaces.
        """
        self._file.seek(_HEADER_SIZE)
        segment_count, segments_offset, string_count, *table_offsets = (
            self._read_integers(byte_order, 5)
        )
        if (
            segments_offset + 8 * segment_count > file_size
            or max(table_offsets) + 4 * string_count > file_size
        ):
            raise self._make_incomplete_file_error()
        for table_offset in table_offsets:
            self._file.seek(table_offset)
            for string_offset in self._read_integers(byte_order, string_count):
                self._check_system_dependent_string(
                    byte_order, file_size, string_offset, segment_count
                )
        return string_count

    def _check_system_dependent_string(
        self, byte_order: str, file_size: int, string_offset: int, segment_count: int
    ) -> None:
        """Raise FormatError for a string whose parts are not in the file."""
        self._file.seek(string_offset)
        [text_offset] = self._read_integers(byte_order, 1)
        while True:
            length, segment_index = self._read_integers(byte_order, 2)
            text_offset += length
            if text_offset > file_size:
                raise self._make_incomplete_file_error()
            if segment_index == _LAST_SEGMENT_NUMBER:
                return
            if segment_index >= segment_count:
                raise self._make_incomplete_file_error()

    def _read_integers(self, byte_order: str, count: int) -> tuple[int, ...]:
        data = self._file.read(4 * count)
        if len(data) < 4 * count:
            raise self._make_incomplete_file_error()
        return struct.unpack(f"{byte_order}{count}I", data)

    def _make_incomplete_file_error(self) -> FormatError:
        return FormatError(
            "this is not a complete MO file; make it again", path=self._path
        )
