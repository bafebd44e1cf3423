"""Texts with tags and entities, as clients send them that speak XML."""

import re
from collections.abc import Callable
from html import escape, unescape

_TAG_PATTERN = re.compile(r"</?[A-Za-z][^<>]*>")
_INLINE_TAG_PATTERN = re.compile(r"</?(?:bpt|bx|ept|ex|g|it|mrk|ph|t5:n|x)\b[^<>]*>")
"""The inline tags of XLIFF and TMX, and those of t5memory for numbers."""


def add_markup(translation: str, text: str) -> str:
    """Make XML of the translation of a text in XML.

    Tags that the text has are tags in the translation, too; all else is text.

    >>> add_markup('a & b<x id="1"/>', 'A &amp; B<x id="1"/>')
    'a &amp; b<x id="1"/>'
    >>> add_markup("<b>", "A")
    '&lt;b&gt;'
    """
    tags = {tag.casefold() for tag in _TAG_PATTERN.findall(text)}
    return _map_texts(translation, _escape, lambda tag: tag.casefold() in tags)


def remove_entities(text: str) -> str:
    """Replace the entities of a text by what they stand for; tags stay.

    >>> remove_entities('A &amp; B<x id="1"/>')
    'A & B<x id="1"/>'
    """
    return _map_texts(text, unescape, lambda _: True)


def add_entities(text: str) -> str:
    """Make XML of a text, which may have inline tags.

    >>> add_entities('A & B<x id="1"/> <b>')
    'A &amp; B<x id="1"/> &lt;b&gt;'
    """
    return _map_texts(text, _escape, lambda tag: bool(_INLINE_TAG_PATTERN.match(tag)))


def _escape(text: str) -> str:
    return escape(text, quote=False)


def _map_texts(
    text: str, convert: Callable[[str], str], is_tag: Callable[[str], bool]
) -> str:
    """Convert what stands between the tags of a text."""
    text_parts, text_start = [], 0
    for tag_match in _TAG_PATTERN.finditer(text):
        if is_tag(tag_match[0]):
            text_parts += [convert(text[text_start : tag_match.start()]), tag_match[0]]
            text_start = tag_match.end()
    return "".join([*text_parts, convert(text[text_start:])])
