"""Text of any encoding and any length, as lines: what is not said is found out.

The file is gone through once for that, and never held.
"""

import codecs
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from exports.io.lines import (
    NOT_A_TEXT_FILE,
    detect_unmarked_encoding,
    is_binary,
    read_first_bytes,
)
from exports.table.csv_reader import has_vietnamese_column
from tm.errors import FormatError
from tm.text.input.encoding import decode_text, marked_encoding

_ENCODINGS_FILE = Path(__file__).parent / "data" / "encodings.toml"
_CHUNK_SIZE = 1 << 20
_SAMPLE_SIZE = 1 << 18
"""Bytes of lines that are not ASCII by which an encoding is guessed."""
_MAX_LINE_LENGTH = 1 << 22
"""Characters; no cell of a table is as long."""
_OVERLONG_CELL = "x" * 131_073
"""Stands for such a line: longer than Python's csv reads a cell, so that the row is
refused for what is wrong with it."""


@dataclass(slots=True)
class TextEncoding:
    """How a file is read as text."""

    name: str
    is_guessed: bool
    """Whether nothing in the bytes says so."""
    nul_count: int = 0
    """How many NUL characters were left out."""


def detect_encoding(path: Path, *, languages: Collection[str]) -> TextEncoding:
    """The encoding of a file: the marked one, UTF-8, or the one that fits best.

    `languages`: those that are expected in it, which tell more than a short text does.
    Raises FormatError for a file that no encoding fits, or that is no text.
    """
    first_bytes = read_first_bytes(path)
    known_encoding = marked_encoding(first_bytes) or detect_unmarked_encoding(
        first_bytes
    )
    if known_encoding is not None:
        return TextEncoding(known_encoding, is_guessed=False)
    if is_binary(first_bytes):
        raise FormatError(NOT_A_TEXT_FILE, path=str(path))
    sample, is_utf8 = _sample_file(path)
    if is_utf8:
        return TextEncoding("utf-8", is_guessed=False)
    try:
        # Behind a line end: a mark within a file is none.
        decoded = decode_text(b"\n" + sample.replace(b"\0", b""), path=str(path))
    except FormatError as error:
        if "damaged" in error.reason:  # UTF-8 with a few bytes that are not
            return TextEncoding("utf-8", is_guessed=False)
        raise
    expected_languages = {
        *languages,
        *(["vi"] if has_vietnamese_column(first_bytes) else []),
    }
    legacy_encoding = _legacy_encoding(expected_languages)
    if legacy_encoding is not None and _can_decode(sample, legacy_encoding):
        return TextEncoding(legacy_encoding, is_guessed=True)
    return TextEncoding(decoded.encoding, is_guessed=True)


def read_text_lines(path: Path, encoding: TextEncoding) -> Iterator[str]:
    """The lines of a file with their ends; only LF ends one, or CR where none is.

    Bytes that are not in the encoding become halves of surrogate pairs.
    """
    is_utf8 = encoding.name.startswith("utf-8")
    errors = "surrogateescape" if is_utf8 else "replace"
    first_bytes = read_first_bytes(path)
    newline = "\r" if b"\r" in first_bytes and b"\n" not in first_bytes else "\n"
    with path.open(encoding=encoding.name, errors=errors, newline=newline) as file:
        is_first = True
        while line := file.readline(_MAX_LINE_LENGTH):
            if is_first:
                line, is_first = line.removeprefix("\ufeff"), False
            if len(line) == _MAX_LINE_LENGTH and not line.endswith(newline):
                while (
                    remainder := file.readline(_MAX_LINE_LENGTH)
                ) and not remainder.endswith(newline):
                    pass
                line = _OVERLONG_CELL + newline
            if "\0" in line:
                encoding.nul_count += line.count("\0")
                line = line.replace("\0", "")
            yield line if newline == "\n" else line.replace("\r", "\n")


def _sample_file(path: Path) -> tuple[bytes, bool]:
    """Lines that are not ASCII, and whether the whole is UTF-8."""
    sample = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while data := file.read(_CHUNK_SIZE):
            if is_utf8:
                is_utf8 = _can_decode_next(decoder, data)
            if len(sample) < _SAMPLE_SIZE and not data.isascii():
                lines = [line for line in data.split(b"\n") if not line.isascii()]
                sample += b"\n".join(lines)[:_SAMPLE_SIZE] + b"\n"
            elif not is_utf8:
                break
    return bytes(sample), is_utf8 and _can_decode_next(decoder, b"", final=True)


def _can_decode_next(
    decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False
) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(languages: Collection[str]) -> str | None:
    """The encoding in which texts of these languages are, before Unicode."""
    # Vietnamese is in one encoding only; others share one with their neighbours.
    for encoding, encoding_languages in tomllib.loads(
        _ENCODINGS_FILE.read_text("utf-8")
    ).items():
        required_languages = {"vi"} if "vi" in encoding_languages else set()
        if languages and required_languages <= set(languages) <= set(
            encoding_languages
        ):
            return encoding
    return None


def _can_decode(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
