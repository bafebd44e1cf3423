"""Verification of all foreign keys at once, after a large import; SQLite only.

Speed: looking up what each new unit refers to, row by row, takes a twentieth of an
import (`benchmarks/exchange.py`).
"""

import sqlite3

from sqlalchemy import Connection


def verify_foreign_keys(connection: Connection) -> None:
    """Raise IntegrityError, as SQLite itself does, where a row refers to none."""
    violation_row = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if violation_row is not None:
        raise sqlite3.IntegrityError("FOREIGN KEY constraint failed")
