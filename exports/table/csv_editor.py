"""A CSV file whose empty translations are filled in its own text, all else being kept.

Separator, quotation marks, encoding, byte order mark and line ends stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.editable_file import EditableSegment, Filling
from exports.entry import SkippedEntry
from exports.format import ReadOptions
from exports.io.editable_text import EditableText, read_editable
from exports.io.lines import LINE_WITH_NUL
from exports.table.encoding_guess import encoding_of
from exports.table.row_editor import Changes, EditableColumns
from exports.table.units_csv import CsvUnitFile
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with text to translate, and the lines that it takes."""

    start: int
    end: int
    cells: Sequence[str]
    segment: EditableSegment


class CsvEditor:
    """A CSV file of units to change in place: its rows, and the lines they take."""

    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Raises FormatError for one that is damaged, or no table of units."""
        locales = filter(None, (options.source, options.target))
        encoding = encoding_of(path, languages={locale.language for locale in locales})
        table = CsvUnitFile(path, options, encoding)
        self._separator = table.separator
        self._line_end = "\r\n" if table.is_crlf else "\n"
        self._kept = read_editable(path, encoding.name)
        text = self._kept.text
        end = "\r" if "\r" in text and "\n" not in text else "\n"
        self._lines = re.findall(rf"[^{end}]*{end}|[^{end}]+", text)
        self.remarks = table.columns.remarks
        self._columns = EditableColumns(table.columns, options, str(path))
        rows: list[tuple[int, Sequence[str]]] = []
        self.skipped: list[SkippedEntry] = []
        for line, row in table.rows():
            if isinstance(row, str):
                self.skipped.append(SkippedEntry(str(path), line, row))
            else:
                rows.append((line, row))
        ends = [line for line, _ in rows[1:]] + [len(self._lines) + 1]
        self._rows = []
        for (line, cells), end_line in zip(rows, ends, strict=False):
            segment = self._columns.segment(cells)
            if self._has_nul("".join(self._lines[line - 1 : end_line - 1])):
                reason = LINE_WITH_NUL.reason  # between which nobody finds its cells
                self.skipped.append(SkippedEntry(str(path), line, reason))
            elif segment is not None:
                self._rows.append(_Row(line - 1, end_line - 1, cells, segment))
        self.segments: Sequence[EditableSegment] = [row.segment for row in self._rows]

    def _has_nul(self, text: str) -> bool:
        """Whether the row with which a text begins holds NUL; not what follows it."""
        if "\0" not in text:
            return False
        *_, (_, end) = _spans(text, self._separator)
        return "\0" in text[:end]

    @property
    def target(self) -> Locale | None:
        """As `EditableFile.target`."""
        return self._columns.target

    def fill(self, number: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        changes = self._columns.changes(self._rows[number].cells, filling)
        if changes is None or not self._put(number, changes):
            return None
        return filling.is_sure

    def texts(self, number: int) -> tuple[str, str] | None:
        """Source and translation of a place, if it has both."""
        return self._columns.texts(self._rows[number].cells)

    def correct(self, number: int, text: str) -> bool:
        """Put another translation into a place; whether the encoding has it."""
        return self._put(number, self._columns.corrected(text))

    def _put(self, number: int, changes: Changes) -> bool:
        row = self._rows[number]
        row_text = "".join(self._lines[row.start : row.end])
        filled_row = self._filled(row_text, changes)
        if filled_row is None:
            return False
        lines = [filled_row, *[""] * (row.end - row.start - 1)]
        self._lines[row.start : row.end] = lines
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`."""
        file.write(self._kept.encode("".join(self._lines)))

    def _filled(self, row: str, changes: Changes) -> str | None:
        """The text of a row with other cells; absent if the encoding has not theirs."""
        spans = list(_spans(row, self._separator))
        is_quoted = row[slice(*spans[0])].startswith('"')
        while len(spans) <= max(changes):
            position = spans[-1][1]
            row = row[:position] + self._separator + row[position:]
            spans.append((position + 1, position + 1))
        for number in sorted(changes, reverse=True):
            start, end = spans[number]
            new_text = changes[number].replace("\n", self._line_end)
            text = _encodable(new_text, self._kept)
            if text is None:
                return None
            is_open = is_quoted or row[start:end].startswith('"')
            row = row[:start] + self._cell(text, quoted=is_open) + row[end:]
        return row

    def _cell(self, text: str, *, quoted: bool) -> str:
        if quoted or any(special in text for special in (self._separator, *'"\r\n')):
            return '"' + text.replace('"', '""') + '"'
        return text


def _spans(row: str, separator: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a sound row are in its text, quotation marks included."""
    pattern = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(separator)}\r\n]*', re.DOTALL)
    position = 0
    while match := pattern.match(row, position):
        yield match.span()
        position = match.end()
        if row[position : position + 1] != separator:
            return
        position += 1


def _encodable(text: str, editable: EditableText) -> str | None:
    """A text as an encoding has it, perhaps with its tone marks by themselves."""
    spelled = []
    for character in text:
        spellings = (character, *_taken_apart(character))
        spelling = next(
            (candidate for candidate in spellings if editable.can_encode(candidate)),
            None,
        )
        if spelling is None:
            return None
        spelled.append(spelling)
    return "".join(spelled)


def _taken_apart(character: str) -> Iterator[str]:
    """Spellings of a letter with one of its marks behind it."""
    decomposed = unicodedata.normalize("NFD", character)
    for index in range(1, len(decomposed)):
        remainder = decomposed[:index] + decomposed[index + 1 :]
        yield unicodedata.normalize("NFC", remainder) + decomposed[index]
