"""The text of an office document as a page: one line for each paragraph.

Headers, footers and comments are no text of an article.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from exports.format import UnitFormat, find_format_by_suffix
from exports.format_registries import document_formats
from tm.text.input.encoding import read_text_page
from tm.text.input.stream import is_stream

if TYPE_CHECKING:
    from exports.documents.document import ReadDocument

_KINDS_OUTSIDE_ARTICLE = frozenset(("header", "footer", "comment", "attribute"))
_OFFICE_FORMAT_NAMES = ("docx", "odt")
_ARCHIVE_MAGIC = b"PK"


def find_office_format(path: Path) -> UnitFormat | None:
    """Find the format of an office document; None for other files."""
    if is_stream(path):
        return None
    with path.open("rb") as file:
        if file.read(len(_ARCHIVE_MAGIC)) != _ARCHIVE_MAGIC:
            return None
    from exports.documents.opening import find_archive_format  # seldom needed

    # A damaged one is what its suffix says: its reader says what is wrong.
    document_format = find_archive_format(path) or find_format_by_suffix(
        document_formats, path.suffix
    )
    if document_format is None or document_format.name not in _OFFICE_FORMAT_NAMES:
        return None
    return document_format


def read_page_bytes(name: str | Path) -> bytes:
    """Read the bytes of a page; of an office document, its text in UTF-8.

    Raises InputError for a file that cannot be read, or that is too large.
    """
    if not is_stream(name) and Path(name).is_file():
        document_format = find_office_format(Path(name))
        if document_format is not None:
            lines = _list_lines(Path(name), _choose_reader(document_format))
            return "\n".join(lines).encode("utf-8")
    return read_text_page(name)


def _choose_reader(document_format: UnitFormat) -> "ReadDocument":
    if document_format.name == "docx":
        from exports.documents.office.word import read_word_document

        return read_word_document
    from exports.documents.office.odt import read_odt_document

    return read_odt_document


def _list_lines(path: Path, read_document: "ReadDocument") -> Iterator[str]:
    """List the paragraphs of a document, each as one line without codes."""
    from exports.documents.segmentation import has_storable_text, remove_codes

    for part in read_document(path).parts:
        for paragraph in part.paragraphs:
            if paragraph.kind not in _KINDS_OUTSIDE_ARTICLE and has_storable_text(
                paragraph
            ):
                text, _ = remove_codes(paragraph)
                yield " ".join(text.split())
