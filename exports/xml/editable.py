"""An XML file as text, with the places of its elements, to be changed in a few spots.

What is not changed stays byte for byte: mark, encoding, line ends, quotes, comments,
and all that tools of other people have put there.
"""

import codecs
import html.entities
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from exports.xml.document import Element, blank_forbidden, quoted
from exports.xml.names import SEPARATOR, ChoosePrefix, NameSpeller
from exports.xml.text import encoding_of
from tm.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TAG = re.compile(r"""<[^\s<>"'/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_CHUNK = 1 << 16


@dataclass(slots=True)
class ElementSpan:
    """Where an element stands in the text."""

    start: int
    inner_start: int
    """Behind its start tag."""
    inner_end: int = -1
    """Before its end tag."""
    end: int = -1

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, `<a/>`."""
        return self.inner_start == self.end


class EditableXml:
    """The text of an XML file, and what is to stand there instead."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        mark = next(
            (candidate for candidate in _MARKS if data.startswith(candidate[0])), None
        )
        self._mark, self._encoding = mark or (b"", encoding_of(path))
        body = data[len(self._mark) :]
        try:
            self.text = body.decode(self._encoding)
            is_same = self.text.encode(self._encoding) == body
        except UnicodeError as error:
            reason = f"text that is not {self._encoding}"
            raise FormatError(reason, path=str(path)) from error
        if not is_same:
            reason = f"cannot be written again as {self._encoding}; make it UTF-8 first"
            raise FormatError(reason, path=str(path))
        self._path = path
        self._edits: list[tuple[int, int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Put text in the place of another; what is put at one place stays in order."""
        self._edits.append((start, end, len(self._edits), text))

    def insert(self, position: int, text: str) -> None:
        """Put text between two characters."""
        self.replace(position, position, text)

    def write(self, file: BinaryIO) -> None:
        """Write the file, in the encoding that it had."""
        file.write(self._mark)
        written_until = 0
        for start, end, _, text in sorted(self._edits):
            file.write(
                self._encoded(self.text[written_until:start]) + self._encoded(text)
            )
            written_until = end
        file.write(self._encoded(self.text[written_until:]))

    def _encoded(self, text: str) -> bytes:
        # What the encoding has no letter for is written as a reference.
        return text.encode(self._encoding, "xmlcharrefreplace")

    def indentation(self, position: int) -> str:
        """The line break and white space before a place; nothing if there is text."""
        match = re.search(
            r"\r?\n[ \t]*\Z", self.text[max(0, position - 1000) : position]
        )
        return match[0] if match else ""

    def tag(self, span: ElementSpan) -> str:
        """The start tag of an element."""
        return self.text[span.start : span.inner_start]

    def elements(
        self,
        entry_names: frozenset[str],
        containers: frozenset[str],
        choose_prefix: ChoosePrefix,
        *,
        skipped_numbers: Container[int] = (),
    ) -> Iterator[tuple[Element, Mapping[int, ElementSpan]]]:
        """The elements of some names, and the spans of all in them by `id`.

        `skipped_numbers`: numbers, from 0, of those that are to be passed over.

        The containers that an element stands in have their spans there too, of which
        only the start tag is known.

        The file must have been read before, by a Document, which refuses what does
        harm.
        """
        reader = _Scanner(
            blank_forbidden(self.text),
            entry_names,
            containers,
            choose_prefix,
            skipped_numbers,
        )
        try:
            yield from reader.elements()
        except expat.ExpatError as error:
            reason = f"not well-formed XML: {expat.ErrorString(error.code)}"
            raise FormatError(
                reason, path=str(self._path), line=error.lineno, column=error.offset + 1
            ) from error


def with_attributes(tag: str, changes: Mapping[str, str | None]) -> str:
    """A start tag with other values of attributes; None takes one away.

    >>> with_attributes("<target state='new' >", {"state": "final", "x": "1"})
    '<target state="final" x="1" >'
    """
    for name, value in changes.items():
        attribute = re.compile(rf"""(\s+{re.escape(name)}\s*=\s*)("[^"]*"|'[^']*')""")
        match = attribute.search(tag)
        if match is not None:
            replacement = "" if value is None else match[1] + quoted(value)
            tag = tag[: match.start()] + replacement + tag[match.end() :]
        elif value is not None:
            end = re.search(r"\s*/?>\Z", tag)
            position = end.start() if end else len(tag)
            tag = f"{tag[:position]} {name}={quoted(value)}{tag[position:]}"
    return tag


class _Scanner:
    """Reads a text with expat, and notes where its elements are."""

    def __init__(
        self,
        text: str,
        entry_names: frozenset[str],
        containers: frozenset[str],
        choose_prefix: ChoosePrefix,
        skipped_numbers: Container[int],
    ) -> None:
        self._text = text
        self._passed = skipped_numbers
        self._number = -1
        """Of the last wanted element."""
        self._passing = 0
        """How many elements are open of one that is passed over."""
        self._wanted = entry_names
        self._containers = containers
        self._names = NameSpeller(choose_prefix)
        self._data = text.encode()
        self._place = _counter(self._data, is_ascii=text.isascii())
        self._within: list[Element | None] = []
        self._open: list[Element] = []
        self._spans: dict[int, ElementSpan] = {}
        self._outer: dict[int, ElementSpan] = {}
        """Of the containers that are open."""
        self._done: list[tuple[Element, Mapping[int, ElementSpan]]] = []
        # As UTF-8, whatever the declaration says: it is text by now.
        self._parser = expat.ParserCreate("utf-8", SEPARATOR)
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.SkippedEntityHandler = self._entity
        self._parser.UseForeignDTD(True)

    def elements(self) -> Iterator[tuple[Element, Mapping[int, ElementSpan]]]:
        for index in range(0, len(self._data), _CHUNK):
            self._parser.Parse(self._data[index : index + _CHUNK], False)
            yield from self._done
            self._done.clear()
        self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._passing:
            self._passing += 1
            return
        name, attributes = self._names.spelled(name, attributes)
        line = self._parser.CurrentLineNumber
        element = Element(name, attributes, line)
        is_outside = not self._open and name not in self._wanted
        if is_outside and name not in self._containers:
            self._within.append(None)
            return
        if not (is_outside or self._open):
            self._number += 1
            if self._number in self._passed:
                self._passing = 1
                return
        start = self._place(self._parser.CurrentByteIndex)
        tag = _TAG.match(self._text, start)
        assert tag is not None
        span = ElementSpan(start, tag.end())
        if is_outside:
            self._within.append(element)
            self._outer[id(element)] = span
            return
        if tag[0].endswith("/>"):
            span.inner_end = span.end = tag.end()
        self._spans[id(element)] = span
        if self._open:
            self._open[-1].content.append(element)
        else:
            element.within = tuple(
                container for container in self._within if container is not None
            )
        self._open.append(element)

    def _end(self, _: str) -> None:
        if self._passing:
            self._passing -= 1
            return
        if not self._open:
            container = self._within.pop()
            self._outer.pop(id(container), None)
            return
        element = self._open.pop()
        span = self._spans[id(element)]
        if span.end < 0:
            span.inner_end = self._place(self._parser.CurrentByteIndex)
            span.end = self._text.index(">", span.inner_end) + 1
        if not self._open:
            for container in element.within:
                self._spans[id(container)] = self._outer[id(container)]
            self._done.append((element, self._spans))
            self._spans = {}

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)

    def _entity(self, name: str, _: bool) -> None:
        character = html.entities.html5.get(name + ";")
        if character is not None:
            self._characters(character)
        elif self._open:
            self._open[0].damage = f"unknown entity &{name};"


def _counter(data: bytes, *, is_ascii: bool) -> Callable[[int], int]:
    """Makes places in bytes, which must rise, into places in the text."""
    if is_ascii:
        return lambda at: at
    bytes_done = characters_done = 0

    def place(position: int) -> int:
        nonlocal bytes_done, characters_done
        characters_done += len(data[bytes_done:position].decode())
        bytes_done = position
        return characters_done

    return place
