"""Editing of XLSX workbooks in place.

Everything but the edited cells stays unchanged: styles, widths, comments, formulas,
other sheets.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from exports.editable_file import EditableSegment, Filling
from exports.format import ReadOptions
from exports.io.zip_members import copy_archive, report_damage
from exports.table.row_editor import EditableColumns, NewCells
from exports.xlsx.cell_reference import format_column, parse_column, parse_whole_number
from exports.xlsx.format import (
    UnitSheet,
    choose_sheet_error,
    open_workbook,
    read_unit_sheets,
)
from exports.xlsx.reader import find_max_unpacked_size
from exports.xlsx.writer import is_too_long
from exports.xml.escaping import escape_text, respell_forbidden_characters
from tm.errors import FormatError
from tm.text.locale import Locale

_ESCAPE_LOOKALIKE_PATTERN = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class _SheetSegment:
    """A row with text to translate."""

    part_name: str
    """Path of the sheet in the archive."""
    row_number: int
    cells: Sequence[str]
    columns: EditableColumns
    segment: EditableSegment
    is_computed: bool
    """Whether the translation is the result of a formula."""


@dataclass(slots=True)
class _CellSpan:
    """Byte offsets of a cell in its sheet; equal for a cell that is not there yet."""

    start: int
    end: int
    style_index_text: str
    """Index of its style; empty without one."""


class XlsxEditor:
    """An XLSX workbook edited in place."""

    skipped = ()
    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Raises FormatError for a damaged workbook, and for one without a table."""
        self._path = str(path)
        self._archive_bytes = path.read_bytes()
        self._sheet_segments: list[_SheetSegment] = []
        self.remarks: list[str] = []
        self._new_cells_by_row_by_part: dict[str, dict[int, NewCells]] = {}
        """Changes by sheet path and row number."""
        self.target_locale: Locale | None = None
        sheet_error: FormatError | None = None
        with open_workbook(path) as workbook:
            self._refuse_large_parts()
            for sheet, sheet_or_error in read_unit_sheets(workbook, options, path):
                if isinstance(sheet_or_error, FormatError):
                    sheet_error = choose_sheet_error(sheet_error, sheet_or_error)
                    self.remarks.append(f"{path}: left out: {sheet_or_error.reason}")
                elif sheet_or_error.columns is not None:
                    columns = EditableColumns(
                        sheet_or_error.columns, options, str(path)
                    )
                    self.remarks += sheet_or_error.column_remarks
                    self._add_sheet(sheet.part_name, columns, sheet_or_error)
        if sheet_error is not None and not self._sheet_segments:
            raise sheet_error
        self.segments: Sequence[EditableSegment] = [
            sheet_segment.segment for sheet_segment in self._sheet_segments
        ]

    def _refuse_large_parts(self) -> None:
        """Raise FormatError for parts that unpack to suspiciously many bytes."""
        with self._open_archive() as archive:
            for part_info in archive.infolist():
                if part_info.file_size > find_max_unpacked_size(part_info):
                    reason = (
                        f"{part_info.filename} unpacks to too many bytes, "
                        "as in malicious files"
                    )
                    raise FormatError(reason, path=self._path)

    def _add_sheet(
        self, part_name: str, columns: EditableColumns, unit_sheet: UnitSheet
    ) -> None:
        """Add the rows of a sheet that have a text to translate."""
        with self._open_archive() as archive:
            formula_positions = _SheetMarkup(archive.read(part_name)).formula_positions
        for row_number, cells in unit_sheet.rows:
            segment = columns.read_segment(cells)
            if segment is not None:
                is_computed = (
                    row_number,
                    columns.target_column_index + 1,
                ) in formula_positions
                if is_computed:
                    segment = EditableSegment(segment.source, is_untranslated=False)
                sheet_segment = _SheetSegment(
                    part_name, row_number, cells, columns, segment, is_computed
                )
                self._sheet_segments.append(sheet_segment)
        self.target_locale = self.target_locale or columns.target_locale

    def fill(self, segment_index: int, filling: Filling) -> bool | None:
        """Fill an empty segment, as `EditableFile.fill`."""
        sheet_segment = self._sheet_segments[segment_index]
        new_cells = sheet_segment.columns.fill_cells(sheet_segment.cells, filling)
        if new_cells is None or not self._change_cells(sheet_segment, new_cells):
            return None
        return filling.is_sure

    def read_texts(self, segment_index: int) -> tuple[str, str] | None:
        """Read source and target text of a segment; None without a translation."""
        sheet_segment = self._sheet_segments[segment_index]
        return sheet_segment.columns.read_texts(sheet_segment.cells)

    def correct(self, segment_index: int, new_text: str) -> bool:
        """Replace a translation; return False if the cell cannot hold the new one."""
        sheet_segment = self._sheet_segments[segment_index]
        return not sheet_segment.is_computed and self._change_cells(
            sheet_segment, sheet_segment.columns.replace_target(new_text)
        )

    def _change_cells(self, sheet_segment: _SheetSegment, new_cells: NewCells) -> bool:
        """Note new texts of a row's cells; return False if one is too long."""
        if any(map(is_too_long, new_cells.values())):
            return False
        self._new_cells_by_row_by_part.setdefault(sheet_segment.part_name, {})[
            sheet_segment.row_number
        ] = new_cells
        return True

    def write(self, output_file: BinaryIO) -> None:
        """Write the workbook; unchanged parts are packed again."""
        with self._open_archive() as archive:
            new_contents = {}
            for part_name, new_cells_by_row in self._new_cells_by_row_by_part.items():
                with report_damage(part_name, self._path):
                    markup = archive.read(part_name)
                new_contents[part_name] = _SheetMarkup(markup).replace_cells(
                    new_cells_by_row
                )
            copy_archive(archive, output_file, new_contents, path=self._path)

    def _open_archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(BytesIO(self._archive_bytes))


class _SheetMarkup:
    """The markup of a sheet, with byte offsets of its rows and cells."""

    def __init__(self, markup: bytes) -> None:
        self._markup = markup
        self.formula_positions: set[tuple[int, int]] = set()
        """Row and column numbers of cells with formulas."""
        self._spans_by_row: dict[int, dict[int, _CellSpan]] = {}
        self._row_end_and_prefix_by_row: dict[int, tuple[int, bytes]] = {}
        """Offset of the end tag of each row, and its name prefix with the colon."""
        self._column_ranges_with_styles: list[tuple[int, int, str]] = []
        self._row_number = self._column_number = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        self._parser.Parse(markup, True)

    def replace_cells(self, new_cells_by_row: dict[int, NewCells]) -> bytes:
        """Replace the texts of cells, given by row number and column index from 0."""
        edits: list[tuple[int, int, bytes]] = []
        for row_number, new_cells in new_cells_by_row.items():
            for column_index, new_text in new_cells.items():
                edits.append(
                    self._make_cell_edit(row_number, column_index + 1, new_text)
                )
        markup_parts, copied_end = [], 0
        for start, end, new_markup in sorted(edits):
            markup_parts += [self._markup[copied_end:start], new_markup]
            copied_end = end
        return b"".join((*markup_parts, self._markup[copied_end:]))

    def _make_cell_edit(
        self, row_number: int, column_number: int, new_text: str
    ) -> tuple[int, int, bytes]:
        """Make the edit for a cell: start and end offset, and new markup."""
        span_by_column = self._spans_by_row[row_number]
        row_end, prefix = self._row_end_and_prefix_by_row[row_number]
        cell_span = span_by_column.get(column_number)
        if cell_span is None:
            later_starts = [
                other_span.start
                for other_column_number, other_span in span_by_column.items()
                if other_column_number > column_number
            ]
            insert_offset = min(later_starts, default=row_end)
            cell_span = _CellSpan(
                insert_offset, insert_offset, self._find_column_style(column_number)
            )
        tag_prefix = prefix.decode()
        style_attribute = (
            f' s="{cell_span.style_index_text}"' if cell_span.style_index_text else ""
        )
        cell_reference = f"{format_column(column_number)}{row_number}"
        markup = (
            f'<{tag_prefix}c r="{cell_reference}"{style_attribute} t="inlineStr">'
            f'<{tag_prefix}is><{tag_prefix}t xml:space="preserve">'
            f"{_escape_cell_text(new_text)}</{tag_prefix}t></{tag_prefix}is>"
            f"</{tag_prefix}c>"
        )
        return cell_span.start, cell_span.end, markup.encode()

    def _find_column_style(self, column_number: int) -> str:
        """Find the default style of cells in a column; empty without one."""
        for (
            first_column_number,
            last_column_number,
            style_index_text,
        ) in self._column_ranges_with_styles:
            if first_column_number <= column_number <= last_column_number:
                return style_index_text
        return ""

    def _start_element(self, prefixed_name: str, attributes: dict[str, str]) -> None:
        local_name = prefixed_name.rpartition(":")[2]
        if local_name == "row":
            self._row_number = (
                parse_whole_number(attributes.get("r")) or self._row_number + 1
            )
            self._column_number = 0
            self._spans_by_row[self._row_number] = {}
        elif local_name == "c":
            cell_reference = attributes.get("r", "")
            self._column_number = (
                parse_column(cell_reference) or self._column_number + 1
            )
            start_offset = self._parser.CurrentByteIndex
            cell_span = _CellSpan(start_offset, start_offset, attributes.get("s", ""))
            self._spans_by_row[self._row_number][self._column_number] = cell_span
        elif local_name == "f":
            self.formula_positions.add((self._row_number, self._column_number))
        elif local_name == "col" and attributes.get("style"):
            first_column_number, last_column_number = (
                parse_whole_number(attributes.get(limit_attribute))
                for limit_attribute in ("min", "max")
            )
            self._column_ranges_with_styles.append(
                (first_column_number, last_column_number, attributes["style"])
            )

    def _end_element(self, prefixed_name: str) -> None:
        prefix, colon, local_name = prefixed_name.rpartition(":")
        if local_name == "row":
            offset = self._parser.CurrentByteIndex
            self._row_end_and_prefix_by_row[self._row_number] = (
                offset,
                (prefix + colon).encode(),
            )
        elif local_name == "c":
            offset = self._parser.CurrentByteIndex
            # The end tag of a cell; `<c/>` has none and ends here.
            if self._markup.startswith(f"</{prefixed_name}".encode(), offset):
                offset = self._markup.index(b">", offset) + 1
            self._spans_by_row[self._row_number][self._column_number].end = offset


def _escape_cell_text(text: str) -> str:
    """Escape a text for a cell; characters that XML forbids become `_x0001_`."""
    text = _ESCAPE_LOOKALIKE_PATTERN.sub("_x005F_", text)
    return escape_text(
        respell_forbidden_characters(text, lambda character: f"_x{ord(character):04X}_")
    )
