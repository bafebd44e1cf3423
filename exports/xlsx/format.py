"""XLSX format of units: workbooks with the columns of the CSV format.

All cells are written as text, never as formulas, links or numbers.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from exports.entry import Entry, LossTally, WriteResult
from exports.format import TERMS_NOT_UNITS, ReadOptions, WriteOptions
from exports.table.column_names import SOURCE, TARGET
from exports.table.header_row import find_header_row
from exports.table.unit_columns import (
    UnitColumns,
    add_title_remark,
    find_columns,
    make_default_columns,
)
from exports.table.unit_rows import (
    MissingLanguage,
    UnitCells,
    UnitRows,
    find_requested_columns,
    format_header,
    read_units,
)
from exports.xlsx.reader import Sheet, SheetRow, Workbook
from exports.xlsx.shared_strings import SharedStrings
from exports.xlsx.writer import (
    MAX_CELL_UNIT_COUNT,
    MAX_ROW_COUNT,
    create_workbook,
    is_too_long,
)
from tm.errors import FormatError, InputError, OtherLocale, UnknownName
from tm.file_remarks import Remark, RowPosition, SkippedEntry
from tm.text.normal import nfc
from tm.unit import TranslationUnit

_SAMPLE_ROW_COUNT = 50
"""Rows by which the roles of ambiguous columns are guessed."""
_TEXT_COLUMN_WIDTH, _FIELD_COLUMN_WIDTH = 60, 16
"""Column widths in characters."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of all sheets with units, or of the sheet named in the options.

    Damaged rows are skipped, with their numbers.
    """
    tally = LossTally()
    with open_workbook(path) as input_workbook:
        table_count = 0
        pending_remarks: list[Remark] = []
        sheet_error: FormatError | None = None
        for sheet, table_or_error in read_unit_sheets(input_workbook, options, path):
            if isinstance(table_or_error, FormatError):
                if table_or_error.reason == TERMS_NOT_UNITS:
                    raise table_or_error
                sheet_error = choose_sheet_error(sheet_error, table_or_error)
                pending_remarks.append(
                    Remark(f"{path}: left out: {table_or_error.reason}")
                )
                if isinstance(table_or_error, OtherLocale):
                    tally.add("sheets in other languages")
                else:
                    tally.add(f"sheet {sheet.name!r}, which is not a table of units")
            else:
                table_count += 1
                yield from table_or_error.read_entries(tally)
        if not table_count:
            raise sheet_error or FormatError("the workbook is empty", path=str(path))
        yield from pending_remarks
        for sheet_name in input_workbook.missing_sheet_names:
            tally.add(f"sheet {sheet_name!r}, which is missing from the workbook")
        tally.add(
            "cells whose text is missing from the workbook",
            input_workbook.lost_text_count,
        )
    yield from tally.list_losses()


def write(
    units: Iterable[TranslationUnit],
    file: BinaryIO,
    options: WriteOptions,
    *,
    max_row_count: int = MAX_ROW_COUNT,
) -> WriteResult:
    """Write a row for each unit; units that do not fit a sheet get another sheet."""
    tally = LossTally()
    with UnitRows() as rows:
        left_out_count = rows.add_units(units, options, tally, _fits_cells)
        with create_workbook(file) as output_workbook:
            _write_rows(output_workbook, rows, max_row_count)
        return WriteResult(rows.row_count, left_out_count, tally.list_losses())


def _fits_cells(row: UnitCells, tally: LossTally) -> bool:
    """Whether all texts of a row fit into cells."""
    if any(map(is_too_long, row.values())):
        tally.add(f"units with a text of more than {MAX_CELL_UNIT_COUNT:,} characters")
        return False
    return True


def _write_rows(output_workbook: Any, rows: UnitRows, max_row_count: int) -> None:
    """Write rows to as many sheets as they need."""
    column_names = rows.column_names
    column_titles = format_header(column_names)
    bold_format = output_workbook.add_format({"bold": True})
    # Formatted as text, so that a spreadsheet does not convert edited cells.
    plain_format = output_workbook.add_format({"num_format": "@", "valign": "top"})
    wrapped_format = output_workbook.add_format(
        {"num_format": "@", "valign": "top", "text_wrap": True}
    )
    column_formats = [
        wrapped_format if column_title in (SOURCE, TARGET) else plain_format
        for column_title in column_names
    ]
    sheet = None
    row_index = 0
    for cells in chain(rows, [None] if not rows.row_count else []):
        if sheet is None or row_index == max_row_count:
            sheet_count = len(output_workbook.worksheets())
            sheet = output_workbook.add_worksheet(
                f"Units {sheet_count + 1}" if sheet_count else "Units"
            )
            for column_index, (column_title, column_format) in enumerate(
                zip(column_titles, column_formats, strict=True)
            ):
                width = (
                    _TEXT_COLUMN_WIDTH
                    if column_format is wrapped_format
                    else _FIELD_COLUMN_WIDTH
                )
                sheet.set_column(column_index, column_index, width, column_format)
                sheet.write_string(0, column_index, column_title, bold_format)
            sheet.freeze_panes(1, 0)
            row_index = 1
        for column_index, cell in enumerate(cells or ()):
            if cell:
                sheet.write_string(
                    row_index, column_index, cell, column_formats[column_index]
                )
        row_index += 1


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for reading. Raises FormatError for a damaged one."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        reason = f"not an XLSX workbook, or a damaged one: {error}"
        raise FormatError(reason, path=str(path)) from error
    with archive, SharedStrings(path.stat().st_size) as shared_strings:
        yield Workbook(archive, str(path), shared_strings)


def choose_sheets(input_workbook: Workbook, sheet_name: str | None) -> Sequence[Sheet]:
    """Choose the sheets to read: the named one, else all that are not hidden.

    Raises UnknownName.
    """
    if sheet_name is None:
        return [
            sheet for sheet in input_workbook.sheets if not sheet.is_hidden
        ] or input_workbook.sheets
    named_sheets = [
        sheet for sheet in input_workbook.sheets if sheet.name == sheet_name
    ]
    if not named_sheets:
        raise UnknownName(
            "sheet", sheet_name, [sheet.name for sheet in input_workbook.sheets]
        )
    return named_sheets


def read_unit_sheets(
    input_workbook: Workbook, options: ReadOptions, path: Path
) -> Iterator[tuple[Sheet, "UnitSheet | FormatError"]]:
    """Read the chosen sheets, each with its table of units or an error.

    The error is OtherLocale for a table in other languages than requested. Empty sheets
    are skipped. A table can be read until the next one is requested. Raises
    UnknownName.
    """
    sheets = choose_sheets(input_workbook, options.sheet)
    for sheet in sheets:
        sheet_name = sheet.name if len(sheets) > 1 else None
        with closing(input_workbook.read_rows(sheet)) as rows:
            unit_sheet = UnitSheet(rows, options, str(path), sheet_name)
            try:
                unit_sheet.inspect_columns()
            except FormatError as error:
                yield sheet, error
            else:
                if unit_sheet.columns is not None:
                    yield sheet, unit_sheet


def choose_sheet_error(
    first_error: FormatError | None, next_error: FormatError
) -> FormatError:
    """Choose the error to report of two sheets: OtherLocale, else the first error."""
    if first_error is None or (
        isinstance(next_error, OtherLocale) and not isinstance(first_error, OtherLocale)
    ):
        return next_error
    return first_error


class UnitSheet:
    """A table of units in a sheet."""

    def __init__(
        self,
        rows: Iterator[SheetRow],
        options: ReadOptions,
        path: str,
        sheet_name: str | None,
    ) -> None:
        self.columns: UnitColumns | None = None
        """None before `inspect_columns`, and for an empty sheet."""
        self.rows = rows
        """Unread rows; `inspect_columns` removes the header."""
        self.sheet_name = sheet_name
        """Name of the sheet, if there are several."""
        self._options = options
        self._path = path
        self._sheet_prefix = f"sheet {sheet_name!r}: " if sheet_name is not None else ""

    def inspect_columns(self) -> None:
        """Recognise the columns. Raises FormatError if they are not those of units.

        The error is OtherLocale for columns in other languages than requested.
        """
        try:
            self._find_columns()
            locale_columns = (
                self.columns.list_locale_columns() if self.columns is not None else ()
            )
            if locale_columns:
                find_requested_columns(locale_columns, self._options)
        except FormatError as error:
            if error.reason == TERMS_NOT_UNITS:
                raise
            reason = f"{self._sheet_prefix}{error.reason}"
            raise type(error)(
                reason,
                path=self._path,
                line=error.line,
                parameters=error.parameters,
            ) from error

    def _find_columns(self) -> None:
        """Find the columns by the first rows, and remove the header from the rows."""
        sample_rows = list(islice(self.rows, _SAMPLE_ROW_COUNT))
        if not sample_rows:
            return
        cell_texts_by_row = [
            [nfc(cell).strip() for cell in cells] for _, cells in sample_rows
        ]
        options = self._options
        has_locales = options.source is not None and options.target is not None
        header_row_index = find_header_row(cell_texts_by_row, options)
        if header_row_index is not None or not has_locales or self._sheet_prefix:
            header_row_index = header_row_index or 0
            row_number, _ = sample_rows[header_row_index]
            columns = find_columns(
                cell_texts_by_row[header_row_index],
                options,
                self._path,
                rows_below_header=cell_texts_by_row[header_row_index + 1 :],
                header_line=row_number,
            )
            self.columns = add_title_remark(
                columns, cell_texts_by_row[:header_row_index]
            )
            self.rows = chain(sample_rows[header_row_index + 1 :], self.rows)
            return
        self.columns = make_default_columns(len(cell_texts_by_row[0]))
        self.rows = chain(sample_rows, self.rows)

    @property
    def column_remarks(self) -> list[str]:
        """Notes to the user about guesses of column roles."""
        assert self.columns is not None
        return [f"{self._sheet_prefix}{remark}" for remark in self.columns.remarks]

    def read_entries(self, tally: LossTally) -> Iterator[Entry]:
        """Read the units of all rows."""
        assert self.columns is not None
        column_count = len(self.columns.roles)
        yield from map(Remark, self.column_remarks)
        for row_number, cells in self.rows:
            if len(cells) > column_count and any(cells[column_count:]):
                tally.add("cells in columns without a name")
            if self._options.with_row_positions:
                yield RowPosition(row_number, self.sheet_name)
            try:
                yield from read_units(cells, self.columns, self._options, tally)
            except MissingLanguage as error:
                raise InputError(
                    f"{self._path}: {self._sheet_prefix}{error}"
                ) from error
            except ValueError as error:
                yield SkippedEntry(
                    self._path, row_number, f"{self._sheet_prefix}{error}"
                )
