"""What an examination of a database finds: symptoms, and what to do about them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tm.finding import Severity
from tm.store.database import Database
from tm.store.history.undo import Undoer


class RepairStep(StrEnum):
    """What `repair_database` rebuilds; nothing is lost by it."""

    SQL_INDEXES = "SQL indexes"
    SEARCH = "search columns and phrase index"
    INDEX = "index of lookups"


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something that is wrong, or may go wrong."""

    severity: Severity
    message: str
    """What is wrong."""
    place: str
    """Where: a file, a table or a row."""
    advice: str
    """What to do."""
    repair: RepairStep | None = None
    """What `--repair` does about it."""


@dataclass(frozen=True, slots=True)
class ExaminedDatabase:
    """The database that is examined, and how records of its change log are read."""

    database: Database
    undoer_by_kind: Mapping[str, Undoer]


Examination = Callable[[ExaminedDatabase], Iterator[Symptom]]
