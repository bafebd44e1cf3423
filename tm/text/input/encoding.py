"""Bytes to text: what files from anywhere are written in."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from tm.errors import FormatError, InputError
from tm.text.input.stream import chunks, is_stream, readable
from tm.text.normal import nfc

_MARKS = (
    # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Python decodes by them is the name of a host or the source of a program.
_NO_ENCODINGS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape"))
_LARGEST_STREAM = 512 << 20
"""Bytes that a stream may have which is held in memory as a whole."""
LARGEST_PAGE = 32 << 20
"""Bytes of a text that is read, cut and looked at as a whole: many books."""
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as read: NFC, lines ended by a line feed."""

    text: str
    encoding: str
    guessed: bool
    """Whether nothing in the bytes names the encoding, and it is not UTF-8."""

    def notice(self, path: str) -> str:
        """What to tell people of a guess."""
        return f"{path}: not UTF-8; read as {self.encoding}, which is a guess"


def contents(path: str | Path, *, largest: int | None = None) -> bytes:
    """The bytes of a file, or with `-` of standard input.

    Raises InputError that says why it cannot be read, that it has more bytes than the
    `largest` may have, or that a stream has no end.
    """
    with readable(path):
        if is_stream(path):
            return b"".join(chunks(path, largest=largest or _LARGEST_STREAM))
        with Path(path).open("rb") as file:
            data = file.read(-1 if largest is None else largest + 1)
    if largest is not None and len(data) > largest:
        raise InputError(
            f"{path} has more than {largest:,} bytes, which is too much for one text; "
            "give it in parts, or its units as JSON lines"
        )
    return data


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names, if there is one."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return None


def decode(data: bytes, *, path: str) -> Decoded:
    """The text of a file in UTF-8, in UTF-16 or -32 with a mark, else as guessed.

    Raises FormatError for a binary file, and for bytes that nothing fits.
    """
    marked = marked_encoding(data)
    if marked is not None:
        try:
            return Decoded(plain(data.decode(marked)), marked, False)
        except UnicodeDecodeError as error:
            raise FormatError(f"is not {marked}: {error}", path=path) from error
    if data.startswith(_BINARY) or b"\0" in data[:65536]:
        raise FormatError("is a binary file, not text", path=path)
    try:
        return Decoded(plain(data.decode("utf-8")), "utf-8", False)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if _is_damaged_utf8(data):
            reason = f"is UTF-8, but damaged at byte {error.start + 1}; mend that line"
            raise FormatError(reason, path=path, line=line) from error
        guess = _guess(data)
        if guess is None:
            reason = "is neither UTF-8 nor in any encoding that fits; save it as UTF-8"
            raise FormatError(reason, path=path, line=line) from error
        return guess


def is_encoding(name: str) -> bool:
    """Whether a name is that of an encoding in which files are written.

    >>> is_encoding("latin-1"), is_encoding("idna"), is_encoding("zip")
    (True, False, False)
    """
    try:
        found = codecs.lookup(name)
        b"a".decode(name)
    except (LookupError, UnicodeError):
        return False
    return found.name not in _NO_ENCODINGS


def is_utf8(data: bytes) -> bool:
    """Whether bytes can be UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8, which nothing else looks like."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(not character.isascii() for character in text) - wrong
    return right > 4 * wrong


def _guess(data: bytes) -> Decoded | None:
    # Reached by few files, and slow to import.
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        return None
    return Decoded(plain(str(best)), best.encoding, True)


def plain(text: str) -> str:
    """Text as we keep it: NFC, lines ended by a line feed, without a mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return nfc(text)
