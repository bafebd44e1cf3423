"""XLSX of terms: a workbook with the columns of the CSV of terms."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from exports.entry import WriteResult
from exports.format import ReadOptions
from exports.table.csv_reader import TableRow, TextTable
from exports.table.header_row import begins_with_unit_only_header
from exports.term_format import UNITS_NOT_TERMS, TermItem, TermWriteOptions
from exports.terms.cells import guarded
from exports.terms.columns import is_term_column, known_names, without_header
from exports.terms.concept_rows import table_of
from exports.terms.csv import items_of
from exports.xlsx.format import chosen_sheets, open_workbook
from exports.xlsx.reader import Sheet, Workbook
from exports.xlsx.writer import LONGEST_CELL, MOST_ROWS, is_too_long, workbook
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError
from tm.text.normal import nfc

_WIDTH = 30
"""Of columns, in characters."""


def read(path: Path, options: ReadOptions) -> Iterator[TermItem]:
    """The entries of the first sheet that has terms, then what could not be read."""
    with open_workbook(path) as book:
        table = None
        for sheet in chosen_sheets(book, options.sheet):
            table = table or _table(book, sheet, options, str(path))
        if table is None:
            raise FormatError("no sheet has terms in it", path=str(path))
        yield from items_of(table)


def write(
    entries: Iterable[ConceptEntry],
    file: BinaryIO,
    options: TermWriteOptions | None = None,
) -> WriteResult:
    """A row a concept, all cells as text."""
    table = table_of(entries)
    if len(table.cells) >= MOST_ROWS:
        raise InputError(f"a sheet has {MOST_ROWS:,} rows: write CSV")
    for row in table.cells:
        if any(is_too_long(f"'{cell}") for cell in row.values()):
            name = row["concept_id"]
            raise InputError(
                f"{name}: a cell holds {LONGEST_CELL:,} characters: write CSV"
            )
    with workbook(file) as book:
        sheet = book.add_worksheet("Terms")
        bold = book.add_format({"bold": True})
        plain = book.add_format({"num_format": "@", "valign": "top"})
        for index, name in enumerate(table.columns):
            sheet.set_column(index, index, _WIDTH, plain)
            sheet.write_string(0, index, name, bold)
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(table.rows(), 1):
            for index, cell in enumerate(cells):
                if cell:
                    text = guarded(cell, formula_safe=False)
                    sheet.write_string(number, index, text, plain)
    return table.written


def _table(
    book: Workbook, sheet: Sheet, options: ReadOptions, path: str
) -> TextTable | None:
    """The table of a sheet; absent for an empty one, or one of something else."""
    with closing(book.rows(sheet)) as lines:
        first_row = next(lines, None)
        if first_row is None:
            return None
        if begins_with_unit_only_header("\t".join(first_row[1])):
            raise FormatError(UNITS_NOT_TERMS, path=path)
        names = known_names(
            [nfc(cell).strip().lower() for cell in first_row[1]], options
        )
        rows = []
        if default_names := without_header(names, options):
            names = [*default_names]
            rows.append(_row(first_row, names))
        elif not any(map(is_term_column, filter(None, names))):
            return None
        rows += [_row(line, names) for line in lines]
    column_names = tuple(name for name in names if name)
    repeated_names = {name for name in column_names if column_names.count(name) > 1}
    if repeated_names:
        reason = f"two columns have the same name: {', '.join(sorted(repeated_names))}"
        raise FormatError(reason, path=path, line=first_row[0])
    return TextTable(path, column_names, tuple(rows), ())


def _row(line: tuple[int, list[str]], names: list[str]) -> TableRow:
    number, cells = line
    return TableRow(
        number,
        {
            column_name: nfc(cell)
            for column_name, cell in zip(names, cells, strict=False)
        },
    )
