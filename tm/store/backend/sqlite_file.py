"""The file of a SQLite database: whether it can be read and written, and its log."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tm.errors import StoreUnavailable

_BUSY_SECONDS = 30
"""How long to wait for another writer."""
_PAGE_BYTES = 8192

MODES = ("rwc", "rw", "ro")
"""Values of `?mode=` in a URL: create, write, only read."""


def prepare_file(path: Path, mode: str) -> bool:
    """Make the folder of a database if needed; return whether the file is writable.

    Raises StoreUnavailable, OSError.
    """
    if path.is_dir():
        raise StoreUnavailable(f"{path} is a folder; give the path of a database file")
    if path.exists():
        if not os.access(path, os.R_OK):
            raise StoreUnavailable(f"{path}: cannot be read; check its permissions")
        return all(os.access(place, os.W_OK) for place in (path, path.parent))
    if path.is_symlink():
        raise StoreUnavailable(
            f"{path}: the link leads to {os.readlink(path)}, which does not exist; "
            "remove or repair the link"
        )
    if mode != "rwc":
        raise StoreUnavailable(f"{path}: no such file; check the path")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK):
        raise StoreUnavailable(
            f"{path}: cannot be created, its folder is read-only; give another path"
        )
    return True


def file_uri(path: Path, *, writable: bool, is_accessible: bool) -> str:
    """Write the URI by which SQLite opens a file.

    `is_accessible`: whether this process could write if it were asked to.
    """
    # As bytes: a name may be in another encoding.
    address = f"file:{quote(os.fsencode(path.absolute()))}"
    if writable:
        return f"{address}?mode=rwc"
    # Nobody can write where we cannot, unless a writer has left its log behind.
    logs = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
    if is_accessible or any(log.exists() for log in logs):
        return f"{address}?mode=ro"
    return f"{address}?mode=ro&immutable=1"


def connect(uri: str, *, writable: bool) -> sqlite3.Connection:
    """Make a new connection to a file, on which no transaction has begun."""
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        # Connections go from thread to thread, but serve one at a time.
        check_same_thread=False,
    )
    try:
        if writable:
            # Heeded for a new file; any other keeps the pages it has.
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            _use_write_ahead_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def write_without_log(connection: sqlite3.Connection) -> None:
    """Let the next transaction write into the file itself, if nobody else has it open.

    Of what was in the file before, a journal is kept until that transaction ends. Then
    `connect` uses a write-ahead log again.
    """
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
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
