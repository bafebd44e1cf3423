"""A PO file whose empty entries are filled in its own text, all else being kept.

polib reads it piece by piece, and says where each entry stands; the lines are changed
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
    TOO_LONG_ENTRY,
    PoChunk,
    PoEntryLines,
    encoding_of,
    errors_of,
    read_chunks,
)
from exports.po.entry_text import escaped
from exports.po.fields import UNWRITABLE
from exports.po.header import PoHeader
from exports.po.polib_layout import is_plain, split_lines
from tm.errors import FormatError, InvalidText
from tm.spill.list import SpillList
from tm.text.locale import Locale
from tm.text.segment import Segment

_ANY = Locale("und")
"""The form of a text is the same in any language."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MSGID = re.compile(r"msgid\b")
_MSGSTR = re.compile(r"(?:\A|[\r\n])[ \t]*msgstr")
_ABOVE = ("#:", "#,", "#|", "msgctxt", "msgid")
"""What stands below the comments of an entry."""
_BIG_ENDIAN = {
    "utf-16": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-32": (codecs.BOM_UTF32_BE, "utf-32-be"),
}
"""By the encodings that Python writes with the other order: their mark and name."""


@dataclass(frozen=True, slots=True)
class EditablePoEntry:
    """An entry that has one translation."""

    text: str
    is_empty: bool
    part: int
    """The number of the part of the file that it is in."""
    first: int
    """The line, from 1, that the part begins with."""
    line: int
    """The line that the entry begins with."""
    translation: str = ""
    before: int = 0
    """How many entries stand before it in its part."""

    @property
    def texts(self) -> tuple[str, str]:
        """Both sides."""
        return self.text, self.translation


class PoEditor:
    """A PO file to change in place; obsolete and plural entries are left to people."""

    remarks = ()
    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = str(path)
        self._mark, self._encoding = _mark_and_encoding(path)
        self.skipped: list[SkippedEntry] = []
        """Entries that are damaged, and stay as they are."""
        self._entries: SpillList[EditablePoEntry] = SpillList()
        self._parts: SpillList[str] = SpillList()
        with closing(read_chunks(path)) as chunks:
            first_chunk = next(chunks)
            header = PoHeader(path, first_chunk.file.metadata, options)
            self.source, self.target = header.locales()
            for chunk in chain([first_chunk], chunks):
                self._take(chunk)
        self._now = array("Q", range(len(self._parts)))
        """For each part of the file, where it is as it is now."""

        self.segments: Sequence[EditableSegment] = _PoSegments(
            self.source, self._entries
        )

    @property
    def entries(self) -> Sequence[EditablePoEntry]:
        """Those that have one translation, in order."""
        return self._entries

    def _take(self, chunk: PoChunk) -> None:
        for lines in chunk.lines:
            if lines.damage is not None and lines.damage[1] == TOO_LONG_ENTRY:
                line, reason = lines.damage  # its text was not held
                reason += ", which nobody can give back: take it out to fill the rest"
                raise FormatError(reason, path=self._path, line=line)
        self.skipped += chunk.skipped
        number = len(self._parts)
        for lines in chunk.lines:
            self._parts.append(lines.text)
        entry_numbers = [chunk.place(entry) for entry in chunk.file]
        complaints: dict[int, SkippedEntry | None] = {}
        for index, entry in enumerate(chunk.file):
            is_plural = entry.msgid_plural or entry.msgstr_plural
            if entry.obsolete or is_plural or not entry.msgid.strip():
                continue
            position = entry_numbers[index]
            begin = bisect_left(entry_numbers, position)
            if position not in complaints:
                count = bisect_right(entry_numbers, position) - begin
                complaints[position] = complaint = self._complaint(
                    chunk.lines[position], count
                )
                self.skipped += [complaint] if complaint else []
            if complaints[position] is not None:
                continue
            self._entries.append(
                EditablePoEntry(
                    entry.msgid,
                    not entry.msgstr.strip(),
                    number + position,
                    chunk.lines[position].first,
                    entry.linenum or 1,
                    entry.msgstr,
                    index - begin,
                )
            )

    def _complaint(self, lines: PoEntryLines, count: int) -> SkippedEntry | None:
        """Why the texts of so many entries cannot be told apart, if they cannot."""
        if lines.is_plain:
            if _MSGSTR.search(lines.text):
                return None
            reason = "its msgstr stands apart, below an empty line"
            return SkippedEntry(self._path, lines.first, reason)
        msgid_count = 0
        for number, line in enumerate(split_lines(lines.text), lines.first):
            text = line.strip()
            msgid_count += _MSGID.match(text) is not None
            if text.startswith(("msg", '"')) and not is_plain(text):
                position = min(number, lines.last)
                return SkippedEntry(self._path, position, "no text in quotation marks")
        if msgid_count != count:
            reason = "a line shared with the header, or with an obsolete entry"
            return SkippedEntry(self._path, lines.first, reason)
        return None

    def fill(self, number: int, filling: Filling) -> bool:
        """Give an entry its translation, with a comment, and a flag if it is fuzzy."""
        entry = self._entries[number]
        lines = self._entry(entry)
        lines.translate(_framed(entry.text, filling.target.display))
        lines.remark(_UNPRINTABLE.sub(" ", filling.remark))
        if not filling.is_sure:
            lines.flag()
            if filling.previous is not None:
                lines.name_previous(filling.previous)
        self._put(entry.part, lines.text)
        return filling.is_sure

    def texts(self, number: int) -> tuple[str, str] | None:
        """Both texts of an entry that is translated, as units have them."""
        entry = self._entries[number]
        if entry.is_empty:
            return None
        try:
            source, target = (Segment.of(_ANY, text).text for text in entry.texts)
        except InvalidText:
            return None
        return source, target

    def correct(self, number: int, text: str) -> bool:
        """Put another translation in the place of an entry's, and no remark.

        White space at its ends stays as it was.
        """
        entry = self._entries[number]
        lines = self._entry(entry)
        lines.translate(_framed(entry.translation, text))
        self._put(entry.part, lines.text)
        return True

    def write(self, file: BinaryIO) -> None:
        """Write the file, in the encoding that it had."""
        file.write(self._mark)
        errors = errors_of(self._encoding)
        encoder = codecs.getincrementalencoder(self._encoding)(errors)
        try:
            for number in self._now:
                file.write(encoder.encode(self._parts[number]))
            file.write(encoder.encode("", final=True))
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            reason = f"{self._encoding}, the file's encoding, has no {letter!r}"
            raise FormatError(f"{reason}; make it UTF-8 first") from error

    def _put(self, number: int, text: str) -> None:
        self._now[number] = len(self._parts)
        self._parts.append(text)

    def _entry(self, entry: EditablePoEntry) -> "_EntryEditor":
        text = self._parts[self._now[entry.part]]
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
    """The lines of an entry, which change."""

    def __init__(self, text: str, entry: EditablePoEntry, path: str) -> None:
        """`text`: of the part of the file that the entry is in, as it is now.

        Raises FormatError where it has no msgstr.
        """
        self._path = path
        self._first = entry.first
        self._lines = [*split_lines(text)]
        position = entry.line - entry.first if not entry.before else 0
        for _ in range(entry.before):
            position = self._next(position)
        self._places = self._found(position)
        begin = self._lines[position]
        self._end = begin[len(begin.rstrip("\r\n")) :] or "\n"
        self._added: dict[int, str] = {}
        """Text to put before a line."""

    @property
    def text(self) -> str:
        """The lines as they are now."""
        return "".join(
            self._added.get(number, "") + line
            for number, line in enumerate(self._lines)
        )

    def translate(self, text: str) -> None:
        """Put a translation in the place of the one that is there."""
        first_line, *other_lines = self._strings(self._places["msgstr"])
        self._lines[first_line] = self._written("msgstr", text)
        for line in other_lines:
            self._lines[line] = ""

    def remark(self, text: str) -> None:
        """Add a comment below those that are there."""
        self._add(self._places["below"], f"#. {text}{self._end}")

    def flag(self) -> None:
        """Say that the translation is fuzzy."""
        if "flags" not in self._places:
            self._add(self._places["previous"], f"#, fuzzy{self._end}")
            return
        line = self._places["flags"]
        if "fuzzy" not in self._lines[line]:
            self._lines[line] = self._lines[line].rstrip("\r\n") + f", fuzzy{self._end}"

    def name_previous(self, text: str) -> None:
        """Say of which text it is the translation, unless that is said."""
        if "has previous" not in self._places:
            self._add(self._places["message"], self._written("#| msgid", text))

    def _found(self, begin: int) -> dict[str, int]:
        """The lines that matter here."""
        line_numbers: dict[str, int] = {}
        for number in range(begin, len(self._lines)):
            line = self._lines[number].lstrip()
            if line.startswith(_ABOVE):
                line_numbers.setdefault("below", number)
            if line.startswith("#,"):
                line_numbers.setdefault("flags", number)
            if line.startswith("#|"):
                line_numbers.setdefault("previous", number)
                line_numbers["has previous"] = number
            if line.startswith(("msgctxt", "msgid")):
                line_numbers.setdefault("message", number)
                line_numbers.setdefault("previous", number)
            if line.startswith("msgstr"):
                line_numbers["msgstr"] = number
                return line_numbers
        reason = "an entry without msgstr"
        raise FormatError(reason, path=self._path, line=self._first + begin)

    def _next(self, begin: int) -> int:
        """The line below an entry, in which another one begins."""
        line = self._found(begin)["msgstr"]
        while _goes_on(self._lines[line], "msgstr"):
            line += 1
        return line

    def _strings(self, msgstr: int) -> list[int]:
        """The lines of a translation."""
        string_lines = [msgstr]
        for line in range(msgstr + 1, len(self._lines)):
            if not _goes_on(self._lines[line]):
                break
            string_lines.append(line)
        while not self._lines[string_lines[-1]].strip():
            string_lines.pop()
        return string_lines

    def _add(self, line: int, text: str) -> None:
        self._added[line] = self._added.get(line, "") + text

    def _written(self, keyword: str, text: str) -> str:
        """A field of an entry; one of several lines has a line for each."""
        text_lines = re.findall(r"[^\n]*\n|[^\n]+", UNWRITABLE.sub("", text))
        quoted = [f'"{escaped(part)}"' for part in text_lines] or ['""']
        if len(quoted) == 1:
            return f"{keyword} {quoted[0]}{self._end}"
        prefix = "#| " if keyword.startswith("#|") else ""
        string_lines = "".join(
            f"{prefix}{quoted_line}{self._end}" for quoted_line in quoted
        )
        return f'{keyword} ""{self._end}{string_lines}'


def _mark_and_encoding(path: Path) -> tuple[bytes, str]:
    """The mark that a file begins with, where Python writes none, and its encoding."""
    head, encoding = read_first_bytes(path), encoding_of(path)
    if encoding == "utf-8-sig":
        return codecs.BOM_UTF8, "utf-8"
    mark, name = _BIG_ENDIAN.get(encoding, (b"", encoding))
    return (mark, name) if mark and head.startswith(mark) else (b"", encoding)


def _goes_on(line: str, *keywords: str) -> bool:
    """Whether a line below a translation is of the same entry, or empty."""
    text = line.lstrip()
    return not text or text.startswith(('"', *keywords))


def _framed(source: str, text: str) -> str:
    """The translation with the white space that the source has at its ends."""
    before = source[: len(source) - len(source.lstrip())]
    after = source[len(source.rstrip()) :]
    return before + text + after
