"""Reading of CSV tables from any program: separator and encoding are detected.

A damaged row is reported with its line, and the rows after it are read.
"""

import contextlib
import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.io.lines import detect_unmarked_encoding
from exports.table.csv_rows import split_rows
from exports.table.guarded_cells import remove_guard
from tm.errors import FormatError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.normal import nfc

SEPARATORS = ",;\t|"
SEPARATOR_LINE_PATTERN = re.compile(r"sep=(.)\s*")
_VIETNAMESE_HEADER_PATTERN = re.compile(
    rb"(?:sep=.\r?\n)?(?i:[^\n]*[,;\t\"(]|)vi(?:_variants|etnamese)?[,;\t\"\r\n)]"
)
_MAX_COLUMN_COUNT = 1000
_SAMPLE_LINE_COUNT = 50
_MAX_SHOWN_HEADER_LENGTH = 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table."""

    line_number: int
    """The line where it starts, from 1."""
    cell_by_column: dict[str, str]

    def read_cell(self, column_name: str) -> str:
        """Read the cell of a column, without outer white space; empty if missing.

        The apostrophe that keeps spreadsheets from reading a formula is removed.
        """
        return remove_guard(self.cell_by_column.get(column_name, "").strip())


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with a header."""

    path: str
    column_names: tuple[str, ...]
    rows: tuple[TableRow, ...]
    damaged_rows: tuple[tuple[int, str], ...]
    """Lines of damaged rows, with reasons."""
    remarks: tuple[str, ...] = ()
    """Remarks about the guessed encoding and about removed characters."""


def read_table(
    path: Path,
    *,
    is_column_name: Callable[[str], bool],
    normalise_names: Callable[[list[str]], list[str]] = list,
    choose_default_names: Callable[[list[str]], Sequence[str]] = lambda _: (),
) -> TextTable:
    """Read the table in a file. Raises FormatError or, for a missing file, InputError.

    `is_column_name`: whether a name is that of a known column.
    `normalise_names`: maps the names in a header to those of known columns.
    `choose_default_names`: names the columns of a file by its first row if that row is
    not a header, and returns nothing for a header.
    """
    table_bytes = read_bytes(path)
    text, remarks = _decode_table(table_bytes, str(path))
    if nul_count := text.count("\0"):
        text = text.replace("\0", "")
        remarks += (f"{path}: {nul_count} NUL characters removed",)
    lines = _split_lines(text)
    header_line_index = 0
    separators = SEPARATORS
    if lines and (separator_line_match := SEPARATOR_LINE_PATTERN.fullmatch(lines[0])):
        header_line_index, separators = 1, separator_line_match[1]
    while header_line_index < len(lines) and not lines[header_line_index].strip():
        header_line_index += 1
    if header_line_index == len(lines):
        raise FormatError("the file is empty", path=str(path))
    separator, column_names = parse_header(
        lines[header_line_index],
        separators,
        lambda name: is_column_name(normalise_names([name])[0]),
    )
    column_names = normalise_names(column_names)
    default_names = list(choose_default_names(column_names))
    if default_names:
        separator, column_names = (
            guess_separator(lines[header_line_index:], separators),
            default_names,
        )
        header_line_index -= 1
    _require_different_names(column_names, str(path), header_line_index + 1)
    rows, damaged_rows = _read_rows(lines, header_line_index, separator, column_names)
    non_empty_column_names = tuple(
        column_name for column_name in column_names if column_name
    )
    return TextTable(
        str(path), non_empty_column_names, tuple(rows), tuple(damaged_rows), remarks
    )


def _require_different_names(
    column_names: Sequence[str], path: str, line_number: int
) -> None:
    """Raise FormatError if columns have the same name."""
    repeated_names = {
        column_name
        for column_name in column_names
        if column_name and column_names.count(column_name) > 1
    }
    if repeated_names:
        shown_names_text = ", ".join(sorted(repeated_names))[:_MAX_SHOWN_HEADER_LENGTH]
        raise FormatError(
            f"two columns have the same name: {shown_names_text}",
            path=path,
            line=line_number,
        )


def _read_rows(
    lines: Sequence[str],
    header_line_index: int,
    separator: str,
    column_names: Sequence[str],
) -> tuple[list[TableRow], list[tuple[int, str]]]:
    """Read the rows after the header, and the lines of damaged ones with reasons."""
    rows: list[TableRow] = []
    damaged_rows: list[tuple[int, str]] = []
    for row_line_number, cells in split_rows(
        lines[header_line_index + 1 :],
        first_line_number=header_line_index + 2,
        separator=separator,
    ):
        if isinstance(cells, str):
            damaged_rows.append((row_line_number, cells))
        elif len(cells) > len(column_names) and any(cells[len(column_names) :]):
            reason = f"{len(cells)} cells, but {len(column_names)} columns"
            damaged_rows.append(
                (row_line_number, f"{reason}; quote a text with {separator!r} in it")
            )
        elif any(cell.strip() for cell in cells):
            rows.append(
                TableRow(row_line_number, dict(zip(column_names, cells, strict=False)))
            )
    return rows, damaged_rows


def _decode_table(table_bytes: bytes, path: str) -> tuple[str, tuple[str, ...]]:
    decoded_text = decode_text(_add_byte_order_mark(table_bytes), path=path)
    if not decoded_text.is_guess:
        return decoded_text.text, ()
    text, encoding = decoded_text.text, decoded_text.encoding
    if has_vietnamese_column(table_bytes):
        # A short text has too few letters to recognise Vietnamese by them.
        with contextlib.suppress(UnicodeDecodeError):
            text, encoding = nfc(table_bytes.decode("cp1258")), "cp1258"
    return text, (f"{path}: not UTF-8, read as {encoding}; check the letters",)


def has_vietnamese_column(table_bytes: bytes) -> bool:
    """Whether a header, in any encoding, names a Vietnamese column."""
    return bool(_VIETNAMESE_HEADER_PATTERN.match(table_bytes))


def _add_byte_order_mark(table_bytes: bytes) -> bytes:
    """Add the missing byte order mark to UTF-16 or UTF-32."""
    encoding = detect_unmarked_encoding(table_bytes)
    return "\ufeff".encode(encoding) + table_bytes if encoding else table_bytes


def _split_lines(text: str) -> list[str]:
    """Split lines, keeping their ends; unlike in `splitlines`, only LF ends a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def parse_header(
    header_line: str, separators: str, is_column_name: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """Split a header with the separator that yields most names of columns."""
    best_header: tuple[int, str, list[str]] = (
        -1,
        separators[0],
        [header_line[:_MAX_SHOWN_HEADER_LENGTH].lower()],
    )
    for separator in separators:
        try:
            cells = next(csv.reader([header_line], delimiter=separator), [])
        except csv.Error:  # a cell is too long to be a name
            continue
        if len(cells) > _MAX_COLUMN_COUNT:
            continue
        column_names = [nfc(cell).strip().lower() for cell in cells]
        known_name_count = sum(map(is_column_name, filter(None, column_names)))
        if known_name_count > best_header[0]:
            best_header = known_name_count, separator, column_names
    return best_header[1], best_header[2]


def guess_separator(lines: Sequence[str], separators: str) -> str:
    """Guess the separator: with it, most lines have as many cells as the first."""
    sample_lines = [line for line in lines[:_SAMPLE_LINE_COUNT] if line.strip()]

    def count_matching_lines(separator: str) -> int:
        first_line_separator_count = sample_lines[0].count(separator)
        return (
            sum(
                line.count(separator) == first_line_separator_count
                for line in sample_lines
            )
            if first_line_separator_count
            else 0
        )

    return max("\t" + separators, key=count_matching_lines)
