"""Documents that are text files: encoding, byte order mark and line ends stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exports.documents.part import DocumentPart
from exports.io.editable_text import EditableText, decode_editable_text
from exports.io.lines import detect_unmarked_encoding
from tm.text.input.encoding import (
    MAX_PAGE_BYTES,
    decode_text,
    find_marked_encoding,
    is_utf8,
    read_bytes,
)


@dataclass(frozen=True, slots=True)
class TextFileContainer:
    """A text file, which is one part."""

    def write(self, parts: Sequence[DocumentPart], file: BinaryIO) -> None:
        """As `DocumentContainer.write`."""
        file.write(parts[0].encode())


def read_text_part(
    path: Path, declared_encoding: str | None = None
) -> tuple[DocumentPart, list[str]]:
    """Read a text file as a part; also return remarks on its encoding.

    `declared_encoding`: what the file says itself, if it says it. Raises FormatError
    for a binary file, and for text that cannot be encoded to the same bytes again.
    """
    file_bytes = read_bytes(path, max_bytes=MAX_PAGE_BYTES)
    remarks: list[str] = []
    encoding = find_marked_encoding(file_bytes) or detect_unmarked_encoding(file_bytes)
    if encoding is None and (
        declared_encoding is None or (is_utf8(file_bytes) and not file_bytes.isascii())
    ):
        decoded_text = decode_text(file_bytes, path=str(path))
        encoding = decoded_text.encoding
        if decoded_text.is_guess:
            remarks.append(decoded_text.make_guess_notice(str(path)))
    editable_text = decode_editable_text(
        file_bytes, encoding or declared_encoding or "utf-8", path=str(path)
    )
    content = editable_text.text.encode("utf-8", "surrogateescape")
    return DocumentPart("", content, _copy_without_text(editable_text)), remarks


def _copy_without_text(editable_text: EditableText) -> EditableText:
    """The encoding of a text, without its text, which the part has."""
    return EditableText(editable_text.byte_order_mark, editable_text.encoding, "")
