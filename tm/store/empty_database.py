"""An empty SQLite database in memory, in the place of a file that does not exist."""

import sqlite3
from importlib.resources import files

from tm.store.backend.sqlite import SqliteBackend


class EmptySqliteBackend(SqliteBackend):
    """What is read where no file is: the tables without rows; nothing is written.

    Each connection has a database of its own in memory: nothing is ever stored there,
    so that they do not differ.
    """

    def _prepare_file(self, open_mode: str) -> tuple[bool, str]:
        self.path.is_dir()  # raises PermissionError if its folder cannot be read
        return False, ":memory:"

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        assert self.schema_script_name is not None
        connection.executescript(read_schema_script(self.schema_script_name))
        return connection


def read_schema_script(script_name: str) -> str:
    """Read the script that makes all tables of an empty database."""
    return (files("tm.store") / "data" / script_name).read_text("utf-8")
