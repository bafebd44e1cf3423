"""What reading and writing a file give: entries, skipped ones, and what is lost."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """An entry of a file that was not read, and why; the rest was."""

    path: str
    line: int | None
    """Counted from 1; absent where the reason is about several entries."""
    reason: str


@dataclass(frozen=True, slots=True)
class FormatViolation:
    """A place where a file breaks the rules of its format."""

    path: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format, or Padanan, has no place for, and how often."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Words for the user about a file: what had to be guessed."""

    text: str


@dataclass(frozen=True, slots=True)
class RowPosition:
    """The row of a table that the units after it are of."""

    number: int
    """Its line, or its number in a sheet, from 1."""
    sheet: str | None = None
    """The name of its sheet, if there are several."""


Entry: TypeAlias = TranslationUnit | SkippedEntry | Loss | Remark | RowPosition
"""What a reader yields; losses come last, counted, and rows if they are asked for."""


def without_blocks(entries: Iterable[Entry | UnitTable]) -> Iterator[Entry]:
    """The entries of a reader, without blocks."""
    for entry in entries:
        if isinstance(entry, UnitTable):
            yield from entry.units()
        else:
            yield entry


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What a file says of itself before its units, and no unit says."""

    fields: tuple[tuple[str, str], ...]
    """Names and values, in their order."""
    content: str = ""
    """What else stands there, as the format has it."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of the units that were to be written."""

    written: int
    left_out: int = 0
    lost: tuple[Loss, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the file holds everything that was to be written."""
        return not self.left_out and not self.lost


class LossTally:
    """Counts losses while a file is read or written."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, what: str, count: int = 1) -> None:
        """Count something lost; nothing happens for a count of 0."""
        if count:
            self._counts[what] += count

    def lost(self) -> tuple[Loss, ...]:
        """All losses so far, in the order in which they were first met."""
        return tuple(Loss(what, count) for what, count in self._counts.items())
