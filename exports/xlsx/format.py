"""XLSX: units as a workbook, with the columns of the CSV of units.

Texts stay texts: nothing is taken for a formula, a link or a number.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from exports.entry import (
    Entry,
    LossTally,
    Remark,
    RowPosition,
    SkippedEntry,
    WriteResult,
)
from exports.format import TERMS_NOT_UNITS, ReadOptions, WriteOptions
from exports.table.column_names import SOURCE, TARGET
from exports.table.header_row import find_header_row
from exports.table.unit_columns import (
    UnitColumns,
    add_title_remark,
    default_columns,
    find_columns,
)
from exports.table.unit_rows import (
    MissingLanguage,
    UnitRow,
    UnitRows,
    find_requested_columns,
    format_header,
    read_units,
)
from exports.xlsx.reader import Sheet, SheetRow, Workbook
from exports.xlsx.shared_strings import SharedStrings
from exports.xlsx.writer import LONGEST_CELL, MOST_ROWS, is_too_long, workbook
from tm.errors import FormatError, InputError, OtherLocale, UnknownName
from tm.text.normal import nfc
from tm.unit import TranslationUnit

_SAMPLE = 50
"""Rows by which columns are told that may be another thing than they are called."""
_WIDE, _NARROW = 60, 16
"""Widths of columns, in characters."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of all sheets that are tables of units, or of the one that is named.

    A row that makes no sense is skipped, with its number.
    """
    tally = LossTally()
    with open_workbook(path) as book:
        tables = 0
        left_out: list[Remark] = []
        problem: FormatError | None = None
        for sheet, table in unit_sheets(book, options, path):
            if isinstance(table, FormatError):
                if table.reason == TERMS_NOT_UNITS:
                    raise table
                problem = graver_problem(problem, table)
                left_out.append(Remark(f"{path}: left out: {table.reason}"))
                if isinstance(table, OtherLocale):
                    tally.add("sheets in other languages")
                else:
                    tally.add(f"sheet {sheet.name!r}, which is not a table of units")
            else:
                tables += 1
                yield from table.entries(tally)
        if not tables:
            raise problem or FormatError("the workbook is empty", path=str(path))
        yield from left_out
        for name in book.lacking:
            tally.add(f"sheet {name!r}, whose part is not in the archive")
        tally.add("cells whose text is not in the workbook", book.lost_texts)
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """A row for each unit; when a sheet is full, another one goes on."""
    tally = LossTally()
    with UnitRows() as rows:
        left_out = rows.add_units(units, options, tally, _fits)
        with workbook(file) as book:
            _fill(book, rows)
        return WriteResult(rows.row_count, left_out, tally.losses())


def _fits(row: UnitRow, tally: LossTally) -> bool:
    """Whether the cells of a row can hold its texts."""
    if any(map(is_too_long, row.values())):
        tally.add(f"units with a text of more than {LONGEST_CELL:,} characters")
        return False
    return True


def _fill(book: Any, rows: UnitRows) -> None:
    columns = rows.column_names
    names = format_header(columns)
    bold = book.add_format({"bold": True})
    # As text, so that what people type there stays text too.
    plain = book.add_format({"num_format": "@", "valign": "top"})
    wrapped = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    formats = [wrapped if name in (SOURCE, TARGET) else plain for name in columns]
    sheet = None
    number = 0
    for cells in chain(rows, [None] if not rows.row_count else []):
        if sheet is None or number == MOST_ROWS:
            count = len(book.worksheets())
            sheet = book.add_worksheet(f"Units {count + 1}" if count else "Units")
            for index, (name, format) in enumerate(zip(names, formats, strict=True)):
                width = _WIDE if format is wrapped else _NARROW
                sheet.set_column(index, index, width, format)
                sheet.write_string(0, index, name, bold)
            sheet.freeze_panes(1, 0)
            number = 1
        for index, cell in enumerate(cells or ()):
            if cell:
                sheet.write_string(number, index, cell, formats[index])
        number += 1


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """A workbook to read. Raises FormatError for a damaged one."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        reason = f"not an XLSX workbook, or a damaged one: {error}"
        raise FormatError(reason, path=str(path)) from error
    with archive, SharedStrings() as texts:
        yield Workbook(archive, str(path), texts)


def chosen_sheets(book: Workbook, name: str | None) -> Sequence[Sheet]:
    """The sheets to read: the one that is named, else those that can be seen.

    Raises UnknownName.
    """
    if name is None:
        return [sheet for sheet in book.sheets if not sheet.is_hidden] or book.sheets
    named = [sheet for sheet in book.sheets if sheet.name == name]
    if not named:
        raise UnknownName("sheet", name, [sheet.name for sheet in book.sheets])
    return named


def unit_sheets(
    book: Workbook, options: ReadOptions, path: Path
) -> Iterator[tuple[Sheet, "UnitSheet | FormatError"]]:
    """Each wanted sheet with its table of units, or with why it is none.

    That is OtherLocale where its columns are in other languages than are asked for.
    Empty sheets are passed. A table can be read until the next is asked for. Raises
    UnknownName.
    """
    sheets = chosen_sheets(book, options.sheet)
    for sheet in sheets:
        named = sheet.name if len(sheets) > 1 else None
        with closing(book.rows(sheet)) as rows:
            table = UnitSheet(rows, options, str(path), named)
            try:
                table.look()
            except FormatError as error:
                yield sheet, error
            else:
                if table.columns is not None:
                    yield sheet, table


def graver_problem(
    first_problem: FormatError | None, next_problem: FormatError
) -> FormatError:
    """Which of two sheets that cannot be read tells more: a table, else the first."""
    if first_problem is None or (
        isinstance(next_problem, OtherLocale)
        and not isinstance(first_problem, OtherLocale)
    ):
        return next_problem
    return first_problem


class UnitSheet:
    """The table in a sheet."""

    def __init__(
        self,
        rows: Iterator[SheetRow],
        options: ReadOptions,
        path: str,
        named: str | None,
    ) -> None:
        self.columns: UnitColumns | None = None
        """Absent while it is not looked at, and where it is empty."""
        self.rows = rows
        """Those that were not taken so far, without the header once it is looked at."""
        self.name = named
        """The name of the sheet, where there are several."""
        self._options = options
        self._path = path
        self._named = f"sheet {named!r}: " if named is not None else ""

    def look(self) -> None:
        """Find out its columns. Raises FormatError where they are not of units.

        That is OtherLocale where they are in other languages than are asked for.
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
            reason = f"{self._named}{error.reason}"
            raise type(error)(
                reason,
                path=self._path,
                line=error.line,
                parameters=error.parameters,
            ) from error

    def _find_columns(self) -> None:
        sample = list(islice(self.rows, _SAMPLE))
        if not sample:
            return
        rows = [[nfc(cell).strip() for cell in cells] for _, cells in sample]
        options = self._options
        has_locales = options.source is not None and options.target is not None
        position = find_header_row(rows, options)
        if position is not None or not has_locales or self._named:
            position = position or 0
            number, _ = sample[position]
            columns = find_columns(
                rows[position],
                options,
                self._path,
                rows_below_header=rows[position + 1 :],
                header_line=number,
            )
            self.columns = add_title_remark(columns, rows[:position])
            self.rows = chain(sample[position + 1 :], self.rows)
            return
        self.columns = default_columns(options, len(rows[0]))
        self.rows = chain(sample, self.rows)

    @property
    def remarks(self) -> list[str]:
        """What had to be guessed of its columns."""
        assert self.columns is not None
        return [f"{self._named}{remark}" for remark in self.columns.remarks]

    def entries(self, tally: LossTally) -> Iterator[Entry]:
        """The units of its rows."""
        assert self.columns is not None
        width = len(self.columns.roles)
        yield from map(Remark, self.remarks)
        for number, cells in self.rows:
            if len(cells) > width and any(cells[width:]):
                tally.add("cells in columns without a name")
            if self._options.with_row_positions:
                yield RowPosition(number, self.name)
            try:
                yield from read_units(cells, self.columns, self._options, tally)
            except MissingLanguage as error:
                raise InputError(f"{self._path}: {self._named}{error}") from error
            except ValueError as error:
                yield SkippedEntry(self._path, number, f"{self._named}{error}")
