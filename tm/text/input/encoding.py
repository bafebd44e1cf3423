"""Decoding files from anywhere: encodings, byte order marks, guesses."""

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tm.errors import FormatError, InputError
from tm.text.input.stream import convert_read_errors, is_stream, read_stream
from tm.text.normal import nfc

_BYTE_ORDER_MARKS = (
    # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python's encodings of host names and source code, in which no file is written.
_EXCLUDED_ENCODINGS = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape")
)
_MAX_STREAM_BYTES = 512 << 20
"""Bytes of the largest stream that is read into memory as a whole."""
MAX_PAGE_BYTES = 32 << 20
"""Bytes of the largest text that is read as a whole: many books."""
ReadPageBytes = Callable[[str], bytes]
"""Reads the file of a page as bytes of text or HTML. Raises InputError."""
_BINARY_BEGINNINGS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)


class DecodedText(NamedTuple):
    """Text as read: NFC, lines ended by a line feed."""

    text: str
    encoding: str
    is_guess: bool
    """Whether the encoding was guessed: no mark names it and it is not UTF-8."""

    def make_guess_notice(self, path: str) -> str:
        """The message for people about a guess."""
        return f"{path}: not UTF-8; read as {self.encoding}, which is a guess"


def read_bytes(path: str | Path, *, max_bytes: int | None = None) -> bytes:
    """Read the bytes of a file, or with `-` of standard input.

    Raises InputError if it cannot be read, has more bytes than `max_bytes`, or is an
    endless stream.
    """
    with convert_read_errors(path):
        if is_stream(path):
            return b"".join(read_stream(path, max_bytes=max_bytes or _MAX_STREAM_BYTES))
        with Path(path).open("rb") as file:
            file_bytes = file.read(-1 if max_bytes is None else max_bytes + 1)
    if max_bytes is not None and len(file_bytes) > max_bytes:
        raise InputError(
            f"{path}: the file has more than {max_bytes:,} bytes, too many for one "
            "text; split it, or give its units as JSON lines"
        )
    return file_bytes


def read_text_page(path: str | Path) -> bytes:
    """Read the bytes of a page in a file of text or HTML, as `read_bytes` does."""
    return read_bytes(path, max_bytes=MAX_PAGE_BYTES)


def find_marked_encoding(first_bytes: bytes) -> str | None:
    """The encoding that a byte order mark names, or None without a mark."""
    for byte_order_mark, encoding in _BYTE_ORDER_MARKS:
        if first_bytes.startswith(byte_order_mark):
            return encoding
    return None


def decode_text(file_bytes: bytes, *, path: str) -> DecodedText:
    """Decode a file in UTF-8, in UTF-16 or -32 with a mark, or in a guessed encoding.

    Raises FormatError for a binary file, and if no encoding fits.
    """
    marked_encoding_name = find_marked_encoding(file_bytes)
    if marked_encoding_name is not None:
        try:
            return DecodedText(
                normalise_text(file_bytes.decode(marked_encoding_name)),
                marked_encoding_name,
                False,
            )
        except UnicodeDecodeError as error:
            raise FormatError(
                f"the text is not {marked_encoding_name}: {error}", path=path
            ) from error
    if file_bytes.startswith(_BINARY_BEGINNINGS) or b"\0" in file_bytes[:65536]:
        raise FormatError("this is a binary file, not text", path=path)
    try:
        return DecodedText(normalise_text(file_bytes.decode("utf-8")), "utf-8", False)
    except UnicodeDecodeError as error:
        line_number = file_bytes.count(b"\n", 0, error.start) + 1
        if _is_damaged_utf8(file_bytes):
            reason = f"damaged UTF-8 at byte {error.start + 1}; fix that line"
            raise FormatError(reason, path=path, line=line_number) from error
        guessed_text = _decode_by_guess(file_bytes)
        if guessed_text is None:
            reason = "the text fits no encoding that is known; save it as UTF-8"
            raise FormatError(reason, path=path, line=line_number) from error
        return guessed_text


def is_encoding(encoding_name: str) -> bool:
    """Whether a name is the name of an encoding for text files.

    >>> is_encoding("latin-1"), is_encoding("idna"), is_encoding("zip")
    (True, False, False)
    """
    try:
        codec = codecs.lookup(encoding_name)
        b"a".decode(encoding_name)
    except (LookupError, UnicodeError):
        return False
    return codec.name not in _EXCLUDED_ENCODINGS


def is_utf8(encoded_text: bytes) -> bool:
    """Whether bytes can be UTF-8."""
    try:
        encoded_text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(file_bytes: bytes) -> bool:
    """Whether most bytes beyond ASCII are valid UTF-8, as in no other encoding."""
    text = file_bytes.decode("utf-8", "replace")
    replaced_count = text.count("\ufffd")
    valid_count = sum(not character.isascii() for character in text) - replaced_count
    return valid_count > 4 * replaced_count


def _decode_by_guess(file_bytes: bytes) -> DecodedText | None:
    """Decode bytes in the likeliest encoding; None if none fits."""
    # Reached by few files, and slow to import.
    from charset_normalizer import from_bytes

    best_guess = from_bytes(file_bytes).best()
    if best_guess is None:
        return None
    return DecodedText(normalise_text(str(best_guess)), best_guess.encoding, True)


def normalise_text(text: str) -> str:
    """Normalise a text: NFC, line feeds only, no byte order mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return nfc(text)
