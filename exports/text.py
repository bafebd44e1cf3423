"""Text files as lines of text, whatever encoding and line ends they came in."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from tm.errors import FormatError
from tm.text.encoding import marked_encoding

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HEAD = 4096


def beginning(path: Path) -> bytes:
    """The first bytes of a file, to judge it by."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Number, from 1, and text of every line that is not blank.

    A line ends at LF or CRLF and nowhere else: U+2028 and its like are text. UTF-8,
    or what the byte order mark names. Raises FormatError where it is neither.
    """
    encoding = marked_encoding(beginning(path))
    if encoding in (None, "utf-8-sig"):
        numbered = _utf8_lines(path)
    else:
        numbered = _other_lines(path, str(encoding))
    for number, line in numbered:
        bare = line.removesuffix("\n").removesuffix("\r")
        if bare.strip():
            yield number, bare


def writable(text: str) -> tuple[str, int]:
    """Text without what no text file holds, and how many characters that took.

    >>> writable("a\\0b")
    ('ab', 1)
    """
    return _UNWRITABLE.subn("", text)


def _utf8_lines(path: Path) -> Iterator[tuple[int, str]]:
    # Decoded line by line, so that an error has the number of its line.
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if b"\x00" in line:
                reason = "this is not a text file: it holds NUL bytes"
                raise FormatError(reason, path=str(path), line=number)
            try:
                yield number, line.decode()
            except UnicodeDecodeError as error:
                reason = f"not UTF-8 at byte {error.start + 1} of the line"
                raise FormatError(
                    f"{reason}; save the file as UTF-8", path=str(path), line=number
                ) from error


def _other_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with path.open(encoding=encoding, newline="\n") as file:
            for number, line in enumerate(file, 1):
                yield number, line
    except UnicodeError as error:
        raise FormatError(
            f"damaged {encoding.upper()} text", path=str(path), line=number + 1
        ) from error
