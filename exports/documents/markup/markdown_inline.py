"""Inline markup of Markdown: emphasis, links, code and other codes in a text."""

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from exports.documents.markup.markdown_writer import MarkdownWriter, normalise_label
from exports.documents.paragraph import DocumentParagraph, ParagraphBuilder
from exports.documents.part import DocumentPart

_DELIMITER_LENGTH_BY_NODE_TYPE = {
    "emphasis": 1,
    "strong_emphasis": 2,
    "strikethrough": 1,
}
_LINK_NODE_TYPES = frozenset(
    ("inline_link", "full_reference_link", "collapsed_reference_link", "shortcut_link")
)
_PLACEHOLDER_NODE_TYPES = frozenset(
    ("code_span", "uri_autolink", "email_autolink", "hard_line_break", "image")
)
_VERBATIM_PATTERN = re.compile(
    rb"""\{\{.{0,500}?\}\} | \{%.{0,500}?%\}
    | \{[:.#][^{}\n]{0,200}\}
    | <[A-Za-z/!?][^<>]{0,500}>
    | (?<=\])\([^()\s]{1,500}\)
    | `.*`|`""",
    re.VERBOSE | re.DOTALL,
)
"""Tags of templates, attributes of elements, and what the grammar takes for text.

Others read `<engine name>` as a tag, or find a link or code that it does not see.
"""
_TAG_PATTERN = re.compile(rb"<(/?)([A-Za-z][\w-]*)[^>]*?(/?)>", re.DOTALL)
_LINE_BREAK = "<br/>"


@dataclass(frozen=True, slots=True)
class InlineText:
    """A text without the marks of its block, and where its bytes are in the part."""

    text: bytes
    offsets: tuple[int, ...]
    """The offset of each byte; the last one is the end."""


class MarkdownInlineReader:
    """Reader of one text."""

    def __init__(
        self,
        part: DocumentPart,
        inline_text: InlineText,
        link_labels: Collection[bytes],
        kind: str,
    ) -> None:
        """`link_labels`: normalised labels of links that the file defines."""
        self._part = part
        self._text = inline_text.text
        self._offsets = inline_text.offsets
        self._labels = link_labels
        self._kind = kind
        self._writer = MarkdownWriter(part, inline_text.offsets[0], kind == "cell")
        self._builder = ParagraphBuilder(kind, self._writer, joins_space=True)
        self._open_tag_names: list[bytes] = []
        self._image_paragraphs: list[DocumentParagraph] = []

    def read(self, parser: Any) -> list[DocumentParagraph]:
        """Read the paragraph, and the descriptions of its images."""
        root = parser.parse(self._text).root_node
        self._add_content(root.children, 0, len(self._text))
        return [self._builder.build(), *self._image_paragraphs]

    def _add_content(self, nodes: list[Any], start: int, end: int) -> None:
        """Add the nodes in a range, and the text between them."""
        for node in nodes:
            if node.start_byte < start or node.end_byte > end:
                continue
            self._add_text(start, node.start_byte)
            self._add_node(node)
            start = node.end_byte
        self._add_text(start, end)

    def _add_node(self, node: Any) -> None:
        start, end = node.start_byte, node.end_byte
        if node.type in _DELIMITER_LENGTH_BY_NODE_TYPE:
            self._add_emphasis(node)
        elif node.type in _LINK_NODE_TYPES:
            self._add_link(node)
        elif node.type == "backslash_escape":
            character = self._text[start + 1 : end].decode("utf-8", "replace")
            self._add_character(character, start, end)
        elif node.type in ("entity_reference", "numeric_character_reference"):
            character = html.unescape(self._text[start:end].decode())
            if len(character) == 1 and character != "\ufffd":
                self._add_character(character, start, end)
            else:
                self._add_placeholder(start, end)
        elif node.type == "html_tag":
            self._add_tag(start, end)
        elif node.type in _PLACEHOLDER_NODE_TYPES or (
            node.type == "latex_block" and self._is_formula(start, end)
        ):
            self._add_placeholder(
                start, end, _LINE_BREAK if node.type == "hard_line_break" else None
            )
            if node.type == "image":
                self._read_description(node)
        elif node.children:
            self._add_content(node.children, start, end)
        else:
            self._add_text(start, end)

    def _add_emphasis(self, node: Any) -> None:
        delimiter_length = _DELIMITER_LENGTH_BY_NODE_TYPE[node.type]
        start, end = node.start_byte, node.end_byte
        children = node.children
        inner_text = self._text[start + delimiter_length : end - delimiter_length]
        is_in_word = self._text.startswith(b"_", start) and (
            self._text[max(0, start - 4) : start]
            .decode("utf-8", "ignore")[-1:]
            .isalnum()
            or self._text[end : end + 4].decode("utf-8", "ignore")[:1].isalnum()
        )
        if is_in_word or inner_text != inner_text.strip():  # others see no emphasis
            self._add_text(start, start + delimiter_length)
            self._add_content(
                children, start + delimiter_length, end - delimiter_length
            )
            self._add_text(end - delimiter_length, end)
            return
        inner_nodes = [child for child in children if child.type == node.type]
        if inner_nodes and node.type == "strikethrough":
            inner_node = inner_nodes[0]
            if (inner_node.start_byte, inner_node.end_byte) == (start + 1, end - 1):
                delimiter_length, children = 2, inner_node.children
        opening_data = self._text[start : start + delimiter_length].decode()
        self._writer.emphasis_code_indexes.add(
            self._builder.open_code(
                opening_data,
                self._offsets[start],
                self._offsets[start + delimiter_length],
                is_removable=True,
            )
        )
        self._add_content(children, start + delimiter_length, end - delimiter_length)
        self._writer.emphasis_code_indexes.add(
            self._builder.close_code(
                opening_data,
                self._offsets[end - delimiter_length],
                self._find_code_end(end),
            )
        )

    def _add_link(self, node: Any) -> None:
        """Add a link; brackets that are no link are text."""
        start, end = node.start_byte, node.end_byte
        text_node = next(
            (child for child in node.children if child.type == "link_text"), None
        )
        is_label_of_definition = node.type in (
            "shortcut_link",
            "collapsed_reference_link",
        )
        if self._text.startswith(b"[^", start) or text_node is None:
            self._add_placeholder(start, end)
            return
        text_start, text_end = text_node.start_byte, text_node.end_byte
        label = self._text[text_start:text_end]
        if (
            is_label_of_definition
            and normalise_label(b"[%s]" % label) not in self._labels
        ):
            self._add_text(start, text_start)
            self._add_content(text_node.children, text_start, text_end)
            self._add_text(text_end, end)
            return
        self._builder.open_code("[", self._offsets[start], self._offsets[text_start])
        self._add_content(text_node.children, text_start, text_end)
        closing_data = self._text[text_end:end].decode("utf-8", "replace")
        closing_index = self._builder.close_code(
            closing_data, self._offsets[text_end], self._find_code_end(end)
        )
        if is_label_of_definition:  # the text is the label, so a new text needs it
            self._writer.markup_by_code_index[closing_index] = b"][%s]" % label

    def _add_tag(self, start: int, end: int) -> None:
        """Add a tag of HTML; those of one element are a pair."""
        tag_match = _TAG_PATTERN.fullmatch(self._text, start, end)
        data = self._text[start:end].decode("utf-8", "replace")
        start_and_end = self._offsets[start], self._find_code_end(end)
        if tag_match is None or tag_match[3]:
            self._builder.add_placeholder(data, *start_and_end)
            return
        tag_name = tag_match[2].lower()
        has_end_tag = re.search(
            rb"</%s\s*>" % re.escape(tag_name), self._text[end:], re.I
        )
        if not tag_match[1] and has_end_tag:
            self._builder.open_code(data, *start_and_end)
            self._open_tag_names.append(tag_name)
        elif tag_match[1] and self._open_tag_names[-1:] == [tag_name]:
            self._open_tag_names.pop()
            self._builder.close_code(data, *start_and_end)
        else:
            self._builder.add_placeholder(data, *start_and_end)

    def _read_description(self, node: Any) -> None:
        """Read the description of an image as a paragraph of its own."""
        description = next(
            (child for child in node.children if child.type == "image_description"),
            None,
        )
        if description is None or self._text.startswith(b"][]", description.end_byte):
            return
        is_label_of_definition = self._text[
            description.end_byte + 1 : description.end_byte + 2
        ] not in (
            b"(",
            b"[",
        )
        if is_label_of_definition:
            return
        start, end = description.start_byte, description.end_byte
        reader = MarkdownInlineReader(
            self._part,
            InlineText(self._text[start:end], self._offsets[start : end + 1]),
            self._labels,
            "attribute",
        )
        reader._add_content(
            [_ShiftedNode(child, start) for child in description.children],
            0,
            end - start,
        )
        self._image_paragraphs.append(reader._builder.build())

    def _is_formula(self, start: int, end: int) -> bool:
        """Whether text between dollar signs is a formula, not two amounts."""
        formula = self._text[start:end].strip(b"$")
        return formula == formula.strip() and not self._text[end : end + 1].isdigit()

    def _add_text(self, start: int, end: int) -> None:
        """Add a text; what must stay as it is in it is a code."""
        for verbatim_match in _VERBATIM_PATTERN.finditer(self._text, start, end):
            self._add_plain_text(start, verbatim_match.start())
            self._add_placeholder(*verbatim_match.span())
            start = verbatim_match.end()
        self._add_plain_text(start, end)

    def _add_plain_text(self, start: int, end: int) -> None:
        text = self._text[start:end].decode("utf-8", "surrogateescape")
        for character in text:
            length = len(character.encode("utf-8", "surrogateescape"))
            self._add_character(character, start, start + length)
            start += length

    def _add_character(self, character: str, start: int, end: int) -> None:
        self._builder.add_character(
            character, self._offsets[start], self._offsets[end - 1] + 1
        )

    def _add_placeholder(self, start: int, end: int, data: str | None = None) -> None:
        if data is None:
            data = self._text[start:end].decode("utf-8", "replace")
        self._builder.add_placeholder(
            data, self._offsets[start], self._find_code_end(end)
        )

    def _find_code_end(self, end: int) -> int:
        """Find the end of a code in the part; a line break ends after the marks."""
        if self._text[end - 1 : end] == b"\n":
            return self._offsets[end]
        return self._offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class _ShiftedNode:
    """A node whose offsets are counted from the beginning of a description."""

    node: Any
    byte_shift: int

    @property
    def type(self) -> str:
        """The type of the node."""
        node_type: str = self.node.type
        return node_type

    @property
    def start_byte(self) -> int:
        """The start of the node."""
        return int(self.node.start_byte) - self.byte_shift

    @property
    def end_byte(self) -> int:
        """The end of the node."""
        return int(self.node.end_byte) - self.byte_shift

    @property
    def children(self) -> list["_ShiftedNode"]:
        """The children of the node."""
        return [_ShiftedNode(child, self.byte_shift) for child in self.node.children]
