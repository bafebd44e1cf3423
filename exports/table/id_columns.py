"""Recognition of columns that number or name rows although a language has their name.

`no` is Norwegian, and short for number in English and Indonesian; `id` is Indonesian,
and an identifier everywhere. Only the cells tell which is meant.
"""

import re
from collections.abc import Collection

NUMBER_COLUMN_NAMES = frozenset(("no", "no.", "nr", "nr."))
"""Names in lower case of columns that one number makes a column of numbers."""
_NUMBER_PATTERN = re.compile(r"\d+[.)]?")
_IDENTIFIER_PATTERN = re.compile(r"\S*(?:\d|\w[._:/#]\w)\S*")
_ID_COLUMN_NAME = "id"
_MIN_FILLED_SHARE = 0.75
"""Share of rows with a number or name; others may be headings or damaged."""


def identifies_rows(column_name: str, cells: Collection[str]) -> bool:
    """Whether a column with this name and these cells holds identifiers of rows.

    `cells`: of all rows. A column of translations may hold only numbers, which tools
    copy, but then most of its cells are empty.

    >>> identifies_rows("no", ["1"]), identifies_rows("vi", ["2024", "2025"])
    (True, True)
    >>> identifies_rows("vi", ["", "1", "", "2"])
    False
    >>> identifies_rows("id", ["page.title", "page.lead"])
    True
    >>> identifies_rows("id", ["satu"])
    False
    """
    filled_cells = [stripped_cell for cell in cells if (stripped_cell := cell.strip())]
    distinct_count = len(set(filled_cells))
    column_name = column_name.strip().lower()
    if (
        all(map(_NUMBER_PATTERN.fullmatch, filled_cells))
        and column_name in NUMBER_COLUMN_NAMES
    ):
        return distinct_count > 0
    if distinct_count < 2 or len(filled_cells) < _MIN_FILLED_SHARE * len(cells):
        return False
    if all(map(_NUMBER_PATTERN.fullmatch, filled_cells)):
        return True
    are_cells_unique = distinct_count == len(filled_cells)
    return (
        column_name == _ID_COLUMN_NAME
        and are_cells_unique
        and all(map(_IDENTIFIER_PATTERN.fullmatch, filled_cells))
    )
