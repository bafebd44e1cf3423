"""Conversion of a database driver's errors to messages for users.

By the driver's codes, which do not depend on a server's language.
"""

import sqlite3
from collections.abc import Mapping

from tm.errors import StoreCorrupt, StoreError, StoreUnavailable

_DAMAGED = "is damaged ({reason}); restore a copy"
_FULL = "the disk is full; nothing was changed"
_READ_ONLY = "cannot be written, it is read-only"
_CUT_OFF = "its first import was cut off; open it once where it can be written"
_BUSY = "another process is writing and does not end; try again"

_SQLITE: Mapping[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreUnavailable, _BUSY),
    sqlite3.SQLITE_LOCKED: (StoreUnavailable, _BUSY),
    sqlite3.SQLITE_READONLY: (StoreUnavailable, _READ_ONLY),
    sqlite3.SQLITE_READONLY_ROLLBACK: (StoreUnavailable, _CUT_OFF),
    sqlite3.SQLITE_CORRUPT: (StoreCorrupt, _DAMAGED),
    sqlite3.SQLITE_FULL: (StoreUnavailable, _FULL),
    sqlite3.SQLITE_NOTADB: (StoreCorrupt, "is not a database; give another path"),
}
"""By result code, primary or extended, https://www.sqlite.org/rescode.html."""

_POSTGRES: Mapping[str, tuple[type[StoreError], str]] = {
    "25006": (StoreUnavailable, _READ_ONLY),
    "40001": (StoreUnavailable, _BUSY),
    "40P01": (StoreUnavailable, _BUSY),
    "53100": (StoreUnavailable, _FULL),
    "55P03": (StoreUnavailable, _BUSY),
    "XX001": (StoreCorrupt, _DAMAGED),
    "XX002": (StoreCorrupt, _DAMAGED),
}
"""By SQLSTATE, appendix A of PostgreSQL's manual."""


def store_error(name: str, error: BaseException | None) -> StoreError:
    """Convert a driver's error to a StoreError; `name` is the database's."""
    reason = str(error).strip()
    first = reason.splitlines()[0] if reason else type(error).__name__
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        # The low byte of an extended code is the primary one.
        meaning = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    else:
        meaning = _POSTGRES.get(getattr(error, "sqlstate", None) or "")
    kind, message = meaning or (StoreUnavailable, "{reason}")
    return kind(f"{name}: {message.format(reason=first)}")
