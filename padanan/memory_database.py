"""The database of a memory: created by the first write, and closed for good."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from tm.errors import NotFound, StoreUnavailable
from tm.store.database import Database

_log = logging.getLogger("padanan")


class MemoryDatabase:
    """Opens the database of a memory when a call needs it; threads may share it.

    A missing file is created by the first write only, so that a mistyped path leaves no
    file behind. Until then there is nothing to read.
    """

    def __init__(
        self,
        database: Database | None = None,
        *,
        path: Path | None = None,
        migrates: bool = False,
    ) -> None:
        """Take an open database, or else the path of a file to open later."""
        self._database = database
        self._path = path
        self._migrates = migrates
        self._is_closed = False
        self._has_warned = False
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The path or the URL of the database, without a password."""
        return str(self._path) if self._database is None else self._database.name

    @classmethod
    def locate(
        cls,
        location: str,
        *,
        creates_missing: bool = True,
        migrates: bool = False,
        read_location: str | None = None,
    ) -> "MemoryDatabase":
        """Open the database at a path or URL, or wait with a file that is missing.

        `read_location`: URL of its read replica.
        Raises NotFound for a missing file unless `creates_missing`, and the errors of
        `Database.open`.
        """
        path = None if read_location else Database.find_missing_file(location)
        if path is None:
            return cls(
                Database.open(location, migrates=migrates, read_location=read_location)
            )
        if not creates_missing:
            raise NotFound(f"{location}: no such database; check the path")
        # Absolute, since the working folder may be another one by the first write.
        return cls(path=path.absolute(), migrates=migrates)

    @property
    def is_missing(self) -> bool:
        """Whether the file is still missing, so that there is nothing to read."""
        return (
            self._database is None
            and self._path is not None
            and Database.is_missing(self._path)
        )

    def open_for_reading(self) -> Database | None:
        """Return the open database; None, and one warning, while it is missing."""
        with self._lock:
            self._require_open()
            if self._database is None and self._path is not None:
                if self.is_missing:
                    self._warn_missing()
                    return None
                self._database = Database.open(self._path, migrates=self._migrates)
            return self._database

    def require_for_reading(self, description: str) -> Database:
        """Return the open database, in which something is to be found.

        `description`: what, such as `article '4f1c'`. Raises NotFound for it while
        nothing is stored yet.
        """
        database = self.open_for_reading()
        if database is None:
            raise NotFound(f"no {description}: nothing is stored yet")
        return database

    def open_or_empty(self) -> Database:
        """Return the open database, or an empty one while its file is missing."""
        database = self.open_for_reading()
        if database is None:
            assert self._path is not None
            return Database.open(self._path, creates_file=False)
        return database

    def open_for_writing(
        self, *, verify_input: Callable[[], object] | None = None
    ) -> Database:
        """Return the open database, and create its file if it is missing.

        `verify_input` is called before that, and raises an error for what cannot be
        read: then no file is left behind.
        """
        with self._lock:
            self._require_open()
            if self._database is None:
                assert self._path is not None
                if verify_input is not None:
                    verify_input()
                self._database = Database.open(self._path, migrates=self._migrates)
            return self._database

    def close(self) -> None:
        """Close all connections; every later call raises StoreUnavailable."""
        with self._lock:
            self._is_closed = True
            if self._database is not None:
                self._database.close()

    def _warn_missing(self) -> None:
        if not self._has_warned:
            _log.warning(
                "%s does not exist yet: there is nothing to read before the first "
                "write",
                self._path,
            )
        self._has_warned = True

    def _require_open(self) -> None:
        if self._is_closed:
            raise StoreUnavailable(
                f"{self.name}: this memory is closed; open it again with padanan.open"
            )
