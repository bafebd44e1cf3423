"""XML read in constant memory, and written so that any parser takes it.

Files come from anywhere: no entity that a file declares is used, nothing outside it
is fetched, and depth and size are limited. Characters that XML cannot hold, which
tools write all the same, are removed and counted.
"""

import html.entities
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeAlias, TypeVar
from xml.parsers import expat

from exports.xml.names import SEPARATOR, ChoosePrefix, NameSpeller
from exports.xml.text import (
    FORBIDDEN,
    FORBIDDEN_REFERENCE,
    FORBIDDEN_REFERENCE_BYTES,
    PIECE,
    XmlText,
)
from tm.errors import FormatError

MAX_DEPTH = 100
MAX_TEXT = 10_000_000
"""Characters that one entry may hold, or one tag or comment."""
TOO_LONG = f"an entry of more than {MAX_TEXT:,} characters"

_Made = TypeVar("_Made")

Shortcut: TypeAlias = Callable[[bytes, int], tuple[list[_Made], int]]
"""Reads elements straight from UTF-8, from a place between two of them on.

It gives what it made of the plainest, and the place after the last one it understood.
"""

_WEIGHT = 50
"""What an element counts beside its text, in characters."""


@dataclass(slots=True)
class Element:
    """An element while it is read: its attributes and what it holds, in order."""

    name: str
    attributes: dict[str, str]
    line: int
    """Of the file, from 1."""
    content: list["Element | str"] = field(default_factory=list)
    damage: str | None = None
    """Why it cannot be read, such as for an entity that nobody declared.

    One that is `TOO_LONG` comes without its content.
    """
    within: tuple["Element", ...] = ()
    """The containers that it stands in, from the outermost, without their content."""

    @property
    def text(self) -> str:
        """All text in it and in what it holds."""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        return "".join(
            part if isinstance(part, str) else part.text for part in self.content
        )

    def children(self, name: str) -> Iterator["Element"]:
        """The elements of a name directly in it."""
        for part in self.content:
            if isinstance(part, Element) and part.name == name:
                yield part


class XmlDocument:
    """The elements of some names in an XML file, whole and one after the other."""

    def __init__(
        self,
        path: Path,
        *,
        root: str | tuple[str, ...],
        entry_names: frozenset[str],
        drop_prefixes: bool = False,
        include_outside: bool = False,
        containers: frozenset[str] = frozenset(),
        announce_containers: bool = False,
        choose_prefix: ChoosePrefix | None = None,
    ) -> None:
        """`root`: what it may be called. `drop_prefixes`: names are given without
        prefix.

        `include_outside`: every other element around them comes too, as it begins.
        `containers`: what a wanted element may stand in and tells of (`within`); if
        they are `announce_containers`, each comes by itself when it begins, without
        content. `choose_prefix`: namespaces are told apart, and names have the prefixes
        it gives.
        """
        self.path = path
        self._text = XmlText(path)
        self._removed = 0
        self._roots = (root,) if isinstance(root, str) else root
        self._local = drop_prefixes
        self._outside = include_outside
        self._wanted = entry_names
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._depth = 0
        self._size = 0
        """Characters of the wanted element that is open."""
        self._begun = 0
        """Its depth."""
        self._is_dropped = False
        """Whether no more of it is kept, since it is too long."""
        self._fed = 0
        """Bytes that expat was given."""
        self._passed = 0
        """Lines that it was not given."""
        self._gap_line = 0
        """The line, as expat counts them, in which it was last not given all."""
        self._ended_at = -1
        """Where the end tag of the last wanted element stood, in those bytes."""
        self._is_between = False
        """Whether all that was read ends with a wanted element."""
        self._has_declarations = False
        self._containers = containers
        self._announced = announce_containers
        self._within: list[tuple[int, Element]] = []
        """Containers that are open, with their depths."""
        self._names = None if choose_prefix is None else NameSpeller(choose_prefix)
        self._parser = expat.ParserCreate("utf-8", SEPARATOR if choose_prefix else None)
        self._parser.namespace_prefixes = choose_prefix is not None
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._unknown_entity
        # An entity of HTML that nobody declared then costs one entry, not the file.
        self._parser.UseForeignDTD(True)

    @property
    def removed(self) -> int:
        """Characters removed so far because XML cannot hold them."""
        return self._text.removed + self._removed

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._passed

    def __iter__(self) -> Iterator[Element]:
        """Read the file, once. Raises FormatError with line and column."""
        return self.mixed(_no_shortcut, end=b"")

    def mixed(
        self, shortcut: Shortcut[_Made], *, end: bytes
    ) -> Iterator[Element | _Made]:
        """Read the file, once, and leave to a shortcut what it understands.

        After each `end`, the end tag of a wanted element, the shortcut is asked; expat
        is not told of what it took. Raises as iterating does, but without the column
        where the shortcut took something of the same line.
        """
        pending = b""
        try:
            for text, final in self._text.pieces():
                text, position = pending + text, 0
                while end:
                    if self._is_between:
                        results, end_position = shortcut(text, position)
                        yield from results
                        if end_position > position:
                            self._passed += text.count(b"\n", position, end_position)
                            self._gap_line = self._parser.CurrentLineNumber
                        position = end_position
                    stop = text.find(end, position)
                    if stop < 0:
                        break
                    self._feed(text[position:stop])
                    position = stop + len(end)
                    self._feed_end(end)
                    yield from self._finished()
                pending = text[position:]
                if final or not self._is_between or len(pending) > PIECE:
                    self._feed(pending, final=final)
                    self._is_between, pending = False, b""
                    yield from self._finished()
        except expat.ExpatError as error:
            yield from self._finished()
            line = error.lineno + self._passed
            column = error.offset + 1 if error.lineno != self._gap_line else None
            self._refuse(_complaint(error), line, column)

    def _finished(self) -> list[Element]:
        finished, self._done = self._done, []
        return finished

    def _feed(self, data: bytes, *, final: bool = False) -> None:
        if b"&#" in data:
            data, count = FORBIDDEN_REFERENCE_BYTES.subn(b"", data)
            self._removed += count
        if not data and not final:
            return
        self._fed += len(data)
        self._parser.Parse(data, final)
        # Markup that does not end is kept by expat, however long it gets.
        if self._fed - self._parser.CurrentByteIndex > MAX_TEXT:
            self._refuse(
                f"a tag, comment or declaration of more than {MAX_TEXT:,} characters, "
                "behind which nothing can be read: shorten or remove it",
                self._line,
            )

    def _feed_end(self, tag: bytes) -> None:
        """Tell expat of an end tag, and see whether it took it for one."""
        begun = self._fed
        self._ended_at = -1
        self._feed(tag)
        # In a comment it is none, and nothing may be under way after it.
        self._is_between = self._ended_at == begun and not self._has_declarations

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        line = self._line
        if self._local:
            name = name.rpartition(":")[2]
        if self._names is not None:
            name, attributes = self._names.spelled(name, attributes)
        if self._depth == 1 and name not in self._roots:
            self._refuse(
                f"<{'> or <'.join(self._roots)}> expected, <{name}> found", line
            )
        if self._depth > MAX_DEPTH:
            self._refuse(f"elements nested more than {MAX_DEPTH} deep", line)
        if self._is_dropped:
            return
        if self._open or name in self._wanted:
            element = Element(name, attributes, line)
            if self._open:
                self._open[-1].content.append(element)
            else:
                self._begun = self._depth
                element.within = tuple(container for _, container in self._within)
            self._open.append(element)
            # Many empty elements are a lot too, and so are attributes.
            self._add(_WEIGHT + sum(map(len, attributes.values())))
        elif name in self._containers:
            element = Element(name, attributes, line)
            if self._announced:
                self._done.append(element)
            self._within.append((self._depth, element))
        elif self._outside:
            self._done.append(Element(name, attributes, line))

    def _end(self, _: str) -> None:
        if self._within and self._within[-1][0] == self._depth:
            self._within.pop()
        self._depth -= 1
        if not self._open or (self._is_dropped and self._depth >= self._begun):
            return
        element = self._open.pop()
        if not self._open:
            self._done.append(element)
            self._size = 0
            self._is_dropped = False
            self._ended_at = self._parser.CurrentByteIndex

    def _characters(self, text: str) -> None:
        if self._open and not self._is_dropped:
            self._open[-1].content.append(text)
            self._add(len(text))

    def _add(self, size: int) -> None:
        """Count what was kept, and let go of it where it is too much."""
        self._size += size
        if self._size > MAX_TEXT:
            entry = self._open[0]
            entry.content.clear()
            entry.damage = TOO_LONG
            self._open = [entry]
            self._is_dropped = True

    def _doctype(
        self, _: str, __: str | None, ___: str | None, has_internal_subset: bool
    ) -> None:
        # Declarations may give elements attributes that they do not have.
        self._has_declarations = bool(has_internal_subset)

    def _entity(self, name: str, *_: object) -> None:
        self._refuse(
            f"the file declares an entity, {name!r}, which Padanan does not use, "
            "since files can do harm by them; remove the declaration",
            self._line,
        )

    def _unknown_entity(self, name: str, _: bool) -> None:
        character = html.entities.html5.get(name + ";")
        if character is not None:
            self._characters(character)
        elif self._open and not self._is_dropped:
            self._open[0].damage = f"unknown entity &{name};"

    def _refuse(self, reason: str, line: int, column: int | None = None) -> NoReturn:
        raise FormatError(reason, path=str(self.path), line=line, column=column)


def fragment(markup: str) -> Element | None:
    """Markup from inside an element, as an element; absent if it is not well formed."""
    root = Element("fragment", {}, 1)
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, 1)
        stack[-1].content.append(element)
        stack.append(element)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop() and None
    parser.CharacterDataHandler = lambda text: stack[-1].content.append(text)
    try:
        parser.Parse(f"<fragment>{markup}</fragment>", True)
    except expat.ExpatError:
        return None
    whole = root.content[0]
    return whole if isinstance(whole, Element) and len(root.content) == 1 else None


def blank_forbidden(text: str) -> str:
    """Text of an XML file with spaces for what XML cannot hold; as long as it was."""
    text = FORBIDDEN.sub(" ", text)
    return FORBIDDEN_REFERENCE.sub(lambda match: " " * len(match[0]), text)


def storable(text: str) -> tuple[str, int]:
    """Text without the characters that XML cannot hold, and how many those were.

    >>> storable("a\\x01b")
    ('ab', 1)
    """
    if text.isprintable():  # as nearly always, and sooner seen
        return text, 0
    return FORBIDDEN.subn("", text)


def respell_forbidden(text: str, spell_character: Callable[[str], str]) -> str:
    """Text in which characters that XML cannot hold are written as `spell_character`
    does.

    >>> respell_forbidden("a\\x01b", lambda character: f"[{ord(character)}]")
    'a[1]b'
    """
    return FORBIDDEN.sub(lambda match: spell_character(match[0]), text)


def escaped(text: str) -> str:
    """Text as the content of an element.

    >>> escaped("R&D <b>")
    'R&amp;D &lt;b&gt;'
    """
    # Most text has none of them, and looking is quicker than replacing.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    # A parser turns a bare CR into LF.
    return text.replace("\r", "&#13;") if "\r" in text else text


def quoted(text: str) -> str:
    """Text as the value of an attribute, with its quotation marks.

    >>> quoted('say "a"')
    '"say &quot;a&quot;"'
    """
    text = escaped(text).replace('"', "&quot;")
    # A parser turns bare white space in a value into spaces.
    text = text.replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'


def _no_shortcut(_: bytes, start: int) -> tuple[list[Element], int]:
    return [], start


def _complaint(error: expat.ExpatError) -> str:
    problem = expat.ErrorString(error.code) or "not well-formed"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        return "the file ends too early"
    return f"not well-formed XML: {problem}"
