"""HTML pages as documents: blocks of text with inline tags, and some attributes."""

import re
from dataclasses import dataclass
from pathlib import Path

from exports.documents.document import DocumentContent
from exports.documents.markup.html_tokens import (
    VOID_ELEMENTS,
    HtmlToken,
    HtmlTokenKind,
    list_html_tokens,
)
from exports.documents.markup.html_writer import HtmlWriter, add_escaped_text
from exports.documents.paragraph import DocumentParagraph, ParagraphBuilder
from exports.documents.part import DocumentPart
from exports.documents.text_file import TextFileContainer, read_text_part
from tm.text.input.encoding import is_encoding

_DECLARED_ENCODING_PATTERN = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]{0,100}encoding\s*=\s*["'])([A-Za-z][\w.:-]*)""",
    re.IGNORECASE,
)
_DECLARATION_SEARCH_SIZE = 4096
_INLINE_ELEMENTS = frozenset(
    """a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd
    label map mark nobr q s samp small span strike strong sub sup svg time tt u var wbr
    math""".split()
)
"""Elements inside of a text; any other one ends it."""
_FORMATTING_ELEMENTS = frozenset(
    """b big cite em font i ins mark nobr q s small span strike strong u""".split()
)
"""Elements that a translation may lack."""
_UNTRANSLATED_ELEMENTS = frozenset(
    """code kbd math object samp script style svg template var""".split()
)
"""Elements whose content is no text for readers."""
_TEXT_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")
_LANGUAGE_ATTRIBUTES = ("lang", "xml:lang")
_LABELLED_INPUT_TYPES = ("submit", "button", "reset")
_READABLE_META_NAMES = frozenset(
    """description og:title og:description og:site_name twitter:title
    twitter:description""".split()
)


def read_html(path: Path) -> DocumentContent:
    """Read an HTML page. Raises FormatError for a binary file."""
    part, remarks = read_text_part(path, _read_declared_encoding(path))
    part.escapes_characters = True
    part.paragraphs += HtmlReader(part, str(path)).read()
    return DocumentContent([part], TextFileContainer(), remarks)


def _read_declared_encoding(path: Path) -> str | None:
    """Read the encoding that a page declares; ASCII for one of ASCII without any."""
    file_bytes = path.read_bytes()
    declaration_match = _DECLARED_ENCODING_PATTERN.search(
        file_bytes, 0, _DECLARATION_SEARCH_SIZE
    )
    encoding = declaration_match[1].decode() if declaration_match else ""
    if is_encoding(encoding or "?") and not encoding.lower().startswith("utf-"):
        return encoding
    if encoding.lower() == "utf-8":
        return "utf-8"
    return "ascii" if file_bytes.isascii() else None


@dataclass(slots=True)
class _OpenTag:
    """An inline element that is open in a paragraph."""

    token_index: int
    name: str


class HtmlReader:
    """Reader of the paragraphs of a page."""

    def __init__(
        self, part: DocumentPart, path: str, start: int = 0, end: int | None = None
    ) -> None:
        """`start` and `end`: the range of the part that is HTML."""
        self._content = part.content
        self._writer = HtmlWriter(part)
        self._language_spans = part.language_spans
        self._tokens = list_html_tokens(part.content[start:end], path=path)
        for token in self._tokens:
            token.shift(start)
        self._paragraphs: list[DocumentParagraph] = []
        self._attribute_paragraphs: list[DocumentParagraph] = []
        """Of tags in the text that is being read."""
        self._open_tags: list[_OpenTag] = []
        self._builder = self._make_builder()
        self._preformatted_end = -1
        """Index of the end tag of an element in which line ends are text."""

    def read(self) -> list[DocumentParagraph]:
        """Read the paragraphs, in order."""
        token_index = 0
        while token_index < len(self._tokens):
            token_index = self._read_token(token_index)
        self._finish_paragraph()
        return self._paragraphs

    def _read_token(self, token_index: int) -> int:
        """Read a token, or an element that is one code; return the next index."""
        token = self._tokens[token_index]
        if token.kind is HtmlTokenKind.TEXT:
            self._add_text(token, is_preformatted=token_index < self._preformatted_end)
            return token_index + 1
        if token.kind is HtmlTokenKind.OTHER:
            self._builder.add_placeholder(
                "<!>", token.start, token.end, is_removable=False
            )
            return token_index + 1
        if token.kind is HtmlTokenKind.START:
            self._read_texts_and_languages(token)
            if self._is_untranslated(token_index):
                end_index = token.partner_index or token_index
                self._add_untranslated_element(token, self._tokens[end_index])
                return end_index + 1
        if token.name not in _INLINE_ELEMENTS or self._is_one_of_several_breaks(
            token_index
        ):
            self._finish_paragraph()
            if token.name == "pre" and token.kind is HtmlTokenKind.START:
                self._preformatted_end = token.partner_index or -1
        elif token.kind is HtmlTokenKind.START:
            self._add_start_tag(token_index)
        else:
            self._add_end_tag(token)
        return token_index + 1

    def _add_text(self, token: HtmlToken, *, is_preformatted: bool) -> None:
        if not is_preformatted:
            add_escaped_text(self._builder, self._content, token.start, token.end)
            return
        start = token.start
        for line in self._content[token.start : token.end].splitlines(keepends=True):
            end = start + len(line)
            add_escaped_text(self._builder, self._content, start, end)
            if line.endswith((b"\n", b"\r")):
                self._finish_paragraph()
            start = end

    def _add_start_tag(self, token_index: int) -> None:
        token = self._tokens[token_index]
        data = self._read_markup(token)
        if (
            token.is_self_closing
            or token.name in VOID_ELEMENTS
            or token.partner_index is None
        ):
            self._builder.add_placeholder(data, token.start, token.end)
            return
        self._builder.open_code(
            data,
            token.start,
            token.end,
            is_removable=token.name in _FORMATTING_ELEMENTS,
        )
        self._open_tags.append(_OpenTag(token_index, token.name))

    def _add_end_tag(self, token: HtmlToken) -> None:
        data = self._read_markup(token)
        if self._open_tags and self._open_tags[-1].token_index == token.partner_index:
            self._open_tags.pop()
            self._builder.close_code(data, token.start, token.end)
        else:
            self._builder.add_placeholder(data, token.start, token.end)

    def _add_untranslated_element(
        self, start_tag: HtmlToken, end_tag: HtmlToken
    ) -> None:
        """Add an element as one code; a block ends the text."""
        if start_tag.name in _INLINE_ELEMENTS or start_tag.name in ("script", "style"):
            self._builder.add_placeholder(
                self._read_markup(start_tag), start_tag.start, end_tag.end
            )
        else:
            self._finish_paragraph()

    def _is_untranslated(self, token_index: int) -> bool:
        """Whether the content of an element is no text for readers."""
        token = self._tokens[token_index]
        if token.name in _UNTRANSLATED_ELEMENTS:
            return True
        if self._read_value(token, "translate") == "no":
            return True
        if "notranslate" in self._read_value(token, "class").split():
            return True
        return token.name == "pre" and any(
            inner_token.name in ("code", "samp", "kbd")
            for inner_token in self._tokens[token_index + 1 : token_index + 4]
        )

    def _is_one_of_several_breaks(self, token_index: int) -> bool:
        """Whether a line break is one of several, as between paragraphs."""
        if self._tokens[token_index].name != "br":
            return False
        for direction in (1, -1):
            next_token_index = token_index + direction
            while 0 <= next_token_index < len(self._tokens):
                next_token = self._tokens[next_token_index]
                if next_token.name == "br":
                    return True
                if (
                    next_token.kind is not HtmlTokenKind.TEXT
                    or self._content[next_token.start : next_token.end].strip()
                ):
                    break
                next_token_index += direction
        return False

    def _read_texts_and_languages(self, token: HtmlToken) -> None:
        """Read the attributes of a tag that are text, or that name its language."""
        self._language_spans += [
            token.value_span_by_attribute[attribute_name]
            for attribute_name in _LANGUAGE_ATTRIBUTES
            if attribute_name in token.value_span_by_attribute
        ]
        attribute_names = [
            attribute_name
            for attribute_name in _TEXT_ATTRIBUTES
            if attribute_name in token.value_span_by_attribute
        ]
        if token.name == "meta":
            meta_name = self._read_value(token, "name") or self._read_value(
                token, "property"
            )
            attribute_names = (
                ["content"] if meta_name.lower() in _READABLE_META_NAMES else []
            )
        if token.name == "input" and (
            self._read_value(token, "type").lower() in _LABELLED_INPUT_TYPES
        ):
            attribute_names.append("value")
        for attribute_name in attribute_names:
            if attribute_name not in token.value_span_by_attribute:
                continue
            start, end = token.value_span_by_attribute[attribute_name]
            if self._content[start - 1 : start] not in (b'"', b"'"):
                continue  # without quotes it can hold no space
            builder = ParagraphBuilder("attribute", self._writer, joins_space=True)
            add_escaped_text(builder, self._content, start, end)
            self._attribute_paragraphs.append(builder.build())

    def _read_value(self, token: HtmlToken, attribute_name: str) -> str:
        start, end = token.value_span_by_attribute.get(attribute_name, (0, 0))
        return self._content[start:end].decode("utf-8", "replace").strip()

    def _read_markup(self, token: HtmlToken) -> str:
        return self._content[token.start : token.end].decode("utf-8", "replace")

    def _make_builder(self) -> ParagraphBuilder:
        return ParagraphBuilder("paragraph", self._writer, joins_space=True)

    def _finish_paragraph(self) -> None:
        if self._builder.text_length:
            self._paragraphs.append(self._builder.build())
            self._builder = self._make_builder()
        self._paragraphs += self._attribute_paragraphs
        self._attribute_paragraphs.clear()
        self._open_tags.clear()
