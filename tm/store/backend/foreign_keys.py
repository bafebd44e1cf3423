"""Foreign keys looked at once, after very many rows; private, and SQLite's only.

Looking up what each new unit refers to, row by row, takes a twentieth of an import.
"""

import sqlite3

from sqlalchemy import Connection

_MANY = "unit"
"""The table of which there may be a million new rows."""


def verify_foreign_keys(connection: Connection) -> None:
    """Raise IntegrityError, as SQLite itself does, where a row refers to none."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    )
    for (table,) in tables.all():
        if table == _MANY and _are_surely_there(connection):
            continue
        check = f"PRAGMA foreign_key_check('{table}')"
        if connection.exec_driver_sql(check).first() is not None:
            raise sqlite3.IntegrityError("FOREIGN KEY constraint failed")


def _are_surely_there(connection: Connection) -> bool:
    """Whether all that units refer to lies in one range of numbers, all in use.

    The indexes tell their ends, so that no unit is read.
    """
    listed = connection.exec_driver_sql(f"PRAGMA foreign_key_list('{_MANY}')")
    return all(
        _is_range_in_use(connection, parent, column)
        for _, _, parent, column, *_ in listed.all()
    )


def _is_range_in_use(connection: Connection, parent: str, column: str) -> bool:
    ends = f"(SELECT min({column}) FROM {_MANY}), (SELECT max({column}) FROM {_MANY})"
    [(first, last)] = connection.exec_driver_sql(f"SELECT {ends}").all()
    if first is None:
        return True
    of_parent = "(SELECT min(id) FROM {0}), (SELECT max(id) FROM {0}), count(*)"
    query = f"SELECT {of_parent.format(parent)} FROM {parent}"
    [(lowest, highest, count)] = connection.exec_driver_sql(query).all()
    if lowest is None:
        return False
    is_whole: bool = count == highest - lowest + 1
    return is_whole and bool(lowest <= first and last <= highest)
