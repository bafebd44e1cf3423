"""The lines of an HTML page as a reader sees them, with what their elements say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from tm.articles.archive.article import BlockKind
from tm.articles.page.element import Element, collapse_spaces, line_of, markup, text_of

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li "
    "main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = ("td", "th")
_KINDS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "dt"), BlockKind.HEADING),
    **dict.fromkeys(("figcaption", "figure", "caption"), BlockKind.CAPTION),
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST_ITEM,
}
_LONGEST_LEAD = 700
"""Characters; what is longer is an article that is called the leading one."""
_SENTENCE_END = re.compile(r"[.!?…。！？:][\"”’»')\]]*$")


class Zone(StrEnum):
    """Where a line stands in relation to headline and body."""

    ABOVE = "above"
    HEADLINE = "headline"
    BETWEEN = "between"
    BODY = "body"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """A line of a page as a reader sees it."""

    text: str
    line: int
    """Of the HTML, from 1."""
    zone: Zone
    kind: BlockKind | None
    """The kind of block by its elements, if they say."""
    is_lead: bool
    """Whether its class says so."""
    is_source: bool
    links: tuple[str, ...]
    """The addresses that it links to, as written."""


def html_lines_of(
    root: Element, headline: Element | None, body: Element
) -> list[HtmlLine]:
    """List the lines of a page in order; a paragraph or a table row is a line."""
    walk = _LineWalk(headline, body)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            walk.start(element) if event == "start" else walk.end(element)
        elif event == "end":  # a comment or an instruction, in the middle of text
            walk.text(element.tail)
    walk.flush()
    return walk.found


class _LineWalk:
    def __init__(self, headline: Element | None, body: Element) -> None:
        self.found: list[HtmlLine] = []
        self._headline = headline
        self._body = body
        self._zone = Zone.ABOVE if headline is not None else Zone.BETWEEN
        self._outer: list[Zone] = []
        self._passed = False
        self._kinds: list[BlockKind | None] = [None]
        self._leads: list[Element] = []
        self._sources: list[Element] = []
        self._texts: list[str | None] = []  # None is a line break
        self._links: list[str] = []
        self._line = 0

    def start(self, element: Element) -> None:
        tag = element.tag
        signs = markup()
        if _is_block(element) or element in (self._headline, self._body):
            self.flush()
        elif tag in _CELLS:
            self._texts.append(" ")
        if element is self._headline or element is self._body:
            self._outer.append(self._zone)
            self._zone = Zone.HEADLINE
            if element is self._body:
                # What stands above a headline is no text, even in the same element.
                self._zone = Zone.ABOVE if self._comes_headline() else Zone.BODY
        kind = _KINDS.get(str(tag))
        if signs.caption.matches(element):
            kind = BlockKind.CAPTION
        elif signs.heading.matches(element) and tag in ("p", "div"):
            kind = BlockKind.HEADING
        outer = self._kinds[-1]
        # A paragraph in a quotation or a list is part of it.
        self._kinds.append(kind or outer)
        is_lead = signs.lead.matches(element) and element is not self._body
        if is_lead and len(text_of(element)) <= _LONGEST_LEAD:
            self._leads.append(element)
        if signs.source.matches(element) and element is not self._body:
            self._sources.append(element)
        if tag == "br":
            self._texts.append(None)
        elif tag == "a" and element.get("href"):
            self._links.append((element.get("href") or "").strip())
        self.text(element.text, line_of(element))

    def end(self, element: Element) -> None:
        if _is_block(element) or element in (self._headline, self._body):
            self.flush()
        self._kinds.pop()
        for opened in (self._leads, self._sources):
            if opened and opened[-1] is element:
                opened.pop()
        if element is self._headline:
            outer = self._outer.pop()
            self._passed = True
            zone_after = Zone.BODY if self._outer else Zone.BETWEEN
            self._zone = zone_after if outer is Zone.ABOVE else outer
        elif element is self._body:
            self._outer.pop()
            self._zone = Zone.BELOW
        self.text(element.tail, line_of(element))

    def _comes_headline(self) -> bool:
        """Whether the headline is in the body, and still to come."""
        if self._headline is None or self._passed or self._headline is self._body:
            return False
        return any(each is self._body for each in self._headline.iterancestors())

    def text(self, text: str | None, line: int | None = None) -> None:
        if not text:
            return
        if text.strip() and not any(part and part.strip() for part in self._texts):
            self._line = line or self._line
        self._texts.append(text)

    def flush(self) -> None:
        for text in _paragraphs(self._texts):
            piece = HtmlLine(
                text=text,
                line=max(1, self._line),
                zone=self._zone,
                kind=self._kinds[-1],
                is_lead=bool(self._leads),
                is_source=bool(self._sources),
                links=tuple(self._links),
            )
            self.found.append(piece)
        self._texts.clear()
        self._links.clear()


def _is_block(element: Element) -> bool:
    """Whether an element begins a line; a cell does that holds more than a value."""
    if element.tag in _CELLS:
        return any(child.tag == "br" or child.tag in BLOCKS for child in element)
    return element.tag in BLOCKS


def _paragraphs(texts: list[str | None]) -> Iterator[str]:
    """Text between line breaks: two make a paragraph, one does after a sentence."""
    lines = [""]
    for text in texts:
        if text is None:
            lines.append("")
        else:
            lines[-1] += text
    lines = [collapse_spaces(line) for line in lines]
    solid = [line for line in lines if line]
    apart = len(solid) > 1 and all(_SENTENCE_END.search(line) for line in solid)
    gathered: list[str] = []
    for line in [*lines, ""]:
        if line and not apart:
            gathered.append(line)
        elif line:
            yield line
        elif gathered:
            yield " ".join(gathered)
            gathered = []
