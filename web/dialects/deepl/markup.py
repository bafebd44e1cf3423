"""Texts with tags and entities, as DeepL takes them with `tag_handling`."""

import re
from collections.abc import Callable
from html import escape, unescape

_TAG_PATTERN = re.compile(r"</?[A-Za-z][^<>]*>")


def translate_markup(text: str, translate: Callable[[str], str]) -> str:
    """Translate a text without its entities; those of the translation are put back.

    Tags that the text has are tags in the translation, too; all else is text.

    >>> translate_markup('A &amp; B<x id="1"/>', lambda text: text.lower())
    'a &amp; b<x id="1"/>'
    >>> translate_markup("A", lambda _: "<b>")
    '&lt;b&gt;'
    """
    tags = {tag.casefold() for tag in _TAG_PATTERN.findall(text)}
    translation = translate(_map_texts(text, unescape, lambda _: True))
    return _map_texts(
        translation,
        lambda part: escape(part, quote=False),
        lambda tag: tag.casefold() in tags,
    )


def _map_texts(
    text: str, convert: Callable[[str], str], is_tag: Callable[[str], bool]
) -> str:
    """Convert what stands between the tags of a text."""
    parts, start = [], 0
    for match in _TAG_PATTERN.finditer(text):
        if is_tag(match[0]):
            parts += [convert(text[start : match.start()]), match[0]]
            start = match.end()
    return "".join([*parts, convert(text[start:])])
