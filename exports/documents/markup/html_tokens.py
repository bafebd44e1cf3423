"""Tokens of HTML: tags, texts and all else, with their offsets.

The grammar of tree-sitter reads any HTML, and reports the bytes of each token.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tm.errors import FormatError, InputError

VOID_ELEMENTS = frozenset(
    """area base br col embed hr img input link meta param source track wbr""".split()
)
"""Elements without an end tag."""
_UNCLOSED_ELEMENTS = frozenset(
    name.encode()
    for name in (
        *VOID_ELEMENTS,
        *"p li td th tr tbody thead tfoot dt dd option optgroup colgroup rt rp".split(),
    )
)
"""Elements that end without an end tag, so that they are not inside each other."""
_MAX_ELEMENT_DEPTH = 2000
_MAX_UNCLOSED_COMMENT_COUNT = 100
_TAG_PATTERN = re.compile(rb"<(?P<slash>/?)(?P<name>[A-Za-z][\w:-]*)(?P<rest>[^<>]*)")
_TOKEN_TYPES = frozenset(
    """start_tag end_tag self_closing_tag erroneous_end_tag comment doctype text entity
    raw_text""".split()
)


class HtmlTokenKind(StrEnum):
    """What a token is."""

    START = "start"
    END = "end"
    TEXT = "text"
    OTHER = "other"
    """A comment, the content of a script, or what no grammar allows."""


@dataclass(slots=True)
class HtmlToken:
    """A token with its offsets in bytes."""

    kind: HtmlTokenKind
    start: int
    end: int
    name: str = ""
    """Name of the element, in lower case."""
    value_span_by_attribute: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Offsets of the values, without quotes, by lower-case name."""
    is_self_closing: bool = False
    """Whether the element is written as one tag, `<br/>`."""
    partner_index: int | None = None
    """Index of the end tag of a start tag, and the other way round."""

    def shift(self, distance: int) -> None:
        """Count the offsets from an earlier byte."""
        self.start += distance
        self.end += distance
        for name, (start, end) in self.value_span_by_attribute.items():
            self.value_span_by_attribute[name] = (start + distance, end + distance)


def make_parser(grammar: str, *, is_inline: bool = False) -> Any:
    """Make a parser of `html` or `markdown`. Raises InputError if it is missing.

    Any: tree-sitter is not installed everywhere.
    """
    try:
        import tree_sitter

        if grammar == "html":
            import tree_sitter_html

            language = tree_sitter_html.language()
        else:
            import tree_sitter_markdown

            language = (
                tree_sitter_markdown.inline_language()
                if is_inline
                else tree_sitter_markdown.language()
            )
    except ImportError as error:
        raise InputError(
            f"documents in {grammar.upper() if grammar == 'html' else 'Markdown'} need "
            "tree-sitter; install it with: pip install 'padanan[documents]'"
        ) from error
    return tree_sitter.Parser(tree_sitter.Language(language))


def list_html_tokens(content: bytes, *, path: str) -> list[HtmlToken]:
    """List the tokens of a file, in order; every byte is in one of them.

    Raises FormatError for a file that would take hours.
    """
    _refuse_harmful_content(content, path)
    tokens: list[HtmlToken] = []
    position = 0
    for node in _iterate_token_nodes(content):
        if node.end_byte <= position:
            continue
        if node.start_byte > position:
            _add_token(tokens, _make_gap_token(content, position, node.start_byte))
        _add_token(tokens, _make_token(node))
        position = node.end_byte
    if position < len(content):
        _add_token(tokens, _make_gap_token(content, position, len(content)))
    _match_tags(tokens)
    return tokens


def _refuse_harmful_content(content: bytes, path: str) -> None:
    """Raise FormatError for what the grammar reads in quadratic time."""
    last_comment_end = content.rfind(b"-->") + 1
    if content.count(b"<!--", last_comment_end) > _MAX_UNCLOSED_COMMENT_COUNT:
        raise FormatError("comments without an end", path=path)
    open_count_by_name: Counter[bytes] = Counter()
    depth = 0
    for tag_match in _TAG_PATTERN.finditer(content):
        name = tag_match["name"].lower()
        if name in _UNCLOSED_ELEMENTS or tag_match["rest"].endswith(b"/"):
            continue
        if not tag_match["slash"]:
            open_count_by_name[name] += 1
            depth += 1
        elif open_count_by_name[name]:
            open_count_by_name[name] -= 1
            depth -= 1
        if depth > _MAX_ELEMENT_DEPTH:
            reason = f"elements nested more than {_MAX_ELEMENT_DEPTH:,} deep"
            raise FormatError(reason, path=path)


def _iterate_token_nodes(content: bytes) -> Iterator[Any]:
    """Iterate over the nodes that are tokens. Any: nodes of tree-sitter."""
    cursor = make_parser("html").parse(content).walk()
    while True:
        node = cursor.node
        if node.type in _TOKEN_TYPES:
            yield node
        elif cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def _add_token(tokens: list[HtmlToken], token: HtmlToken) -> None:
    """Add a token; texts next to each other are one.

    The grammar ends a reference such as `&#128196;` after five digits.
    """
    if (
        token.kind is HtmlTokenKind.TEXT
        and tokens
        and tokens[-1].kind is HtmlTokenKind.TEXT
    ):
        tokens[-1].end = token.end
    else:
        tokens.append(token)


def _make_gap_token(content: bytes, start: int, end: int) -> HtmlToken:
    """Make the token between two others: white space, or what is no HTML."""
    is_space = not content[start:end].strip()
    return HtmlToken(
        HtmlTokenKind.TEXT if is_space else HtmlTokenKind.OTHER, start, end
    )


def _make_token(node: Any) -> HtmlToken:
    start, end = node.start_byte, node.end_byte
    if node.type in ("text", "entity"):
        return HtmlToken(HtmlTokenKind.TEXT, start, end)
    if node.type in ("end_tag", "erroneous_end_tag"):
        return HtmlToken(HtmlTokenKind.END, start, end, _read_name(node))
    if node.type in ("start_tag", "self_closing_tag"):
        return HtmlToken(
            HtmlTokenKind.START,
            start,
            end,
            _read_name(node),
            _read_value_spans(node),
            node.type == "self_closing_tag",
        )
    return HtmlToken(HtmlTokenKind.OTHER, start, end)


def _read_name(node: Any) -> str:
    for child in node.children:
        if child.type in ("tag_name", "erroneous_end_tag_name"):
            encoded_name: bytes = child.text
            return encoded_name.decode("utf-8", "replace").lower()
    return ""


def _read_value_spans(node: Any) -> dict[str, tuple[int, int]]:
    value_span_by_attribute: dict[str, tuple[int, int]] = {}
    for attribute in node.children:
        if attribute.type != "attribute" or len(attribute.children) < 2:
            continue
        value = attribute.children[-1]
        if value.type == "quoted_attribute_value":
            value_span = value.start_byte + 1, value.end_byte - 1
        elif value.type == "attribute_value":
            value_span = value.start_byte, value.end_byte
        else:
            continue
        name = attribute.children[0].text.decode("utf-8", "replace").lower()
        value_span_by_attribute.setdefault(name, value_span)
    return value_span_by_attribute


def _match_tags(tokens: list[HtmlToken]) -> None:
    """Match start and end tags of the same name."""
    open_indexes_by_name: dict[str, list[int]] = defaultdict(list)
    for index, token in enumerate(tokens):
        if token.kind is HtmlTokenKind.START and not token.is_self_closing:
            open_indexes_by_name[token.name].append(index)
        elif token.kind is HtmlTokenKind.END and open_indexes_by_name[token.name]:
            start_index = open_indexes_by_name[token.name].pop()
            token.partner_index = start_index
            tokens[start_index].partner_index = index
