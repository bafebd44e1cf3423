"""Documents of Word, DOCX: the text, notes, comments, headers and footers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exports.documents.document import DocumentContent
from exports.documents.office.office_archive import OfficeArchive
from exports.documents.office.readable_attributes import read_attribute_paragraph
from exports.documents.office.word_paragraph import (
    DRAWING_KIND,
    read_word_paragraph,
)
from exports.documents.office.xml_tree import OfficeElement, XmlPart, read_xml_part
from exports.documents.paragraph import DocumentParagraph
from tm.errors import FormatError

_CONTENT_TYPES_NAME = "[Content_Types].xml"
_WORD_CONTENT_TYPE_PREFIX = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml"
)
_DIAGRAM_CONTENT_TYPE_PREFIX = (
    "application/vnd.openxmlformats-officedocument.drawingml.diagram"
)
_DRAWING_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/main"
_MAIN_CONTENT_TYPES = tuple(
    f"{kind}.main+xml"
    for kind in (
        f"{_WORD_CONTENT_TYPE_PREFIX}.document",
        f"{_WORD_CONTENT_TYPE_PREFIX}.template",
        "application/vnd.ms-word.document.macroEnabled",
        "application/vnd.ms-word.template.macroEnabledTemplate",
    )
)
_PARAGRAPH_KIND_BY_CONTENT_TYPE = {
    **dict.fromkeys(_MAIN_CONTENT_TYPES, "paragraph"),
    **{
        f"{_WORD_CONTENT_TYPE_PREFIX}.{name}+xml": kind
        for name, kind in (
            ("footnotes", "note"),
            ("endnotes", "note"),
            ("comments", "comment"),
            ("header", "header"),
            ("footer", "footer"),
        )
    },
    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml": DRAWING_KIND,
    f"{_DIAGRAM_CONTENT_TYPE_PREFIX}Data+xml": DRAWING_KIND,
    "application/vnd.ms-office.drawingml.diagramDrawing+xml": DRAWING_KIND,
}
"""What a paragraph of a part is, by the content type of the part, in reading order."""
_TEXT_ATTRIBUTES = ("descr", "title")


def read_word_document(path: Path) -> DocumentContent:
    """Read a DOCX document. Raises FormatError for a damaged or harmful one."""
    archive = OfficeArchive(path)
    parts = []
    for part_name, paragraph_kind in _list_parts(archive, str(path)):
        xml_part = read_xml_part(
            archive.read(part_name), part_name=part_name, path=str(path)
        )
        xml_part.part.paragraphs += _join_copies(
            _list_paragraphs(xml_part, paragraph_kind)
        )
        parts.append(xml_part.part)
    return DocumentContent(parts, archive)


def _list_parts(archive: OfficeArchive, path: str) -> list[tuple[str, str]]:
    """List the parts with text, with what their paragraphs are."""
    if _CONTENT_TYPES_NAME not in archive.member_names:
        raise FormatError("not a Word document, but another archive", path=path)
    types_part = read_xml_part(
        archive.read(_CONTENT_TYPES_NAME), part_name=_CONTENT_TYPES_NAME, path=path
    )
    name_by_lower_name = {name.lower(): name for name in archive.member_names}
    part_names_by_content_type: dict[str, list[str]] = {}
    for element in types_part.root.children:
        lower_name = element.attributes.get("PartName", "").removeprefix("/").lower()
        part_name = name_by_lower_name.get(lower_name)
        if part_name is not None:
            content_type = element.attributes.get("ContentType", "")
            part_names_by_content_type.setdefault(content_type, []).append(part_name)
    if not any(
        main_type in part_names_by_content_type for main_type in _MAIN_CONTENT_TYPES
    ):
        raise FormatError("not a Word document: it has no text", path=path)
    return [
        (part_name, paragraph_kind)
        for content_type, paragraph_kind in _PARAGRAPH_KIND_BY_CONTENT_TYPE.items()
        for part_name in sorted(part_names_by_content_type.get(content_type, ()))
    ]


@dataclass(frozen=True, slots=True)
class _TextBoxVersion:
    """One of the versions of a text box, for new or for old programs."""

    alternatives_start: int
    """Offset of the element that holds all versions."""
    name: str


def _list_paragraphs(
    xml_part: XmlPart, paragraph_kind: str
) -> Iterator[tuple[DocumentParagraph, _TextBoxVersion | None]]:
    """List the paragraphs of a part in order, with the version of a text box."""
    content = xml_part.part.content
    paragraph_prefix = xml_part.root.prefix
    if paragraph_kind == DRAWING_KIND:
        paragraph_prefix = next(
            (
                attribute_name
                for attribute_name, value in xml_part.root.attributes.items()
                if value == _DRAWING_NAMESPACE
            ),
            "a",
        )
    waiting_elements: list[tuple[OfficeElement, _TextBoxVersion | None]] = [
        (xml_part.root, None)
    ]
    while waiting_elements:
        element, version = waiting_elements.pop()
        if element.name == "p" and element.prefix == paragraph_prefix:
            yield read_word_paragraph(element, content, paragraph_kind), version
        elif element.name == "docPr":
            for attribute_name in _TEXT_ATTRIBUTES:
                paragraph = read_attribute_paragraph(
                    content, element.start, element.inner_start, attribute_name
                )
                if paragraph is not None:
                    yield paragraph, None
        for child in reversed(element.children):
            child_version = version
            if element.name == "AlternateContent":
                child_version = _TextBoxVersion(element.start, child.name)
            waiting_elements.append((child, child_version))


def _join_copies(
    paragraphs: Iterable[tuple[DocumentParagraph, _TextBoxVersion | None]],
) -> list[DocumentParagraph]:
    """Join the paragraphs of both versions of a text box if they are equal."""
    paragraphs = list(paragraphs)
    paragraphs_by_version: dict[_TextBoxVersion, list[DocumentParagraph]] = {}
    for paragraph, version in paragraphs:
        if version is not None:
            paragraphs_by_version.setdefault(version, []).append(paragraph)
    copy_ids: set[int] = set()
    for version, old_paragraphs in paragraphs_by_version.items():
        new_paragraphs = paragraphs_by_version.get(
            _TextBoxVersion(version.alternatives_start, "Choice"), []
        )
        if version.name != "Fallback" or [*map(_list_contents, old_paragraphs)] != [
            *map(_list_contents, new_paragraphs)
        ]:
            continue
        for new_paragraph, old_paragraph in zip(
            new_paragraphs, old_paragraphs, strict=True
        ):
            new_paragraph.copies.append(old_paragraph)
            copy_ids.add(id(old_paragraph))
    return [paragraph for paragraph, _ in paragraphs if id(paragraph) not in copy_ids]


def _list_contents(paragraph: DocumentParagraph) -> list[object]:
    return [paragraph.text, *(document_code.code for document_code in paragraph.codes)]
