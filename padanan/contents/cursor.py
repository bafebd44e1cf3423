"""Cursors: where the next page of a list begins, as a text that a caller gives back."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from tm.errors import InputError

_SEPARATOR = "\n"


def make_cursor(*values: str) -> str:
    """Make the cursor of the values of the last item of a page.

    >>> make_cursor("12"), read_cursor("MTI", 1)
    ('MTI', ['12'])
    """
    return urlsafe_b64encode(_SEPARATOR.join(values).encode()).decode().rstrip("=")


def read_cursor(cursor: str, value_count: int) -> list[str]:
    """Read the values of a cursor. Raises InputError for what is none."""
    try:
        padded_cursor = cursor + "=" * (-len(cursor) % 4)
        values = urlsafe_b64decode(padded_cursor.encode()).decode().split(_SEPARATOR)
    except (binascii.Error, ValueError):
        values = []
    if len(values) != value_count or make_cursor(*values) != cursor:
        raise _make_error(cursor)
    return values


def read_number_cursor(cursor: str | None) -> int:
    """Read a cursor of one number; 0 without a cursor. Raises InputError."""
    if cursor is None:
        return 0
    [value] = read_cursor(cursor, 1)
    if not value.isascii() or not value.isdecimal() or len(value) > 18:
        raise _make_error(cursor)
    return int(value)


def _make_error(cursor: str) -> InputError:
    return InputError(
        f"{cursor[:40]!r} is not a cursor; give `next` of the page before",
        parameters=["cursor"],
    )
