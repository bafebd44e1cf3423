"""Small documents of Word, made here so that every byte of them is known."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from exports.documents.code_fitting import FittedTranslation
from exports.documents.document import Document, split_source
from exports.edit.file_filling import open_editable_file
from exports.format import ReadOptions
from tm.text.locale import Locale

EN, ID = Locale("en"), Locale("id")
PAIR = ReadOptions(EN, ID)

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MORE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMES = {
    "document": ("document", "document.main"),
    "footnotes": ("footnotes", "footnotes"),
    "endnotes": ("endnotes", "endnotes"),
    "comments": ("comments", "comments"),
    "header1": ("hdr", "header"),
    "footer1": ("ftr", "footer"),
}


def run(text: str, properties: str = "", *, attributes: str = "") -> str:
    """A run of text."""
    space = ' xml:space="preserve"' if text.strip() != text else ""
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r{attributes}>{made}<w:t{space}>{text}</w:t></w:r>"


def paragraph(*contents: str) -> str:
    """A paragraph of runs and what is between them."""
    return f"<w:p><w:pPr><w:jc/></w:pPr>{''.join(contents)}</w:p>"


def part(name: str, content: str) -> str:
    """The whole text of a part."""
    root, _ = _NAMES[name]
    body = f"<w:body>{content}</w:body>" if name == "document" else content
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<w:{root} xmlns:w="{_WORD}" xmlns:mc="{_MORE}" xmlns:wp="wp" xmlns:v="v">'
        f"{body}</w:{root}>"
    )


def docx(path: Path, content: str, **parts: str) -> Path:
    """Write a document with a picture and some parts, given by name."""
    texts = {
        name: part(name, text) for name, text in (("document", content), *parts.items())
    }
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml"'
        f' ContentType="{_TYPE}.{_NAMES[name][1]}+xml"/>'
        for name in texts
    )
    types = f'<Types xmlns="types">{overrides}</Types>'
    members = {
        "[Content_Types].xml": types.encode(),
        "word/media/image1.png": bytes(range(256)) * 20,
        **{f"word/{name}.xml": text.encode() for name, text in texts.items()},
        "docProps/app.xml": b"<Properties><Words>3</Words></Properties>",
    }
    return write_archive(path, members)


def write_archive(path: Path, members: Mapping[str, bytes]) -> Path:
    """Write an archive; its first member is stored, the others are packed."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, data) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            info.compress_type = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            archive.writestr(info, data)
    return path


def open_document(path: Path, options: ReadOptions = PAIR) -> Document:
    """Open a document, as the commands do."""
    document = open_editable_file(path, options)
    assert isinstance(document, Document)
    return document


def texts(document: Document) -> list[str]:
    """The segments with their codes written out."""
    return [segment.source.display_text for segment in document.document_segments]


def rewrite(document: Document, change: Callable[[str], str]) -> bytes:
    """Put a changed text everywhere, with the codes where they were."""
    for index, segment in enumerate(document.document_segments):
        pieces = split_source(document.paragraphs[segment.paragraph_index], segment)
        changed = tuple(
            change(piece) if isinstance(piece, str) else piece for piece in pieces
        )
        assert document.put_translation(index, FittedTranslation(changed, True))
    return written(document)


def written(document: Document) -> bytes:
    """The bytes of a document with its translations."""
    output = io.BytesIO()
    document.write(output)
    return output.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def body_of(data: bytes, name: str = "word/document.xml") -> str:
    """The text of a part of a document."""
    return members_of(data)[name].decode()


def put(document: Document, translations: Sequence[tuple[object, ...]]) -> bytes:
    """Put translations, given as texts and indexes of codes, one for each segment."""
    for index, pieces in enumerate(translations):
        made = FittedTranslation(pieces, True)  # type: ignore[arg-type]
        assert document.put_translation(index, made)
    return written(document)
