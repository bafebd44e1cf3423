"""The text of an XML file, from any encoding, without what XML cannot hold."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from exports.io.lines import read_first_bytes
from tm.errors import FormatError
from tm.text.input.encoding import is_encoding, marked_encoding

PIECE = 1 << 17
"""Bytes of a piece."""
FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # XML 1.0, clause 2.2
)
FORBIDDEN_REFERENCE = re.compile(
    r"""&\#(?:
    x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])
    |0*(?:[0-8]|1[1-24-9]|2[0-9]|3[01]|6553[45]
      |55(?:29[6-9]|[3-9][0-9]{2})|56[0-9]{3}|57(?:[0-2][0-9]{2}|3(?:[0-3][0-9]|4[0-3])))
    );""",
    re.VERBOSE | re.IGNORECASE,
)
"""Characters that XML cannot hold, and references to them."""
FORBIDDEN_REFERENCE_BYTES = re.compile(
    FORBIDDEN_REFERENCE.pattern.encode(), re.VERBOSE | re.IGNORECASE
)

CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_REFERENCE_LENGTH = 12
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_UNMARKED = (
    # UTF-32 before UTF-16: in its little-endian form it begins as that does.
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)

_ONE_BYTE = ("iso8859", "cp125")
"""Encodings in which a letter of UTF-8 would be two or three, hardly of any word."""
_LETTERS = 2
"""Letters of UTF-8 that are no coincidence."""


class XmlText:
    """The text of an XML file."""

    def __init__(self, path: Path) -> None:
        self.removed = 0
        """Characters removed so far; references to such are still there."""
        self._path = path

    def pieces(self) -> Iterator[tuple[bytes, bool]]:
        """The text in UTF-8, line ends LF, and whether it is the last of it.

        Neither a character nor a reference to one is in two pieces. Raises
        FormatError with the line of what is not in the encoding of the file.
        """
        encoding = encoding_of(self._path)
        pending = b""
        try:
            for data, is_last in self._decoded(encoding):
                data = pending + data
                position = data.rfind(b"&", max(0, len(data) - _REFERENCE_LENGTH))
                if is_last or position < 0:
                    position = len(data)
                pending = data[position:]
                yield data[:position], is_last
        except UnicodeError as error:
            self._refuse(encoding, error)

    def _decoded(self, encoding: str) -> Iterator[tuple[bytes, bool]]:
        """The same, but for references. Raises UnicodeError."""
        # UTF-8 stays as it is, and is looked through by its bytes.
        is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(encoding)(), translate=True
        )
        with self._path.open("rb") as file:
            pending = file.read(len(codecs.BOM_UTF8)) if is_utf8 else b""
            pending = pending.removeprefix(codecs.BOM_UTF8)
            is_last = False
            while not is_last:
                data = file.read(PIECE)
                is_last = not data
                if is_utf8:
                    data = pending + data
                    # Decoded only to know that it can be.
                    text, length = codecs.utf_8_decode(data, "strict", is_last)
                    if data[:length].endswith(b"\r") and not is_last:
                        length -= 1
                    pending = data[length:]
                    data = data[:length]
                    if is_clean(data, text):
                        yield _with_line_feeds(data), is_last
                        continue
                    text = _with_line_feeds(data).decode()
                else:
                    text = decoder.decode(data, is_last)
                text, count = FORBIDDEN.subn("", text)
                self.removed += count
                yield text.encode(), is_last

    def _refuse(self, encoding: str, error: UnicodeError) -> NoReturn:
        line = 1
        try:
            # Counted now, since nearly no file needs it.
            for data, _ in XmlText(self._path)._decoded(encoding):
                line += data.count(b"\n")
        except UnicodeDecodeError as again:
            sound = again.object[: again.start].decode(encoding, "ignore")
            line += sound.replace("\r\n", "\n").count("\n")
        except UnicodeError:
            pass
        reason = f"the text here is not {encoding}"
        raise FormatError(reason, path=str(self._path), line=line) from error


def is_clean(data: bytes, text: str) -> bool:
    """Whether UTF-8 and the text it is hold nothing that XML cannot."""
    # Looking for each of them is quicker than looking at each byte.
    return (
        not any(map(data.__contains__, CONTROLS))
        and "\ufffe" not in text
        and "\uffff" not in text
    )


def _with_line_feeds(data: bytes) -> bytes:
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def encoding_of(path: Path) -> str:
    """The encoding of an XML file: by its mark, else as declared, else UTF-8."""
    head = read_first_bytes(path)
    name = marked_encoding(head)
    if name:
        return name
    for start, name in _UNMARKED:
        if head.startswith(start):
            return name
    declared = _DECLARED.search(head)
    if declared is None:
        return "utf-8"
    name = declared[1].decode()
    if name.lower().startswith(("utf-16", "utf-32", "ucs", "iso-10646")):
        # The declaration was just read as ASCII: the file was re-encoded since.
        return "utf-8"
    if not is_encoding(name):
        reason = f"unknown encoding {name!r}"
        raise FormatError(reason, path=str(path), line=1)
    if codecs.lookup(name).name.startswith(_ONE_BYTE) and _is_utf8(path):
        return "utf-8"
    return name


def _is_utf8(path: Path) -> bool:
    """Whether the first letters of a file that ASCII has not can only be of UTF-8.

    Tools copy a declaration along with text that they have made UTF-8. The letters
    may be far from the beginning, behind a header or texts without marks.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    count = 0
    with path.open("rb") as file:
        while count < _LETTERS and (data := file.read(PIECE)):
            try:
                text = decoder.decode(data)
            except UnicodeDecodeError:
                return False
            if not text.isascii():
                count += sum(not letter.isascii() for letter in text)
    return count >= _LETTERS
