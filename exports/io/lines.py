"""Lines of text files in any encoding and with any line ends."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, AnyStr
from unicodedata import category

from tm.errors import FormatError
from tm.text.input.encoding import find_marked_encoding

_UNWRITABLE_CHARACTER_PATTERN = re.compile("[\x00\ud800-\udfff]")
_BEGINNING_SIZE = 4096
_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
_MIN_TEXT_SHARE = 0.97
"""Smallest share of characters, without NUL, that are likely in a text."""
_MAX_UNICODE_PLANE = 0x10
_MIN_ASCII_SHARE_LATIN, _MIN_ASCII_SHARE_OTHER = 0.5, 0.05
"""Smallest shares of ASCII characters in UTF-16: for data that could be UTF-8, too, and
for data that could not, such as Chinese."""
_MIN_ASCII_COUNT = 3
"""ASCII characters by which text with few of them is recognised."""
_NON_LETTER_CATEGORIES = ("Cn", "Co", "Cs")
"""Unicode categories that result from decoding other encodings as UTF-16."""
_MAX_STRAY_SHARE = 0.25
"""Largest share of zero bytes on the other side: U+0300, a Vietnamese tone, has one."""
_ONE_BYTE_ENCODINGS = ("iso8859", "cp125")
"""Encodings in which a UTF-8 letter would be two or three unlikely letters."""
_MIN_UTF8_LETTER_COUNT = 2
"""So many valid letters in UTF-8 are no coincidence."""
_CHUNK_SIZE = 1 << 17
MAX_LINE_LENGTH = 10_000_000
"""Bytes in UTF-8, else characters."""


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A damaged line in a file whose other lines can be read."""

    reason: str


LINE_TOO_LONG = UnreadableLine(f"a line of more than {MAX_LINE_LENGTH:,} characters")
LINE_WITH_NUL = UnreadableLine("the line has NUL bytes")
NOT_A_TEXT_FILE = "not a text file: it has NUL bytes"


def read_first_bytes(path: Path) -> bytes:
    """Read the first bytes of a file, by which its encoding is detected."""
    with path.open("rb") as file:
        return file.read(_BEGINNING_SIZE)


def is_utf8_despite_declaration(path: Path, declared_encoding: str) -> bool:
    """Whether a file is UTF-8, though it declares an encoding of one byte a letter.

    Some tools keep the old declaration when they convert a file. The first letters that
    are not ASCII may be far from the beginning.
    """
    if not codecs.lookup(declared_encoding).name.startswith(_ONE_BYTE_ENCODINGS):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    letter_count = 0
    with path.open("rb") as file:
        while letter_count < _MIN_UTF8_LETTER_COUNT and (
            chunk := file.read(_CHUNK_SIZE)
        ):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            if not text.isascii():
                letter_count += sum(not letter.isascii() for letter in text)
    return letter_count >= _MIN_UTF8_LETTER_COUNT


def detect_unmarked_encoding(data: bytes) -> str | None:
    r"""Detect UTF-16 or UTF-32 without byte order mark; None for other encodings.

    ASCII characters, such as spaces and line ends, have zero bytes on the same side in
    these encodings; text in other encodings has no zero bytes, or a few stray ones.

    >>> detect_unmarked_encoding("Đi\tvề".encode("utf-16-le"))
    'utf-16-le'
    >>> detect_unmarked_encoding(b"id,\0vi")
    """
    sample = data[:_BEGINNING_SIZE]
    if b"\0" not in sample:
        return None
    first_byte_column, second_byte_column, third_byte_column, fourth_byte_column = (
        sample[offset : len(sample) // 4 * 4 : 4] for offset in range(4)
    )
    if (
        any(first_byte_column)
        and max(third_byte_column) <= _MAX_UNICODE_PLANE
        and not any(fourth_byte_column)
    ):
        return "utf-32-le"
    if (
        any(fourth_byte_column)
        and max(second_byte_column) <= _MAX_UNICODE_PLANE
        and not any(first_byte_column)
    ):
        return "utf-32-be"
    zero_count_at_even_offsets, zero_count_at_odd_offsets = (
        sample[offset::2].count(0) for offset in (0, 1)
    )
    fewest_zeros, most_zeros = sorted(
        (zero_count_at_even_offsets, zero_count_at_odd_offsets)
    )
    min_share = (
        _MIN_ASCII_SHARE_LATIN
        if most_zeros < _MIN_ASCII_COUNT or is_utf8_beginning(sample)
        else _MIN_ASCII_SHARE_OTHER
    )
    if (
        most_zeros < min_share * (len(sample) // 2)
        or fewest_zeros > most_zeros * _MAX_STRAY_SHARE
    ):
        return None
    encoding = "utf-16-le" if zero_count_at_odd_offsets == most_zeros else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    unlikely_count = sum(
        category(character) in _NON_LETTER_CATEGORIES for character in text
    )
    return encoding if unlikely_count <= len(text) * (1 - _MIN_TEXT_SHARE) else None


def is_utf8_beginning(first_bytes: bytes) -> bool:
    """Whether bytes are the beginning of UTF-8 text, cut at any byte."""
    try:
        codecs.utf_8_decode(first_bytes, "strict", False)
    except UnicodeDecodeError:
        return False
    return True


def is_binary(first_bytes: bytes) -> bool:
    r"""Whether the beginning of a file is binary data rather than text.

    A text with stray zero bytes, as a crash may leave, is still a text.

    >>> is_binary(b"a\tb\n\0\0\0\0c\td\n"), is_binary(b"\x7fELF\2\1\1\0\0\0\0\0")
    (False, True)
    """
    if b"\0" not in first_bytes:
        return False
    bytes_without_nul = first_bytes.replace(b"\0", b"")
    return (
        len(bytes_without_nul.translate(None, _CONTROL_BYTES))
        <= len(bytes_without_nul) * _MIN_TEXT_SHARE
    )


def detect_encoding_and_line_end(path: Path) -> tuple[str, str]:
    """Detect the encoding of a file and its line end, LF or CR."""
    first_bytes = read_first_bytes(path)
    encoding = (
        find_marked_encoding(first_bytes)
        or detect_unmarked_encoding(first_bytes)
        or "utf-8"
    )
    return encoding, "\r" if b"\r" in first_bytes and b"\n" not in first_bytes else "\n"


def read_lines(path: Path) -> Iterator[tuple[int, str | UnreadableLine]]:
    """Read number, from 1, and text of every line that is not blank.

    A line ends at LF or CRLF and nowhere else: U+2028 and its like are text. In a file
    that has none of these at its beginning, as old systems write them, it ends at CR.
    UTF-8, or what the byte order mark names, or UTF-16 and UTF-32 without one. A line
    of more than MAX_LINE_LENGTH is unreadable, and so is one that holds NUL bytes, or
    is not UTF-8 after the mark or other lines have shown that the file is. Raises
    FormatError where it is none of these, and for a file that is no text.
    """
    for line_number, line in enumerate(read_all_lines(path), 1):
        if isinstance(line, UnreadableLine) or line.strip():
            yield line_number, line


def read_all_lines(path: Path) -> Iterator[str | UnreadableLine]:
    """The text of every line without its end, as `read_lines` reads them; blank ones
    too.
    """
    encoding, line_end = detect_encoding_and_line_end(path)
    if encoding.startswith("utf-8") and line_end == "\n":
        first_bytes = read_first_bytes(path)
        if is_binary(first_bytes):
            line_number = first_bytes.count(b"\n", 0, first_bytes.index(b"\0")) + 1
            raise FormatError(NOT_A_TEXT_FILE, path=str(path), line=line_number)
        encoded_lines = _read_utf8_lines(path, is_surely_utf8=encoding != "utf-8")
    else:
        encoded_lines = _read_decoded_lines(path, encoding, line_end)
    for line in encoded_lines:
        if isinstance(line, str):
            line = line.removesuffix("\n").removesuffix("\r")
        yield line


def remove_unwritable_characters(text: str) -> tuple[str, int]:
    """Remove characters that no text file can hold; return their count, too.

    >>> remove_unwritable_characters("a\\0b")
    ('ab', 1)
    """
    # Nearly all texts are printable. This check saves 14 % of writing CSV
    # (`benchmarks/export_optimisations.py`).
    if text.isprintable():
        return text, 0
    return _UNWRITABLE_CHARACTER_PATTERN.subn("", text)


def _read_utf8_lines(
    path: Path, *, is_surely_utf8: bool
) -> Iterator[str | UnreadableLine]:
    # Decoded line by line, so that an error has the number of its line.
    # A byte order mark or a valid non-ASCII character shows that a file is UTF-8.
    with path.open("rb") as file:
        for line_number, line in enumerate(_read_capped_lines(file, b"\n"), 1):
            if isinstance(line, UnreadableLine):
                yield line
                continue
            if line_number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if b"\x00" in line:
                yield LINE_WITH_NUL
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                reason = f"not UTF-8 at byte {error.start + 1} of the line"
                if not is_surely_utf8:
                    raise FormatError(
                        f"{reason}; save the file as UTF-8",
                        path=str(path),
                        line=line_number,
                    ) from error
                yield UnreadableLine(reason)
                continue
            is_surely_utf8 = is_surely_utf8 or not line.isascii()
            yield text


def _read_decoded_lines(
    path: Path, encoding: str, line_end: str
) -> Iterator[str | UnreadableLine]:
    line_number = 0
    try:
        with path.open(encoding=encoding, newline=line_end) as file:
            for line in _read_capped_lines(file, line_end):
                line_number += 1
                yield line
    except UnicodeError as error:
        raise FormatError(
            f"damaged {encoding.upper()} text", path=str(path), line=line_number + 1
        ) from error


def _read_capped_lines(
    file: IO[AnyStr], line_end: AnyStr
) -> Iterator[AnyStr | UnreadableLine]:
    """Read lines; lines that are too long are skipped without holding them."""
    while line := file.readline(MAX_LINE_LENGTH):
        if len(line) < MAX_LINE_LENGTH or line.endswith(line_end):
            yield line
            continue
        while (remainder := file.readline(MAX_LINE_LENGTH)) and not remainder.endswith(
            line_end
        ):
            pass
        yield LINE_TOO_LONG
