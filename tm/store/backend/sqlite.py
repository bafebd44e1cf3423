"""A SQLite file: whether it can be read and written, and connections to it."""

import os
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tm.errors import InputError, StoreUnavailable
from tm.store.backend.sql import SqliteReader

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MODES = ("rwc", "rw", "ro")
"""What `?mode=` of a URL may be: make it if need be, write, only read."""

_BUSY_SECONDS = 30
# Of a writer; indexes are sorted in as much again.
_CACHE_KILOBYTES = 32 * 1024
_PAGE_BYTES = 8192


class SqliteFile:
    """A file that is opened; connections for reading are kept for the next reader."""

    dialect = "sqlite"
    driver_errors = (sqlite3.Error,)

    def __init__(self, path: Path, *, mode: str = "rwc") -> None:
        """Raises StoreUnavailable, and InputError for what is no path."""
        self.name = str(path)
        self._idle: deque[sqlite3.Connection] = deque()
        if "\0" in self.name:
            raise InputError(f"{self.name!r} is not a path: U+0000 is in it")
        try:
            is_ours = _made_ready(path, mode)
            self.writable = is_ours and mode != "ro"
            self._uri = _uri(path, _query(path, self.writable, is_ours))
        except OSError as error:
            place = error.filename or path
            raise StoreUnavailable(f"{place}: {error.strerror}") from error

    def connect(self) -> sqlite3.Connection:
        """A new connection, on which no transaction has begun."""
        connection = sqlite3.connect(
            self._uri,
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if self.writable:
                # Heeded for a new file; any other keeps the pages it has.
                connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                _write_ahead(connection)
                connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def reading(self) -> Iterator[SqliteReader]:
        """A consistent view of the file."""
        connection = self._idle.pop() if self._idle else self.connect()
        try:
            connection.execute("BEGIN")
            yield SqliteReader(connection)
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    def engine(self) -> "Engine":
        """SQLAlchemy's way to the file."""
        from sqlalchemy import create_engine, event
        from sqlalchemy.pool import QueuePool

        engine = create_engine("sqlite://", creator=self.connect, poolclass=QueuePool)
        event.listen(engine, "begin", _begin)
        return engine

    def close(self) -> None:
        """Let go of the connections that are kept."""
        while self._idle:
            self._idle.pop().close()


def _made_ready(path: Path, mode: str) -> bool:
    """Whether the file can be written; makes its folder if need be."""
    if path.is_dir():
        raise StoreUnavailable(f"{path}: is a folder, not a database file")
    if path.exists():
        if not os.access(path, os.R_OK):
            raise StoreUnavailable(f"{path}: cannot be read; see its permissions")
        return all(os.access(place, os.W_OK) for place in (path, path.parent))
    if path.is_symlink():
        raise StoreUnavailable(
            f"{path}: is a link to {os.readlink(path)}, which is not there; "
            "remove the link or mend it"
        )
    if mode != "rwc":
        raise StoreUnavailable(f"{path}: there is no such file")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK):
        raise StoreUnavailable(f"{path}: cannot be made, its folder is read-only")
    return True


def _query(path: Path, writable: bool, is_ours: bool) -> str:
    if writable:
        return "mode=rwc"
    # Nobody can write where we cannot, unless a writer has left its log behind.
    left = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    if is_ours or any(log.exists() for log in left):
        return "mode=ro"
    return "mode=ro&immutable=1"


def _uri(path: Path, query: str) -> str:
    # As bytes: a name may be in another encoding.
    return f"file:{quote(os.fsencode(path.absolute()))}?{query}"


def _write_straight(connection: sqlite3.Connection) -> None:
    """Let the next transaction write into the file itself, if nobody else has it open.

    Of what was in the file before, a journal is kept until that transaction ends. Then
    `connect` gives a write-ahead log again.
    """
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Use a write-ahead log; SQLite may refuse at once while another sets it up."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _begin(connection: "Connection") -> None:
    options = connection.get_execution_options()
    if not options.get("padanan_write", False):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get("padanan_unchecked", False):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    if options.get("padanan_straight", False):
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        _write_straight(driver)
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
    # A writer takes its lock at once: one that reads first and then writes could
    # not wait for another, it would fail.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
