"""What was said of a table: names of its columns, and of a sheet."""

from exports.format import ReadOptions
from tm.errors import InputError

TABLE_FORMATS = ("csv", "xlsx")
"""Formats with named columns, of units and of terms."""
_WORKBOOK_FORMATS = ("xlsx",)


def demand_table(options: ReadOptions, format_name: str, path: str) -> None:
    """Raise InputError where something is said of a table, and the file is none.

    `format_name`: the name of its format, or another word for it.
    """
    for option, is_given, formats in (
        ("--columns", bool(options.columns), TABLE_FORMATS),
        ("--sheet", options.sheet is not None, _WORKBOOK_FORMATS),
    ):
        if is_given and format_name not in formats:
            table_formats = " and ".join(name.upper() for name in formats)
            raise InputError(
                f"{path}: {option} has no effect here: it is for {table_formats}, and "
                f"this is {format_name}"
            )
