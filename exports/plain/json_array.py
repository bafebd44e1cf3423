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

_CHUNK = 1 << 16
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+("|\\?\Z)|[{}\[\],]', re.DOTALL)
"""A string, which may not have come to its end, or a mark."""


def items(path: Path) -> Iterator[tuple[int, str]]:
    """Line and JSON text of each item of the list in a file.

    Raises FormatError, with the line, for a file that is no list or breaks off, and
    for an item of more than LONGEST_LINE characters.
    """
    head = read_first_bytes(path)
    encoding = marked_encoding(head) or detect_unmarked_encoding(head) or "utf-8"
    reader = _Reader(path)
    try:
        with path.open(encoding=encoding, newline="\n") as file:
            yield from reader.items(file)
    except UnicodeError as error:
        raise FormatError(
            f"not {encoding.upper()}", path=str(path), line=reader.line
        ) from error


class _Reader:
    def __init__(self, path: Path) -> None:
        self.line = 1
        self._path = path
        self._text = ""
        """What was read and is not yet part of an item that was given."""
        self._depth = 0
        self._at = 0
        """How far the text is looked through."""

    def items(self, file: IO[str]) -> Iterator[tuple[int, str]]:
        has_ended = False
        while chunk := file.read(_CHUNK):
            if has_ended:
                if chunk.strip():
                    self._refuse("something stands after the end of the list")
                continue
            self._text += chunk
            yield from self._whole()
            has_ended = self._depth < 0
            if not has_ended and len(self._text) > LONGEST_LINE:
                self._refuse(f"an item of more than {LONGEST_LINE:,} characters")
        if not has_ended and self._text.strip() and self._depth == 0:
            self._refuse("not a list of JSON")
        if not has_ended:
            self._refuse("the list has no end; the file ends too early")

    def _whole(self) -> Iterator[tuple[int, str]]:
        """The items that have come to their end."""
        while self._depth >= 0 and (match := _TOKEN.search(self._text, self._at)):
            token = match[0]
            if token.startswith('"'):
                if match[1] != '"':
                    self._at = match.start()
                    return  # it goes on in the next chunk
                self._at = match.end()
                continue
            self._at = match.end()
            if token in "[{":
                self._open(token, match.start())
            elif token in "]}":
                self._depth -= 1
                if self._depth <= 0:
                    yield from self._given(match.start())
                    self._end()
            elif self._depth == 1:
                yield from self._given(match.start())

    def _open(self, token: str, start: int) -> None:
        if self._depth == 0:
            if token != "[" or self._text[:start].strip("\ufeff \t\r\n"):
                self._refuse("not a list of JSON")
            self._skip(start + 1)
        self._depth += 1

    def _end(self) -> None:
        if self._text.strip():
            self._refuse("something stands after the end of the list")
        self._depth = -1

    def _given(self, end: int) -> Iterator[tuple[int, str]]:
        """The text up to here, which is an item unless it is blank."""
        text = self._text[:end]
        blank = len(text) - len(text.lstrip())
        line = self.line + text[:blank].count("\n")
        self._skip(end + 1)
        if text.strip():
            yield line, text.strip()

    def _skip(self, end: int) -> None:
        self.line += self._text.count("\n", 0, end)
        self._text = self._text[end:]
        self._at = 0

    def _refuse(self, reason: str) -> None:
        raise FormatError(reason, path=str(self._path), line=self.line)
