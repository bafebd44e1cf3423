"""Text files as lines of text, whatever encoding and line ends they came in."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, AnyStr

from tm.errors import FormatError
from tm.text.encoding import marked_encoding

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HEAD = 4096
LONGEST_LINE = 10_000_000
"""Bytes, or characters where the file is not UTF-8."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is damaged, in a file whose other lines are not."""

    reason: str


TOO_LONG = Unreadable(f"a line of more than {LONGEST_LINE:,} characters")
_NUL = "this is not a text file: it holds NUL bytes"


def beginning(path: Path) -> bytes:
    """The first bytes of a file, to judge it by."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def unmarked_encoding(data: bytes) -> str | None:
    """The encoding of text that begins as ASCII does in UTF-16 or UTF-32, without mark.

    >>> unmarked_encoding("id,vi".encode("utf-16-le")), unmarked_encoding(b"id,vi")
    ('utf-16-le', None)
    """
    start = data[:8]
    if len(start) < 4 or len(start) % 2:
        return None
    if len(start) == 8:
        if start[0] and start[4] and not any(start[1:4] + start[5:]):
            return "utf-32-le"
        if start[3] and start[7] and not any(start[:3] + start[4:7]):
            return "utf-32-be"
    if all(start[::2]) and not any(start[1::2]):
        return "utf-16-le"
    if all(start[1::2]) and not any(start[::2]):
        return "utf-16-be"
    return None


def lines(path: Path) -> Iterator[tuple[int, str | Unreadable]]:
    """Number, from 1, and text of every line that is not blank.

    A line ends at LF or CRLF and nowhere else: U+2028 and its like are text. In a file
    that has none of these at its beginning, as old systems write them, it ends at CR.
    UTF-8, or what the byte order mark names, or UTF-16 and UTF-32 without one. A line
    of more than LONGEST_LINE is unreadable, and so is one that is not UTF-8, or holds
    NUL bytes, after the mark or other lines have shown that the file is. Raises
    FormatError where it is none of these.
    """
    for number, line in enumerate(every_line(path), 1):
        if isinstance(line, Unreadable) or line.strip():
            yield number, line


def every_line(path: Path) -> Iterator[str | Unreadable]:
    """The text of every line without its end, as `lines` reads them; blank ones too."""
    head = beginning(path)
    encoding = marked_encoding(head) or unmarked_encoding(head)
    end = "\r" if b"\r" in head and b"\n" not in head else "\n"
    if encoding in (None, "utf-8-sig") and end == "\n":
        found = _utf8_lines(path, is_known=encoding is not None)
    else:
        found = _other_lines(path, encoding or "utf-8", end)
    for line in found:
        if isinstance(line, str):
            line = line.removesuffix("\n").removesuffix("\r")
        yield line


def writable(text: str) -> tuple[str, int]:
    """Text without what no text file holds, and how many characters that took.

    >>> writable("a\\0b")
    ('ab', 1)
    """
    return _UNWRITABLE.subn("", text)


def _utf8_lines(path: Path, *, is_known: bool) -> Iterator[str | Unreadable]:
    # Decoded line by line, so that an error has the number of its line.
    # That it is UTF-8 is known by its mark, or by letters that ASCII has not.
    with path.open("rb") as file:
        for number, line in enumerate(_capped(file, b"\n"), 1):
            if isinstance(line, Unreadable):
                yield line
                continue
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if b"\x00" in line:
                if not is_known:
                    raise FormatError(_NUL, path=str(path), line=number)
                yield Unreadable("holds NUL bytes")
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                reason = f"not UTF-8 at byte {error.start + 1} of the line"
                if not is_known:
                    raise FormatError(
                        f"{reason}; save the file as UTF-8", path=str(path), line=number
                    ) from error
                yield Unreadable(reason)
                continue
            is_known = is_known or not line.isascii()
            yield text


def _other_lines(path: Path, encoding: str, end: str) -> Iterator[str | Unreadable]:
    number = 0
    try:
        with path.open(encoding=encoding, newline=end) as file:
            for line in _capped(file, end):
                number += 1
                yield line
    except UnicodeError as error:
        raise FormatError(
            f"damaged {encoding.upper()} text", path=str(path), line=number + 1
        ) from error


def _capped(file: IO[AnyStr], end: AnyStr) -> Iterator[AnyStr | Unreadable]:
    """Lines; those that are too long are gone through and never held."""
    while line := file.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(end):
            yield line
            continue
        while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(end):
            pass
        yield TOO_LONG
