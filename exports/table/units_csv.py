"""Units as CSV: one row for each, with a column for every field.

In tables of other programs, separator, encoding and columns are detected, and unknown
columns are kept and written again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.entry import Entry, LossTally, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.table.csv_reader import (
    SEPARATOR_LINE_PATTERN,
    SEPARATORS,
    guess_separator,
    parse_header,
)
from exports.table.csv_rows import MAX_CELL_LENGTH, MAX_ROW_LINE_COUNT, split_rows
from exports.table.encoding_guess import TextEncoding, detect_encoding, read_text_lines
from exports.table.guarded_cells import protect_formula
from exports.table.header_row import begins_with_unit_header, find_header_row
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
    format_header,
    read_units,
)
from tm.errors import FormatError, InputError, OtherLocale
from tm.file_remarks import Remark, RowPosition, SkippedEntry
from tm.text.normal import nfc
from tm.unit import TranslationUnit

_SAMPLE_LINE_COUNT = 50
"""Number of lines among which separator and header are detected."""
_INVALID_UTF8_PATTERN = re.compile("[\udc80-\udcff]")
_NumberedRow = tuple[int, list[str]]


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read the units of each row; skip damaged rows, with their lines."""
    tally = LossTally()
    locales = filter(None, (options.source, options.target))
    encoding = detect_encoding(path, languages={locale.language for locale in locales})
    unit_file = CsvUnitFile(path, options, encoding)
    yield from map(Remark, unit_file.columns.remarks)
    for row_line_number, cells_or_reason in unit_file.read_rows():
        skip_reason = (
            cells_or_reason
            if isinstance(cells_or_reason, str)
            else unit_file.find_row_fault(cells_or_reason)
        )
        if skip_reason:
            yield SkippedEntry(str(path), row_line_number, skip_reason)
            continue
        if options.with_row_positions:
            yield RowPosition(row_line_number)
        try:
            yield from read_units(cells_or_reason, unit_file.columns, options, tally)
        except OtherLocale as error:
            raise OtherLocale(
                error.reason,
                path=str(path),
                line=row_line_number,
                parameters=error.parameters,
            ) from error
        except MissingLanguage as error:
            raise InputError(
                f"{path}:{row_line_number}: {error}", parameters=error.parameters
            ) from error
        except ValueError as error:
            yield SkippedEntry(str(path), row_line_number, str(error))
    if encoding.is_guessed:
        tally.add(
            f"letters that may be wrong: the file is not UTF-8 and was read as "
            f"{encoding.name}; check them"
        )
    tally.add("NUL characters", encoding.nul_count)
    yield from tally.list_losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write a row for each unit, with the columns that are not empty."""
    tally = LossTally()
    special_character_pattern = re.compile(f'["\r\n{re.escape(options.separator)}]')
    with UnitRows() as rows:
        left_out_count = rows.add_units(
            units, options, tally, _fits_limits_after_joining
        )
        for cells in chain([format_header(rows.column_names)], rows):
            if options.formula_safe:
                cells = [protect_formula(cell) for cell in cells]
            quoted_cells = [
                _quote_cell(cell) if special_character_pattern.search(cell) else cell
                for cell in cells
            ]
            file.write((options.separator.join(quoted_cells) + "\n").encode())
        return WriteResult(rows.row_count, left_out_count, tally.list_losses())


def _quote_cell(cell: str) -> str:
    escaped_cell = cell.replace('"', '""')
    return f'"{escaped_cell}"'


def _fits_limits_after_joining(row: UnitCells, tally: LossTally) -> bool:
    """Whether a row can be read again; if it has too many lines, they are joined."""
    if max(map(len, row.values())) >= MAX_CELL_LENGTH:
        tally.add(f"units with a text of more than {MAX_CELL_LENGTH:,} characters")
        return False
    line_end_count = "".join(row.values()).count("\n")
    if line_end_count >= MAX_ROW_LINE_COUNT - 1:
        tally.add("line ends inside texts", line_end_count)
        for column_name, cell in row.items():
            row[column_name] = cell.replace("\n", " ")
    return True


class CsvUnitFile:
    """A table of units in a CSV file, whose header is read first."""

    def __init__(
        self, path: Path, options: ReadOptions, encoding: TextEncoding
    ) -> None:
        """Read the header. Raises FormatError if the file is not a table of units."""
        self._encoding = encoding
        lines = read_text_lines(path, encoding)
        first_lines = _take_lines_to_first_text(lines, path)
        separators = SEPARATORS
        self._next_line_number = len(first_lines)
        if separator_line_match := SEPARATOR_LINE_PATTERN.fullmatch(first_lines[-1]):
            separators = separator_line_match[1]
            first_lines = _take_lines_to_first_text(lines, path)
            self._next_line_number += len(first_lines)
        sample_lines = [first_lines[-1], *_take_lines(lines, _SAMPLE_LINE_COUNT)]
        self.columns, self.separator, line_count_before_rows = _find_columns(
            sample_lines, separators, options, str(path), self._next_line_number
        )
        self._next_line_number += line_count_before_rows
        self._lines = chain(sample_lines[line_count_before_rows:], lines)
        self.has_crlf = sample_lines[0].endswith("\r\n")
        """Whether lines end with CR LF, even within cells."""

    def read_rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the line of each row with its cells or the reason it is damaged."""
        rows = split_rows(
            self._lines,
            first_line_number=self._next_line_number,
            separator=self.separator,
        )
        for line_number, cells in rows:
            if isinstance(cells, str):
                yield line_number, cells
            elif any(cell.strip() for cell in cells):
                if self._encoding.is_guessed:
                    cells = list(map(nfc, cells))
                if self.has_crlf:
                    cells = [cell.replace("\r\n", "\n") for cell in cells]
                yield line_number, cells

    def find_row_fault(self, cells: Sequence[str]) -> str | None:
        """Find the reason to skip a row, if there is one."""
        column_count = len(self.columns.roles)
        if len(cells) > column_count and any(cells[column_count:]):
            return (
                f"{len(cells)} cells, but {column_count} columns; quote a text with "
                f"{self.separator!r} in it"
            )
        if not self._encoding.is_guessed and any(
            map(_INVALID_UTF8_PATTERN.search, cells)
        ):
            return "the row is not UTF-8, unlike the rest of the file"
        return None


def _find_columns(
    sample_lines: Sequence[str],
    separators: str,
    options: ReadOptions,
    path: str,
    first_line_number: int,
) -> tuple[UnitColumns, str, int]:
    """Find the columns, the separator, and the number of lines before the first row."""
    rows: list[_NumberedRow] = []
    header_row_index, separator = 0, ""
    for candidate_separator in separators:
        candidate_rows = _split_sample_rows(sample_lines, candidate_separator)
        candidate_header_row_index = find_header_row(
            [cells for _, cells in candidate_rows], options
        )
        if candidate_header_row_index is not None:
            column_count = len(rows[header_row_index][1]) if rows else 0
            if len(candidate_rows[candidate_header_row_index][1]) > column_count:
                rows, header_row_index, separator = (
                    candidate_rows,
                    candidate_header_row_index,
                    candidate_separator,
                )
    if not rows and (options.source is None or options.target is None):
        separator, _ = parse_header(
            sample_lines[0], separators, begins_with_unit_header
        )
        rows = _split_sample_rows(sample_lines, separator)
        # No name is known: `find_columns` raises an error that lists the columns.
    if rows and rows[header_row_index][1]:
        header_line_index, column_names = rows[header_row_index]
        rows_below_header = rows[header_row_index + 1 :]
        columns = find_columns(
            column_names,
            options,
            path,
            rows_below_header=[cells for _, cells in rows_below_header],
            header_line=first_line_number + header_line_index,
        )
        line_count_before_rows = (
            rows_below_header[0][0] if rows_below_header else len(sample_lines)
        )
        columns = add_title_remark(
            columns, [cells for _, cells in rows[:header_row_index]]
        )
        return columns, separator, line_count_before_rows
    separator = guess_separator(sample_lines, separators)
    column_count = len(_split_sample_rows(sample_lines, separator)[0][1])
    return make_default_columns(column_count), separator, 0


def _split_sample_rows(
    sample_lines: Sequence[str], separator: str
) -> list[_NumberedRow]:
    """Split lines into rows with their first line, from 0; damaged rows are empty."""
    return [
        (
            line_index,
            [] if isinstance(cells, str) else [nfc(cell).strip() for cell in cells],
        )
        for line_index, cells in split_rows(
            sample_lines, first_line_number=0, separator=separator
        )
    ]


def _take_lines_to_first_text(lines: Iterator[str], path: Path) -> list[str]:
    """Take lines up to the first that is not blank. Raises FormatError without one."""
    first_lines = []
    for line in lines:
        first_lines.append(line)
        if line.strip():
            return first_lines
    raise FormatError("the file is empty", path=str(path))


def _take_lines(lines: Iterator[str], line_count: int) -> Iterator[str]:
    for _ in range(line_count):
        line = next(lines, None)
        if line is None:
            return
        yield line
