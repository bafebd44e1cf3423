"""Elements of an HTML page: their text and what their classes say."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

from lxml import etree, html

from tm.errors import FormatError

_MOST_ATTRIBUTES = 2000
_LONG_TAG = re.compile(f"<[A-Za-z][^<>]{{{2 * _MOST_ATTRIBUTES},}}")
_VALUE = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_SEPARATOR = re.compile(r"[\s/]+")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTS = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

Element: TypeAlias = etree._Element
"""The type stubs have no public name for it."""


@dataclass(frozen=True, slots=True)
class ElementSigns:
    """The class names that one kind of element has."""

    words: frozenset[str]
    classes: frozenset[str]

    def matches(self, element: Element) -> bool:
        """Whether an element is of the kind."""
        names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        return any(
            name.lower() in self.classes
            or any(part.lower() in self.words for part in _PARTS.split(name))
            for name in names
        )


@dataclass(frozen=True, slots=True)
class PageMarkup:
    """The kinds of elements that are recognised by class."""

    drop: dict[str, ElementSigns]
    body: ElementSigns
    lead: ElementSigns
    caption: ElementSigns
    source: ElementSigns
    heading: ElementSigns


@cache
def markup() -> PageMarkup:
    """The classes of `data/markup.toml`."""
    place = resources.files("tm.articles.page").joinpath("data/markup.toml")
    tables = tomllib.loads(place.read_text("utf-8"))

    def signs(table: dict[str, list[str]]) -> ElementSigns:
        return ElementSigns(frozenset(table["words"]), frozenset(table["classes"]))

    drop = {why: signs(table) for why, table in tables.pop("drop").items()}
    return PageMarkup(drop, **{name: signs(table) for name, table in tables.items()})


def parse_html(text: str, *, path: str) -> Element:
    """Parse a page, however badly it is written. Raises FormatError if impossible."""
    for tag in _LONG_TAG.finditer(text):
        # The parser compares each attribute with all before it.
        if len(_SEPARATOR.findall(_VALUE.sub("", tag[0]))) > _MOST_ATTRIBUTES:
            reason = f"has a tag with more than {_MOST_ATTRIBUTES:,} attributes"
            raise FormatError(reason, path=path)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        # As bytes: lxml refuses text that names an encoding.
        data = text.encode("utf-8", "replace")
        root: Element = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise FormatError(f"is no HTML page ({error})", path=path) from error
    if any(
        entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log
    ):
        # What follows was not read, and half an article is worse than none.
        raise FormatError("has elements within elements, too deep to read", path=path)
    return root


def collapse_spaces(text: str) -> str:
    """Text as a browser shows it: one space for any blanks; other spaces stay."""
    return _SPACES.sub(" ", text).strip(" ")


def text_of(element: Element) -> str:
    """All text in an element, as one line."""
    return collapse_spaces("".join(str(part) for part in element.itertext()))


def elements(root: Element, *tags: str) -> Iterator[Element]:
    """The elements in a part of a page, of some tags or all, in order."""
    for element in root.iter(*tags) if tags else root.iter():
        if isinstance(element.tag, str):
            yield element


def line_of(element: Element) -> int:
    """The line of the HTML that an element starts on, from 1."""
    number: Any = element.sourceline  # the type stubs leave it out
    return int(number or 1)


def is_within(root: Element, element: Element) -> bool:
    """Whether an element is still a part of the page, or a part of it was dropped."""
    return element is root or any(each is root for each in element.iterancestors())


def drop_element(element: Element) -> None:
    """Remove an element from its page; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    previous = element.getprevious()
    tail = element.tail or ""
    # libxml2 reads control characters, but takes none back.
    if previous is not None:
        previous.tail = _CONTROL.sub("", (previous.tail or "") + tail)
    else:
        parent.text = _CONTROL.sub("", (parent.text or "") + tail)
    parent.remove(element)


def is_hidden(element: Element) -> bool:
    """Whether a reader of the page does not see an element."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_INVISIBLE.search(element.get("style") or ""))
        or (element.tag == "input" and element.get("type") == "hidden")
    )


def is_login_page(text: str) -> bool:
    """Whether the HTML of a page is a login form with little else to read."""
    try:
        return asks_for_password(parse_html(text, path=""))
    except FormatError:
        return False


def asks_for_password(root: Element) -> bool:
    """Whether a page is a form to log in and has little else to read."""
    if not any(
        (field.get("type") or "").lower() == "password"
        for field in elements(root, "input")
    ):
        return False
    paragraphs = sum(
        len(text) for part in elements(root, "p") if len(text := text_of(part)) > 80
    )
    return paragraphs < 600
