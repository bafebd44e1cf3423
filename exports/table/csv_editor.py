"""Filling and correcting translations in a CSV file in place.

Separator, quotation marks, encoding, byte order mark and line ends stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.editable_file import EditableSegment, Filling
from exports.format import ReadOptions
from exports.io.editable_text import EditableText, read_editable_text
from exports.io.lines import LINE_WITH_NUL
from exports.table.encoding_guess import detect_encoding
from exports.table.row_editor import EditableColumns, NewCells
from exports.table.units_csv import CsvUnitFile
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class _EditableRow:
    """A row with text to translate, and the indexes of its lines."""

    start_line_index: int
    end_line_index: int
    cells: Sequence[str]
    segment: EditableSegment


class CsvEditor:
    """A CSV file of units, to change in place."""

    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Read the file. Raises FormatError if it is not a table of units."""
        locales = filter(None, (options.source, options.target))
        encoding = detect_encoding(
            path, languages={locale.language for locale in locales}
        )
        unit_file = CsvUnitFile(path, options, encoding)
        self._separator = unit_file.separator
        self._line_end = "\r\n" if unit_file.has_crlf else "\n"
        self._editable_text = read_editable_text(path, encoding.name)
        file_text = self._editable_text.text
        line_end = "\r" if "\r" in file_text and "\n" not in file_text else "\n"
        self._lines = re.findall(rf"[^{line_end}]*{line_end}|[^{line_end}]+", file_text)
        self.remarks = unit_file.columns.remarks
        self._columns = EditableColumns(unit_file.columns, options, str(path))
        numbered_rows: list[tuple[int, Sequence[str]]] = []
        self.skipped: list[SkippedEntry] = []
        for row_line_number, cells_or_reason in unit_file.read_rows():
            if isinstance(cells_or_reason, str):
                self.skipped.append(
                    SkippedEntry(str(path), row_line_number, cells_or_reason)
                )
            else:
                numbered_rows.append((row_line_number, cells_or_reason))
        end_line_indexes = [
            row_line_number for row_line_number, _ in numbered_rows[1:]
        ] + [len(self._lines) + 1]
        self._editable_rows = []
        for (row_line_number, cells), end_line_index in zip(
            numbered_rows, end_line_indexes, strict=False
        ):
            segment = self._columns.read_segment(cells)
            if self._has_nul(
                "".join(self._lines[row_line_number - 1 : end_line_index - 1])
            ):
                reason = LINE_WITH_NUL.reason  # reading removes NUL, so spans differ
                self.skipped.append(SkippedEntry(str(path), row_line_number, reason))
            elif segment is not None:
                self._editable_rows.append(
                    _EditableRow(
                        row_line_number - 1, end_line_index - 1, cells, segment
                    )
                )
        self.segments: Sequence[EditableSegment] = [
            cells_or_reason.segment for cells_or_reason in self._editable_rows
        ]

    def _has_nul(self, row_text: str) -> bool:
        """Whether the first row of a text contains NUL."""
        if "\0" not in row_text:
            return False
        *_, (_, last_cell_end) = _find_cell_spans(row_text, self._separator)
        return "\0" in row_text[:last_cell_end]

    @property
    def target_locale(self) -> Locale | None:
        """As `EditableFile.target_locale`."""
        return self._columns.target_locale

    def fill(self, segment_index: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        new_cells = self._columns.fill_cells(
            self._editable_rows[segment_index].cells, filling
        )
        if new_cells is None or not self._replace_cells(segment_index, new_cells):
            return None
        return filling.is_sure

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """As `EditableFile.read_texts`."""
        return self._columns.read_texts(self._editable_rows[segment_index].cells)

    def correct(self, segment_index: int, text: str) -> bool:
        """As `EditableFile.correct`."""
        return self._replace_cells(segment_index, self._columns.replace_target(text))

    def _replace_cells(self, segment_index: int, new_cells: NewCells) -> bool:
        editable_row = self._editable_rows[segment_index]
        row_text = "".join(
            self._lines[editable_row.start_line_index : editable_row.end_line_index]
        )
        new_row_text = self._replace_cells_in_text(row_text, new_cells)
        if new_row_text is None:
            return False
        new_lines = [
            new_row_text,
            *[""] * (editable_row.end_line_index - editable_row.start_line_index - 1),
        ]
        self._lines[editable_row.start_line_index : editable_row.end_line_index] = (
            new_lines
        )
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`."""
        file.write(self._editable_text.encode("".join(self._lines)))

    def _replace_cells_in_text(self, row_text: str, new_cells: NewCells) -> str | None:
        """Replace cells in the text of a row; None if the encoding lacks a letter."""
        cell_spans = list(_find_cell_spans(row_text, self._separator))
        is_row_quoted = row_text[slice(*cell_spans[0])].startswith('"')
        while len(cell_spans) <= max(new_cells):
            row_end = cell_spans[-1][1]
            row_text = row_text[:row_end] + self._separator + row_text[row_end:]
            cell_spans.append((row_end + 1, row_end + 1))
        for column_index in sorted(new_cells, reverse=True):
            cell_start, cell_end = cell_spans[column_index]
            new_text = new_cells[column_index].replace("\n", self._line_end)
            encodable_text = _compose_for_encoding(new_text, self._editable_text)
            if encodable_text is None:
                return None
            needs_quotes = is_row_quoted or row_text[cell_start:cell_end].startswith(
                '"'
            )
            row_text = (
                row_text[:cell_start]
                + self._quote_cell(encodable_text, is_quoted=needs_quotes)
                + row_text[cell_end:]
            )
        return row_text

    def _quote_cell(self, cell_text: str, *, is_quoted: bool) -> str:
        if is_quoted or any(
            special_character in cell_text
            for special_character in (self._separator, *'"\r\n')
        ):
            return '"' + cell_text.replace('"', '""') + '"'
        return cell_text


def _find_cell_spans(row_text: str, separator: str) -> Iterator[tuple[int, int]]:
    """Find the spans of the cells of an undamaged row, with their quotation marks."""
    cell_pattern = re.compile(
        rf'"(?:[^"]|"")*"|[^{re.escape(separator)}\r\n]*', re.DOTALL
    )
    position = 0
    while cell_match := cell_pattern.match(row_text, position):
        yield cell_match.span()
        position = cell_match.end()
        if row_text[position : position + 1] != separator:
            return
        position += 1


def _compose_for_encoding(text: str, editable_text: EditableText) -> str | None:
    """Compose the letters of a text as its encoding has them, or return None.

    An encoding such as Windows-1258 has some diacritics only as separate characters.
    """
    spelt_characters = []
    for character in text:
        spellings = (character, *_decompose_one_diacritic(character))
        spelling = next(
            (
                candidate_spelling
                for candidate_spelling in spellings
                if editable_text.can_encode(candidate_spelling)
            ),
            None,
        )
        if spelling is None:
            return None
        spelt_characters.append(spelling)
    return "".join(spelt_characters)


def _decompose_one_diacritic(character: str) -> Iterator[str]:
    """Spell a letter with one of its diacritics as a separate character."""
    decomposed_text = unicodedata.normalize("NFD", character)
    for diacritic_index in range(1, len(decomposed_text)):
        remainder = (
            decomposed_text[:diacritic_index] + decomposed_text[diacritic_index + 1 :]
        )
        yield unicodedata.normalize("NFC", remainder) + decomposed_text[diacritic_index]
