"""Registries of named entries: checks, formats, sites and encoders.

Other packages add entries by entry point (`padanan.checks`, `padanan.formats`,
`padanan.sites`, `padanan.encoders`); those are loaded when a registry is
first read, not at import.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from tm.errors import InputError, UnknownName

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

EntryT = TypeVar("EntryT")


class Registry(Generic[EntryT]):
    """A table of named entries of one type, in the order they were added."""

    def __init__(self, noun: str, *, entry_point_group: str | None = None) -> None:
        self.noun = noun
        self._group = entry_point_group
        self._entry_by_name: dict[str, EntryT] = {}

    def add(self, name: str, entry: EntryT) -> None:
        """Add an entry under a name. Raises InputError if the name is taken."""
        if name in self._entry_by_name:
            raise InputError(f"a {self.noun} {name!r} exists already")
        self._entry_by_name[name] = entry

    def __getitem__(self, name: str) -> EntryT:
        self._load()
        try:
            return self._entry_by_name[name]
        except KeyError:
            raise UnknownName(self.noun, name, self._entry_by_name) from None

    def __contains__(self, name: str) -> bool:
        self._load()
        return name in self._entry_by_name

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(self._entry_by_name)

    def values(self) -> list[EntryT]:
        """List all entries, in the order they were added."""
        self._load()
        return list(self._entry_by_name.values())

    def _load(self) -> None:
        """Load the entries of other packages, once. Raises InputError if one fails."""
        # Their code may read the registry, too, and add entries by itself.
        group, self._group = self._group, None
        if group is None or not _may_have_entries(group):
            return
        from importlib.metadata import entry_points  # slow to import

        for entry_point in entry_points(group=group):
            try:
                entry = self._load_entry(entry_point)
            except InputError:
                self._group = group
                raise
            if entry_point.name not in self._entry_by_name:
                self.add(entry_point.name, entry)

    def _load_entry(self, entry_point: "EntryPoint") -> EntryT:
        """Load an entry of another package, whose code may raise anything."""
        try:
            entry: EntryT = entry_point.load()
        except Exception as error:
            package_name = entry_point.dist.name if entry_point.dist else "unknown"
            raise InputError(
                f"the {self.noun} {entry_point.name!r} of the package {package_name} "
                f"cannot be loaded ({type(error).__name__}: {error}); update or "
                "uninstall that package"
            ) from error
        return entry


def _may_have_entries(entry_point_group: str) -> bool:
    """Whether a package on the path may have entry points of a group.

    Most users have none, and importing `importlib.metadata` takes 20 ms.
    """
    group_header = f"[{entry_point_group}]".encode()
    for folder_name in sys.path:
        try:
            package_names = os.listdir(folder_name or ".")
        except NotADirectoryError:  # an archive with packages
            return True
        except OSError:
            continue
        for package_name in package_names:
            if package_name.lower().endswith((".dist-info", ".egg-info")):
                entry_path = Path(folder_name, package_name, "entry_points.txt")
                with suppress(OSError):
                    if group_header in entry_path.read_bytes():
                        return True
    return False
