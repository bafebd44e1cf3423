"""Escaping of texts for XML, and removal of characters that XML forbids."""

from collections.abc import Callable

from exports.xml.decoding import FORBIDDEN_PATTERN, FORBIDDEN_REFERENCE_PATTERN


def blank_forbidden_characters(text: str) -> str:
    """Replace characters that XML forbids by spaces; the length stays."""
    text = FORBIDDEN_PATTERN.sub(" ", text)
    return FORBIDDEN_REFERENCE_PATTERN.sub(lambda match: " " * len(match[0]), text)


def remove_forbidden_characters(text: str) -> tuple[str, int]:
    """Remove characters that XML forbids; return their count, too.

    >>> remove_forbidden_characters("a\\x01b")
    ('ab', 1)
    """
    return FORBIDDEN_PATTERN.subn("", text)


def respell_forbidden_characters(
    text: str, spell_character: Callable[[str], str]
) -> str:
    """Replace characters that XML forbids by the results of `spell_character`.

    >>> respell_forbidden_characters("a\\x01b", lambda character: f"[{ord(character)}]")
    'a[1]b'
    """
    return FORBIDDEN_PATTERN.sub(lambda match: spell_character(match[0]), text)


def escape_text(text: str) -> str:
    """Escape a text as the content of an element.

    >>> escape_text("R&D <b>")
    'R&amp;D &lt;b&gt;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A parser turns a bare CR into LF.
    return text.replace("\r", "&#13;")


def quote_attribute(text: str) -> str:
    """Escape and quote a text as the value of an attribute.

    >>> quote_attribute('say "a"')
    '"say &quot;a&quot;"'
    """
    text = escape_text(text).replace('"', "&quot;")
    # A parser turns bare white space in a value into spaces.
    text = text.replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'
