"""MO files as programs read them: a table of texts, and one of their translations."""

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

_LITTLE, _BIG = b"\xde\x12\x04\x95", b"\x95\x04\x12\xde"
_MAJOR_VERSIONS = (0, 1)
"""Of other ones gettext's manual says that nothing is to be read."""
_OVERLAP = 4
"""How many times its size the strings of a file may hold; msgfmt shares some."""
_CHARSET = re.compile(r"charset=([\w:.-]+)")


@dataclass(frozen=True, slots=True)
class MoEntryPosition:
    """Where an entry is."""

    number: int
    """Its number in the tables, from 1; the header has one too."""
    byte: int
    """Where its text begins in the file, from 0."""


class MoFile:
    """The entries of an open MO file, read one by one."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        """Raises FormatError for a file that is cut off, or made to fill the memory."""
        self._file = file
        self._path = str(path)
        self._texts, self._translations = self._tables(path.stat().st_size)
        self.metadata = self._metadata()
        """The fields of the header; none where there is none."""
        match = _CHARSET.search(self.metadata.get("Content-Type", ""))
        is_known = match is not None and is_encoding(match[1])
        self._encoding = match[1] if match is not None and is_known else "utf-8"

    def entries(self) -> Iterator[tuple[MoEntryPosition, polib.MOEntry | None]]:
        """All entries but the header; absent where one is not in the file's charset."""
        for number in range(bool(self.metadata), len(self._texts) // 2):
            position = MoEntryPosition(number + 1, self._texts[2 * number + 1])
            try:
                yield position, self._entry(number)
            except UnicodeError:
                yield position, None

    @property
    def encoding(self) -> str:
        """What the texts are in, as the header says; else UTF-8."""
        return self._encoding

    def _entry(self, number: int) -> polib.MOEntry:
        text = self._string(self._texts, number).decode(self._encoding)
        # Of several separators the first one counts, as for programs that look it up.
        context, mark, source_text = text.partition("\4")
        msgid, plural_mark, plural = (source_text if mark else text).partition("\0")
        translation = self._string(self._translations, number).decode(self._encoding)
        forms = translation.split("\0")
        return polib.MOEntry(
            msgctxt=context if mark else None,
            msgid=msgid,
            msgid_plural=plural.partition("\0")[0],
            msgstr="" if plural_mark else translation,
            msgstr_plural=dict(enumerate(forms)) if plural_mark else {},
        )

    def _metadata(self) -> dict[str, str]:
        if not self._texts or self._texts[0]:
            return {}
        # Nearly all of it is ASCII, and the names of people tell nothing here.
        text = self._string(self._translations, 0).decode("utf-8", "replace")
        pairs = (line.partition(":") for line in text.split("\n") if line)
        return {name: value.strip() for name, _, value in pairs}

    def _string(self, table: "array[int]", number: int) -> bytes:
        size, begin = table[2 * number : 2 * number + 2]
        self._file.seek(begin)
        return self._file.read(size)

    def _tables(self, size: int) -> tuple["array[int]", "array[int]"]:
        """Length and beginning of each text, and of each translation."""
        begin = self._file.read(20)
        if len(begin) < 20 or begin[:4] not in (_LITTLE, _BIG):
            raise self._cut_off()
        order = "<" if begin[:4] == _LITTLE else ">"
        version, count, *offsets = struct.unpack(f"{order}4I", begin[4:])
        if version >> 16 not in _MAJOR_VERSIONS:
            reason = f"a MO file of version {version >> 16}, which nobody knows"
            raise FormatError(reason, path=self._path)
        if max(offsets) + 8 * count > size:
            raise self._cut_off()
        tables = []
        for offset in offsets:
            self._file.seek(offset)
            table = array("I", self._file.read(8 * count))
            if (sys.byteorder == "little") != (order == "<"):
                table.byteswap()
            if any(map(size.__lt__, map(int.__add__, table[::2], table[1::2]))):
                raise self._cut_off()
            tables.append(table)
        if sum(sum(table[::2]) for table in tables) > size * _OVERLAP:
            reason = "its strings overlap: it is damaged"
            raise FormatError(reason, path=self._path)
        return tables[0], tables[1]

    def _cut_off(self) -> FormatError:
        return FormatError("this is not a whole MO file", path=self._path)
