"""Records: the rows of a table as text, one by one, the damaged ones set aside.

A quotation mark that nobody closes costs its own row only: those after it are read
all the same. No more than a row is held.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

MAX_ROW_LINES = 100
"""Lines; a row of more has a quotation mark that nobody closed."""
MAX_CELL_LENGTH = 131_072
"""Characters, the limit of Python's csv."""


def split_rows(
    lines: Iterable[str], *, first_line: int, separator: str
) -> Iterator[tuple[int, list[str] | str]]:
    """Line and cells of every row; a reason in place of a damaged one's cells.

    `first_line`: the number of the first of the lines, which have their ends.
    """
    line_feed = _LineFeed(lines)
    row_line = first_line
    while True:
        reader = csv.reader(line_feed, delimiter=separator, strict=True)
        try:
            for cells in reader:
                yield row_line, cells
                row_line += line_feed.finish_row()
            return
        except csv.Error as error:
            reason = str(error)
            height = line_feed.count_row_lines() if "field limit" in reason else None
            yield row_line, _describe_error(reason, height)
            row_line += line_feed.skip_lines(height or 1)


def _describe_error(reason: str, height: int | None) -> str:
    """What to say of an error, and of a row of that height whose cell is too long."""
    if height:
        return f"a cell of more than {MAX_CELL_LENGTH:,} characters"
    if height == 0 or "unexpected end" in reason or "expected after" in reason:
        return "a quotation mark without its partner"
    return reason


class _LineFeed:
    """Lines for the CSV reader, which says of no row where it starts."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._pending: deque[str] = deque()
        self._row_lines: list[str] = []
        """The lines of the row that is being read."""

    def __iter__(self) -> "_LineFeed":
        return self

    def __next__(self) -> str:
        if len(self._row_lines) >= MAX_ROW_LINES:
            raise StopIteration
        line = self._pending.popleft() if self._pending else next(self._lines)
        self._row_lines.append(line)
        return line

    def finish_row(self) -> int:
        """Go on to the next row; how many lines this one had."""
        count = len(self._row_lines)
        self._row_lines.clear()
        return count

    def skip_lines(self, count: int) -> int:
        """Go on behind so many lines of the row, and read the others anew."""
        self._pending.extendleft(reversed(self._row_lines))
        self._row_lines.clear()
        for _ in range(count):
            self._pending.popleft()
        return count

    def count_row_lines(self) -> int:
        """How many lines the row has, which ends where all quotations are closed.

        0 where they never are.
        """
        quote_count = 0
        for index in range(MAX_ROW_LINES):
            if index == len(self._row_lines):
                line = self._pending.popleft() if self._pending else None
                line = line or next(self._lines, None)
                if line is None:
                    break
                self._row_lines.append(line)
            quote_count += self._row_lines[index].count('"')
            if quote_count % 2 == 0:
                return index + 1
        return 0
