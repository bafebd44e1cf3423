"""Conversion of database driver errors to messages for users.

They are recognised by codes, which do not depend on the language of the server.
"""

import sqlite3
from collections.abc import Mapping

from tm.errors import StoreCorrupt, StoreError, StoreUnavailable

_DAMAGED_MESSAGE = "is damaged ({reason}); restore a copy"
_DISK_FULL_MESSAGE = "the disk is full; nothing was changed"
_READ_ONLY_MESSAGE = "cannot be written, it is read-only"
_INTERRUPTED_MESSAGE = (
    "its first import was interrupted; open it once with write permission"
)
_BUSY_MESSAGE = "another process is writing to it; try again when that has ended"

_ERROR_AND_MESSAGE_BY_SQLITE_CODE: Mapping[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreUnavailable, _BUSY_MESSAGE),
    sqlite3.SQLITE_LOCKED: (StoreUnavailable, _BUSY_MESSAGE),
    sqlite3.SQLITE_READONLY: (StoreUnavailable, _READ_ONLY_MESSAGE),
    sqlite3.SQLITE_READONLY_ROLLBACK: (StoreUnavailable, _INTERRUPTED_MESSAGE),
    sqlite3.SQLITE_CORRUPT: (StoreCorrupt, _DAMAGED_MESSAGE),
    sqlite3.SQLITE_FULL: (StoreUnavailable, _DISK_FULL_MESSAGE),
    sqlite3.SQLITE_NOTADB: (StoreCorrupt, "is not a database; give another path"),
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


def convert_driver_error(
    database_name: str, driver_error: BaseException | None
) -> StoreError:
    """Convert an error of the driver to a StoreError that names the database."""
    driver_message = str(driver_error).strip()
    first_line = (
        driver_message.splitlines()[0]
        if driver_message
        else type(driver_error).__name__
    )
    sqlite_code = getattr(driver_error, "sqlite_errorcode", None)
    if sqlite_code is not None:
        # The low byte of an extended code is the primary one.
        error_and_message = _ERROR_AND_MESSAGE_BY_SQLITE_CODE.get(
            sqlite_code
        ) or _ERROR_AND_MESSAGE_BY_SQLITE_CODE.get(sqlite_code & 0xFF)
    else:
        error_and_message = _ERROR_AND_MESSAGE_BY_SQLSTATE.get(
            getattr(driver_error, "sqlstate", None) or ""
        )
    error_type, message_template = error_and_message or (StoreUnavailable, "{reason}")
    return error_type(f"{database_name}: {message_template.format(reason=first_line)}")
