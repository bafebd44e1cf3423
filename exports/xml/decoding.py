"""Decoding of XML files, without characters that XML forbids."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from exports.io.lines import is_utf8_despite_declaration, read_first_bytes
from tm.errors import FormatError
from tm.text.input.encoding import find_marked_encoding, is_encoding

CHUNK_SIZE = 1 << 17
"""Bytes of a chunk."""
FORBIDDEN_PATTERN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # XML 1.0, clause 2.2
)
FORBIDDEN_REFERENCE_PATTERN = re.compile(
    r"""&\#(?:
    x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])
    |0*(?:[0-8]|1[1-24-9]|2[0-9]|3[01]|6553[45]
      |55(?:29[6-9]|[3-9][0-9]{2})|56[0-9]{3}|57(?:[0-2][0-9]{2}|3(?:[0-3][0-9]|4[0-3])))
    );""",
    re.VERBOSE | re.IGNORECASE,
)
"""References to characters that XML forbids."""
FORBIDDEN_REFERENCE_BYTES_PATTERN = re.compile(
    FORBIDDEN_REFERENCE_PATTERN.pattern.encode(), re.VERBOSE | re.IGNORECASE
)

FORBIDDEN_CONTROL_BYTES = bytes(code for code in range(32) if code not in b"\t\n\r")
_MAX_REFERENCE_LENGTH = 12
_ENCODING_DECLARATION_PATTERN = re.compile(
    rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']"""
)
_BEGINNINGS_WITH_ENCODINGS = (
    # UTF-32 before UTF-16: in its little-endian form it begins as that does.
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)


class XmlTextReader:
    """Reader of the text of an XML file in any encoding."""

    def __init__(self, path: Path, *, chunk_size: int = CHUNK_SIZE) -> None:
        self.removed_character_count = 0
        """Characters removed so far; references to such characters are kept."""
        self._path = path
        self._chunk_size = chunk_size

    def read_chunks(self) -> Iterator[tuple[bytes, bool]]:
        """Read chunks in UTF-8, with LF line ends, and whether each is the last one.

        No chunk ends inside a character or a reference. Raises FormatError, with the
        line, for text that is not in the encoding of the file.
        """
        encoding = detect_xml_encoding(self._path)
        pending_data = b""
        try:
            for chunk, is_last in self._read_decoded_chunks(encoding):
                chunk = pending_data + chunk
                end_offset = chunk.rfind(
                    b"&", max(0, len(chunk) - _MAX_REFERENCE_LENGTH)
                )
                if is_last or end_offset < 0:
                    end_offset = len(chunk)
                pending_data = chunk[end_offset:]
                yield chunk[:end_offset], is_last
        except UnicodeError as error:
            self._refuse_encoding(encoding, error)

    def _read_decoded_chunks(self, encoding: str) -> Iterator[tuple[bytes, bool]]:
        """Read chunks that may end inside a reference. Raises UnicodeError."""
        # UTF-8 data are searched as bytes, and copied only if they must change.
        is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(encoding)(), translate=True
        )
        with self._path.open("rb") as file:
            pending_data = file.read(len(codecs.BOM_UTF8)) if is_utf8 else b""
            pending_data = pending_data.removeprefix(codecs.BOM_UTF8)
            is_last = False
            while not is_last:
                chunk = file.read(self._chunk_size)
                is_last = not chunk
                if is_utf8:
                    chunk = pending_data + chunk
                    # Decoded only to validate the data.
                    text, decoded_length = codecs.utf_8_decode(chunk, "strict", is_last)
                    if chunk[:decoded_length].endswith(b"\r") and not is_last:
                        decoded_length -= 1
                    pending_data = chunk[decoded_length:]
                    chunk = chunk[:decoded_length]
                    if has_no_forbidden_characters(chunk, text):
                        yield _normalise_line_ends(chunk), is_last
                        continue
                    text = _normalise_line_ends(chunk).decode()
                else:
                    text = decoder.decode(chunk, is_last)
                text, forbidden_count = FORBIDDEN_PATTERN.subn("", text)
                self.removed_character_count += forbidden_count
                yield text.encode(), is_last

    def _refuse_encoding(self, encoding: str, error: UnicodeError) -> NoReturn:
        """Raise FormatError with the line of the first invalid byte."""
        line_number = 1
        try:
            # Lines are counted only after an error, since hardly any file has one.
            for chunk, _ in XmlTextReader(self._path)._read_decoded_chunks(encoding):
                line_number += chunk.count(b"\n")
        except UnicodeDecodeError as decode_error:
            decoded_text = decode_error.object[: decode_error.start].decode(
                encoding, "ignore"
            )
            line_number += decoded_text.replace("\r\n", "\n").count("\n")
        except UnicodeError:
            pass
        reason = f"the text is not valid {encoding}; save the file as UTF-8"
        raise FormatError(reason, path=str(self._path), line=line_number) from error


def has_no_forbidden_characters(chunk: bytes, text: str) -> bool:
    """Whether UTF-8 data, given as text too, have no characters that XML forbids."""
    # Searching for each character is faster than a loop over all bytes.
    return (
        not any(map(chunk.__contains__, FORBIDDEN_CONTROL_BYTES))
        and "\ufffe" not in text
        and "\uffff" not in text
    )


def _normalise_line_ends(chunk: bytes) -> bytes:
    if b"\r" not in chunk:
        return chunk
    return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def detect_xml_encoding(path: Path) -> str:
    """Detect the encoding of a file by its mark, else its declaration; else UTF-8."""
    first_bytes = read_first_bytes(path)
    encoding = find_marked_encoding(first_bytes)
    if encoding:
        return encoding
    for beginning, encoding in _BEGINNINGS_WITH_ENCODINGS:
        if first_bytes.startswith(beginning):
            return encoding
    declaration_match = _ENCODING_DECLARATION_PATTERN.search(first_bytes)
    if declaration_match is None:
        return "utf-8"
    encoding = declaration_match[1].decode()
    if encoding.lower().startswith(("utf-16", "utf-32", "ucs", "iso-10646")):
        # The declaration is ASCII, so the file was re-encoded after it was written.
        return "utf-8"
    if not is_encoding(encoding):
        reason = f"unknown encoding {encoding!r}; save the file as UTF-8"
        raise FormatError(reason, path=str(path), line=1)
    return "utf-8" if is_utf8_despite_declaration(path, encoding) else encoding
