"""What reading a file yields besides units: its kind, skipped entries and remarks."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """How the texts of a file are read."""

    JSON_LINES = "lines"
    """A JSON object on each line, of which the texts stay as they are typed."""
    UNITS = "units"
    """Units in a known format, such as TMX, PO or CSV."""
    PAGE = "page"
    """A page of news, or a plain text."""


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """An entry of a file that could not be read, with the reason."""

    path: str
    line: int | None
    """Counted from 1; absent where the reason is about several entries."""
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A note to the user about a guess made while reading a file."""

    text: str
    is_warning: bool = True
    """Whether something may be wrong, so that it is said even with --quiet."""


@dataclass(frozen=True, slots=True)
class RowPosition:
    """Position of a table row; yielded before the units of that row."""

    row_number: int
    """Line in a text file, or row in a sheet, from 1."""
    sheet: str | None = None
    """The name of its sheet, if there are several."""
