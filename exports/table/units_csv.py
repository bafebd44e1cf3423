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
from exports.table.csv_reader import SEPARATOR_LINE, SEPARATORS, header_of, separator_of
from exports.table.csv_rows import LONGEST_CELL, TALLEST, split_rows
from exports.table.encoding_guess import TextEncoding, encoding_of, text_lines
from exports.table.unit_columns import (
    UnitColumns,
    begins_a_table,
    below_titles,
    columns_of,
    header_at,
    without_header,
)
from exports.table.unit_rows import (
    MissingLanguage,
    UnitRow,
    UnitRows,
    formula_safe,
    header,
    units_of,
)
from tm.errors import FormatError, InputError, OtherLocale
from tm.text.normal import nfc
from tm.unit import TranslationUnit

_SAMPLE = 50
"""Lines by which the separator of a table without a header is found."""
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_Row = tuple[int, list[str]]


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """The units of each row; a row that makes no sense is skipped, with its line."""
    tally = LossTally()
    locales = filter(None, (options.source, options.target))
    encoding = encoding_of(path, languages={locale.language for locale in locales})
    table = CsvUnitFile(path, options, encoding)
    yield from map(Remark, table.columns.remarks)
    for line, cells in table.rows():
        reason = cells if isinstance(cells, str) else table.complaint(cells)
        if reason:
            yield SkippedEntry(str(path), line, reason)
            continue
        if options.with_row_positions:
            yield RowPosition(line)
        try:
            yield from units_of(cells, table.columns, options, tally)
        except OtherLocale as error:
            raise OtherLocale(error.reason, path=str(path), line=line) from error
        except MissingLanguage as error:
            raise InputError(f"{path}:{line}: {error}") from error
        except ValueError as error:
            yield SkippedEntry(str(path), line, str(error))
    if encoding.guessed:
        tally.add(
            f"certainty of the letters: not UTF-8, but read as {encoding.name}; look "
            "at them"
        )
    tally.add("NUL characters", encoding.nuls)
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """A row for each unit; the columns are those that have something in them."""
    tally = LossTally()
    special = re.compile(f'["\r\n{re.escape(options.separator)}]')
    with UnitRows() as rows:
        left_out = rows.gather(units, options, tally, _fits)
        for cells in chain([header(rows.columns)], rows):
            if options.formula_safe:
                cells = [formula_safe(cell) for cell in cells]
            quoted = [_quoted(c) if special.search(c) else c for c in cells]
            file.write((options.separator.join(quoted) + "\n").encode())
        return WriteResult(rows.count, left_out, tally.losses())


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def _fits(row: UnitRow, tally: LossTally) -> bool:
    """Whether a row can be read again; line ends too many of it become spaces."""
    if max(map(len, row.values())) >= LONGEST_CELL:
        tally.add(f"units with a text of more than {LONGEST_CELL:,} characters")
        return False
    ends = "".join(row.values()).count("\n")
    if ends >= TALLEST - 1:
        tally.add("line ends inside texts", ends)
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
        lines = text_lines(path, encoding)
        first_lines = _up_to_text(lines, path)
        separators = SEPARATORS
        self._line = len(first_lines)
        if match := SEPARATOR_LINE.fullmatch(first_lines[-1]):
            separators = match[1]
            first_lines = _up_to_text(lines, path)
            self._line += len(first_lines)
        sample = [first_lines[-1], *_taken(lines, _SAMPLE)]
        self.columns, self.separator, height = _columns(
            sample, separators, options, str(path), self._line
        )
        self._line += height
        self._lines = chain(sample[height:], lines)
        self.is_crlf = sample[0].endswith("\r\n")
        """Whether lines end so, those within cells too."""

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Line and cells of each row that is not empty, or what is wrong with it."""
        rows = split_rows(self._lines, first_line=self._line, separator=self.separator)
        for line, cells in rows:
            if isinstance(cells, str):
                yield line, cells
            elif any(cell.strip() for cell in cells):
                if self._encoding.guessed:
                    cells = list(map(nfc, cells))
                if self.is_crlf:
                    cells = [cell.replace("\r\n", "\n") for cell in cells]
                yield line, cells

    def complaint(self, cells: Sequence[str]) -> str | None:
        """What is wrong with a row as a whole."""
        width = len(self.columns.roles)
        if len(cells) > width and any(cells[width:]):
            return (
                f"{len(cells)} cells, but {width} columns; quote a text with "
                f"{self.separator!r} in it"
            )
        if not self._encoding.guessed and any(map(_NOT_UTF8.search, cells)):
            return "not UTF-8, which the rest of the file is"
        return None


def _columns(
    sample: Sequence[str],
    separators: str,
    options: ReadOptions,
    path: str,
    line: int,
) -> tuple[UnitColumns, str, int]:
    """The columns, the separator, and how many lines there are before the first row."""
    rows: list[_Row] = []
    position, separator = 0, ""
    for candidate in separators:
        candidate_rows = _rows(sample, candidate)
        header_index = header_at([cells for _, cells in candidate_rows], options)
        if header_index is not None:
            width = len(rows[position][1]) if rows else 0
            if len(candidate_rows[header_index][1]) > width:
                rows, position, separator = candidate_rows, header_index, candidate
    if not rows and (options.source is None or options.target is None):
        separator, _ = header_of(sample[0], separators, begins_a_table)
        rows = _rows(sample, separator)
        # NameSpeller that nobody knows: this says which there are, and what to do.
    if rows and rows[position][1]:
        start, names = rows[position]
        below = rows[position + 1 :]
        columns = columns_of(
            names,
            options,
            path,
            rows=[cells for _, cells in below],
            line=line + start,
        )
        height = below[0][0] if below else len(sample)
        columns = below_titles(columns, [cells for _, cells in rows[:position]])
        return columns, separator, height
    separator = separator_of(sample, separators)
    width = len(_rows(sample, separator)[0][1])
    return without_header(options, width), separator, 0


def _rows(sample: Sequence[str], separator: str) -> list[_Row]:
    """First line, from 0, and cells of each row; a damaged one has none."""
    return [
        (line, [] if isinstance(cells, str) else [nfc(cell).strip() for cell in cells])
        for line, cells in split_rows(sample, first_line=0, separator=separator)
    ]


def _up_to_text(lines: Iterator[str], path: Path) -> list[str]:
    """Blank lines, and the first that is not. Raises FormatError if there is none."""
    first_lines = []
    for line in lines:
        first_lines.append(line)
        if line.strip():
            return first_lines
    raise FormatError("the file is empty", path=str(path))


def _taken(lines: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        line = next(lines, None)
        if line is None:
            return
        yield line
