"""Columns that number rows or name them, though a language has the same name.

`no` is Norwegian and a number in English and Indonesian, `id` is Indonesian and an
identifier everywhere. Only the cells tell which is meant.
"""

import re
from collections.abc import Collection

NUMBER_COLUMN_NAMES = frozenset(("no", "no.", "nr", "nr."))
"""Names in lower case of columns of which one number is enough."""
_NUMBER = re.compile(r"\d+[.)]?")
_IDENTIFIER = re.compile(r"\S*(?:\d|\w[._:/#]\w)\S*")
_ID_COLUMN_NAME = "id"
_MIN_FILLED_SHARE = 0.75
"""Of the rows, which have a number or name; some may be headings, or damaged."""


def identifies_rows(name: str, cells: Collection[str]) -> bool:
    """Whether a column of that name with these cells says which row it is.

    `cells`: those of all rows, of which some may be empty. A translation of which only
    the numbers are there, as tools copy them, leaves most empty.

    >>> identifies_rows("no", ["1"]), identifies_rows("vi", ["2024", "2025"])
    (True, True)
    >>> identifies_rows("vi", ["", "1", "", "2"])
    False
    >>> identifies_rows("id", ["page.title", "page.lead"])
    True
    >>> identifies_rows("id", ["satu"])
    False
    """
    texts = [text for cell in cells if (text := cell.strip())]
    distinct_count = len(set(texts))
    name = name.strip().lower()
    if all(map(_NUMBER.fullmatch, texts)) and name in NUMBER_COLUMN_NAMES:
        return distinct_count > 0
    if distinct_count < 2 or len(texts) < _MIN_FILLED_SHARE * len(cells):
        return False
    if all(map(_NUMBER.fullmatch, texts)):
        return True
    is_unique = distinct_count == len(texts)
    return (
        name == _ID_COLUMN_NAME and is_unique and all(map(_IDENTIFIER.fullmatch, texts))
    )
