"""Elements of an HTML page: parsing, text, removal, and kinds by class."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree, html

from tm.errors import FormatError
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

_MAX_ATTRIBUTE_COUNT = 2000
_LONG_TAG_PATTERN = re.compile(f"<[A-Za-z][^<>]{{{2 * _MAX_ATTRIBUTE_COUNT},}}")
_ATTRIBUTE_VALUE_PATTERN = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_ATTRIBUTE_SEPARATOR_PATTERN = re.compile(r"[\s/]+")
_SPACES_PATTERN = re.compile(r"[ \t\n\r\f]+")
_CONTROL_CHARACTER_PATTERN = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_CLASS_SEPARATOR_PATTERN = re.compile(r"[-_]+|(?<=[a-z])(?=[A-Z])")
_INVISIBLE_STYLE_PATTERN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden", re.I
)

HtmlElement: TypeAlias = etree._Element
"""An HTML element; lxml's type stubs have no public name for its type."""


@dataclass(frozen=True, slots=True)
class ElementClasses:
    """The class names by which one kind of element is recognised."""

    class_words: frozenset[str]
    class_names: frozenset[str]

    def matches(self, element: HtmlElement) -> bool:
        """Whether an element has one of these classes."""
        class_names_and_id = (
            f"{element.get('class') or ''} {element.get('id') or ''}".split()
        )
        return any(
            class_name_or_id.lower() in self.class_names
            or any(
                class_word.lower() in self.class_words
                for class_word in _CLASS_SEPARATOR_PATTERN.split(class_name_or_id)
            )
            for class_name_or_id in class_names_and_id
        )


@dataclass(frozen=True, slots=True)
class PageMarkup:
    """The kinds of elements that are recognised by class."""

    junk_classes_by_reason: dict[str, ElementClasses]
    body: ElementClasses
    lead: ElementClasses
    caption: ElementClasses
    source: ElementClasses
    heading: ElementClasses


@lazy_constant
def load_markup() -> PageMarkup:
    """Load the class names of `data/markup.toml`."""
    table_by_kind = read_data_file("tm.articles.page", "data/markup.toml")

    def make_classes(classes_table: dict[str, list[str]]) -> ElementClasses:
        return ElementClasses(
            frozenset(classes_table["words"]), frozenset(classes_table["classes"])
        )

    junk_classes_by_reason = {
        reason: make_classes(classes_table)
        for reason, classes_table in table_by_kind.pop("drop").items()
    }
    return PageMarkup(
        junk_classes_by_reason,
        **{
            kind_name: make_classes(classes_table)
            for kind_name, classes_table in table_by_kind.items()
        },
    )


def parse_html(text: str, *, path: str) -> HtmlElement:
    """Parse a page, however badly it is written. Raises FormatError if impossible."""
    for tag_match in _LONG_TAG_PATTERN.finditer(text):
        # The parser compares each attribute with all before it.
        if (
            len(
                _ATTRIBUTE_SEPARATOR_PATTERN.findall(
                    _ATTRIBUTE_VALUE_PATTERN.sub("", tag_match[0])
                )
            )
            > _MAX_ATTRIBUTE_COUNT
        ):
            reason = f"a tag has more than {_MAX_ATTRIBUTE_COUNT:,} attributes"
            raise FormatError(reason, path=path)
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True
    )
    try:
        # As bytes: lxml refuses text that names an encoding.
        encoded_html = text.encode("utf-8", "replace")
        root: HtmlElement = html.document_fromstring(encoded_html, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise FormatError(f"this is not an HTML page ({error})", path=path) from error
    if any(
        error_entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT
        for error_entry in parser.error_log
    ):
        # The rest was not read, and half an article is worse than none.
        raise FormatError("the elements of the page are nested too deeply", path=path)
    return root


def collapse_spaces(text: str) -> str:
    """Collapse white space as a browser does; no-break and other spaces stay."""
    return _SPACES_PATTERN.sub(" ", text).strip(" ")


def read_text(element: HtmlElement) -> str:
    """Read all text of an element, as one line."""
    return collapse_spaces("".join(str(text) for text in element.itertext()))


def iterate_elements(root: HtmlElement, *tags: str) -> Iterator[HtmlElement]:
    """Iterate over an element and its descendants, of the given tags or of all."""
    for element in root.iter(*tags) if tags else root.iter():
        if isinstance(element.tag, str):
            yield element


def find_start_line(element: HtmlElement) -> int:
    """Return the line of the HTML on which an element starts, from 1."""
    source_line: Any = element.sourceline  # the type stubs leave it out
    return int(source_line or 1)


def is_within(root: HtmlElement, element: HtmlElement) -> bool:
    """Whether an element is still part of the page and was not dropped."""
    return element is root or any(
        ancestor is root for ancestor in element.iterancestors()
    )


def drop_element(element: HtmlElement) -> None:
    """Remove an element from its page; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    previous_element = element.getprevious()
    tail = element.tail or ""
    # libxml2 reads control characters, but takes none back.
    if previous_element is not None:
        previous_element.tail = _CONTROL_CHARACTER_PATTERN.sub(
            "", (previous_element.tail or "") + tail
        )
    else:
        parent.text = _CONTROL_CHARACTER_PATTERN.sub("", (parent.text or "") + tail)
    parent.remove(element)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element is hidden from readers of the page."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_INVISIBLE_STYLE_PATTERN.search(element.get("style") or ""))
        or (element.tag == "input" and element.get("type") == "hidden")
    )


def is_login_page(text: str) -> bool:
    """Whether the HTML of a page is a login form with little else to read."""
    try:
        return asks_for_password(parse_html(text, path=""))
    except FormatError:
        return False


def asks_for_password(root: HtmlElement) -> bool:
    """Whether a page is a login form with little else to read."""
    if not any(
        (input_element.get("type") or "").lower() == "password"
        for input_element in iterate_elements(root, "input")
    ):
        return False
    text_length = sum(
        len(text)
        for paragraph in iterate_elements(root, "p")
        if len(text := read_text(paragraph)) > 80
    )
    return text_length < 600
