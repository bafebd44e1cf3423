"""Control characters of texts, which a terminal would obey and XML cannot hold."""

import re

_CONTROL_CHARACTER_PATTERN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)"
)


def has_control_characters(text: str) -> bool:
    """Whether a text has control characters other than tabs and line ends.

    >>> has_control_characters("a\\tb\\n"), has_control_characters("a\\x1b[2Jb")
    (False, True)
    """
    return not text.isprintable() and bool(_CONTROL_CHARACTER_PATTERN.search(text))


def find_control_characters(text: str) -> list[int]:
    """Find the offsets of the control characters of a text."""
    return [match.start() for match in _CONTROL_CHARACTER_PATTERN.finditer(text)]


def show_control_characters(text: str) -> str:
    """Replace control characters by their code points; tabs and line ends stay.

    >>> show_control_characters("a" + chr(7) + "b")
    'a⟨0007⟩b'
    """
    if text.isprintable():
        return text
    return _CONTROL_CHARACTER_PATTERN.sub(lambda match: f"⟨{ord(match[0]):04X}⟩", text)
