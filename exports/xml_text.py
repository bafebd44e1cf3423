"""The text of an XML file, in pieces: in any encoding, without what XML cannot hold."""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from exports.text import beginning
from tm.errors import FormatError
from tm.text.encoding import is_encoding, marked_encoding

PIECE = 1 << 16
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


class XmlText:
    """The text of an XML file."""

    def __init__(self, path: Path) -> None:
        self.removed = 0
        """Characters removed so far; references to such are still there."""
        self._path = path
        self._line = 1
        """Up to which text was handed out."""

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text, line ends LF, and whether it is the last of it.

        No reference to a character is in two pieces. Raises FormatError with the line
        of what is not in the encoding of the file.
        """
        encoding = encoding_of(self._path)
        # UTF-8 is looked through by its bytes, which takes half as long.
        is_utf8 = codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(encoding)(), translate=True
        )
        held = ""
        with self._path.open("rb") as file:
            while True:
                data = file.read(PIECE)
                try:
                    text = decoder.decode(data, not data)
                except UnicodeError as error:
                    self._refuse(encoding, error, held)
                if not is_utf8 or not is_clean(data, text):
                    text, count = FORBIDDEN.subn("", text)
                    self.removed += count
                text = held + text
                if not data:
                    yield text, True
                    return
                at = text.rfind("&", max(0, len(text) - _REFERENCE_LENGTH))
                held = "" if at < 0 else text[at:]
                text = text if at < 0 else text[:at]
                self._line += text.count("\n")
                yield text, False

    def _refuse(self, encoding: str, error: UnicodeError, held: str) -> NoReturn:
        line = self._line + held.count("\n")
        if isinstance(error, UnicodeDecodeError):
            sound = error.object[: error.start].decode(encoding, "ignore")
            line += sound.replace("\r\n", "\n").count("\n")
        reason = f"the text here is not {encoding}"
        raise FormatError(reason, path=str(self._path), line=line) from error


def is_clean(data: bytes, text: str) -> bool:
    """Whether UTF-8 and the text it is hold nothing that XML cannot."""
    return (
        len(data.translate(None, CONTROLS)) == len(data)
        and "\ufffe" not in text
        and "\uffff" not in text
    )


def encoding_of(path: Path) -> str:
    """The encoding of an XML file: by its mark, else as declared, else UTF-8."""
    head = beginning(path)
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
    return name
