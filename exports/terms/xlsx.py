"""XLSX format of terms: workbooks with the columns of the CSV format."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable
from exports.table.guarded_cells import guard_apostrophe
from exports.table.header_row import begins_with_unit_only_header
from exports.term_format import UNITS_NOT_TERMS, TermItem, TermWriteOptions
from exports.terms.columns import (
    choose_default_names,
    is_term_column,
    normalise_column_names,
)
from exports.terms.concept_rows import make_term_table
from exports.terms.csv import read_table_items
from exports.xlsx.format import choose_sheets, open_workbook
from exports.xlsx.reader import Sheet, Workbook
from exports.xlsx.writer import (
    MAX_CELL_UNIT_COUNT,
    MAX_ROW_COUNT,
    create_workbook,
    is_too_long,
)
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError
from tm.text.normal import nfc

_COLUMN_WIDTH = 30
"""Width of all columns, in characters."""


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """Read the entries of the first sheet with terms, then rows that were skipped."""
    with open_workbook(path) as input_workbook:
        table = None
        for sheet in choose_sheets(input_workbook, options.sheet):
            table = table or _read_table(input_workbook, sheet, options, str(path))
        if table is None:
            raise FormatError("no sheet has terms", path=str(path))
        yield from read_table_items(table, options)


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """Write a row for each concept, all cells as text."""
    table = make_term_table(entries)
    if len(table.rows) >= MAX_ROW_COUNT:
        raise InputError(
            f"too many concepts for a sheet of {MAX_ROW_COUNT:,} rows; write CSV"
        )
    for cell_by_column in table.rows:
        if any(is_too_long(f"'{cell}") for cell in cell_by_column.values()):
            concept_id = cell_by_column["concept_id"]
            raise InputError(
                f"{concept_id}: a cell holds at most {MAX_CELL_UNIT_COUNT:,} "
                "characters; write CSV"
            )
    with create_workbook(file) as output_workbook:
        sheet = output_workbook.add_worksheet("Terms")
        bold_format = output_workbook.add_format({"bold": True})
        plain_format = output_workbook.add_format({"num_format": "@", "valign": "top"})
        for column_index, column_name in enumerate(table.column_names):
            sheet.set_column(column_index, column_index, _COLUMN_WIDTH, plain_format)
            sheet.write_string(0, column_index, column_name, bold_format)
        sheet.freeze_panes(1, 0)
        for row_index, cells in enumerate(table.list_rows(), 1):
            for column_index, cell in enumerate(cells):
                if cell:
                    sheet.write_string(
                        row_index, column_index, guard_apostrophe(cell), plain_format
                    )
    return table.write_result


def _read_table(
    input_workbook: Workbook, sheet: Sheet, options: ReadOptions, path: str
) -> TextTable | None:
    """Read the table of a sheet; None for a sheet that is empty or has no terms."""
    with closing(input_workbook.read_rows(sheet)) as sheet_rows:
        first_row = next(sheet_rows, None)
        if first_row is None:
            return None
        if begins_with_unit_only_header("\t".join(first_row[1])):
            raise FormatError(UNITS_NOT_TERMS, path=path, next_step="import units")
        header_names = normalise_column_names(
            [nfc(cell).strip().lower() for cell in first_row[1]], options
        )
        table_rows = []
        if default_names := choose_default_names(header_names, options):
            header_names = [*default_names]
            table_rows.append(_make_row(first_row, header_names))
        elif not any(map(is_term_column, filter(None, header_names))):
            return None
        table_rows += [_make_row(sheet_row, header_names) for sheet_row in sheet_rows]
    column_names = tuple(column_name for column_name in header_names if column_name)
    repeated_column_names = {
        column_name
        for column_name in column_names
        if column_names.count(column_name) > 1
    }
    if repeated_column_names:
        names_text = ", ".join(sorted(repeated_column_names))
        reason = f"two columns have the same name: {names_text}"
        raise FormatError(reason, path=path, line=first_row[0])
    return TextTable(path, column_names, tuple(table_rows), ())


def _make_row(sheet_row: tuple[int, list[str]], column_names: list[str]) -> TableRow:
    row_number, cells = sheet_row
    return TableRow(
        row_number,
        {
            column_name: nfc(cell)
            for column_name, cell in zip(column_names, cells, strict=False)
        },
    )
