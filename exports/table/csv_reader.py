"""Tables in CSV, from whatever program: separator and encoding are found out.

A damaged row is set aside with its line; those after it are read all the same.
"""

import contextlib
import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.io.lines import detect_unmarked_encoding
from exports.table.csv_rows import split_rows
from tm.errors import FormatError
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.normal import nfc

SEPARATORS = ",;\t|"
SEPARATOR_LINE = re.compile(r"sep=(.)\s*")
_VIETNAMESE_HEADER = re.compile(
    rb"(?:sep=.\r?\n)?(?i:[^\n]*[,;\t\"(]|)vi(?:_variants|etnamese)?[,;\t\"\r\n)]"
)
_FORMULA = re.compile("'+[=+@-]")
_MAX_COLUMNS = 1000
_SAMPLE_SIZE = 50
_MAX_SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table."""

    line: int
    """Where it starts, from 1."""
    cells: dict[str, str]

    def cell(self, name: str) -> str:
        """What a column holds, without white space around it; empty if it is not.

        Nor with the apostrophe that keeps spreadsheets from taking it for a formula.
        """
        cell = self.cells.get(name, "").strip()
        return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table with a header."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    damaged_rows: tuple[tuple[int, str], ...]
    """Lines of rows that cannot be read, and why."""
    remarks: tuple[str, ...] = ()
    """What had to be guessed."""


def read_table(
    path: Path,
    *,
    is_column_name: Callable[[str], bool],
    normalize_names: Callable[[list[str]], list[str]] = list,
    choose_default_names: Callable[[list[str]], Sequence[str]] = lambda _: (),
) -> TextTable:
    """The table in a file. `is_column_name`: whether a name is one of a column.

    `normalize_names`: the names of a header, as they are known here.
    `choose_default_names`: the columns of a file whose first row is no header, nothing
    for a header.

    Raises FormatError for what is no table; InputError where there is no file.
    """
    data = read_bytes(path)
    text, remarks = _decode_table(data, str(path))
    if nul_count := text.count("\0"):
        text = text.replace("\0", "")
        remarks += (f"{path}: {nul_count} NUL characters are left out",)
    lines = _split_lines(text)
    first_row = 0
    separators = SEPARATORS
    if lines and (match := SEPARATOR_LINE.fullmatch(lines[0])):
        first_row, separators = 1, match[1]
    while first_row < len(lines) and not lines[first_row].strip():
        first_row += 1
    if first_row == len(lines):
        raise FormatError("the file is empty", path=str(path))
    separator, columns = parse_header(
        lines[first_row],
        separators,
        lambda name: is_column_name(normalize_names([name])[0]),
    )
    columns = normalize_names(columns)
    default_names = list(choose_default_names(columns))
    if default_names:
        separator, columns = (
            guess_separator(lines[first_row:], separators),
            default_names,
        )
        first_row -= 1
    repeated_names = {name for name in columns if name and columns.count(name) > 1}
    if repeated_names:
        shown_names = ", ".join(sorted(repeated_names))[:_MAX_SHOWN_LENGTH]
        raise FormatError(
            f"two columns have the same name: {shown_names}",
            path=str(path),
            line=first_row + 1,
        )
    rows: list[TableRow] = []
    damaged_rows: list[tuple[int, str]] = []
    for line, cells in split_rows(
        lines[first_row + 1 :], first_line=first_row + 2, separator=separator
    ):
        if isinstance(cells, str):
            damaged_rows.append((line, cells))
        elif len(cells) > len(columns) and any(cells[len(columns) :]):
            reason = f"{len(cells)} cells, but {len(columns)} columns"
            damaged_rows.append(
                (line, f"{reason}; quote a text with {separator!r} in it")
            )
        elif any(cell.strip() for cell in cells):
            rows.append(TableRow(line, dict(zip(columns, cells, strict=False))))
    names = tuple(name for name in columns if name)
    return TextTable(str(path), names, tuple(rows), tuple(damaged_rows), remarks)


def _decode_table(data: bytes, path: str) -> tuple[str, tuple[str, ...]]:
    decoded = decode_text(_add_byte_order_mark(data), path=path)
    if not decoded.is_guess:
        return decoded.text, ()
    text, encoding = decoded.text, decoded.encoding
    if has_vietnamese_column(data):
        # In a short text nothing else tells Vietnamese from other languages.
        with contextlib.suppress(UnicodeDecodeError):
            text, encoding = nfc(data.decode("cp1258")), "cp1258"
    return text, (f"{path}: not UTF-8, read as {encoding}; check the letters",)


def has_vietnamese_column(data: bytes) -> bool:
    """Whether a header in some encoding names Vietnamese among its columns."""
    return bool(_VIETNAMESE_HEADER.match(data))


def _add_byte_order_mark(data: bytes) -> bytes:
    """UTF-16 or UTF-32 without its mark gets one."""
    encoding = detect_unmarked_encoding(data)
    return "\ufeff".encode(encoding) + data if encoding else data


def _split_lines(text: str) -> list[str]:
    """Lines with their ends; unlike `splitlines`, no other character ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def parse_header(
    line: str, separators: str, is_column_name: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """The separator that makes most of the header into names of columns."""
    best_match: tuple[int, str, list[str]] = (
        -1,
        separators[0],
        [line[:_MAX_SHOWN_LENGTH].lower()],
    )
    for separator in separators:
        try:
            cells = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:  # a cell that is too long is no name
            continue
        if len(cells) > _MAX_COLUMNS:
            continue
        names = [nfc(cell).strip().lower() for cell in cells]
        known_count = sum(map(is_column_name, filter(None, names)))
        if known_count > best_match[0]:
            best_match = known_count, separator, names
    return best_match[1], best_match[2]


def guess_separator(lines: Sequence[str], separators: str) -> str:
    """The separator that parts most lines into as many cells as the first."""
    sample = [line for line in lines[:_SAMPLE_SIZE] if line.strip()]

    def count_matching_lines(separator: str) -> int:
        count = sample[0].count(separator)
        return sum(line.count(separator) == count for line in sample) if count else 0

    return max("\t" + separators, key=count_matching_lines)
