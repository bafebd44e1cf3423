"""Markdown documents: paragraphs, headings, items of lists, cells of tables.

Front matter, code, definitions of links and the structure stay; HTML blocks are read as
HTML.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exports.documents.document import DocumentContent
from exports.documents.markup.html import HtmlReader
from exports.documents.markup.html_tokens import make_parser
from exports.documents.markup.markdown_inline import InlineText, MarkdownInlineReader
from exports.documents.markup.markdown_writer import normalise_label
from exports.documents.paragraph import DocumentParagraph
from exports.documents.part import DocumentPart
from exports.documents.text_file import TextFileContainer, read_text_part
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry

_MAX_MARKER_COUNT = 200
"""Most marks of quotations and lists at the beginning of a line."""
_MARKERS = b"> \t-*+"
_NESTING_MARKERS = b">-*+"
_DELIMITER_PATTERN = re.compile(rb"[*_~\[\]`<$]+")
_MAX_DELIMITER_COUNT = 1000
"""Most signs of inline markup in a paragraph; the grammar takes quadratic time."""
_PARAGRAPH_KIND_BY_NODE_TYPE = {"inline": "paragraph", "pipe_table_cell": "cell"}


def read_markdown(path: Path) -> DocumentContent:
    """Read a Markdown file. Raises FormatError for a binary or harmful one."""
    part, remarks = read_text_part(path)
    _refuse_deep_nesting(part.content, str(path))
    reader = _MarkdownReader(part, str(path))
    part.paragraphs += reader.read()
    return DocumentContent([part], TextFileContainer(), remarks, reader.skipped)


def _refuse_deep_nesting(content: bytes, path: str) -> None:
    """Raise FormatError for nesting that the grammar reads in quadratic time."""
    for line_number, line in enumerate(content.splitlines(), 1):
        marker_length = len(line) - len(line.lstrip(_MARKERS))
        markers = line[:marker_length]
        if sum(
            markers.count(marker) for marker in _NESTING_MARKERS
        ) > _MAX_MARKER_COUNT and line.strip(_MARKERS):
            reason = f"lists or quotations nested more than {_MAX_MARKER_COUNT} deep"
            raise FormatError(reason, path=path, line=line_number)


class _MarkdownReader:
    """Reader of the paragraphs of a file."""

    def __init__(self, part: DocumentPart, path: str) -> None:
        self._part = part
        self._path = path
        self._root = make_parser("markdown").parse(part.content).root_node
        self._labels = {
            normalise_label(node.children[0].text)
            for node in _iterate_nodes(self._root)
            if node.type == "link_reference_definition" and node.children
        }
        """Labels of links that the file defines."""
        self.skipped: list[SkippedEntry] = []
        """Texts that stay as they are."""

    def read(self) -> Iterator[DocumentParagraph]:
        """Read the paragraphs, in order."""
        inline_parser = make_parser("markdown", is_inline=True)
        for node in _iterate_nodes(self._root):
            if node.type in _PARAGRAPH_KIND_BY_NODE_TYPE:
                inline_text = _read_inline_text(self._part.content, node)
                if (
                    len(_DELIMITER_PATTERN.findall(inline_text.text))
                    > _MAX_DELIMITER_COUNT
                ):
                    line_number = node.start_point[0] + 1
                    reason = (
                        f"a paragraph with more than {_MAX_DELIMITER_COUNT:,} signs of "
                        "emphasis and links"
                    )
                    self.skipped.append(SkippedEntry(self._path, line_number, reason))
                    continue
                reader = MarkdownInlineReader(
                    self._part,
                    inline_text,
                    self._labels,
                    _PARAGRAPH_KIND_BY_NODE_TYPE[node.type],
                )
                yield from reader.read(inline_parser)
            elif node.type == "html_block":
                yield from HtmlReader(
                    self._part, self._path, node.start_byte, node.end_byte
                ).read()


def _iterate_nodes(root: Any) -> Iterator[Any]:
    """Iterate over the nodes that hold text, in order. Any: nodes of tree-sitter."""
    waiting_nodes = [root]
    while waiting_nodes:
        node = waiting_nodes.pop()
        yield node
        if node.type not in (
            *_PARAGRAPH_KIND_BY_NODE_TYPE,
            "html_block",
            "fenced_code_block",
        ):
            waiting_nodes += reversed(node.children)


def _read_inline_text(content: bytes, node: Any) -> InlineText:
    """Read the text of a node without the marks that continue its block."""
    text = bytearray()
    offsets: list[int] = []
    position = node.start_byte
    gaps = [
        (child.start_byte, child.end_byte)
        for child in node.children
        if child.type == "block_continuation"
    ]
    for gap_start, gap_end in (*gaps, (node.end_byte, node.end_byte)):
        text += content[position:gap_start]
        offsets += range(position, gap_start)
        position = max(position, gap_end)
    return InlineText(bytes(text), (*offsets, node.end_byte))
