"""Text for the XML of office documents, without what it cannot hold."""

from exports.xml.escaping import escape_text, remove_forbidden_characters

_CONTROL_TABLE = str.maketrans(dict.fromkeys("\t\n\r\v\f\u2028\u2029", " "))
"""Characters that office programs do not show as text."""


def escape_office_text(text: str) -> str:
    """Escape a text; tabs and line ends, which are elements there, become spaces.

    >>> escape_office_text("a\\tb & c")
    'a b &amp; c'
    """
    clean_text, _ = remove_forbidden_characters(text.translate(_CONTROL_TABLE))
    return escape_text(clean_text)
