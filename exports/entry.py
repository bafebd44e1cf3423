"""Results of reading and writing files: entries, skipped entries and losses."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tm.file_remarks import Remark, RowPosition, SkippedEntry
from tm.unit import TranslationUnit
from tm.unit_table import UnitTable


@dataclass(frozen=True, slots=True)
class FormatViolation:
    """A place where a file breaks the rules of its format."""

    path: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Loss:
    """Content that a format, or Padanan, cannot hold, with a count."""

    what: str
    """Name of the content: `notes`, `inline codes` …"""
    count: int


Entry: TypeAlias = TranslationUnit | SkippedEntry | Loss | Remark | RowPosition
"""What a reader yields; counted losses come last, row positions on request only."""


def flatten_blocks(entries: Iterable[Entry | UnitTable]) -> Iterator[Entry]:
    """Replace each block of units by its units."""
    for entry in entries:
        if isinstance(entry, UnitTable):
            yield from entry.make_units()
        else:
            yield entry


@dataclass(frozen=True, slots=True)
class ColumnLoss(Loss):
    """A column of a table that was not read; a caller can name its meaning."""


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Metadata of a whole file, which stands before its units."""

    fields: tuple[tuple[str, str], ...]
    """Names and values, in their order."""
    other_markup: str = ""
    """Other content of the header, in the markup of the format."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """Counts of units written and left out, and what was lost of them."""

    written: int
    left_out: int = 0
    """Units that the format cannot hold or the options exclude."""
    lost: tuple[Loss, ...] = ()
    """Content of written units that the format cannot hold."""
    untranslated: int = 0
    """Number of written units without a translation, where an export counts them."""

    @property
    def is_complete(self) -> bool:
        """Whether the file holds every unit without loss."""
        return not self.left_out and not self.lost


class LossTally:
    """Counts losses while a file is read or written."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, description: str, count: int = 1) -> None:
        """Count a loss; a count of 0 is ignored."""
        if count:
            self._counts[description] += count

    def list_losses(self) -> tuple[Loss, ...]:
        """List all losses so far, in the order in which each first occurred."""
        return tuple(
            Loss(description, count) for description, count in self._counts.items()
        )
