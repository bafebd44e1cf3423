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
from exports.table.encoding_guess import detect_encoding
from exports.table.row_editor import CellChanges, EditableColumns
from exports.table.units_csv import CsvUnitFile
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class _EditableRow:
    """A row with text to translate, and the lines that it takes."""

    start_line: int
    end_line: int
    cells: Sequence[str]
    segment: EditableSegment


class CsvEditor:
    """A CSV file of units to change in place: its rows, and the lines they take."""

    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Raises FormatError for one that is damaged, or no table of units."""
        locales = filter(None, (options.source, options.target))
        encoding = detect_encoding(
            path, languages={locale.language for locale in locales}
        )
        table = CsvUnitFile(path, options, encoding)
        self._separator = table.separator
        self._line_end = "\r\n" if table.is_crlf else "\n"
        self._text = read_editable(path, encoding.name)
        text = self._text.text
        line_end = "\r" if "\r" in text and "\n" not in text else "\n"
        self._lines = re.findall(rf"[^{line_end}]*{line_end}|[^{line_end}]+", text)
        self.remarks = table.columns.remarks
        self._columns = EditableColumns(table.columns, options, str(path))
        rows: list[tuple[int, Sequence[str]]] = []
        self.skipped: list[SkippedEntry] = []
        for line, row in table.rows():
            if isinstance(row, str):
                self.skipped.append(SkippedEntry(str(path), line, row))
            else:
                rows.append((line, row))
        end_lines = [line for line, _ in rows[1:]] + [len(self._lines) + 1]
        self._rows = []
        for (line, cells), end_line in zip(rows, end_lines, strict=False):
            segment = self._columns.read_segment(cells)
            if self._has_nul("".join(self._lines[line - 1 : end_line - 1])):
                reason = LINE_WITH_NUL.reason  # between which nobody finds its cells
                self.skipped.append(SkippedEntry(str(path), line, reason))
            elif segment is not None:
                self._rows.append(_EditableRow(line - 1, end_line - 1, cells, segment))
        self.segments: Sequence[EditableSegment] = [row.segment for row in self._rows]

    def _has_nul(self, text: str) -> bool:
        """Whether the row with which a text begins holds NUL; not what follows it."""
        if "\0" not in text:
            return False
        *_, (_, end) = _find_cell_spans(text, self._separator)
        return "\0" in text[:end]

    @property
    def target(self) -> Locale | None:
        """As `EditableFile.target`."""
        return self._columns.target

    def fill(self, index: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        changes = self._columns.fill_cells(self._rows[index].cells, filling)
        if changes is None or not self._replace_cells(index, changes):
            return None
        return filling.is_sure

    def read_texts(self, index: int) -> tuple[str, str] | None:
        """Source and translation of a place, if it has both."""
        return self._columns.read_texts(self._rows[index].cells)

    def correct(self, index: int, text: str) -> bool:
        """Put another translation into a place; whether the encoding has it."""
        return self._replace_cells(index, self._columns.replace_target(text))

    def _replace_cells(self, index: int, changes: CellChanges) -> bool:
        row = self._rows[index]
        row_text = "".join(self._lines[row.start_line : row.end_line])
        filled_row = self._change_row(row_text, changes)
        if filled_row is None:
            return False
        lines = [filled_row, *[""] * (row.end_line - row.start_line - 1)]
        self._lines[row.start_line : row.end_line] = lines
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`."""
        file.write(self._text.encode("".join(self._lines)))

    def _change_row(self, row: str, changes: CellChanges) -> str | None:
        """The text of a row with other cells; absent if the encoding has not theirs."""
        spans = list(_find_cell_spans(row, self._separator))
        is_row_quoted = row[slice(*spans[0])].startswith('"')
        while len(spans) <= max(changes):
            position = spans[-1][1]
            row = row[:position] + self._separator + row[position:]
            spans.append((position + 1, position + 1))
        for column in sorted(changes, reverse=True):
            start, end = spans[column]
            new_text = changes[column].replace("\n", self._line_end)
            text = _spell_for_encoding(new_text, self._text)
            if text is None:
                return None
            needs_quotes = is_row_quoted or row[start:end].startswith('"')
            row = row[:start] + self._quote_cell(text, quoted=needs_quotes) + row[end:]
        return row

    def _quote_cell(self, text: str, *, quoted: bool) -> str:
        if quoted or any(special in text for special in (self._separator, *'"\r\n')):
            return '"' + text.replace('"', '""') + '"'
        return text


def _find_cell_spans(row: str, separator: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a sound row are in its text, quotation marks included."""
    pattern = re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(separator)}\r\n]*', re.DOTALL)
    position = 0
    while match := pattern.match(row, position):
        yield match.span()
        position = match.end()
        if row[position : position + 1] != separator:
            return
        position += 1


def _spell_for_encoding(text: str, editable: EditableText) -> str | None:
    """A text as an encoding has it, perhaps with its tone marks by themselves."""
    spelled_characters = []
    for character in text:
        spellings = (character, *_decompose_one_diacritic(character))
        spelling = next(
            (candidate for candidate in spellings if editable.can_encode(candidate)),
            None,
        )
        if spelling is None:
            return None
        spelled_characters.append(spelling)
    return "".join(spelled_characters)


def _decompose_one_diacritic(character: str) -> Iterator[str]:
    """Spellings of a letter with one of its marks behind it."""
    decomposed = unicodedata.normalize("NFD", character)
    for index in range(1, len(decomposed)):
        remainder = decomposed[:index] + decomposed[index + 1 :]
        yield unicodedata.normalize("NFC", remainder) + decomposed[index]
