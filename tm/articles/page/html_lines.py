"""Converting an HTML page to lines as a reader sees them, with kinds and links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from tm.articles.archive.article import BlockKind
from tm.articles.page.element import (
    HtmlElement,
    collapse_spaces,
    find_start_line,
    load_markup,
    read_text,
)

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li "
    "main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
_CELL_TAGS = ("td", "th")
_BLOCK_KIND_BY_TAG = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "dt"), BlockKind.HEADING),
    **dict.fromkeys(("figcaption", "figure", "caption"), BlockKind.CAPTION),
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST_ITEM,
}
_MAX_LEAD_LENGTH = 700
"""Characters; a longer text with the class of a lead is a whole article."""
_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？:][\"”’»')\]]*$")


class Zone(StrEnum):
    """The position of a line relative to headline and body."""

    ABOVE = "above"
    HEADLINE = "headline"
    BETWEEN = "between"
    BODY = "body"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """A line of a page as a reader sees it."""

    text: str
    line_number: int
    """Line number in the HTML, from 1."""
    zone: Zone
    kind: BlockKind | None
    """The kind of block, if the elements show it."""
    is_lead_line: bool
    """Whether its class is that of a lead."""
    is_source_line: bool
    link_urls: tuple[str, ...]
    """The addresses that the line links to, as written."""


def read_html_lines(
    root: HtmlElement, headline_element: HtmlElement | None, body_element: HtmlElement
) -> list[HtmlLine]:
    """List the lines of a page in order; a paragraph or a table row is a line."""
    collector = _LineCollector(headline_element, body_element)
    for event_name, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            collector.start_element(
                element
            ) if event_name == "start" else collector.end_element(element)
        elif event_name == "end":  # a comment or an instruction, in the middle of text
            collector.add_text(element.tail)
    collector.end_line()
    return collector.lines


class _LineCollector:
    """Collects the lines of a page while its elements are read."""

    def __init__(
        self, headline_element: HtmlElement | None, body_element: HtmlElement
    ) -> None:
        self.lines: list[HtmlLine] = []
        self._headline_element = headline_element
        self._body_element = body_element
        self._zone = Zone.ABOVE if headline_element is not None else Zone.BETWEEN
        self._outer_zones: list[Zone] = []
        self._has_passed_headline = False
        self._block_kinds: list[BlockKind | None] = [None]
        self._lead_elements: list[HtmlElement] = []
        self._source_elements: list[HtmlElement] = []
        self._text_parts: list[str | None] = []  # None is a line break
        self._link_urls: list[str] = []
        self._line_number = 0
        self._has_text = False

    def start_element(self, element: HtmlElement) -> None:
        """Begin an element: a line, a zone or a kind of block may begin with it."""
        tag_name = element.tag
        page_markup = load_markup()
        if _is_block(element) or element in (
            self._headline_element,
            self._body_element,
        ):
            self.end_line()
        elif tag_name in _CELL_TAGS:
            self._text_parts.append(" ")
        if element is self._headline_element or element is self._body_element:
            self._outer_zones.append(self._zone)
            self._zone = Zone.HEADLINE
            if element is self._body_element:
                # Lines above the headline are not text, even in the body's element.
                self._zone = Zone.ABOVE if self._is_headline_ahead() else Zone.BODY
        kind = _BLOCK_KIND_BY_TAG.get(str(tag_name))
        if page_markup.caption.matches(element):
            kind = BlockKind.CAPTION
        elif page_markup.heading.matches(element) and tag_name in ("p", "div"):
            kind = BlockKind.HEADING
        outer_kind = self._block_kinds[-1]
        # A paragraph in a quotation or a list is part of it.
        self._block_kinds.append(kind or outer_kind)
        is_lead = (
            page_markup.lead.matches(element) and element is not self._body_element
        )
        if is_lead and len(read_text(element)) <= _MAX_LEAD_LENGTH:
            self._lead_elements.append(element)
        if page_markup.source.matches(element) and element is not self._body_element:
            self._source_elements.append(element)
        if tag_name == "br":
            self._text_parts.append(None)
        elif tag_name == "a" and element.get("href"):
            self._link_urls.append((element.get("href") or "").strip())
        self.add_text(element.text, find_start_line(element))

    def end_element(self, element: HtmlElement) -> None:
        """End an element: what began with it ends."""
        if _is_block(element) or element in (
            self._headline_element,
            self._body_element,
        ):
            self.end_line()
        self._block_kinds.pop()
        for open_elements in (self._lead_elements, self._source_elements):
            if open_elements and open_elements[-1] is element:
                open_elements.pop()
        if element is self._headline_element:
            outer_zone = self._outer_zones.pop()
            self._has_passed_headline = True
            next_zone = Zone.BODY if self._outer_zones else Zone.BETWEEN
            self._zone = next_zone if outer_zone is Zone.ABOVE else outer_zone
        elif element is self._body_element:
            self._outer_zones.pop()
            self._zone = Zone.BELOW
        self.add_text(element.tail, find_start_line(element))

    def _is_headline_ahead(self) -> bool:
        """Whether the headline is inside the body and was not reached yet."""
        if (
            self._headline_element is None
            or self._has_passed_headline
            or self._headline_element is self._body_element
        ):
            return False
        return any(
            ancestor is self._body_element
            for ancestor in self._headline_element.iterancestors()
        )

    def add_text(self, text: str | None, line_number: int | None = None) -> None:
        """Add a text to the line; the first one gives its number."""
        if not text:
            return
        if not self._has_text and not text.isspace():
            self._line_number = line_number or self._line_number
            self._has_text = True
        self._text_parts.append(text)

    def end_line(self) -> None:
        """End the line, if it has a text."""
        for line_text in _join_paragraphs(self._text_parts):
            html_line = HtmlLine(
                text=line_text,
                line_number=max(1, self._line_number),
                zone=self._zone,
                kind=self._block_kinds[-1],
                is_lead_line=bool(self._lead_elements),
                is_source_line=bool(self._source_elements),
                link_urls=tuple(self._link_urls),
            )
            self.lines.append(html_line)
        self._text_parts.clear()
        self._has_text = False
        self._link_urls.clear()


def _is_block(element: HtmlElement) -> bool:
    """Whether an element begins a line; a table cell does only if it holds blocks."""
    if element.tag in _CELL_TAGS:
        return any(child.tag == "br" or child.tag in BLOCK_TAGS for child in element)
    return element.tag in BLOCK_TAGS


def _join_paragraphs(text_parts: list[str | None]) -> Iterator[str]:
    """Join lines to paragraphs, unless each of them ends like a sentence.

    A blank line always ends a paragraph.
    """
    parts_of_lines: list[list[str]] = [[]]
    for text_part in text_parts:
        if text_part is None:
            parts_of_lines.append([])
        else:
            parts_of_lines[-1].append(text_part)
    lines = [collapse_spaces("".join(parts)) for parts in parts_of_lines]
    nonblank_lines = [line for line in lines if line]
    are_sentences = len(nonblank_lines) > 1 and all(
        _SENTENCE_END_PATTERN.search(line) for line in nonblank_lines
    )
    paragraph_lines: list[str] = []
    for line in [*lines, ""]:
        if line and not are_sentences:
            paragraph_lines.append(line)
        elif line:
            yield line
        elif paragraph_lines:
            yield " ".join(paragraph_lines)
            paragraph_lines = []
