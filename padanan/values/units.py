"""Units of a memory, and what storing and editing them gives."""

from collections.abc import Iterator
from dataclasses import dataclass

from tm.unit import Origin, State


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit of the memory: a text and its translation."""

    key: str
    """32 hexadecimal digits, from both texts, their neighbours and the memory."""
    source_locale: str
    source: str
    """The text; its inline codes are written out, here and in `target`."""
    target_locale: str
    target: str
    state: State
    note: str | None
    is_waiting: bool
    """Whether it waits for review, since its alignment is uncertain."""
    origin: Origin
    version: str
    """A hash of the whole unit; an edit that names it fails if the unit has changed."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Some units of a list, in the order in which they were stored."""

    units: tuple[StoredUnit, ...]
    next: str | None
    """The cursor of the next page; None at the end."""

    def __iter__(self) -> Iterator[StoredUnit]:
        return iter(self.units)


@dataclass(frozen=True, slots=True)
class AddedUnits:
    """The result of storing several units."""

    new: int
    """How many were not stored before."""
    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit as it is after a change."""

    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""
    unit: StoredUnit

    @property
    def version(self) -> str:
        """The version of the unit."""
        return self.unit.version


@dataclass(frozen=True, slots=True)
class StateChanges:
    """The result of setting the state of several units."""

    changed: int
    """How many had another state."""
    left_out: int
    """How many are not in use any longer, or wait for review."""
    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""


@dataclass(frozen=True, slots=True)
class FilterNames:
    """Names that filters of units may have, the most frequent first."""

    sites: tuple[str, ...]
    """Hosts of pages, or of originals where the page is unknown."""
    publishers: tuple[str, ...]
    people: tuple[str, ...]
    """Authors of articles, and who changed the memory lately."""


@dataclass(frozen=True, slots=True)
class PairChange:
    """The pairs of an article that a decision made."""

    change_set: str | None
    """The name of the change set, for `Memory.undo`."""
    units: tuple[StoredUnit, ...]
    """The pairs that are in use from then on."""
