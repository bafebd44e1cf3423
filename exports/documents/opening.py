"""Opening of documents: which format a file has, and its reader."""

import zipfile
from contextlib import suppress
from pathlib import Path

from exports.documents.document import Document
from exports.documents.office.office_archive import is_archive
from exports.format import (
    ReadOptions,
    UnitFormat,
    find_format_by_signature,
    find_format_by_suffix,
)
from exports.format_registries import document_formats, formats
from exports.io.compressed_input import FileBeginning, read_beginning
from exports.io.lines import detect_unmarked_encoding
from exports.io.zip_members import ZIP_DAMAGE_ERRORS
from tm.text.input.encoding import find_marked_encoding
from tm.text.input.stream import is_stream

_BEGINNING_SIZE = 4096
_OFFICE_FORMATS = ("docx", "odt")
_OPEN_DOCUMENT_TYPE = b"application/vnd.oasis.opendocument.text"
_PLAIN_TEXT_SUFFIX = ".txt"
"""Suffix of plain text, and of files of other formats."""


def find_document_format(path: Path) -> UnitFormat | None:
    """Find the format of a document; None for other files.

    Raises OSError where there is no file. A damaged archive is what its suffix says.
    """
    if is_stream(path):
        return None
    with path.open("rb") as file:
        first_bytes = file.read(_BEGINNING_SIZE)
    suffix_format = find_format_by_suffix(document_formats, path.suffix)
    if is_archive(first_bytes):
        archive_format = find_archive_format(path)
        if archive_format is not None:
            return archive_format
    if suffix_format is not None and suffix_format.name in _OFFICE_FORMATS:
        return suffix_format  # its reader says what is wrong
    return _find_text_format(read_beginning(path))


def open_word(path: Path, options: ReadOptions) -> Document:
    """Open a DOCX document."""
    from exports.documents.office.word import read_word_document

    return Document(path, options, read_word_document)


def open_odt(path: Path, options: ReadOptions) -> Document:
    """Open an ODT document."""
    from exports.documents.office.odt import read_odt_document

    return Document(path, options, read_odt_document)


def open_html(path: Path, options: ReadOptions) -> Document:
    """Open an HTML page."""
    from exports.documents.markup.html import read_html

    return Document(path, options, read_html)


def open_markdown(path: Path, options: ReadOptions) -> Document:
    """Open a Markdown file."""
    from exports.documents.markup.markdown import read_markdown

    return Document(path, options, read_markdown)


def open_plain_text(path: Path, options: ReadOptions) -> Document:
    """Open a text file."""
    from exports.documents.plain_text import read_plain_text

    return Document(path, options, read_plain_text)


def open_subtitles(path: Path, options: ReadOptions) -> Document:
    """Open subtitles."""
    from exports.documents.subtitles import read_subtitles

    return Document(path, options, read_subtitles)


def find_archive_format(path: Path) -> UnitFormat | None:
    """Find the format of an office document by its archive; None for others."""
    with suppress(*ZIP_DAMAGE_ERRORS):
        with zipfile.ZipFile(path) as archive:
            member_names = set(archive.namelist())
            if (
                "mimetype" in member_names
                and archive.getinfo("mimetype").file_size < 200
            ):
                if archive.read("mimetype").startswith(_OPEN_DOCUMENT_TYPE):
                    return document_formats["odt"]
            if "[Content_Types].xml" in member_names and any(
                member_name.lower().startswith("word/") for member_name in member_names
            ):
                return document_formats["docx"]
    return None


def _find_text_format(beginning: FileBeginning) -> UnitFormat | None:
    """Find the format of a text file by its suffix, else by its content."""
    encoding = find_marked_encoding(beginning.data) or detect_unmarked_encoding(
        beginning.data
    )
    text = beginning.data.decode(encoding or "utf-8", errors="replace")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    suffix_format = find_format_by_suffix(document_formats, beginning.suffix)
    if suffix_format is not None and beginning.suffix.lower() != _PLAIN_TEXT_SUFFIX:
        return suffix_format
    is_unit_file = find_format_by_signature(formats, text) is not None or any(
        unit_format.recognises_beginning(text) for unit_format in formats.values()
    )
    if is_unit_file or find_format_by_suffix(formats, beginning.suffix) is not None:
        return None
    return find_format_by_signature(document_formats, text) or suffix_format
