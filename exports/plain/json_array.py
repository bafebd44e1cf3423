"""JSON that is one long list, item by item: the whole is never held.

An item that is damaged is set aside where its end can be found, and those after it
are read.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from exports.io.lines import LONGEST_LINE, detect_unmarked_encoding, read_first_bytes
from tm.errors import FormatError
from tm.text.input.encoding import marked_encoding

_CHUNK_SIZE = 1 << 16
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+("|\\?\Z)|[{}\[\],]', re.DOTALL)
"""A string, which may not have come to its end, or a mark."""


def read_items(path: Path) -> Iterator[tuple[int, str]]:
    """Line and JSON text of each item of the list in a file.

    Raises FormatError, with the line, for a file that is no list or breaks off, and
    for an item of more than LONGEST_LINE characters.
    """
    first_bytes = read_first_bytes(path)
    encoding = (
        marked_encoding(first_bytes) or detect_unmarked_encoding(first_bytes) or "utf-8"
    )
    reader = _JsonArrayReader(path)
    try:
        with path.open(encoding=encoding, newline="\n") as file:
            yield from reader.read_items(file)
    except UnicodeError as error:
        raise FormatError(
            f"not {encoding.upper()}", path=str(path), line=reader.line
        ) from error


class _JsonArrayReader:
    def __init__(self, path: Path) -> None:
        self.line = 1
        self._path = path
        self._text = ""
        """What was read and is not yet part of an item that was given."""
        self._depth = 0
        self._offset = 0
        """How far the text is looked through."""

    def read_items(self, file: IO[str]) -> Iterator[tuple[int, str]]:
        has_ended = False
        while chunk := file.read(_CHUNK_SIZE):
            if has_ended:
                if chunk.strip():
                    self._refuse("something stands after the end of the list")
                continue
            self._text += chunk
            yield from self._take_complete_items()
            has_ended = self._depth < 0
            if not has_ended and len(self._text) > LONGEST_LINE:
                self._refuse(f"an item of more than {LONGEST_LINE:,} characters")
        if not has_ended and self._text.strip() and self._depth == 0:
            self._refuse("not a list of JSON")
        if not has_ended:
            self._refuse("the list has no end; the file ends too early")

    def _take_complete_items(self) -> Iterator[tuple[int, str]]:
        """The items that have come to their end."""
        while self._depth >= 0 and (match := _TOKEN.search(self._text, self._offset)):
            token = match[0]
            if token.startswith('"'):
                if match[1] != '"':
                    self._offset = match.start()
                    return  # it goes on in the next chunk
                self._offset = match.end()
                continue
            self._offset = match.end()
            if token in "[{":
                self._open_bracket(token, match.start())
            elif token in "]}":
                self._depth -= 1
                if self._depth <= 0:
                    yield from self._take_item(match.start())
                    self._end_list()
            elif self._depth == 1:
                yield from self._take_item(match.start())

    def _open_bracket(self, token: str, start: int) -> None:
        if self._depth == 0:
            if token != "[" or self._text[:start].strip("\ufeff \t\r\n"):
                self._refuse("not a list of JSON")
            self._drop_text(start + 1)
        self._depth += 1

    def _end_list(self) -> None:
        if self._text.strip():
            self._refuse("something stands after the end of the list")
        self._depth = -1

    def _take_item(self, end: int) -> Iterator[tuple[int, str]]:
        """The text up to here, which is an item unless it is blank."""
        text = self._text[:end]
        blank_length = len(text) - len(text.lstrip())
        line = self.line + text[:blank_length].count("\n")
        self._drop_text(end + 1)
        if text.strip():
            yield line, text.strip()

    def _drop_text(self, end: int) -> None:
        self.line += self._text.count("\n", 0, end)
        self._text = self._text[end:]
        self._offset = 0

    def _refuse(self, reason: str) -> None:
        raise FormatError(reason, path=str(self._path), line=self.line)
