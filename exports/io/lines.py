"""Text files as lines of text, whatever encoding and line ends they came in."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, AnyStr
from unicodedata import category

from tm.errors import FormatError
from tm.text.input.encoding import marked_encoding

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_HEAD = 4096
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
_MOSTLY = 0.97
"""The share of a text, without NUL, that is no control character nor stranger."""
_LAST_PLANE = 0x10
_LATIN, _OTHER = 0.5, 0.05
"""The least share of the characters of UTF-16 that are of ASCII: where they could be
UTF-8 too, or cannot, as in Chinese."""
_FEWEST = 3
"""Signs of ASCII by which text is known that has but few of them."""
_NO_LETTERS = ("Cn", "Co", "Cs")
"""Categories that letters of other encodings have when two are taken for one."""
_STRAY = 0.25
"""The most of the other side: U+0300 has a byte of 0 there, a tone of Vietnamese."""
LONGEST_LINE = 10_000_000
"""Bytes, or characters where the file is not UTF-8."""


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that is damaged, in a file whose other lines are not."""

    reason: str


TOO_LONG = UnreadableLine(f"a line of more than {LONGEST_LINE:,} characters")
HOLDS_NUL = UnreadableLine("holds NUL bytes")
NO_TEXT = "this is not a text file: it holds NUL bytes"


def beginning(path: Path) -> bytes:
    """The first bytes of a file, to judge it by."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def unmarked_encoding(data: bytes) -> str | None:
    r"""The encoding of text that begins so: UTF-16 or UTF-32 without a mark, or none.

    Letters and signs of ASCII, such as spaces and line ends, have bytes of 0 there that
    all stand on one side; text of other encodings has none, or a few stray ones.

    >>> unmarked_encoding("Đi\tvề".encode("utf-16-le")), unmarked_encoding(b"id,\0vi")
    ('utf-16-le', None)
    """
    sample = data[:_HEAD]
    if b"\0" not in sample:
        return None
    first, second, third, fourth = (
        sample[position : len(sample) // 4 * 4 : 4] for position in range(4)
    )
    if any(first) and max(third) <= _LAST_PLANE and not any(fourth):
        return "utf-32-le"
    if any(fourth) and max(second) <= _LAST_PLANE and not any(first):
        return "utf-32-be"
    high_first, low_first = (sample[position::2].count(0) for position in (0, 1))
    fewest_zeros, most_zeros = sorted((high_first, low_first))
    least_share = _LATIN if most_zeros < _FEWEST or is_begun_utf8(sample) else _OTHER
    if (
        most_zeros < least_share * (len(sample) // 2)
        or fewest_zeros > most_zeros * _STRAY
    ):
        return None
    encoding = "utf-16-le" if low_first == most_zeros else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    odd = sum(category(letter) in _NO_LETTERS for letter in text)
    return encoding if odd <= len(text) * (1 - _MOSTLY) else None


def is_begun_utf8(head: bytes) -> bool:
    """Whether bytes can be the beginning of UTF-8, cut off anywhere."""
    try:
        codecs.utf_8_decode(head, "strict", False)
    except UnicodeDecodeError:
        return False
    return True


def is_binary(head: bytes) -> bool:
    r"""Whether a file that begins so, in UTF-8 or a kin of it, is no text.

    Stray bytes of 0, such as a crash leaves behind, make no text into something else.

    >>> is_binary(b"a\tb\n\0\0\0\0c\td\n"), is_binary(b"\x7fELF\2\1\1\0\0\0\0\0")
    (False, True)
    """
    if b"\0" not in head:
        return False
    text = head.replace(b"\0", b"")
    return len(text.translate(None, _CONTROLS)) <= len(text) * _MOSTLY


def encoding_and_end(path: Path) -> tuple[str, str]:
    """The encoding of the lines of a file, and what ends them: LF or CR."""
    head = beginning(path)
    encoding = marked_encoding(head) or unmarked_encoding(head) or "utf-8"
    return encoding, "\r" if b"\r" in head and b"\n" not in head else "\n"


def lines(path: Path) -> Iterator[tuple[int, str | UnreadableLine]]:
    """Number, from 1, and text of every line that is not blank.

    A line ends at LF or CRLF and nowhere else: U+2028 and its like are text. In a file
    that has none of these at its beginning, as old systems write them, it ends at CR.
    UTF-8, or what the byte order mark names, or UTF-16 and UTF-32 without one. A line
    of more than LONGEST_LINE is unreadable, and so is one that holds NUL bytes, or is
    not UTF-8 after the mark or other lines have shown that the file is. Raises
    FormatError where it is none of these, and for a file that is no text.
    """
    for number, line in enumerate(every_line(path), 1):
        if isinstance(line, UnreadableLine) or line.strip():
            yield number, line


def every_line(path: Path) -> Iterator[str | UnreadableLine]:
    """The text of every line without its end, as `lines` reads them; blank ones too."""
    encoding, end = encoding_and_end(path)
    if encoding.startswith("utf-8") and end == "\n":
        head = beginning(path)
        if is_binary(head):
            number = head.count(b"\n", 0, head.index(b"\0")) + 1
            raise FormatError(NO_TEXT, path=str(path), line=number)
        encoded_lines = _utf8_lines(path, is_known=encoding != "utf-8")
    else:
        encoded_lines = _other_lines(path, encoding, end)
    for line in encoded_lines:
        if isinstance(line, str):
            line = line.removesuffix("\n").removesuffix("\r")
        yield line


def writable(text: str) -> tuple[str, int]:
    """Text without what no text file holds, and how many characters that took.

    >>> writable("a\\0b")
    ('ab', 1)
    """
    if text.isprintable():  # as nearly always, and sooner seen
        return text, 0
    return _UNWRITABLE.subn("", text)


def _utf8_lines(path: Path, *, is_known: bool) -> Iterator[str | UnreadableLine]:
    # Decoded line by line, so that an error has the number of its line.
    # That it is UTF-8 is known by its mark, or by letters that ASCII has not.
    with path.open("rb") as file:
        for number, line in enumerate(_capped(file, b"\n"), 1):
            if isinstance(line, UnreadableLine):
                yield line
                continue
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if b"\x00" in line:
                yield HOLDS_NUL
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                reason = f"not UTF-8 at byte {error.start + 1} of the line"
                if not is_known:
                    raise FormatError(
                        f"{reason}; save the file as UTF-8", path=str(path), line=number
                    ) from error
                yield UnreadableLine(reason)
                continue
            is_known = is_known or not line.isascii()
            yield text


def _other_lines(path: Path, encoding: str, end: str) -> Iterator[str | UnreadableLine]:
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


def _capped(file: IO[AnyStr], end: AnyStr) -> Iterator[AnyStr | UnreadableLine]:
    """Lines; those that are too long are gone through and never held."""
    while line := file.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(end):
            yield line
            continue
        while (remainder := file.readline(LONGEST_LINE)) and not remainder.endswith(
            end
        ):
            pass
        yield TOO_LONG
