"""Refusal of options for tables where a file is in another format."""

from exports.format import ReadOptions
from tm.errors import InputError

TABLE_FORMATS = ("csv", "xlsx")
"""Formats with named columns, of units and of terms."""
_WORKBOOK_FORMATS = ("xlsx",)


def require_table(options: ReadOptions, format_name: str, path: str) -> None:
    """Raise InputError if columns or a sheet are named for a file without them.

    `format_name`: the name of the file's format, or another description of it.
    """
    for parameter, description, has_option, format_names in (
        ("columns", "columns", bool(options.columns), TABLE_FORMATS),
        ("sheet", "a sheet", options.sheet is not None, _WORKBOOK_FORMATS),
    ):
        if has_option and format_name not in format_names:
            formats_text = " or ".join(
                table_format_name.upper() for table_format_name in format_names
            )
            raise InputError(
                f"{path}: {description} cannot be chosen, since the format is "
                f"{format_name}, not {formats_text}",
                parameters=[parameter],
            )
