"""Names and what they stand for: the one table behind every plug point.

Others add theirs by entry point (`padanan.checks`, `padanan.formats`,
`padanan.sites`, `padanan.encoders`); those are loaded when a registry is
first read, not at import.
"""

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from tm.errors import InputError, UnknownName

T = TypeVar("T")


class Registry(Generic[T]):
    """A table of named things of one kind, in the order they were added."""

    def __init__(self, noun: str, *, group: str | None = None) -> None:
        self.noun = noun
        self._group = group
        self._entries: dict[str, T] = {}

    def add(self, name: str, thing: T) -> None:
        """Put a thing under its name. Raises InputError when the name is taken."""
        if name in self._entries:
            raise InputError(f"there are two of the {self.noun} {name!r}")
        self._entries[name] = thing

    def __getitem__(self, name: str) -> T:
        self._load()
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownName(self.noun, name, self._entries) from None

    def __contains__(self, name: str) -> bool:
        self._load()
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(self._entries)

    def values(self) -> list[T]:
        """All things, in the order they were added."""
        self._load()
        return list(self._entries.values())

    def _load(self) -> None:
        group, self._group = self._group, None
        if group is None:
            return
        for point in entry_points(group=group):
            thing = point.load()
            if point.name not in self._entries:
                self.add(point.name, thing)
