"""Filling and correcting translations in a PO file in place.

polib reads the file chunk by chunk and gives the line of each entry; the lines are
changed here. They wait on disk.
"""

import codecs
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, overload

from exports.editable_file import EditableSegment, Filling
from exports.format import ReadOptions
from exports.io.editable_text import respell_for_encoding
from exports.io.lines import read_first_bytes
from exports.po.chunks import (
    ENTRIES_PER_CHUNK,
    PoChunk,
    choose_error_handler,
    find_encoding,
    read_chunks,
)
from exports.po.entry_editor import EditablePoEntry, PoEntryEditor
from exports.po.entry_lines import TOO_LONG_ENTRY_REASON, PoEntryLines
from exports.po.header import PoHeader
from exports.po.polib_layout import is_single_text_line, split_lines
from exports.po.reader import find_other_context
from tm.errors import FormatError, InvalidText
from tm.file_remarks import SkippedEntry
from tm.spill.list import SpillList
from tm.text.locale import Locale
from tm.text.segment import Segment

_ANY_LOCALE = Locale("und")
"""Locale of texts that are only normalised."""
_UNPRINTABLE_PATTERN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MSGID_PATTERN = re.compile(r"msgid\b")
_MSGSTR_PATTERN = re.compile(r"(?:\A|[\r\n])[ \t]*msgstr")
_MARK_AND_CODEC_BY_ENCODING = {
    "utf-16": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-32": (codecs.BOM_UTF32_BE, "utf-32-be"),
}
"""Byte order mark and big-endian name of encodings."""


class PoEditor:
    """A PO file to change in place; obsolete and plural entries are left to people."""

    remarks = ()
    has_codes = False

    def __init__(
        self, path: Path, options: ReadOptions, *, chunk_size: int = ENTRIES_PER_CHUNK
    ) -> None:
        self._path = str(path)
        self._byte_order_mark, self._encoding = _read_mark_and_encoding(path)
        self.skipped: list[SkippedEntry] = []
        """Entries that are damaged, and stay as they are."""
        self._entries: SpillList[EditablePoEntry] = SpillList()
        self._parts: SpillList[str] = SpillList()
        with closing(read_chunks(path, chunk_size=chunk_size)) as chunks:
            first_chunk = next(chunks)
            header = PoHeader(path, first_chunk.parsed_file.metadata, options)
            self.source_locale, self.target_locale = header.read_locales()
            for chunk in chain([first_chunk], chunks):
                self._read_chunk(chunk)
        self._current_part_indexes = array("Q", range(len(self._parts)))
        """For each part of the file, the index of its current version."""

        self.segments: Sequence[EditableSegment] = _PoSegments(
            self.source_locale, self._entries
        )

    @property
    def entries(self) -> Sequence[EditablePoEntry]:
        """The entries that have one translation, in order."""
        return self._entries

    def _read_chunk(self, chunk: PoChunk) -> None:
        """Read the editable entries of a chunk, and the text of all its parts."""
        for entry_lines in chunk.lines_of_entries:
            if (
                entry_lines.first_damage is not None
                and entry_lines.first_damage[1] == TOO_LONG_ENTRY_REASON
            ):
                line_number, reason = entry_lines.first_damage  # its text was not held
                reason += ", so it cannot be kept; remove it to fill the others"
                raise FormatError(reason, path=self._path, line=line_number)
        self.skipped += chunk.skipped_entries
        first_part_index = len(self._parts)
        for entry_lines in chunk.lines_of_entries:
            self._parts.append(entry_lines.text)
        entry_lines_indexes = [
            chunk.find_lines_index(entry) for entry in chunk.parsed_file
        ]
        damage_by_entry_lines_index: dict[int, SkippedEntry | None] = {}
        for entry_index, entry in enumerate(chunk.parsed_file):
            has_plural = bool(entry.msgid_plural or entry.msgstr_plural)
            if entry.obsolete or has_plural or not entry.msgid.strip():
                continue
            entry_lines_index = entry_lines_indexes[entry_index]
            first_entry_index = bisect_left(entry_lines_indexes, entry_lines_index)
            if entry_lines_index not in damage_by_entry_lines_index:
                entry_count = (
                    bisect_right(entry_lines_indexes, entry_lines_index)
                    - first_entry_index
                )
                damage_by_entry_lines_index[entry_lines_index] = damage = (
                    self._find_damage(
                        chunk.lines_of_entries[entry_lines_index], entry_count
                    )
                )
                self.skipped += [damage] if damage else []
            if damage_by_entry_lines_index[entry_lines_index] is not None:
                continue
            self._entries.append(
                EditablePoEntry(
                    entry.msgid,
                    not entry.msgstr.strip(),
                    first_part_index + entry_lines_index,
                    chunk.lines_of_entries[entry_lines_index].first_line_number,
                    entry.linenum or 1,
                    entry.msgstr,
                    entry_index - first_entry_index,
                    find_other_context(entry.msgctxt),
                )
            )

    def _find_damage(
        self, entry_lines: PoEntryLines, entry_count: int
    ) -> SkippedEntry | None:
        """Find why the texts of entries in the same lines cannot be edited."""
        if entry_lines.is_plain:
            if _MSGSTR_PATTERN.search(entry_lines.text):
                return None
            reason = "an empty line separates msgstr from its msgid; remove the line"
            return SkippedEntry(self._path, entry_lines.first_line_number, reason)
        msgid_count = 0
        for line_number, line in enumerate(
            split_lines(entry_lines.text), entry_lines.first_line_number
        ):
            stripped_line = line.strip()
            msgid_count += _MSGID_PATTERN.match(stripped_line) is not None
            if stripped_line.startswith(("msg", '"')) and not is_single_text_line(
                stripped_line
            ):
                damaged_line_number = min(line_number, entry_lines.last_line_number)
                return SkippedEntry(
                    self._path,
                    damaged_line_number,
                    "the line has no text in quotation marks",
                )
        if msgid_count != entry_count:
            reason = "one line holds several entries; give each its own lines"
            return SkippedEntry(self._path, entry_lines.first_line_number, reason)
        return None

    def fill(self, segment_index: int, filling: Filling) -> bool:
        """Fill an entry with a translation, a comment, and a flag if it is fuzzy."""
        entry = self._entries[segment_index]
        entry_editor = self._make_entry_editor(entry)
        entry_editor.replace_translation(
            _copy_outer_space(entry.source_text, filling.target.display_text)
        )
        remark = _UNPRINTABLE_PATTERN.sub(" ", filling.remark)
        # What only explains a translation must not keep it out of the file.
        entry_editor.add_comment(
            remark.encode(self._encoding, "replace").decode(self._encoding)
        )
        if not filling.is_sure:
            entry_editor.flag_as_fuzzy()
            previous_source = filling.previous_source
            if previous_source is not None and self._can_encode(previous_source):
                entry_editor.add_previous_msgid(previous_source)
        self._replace_part(entry.part_index, entry_editor.text)
        return filling.is_sure

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """Read both texts of a translated entry, normalised like those of units."""
        entry = self._entries[segment_index]
        if entry.is_untranslated:
            return None
        try:
            source, target = (
                Segment.of(_ANY_LOCALE, text).text for text in entry.texts
            )
        except InvalidText:
            return None
        return source, target

    def correct(self, segment_index: int, new_text: str) -> bool:
        """Replace the translation of an entry without adding a comment.

        White space at its ends stays as it was.
        """
        entry = self._entries[segment_index]
        entry_editor = self._make_entry_editor(entry)
        entry_editor.replace_translation(_copy_outer_space(entry.translation, new_text))
        self._replace_part(entry.part_index, entry_editor.text)
        return True

    def write(self, file: BinaryIO) -> None:
        """Write the file, in the encoding that it had."""
        file.write(self._byte_order_mark)
        error_handler = choose_error_handler(self._encoding)
        encoder = codecs.getincrementalencoder(self._encoding)(error_handler)
        try:
            for part_index in self._current_part_indexes:
                part_text = self._parts[part_index]
                file.write(
                    encoder.encode(respell_for_encoding(part_text, self._encoding))
                )
            file.write(encoder.encode("", final=True))
        except UnicodeEncodeError as error:
            character = error.object[error.start]
            reason = f"{self._encoding}, the file's encoding, has no {character!r}"
            raise FormatError(f"{reason}; save the file as UTF-8 first") from error

    def _can_encode(self, text: str) -> bool:
        try:
            respell_for_encoding(text, self._encoding).encode(self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _replace_part(self, part_index: int, new_text: str) -> None:
        self._current_part_indexes[part_index] = len(self._parts)
        self._parts.append(new_text)

    def _make_entry_editor(self, entry: EditablePoEntry) -> "PoEntryEditor":
        part_text = self._parts[self._current_part_indexes[entry.part_index]]
        return PoEntryEditor(part_text, entry, self._path)


class _PoSegments(Sequence[EditableSegment]):
    """The segments of a PO file, made when they are used."""

    def __init__(self, locale: Locale, entries: Sequence[EditablePoEntry]) -> None:
        self._locale = locale
        self._entries = entries
        # Each is used as a neighbour too.
        self._find_segment = lru_cache(maxsize=4)(self._make_segment)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> EditableSegment: ...
    @overload
    def __getitem__(self, index: slice) -> list[EditableSegment]: ...
    def __getitem__(
        self, index: int | slice
    ) -> EditableSegment | list[EditableSegment]:
        if isinstance(index, slice):
            return [
                self._find_segment(entry_index)
                for entry_index in range(len(self))[index]
            ]
        return self._find_segment(index)

    def _make_segment(self, segment_index: int) -> EditableSegment:
        entry = self._entries[segment_index]
        return EditableSegment(
            Segment.of(self._locale, entry.source_text),
            entry.is_untranslated,
            entry.context,
        )


def _read_mark_and_encoding(path: Path) -> tuple[bytes, str]:
    """Read a file's encoding, and its byte order mark if Python writes none."""
    first_bytes, encoding = read_first_bytes(path), find_encoding(path)
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8, "utf-8"
    byte_order_mark, codec_name = _MARK_AND_CODEC_BY_ENCODING.get(
        encoding, (b"", encoding)
    )
    return (
        (byte_order_mark, codec_name)
        if byte_order_mark and first_bytes.startswith(byte_order_mark)
        else (b"", encoding)
    )


def _copy_outer_space(spaced_text: str, translation: str) -> str:
    """Give a translation the white space that a text has at its ends."""
    space_before = spaced_text[: len(spaced_text) - len(spaced_text.lstrip())]
    space_after = spaced_text[len(spaced_text.rstrip()) :]
    return space_before + translation + space_after
