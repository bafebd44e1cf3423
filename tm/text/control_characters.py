"""Control characters, which a terminal would obey, and others that nobody sees."""

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


def show_invisible_characters(text: str, *, keeps_no_break_spaces: bool = True) -> str:
    """Replace all invisible characters by their code points; spaces stay.

    >>> show_invisible_characters("a" + chr(0x200B) + "b" + chr(0xA0))
    'a⟨200B⟩b\\xa0'
    """
    return "".join(
        character
        if character.isprintable() or (keeps_no_break_spaces and character == "\u00a0")
        else f"⟨{ord(character):04X}⟩"
        for character in text
    )
