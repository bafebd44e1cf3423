"""XML read in constant memory, and written so that any parser takes it.

Files come from anywhere: no entity that a file declares is used, nothing outside it
is fetched, and depth and size are limited. Characters that XML cannot hold, which
tools write all the same, are removed and counted.
"""

import codecs
import html.entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from exports.text import beginning
from exports.xml_name import APART, Names, Spell
from tm.errors import FormatError
from tm.text.encoding import marked_encoding

MAX_DEPTH = 100
MAX_TEXT = 10_000_000
"""Characters that one entry may hold."""

_CHUNK = 1 << 17
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # XML 1.0, clause 2.2
)
_FORBIDDEN_REFERENCE = re.compile(
    r"""&\#(?:
    x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])
    |0*(?:[0-8]|1[1-24-9]|2[0-9]|3[01]|6553[45]
      |55(?:29[6-9]|[3-9][0-9]{2})|56[0-9]{3}|57(?:[0-2][0-9]{2}|3(?:[0-3][0-9]|4[0-3])))
    );""",
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE_LENGTH = 12
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
_UNDECODED_UTF16 = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


@dataclass(slots=True)
class Element:
    """An element while it is read: its attributes and what it holds, in order."""

    name: str
    attributes: dict[str, str]
    line: int
    """Of the file, from 1."""
    content: list["Element | str"] = field(default_factory=list)
    damage: str | None = None
    """What in it cannot be read, such as an entity that nobody declared."""
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


class Document:
    """The elements of some names in an XML file, whole and one after the other."""

    def __init__(
        self,
        path: Path,
        *,
        root: str | tuple[str, ...],
        wanted: frozenset[str],
        local: bool = False,
        containers: frozenset[str] = frozenset(),
        announced: bool = False,
        spell: Spell | None = None,
    ) -> None:
        """`root`: what it may be called. `local`: names are given without prefix.

        `containers`: what a wanted element may stand in and tells of (`within`); if
        they are `announced`, each comes by itself when it begins, without content.
        `spell`: namespaces are told apart, and names have the prefixes it gives.
        """
        self.path = path
        self.removed = 0
        """Characters removed so far because XML cannot hold them."""
        self._roots = (root,) if isinstance(root, str) else root
        self._local = local
        self._wanted = wanted
        self._open: list[Element] = []
        self._done: list[Element] = []
        self._depth = 0
        self._size = 0
        self._containers = containers
        self._announced = announced
        self._within: list[tuple[int, Element]] = []
        """Containers that are open, with their depths."""
        self._names = None if spell is None else Names(spell)
        self._parser = expat.ParserCreate(namespace_separator=APART if spell else None)
        self._parser.namespace_prefixes = spell is not None
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._unknown_entity
        # An entity of HTML that nobody declared then costs one entry, not the file.
        self._parser.UseForeignDTD(True)

    def __iter__(self) -> Iterator[Element]:
        """Read the file, once. Raises FormatError with line and column."""
        try:
            for text, final in self._chunks():
                self._parser.Parse(text, final)
                yield from self._done
                self._done.clear()
        except expat.ExpatError as error:
            yield from self._done
            self._refuse(_complaint(error), error.lineno, error.offset + 1)

    def _chunks(self) -> Iterator[tuple[str, bool]]:
        encoding = encoding_of(self.path)
        decoder = codecs.getincrementaldecoder(encoding)()
        held = ""
        with self.path.open("rb") as file:
            while True:
                data = file.read(_CHUNK)
                try:
                    text = held + decoder.decode(data, not data)
                except UnicodeError:
                    line = self._parser.CurrentLineNumber
                    self._refuse(f"text after this place is not {encoding}", line)
                if not data:
                    yield self._cleaned(text), True
                    return
                # A character reference may go on in the next chunk.
                at = text.rfind("&", max(0, len(text) - _REFERENCE_LENGTH))
                held = "" if at < 0 else text[at:]
                yield self._cleaned(text if at < 0 else text[:at]), False

    def _cleaned(self, text: str) -> str:
        text, count = _FORBIDDEN.subn("", text)
        self.removed += count
        if "&#" in text:
            text, count = _FORBIDDEN_REFERENCE.subn("", text)
            self.removed += count
        return text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        line = self._parser.CurrentLineNumber
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
        if self._open or name in self._wanted:
            element = Element(name, attributes, line)
            if self._open:
                self._open[-1].content.append(element)
            elif self._within:
                element.within = tuple(container for _, container in self._within)
            self._open.append(element)
            self._size += 1  # many empty elements are a lot too
            if self._size > MAX_TEXT:
                self._refuse_size()
        elif name in self._containers:
            element = Element(name, attributes, line)
            if self._announced:
                self._done.append(element)
            self._within.append((self._depth, element))

    def _end(self, _: str) -> None:
        if self._within and self._within[-1][0] == self._depth:
            self._within.pop()
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        if not self._open:
            self._done.append(element)
            self._size = 0

    def _text(self, text: str) -> None:
        if not self._open:
            return
        self._open[-1].content.append(text)
        self._size += len(text)
        if self._size > MAX_TEXT:
            self._refuse_size()

    def _refuse_size(self) -> NoReturn:
        self._refuse(
            f"an entry of more than {MAX_TEXT:,} characters",
            self._parser.CurrentLineNumber,
        )

    def _entity(self, name: str, *_: object) -> None:
        self._refuse(
            f"the file declares an entity, {name!r}, which Padanan does not use, "
            "since files can do harm by them; remove the declaration",
            self._parser.CurrentLineNumber,
        )

    def _unknown_entity(self, name: str, _: bool) -> None:
        known = html.entities.html5.get(name + ";")
        if known is not None:
            self._text(known)
        elif self._open:
            self._open[0].damage = f"unknown entity &{name};"

    def _refuse(self, reason: str, line: int, column: int | None = None) -> NoReturn:
        raise FormatError(reason, path=str(self.path), line=line, column=column)


def encoding_of(path: Path) -> str:
    """The encoding of an XML file: by its mark, else as declared, else UTF-8."""
    head = beginning(path)
    name = marked_encoding(head)
    if name:
        return name
    for start, name in _UNDECODED_UTF16:
        if head.startswith(start):
            return name
    declared = _DECLARED.search(head)
    if declared is None:
        return "utf-8"
    name = declared[1].decode()
    if name.lower().startswith(("utf-16", "utf-32", "ucs", "iso-10646")):
        # The declaration was just read as ASCII: the file was re-encoded since.
        return "utf-8"
    try:
        b"a".decode(name)
    except (LookupError, UnicodeError) as error:
        reason = f"unknown encoding {name!r}"
        raise FormatError(reason, path=str(path), line=1) from error
    return name


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


def blanked(text: str) -> str:
    """Text of an XML file with spaces for what XML cannot hold; as long as it was."""
    text = _FORBIDDEN.sub(" ", text)
    return _FORBIDDEN_REFERENCE.sub(lambda found: " " * len(found[0]), text)


def storable(text: str) -> tuple[str, int]:
    """Text without the characters that XML cannot hold, and how many those were.

    >>> storable("a\\x01b")
    ('ab', 1)
    """
    return _FORBIDDEN.subn("", text)


def respelled(text: str, spell: Callable[[str], str]) -> str:
    """Text in which characters that XML cannot hold are written as `spell` does.

    >>> respelled("a\\x01b", lambda character: f"[{ord(character)}]")
    'a[1]b'
    """
    return _FORBIDDEN.sub(lambda found: spell(found[0]), text)


def escaped(text: str) -> str:
    """Text as the content of an element.

    >>> escaped("R&D <b>")
    'R&amp;D &lt;b&gt;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
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


def _complaint(error: expat.ExpatError) -> str:
    what = expat.ErrorString(error.code) or "not well-formed"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
        return "the file ends too early"
    return f"not well-formed XML: {what}"
