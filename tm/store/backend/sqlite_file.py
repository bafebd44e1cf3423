"""The file of a SQLite database: permissions, URI, connections and journal mode."""

import os
import sqlite3
import stat
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tm.errors import StoreCorrupt, StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BUSY_SECONDS = 30
"""How long to wait for another writer."""
_PAGE_BYTE_COUNT = 8192

OPEN_MODES = ("rwc", "rw", "ro")
"""Values of `?mode=` in a URL: create, write, only read."""


def prepare_file(path: Path, open_mode: str) -> bool:
    """Make the folder of a database if needed; return whether the file is writable.

    Raises StoreUnavailable, OSError.
    """
    if path.is_dir():
        raise StoreUnavailable(
            f"{path}: this is a folder; give the path of a database file"
        )
    if path.exists():
        if not os.access(path, os.R_OK):
            raise StoreUnavailable(
                f"{path}: the file cannot be read; check its permissions"
            )
        return all(
            os.access(checked_path, os.W_OK) for checked_path in (path, path.parent)
        )
    if path.is_symlink():
        raise StoreUnavailable(
            f"{path}: the link leads to {os.readlink(path)}, which does not exist; "
            "remove or repair the link"
        )
    if open_mode != "rwc":
        raise StoreUnavailable(f"{path}: no such file; check the path")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK):
        raise StoreUnavailable(
            f"{path}: the file cannot be created, since its folder is read-only; "
            "give another path"
        )
    return True


def refuse_empty_file(path: Path) -> None:
    """Raise StoreCorrupt for a file of zero bytes, which may have lost its contents."""
    try:
        status = path.stat()
    except OSError:
        return  # opening it says why
    if stat.S_ISREG(status.st_mode) and not status.st_size:
        raise StoreCorrupt(
            f"{path}: the file is empty (0 bytes), so it is not a database; restore "
            "it from a backup, or remove it to begin a new one",
            parameters=["new"],
        )


def sync_folder(path: Path) -> None:
    """Make the names of a folder durable, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_file_uri(path: Path, *, is_writable: bool, has_write_permission: bool) -> str:
    """Make the URI with which SQLite opens a file.

    `is_writable`: whether it is opened for writing, too; `has_write_permission`:
    whether this process may write it.
    """
    # As bytes: a name may be in another encoding.
    uri = f"file:{quote(os.fsencode(path.absolute()))}"
    if is_writable:
        return f"{uri}?mode=rwc"
    # Nobody can write where we cannot, unless a writer has left its log behind.
    log_paths = (
        path.with_name(path.name + name_suffix) for name_suffix in ("-wal", "-journal")
    )
    if has_write_permission or any(log_path.exists() for log_path in log_paths):
        return f"{uri}?mode=ro"
    return f"{uri}?mode=ro&immutable=1"


def connect(uri: str, *, is_writable: bool) -> sqlite3.Connection:
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
        if is_writable:
            # Heeded for a new file; any other keeps the pages it has.
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTE_COUNT}")
            _use_write_ahead_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def write_without_log(connection: sqlite3.Connection) -> None:
    """Let the next transaction write directly, without a write-ahead log.

    Only if no other process has the file open. A journal keeps the earlier contents
    until the transaction ends; later connections use a write-ahead log again.
    """
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = DELETE")


def empty_log(path: Path) -> None:
    """Write all of a write-ahead log into its file. Raises sqlite3.Error."""
    uri = make_file_uri(path, is_writable=True, has_write_permission=True)
    with closing(connect(uri, is_writable=True)) as connection:
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise sqlite3.OperationalError("database is locked")


def overwrite_deleted(connection: "Connection") -> None:
    """Let SQLite overwrite what a transaction deletes, not only mark it as free."""
    connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Use a write-ahead log; SQLite may refuse at once while another sets it up."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def get_driver_connection(connection: "Connection") -> sqlite3.Connection:
    """Get the connection of sqlite3 under a connection of SQLAlchemy."""
    driver_connection = connection.connection.driver_connection
    assert isinstance(driver_connection, sqlite3.Connection)
    return driver_connection


def read_device_and_inode(path: Path | str) -> tuple[int, int] | None:
    """Read device and number of the file that a path names; None for no file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def require_device_and_inode(path: Path) -> tuple[int, int]:
    """Read device and number of a file. Raises StoreUnavailable if it has gone."""
    device_and_inode = read_device_and_inode(path)
    if device_and_inode is None:
        raise StoreUnavailable(
            f"{path}: the file was deleted or moved away; nothing was stored; put it "
            "back"
        )
    return device_and_inode
