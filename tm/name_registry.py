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
from typing import Generic, TypeVar

from tm.errors import InputError, UnknownName

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """A table of named entries of one type, in the order they were added."""

    def __init__(self, noun: str, *, group: str | None = None) -> None:
        self.noun = noun
        self._group = group
        self._entry_by_name: dict[str, Entry] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Add an entry under a name. Raises InputError if the name is taken."""
        if name in self._entry_by_name:
            raise InputError(f"two of the {self.noun} are named {name!r}")
        self._entry_by_name[name] = entry

    def __getitem__(self, name: str) -> Entry:
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

    def values(self) -> list[Entry]:
        """List all entries, in the order they were added."""
        self._load()
        return list(self._entry_by_name.values())

    def _load(self) -> None:
        """Load the entries of other packages, once."""
        group, self._group = self._group, None
        if group is None or not _may_have_entries(group):
            return
        from importlib.metadata import entry_points  # slow to import

        for entry_point in entry_points(group=group):
            entry = entry_point.load()
            if entry_point.name not in self._entry_by_name:
                self.add(entry_point.name, entry)


def _may_have_entries(group: str) -> bool:
    """Whether a package on the path may have entry points of a group.

    Most users have none, and importing `importlib.metadata` takes 20 ms.
    """
    group_header = f"[{group}]".encode()
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
