"""Conversion of database driver errors to messages for users.

They are recognised by codes, which do not depend on the language of the server.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from tm.errors import StoreCorrupt, StoreError, StoreLost, StoreUnavailable

_DAMAGED_MESSAGE = (
    "the database is damaged ({reason}); nothing was changed; examine it, or restore a "
    "backup"
)
_DISK_FULL_MESSAGE = "the disk is full; nothing was changed; free some space"
_READ_ONLY_MESSAGE = "this database is read-only; check its permissions"
_INTERRUPTED_MESSAGE = (
    "the first import was interrupted; open the database once with write permission"
)
_DELETED_MESSAGE = "the database was deleted during this command; nothing was stored"
_BUSY_MESSAGE = (
    "another process is writing to the database; try again when that has ended"
)

_ERROR_AND_MESSAGE_BY_SQLITE_CODE: Mapping[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreUnavailable, _BUSY_MESSAGE),
    sqlite3.SQLITE_LOCKED: (StoreUnavailable, _BUSY_MESSAGE),
    sqlite3.SQLITE_READONLY: (StoreUnavailable, _READ_ONLY_MESSAGE),
    sqlite3.SQLITE_READONLY_ROLLBACK: (StoreUnavailable, _INTERRUPTED_MESSAGE),
    sqlite3.SQLITE_CORRUPT: (StoreCorrupt, _DAMAGED_MESSAGE),
    sqlite3.SQLITE_FULL: (StoreUnavailable, _DISK_FULL_MESSAGE),
    sqlite3.SQLITE_NOTADB: (StoreCorrupt, "this is not a database; give another path"),
}
"""By result code, primary or extended, https://www.sqlite.org/rescode.html."""

_ERROR_AND_MESSAGE_BY_SQLSTATE: Mapping[str, tuple[type[StoreError], str]] = {
    "25006": (StoreUnavailable, _READ_ONLY_MESSAGE),
    "40001": (StoreUnavailable, _BUSY_MESSAGE),
    "40P01": (StoreUnavailable, _BUSY_MESSAGE),
    "53100": (StoreUnavailable, _DISK_FULL_MESSAGE),
    "55P03": (StoreUnavailable, _BUSY_MESSAGE),
    "XX001": (StoreCorrupt, _DAMAGED_MESSAGE),
    "XX002": (StoreCorrupt, _DAMAGED_MESSAGE),
}
"""By SQLSTATE, appendix A of PostgreSQL's manual."""


_NOT_UTF8_PREFIX = "Could not decode to UTF-8"
"""Of Python's driver, for a text that was damaged."""
_DISK_ERROR_CODES = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""Primary codes of what a full disk may cause: reading needs small files, too."""


def convert_driver_error(
    database_name: str, driver_error: BaseException | None, path: Path | None = None
) -> StoreError:
    """Convert an error of the driver to a StoreError that names the database.

    `path`: the file of a SQLite database, whose disk may be full.
    """
    driver_message = str(driver_error).strip()
    first_line = (
        driver_message.splitlines()[0]
        if driver_message
        else type(driver_error).__name__
    )
    sqlite_code = getattr(driver_error, "sqlite_errorcode", None)
    if (
        sqlite_code is not None
        and path is not None
        and sqlite_code & 0xFF in _DISK_ERROR_CODES
    ):
        # Only after an error: it imports more.
        from tm.store.backend.file_state import is_disk_full

        if not path.exists():
            return StoreLost(f"{database_name}: {_DELETED_MESSAGE}")
        is_write_error = sqlite_code == sqlite3.SQLITE_IOERR_WRITE
        if is_disk_full(path, is_write_error=is_write_error):
            sqlite_code = sqlite3.SQLITE_FULL
    if sqlite_code is not None:
        # The low byte of an extended code is the primary one.
        error_and_message = _ERROR_AND_MESSAGE_BY_SQLITE_CODE.get(
            sqlite_code
        ) or _ERROR_AND_MESSAGE_BY_SQLITE_CODE.get(sqlite_code & 0xFF)
    else:
        error_and_message = _ERROR_AND_MESSAGE_BY_SQLSTATE.get(
            getattr(driver_error, "sqlstate", None) or ""
        )
    if driver_message.startswith(_NOT_UTF8_PREFIX):
        error_and_message = StoreCorrupt, _DAMAGED_MESSAGE
    error_type, message_template = error_and_message or (StoreUnavailable, "{reason}")
    return error_type(
        f"{database_name}: {message_template.format(reason=first_line)}",
        next_step="examine the database"
        if message_template is _DAMAGED_MESSAGE
        else "",
    )
