"""A workbook whose empty translations are filled in the text of its sheets.

Styles, widths, comments, formulas, other sheets: every other part of it, and all else
in a sheet, stays as it is.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO
from xml.parsers import expat

from exports.editable_file import EditableSegment, Filling
from exports.format import ReadOptions
from exports.table.row_editor import EditableColumns, NewCells
from exports.xlsx.format import UnitSheet, graver_problem, open_workbook, unit_sheets
from exports.xlsx.reader import column_letters, column_of, unpacked_limit, whole_number
from exports.xlsx.writer import is_too_long
from exports.xml.escaping import escape_text, respell_forbidden
from tm.errors import FormatError
from tm.text.locale import Locale

_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class _SheetSegment:
    """A row with text to translate."""

    part: str
    """The sheet that it is in."""
    number: int
    cells: Sequence[str]
    columns: EditableColumns
    segment: EditableSegment
    is_computed: bool
    """Whether a formula gives the translation."""


@dataclass(slots=True)
class _CellSpan:
    """Where a cell is among the bytes of its sheet; it may be none so far."""

    start: int
    end: int
    style: str
    """Number of its style, if it has one."""


class XlsxEditor:
    """A workbook to change in place: the rows of its tables of units."""

    skipped = ()
    has_codes = False

    def __init__(self, path: Path, options: ReadOptions) -> None:
        """Raises FormatError for a damaged workbook, and for one without a table."""
        self._archive = path.read_bytes()
        self._rows: list[_SheetSegment] = []
        self.remarks: list[str] = []
        self._changes: dict[str, dict[int, NewCells]] = {}
        """By part and number of the row."""
        self.target: Locale | None = None
        problem: FormatError | None = None
        with open_workbook(path) as book:
            self._demand_sizes(str(path))
            for sheet, table in unit_sheets(book, options, path):
                if isinstance(table, FormatError):
                    problem = graver_problem(problem, table)
                    self.remarks.append(f"{path}: left out: {table.reason}")
                elif table.columns is not None:
                    columns = EditableColumns(table.columns, options, str(path))
                    self.remarks += table.remarks
                    self._add(sheet.part, columns, table)
        if problem is not None and not self._rows:
            raise problem
        self.segments: Sequence[EditableSegment] = [row.segment for row in self._rows]

    def _demand_sizes(self, path: str) -> None:
        """Raise FormatError for parts that could not be packed so by a spreadsheet."""
        with self._open() as archive:
            for info in archive.infolist():
                if info.file_size > unpacked_limit(info):
                    reason = f"more is packed into {info.filename} than a workbook has"
                    raise FormatError(reason, path=path)

    def _add(self, part: str, columns: EditableColumns, table: UnitSheet) -> None:
        with self._open() as archive:
            formulas = _SheetText(archive.read(part)).formulas
        for number, cells in table.rows:
            segment = columns.read_segment(cells)
            if segment is not None:
                is_computed = (number, columns.target_column_index + 1) in formulas
                if is_computed:
                    segment = EditableSegment(segment.source, is_empty=False)
                row = _SheetSegment(part, number, cells, columns, segment, is_computed)
                self._rows.append(row)
        self.target = self.target or columns.target_locale

    def fill(self, number: int, filling: Filling) -> bool | None:
        """As `EditableFile.fill`."""
        row = self._rows[number]
        changes = row.columns.fill_cells(row.cells, filling)
        if changes is None or not self._put(row, changes):
            return None
        return filling.is_sure

    def read_texts(self, number: int) -> tuple[str, str] | None:
        """Source and translation of a place, if it has both."""
        row = self._rows[number]
        return row.columns.read_texts(row.cells)

    def correct(self, number: int, text: str) -> bool:
        """Put another translation into a place; whether it can hold it."""
        row = self._rows[number]
        return not row.is_computed and self._put(row, row.columns.replace_target(text))

    def _put(self, row: _SheetSegment, changes: NewCells) -> bool:
        if any(map(is_too_long, changes.values())):
            return False
        self._changes.setdefault(row.part, {})[row.number] = changes
        return True

    def write(self, file: BinaryIO) -> None:
        """As `EditableFile.write`; other parts are packed anew, and the same inside."""
        with (
            self._open() as source_archive,
            zipfile.ZipFile(file, "w") as target_archive,
        ):
            for info in source_archive.infolist():
                changes = self._changes.get(info.filename)
                if changes:
                    data = _SheetText(source_archive.read(info)).filled(changes)
                    target_archive.writestr(
                        info, data, compress_type=info.compress_type
                    )
                else:
                    with (
                        source_archive.open(info) as part_file,
                        target_archive.open(info, "w") as copy,
                    ):
                        copyfileobj(part_file, copy)

    def _open(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(BytesIO(self._archive))


class _SheetText:
    """Where rows and cells are among the bytes of a sheet."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.formulas: set[tuple[int, int]] = set()
        """Row and column of cells that are computed."""
        self._cells: dict[int, dict[int, _CellSpan]] = {}
        self._ends: dict[int, tuple[int, bytes]] = {}
        """By row, where its end tag is, and the prefix of its name with the colon."""
        self._styles: list[tuple[int, int, str]] = []
        self._row = self._column = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)

    def filled(self, changes: dict[int, NewCells]) -> bytes:
        """The sheet with other texts in some cells, by row and column from 0."""
        edits: list[tuple[int, int, bytes]] = []
        for row, texts in changes.items():
            for column, text in texts.items():
                edits.append(self._piece(row, column + 1, text))
        texts_and_markup, position = [], 0
        for start, end, markup in sorted(edits):
            texts_and_markup += [self._data[position:start], markup]
            position = end
        return b"".join((*texts_and_markup, self._data[position:]))

    def _piece(self, row: int, column: int, text: str) -> tuple[int, int, bytes]:
        """Where a cell is, or belongs, and what goes there."""
        cells = self._cells[row]
        row_end, prefix = self._ends[row]
        cell = cells.get(column)
        if cell is None:
            later_starts = [
                other_cell.start
                for number, other_cell in cells.items()
                if number > column
            ]
            position = min(later_starts, default=row_end)
            cell = _CellSpan(position, position, self._style(column))
        name = prefix.decode()
        style = f' s="{cell.style}"' if cell.style else ""
        reference = f"{column_letters(column)}{row}"
        markup = (
            f'<{name}c r="{reference}"{style} t="inlineStr"><{name}is>'
            f'<{name}t xml:space="preserve">{_markup(text)}</{name}t></{name}is>'
            f"</{name}c>"
        )
        return cell.start, cell.end, markup.encode()

    def _style(self, column: int) -> str:
        """The style of cells of a column that are not there yet."""
        for first, last, style in self._styles:
            if first <= column <= last:
                return style
        return ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self._row = whole_number(attributes.get("r")) or self._row + 1
            self._column = 0
            self._cells[self._row] = {}
        elif local == "c":
            reference = attributes.get("r", "")
            self._column = column_of(reference) or self._column + 1
            start = self._parser.CurrentByteIndex
            cell = _CellSpan(start, start, attributes.get("s", ""))
            self._cells[self._row][self._column] = cell
        elif local == "f":
            self.formulas.add((self._row, self._column))
        elif local == "col" and attributes.get("style"):
            first, last = (
                whole_number(attributes.get(name_of_limit))
                for name_of_limit in ("min", "max")
            )
            self._styles.append((first, last, attributes["style"]))

    def _end(self, name: str) -> None:
        prefix, colon, local = name.rpartition(":")
        if local == "row":
            position = self._parser.CurrentByteIndex
            self._ends[self._row] = position, (prefix + colon).encode()
        elif local == "c":
            position = self._parser.CurrentByteIndex
            # A cell without content ends here, and is in no other.
            if self._data.startswith(f"</{name}".encode(), position):
                position = self._data.index(b">", position) + 1
            self._cells[self._row][self._column].end = position


def _markup(text: str) -> str:
    """Text as the content of a cell, in which XML cannot hold some characters."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return escape_text(
        respell_forbidden(text, lambda character: f"_x{ord(character):04X}_")
    )
