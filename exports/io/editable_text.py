"""The text of a file that is changed in its place, and gives its bytes back."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from exports.io.lines import encoding_and_end
from tm.errors import FormatError

_MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@dataclass(frozen=True, slots=True)
class EditableText:
    """A text with its encoding; bytes that are not UTF-8 are halves of surrogates."""

    mark: bytes
    encoding: str
    text: str

    def encoded(self, text: str) -> bytes:
        """Another text as the bytes of the whole file."""
        return self.mark + text.encode(self.encoding, _errors(self.encoding))

    def holds(self, text: str) -> bool:
        """Whether the encoding has all characters of a text."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def read_editable(path: Path, encoding: str) -> EditableText:
    """The text of a file in that encoding.

    Raises FormatError where the text does not give the bytes back.
    """
    return decode_editable(path.read_bytes(), encoding, path=str(path))


def decode_editable(data: bytes, encoding: str, *, path: str) -> EditableText:
    """The same of the bytes of a file."""
    name = codecs.lookup(encoding).name.removesuffix("-sig")
    if name in ("utf-16", "utf-32"):
        is_big = data.startswith(_MARKS[f"{name}-be"])
        name = f"{name}-be" if is_big else f"{name}-le"
    mark = _MARKS.get(name, b"")
    if not data.startswith(mark):
        mark = b""
    try:
        text = data[len(mark) :].decode(name, _errors(name))
    except UnicodeDecodeError:
        text = ""
    editable = EditableText(mark, name, text)
    if editable.encoded(text) != data:
        reason = "the file cannot be kept as it is; save it as UTF-8"
        raise FormatError(reason, path=path)
    return editable


def read_editable_lines(path: Path) -> tuple[EditableText, list[str]]:
    """The text of a file in the encoding in which `exports.io.lines.lines` reads it,
    and all its lines with their ends.

    Raises FormatError as `read_editable`.
    """
    encoding, end = encoding_and_end(path)
    editable = read_editable(path, encoding)
    return editable, re.findall(rf"[^{end}]*{end}|[^{end}]+", editable.text)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "strict"
