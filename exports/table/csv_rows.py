"""Splitting of CSV text into rows, one by one, with reasons for damaged rows.

An unclosed quotation mark damages only its own row: reading goes on with the next one.
Only one row is in memory.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

MAX_ROW_LINE_COUNT = 100
"""A row with more lines has an unclosed quotation mark."""
MAX_CELL_LENGTH = 131_072
"""Most characters of a cell, a limit of Python's csv."""


def split_rows(
    lines: Iterable[str], *, first_line_number: int, separator: str
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the line of each row with its cells or the reason it is damaged.

    `lines`: with their line ends. `first_line_number`: the number of the first of them.
    """
    row_line_iterator = _RowLineIterator(lines)
    row_line_number = first_line_number
    while True:
        reader = csv.reader(row_line_iterator, delimiter=separator, strict=True)
        try:
            for cells in reader:
                yield row_line_number, cells
                row_line_number += row_line_iterator.finish_row()
            return
        except csv.Error as error:
            error_message = str(error)
            line_count = (
                row_line_iterator.count_row_lines()
                if "field limit" in error_message
                else None
            )
            yield row_line_number, _describe_error(error_message, line_count)
            row_line_number += row_line_iterator.skip_lines(line_count or 1)


def _describe_error(error_message: str, line_count: int | None) -> str:
    """Make the reason for a damaged row; `line_count`: of a row with a long cell."""
    if line_count:
        return f"a cell has more than {MAX_CELL_LENGTH:,} characters; shorten it"
    if (
        line_count == 0
        or "unexpected end" in error_message
        or "expected after" in error_message
    ):
        return "a quotation mark is not closed; write quotation marks in a cell twice"
    return error_message


class _RowLineIterator:
    """Lines for the CSV reader, which does not tell where a row starts."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._pending_lines: deque[str] = deque()
        self._row_lines: list[str] = []
        """The lines of the current row."""

    def __iter__(self) -> "_RowLineIterator":
        return self

    def __next__(self) -> str:
        if len(self._row_lines) >= MAX_ROW_LINE_COUNT:
            raise StopIteration
        line = (
            self._pending_lines.popleft() if self._pending_lines else next(self._lines)
        )
        self._row_lines.append(line)
        return line

    def finish_row(self) -> int:
        """Go on to the next row; return how many lines this row had."""
        line_count = len(self._row_lines)
        self._row_lines.clear()
        return line_count

    def skip_lines(self, line_count: int) -> int:
        """Skip lines of the current row, and read its other lines again."""
        self._pending_lines.extendleft(reversed(self._row_lines))
        self._row_lines.clear()
        for _ in range(line_count):
            self._pending_lines.popleft()
        return line_count

    def count_row_lines(self) -> int:
        """Count the lines up to where all quotation marks are closed, or return 0."""
        quote_count = 0
        for line_index in range(MAX_ROW_LINE_COUNT):
            if line_index == len(self._row_lines):
                line = self._pending_lines.popleft() if self._pending_lines else None
                line = line or next(self._lines, None)
                if line is None:
                    break
                self._row_lines.append(line)
            quote_count += self._row_lines[line_index].count('"')
            if quote_count % 2 == 0:
                return line_index + 1
        return 0
