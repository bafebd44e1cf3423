"""The memories that a server serves: a name and a database of its own for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import time_ns

from platformdirs import user_data_path

from padanan.memory import Memory
from padanan.memory_database import MemoryDatabase
from padanan.opening import open as open_memory
from tm.errors import Conflict, InputError, NotFound
from tm.settings import Settings
from web.settings import DEFAULT_MEMORY, MEMORY_NAME_PATTERN, ServerSettings

_MAX_CACHED_MEMORY_COUNT = 1000


_REMOVED_SUFFIX = ".removed"
"""Where removed memories are kept; no memory can have this name."""


class MemoryFolder:
    """Memories that were made over HTTP; each is a folder with a database.

    Several processes share it: what one makes or removes, the others see at once.
    """

    def __init__(self, path: Path, open_memory: Callable[[str, str], Memory]) -> None:
        """Take what opens a memory by its name and the path of its database."""
        self._path = path
        self._open_memory = open_memory
        self._inode_and_memory_by_name: dict[str, tuple[int, Memory]] = {}
        self._removed_memories: list[Memory] = []
        """A request may still use them."""
        self._lock = Lock()

    def list_names(self) -> list[str]:
        """List the names of the memories."""
        if not self._path.is_dir():
            return []
        return sorted(
            path.name
            for path in self._path.iterdir()
            if MEMORY_NAME_PATTERN.fullmatch(path.name)
        )

    def get(self, name: str) -> Memory | None:
        """Get a memory; None if there is none."""
        if not MEMORY_NAME_PATTERN.fullmatch(name):
            return None
        folder = self._path / name
        try:
            folder_inode = folder.stat().st_ino
        except OSError:
            return None
        inode_and_memory = self._inode_and_memory_by_name.get(name)
        if inode_and_memory is not None and inode_and_memory[0] == folder_inode:
            return inode_and_memory[1]
        with self._lock:
            inode_and_memory = self._inode_and_memory_by_name.get(name)
            if inode_and_memory is None or inode_and_memory[0] != folder_inode:
                if inode_and_memory is not None:
                    self._removed_memories.append(inode_and_memory[1])
                memory = self._open_memory(name, str(folder / "memory.db"))
                inode_and_memory = self._inode_and_memory_by_name[name] = (
                    folder_inode,
                    memory,
                )
            return inode_and_memory[1]

    def identify(self, name: str) -> str:
        """Return what tells a memory from a removed one that had its name."""
        try:
            return f"{name}/{(self._path / name).stat().st_ino}"
        except OSError:
            return name

    def create(self, name: str) -> None:
        """Make an empty memory. Raises InputError and Conflict."""
        if not MEMORY_NAME_PATTERN.fullmatch(name):
            raise InputError(
                f"{name!r} is not a valid name for a memory; use letters, digits, "
                "hyphens, dots and underscores"
            )
        try:
            (self._path / name).mkdir(parents=True)
        except FileExistsError:
            raise Conflict(f"there is a memory {name!r} already") from None

    def remove(self, name: str) -> None:
        """Remove a memory; its files are kept in `.removed`. Raises NotFound."""
        if name not in self.list_names():
            raise NotFound(f"no memory {name!r}")
        (self._path / _REMOVED_SUFFIX).mkdir(exist_ok=True)
        (self._path / name).rename(self._path / _REMOVED_SUFFIX / f"{name}-{time_ns()}")

    def close(self) -> None:
        """Close all memories."""
        for memory in (
            *self._removed_memories,
            *(memory for _, memory in self._inode_and_memory_by_name.values()),
        ):
            memory.close()


class ServedMemories:
    """Memories by their names; each knows nothing of another."""

    def __init__(
        self,
        memory_by_name: Mapping[str, Memory],
        folder: MemoryFolder | None = None,
        *,
        uses_database_server: bool = False,
    ) -> None:
        """Take at least one memory; the first is the default."""
        self.uses_database_server = uses_database_server
        """Whether one of them is in PostgreSQL, and not in a file."""
        self.folder = folder
        """Where others are made while the server runs; None if none are."""
        self._memory_by_name = memory_by_name
        self._memory_by_author: dict[tuple[Memory, str], Memory] = {}
        self._lock = Lock()

    @classmethod
    def open(
        cls, server_settings: ServerSettings, settings: Settings
    ) -> "ServedMemories":
        """Open the memories of the settings. Raises StoreError."""
        locations = server_settings.memories or {
            DEFAULT_MEMORY: settings.database_location
        }
        read_locations = server_settings.read_databases
        if not server_settings.memories and settings.read_database_location:
            read_locations = {DEFAULT_MEMORY: settings.read_database_location}
        memory_by_name: dict[str, Memory] = {}
        try:
            for name, location in locations.items():
                own_settings = _choose_settings(server_settings, settings, name)
                memory_database = MemoryDatabase.locate(
                    location, read_location=read_locations.get(name)
                )
                memory_by_name[name] = Memory(memory_database, own_settings)
        except BaseException:
            for memory in memory_by_name.values():
                memory.close()
            raise
        folder = None
        if server_settings.memories_folder:

            def open_made_memory(name: str, location: str) -> Memory:
                own_settings = _choose_own_settings(settings, location, name)
                return open_memory(location, settings=own_settings)

            folder = MemoryFolder(
                Path(server_settings.memories_folder), open_made_memory
            )
        uses_database_server = any(
            "://" in location and not location.startswith("sqlite")
            for location in locations.values()
        )
        return cls(memory_by_name, folder, uses_database_server=uses_database_server)

    @property
    def names(self) -> Sequence[str]:
        """The names, that of the default first."""
        names = list(self._memory_by_name)
        if self.folder is not None:
            names += [name for name in self.folder.list_names() if name not in names]
        return names

    def get(self, name: str, author: str | None = None) -> Memory | None:
        """Get a memory whose changes are of an author; None if there is none."""
        memory = self._memory_by_name.get(name)
        if memory is None and self.folder is not None:
            memory = self.folder.get(name)
        if memory is None or author is None:
            return memory
        cached_memory = self._memory_by_author.get((memory, author))
        if cached_memory is not None:
            return cached_memory
        with self._lock:
            if len(self._memory_by_author) >= _MAX_CACHED_MEMORY_COUNT:
                self._memory_by_author.clear()
            return self._memory_by_author.setdefault(
                (memory, author), memory.with_author(author)
            )

    def identify(self, name: str) -> str:
        """Return what tells a memory from a removed one that had its name."""
        if self.folder is None or name in self._memory_by_name:
            return name
        return self.folder.identify(name)

    def close(self) -> None:
        """Close all memories."""
        for memory in self._memory_by_name.values():
            memory.close()
        if self.folder is not None:
            self.folder.close()


def _choose_settings(
    server_settings: ServerSettings, settings: Settings, name: str
) -> Settings:
    """Choose the settings of a memory; each of several has dismissals of its own."""
    if not server_settings.memories:
        return settings
    return _choose_own_settings(settings, server_settings.memories[name], name)


def _choose_own_settings(settings: Settings, location: str, name: str) -> Settings:
    """Choose the settings of a memory whose dismissals are kept next to it."""
    if "://" in location:
        location = str(user_data_path("padanan") / name)
    path = f"{location}.dismissed.jsonl"
    return replace(settings, checks=replace(settings.checks, baseline=path))
