"""What was said of a table: names of its columns, and of a sheet."""

from collections.abc import Mapping
from typing import Protocol

from tm.errors import InputError

TABLES = ("csv", "xlsx")
"""Formats with named columns, of units and of terms."""
_WORKBOOKS = ("xlsx",)


class TableOptions(Protocol):
    """Options of a reader that say something of tables."""

    @property
    def columns(self) -> Mapping[str, str]: ...

    @property
    def sheet(self) -> str | None: ...


def demand_table(wish: TableOptions, found: str, path: str) -> None:
    """Raise InputError where something is said of a table, and the file is none.

    `found`: the name of its format, or what it is instead.
    """
    for option, is_given, formats in (
        ("--columns", bool(wish.columns), TABLES),
        ("--sheet", wish.sheet is not None, _WORKBOOKS),
    ):
        if is_given and found not in formats:
            known = " and ".join(name.upper() for name in formats)
            raise InputError(
                f"{path}: {option} has no effect here: it is for {known}, and this is "
                f"{found}"
            )
