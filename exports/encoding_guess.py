"""Text of any encoding and any length, as lines: what is not said is found out.

The file is gone through once for that, and never held.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exports.table import names_vietnamese
from exports.text import beginning, unmarked_utf16
from tm.errors import FormatError
from tm.text.encoding import decode, marked_encoding

_CHUNK = 1 << 20
_SAMPLE = 1 << 18
"""Bytes of lines that are not ASCII by which an encoding is guessed."""
_LONGEST_LINE = 1 << 22
"""Characters; no cell of a table is as long."""
_TOO_LONG = "x" * 131_073
"""Stands for such a line: longer than Python's csv reads a cell, so that the row is
refused for what is wrong with it."""


@dataclass(slots=True)
class Encoding:
    """How a file is read as text."""

    name: str
    guessed: bool
    """Whether nothing in the bytes says so."""
    nuls: int = 0
    """How many NUL characters were left out."""


def encoding_of(path: Path, *, vietnamese: bool) -> Encoding:
    """The encoding of a file: the marked one, UTF-8, or the one that fits best.

    `vietnamese`: whether a text in that language is expected.
    Raises FormatError for a file that no encoding fits, or that is no text.
    """
    head = beginning(path)
    marked = marked_encoding(head) or unmarked_utf16(head)
    if marked is not None:
        return Encoding(marked, guessed=False)
    sample, is_utf8 = _looked_through(path)
    if is_utf8:
        return Encoding("utf-8", guessed=False)
    try:
        found = decode(sample, path=str(path))
    except FormatError as error:
        if "damaged" in error.reason:  # UTF-8 with a few bytes that are not
            return Encoding("utf-8", guessed=False)
        raise
    if (vietnamese or names_vietnamese(head)) and _fits(sample, "cp1258"):
        # In a short text nothing else tells Vietnamese from other languages.
        return Encoding("cp1258", guessed=True)
    return Encoding(found.encoding, guessed=True)


def text_lines(path: Path, encoding: Encoding) -> Iterator[str]:
    """The lines of a file with their ends; only LF ends one, or CR where none is.

    Bytes that are not in the encoding become halves of surrogate pairs.
    """
    utf8 = encoding.name.startswith("utf-8")
    errors = "surrogateescape" if utf8 else "replace"
    head = beginning(path)
    newline = "\r" if b"\r" in head and b"\n" not in head else "\n"
    with path.open(encoding=encoding.name, errors=errors, newline=newline) as file:
        is_first = True
        while line := file.readline(_LONGEST_LINE):
            if is_first:
                line, is_first = line.removeprefix("\ufeff"), False
            if len(line) == _LONGEST_LINE and not line.endswith(newline):
                while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(
                    newline
                ):
                    pass
                line = _TOO_LONG + newline
            if "\0" in line:
                encoding.nuls += line.count("\0")
                line = line.replace("\0", "")
            yield line if newline == "\n" else line.replace("\r", "\n")


def _looked_through(path: Path) -> tuple[bytes, bool]:
    """Lines that are not ASCII, and whether the whole is UTF-8."""
    sample = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            if is_utf8:
                is_utf8 = _goes_on(decoder, data)
            if len(sample) < _SAMPLE and not data.isascii():
                lines = [line for line in data.split(b"\n") if not line.isascii()]
                sample += b"\n".join(lines)[:_SAMPLE] + b"\n"
            elif not is_utf8:
                break
    return bytes(sample), is_utf8 and _goes_on(decoder, b"", final=True)


def _goes_on(
    decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False
) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
