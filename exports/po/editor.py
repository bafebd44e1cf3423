"""Editor that fills the empty entries of a PO file in its own text.

polib reads it chunk by chunk, and gives the line of each entry; the lines are changed
here. What was read waits outside memory.
"""

import codecs
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, overload

from exports.editable_file import EditableSegment, Filling
from exports.entry import SkippedEntry
from exports.format import ReadOptions
from exports.io.lines import read_first_bytes
from exports.po.chunks import (
    ENTRIES_PER_CHUNK,
    TOO_LONG_ENTRY,
    PoChunk,
    PoEntryLines,
    decoding_errors,
    find_encoding,
    read_chunks,
)
from exports.po.entry_text import escape
from exports.po.fields import UNWRITABLE
from exports.po.header import PoHeader
from exports.po.polib_layout import is_single_text_line, split_lines
from tm.errors import FormatError, InvalidText
from tm.spill.list import SpillList
from tm.text.locale import Locale
from tm.text.segment import Segment

_ANY_LOCALE = Locale("und")
"""Locale of texts that are only normalised."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MSGID = re.compile(r"msgid\b")
_MSGSTR = re.compile(r"(?:\A|[\r\n])[ \t]*msgstr")
_PREFIXES_BELOW_COMMENTS = ("#:", "#,", "#|", "msgctxt", "msgid")
"""Prefixes of lines below the comments of an entry."""
_BIG_ENDIAN = {
    "utf-16": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-32": (codecs.BOM_UTF32_BE, "utf-32-be"),
}
"""Byte order mark and big-endian name of encodings."""


@dataclass(frozen=True, slots=True)
class EditablePoEntry:
    """An entry that has one translation."""

    text: str
    is_empty: bool
    part: int
    """The index of the part of the file that has the entry."""
    first_line: int
    """The first line of the part, from 1."""
    line: int
    """The first line of the entry, from 1."""
    translation: str = ""
    entries_before: int = 0
    """How many entries are before it in its part."""

    @property
    def read_texts(self) -> tuple[str, str]:
        """The source text and the translation."""
        return self.text, self.translation


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
            header = PoHeader(path, first_chunk.file.metadata, options)
            self.source, self.target = header.read_locales()
            for chunk in chain([first_chunk], chunks):
                self._read_chunk(chunk)
        self._current_parts = array("Q", range(len(self._parts)))
        """For each part of the file, the index of its current version."""

        self.segments: Sequence[EditableSegment] = _PoSegments(
            self.source, self._entries
        )

    @property
    def entries(self) -> Sequence[EditablePoEntry]:
        """The entries that have one translation, in order."""
        return self._entries

    def _read_chunk(self, chunk: PoChunk) -> None:
        for entry_lines in chunk.lines:
            if (
                entry_lines.damage is not None
                and entry_lines.damage[1] == TOO_LONG_ENTRY
            ):
                line, reason = entry_lines.damage  # its text was not held
                reason += ", which nobody can give back: take it out to fill the rest"
                raise FormatError(reason, path=self._path, line=line)
        self.skipped += chunk.skipped
        first_part = len(self._parts)
        for entry_lines in chunk.lines:
            self._parts.append(entry_lines.text)
        lines_indexes = [chunk.find_lines_index(entry) for entry in chunk.file]
        complaints: dict[int, SkippedEntry | None] = {}
        for index, entry in enumerate(chunk.file):
            is_plural = entry.msgid_plural or entry.msgstr_plural
            if entry.obsolete or is_plural or not entry.msgid.strip():
                continue
            lines_index = lines_indexes[index]
            first_index = bisect_left(lines_indexes, lines_index)
            if lines_index not in complaints:
                count = bisect_right(lines_indexes, lines_index) - first_index
                complaints[lines_index] = complaint = self._find_damage(
                    chunk.lines[lines_index], count
                )
                self.skipped += [complaint] if complaint else []
            if complaints[lines_index] is not None:
                continue
            self._entries.append(
                EditablePoEntry(
                    entry.msgid,
                    not entry.msgstr.strip(),
                    first_part + lines_index,
                    chunk.lines[lines_index].first_line,
                    entry.linenum or 1,
                    entry.msgstr,
                    index - first_index,
                )
            )

    def _find_damage(
        self, entry_lines: PoEntryLines, entry_count: int
    ) -> SkippedEntry | None:
        """Find why the texts of entries in the same lines cannot be edited."""
        if entry_lines.is_plain:
            if _MSGSTR.search(entry_lines.text):
                return None
            reason = "its msgstr stands apart, below an empty line"
            return SkippedEntry(self._path, entry_lines.first_line, reason)
        msgid_count = 0
        for line_number, line in enumerate(
            split_lines(entry_lines.text), entry_lines.first_line
        ):
            text = line.strip()
            msgid_count += _MSGID.match(text) is not None
            if text.startswith(("msg", '"')) and not is_single_text_line(text):
                damaged_line = min(line_number, entry_lines.last_line)
                return SkippedEntry(
                    self._path, damaged_line, "no text in quotation marks"
                )
        if msgid_count != entry_count:
            reason = "a line shared with the header, or with an obsolete entry"
            return SkippedEntry(self._path, entry_lines.first_line, reason)
        return None

    def fill(self, number: int, filling: Filling) -> bool:
        """Fill an entry with a translation, a comment, and a flag if it is fuzzy."""
        entry = self._entries[number]
        entry_editor = self._edit_entry(entry)
        entry_editor.replace_translation(
            _keep_outer_space(entry.text, filling.target.display)
        )
        entry_editor.add_comment(_UNPRINTABLE.sub(" ", filling.remark))
        if not filling.is_sure:
            entry_editor.flag_as_fuzzy()
            if filling.previous_source is not None:
                entry_editor.add_previous_msgid(filling.previous_source)
        self._replace_part(entry.part, entry_editor.text)
        return filling.is_sure

    def read_texts(self, number: int) -> tuple[str, str] | None:
        """Read both texts of a translated entry, normalised like those of units."""
        entry = self._entries[number]
        if entry.is_empty:
            return None
        try:
            source, target = (
                Segment.of(_ANY_LOCALE, text).text for text in entry.read_texts
            )
        except InvalidText:
            return None
        return source, target

    def correct(self, number: int, text: str) -> bool:
        """Replace the translation of an entry without adding a comment.

        White space at its ends stays as it was.
        """
        entry = self._entries[number]
        entry_editor = self._edit_entry(entry)
        entry_editor.replace_translation(_keep_outer_space(entry.translation, text))
        self._replace_part(entry.part, entry_editor.text)
        return True

    def write(self, file: BinaryIO) -> None:
        """Write the file, in the encoding that it had."""
        file.write(self._byte_order_mark)
        errors = decoding_errors(self._encoding)
        encoder = codecs.getincrementalencoder(self._encoding)(errors)
        try:
            for number in self._current_parts:
                file.write(encoder.encode(self._parts[number]))
            file.write(encoder.encode("", final=True))
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            reason = f"{self._encoding}, the file's encoding, has no {letter!r}"
            raise FormatError(f"{reason}; make it UTF-8 first") from error

    def _replace_part(self, part: int, text: str) -> None:
        self._current_parts[part] = len(self._parts)
        self._parts.append(text)

    def _edit_entry(self, entry: EditablePoEntry) -> "_EntryEditor":
        text = self._parts[self._current_parts[entry.part]]
        return _EntryEditor(text, entry, self._path)


class _PoSegments(Sequence[EditableSegment]):
    """The segments of a PO file, made when they are used."""

    def __init__(self, locale: Locale, entries: Sequence[EditablePoEntry]) -> None:
        self._locale = locale
        self._entries = entries
        # Each is used as a neighbour too.
        self._segment = lru_cache(maxsize=4)(self._make_segment)

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
            return [self._segment(number) for number in range(len(self))[index]]
        return self._segment(index)

    def _make_segment(self, number: int) -> EditableSegment:
        entry = self._entries[number]
        return EditableSegment(Segment.of(self._locale, entry.text), entry.is_empty)


class _EntryEditor:
    """Editor of the lines of an entry."""

    def __init__(self, text: str, entry: EditablePoEntry, path: str) -> None:
        """`text`: of the part of the file that the entry is in, as it is now.

        Raises FormatError where it has no msgstr.
        """
        self._path = path
        self._first_line = entry.first_line
        self._lines = [*split_lines(text)]
        line_index = entry.line - entry.first_line if not entry.entries_before else 0
        for _ in range(entry.entries_before):
            line_index = self._find_next_entry(line_index)
        self._field_lines = self._find_fields(line_index)
        first_line = self._lines[line_index]
        self._line_end = first_line[len(first_line.rstrip("\r\n")) :] or "\n"
        self._added_text: dict[int, str] = {}
        """Text to put before a line."""

    @property
    def text(self) -> str:
        """The lines as they are now."""
        return "".join(
            self._added_text.get(number, "") + line
            for number, line in enumerate(self._lines)
        )

    def replace_translation(self, text: str) -> None:
        """Replace the translation."""
        first_line, *other_lines = self._find_translation_lines(
            self._field_lines["msgstr"]
        )
        self._lines[first_line] = self._format_field("msgstr", text)
        for line in other_lines:
            self._lines[line] = ""

    def add_comment(self, text: str) -> None:
        """Add a comment below the others."""
        self._add_text(self._field_lines["below"], f"#. {text}{self._line_end}")

    def flag_as_fuzzy(self) -> None:
        """Add the flag for a fuzzy translation."""
        if "flags" not in self._field_lines:
            self._add_text(self._field_lines["previous"], f"#, fuzzy{self._line_end}")
            return
        line = self._field_lines["flags"]
        if "fuzzy" not in self._lines[line]:
            self._lines[line] = (
                self._lines[line].rstrip("\r\n") + f", fuzzy{self._line_end}"
            )

    def add_previous_msgid(self, text: str) -> None:
        """Add the previous msgid, unless there is one."""
        if "has previous" not in self._field_lines:
            self._add_text(
                self._field_lines["message"], self._format_field("#| msgid", text)
            )

    def _find_fields(self, line_index: int) -> dict[str, int]:
        """Find the indexes of the lines with the entry's fields."""
        field_lines: dict[str, int] = {}
        for number in range(line_index, len(self._lines)):
            line = self._lines[number].lstrip()
            if line.startswith(_PREFIXES_BELOW_COMMENTS):
                field_lines.setdefault("below", number)
            if line.startswith("#,"):
                field_lines.setdefault("flags", number)
            if line.startswith("#|"):
                field_lines.setdefault("previous", number)
                field_lines["has previous"] = number
            if line.startswith(("msgctxt", "msgid")):
                field_lines.setdefault("message", number)
                field_lines.setdefault("previous", number)
            if line.startswith("msgstr"):
                field_lines["msgstr"] = number
                return field_lines
        reason = "an entry without msgstr"
        raise FormatError(reason, path=self._path, line=self._first_line + line_index)

    def _find_next_entry(self, line_index: int) -> int:
        """Find the index of the line where the next entry begins."""
        line = self._find_fields(line_index)["msgstr"]
        while _continues_entry(self._lines[line], "msgstr"):
            line += 1
        return line

    def _find_translation_lines(self, msgstr_index: int) -> list[int]:
        """Find the indexes of the lines of a translation."""
        line_indexes = [msgstr_index]
        for line_index in range(msgstr_index + 1, len(self._lines)):
            if not _continues_entry(self._lines[line_index]):
                break
            line_indexes.append(line_index)
        while not self._lines[line_indexes[-1]].strip():
            line_indexes.pop()
        return line_indexes

    def _add_text(self, line_index: int, text: str) -> None:
        self._added_text[line_index] = self._added_text.get(line_index, "") + text

    def _format_field(self, keyword: str, text: str) -> str:
        """Format a field of an entry, with one line for each line of its text."""
        text_lines = re.findall(r"[^\n]*\n|[^\n]+", UNWRITABLE.sub("", text))
        quoted = [f'"{escape(part)}"' for part in text_lines] or ['""']
        if len(quoted) == 1:
            return f"{keyword} {quoted[0]}{self._line_end}"
        prefix = "#| " if keyword.startswith("#|") else ""
        string_lines = "".join(
            f"{prefix}{quoted_line}{self._line_end}" for quoted_line in quoted
        )
        return f'{keyword} ""{self._line_end}{string_lines}'


def _read_mark_and_encoding(path: Path) -> tuple[bytes, str]:
    """Read a file's encoding, and its byte order mark if Python writes none."""
    first_bytes, encoding = read_first_bytes(path), find_encoding(path)
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8, "utf-8"
    byte_order_mark, name = _BIG_ENDIAN.get(encoding, (b"", encoding))
    return (
        (byte_order_mark, name)
        if byte_order_mark and first_bytes.startswith(byte_order_mark)
        else (b"", encoding)
    )


def _continues_entry(line: str, *keywords: str) -> bool:
    """Whether a line below a translation belongs to the same entry or is empty."""
    text = line.lstrip()
    return not text or text.startswith(('"', *keywords))


def _keep_outer_space(source: str, text: str) -> str:
    """Give a translation the white space that the source has at its ends."""
    space_before = source[: len(source) - len(source.lstrip())]
    space_after = source[len(source.rstrip()) :]
    return space_before + text + space_after
