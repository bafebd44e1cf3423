"""Line numbers of findings: on which line of its file a unit begins."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

from exports.documents.page_text import read_page_bytes
from exports.reports.report import ReportEntry
from tm.errors import PadananError
from tm.text.input.encoding import decode_text
from tm.text.normal import nfc
from tm.text.segment import CODE

_MAX_FILE_SIZE = 20_000_000
"""The largest file that is searched, in bytes."""
_MAX_SEARCHED_LENGTH = 1_000_000_000
"""Characters searched in vain before giving up: about a second."""


def add_line_numbers(
    entries: Iterable[ReportEntry], page_paths: Collection[str] = ()
) -> Iterator[ReportEntry]:
    """Add to each entry the line of its unit, if it can be found in the file.

    The text of a unit is searched from the unit before it. A text that the file writes
    in another way, escaped or wrapped, gets no line. The entries of a page, one of
    `page_paths`, are ordered by their lines.
    """
    for path, entries_of_file in groupby(
        _number_lines(entries), key=attrgetter("path")
    ):
        if path in page_paths:
            yield from _order_by_line(entries_of_file)
        else:
            yield from entries_of_file


def _order_by_line(entries: Iterable[ReportEntry]) -> list[ReportEntry]:
    """Order entries by line; one without a line stays behind the one before it."""
    last_line = 0
    lines_with_entries: list[tuple[int, ReportEntry]] = []
    for entry in entries:
        last_line = entry.line or last_line
        lines_with_entries.append((last_line, entry))
    lines_with_entries.sort(key=itemgetter(0))
    return [entry for _, entry in lines_with_entries]


def _number_lines(entries: Iterable[ReportEntry]) -> Iterator[ReportEntry]:
    searched_text_by_path: dict[str, _SearchedText] = {}
    for entry in entries:
        file_path = entry.path
        if entry.line is not None or file_path is None:
            yield entry
            continue
        if file_path not in searched_text_by_path:
            searched_text_by_path[file_path] = _SearchedText(_read_text(file_path))
        # One without a translation is where its source is.
        unit_text = entry.target if entry.target.strip() else entry.source or ""
        line_number = searched_text_by_path[file_path].find_line_number(
            entry.finding.unit, unit_text
        )
        yield replace(entry, line=line_number)


class _SearchedText:
    """A file's text, searched onwards."""

    def __init__(self, file_text: str) -> None:
        self._text = file_text
        self._line_starts = [0, *_find_line_starts(file_text)]
        self._last_offset = -1
        self._last_unit_name: str | None = None
        self._last_unit_text: str | None = None
        self._last_line: int | None = None
        self._remaining_search_length = _MAX_SEARCHED_LENGTH

    def find_line_number(self, unit_name: str, unit_text: str) -> int | None:
        """Find the line, from 1, on which the text of a unit begins.

        Of a text with inline codes, which formats write in many ways, the longest part
        between two codes is searched. A unit with many findings is searched once.
        """
        if (unit_name, unit_text) != (self._last_unit_name, self._last_unit_text):
            self._last_line = self._search(unit_name, unit_text)
            self._last_unit_name, self._last_unit_text = unit_name, unit_text
        return self._last_line

    def _search(self, unit_name: str, unit_text: str) -> int | None:
        unit_text = max(unit_text.split(CODE), key=len)
        if not unit_text.strip() or self._remaining_search_length < 0:
            return None
        # Another unit with the same text stands further on.
        offset = self._text.find(
            unit_text, self._last_offset + (unit_name != self._last_unit_name)
        )
        if offset < 0:
            offset = self._text.find(unit_text)
        if offset < 0:
            self._remaining_search_length -= 2 * len(self._text)
            return None
        self._last_offset = offset
        return bisect_right(self._line_starts, offset)


def _find_line_starts(text: str) -> Iterable[int]:
    offset = text.find("\n")
    while offset >= 0:
        yield offset + 1
        offset = text.find("\n", offset + 1)


def _read_text(path: str) -> str:
    """Read the text of a file; empty if it is too large or no longer there."""
    try:
        if Path(path).stat().st_size > _MAX_FILE_SIZE:
            return ""
        return nfc(decode_text(read_page_bytes(path), path=path).text)
    except (OSError, PadananError):
        return ""
