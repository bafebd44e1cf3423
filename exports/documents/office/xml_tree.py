"""Trees of the elements in a part, with the offsets of tags and texts.

Entities that a part declares are refused, since no office program writes any.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from exports.documents.part import DocumentPart
from exports.io.editable_text import EditableText, decode_editable_text
from exports.io.lines import detect_unmarked_encoding
from tm.errors import FormatError
from tm.text.input.encoding import find_marked_encoding, is_encoding

_MAX_DEPTH = 400
"""Most elements inside each other: tables and text boxes may be nested."""
_TAG_END_PATTERN = re.compile(rb"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_DECLARATION_PATTERN = re.compile(
    rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']"""
)


class OfficeText(NamedTuple):
    """A text directly in an element."""

    child_count: int
    """How many children of the element are before it."""
    start: int
    text: str


@dataclass(slots=True)
class OfficeElement:
    """An element with the offsets of its tags."""

    name: str
    """The name without its prefix."""
    prefix: str
    attributes: dict[str, str]
    """Values by name, without prefixes."""
    start: int
    inner_start: int
    """End of the start tag."""
    inner_end: int = -1
    """Start of the end tag; for an empty tag, its end."""
    end: int = -1
    children: list["OfficeElement"] = field(default_factory=list)
    texts: list[OfficeText] = field(default_factory=list)
    """Texts directly in it, not in its children."""

    def find_child(self, name: str) -> "OfficeElement | None":
        """Find the first child with a name."""
        return next((child for child in self.children if child.name == name), None)

    def iterate_tree(self) -> Iterator["OfficeElement"]:
        """Iterate over the element and all elements in it, in order."""
        waiting_elements = [self]
        while waiting_elements:
            element = waiting_elements.pop()
            yield element
            waiting_elements += reversed(element.children)


def read_xml_part(part_bytes: bytes, *, part_name: str, path: str) -> "XmlPart":
    """Read a part. Raises FormatError for XML that is damaged or harmful."""
    encoding = find_marked_encoding(part_bytes) or detect_unmarked_encoding(part_bytes)
    declaration_match = None if encoding else _DECLARATION_PATTERN.match(part_bytes)
    if declaration_match is not None:
        encoding = declaration_match[1].decode()
        if not is_encoding(encoding):
            reason = f"{part_name} has the unknown encoding {encoding!r}"
            raise FormatError(reason, path=path)
    try:
        editable_text = decode_editable_text(part_bytes, encoding or "utf-8", path=path)
        content = editable_text.text.encode()
    except (FormatError, UnicodeEncodeError) as error:
        reason = f"{part_name} is not text in {encoding or 'utf-8'}"
        raise FormatError(reason, path=path) from error
    part = DocumentPart(
        part_name,
        content,
        EditableText(editable_text.byte_order_mark, editable_text.encoding, ""),
    )
    return XmlPart(part, _TreeParser(content, part_name, path).parse())


@dataclass(frozen=True, slots=True)
class XmlPart:
    """A part with its root element."""

    part: DocumentPart
    root: OfficeElement


class _TreeParser:
    """Parser that builds the tree."""

    def __init__(self, content: bytes, part_name: str, path: str) -> None:
        self._content = content
        self._part_name = part_name
        self._path = path
        self._open_elements: list[OfficeElement] = []
        self._root: OfficeElement | None = None
        # The content is UTF-8, whatever its declaration says.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._add_text
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartCdataSectionHandler = self._refuse_cdata

    def parse(self) -> OfficeElement:
        """Parse the part and return its root."""
        try:
            self._parser.Parse(self._content, True)
        except expat.ExpatError as error:
            problem = expat.ErrorString(error.code) or "not well-formed"
            self._refuse(f"is damaged: {problem}")
        assert self._root is not None
        return self._root

    def _start_element(
        self, prefixed_name: str, value_by_prefixed_name: dict[str, str]
    ) -> None:
        if len(self._open_elements) >= _MAX_DEPTH:
            self._refuse(f"has elements nested more than {_MAX_DEPTH} deep")
        prefix, _, name = prefixed_name.rpartition(":")
        start = self._parser.CurrentByteIndex
        tag_match = _TAG_END_PATTERN.match(self._content, start)
        assert tag_match is not None
        element = OfficeElement(
            name,
            prefix,
            {
                attribute_name.rpartition(":")[2]: value
                for attribute_name, value in value_by_prefixed_name.items()
            },
            start,
            tag_match.end(),
        )
        if self._open_elements:
            self._open_elements[-1].children.append(element)
        else:
            self._root = element
        self._open_elements.append(element)

    def _end_element(self, _: str) -> None:
        element = self._open_elements.pop()
        end_tag_start = self._parser.CurrentByteIndex
        if self._content[element.inner_start - 2 : element.inner_start] == b"/>":
            element.inner_end = element.end = element.inner_start
            return
        element.inner_end = end_tag_start
        element.end = self._content.index(b">", end_tag_start) + 1

    def _add_text(self, text: str) -> None:
        parent = self._open_elements[-1]
        parent.texts.append(
            OfficeText(len(parent.children), self._parser.CurrentByteIndex, text)
        )

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("has a DOCTYPE, which no office program writes")

    def _refuse_cdata(self) -> None:
        self._refuse("has a CDATA section, which no office program writes")

    def _refuse(self, problem: str) -> NoReturn:
        raise FormatError(f"{self._part_name} {problem}", path=self._path)


def list_characters(
    content: bytes, texts: Iterable[OfficeText]
) -> Iterator[tuple[str, int, int]]:
    """List the characters of texts of an element, with their offsets in the part."""
    for _, start, text in texts:
        encoded_text = text.encode()
        if text != "&" and content.startswith(encoded_text, start):
            for character in text:
                end = start + len(character.encode())
                yield character, start, end
                start = end
        elif content.startswith(b"&", start):
            yield text, start, content.index(b";", start) + 1
        else:  # a line end of Windows, or of old systems
            yield text, start, start + 1 + content.startswith(b"\n", start + 1)
