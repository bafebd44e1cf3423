"""References to cells, such as `AB12`: the letters of a column and its number."""

import re

_COLUMN_LETTERS_PATTERN = re.compile("[A-Z]{1,3}")


def _parse_column_letters(column_letters: str) -> int:
    column_number = 0
    for letter in column_letters:
        column_number = column_number * 26 + ord(letter) - 64
    return column_number


def format_column(column_number: int) -> str:
    """Format the number of a column, from 1, as its letters.

    >>> format_column(1), format_column(28), format_column(703)
    ('A', 'AB', 'AAA')
    """
    column_letters = ""
    while column_number:
        column_number, letter_index = divmod(column_number - 1, 26)
        column_letters = chr(65 + letter_index) + column_letters
    return column_letters


def parse_column(cell_reference: str) -> int:
    """Parse the column number, from 1, of a reference such as `AB12`; 0 without one."""
    letters_match = _COLUMN_LETTERS_PATTERN.match(cell_reference)
    return _parse_column_letters(letters_match[0]) if letters_match else 0


def parse_whole_number(text: str | None) -> int:
    """Parse a whole number; 0 for other text or None."""
    return int(text) if text is not None and text.isdecimal() else 0
