"""Reading of a long JSON list, item by item, in constant memory.

Reading goes on after a damaged item if its end can be found.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from exports.io.lines import MAX_LINE_LENGTH, detect_unmarked_encoding, read_first_bytes
from tm.errors import FormatError
from tm.text.input.encoding import find_marked_encoding

_CHUNK_SIZE = 1 << 16
_TOKEN_PATTERN = re.compile(r'"(?:[^"\\]++|\\.)*+("|\\?\Z)|[{}\[\],]', re.DOTALL)
"""A string, possibly cut off at the end of the text, or a bracket or comma."""


def read_items(
    path: Path,
    *,
    chunk_size: int = _CHUNK_SIZE,
    max_item_length: int = MAX_LINE_LENGTH,
) -> Iterator[tuple[int, str]]:
    """Yield the line and the JSON text of each item of the list in a file.

    Raises FormatError, with the line, for a file that is not a list or is cut off, and
    for an item of more than `max_item_length` characters. `chunk_size`: characters that
    are read at once.
    """
    first_bytes = read_first_bytes(path)
    encoding = (
        find_marked_encoding(first_bytes)
        or detect_unmarked_encoding(first_bytes)
        or "utf-8"
    )
    array_reader = _JsonArrayReader(path, chunk_size, max_item_length)
    try:
        with path.open(encoding=encoding, newline="\n") as file:
            yield from array_reader.read_items(file)
    except UnicodeError as error:
        raise FormatError(
            f"the file is not {encoding.upper()}; save it as UTF-8",
            path=str(path),
            line=array_reader.line_number,
        ) from error


class _JsonArrayReader:
    """Reader of a JSON list from chunks of text, item by item."""

    def __init__(self, path: Path, chunk_size: int, max_item_length: int) -> None:
        self.line_number = 1
        self._path = path
        self._chunk_size = chunk_size
        self._max_item_length = max_item_length
        self._unread_text = ""
        """Text that was read and does not belong to a yielded item."""
        self._depth = 0
        self._search_start = 0
        """Offset in the text up to which tokens were found."""

    def read_items(self, file: IO[str]) -> Iterator[tuple[int, str]]:
        has_ended = False
        while chunk := file.read(self._chunk_size):
            if has_ended:
                if chunk.strip():
                    self._refuse("text after the end of the list; remove it")
                continue
            self._unread_text += chunk
            yield from self._take_complete_items()
            has_ended = self._depth < 0
            if not has_ended and len(self._unread_text) > self._max_item_length:
                self._refuse(
                    f"an item has more than {self._max_item_length:,} characters"
                )
        if not has_ended and self._unread_text.strip() and self._depth == 0:
            self._refuse("the file is not a JSON list")
        if not has_ended:
            self._refuse("the file ends before the end of the list; get all of it")

    def _take_complete_items(self) -> Iterator[tuple[int, str]]:
        """Take the items that end within the text read so far."""
        while self._depth >= 0 and (
            token_match := _TOKEN_PATTERN.search(self._unread_text, self._search_start)
        ):
            token = token_match[0]
            if token.startswith('"'):
                if token_match[1] != '"':
                    self._search_start = token_match.start()
                    return  # the string continues in the next chunk
                self._search_start = token_match.end()
                continue
            self._search_start = token_match.end()
            if token in "[{":
                self._open_bracket(token, token_match.start())
            elif token in "]}":
                self._depth -= 1
                if self._depth <= 0:
                    yield from self._take_item(token_match.start())
                    self._end_list()
            elif self._depth == 1:
                yield from self._take_item(token_match.start())

    def _open_bracket(self, bracket: str, start: int) -> None:
        if self._depth == 0:
            if bracket != "[" or self._unread_text[:start].strip("\ufeff \t\r\n"):
                self._refuse("the file is not a JSON list")
            self._drop_text(start + 1)
        self._depth += 1

    def _end_list(self) -> None:
        if self._unread_text.strip():
            self._refuse("text after the end of the list; remove it")
        self._depth = -1

    def _take_item(self, end: int) -> Iterator[tuple[int, str]]:
        """Take the text up to an offset as an item, unless it is blank."""
        item_text = self._unread_text[:end]
        blank_length = len(item_text) - len(item_text.lstrip())
        line_number = self.line_number + item_text[:blank_length].count("\n")
        self._drop_text(end + 1)
        if item_text.strip():
            yield line_number, item_text.strip()

    def _drop_text(self, end: int) -> None:
        """Drop the unread text up to an offset, and count its lines."""
        self.line_number += self._unread_text.count("\n", 0, end)
        self._unread_text = self._unread_text[end:]
        self._search_start = 0

    def _refuse(self, reason: str) -> None:
        raise FormatError(reason, path=str(self._path), line=self.line_number)
