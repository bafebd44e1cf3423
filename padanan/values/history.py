"""The history of a memory: its change sets and their changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangeSetSummary:
    """What one command or one import changed, in sum."""

    name: str
    """The name for `Memory.undo`, such as `i3`."""
    at: str
    """ISO 8601, UTC."""
    who: str
    """The person who made it."""
    command: str
    """The command that made it, such as `import`."""
    detail: str | None
    """What the command was about, such as the names of files."""
    changes: int
    """How many units, articles and concepts it changed."""
    undoes: str | None
    """The change set or change that it undid."""
    undone_by: str | None
    """The change set that undid it; None if it is in effect."""
    partly_undone_by: tuple[str, ...]
    """The change sets that undid single changes of it."""


@dataclass(frozen=True, slots=True)
class ChangeSetPage:
    """Some change sets, the latest first."""

    change_sets: tuple[ChangeSetSummary, ...]
    next: str | None
    """The cursor of the next page; None at the end."""

    def __iter__(self) -> Iterator[ChangeSetSummary]:
        return iter(self.change_sets)


@dataclass(frozen=True, slots=True)
class RevertedChanges:
    """What an undo or a redo has reverted."""

    change_set: str
    """The name of the new change set, for undoing this."""
    undoes: str
    """The change set or change that it reverts: `i3`, or `c57` for a single one."""
    command: str
    """What had made the changes, such as `import`, and with what; a redo reverts an
    undo, and names what is in effect again."""
    detail: str | None
    changes: int
    """How many units, articles and concepts."""


@dataclass(frozen=True, slots=True)
class HistoryHash:
    """The head of a history: a hash over all changes so far."""

    head: str
    """For `padanan doctor --against`, such as `c913-5f1d…`; to be kept elsewhere."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A unit, an article or a concept that was added, changed or removed."""

    change: str
    """The name for `Memory.undo`, such as `c57`."""
    action: str
    """`add`, `change` or `remove`."""
    kind: str
    """`unit`, `article` or `concept`."""
    key: str
    """Key of the unit or article, or id of the concept."""
    before: dict[str, Any] | None
    """The record; any, since each kind has other fields."""
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ChangeList:
    """The changes of a change set."""

    changes: tuple[RecordChange, ...]
    total: int
    """How many there are; fewer are listed if there are more than the limit."""
