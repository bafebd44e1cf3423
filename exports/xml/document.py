"""XML files read in constant memory, element by element.

Files come from anywhere: entities that a file declares are not used, nothing outside
the file is fetched, and depth and size are limited. Characters that XML forbids, but
some tools write, are removed and counted.
"""

import html.entities
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeAlias, TypeVar
from xml.parsers import expat

from exports.xml.decoding import (
    CHUNK_SIZE,
    FORBIDDEN_REFERENCE_BYTES_PATTERN,
    XmlTextReader,
)
from exports.xml.namespaces import SEPARATOR, ChoosePrefix, NamePrefixer
from tm.errors import FormatError

MAX_DEPTH = 100
MAX_ENTRY_LENGTH = 10_000_000
"""Characters that one entry may hold, or one tag or comment."""
ENTRY_TOO_LONG_REASON = f"an entry of more than {MAX_ENTRY_LENGTH:,} characters"

_ResultT = TypeVar("_ResultT")

BytesReader: TypeAlias = Callable[[bytes, int], tuple[list[_ResultT], int]]
"""Reads simple elements straight from UTF-8 data, from an offset between two elements.

It returns its results, and the offset after the last element that it could read.
"""

_ELEMENT_WEIGHT = 50
"""Size of an element without its text, counted in characters."""


@dataclass(slots=True)
class Element:
    """An element with its attributes and its content, in order."""

    name: str
    attributes: dict[str, str]
    line_number: int
    """Line number in the file, from 1."""
    content: list["Element | str"] = field(default_factory=list)
    damage: str | None = None
    """Why the element cannot be read, such as an undeclared entity.

    An element that is `ENTRY_TOO_LONG_REASON` has no content.
    """
    containers: tuple["Element", ...] = ()
    """The containers around the element, from the outermost, without their content."""

    @property
    def text(self) -> str:
        """The text of the element and of all elements in it."""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        return "".join(
            content_part if isinstance(content_part, str) else content_part.text
            for content_part in self.content
        )

    def find_children(self, child_name: str) -> Iterator["Element"]:
        """Find the elements with a name directly in this element."""
        for content_part in self.content:
            if isinstance(content_part, Element) and content_part.name == child_name:
                yield content_part


@dataclass(frozen=True, slots=True)
class ElementSelection:
    """The elements of an XML file that are read, chosen by their names."""

    root_names: str | tuple[str, ...]
    """The names that the root element may have."""
    entry_names: frozenset[str]
    """The elements that are read with their content."""
    container_names: frozenset[str] = frozenset()
    """The elements listed in `Element.containers` of the entries inside them."""
    announces_containers: bool = False
    """Whether containers are also yielded at their start, without content."""
    includes_outside: bool = False
    """Whether all elements around entries are yielded, too, without content."""


class XmlDocument:
    """Reader of the selected elements of an XML file, one after the other."""

    def __init__(
        self,
        path: Path,
        selection: ElementSelection,
        *,
        drops_prefixes: bool = False,
        choose_prefix: ChoosePrefix | None = None,
        chunk_size: int = CHUNK_SIZE,
    ) -> None:
        """Open a file.

        `drops_prefixes`: element names come without their prefixes. `choose_prefix`:
        names are read with namespaces and get the prefixes that it chooses.
        """
        self.path = path
        root_names = selection.root_names
        self._chunk_size = chunk_size
        self._text_reader = XmlTextReader(path, chunk_size=chunk_size)
        self._removed_reference_count = 0
        self._root_names = (root_names,) if isinstance(root_names, str) else root_names
        self._drops_prefixes = drops_prefixes
        self._includes_outside = selection.includes_outside
        self._entry_names = selection.entry_names
        self._open_elements: list[Element] = []
        self._finished_elements: list[Element] = []
        self._depth = 0
        self._entry_size = 0
        """Characters of the open entry so far."""
        self._entry_depth = 0
        """Depth of the open entry."""
        self._is_entry_dropped = False
        """Whether the rest of the open entry is dropped, since it is too long."""
        self._fed_byte_count = 0
        """Bytes given to expat so far."""
        self._skipped_line_count = 0
        """Lines that the bytes reader read, so that expat did not get them."""
        self._gap_line_number = 0
        """The last line, as expat counts lines, of which expat got only a part."""
        self._entry_end_offset = -1
        """Offset of the end tag of the last entry in the bytes given to expat."""
        self._is_between_entries = False
        """Whether the data read so far end with the end tag of an entry."""
        self._has_declarations = False
        self._container_names = selection.container_names
        self._announces_containers = selection.announces_containers
        self._open_containers: list[tuple[int, Element]] = []
        """Open containers, with their depths."""
        self._name_prefixer = (
            None if choose_prefix is None else NamePrefixer(choose_prefix)
        )
        self._parser = self._make_parser(reads_namespaces=choose_prefix is not None)

    def _make_parser(self, *, reads_namespaces: bool) -> expat.XMLParserType:
        """Make a parser that calls this reader."""
        parser = expat.ParserCreate("utf-8", SEPARATOR if reads_namespaces else None)
        parser.namespace_prefixes = reads_namespaces
        parser.buffer_text = True
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._add_characters
        parser.StartDoctypeDeclHandler = self._handle_doctype
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._replace_unknown_entity
        # An entity of HTML that nobody declared then costs one entry, not the file.
        parser.UseForeignDTD(True)
        return parser

    @property
    def removed_character_count(self) -> int:
        """Count of characters removed so far because XML forbids them."""
        return self._text_reader.removed_character_count + self._removed_reference_count

    @property
    def _line_number(self) -> int:
        return self._parser.CurrentLineNumber + self._skipped_line_count

    def __iter__(self) -> Iterator[Element]:
        """Read the file, once. Raises FormatError with line and column."""
        return self.read_with_bytes_reader(_read_no_elements, end_tag=b"")

    def read_with_bytes_reader(
        self, read_entry_bytes: BytesReader[_ResultT], *, end_tag: bytes
    ) -> Iterator[Element | _ResultT]:
        """Read the file once, simple elements from bytes, without expat.

        After each `end_tag`, that of an entry, `read_entry_bytes` is called; expat
        does not get the data that it has read. Raises FormatError as iteration does,
        but without the column if the bytes reader has read a part of the line.
        """
        pending_data = b""
        try:
            for data, is_last_chunk in self._text_reader.read_chunks():
                data, offset = pending_data + data, 0
                while end_tag:
                    if self._is_between_entries:
                        results, end_offset = read_entry_bytes(data, offset)
                        yield from results
                        if end_offset > offset:
                            self._skipped_line_count += data.count(
                                b"\n", offset, end_offset
                            )
                            self._gap_line_number = self._parser.CurrentLineNumber
                        offset = end_offset
                    end_tag_offset = data.find(end_tag, offset)
                    if end_tag_offset < 0:
                        break
                    self._feed(data[offset:end_tag_offset])
                    offset = end_tag_offset + len(end_tag)
                    self._feed_end_tag(end_tag)
                    yield from self._take_finished_elements()
                pending_data = data[offset:]
                if (
                    is_last_chunk
                    or not self._is_between_entries
                    or len(pending_data) > self._chunk_size
                ):
                    self._feed(pending_data, is_last_chunk=is_last_chunk)
                    self._is_between_entries, pending_data = False, b""
                    yield from self._take_finished_elements()
        except expat.ExpatError as error:
            yield from self._take_finished_elements()
            line_number = error.lineno + self._skipped_line_count
            column_number = (
                error.offset + 1 if error.lineno != self._gap_line_number else None
            )
            self._refuse(_describe_parse_error(error), line_number, column_number)

    def _take_finished_elements(self) -> list[Element]:
        finished_elements, self._finished_elements = self._finished_elements, []
        return finished_elements

    def _feed(self, chunk: bytes, *, is_last_chunk: bool = False) -> None:
        """Give data to expat, without references to forbidden characters."""
        if b"&#" in chunk:
            chunk, reference_count = FORBIDDEN_REFERENCE_BYTES_PATTERN.subn(b"", chunk)
            self._removed_reference_count += reference_count
        if not chunk and not is_last_chunk:
            return
        self._fed_byte_count += len(chunk)
        self._parser.Parse(chunk, is_last_chunk)
        # Expat holds markup that does not end, however long it gets.
        if self._fed_byte_count - self._parser.CurrentByteIndex > MAX_ENTRY_LENGTH:
            self._refuse(
                f"a tag, comment or declaration of more than {MAX_ENTRY_LENGTH:,} "
                "characters, after which nothing can be read: shorten or remove it",
                self._line_number,
            )

    def _feed_end_tag(self, end_tag: bytes) -> None:
        """Give an end tag to expat, and note whether it ended an entry."""
        tag_offset = self._fed_byte_count
        self._entry_end_offset = -1
        self._feed(end_tag)
        # In a comment the text `</tu>` is no end tag.
        self._is_between_entries = (
            self._entry_end_offset == tag_offset and not self._has_declarations
        )

    def _start_element(self, element_name: str, attributes: dict[str, str]) -> None:
        """Open an element of an entry, or a container around entries."""
        self._depth += 1
        line_number = self._line_number
        if self._drops_prefixes:
            element_name = element_name.rpartition(":")[2]
        if self._name_prefixer is not None:
            element_name, attributes = self._name_prefixer.prefix_names(
                element_name, attributes
            )
        if self._depth == 1 and element_name not in self._root_names:
            self._refuse(
                f"<{'> or <'.join(self._root_names)}> expected, <{element_name}> found",
                line_number,
            )
        if self._depth > MAX_DEPTH:
            self._refuse(f"elements nested more than {MAX_DEPTH} deep", line_number)
        if self._is_entry_dropped:
            return
        if self._open_elements or element_name in self._entry_names:
            element = Element(element_name, attributes, line_number)
            if self._open_elements:
                self._open_elements[-1].content.append(element)
            else:
                self._entry_depth = self._depth
                element.containers = tuple(
                    container for _, container in self._open_containers
                )
            self._open_elements.append(element)
            # Many empty elements need much memory, too, and so do attributes.
            self._count_size(_ELEMENT_WEIGHT + sum(map(len, attributes.values())))
        elif element_name in self._container_names:
            element = Element(element_name, attributes, line_number)
            if self._announces_containers:
                self._finished_elements.append(element)
            self._open_containers.append((self._depth, element))
        elif self._includes_outside:
            self._finished_elements.append(
                Element(element_name, attributes, line_number)
            )

    def _end_element(self, _: str) -> None:
        """Close an element; an entry is then complete."""
        if self._open_containers and self._open_containers[-1][0] == self._depth:
            self._open_containers.pop()
        self._depth -= 1
        if not self._open_elements or (
            self._is_entry_dropped and self._depth >= self._entry_depth
        ):
            return
        element = self._open_elements.pop()
        if not self._open_elements:
            self._finished_elements.append(element)
            self._entry_size = 0
            self._is_entry_dropped = False
            self._entry_end_offset = self._parser.CurrentByteIndex

    def _add_characters(self, characters: str) -> None:
        if self._open_elements and not self._is_entry_dropped:
            self._open_elements[-1].content.append(characters)
            self._count_size(len(characters))

    def _count_size(self, added_size: int) -> None:
        """Add to the size of the open entry; drop its content if it is too long."""
        self._entry_size += added_size
        if self._entry_size > MAX_ENTRY_LENGTH:
            entry = self._open_elements[0]
            entry.content.clear()
            entry.damage = ENTRY_TOO_LONG_REASON
            self._open_elements = [entry]
            self._is_entry_dropped = True

    def _handle_doctype(
        self, _: str, __: str | None, ___: str | None, has_internal_subset: bool
    ) -> None:
        # Declarations may add attributes to elements, which a bytes reader cannot see.
        self._has_declarations = bool(has_internal_subset)

    def _refuse_entity(self, entity_name: str, *_: object) -> None:
        self._refuse(
            f"the file declares an entity, {entity_name!r}; such entities are not "
            "supported, since they can do harm: remove the declaration",
            self._line_number,
        )

    def _replace_unknown_entity(self, entity_name: str, _: bool) -> None:
        """Add the character of an HTML entity; another one damages the entry."""
        character = html.entities.html5.get(entity_name + ";")
        if character is not None:
            self._add_characters(character)
        elif self._open_elements and not self._is_entry_dropped:
            self._open_elements[0].damage = f"unknown entity &{entity_name};"

    def _refuse(
        self, reason: str, line_number: int, column_number: int | None = None
    ) -> NoReturn:
        raise FormatError(
            reason, path=str(self.path), line=line_number, column=column_number
        )


def parse_fragment(markup: str) -> Element | None:
    """Parse markup of one element; None if it is not well-formed."""
    root_element = Element("fragment", {}, 1)
    open_elements = [root_element]

    def start_element(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, 1)
        open_elements[-1].content.append(element)
        open_elements.append(element)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start_element
    parser.EndElementHandler = lambda _: open_elements.pop() and None
    parser.CharacterDataHandler = lambda text: open_elements[-1].content.append(text)
    try:
        parser.Parse(f"<fragment>{markup}</fragment>", True)
    except expat.ExpatError:
        return None
    fragment_element = root_element.content[0]
    return (
        fragment_element
        if isinstance(fragment_element, Element) and len(root_element.content) == 1
        else None
    )


def _read_no_elements(_: bytes, start_offset: int) -> tuple[list[Element], int]:
    return [], start_offset


def _describe_parse_error(error: expat.ExpatError) -> str:
    error_description = expat.ErrorString(error.code) or "not well-formed"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        return "the file ends too early"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]:
        return "not well-formed XML; in a text, write & as &amp; and < as &lt;"
    return f"not well-formed XML: {error_description}"
