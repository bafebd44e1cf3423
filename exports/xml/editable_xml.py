"""Editing of XML files in place, with the offsets of their elements.

Everything else stays byte for byte: byte order mark, encoding, line ends, quotes,
comments, and content of other tools.
"""

import codecs
import html.entities
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from exports.xml.decoding import detect_xml_encoding
from exports.xml.document import Element
from exports.xml.escaping import blank_forbidden_characters, quote_attribute
from exports.xml.namespaces import SEPARATOR, ChoosePrefix, NamePrefixer
from tm.errors import FormatError

_BYTE_ORDER_MARKS_WITH_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_START_TAG_PATTERN = re.compile(r"""<[^\s<>"'/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_CHUNK_SIZE = 1 << 16


@dataclass(slots=True)
class ElementSpan:
    """Offsets of an element in the text of a file."""

    start: int
    inner_start: int
    """The end of its start tag."""
    inner_end: int = -1
    """The beginning of its end tag."""
    end: int = -1

    @property
    def is_empty_tag(self) -> bool:
        """Whether the element is written as one tag, `<a/>`."""
        return self.inner_start == self.end


class EditableXml:
    """The text of an XML file with the edits to make in it."""

    def __init__(self, path: Path) -> None:
        file_bytes = path.read_bytes()
        mark_and_encoding = next(
            (
                known_mark_and_encoding
                for known_mark_and_encoding in _BYTE_ORDER_MARKS_WITH_ENCODINGS
                if file_bytes.startswith(known_mark_and_encoding[0])
            ),
            None,
        )
        self._byte_order_mark, self._encoding = mark_and_encoding or (
            b"",
            detect_xml_encoding(path),
        )
        encoded_text = file_bytes[len(self._byte_order_mark) :]
        try:
            self.text = encoded_text.decode(self._encoding)
            is_reversible = self.text.encode(self._encoding) == encoded_text
        except UnicodeError as error:
            reason = f"the text is not valid {self._encoding}; save it as UTF-8"
            raise FormatError(reason, path=str(path)) from error
        if not is_reversible:
            reason = f"the file cannot be edited in {self._encoding}; save it as UTF-8"
            raise FormatError(reason, path=str(path))
        self._path = path
        self._edits: list[tuple[int, int, int, str]] = []

    def replace(self, start_offset: int, end_offset: int, new_text: str) -> None:
        """Replace a span by a text; texts for one offset keep their order."""
        self._edits.append((start_offset, end_offset, len(self._edits), new_text))

    def insert(self, offset: int, new_text: str) -> None:
        """Insert a text between two characters."""
        self.replace(offset, offset, new_text)

    def write(self, file: BinaryIO) -> None:
        """Write the edited file in its encoding."""
        file.write(self._byte_order_mark)
        written_end = 0
        for start_offset, end_offset, _, new_text in sorted(self._edits):
            file.write(
                self._encode(self.text[written_end:start_offset])
                + self._encode(new_text)
            )
            written_end = end_offset
        file.write(self._encode(self.text[written_end:]))

    def _encode(self, text: str) -> bytes:
        # Characters that the encoding lacks are written as references.
        return text.encode(self._encoding, "xmlcharrefreplace")

    def read_indentation(self, offset: int) -> str:
        """Read the line break and white space before an offset; empty after text."""
        indentation_match = re.search(
            r"\r?\n[ \t]*\Z", self.text[max(0, offset - 1000) : offset]
        )
        return indentation_match[0] if indentation_match else ""

    def read_start_tag(self, span: ElementSpan) -> str:
        """Read the start tag of an element."""
        return self.text[span.start : span.inner_start]

    def find_elements(
        self,
        entry_element_names: frozenset[str],
        container_element_names: frozenset[str],
        choose_prefix: ChoosePrefix,
        *,
        skipped_element_numbers: Container[int] = (),
    ) -> Iterator[tuple[Element, Mapping[int, ElementSpan]]]:
        """Find the elements with some names, with the spans of all elements by `id`.

        `skipped_element_numbers`: numbers, from 0, of elements to skip. The spans
        include the containers of an element, of which only the start tag is known. The
        file must have been read by an XmlDocument before, which refuses harmful
        content.
        """
        locator = _ElementLocator(
            blank_forbidden_characters(self.text),
            entry_element_names,
            container_element_names,
            choose_prefix,
            skipped_element_numbers,
        )
        try:
            yield from locator.find_elements()
        except expat.ExpatError as error:
            reason = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise FormatError(
                reason, path=str(self._path), line=error.lineno, column=error.offset + 1
            ) from error


def set_attributes(start_tag: str, value_by_name: Mapping[str, str | None]) -> str:
    """Set or remove (None) attributes in a start tag.

    >>> set_attributes("<target state='new' >", {"state": "final", "x": "1"})
    '<target state="final" x="1" >'
    """
    for attribute_name, attribute_value in value_by_name.items():
        attribute_pattern = re.compile(
            rf"""(\s+{re.escape(attribute_name)}\s*=\s*)("[^"]*"|'[^']*')"""
        )
        attribute_match = attribute_pattern.search(start_tag)
        if attribute_match is not None:
            replacement = (
                ""
                if attribute_value is None
                else attribute_match[1] + quote_attribute(attribute_value)
            )
            start_tag = (
                start_tag[: attribute_match.start()]
                + replacement
                + start_tag[attribute_match.end() :]
            )
        elif attribute_value is not None:
            end_match = re.search(r"\s*/?>\Z", start_tag)
            end_offset = end_match.start() if end_match else len(start_tag)
            attribute_markup = f" {attribute_name}={quote_attribute(attribute_value)}"
            start_tag = (
                start_tag[:end_offset] + attribute_markup + start_tag[end_offset:]
            )
    return start_tag


class _ElementLocator:
    """Parser of a text that finds the offsets of elements."""

    def __init__(
        self,
        text: str,
        entry_element_names: frozenset[str],
        container_element_names: frozenset[str],
        choose_prefix: ChoosePrefix,
        skipped_element_numbers: Container[int],
    ) -> None:
        self._text = text
        self._skipped_element_numbers = skipped_element_numbers
        self._entry_number = -1
        """Number of the last entry, from 0."""
        self._skipped_depth = 0
        """Count of open elements of an entry that is skipped."""
        self._entry_element_names = entry_element_names
        self._container_element_names = container_element_names
        self._name_prefixer = NamePrefixer(choose_prefix)
        self._encoded_text = text.encode()
        self._convert_offset = _make_offset_converter(
            self._encoded_text, is_ascii=text.isascii()
        )
        self._open_containers: list[Element | None] = []
        self._open_elements: list[Element] = []
        self._span_by_element_id: dict[int, ElementSpan] = {}
        self._span_by_container_id: dict[int, ElementSpan] = {}
        """Spans of open containers, by the `id` of the element."""
        self._finished_elements: list[tuple[Element, Mapping[int, ElementSpan]]] = []
        # The text was decoded already, whatever encoding its declaration names.
        self._parser = expat.ParserCreate("utf-8", SEPARATOR)
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start_element
        self._parser.EndElementHandler = self._end_element
        self._parser.CharacterDataHandler = self._add_characters
        self._parser.SkippedEntityHandler = self._replace_entity
        self._parser.UseForeignDTD(True)

    def find_elements(self) -> Iterator[tuple[Element, Mapping[int, ElementSpan]]]:
        """Find the elements to edit, each with the spans of all its elements."""
        for offset in range(0, len(self._encoded_text), _CHUNK_SIZE):
            self._parser.Parse(self._encoded_text[offset : offset + _CHUNK_SIZE], False)
            yield from self._finished_elements
            self._finished_elements.clear()
        self._parser.Parse(b"", True)

    def _start_element(self, element_name: str, attributes: dict[str, str]) -> None:
        """Note where an element begins, unless its entry is skipped."""
        if self._skipped_depth:
            self._skipped_depth += 1
            return
        element_name, attributes = self._name_prefixer.prefix_names(
            element_name, attributes
        )
        line_number = self._parser.CurrentLineNumber
        element = Element(element_name, attributes, line_number)
        is_outside = (
            not self._open_elements and element_name not in self._entry_element_names
        )
        if is_outside and element_name not in self._container_element_names:
            self._open_containers.append(None)
            return
        if not (is_outside or self._open_elements):
            self._entry_number += 1
            if self._entry_number in self._skipped_element_numbers:
                self._skipped_depth = 1
                return
        start_offset = self._convert_offset(self._parser.CurrentByteIndex)
        tag_match = _START_TAG_PATTERN.match(self._text, start_offset)
        assert tag_match is not None
        element_span = ElementSpan(start_offset, tag_match.end())
        if is_outside:
            self._open_containers.append(element)
            self._span_by_container_id[id(element)] = element_span
            return
        if tag_match[0].endswith("/>"):
            element_span.inner_end = element_span.end = tag_match.end()
        self._span_by_element_id[id(element)] = element_span
        if self._open_elements:
            self._open_elements[-1].content.append(element)
        else:
            element.containers = tuple(
                container
                for container in self._open_containers
                if container is not None
            )
        self._open_elements.append(element)

    def _end_element(self, _: str) -> None:
        """Note where an element ends; an entry is then complete."""
        if self._skipped_depth:
            self._skipped_depth -= 1
            return
        if not self._open_elements:
            container = self._open_containers.pop()
            self._span_by_container_id.pop(id(container), None)
            return
        element = self._open_elements.pop()
        element_span = self._span_by_element_id[id(element)]
        if element_span.end < 0:
            element_span.inner_end = self._convert_offset(self._parser.CurrentByteIndex)
            element_span.end = self._text.index(">", element_span.inner_end) + 1
        if not self._open_elements:
            for container in element.containers:
                self._span_by_element_id[id(container)] = self._span_by_container_id[
                    id(container)
                ]
            self._finished_elements.append((element, self._span_by_element_id))
            self._span_by_element_id = {}

    def _add_characters(self, text: str) -> None:
        if self._open_elements:
            self._open_elements[-1].content.append(text)

    def _replace_entity(self, entity_name: str, _: bool) -> None:
        character = html.entities.html5.get(entity_name + ";")
        if character is not None:
            self._add_characters(character)
        elif self._open_elements:
            self._open_elements[0].damage = f"unknown entity &{entity_name};"


def _make_offset_converter(
    encoded_text: bytes, *, is_ascii: bool
) -> Callable[[int], int]:
    """Make a function from rising offsets in bytes to offsets in the text."""
    if is_ascii:
        return lambda byte_offset: byte_offset
    counted_byte_count = counted_character_count = 0

    def convert_offset(byte_offset: int) -> int:
        nonlocal counted_byte_count, counted_character_count
        counted_character_count += len(
            encoded_text[counted_byte_count:byte_offset].decode()
        )
        counted_byte_count = byte_offset
        return counted_character_count

    return convert_offset
