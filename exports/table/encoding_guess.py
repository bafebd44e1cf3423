"""Detection of a file's encoding, and reading of its lines.

The file is read once to detect the encoding, and never held in memory.
"""

import codecs
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
from tm.language_data import read_data_file
from tm.text.input.encoding import decode_text, find_marked_encoding

_CHUNK_SIZE = 1 << 20
_SAMPLE_SIZE = 1 << 18
"""Bytes of lines that are not ASCII, by which an encoding is guessed."""
_MAX_LINE_LENGTH = 1 << 22
"""Most characters of a line; a longer line has a cell that is too long anyway."""
_OVERLONG_CELL = "x" * 131_073
"""Replaces such a line: longer than the longest cell of Python's csv, so that reading
the row gives the right reason."""


@dataclass(slots=True)
class TextEncoding:
    """The encoding of a file, and how it was found."""

    name: str
    is_guessed: bool
    """Whether nothing in the file names the encoding."""
    nul_count: int = 0
    """Number of removed NUL characters."""


def detect_encoding(path: Path, *, languages: Collection[str]) -> TextEncoding:
    """Detect the encoding: the one of a byte order mark, UTF-8, or a likely one.

    `languages`: the expected languages, which decide where the text is short. Raises
    FormatError if no encoding fits or the file is not text.
    """
    first_bytes = read_first_bytes(path)
    known_encoding = find_marked_encoding(first_bytes) or detect_unmarked_encoding(
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
        # After a line end, no bytes of the sample are a byte order mark.
        decoded_text = decode_text(b"\n" + sample.replace(b"\0", b""), path=str(path))
    except FormatError as error:
        if "damaged" in error.reason:  # UTF-8 with a few invalid bytes
            return TextEncoding("utf-8", is_guessed=False)
        raise
    expected_languages = {
        *languages,
        *(["vi"] if has_vietnamese_column(first_bytes) else []),
    }
    legacy_encoding = _find_legacy_encoding(expected_languages)
    if legacy_encoding is not None and _can_decode(sample, legacy_encoding):
        return TextEncoding(legacy_encoding, is_guessed=True)
    return TextEncoding(decoded_text.encoding, is_guessed=True)


def read_text_lines(path: Path, encoding: TextEncoding) -> Iterator[str]:
    """Read the lines of a file with their ends: LF or, in a file without LF, CR.

    Invalid bytes of UTF-8 become lone surrogates.
    """
    is_utf8 = encoding.name.startswith("utf-8")
    error_handler = "surrogateescape" if is_utf8 else "replace"
    first_bytes = read_first_bytes(path)
    line_end = "\r" if b"\r" in first_bytes and b"\n" not in first_bytes else "\n"
    with path.open(
        encoding=encoding.name, errors=error_handler, newline=line_end
    ) as file:
        is_first = True
        while line := file.readline(_MAX_LINE_LENGTH):
            if is_first:
                line, is_first = line.removeprefix("\ufeff"), False
            if len(line) == _MAX_LINE_LENGTH and not line.endswith(line_end):
                while (
                    remainder := file.readline(_MAX_LINE_LENGTH)
                ) and not remainder.endswith(line_end):
                    pass
                line = _OVERLONG_CELL + line_end
            if "\0" in line:
                encoding.nul_count += line.count("\0")
                line = line.replace("\0", "")
            yield line if line_end == "\n" else line.replace("\r", "\n")


def _sample_file(path: Path) -> tuple[bytes, bool]:
    """Take a sample of the lines that are not ASCII; also tell whether all is UTF-8."""
    sample = bytearray()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_SIZE):
            if is_utf8:
                is_utf8 = _can_decode_next(decoder, chunk)
            if len(sample) < _SAMPLE_SIZE and not chunk.isascii():
                non_ascii_lines = [
                    line for line in chunk.split(b"\n") if not line.isascii()
                ]
                sample += b"\n".join(non_ascii_lines)[:_SAMPLE_SIZE] + b"\n"
            elif not is_utf8:
                break
    return bytes(sample), is_utf8 and _can_decode_next(decoder, b"", is_last=True)


def _can_decode_next(
    decoder: codecs.IncrementalDecoder, chunk: bytes, *, is_last: bool = False
) -> bool:
    try:
        decoder.decode(chunk, is_last)
    except UnicodeDecodeError:
        return False
    return True


def _find_legacy_encoding(text_languages: Collection[str]) -> str | None:
    """Find the encoding that texts of these languages had before Unicode."""
    # Vietnamese has an encoding of its own; other languages share theirs.
    for encoding, encoding_languages in read_data_file(
        "exports.table", "data/encodings.toml"
    ).items():
        required_languages = {"vi"} if "vi" in encoding_languages else set()
        if text_languages and required_languages <= set(text_languages) <= set(
            encoding_languages
        ):
            return encoding
    return None


def _can_decode(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
