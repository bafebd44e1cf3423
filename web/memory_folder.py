"""The folder in which administrators of the server make memories while it runs."""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from time import time_ns

from padanan.memory import Memory
from tm.errors import Conflict, InputError, NotFound

MEMORY_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")
_REMOVED = ".removed"
"""Where removed memories are kept; no memory can have this name."""


class MemoryFolder:
    """Memories that were made over HTTP; each is a folder with a database.

    Several processes share it: what one makes or removes, the others see at once.
    """

    def __init__(self, path: Path, open_memory: Callable[[str, str], Memory]) -> None:
        """Take what opens a memory by its name and the path of its database."""
        self._path = path
        self._open_memory = open_memory
        self._opened: dict[str, tuple[int, Memory]] = {}
        self._outdated: list[Memory] = []
        """Of removed memories; a request may still use them."""
        self._lock = Lock()

    def list_names(self) -> list[str]:
        """List the names of the memories."""
        if not self._path.is_dir():
            return []
        return sorted(
            path.name
            for path in self._path.iterdir()
            if MEMORY_NAME.fullmatch(path.name)
        )

    def get(self, name: str) -> Memory | None:
        """Get a memory; None if there is none."""
        if not MEMORY_NAME.fullmatch(name):
            return None
        folder = self._path / name
        try:
            number = folder.stat().st_ino
        except OSError:
            return None
        opened = self._opened.get(name)
        if opened is not None and opened[0] == number:
            return opened[1]
        with self._lock:
            opened = self._opened.get(name)
            if opened is None or opened[0] != number:
                if opened is not None:
                    self._outdated.append(opened[1])
                memory = self._open_memory(name, str(folder / "memory.db"))
                opened = self._opened[name] = (number, memory)
            return opened[1]

    def create(self, name: str) -> None:
        """Make an empty memory. Raises InputError and Conflict."""
        if not MEMORY_NAME.fullmatch(name):
            raise InputError(
                f"{name!r} is no name for a memory; use letters, digits, hyphens, dots "
                "and underscores"
            )
        try:
            (self._path / name).mkdir(parents=True)
        except FileExistsError:
            raise Conflict(f"there is a memory {name!r} already") from None

    def remove(self, name: str) -> None:
        """Remove a memory; its files are kept in `.removed`. Raises NotFound."""
        if name not in self.list_names():
            raise NotFound(f"no memory {name!r}")
        (self._path / _REMOVED).mkdir(exist_ok=True)
        (self._path / name).rename(self._path / _REMOVED / f"{name}-{time_ns()}")

    def close(self) -> None:
        """Close all memories."""
        for memory in (
            *self._outdated,
            *(memory for _, memory in self._opened.values()),
        ):
            memory.close()
