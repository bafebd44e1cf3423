"""CSV of units: a row a unit, with a column for every field there is.

Tables of other programs are read too: separator, encoding and columns are found out;
columns that we do not know are kept, and written again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from exports.entry import (
    Entry,
    LossTally,
    Remark,
    RowPosition,
    SkippedEntry,
    WriteResult,
)
from exports.format import ReadOptions, WriteOptions
from exports.table.csv_reader import (
    SEPARATOR_LINE,
    SEPARATORS,
    guess_separator,
    parse_header,
)
from exports.table.csv_rows import MAX_CELL_LENGTH, MAX_ROW_LINES, split_rows
from exports.table.encoding_guess import TextEncoding, detect_encoding, read_text_lines
from exports.table.unit_columns import (
    UnitColumns,
    add_title_remark,
    begins_with_unit_header,
    default_columns,
    find_columns,
    find_header_row,
)
from exports.table.unit_rows import (
    MissingLanguage,
    UnitRow,
    UnitRows,
    header_names,
    protect_formula,
    read_units,
)
from tm.errors import FormatError, InputError, OtherLocale
from tm.text.normal import nfc
from tm.unit import TranslationUnit

_SAMPLE_SIZE = 50
"""Lines by which the separator of a table without a header is found."""
_INVALID_UTF8 = re.compile("[\udc80-\udcff]")
_NumberedRow = tuple[int, list[str]]


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of each row; a row that makes no sense is skipped, with its line."""
    tally = LossTally()
    locales = filter(None, (options.source, options.target))
    encoding = detect_encoding(path, languages={locale.language for locale in locales})
    table = CsvUnitFile(path, options, encoding)
    yield from map(Remark, table.columns.remarks)
    for line, cells in table.rows():
        reason = cells if isinstance(cells, str) else table.find_problem(cells)
        if reason:
            yield SkippedEntry(str(path), line, reason)
            continue
        if options.with_row_positions:
            yield RowPosition(line)
        try:
            yield from read_units(cells, table.columns, options, tally)
        except OtherLocale as error:
            raise OtherLocale(error.reason, path=str(path), line=line) from error
        except MissingLanguage as error:
            raise InputError(f"{path}:{line}: {error}") from error
        except ValueError as error:
            yield SkippedEntry(str(path), line, str(error))
    if encoding.is_guessed:
        tally.add(
            f"certainty of the letters: not UTF-8, but read as {encoding.name}; look "
            "at them"
        )
    tally.add("NUL characters", encoding.nul_count)
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """A row for each unit; the columns are those that have something in them."""
    tally = LossTally()
    special_character = re.compile(f'["\r\n{re.escape(options.separator)}]')
    with UnitRows() as rows:
        left_out = rows.add_units(units, options, tally, _fit_row)
        for cells in chain([header_names(rows.columns)], rows):
            if options.formula_safe:
                cells = [protect_formula(cell) for cell in cells]
            quoted_cells = [
                _quote_cell(c) if special_character.search(c) else c for c in cells
            ]
            file.write((options.separator.join(quoted_cells) + "\n").encode())
        return WriteResult(rows.count, left_out, tally.losses())


def _quote_cell(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _fit_row(row: UnitRow, tally: LossTally) -> bool:
    """Whether a row can be read again; line ends too many of it become spaces."""
    if max(map(len, row.values())) >= MAX_CELL_LENGTH:
        tally.add(f"units with a text of more than {MAX_CELL_LENGTH:,} characters")
        return False
    line_end_count = "".join(row.values()).count("\n")
    if line_end_count >= MAX_ROW_LINES - 1:
        tally.add("line ends inside texts", line_end_count)
        for name, cell in row.items():
            row[name] = cell.replace("\n", " ")
    return True


class CsvUnitFile:
    """The table in a file, whose header is looked at first."""

    def __init__(
        self, path: Path, options: ReadOptions, encoding: TextEncoding
    ) -> None:
        """Raises FormatError where it is empty, or none of units."""
        self._encoding = encoding
        lines = read_text_lines(path, encoding)
        first_lines = _take_to_first_text(lines, path)
        separators = SEPARATORS
        self._line = len(first_lines)
        if match := SEPARATOR_LINE.fullmatch(first_lines[-1]):
            separators = match[1]
            first_lines = _take_to_first_text(lines, path)
            self._line += len(first_lines)
        sample = [first_lines[-1], *_take_lines(lines, _SAMPLE_SIZE)]
        self.columns, self.separator, header_height = _find_columns(
            sample, separators, options, str(path), self._line
        )
        self._line += header_height
        self._lines = chain(sample[header_height:], lines)
        self.is_crlf = sample[0].endswith("\r\n")
        """Whether lines end so, those within cells too."""

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Line and cells of each row that is not empty, or what is wrong with it."""
        rows = split_rows(self._lines, first_line=self._line, separator=self.separator)
        for line, cells in rows:
            if isinstance(cells, str):
                yield line, cells
            elif any(cell.strip() for cell in cells):
                if self._encoding.is_guessed:
                    cells = list(map(nfc, cells))
                if self.is_crlf:
                    cells = [cell.replace("\r\n", "\n") for cell in cells]
                yield line, cells

    def find_problem(self, cells: Sequence[str]) -> str | None:
        """What is wrong with a row as a whole."""
        width = len(self.columns.roles)
        if len(cells) > width and any(cells[width:]):
            return (
                f"{len(cells)} cells, but {width} columns; quote a text with "
                f"{self.separator!r} in it"
            )
        if not self._encoding.is_guessed and any(map(_INVALID_UTF8.search, cells)):
            return "not UTF-8, which the rest of the file is"
        return None


def _find_columns(
    sample: Sequence[str],
    separators: str,
    options: ReadOptions,
    path: str,
    line: int,
) -> tuple[UnitColumns, str, int]:
    """The columns, the separator, and how many lines there are before the first row."""
    rows: list[_NumberedRow] = []
    header_position, separator = 0, ""
    for candidate in separators:
        candidate_rows = _sample_rows(sample, candidate)
        header_index = find_header_row([cells for _, cells in candidate_rows], options)
        if header_index is not None:
            width = len(rows[header_position][1]) if rows else 0
            if len(candidate_rows[header_index][1]) > width:
                rows, header_position, separator = (
                    candidate_rows,
                    header_index,
                    candidate,
                )
    if not rows and (options.source is None or options.target is None):
        separator, _ = parse_header(sample[0], separators, begins_with_unit_header)
        rows = _sample_rows(sample, separator)
        # NameSpeller that nobody knows: this says which there are, and what to do.
    if rows and rows[header_position][1]:
        header_line, names = rows[header_position]
        rows_below = rows[header_position + 1 :]
        columns = find_columns(
            names,
            options,
            path,
            rows=[cells for _, cells in rows_below],
            line=line + header_line,
        )
        header_height = rows_below[0][0] if rows_below else len(sample)
        columns = add_title_remark(
            columns, [cells for _, cells in rows[:header_position]]
        )
        return columns, separator, header_height
    separator = guess_separator(sample, separators)
    width = len(_sample_rows(sample, separator)[0][1])
    return default_columns(options, width), separator, 0


def _sample_rows(sample: Sequence[str], separator: str) -> list[_NumberedRow]:
    """First line, from 0, and cells of each row; a damaged one has none."""
    return [
        (line, [] if isinstance(cells, str) else [nfc(cell).strip() for cell in cells])
        for line, cells in split_rows(sample, first_line=0, separator=separator)
    ]


def _take_to_first_text(lines: Iterator[str], path: Path) -> list[str]:
    """Blank lines, and the first that is not. Raises FormatError if there is none."""
    first_lines = []
    for line in lines:
        first_lines.append(line)
        if line.strip():
            return first_lines
    raise FormatError("the file is empty", path=str(path))


def _take_lines(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        line = next(lines, None)
        if line is None:
            return
        yield line
