"""Reading the lines of a page in Markdown: headings, quotations, links and emphasis."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tm.articles.archive.article import BlockKind
from tm.articles.page_text.page_labels import PageLabels
from tm.articles.page_text.page_line import PageLine

_HEADING_PATTERN = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>\S.*?)(?:\s+#+)?")
_QUOTE_PATTERN = re.compile(r"(?:>\s*)+(?P<text>\S.*)")
_TABLE_ROW_PATTERN = re.compile(r"\|\s*(?P<text>[^|\s][^|]*(?:\|[^|]*)+?)\s*\|")
_LINK_PATTERN = re.compile(r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)[^()]*\)")
_EMPHASIS_PATTERN = re.compile(
    r"(?<![\w*])(?P<marks>\*{1,3}|_{1,3})(?=\S)(?P<text>[^*_]+?)(?<=\S)(?P=marks)(?![\w*])"
)
_MIN_LINK_COUNT = 2


def read_markdown(lines: Sequence[PageLine], labels: PageLabels) -> list[PageLine]:
    """Return the lines of a page without the marks of Markdown, if it has any.

    >>> from tm.articles.page_text.page_labels import load_page_labels
    >>> lines = [PageLine.of(1, "# Panen padi"), PageLine.of(2, "**Warga** senang.")]
    >>> [line.text for line in read_markdown(lines, load_page_labels())]
    ['Panen padi', 'Warga senang.']
    """
    link_count = sum(line.text.count("](http") for line in lines)
    has_heading = any(_HEADING_PATTERN.fullmatch(line.text) for line in lines)
    if not has_heading and link_count < _MIN_LINK_COUNT:
        return list(lines)
    return [_read_line(line, labels) for line in lines]


def _read_line(line: PageLine, labels: PageLabels) -> PageLine:
    """Read one line: its kind, and its text without marks."""
    kind = None
    text = line.raw_text
    if heading_match := _HEADING_PATTERN.fullmatch(text):
        is_title = len(heading_match["marks"]) == 1
        kind = BlockKind.HEADLINE if is_title else BlockKind.HEADING
        text = heading_match["text"]
    elif quote_match := _QUOTE_PATTERN.fullmatch(text):
        kind, text = BlockKind.QUOTE, quote_match["text"]
    elif row_match := _TABLE_ROW_PATTERN.fullmatch(text):
        kind, text = BlockKind.LIST_ITEM, row_match["text"]
    is_source = labels.source_line_pattern.match(text) is not None
    text = _LINK_PATTERN.sub(r"\g<url>" if is_source else r"\g<text>", text)
    while (plain_text := _EMPHASIS_PATTERN.sub(r"\g<text>", text)) != text:
        text = plain_text
    plain_line = PageLine.of(line.line_number, text, is_caption=line.is_caption)
    return replace(plain_line, kind=kind)
