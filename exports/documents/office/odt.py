"""Documents of OpenDocument, ODT: text, notes, comments, headers and footers."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from exports.documents.document import DocumentContent
from exports.documents.office.office_archive import OfficeArchive
from exports.documents.office.span_styles import SpanStyles, read_span_styles
from exports.documents.office.span_writer import InlineTag, SpanWriter
from exports.documents.office.xml_tree import (
    OfficeElement,
    XmlPart,
    list_characters,
    read_xml_part,
)
from exports.documents.paragraph import DocumentParagraph, ParagraphBuilder
from tm.errors import FormatError

_PART_FILE_NAMES = ("content.xml", "styles.xml")
_MANIFEST_NAME = "META-INF/manifest.xml"
_PARAGRAPH_KIND_BY_ELEMENT = {
    ("text", "p"): "paragraph",
    ("text", "h"): "heading",
    ("svg", "title"): "attribute",
    ("svg", "desc"): "attribute",
}
_SKIPPED_ELEMENTS = frozenset(
    (
        ("text", "tracked-changes"),
        ("office", "automatic-styles"),
        ("office", "styles"),
        ("office", "font-face-decls"),
        ("office", "scripts"),
    )
)
"""Elements without text for readers, such as what was deleted."""
_TAG_NAME_BY_ELEMENT = {"a": "link", "meta": "tag", "meta-field": "tag"}
_PLACEHOLDER_BY_ELEMENT = {
    "annotation": "<comment/>",
    "annotation-end": "<comment/>",
    "bookmark": "<bookmark/>",
    "bookmark-end": "<bookmark/>",
    "bookmark-start": "<bookmark/>",
    "change": "<deleted/>",
    "change-end": "<change/>",
    "change-start": "<change/>",
    "line-break": "<br/>",
    "note": "<note/>",
    "tab": "<tab/>",
}
_PLACEHOLDER_BY_PREFIX = {"draw": "<image/>", "text": "<field/>"}
_OTHER_PLACEHOLDER = "<code/>"
_MAX_DEPTH = 50
_MAX_SPACE_COUNT = 1000


def read_odt_document(path: Path) -> DocumentContent:
    """Read an ODT document. Raises FormatError for a damaged or harmful one."""
    archive = OfficeArchive(path)
    if _PART_FILE_NAMES[0] not in archive.member_names:
        raise FormatError("not an ODT document: it has no text", path=str(path))
    if _MANIFEST_NAME in archive.member_names and (
        b"encryption-data" in archive.read(_MANIFEST_NAME)
    ):
        reason = "the document has a password; save it without one"
        raise FormatError(reason, path=str(path))
    xml_parts = [
        read_xml_part(archive.read(part_name), part_name=part_name, path=str(path))
        for part_name in _PART_FILE_NAMES
        if part_name in archive.member_names
    ]
    for xml_part in xml_parts:
        styles = read_span_styles(xml_part.root)
        xml_part.part.paragraphs += _list_paragraphs(xml_part, styles)
    return DocumentContent([xml_part.part for xml_part in xml_parts], archive)


def _list_paragraphs(
    xml_part: XmlPart, styles: SpanStyles
) -> Iterator[DocumentParagraph]:
    """List the paragraphs of a part, in order."""
    waiting_elements = [xml_part.root]
    while waiting_elements:
        element = waiting_elements.pop()
        prefix_and_name = (element.prefix, element.name)
        if prefix_and_name in _SKIPPED_ELEMENTS:
            continue
        if prefix_and_name in _PARAGRAPH_KIND_BY_ELEMENT:
            reader = _OdtParagraphReader(
                xml_part.part.content,
                _PARAGRAPH_KIND_BY_ELEMENT[prefix_and_name],
                styles,
            )
            yield reader.read(element)
        waiting_elements += reversed(element.children)


class _OdtParagraphReader:
    """Reader of one paragraph."""

    def __init__(
        self, content: bytes, kind: str, code_name_by_style: Mapping[str, str | None]
    ) -> None:
        self._content = content
        self._code_name_by_style = code_name_by_style
        self._writer = SpanWriter(content)
        self._builder = ParagraphBuilder(kind, self._writer, joins_space=True)

    def read(self, element: OfficeElement) -> DocumentParagraph:
        """Read the paragraph."""
        self._add_content(element, 0)
        return self._builder.build()

    def _add_content(self, element: OfficeElement, depth: int) -> None:
        """Add the texts and elements of an element, in order."""
        texts = iter(element.texts)
        text = next(texts, None)
        for index in range(len(element.children) + 1):
            while text is not None and text.child_count <= index:
                for character, start, end in list_characters(self._content, [text]):
                    self._builder.add_character(character, start, end)
                text = next(texts, None)
            if index < len(element.children):
                self._add_element(element.children[index], depth + 1)

    def _add_element(self, element: OfficeElement, depth: int) -> None:
        is_in_text_namespace = element.prefix == "text"
        if is_in_text_namespace and element.name == "s":
            self._add_spaces(element)
        elif is_in_text_namespace and element.name == "soft-page-break":
            pass
        elif (
            is_in_text_namespace
            and element.name in ("span", *_TAG_NAME_BY_ELEMENT)
            and depth < _MAX_DEPTH
            and _has_text(element)
        ):
            self._add_pair(element, depth)
        else:
            data = _PLACEHOLDER_BY_ELEMENT.get(
                element.name
            ) or _PLACEHOLDER_BY_PREFIX.get(element.prefix, _OTHER_PLACEHOLDER)
            self._builder.add_placeholder(data, element.start, element.end)

    def _add_pair(self, element: OfficeElement, depth: int) -> None:
        """Add an element around text; one without a visible format is no code."""
        is_span = element.name == "span"
        tag_name = (
            self._code_name_by_style.get(
                element.attributes.get("style-name", ""), "font"
            )
            if is_span
            else _TAG_NAME_BY_ELEMENT[element.name]
        )
        opening_index = closing_index = None
        if tag_name is not None:
            opening_index = self._builder.open_code(
                f"<{tag_name}>",
                element.start,
                element.inner_start,
                is_removable=is_span,
            )
        self._writer.tags.append(
            InlineTag(element, element.start, element.inner_start, opening_index)
        )
        self._add_content(element, depth)
        if tag_name is not None:
            closing_index = self._builder.close_code(
                f"</{tag_name}>", element.inner_end, element.end
            )
        self._writer.tags.append(
            InlineTag(
                element,
                element.inner_end,
                element.end,
                closing_index,
                is_closing=True,
            )
        )

    def _add_spaces(self, element: OfficeElement) -> None:
        count_text = element.attributes.get("c", "1")
        count = int(count_text) if count_text.isdecimal() else 1
        start = element.start
        for _ in range(min(count, _MAX_SPACE_COUNT)):
            self._builder.add_space(start, element.end)
            start = element.end


def _has_text(element: OfficeElement) -> bool:
    """Whether an element around text has some, at any depth."""
    return any(
        inner_element.texts
        or (inner_element.prefix, inner_element.name) == ("text", "s")
        for inner_element in element.iterate_tree()
    )
