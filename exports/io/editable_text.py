"""Text of files edited in place, which is encoded to the same bytes again."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from exports.io.lines import detect_encoding_and_line_end
from tm.errors import FormatError

_BYTE_ORDER_MARK_BY_ENCODING = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}

_VIETNAMESE_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class EditableText:
    """A text with its encoding; invalid UTF-8 bytes are kept as lone surrogates."""

    byte_order_mark: bytes
    encoding: str
    text: str

    def encode(self, text: str) -> bytes:
        """Encode a text as the whole file, with its byte order mark."""
        return self.byte_order_mark + respell_for_encoding(text, self.encoding).encode(
            self.encoding, _choose_error_handler(self.encoding)
        )

    def can_encode(self, text: str) -> bool:
        """Whether the encoding has all characters of a text."""
        try:
            respell_for_encoding(text, self.encoding).encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True


def read_editable_text(path: Path, encoding: str) -> EditableText:
    """Read the text of a file in a given encoding.

    Raises FormatError if encoding the text does not result in the same bytes.
    """
    return decode_editable_text(path.read_bytes(), encoding, path=str(path))


def respell_for_encoding(text: str, encoding: str) -> str:
    """Respell letters that an encoding has only in two parts.

    Windows-1258 has the tones of Vietnamese as characters of their own, but not every
    letter with a tone.

    >>> respell_for_encoding("bộ", "cp1258") == "bô\u0323"
    True
    """
    if text.isascii() or codecs.lookup(encoding).name != "cp1258":
        return text
    return "".join(map(_split_tone, text))


def _split_tone(character: str) -> str:
    """Split a letter into one without tone and the tone, if Windows-1258 lacks it."""
    try:
        character.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", character)
        tones = "".join(part for part in parts if part in _VIETNAMESE_TONES)
        letter = "".join(part for part in parts if part not in _VIETNAMESE_TONES)
        return unicodedata.normalize("NFC", letter) + tones
    return character


def decode_editable_text(data: bytes, encoding: str, *, path: str) -> EditableText:
    """Decode the bytes of a file, as `read_editable_text` does."""
    encoding_name = codecs.lookup(encoding).name.removesuffix("-sig")
    if encoding_name in ("utf-16", "utf-32"):
        is_big_endian = data.startswith(
            _BYTE_ORDER_MARK_BY_ENCODING[f"{encoding_name}-be"]
        )
        encoding_name = (
            f"{encoding_name}-be" if is_big_endian else f"{encoding_name}-le"
        )
    byte_order_mark = _BYTE_ORDER_MARK_BY_ENCODING.get(encoding_name, b"")
    if not data.startswith(byte_order_mark):
        byte_order_mark = b""
    try:
        text = data[len(byte_order_mark) :].decode(
            encoding_name, _choose_error_handler(encoding_name)
        )
    except UnicodeDecodeError:
        text = ""
    editable_text = EditableText(byte_order_mark, encoding_name, text)
    if editable_text.encode(text) != data:
        reason = "the file cannot be edited in its encoding; save it as UTF-8"
        raise FormatError(reason, path=path)
    return editable_text


def read_editable_lines(path: Path) -> tuple[EditableText, list[str]]:
    """The text of a file in the encoding in which `exports.io.lines.read_lines` reads
    it, and all its lines with their ends.

    Raises FormatError as `read_editable_text`.
    """
    encoding, line_end = detect_encoding_and_line_end(path)
    editable_text = read_editable_text(path, encoding)
    return editable_text, re.findall(
        rf"[^{line_end}]*{line_end}|[^{line_end}]+", editable_text.text
    )


def _choose_error_handler(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "strict"
