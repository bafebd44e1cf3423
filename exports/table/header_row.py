"""Detection of the row that names the columns of a table of units."""

import csv
import re
from collections.abc import Sequence

from exports.format import ReadOptions
from exports.table.column_names import (
    SOURCE,
    TARGET,
    UNIT_COLUMNS,
    find_column_locale,
    find_field,
    is_term_header,
    normalise_name,
)

_SEPARATORS = ",;\t|"
_SEPARATOR_LINE_PATTERN = re.compile(r"sep=(.)")
_IDENTIFIER_PATTERN = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+")
"""A name of a column of a program, such as `post_title`, which is no text."""
_MAX_NAME_LENGTH = 60
"""Most characters of a column's name; longer cells are texts."""
_MAX_TITLE_ROW_COUNT = 10
"""Number of rows among which the header is searched."""


def _is_header(first_row: Sequence[str], options: ReadOptions) -> bool:
    """Whether the first row of a table names columns."""
    if options.columns:
        return True
    field_names = {find_field(cell) for cell in first_row} - {None}
    if {SOURCE, TARGET} <= field_names:
        return True
    if len(first_row) > 1 and (
        all(map(_IDENTIFIER_PATTERN.fullmatch, first_row))
        or (field_names & {SOURCE, TARGET} and len(field_names) == len(first_row))
    ):
        return True
    locales = list(filter(None, map(find_column_locale, first_row)))
    if len(set(locales)) < 2:
        return False
    requested_locales = (options.source, options.target)
    if all(locale and any(map(locale.covers, locales)) for locale in requested_locales):
        return True
    known_column_count = len(locales) + len(field_names - {"tuid"})
    return known_column_count * 2 > len(first_row) or is_term_header(first_row, locales)


def find_header_row(rows: Sequence[Sequence[str]], options: ReadOptions) -> int | None:
    """Find the index of the row that names columns, if there is one.

    The rows above it are titles: at most one of their cells is filled.
    """
    for row_index, cells in enumerate(rows[:_MAX_TITLE_ROW_COUNT]):
        assigned_names = {
            normalise_name(column_name) for column_name in options.columns
        }
        if assigned_names <= {normalise_name(cell) for cell in cells} and _is_header(
            cells, options
        ):
            return row_index
        if sum(bool(cell.strip()) for cell in cells) > 1:
            break
    return 0 if options.columns else None


def begins_with_unit_header(text: str) -> bool:
    """Whether text begins with a header of a table of units.

    >>> begins_with_unit_header("Sumber;Terjemahan;Catatan\\nmột;satu;")
    True
    >>> begins_with_unit_header("vi,id\\nmột,satu")
    True
    """
    cells = _split_first_line(text)
    if len(cells) < 2:
        return False
    known_field_names = {find_field(cell) for cell in cells} - {None}
    if {SOURCE, TARGET} <= known_field_names:
        return True
    locales = [
        locale for locale in map(find_column_locale, cells) if locale is not None
    ]
    # `id` is a language and a field; a field that occurs twice is no header.
    known_column_count = len(locales) + len(
        {find_field(cell) for cell in cells if find_column_locale(cell) is None}
        - {None}
    )
    return (
        len(locales) > 1
        and len(set(locales)) == len(locales)
        and known_column_count == len(cells)
    )


def begins_with_unit_only_header(text: str) -> bool:
    """Whether text begins with a header that only a table of units can have."""
    known_field_names = {find_field(cell) for cell in _split_first_line(text)} - {None}
    unit_only_field_names = {*UNIT_COLUMNS} - {
        SOURCE,
        TARGET,
        "note",
        "state",
        "tuid",
        "author",
    }
    return {SOURCE, TARGET} <= known_field_names and bool(
        known_field_names & unit_only_field_names
    )


def _split_first_line(text: str) -> list[str]:
    """Split the first line with the separator that yields most known names."""
    lines = text.split("\n", 2)
    separators = _SEPARATORS
    if separator_line_match := _SEPARATOR_LINE_PATTERN.fullmatch(lines[0].strip()):
        separators, lines = separator_line_match[1], lines[1:]
    best_name_count_and_cells: tuple[int, list[str]] = (0, [])
    for separator in separators:
        try:
            cells = next(csv.reader(lines[:1], delimiter=separator), [])
        except csv.Error:  # a cell is too long to be a name
            continue
        if len(cells) < 2 or max(map(len, cells)) > _MAX_NAME_LENGTH:
            continue
        known_name_count = sum(
            bool(find_field(cell) or find_column_locale(cell)) for cell in cells
        )
        if known_name_count > best_name_count_and_cells[0]:
            best_name_count_and_cells = known_name_count, cells
    return best_name_count_and_cells[1]
