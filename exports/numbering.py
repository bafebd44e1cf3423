"""Columns that number rows or name them, though a language has the same name.

`no` is Norwegian and a number in English and Indonesian, `id` is Indonesian and an
identifier everywhere. Only the cells tell which is meant.
"""

import re
from collections.abc import Collection

NUMBERS = frozenset(("no", "no.", "nr", "nr."))
"""Names in lower case of columns of which one number is enough."""
_NUMBER = re.compile(r"\d+[.)]?")
_IDENTIFIER = re.compile(r"\S*(?:\d|\w[._:/#]\w)\S*")
_IDENTIFIERS = "id"


def numbers_rows(name: str, texts: Collection[str]) -> bool:
    """Whether a column of that name with these cells says which row it is.

    `texts`: those of its cells that are not empty.

    >>> numbers_rows("no", ["1"]), numbers_rows("vi", ["2024", "2025"])
    (True, True)
    >>> numbers_rows("id", ["page.title", "page.lead"]), numbers_rows("id", ["satu"])
    (True, False)
    """
    cells = [text.strip() for text in texts]
    count = len(set(cells))
    name = name.strip().lower()
    if all(map(_NUMBER.fullmatch, cells)):
        return count > (0 if name in NUMBERS else 1)
    is_unique = 1 < count == len(cells)
    return name == _IDENTIFIERS and is_unique and all(map(_IDENTIFIER.fullmatch, cells))
