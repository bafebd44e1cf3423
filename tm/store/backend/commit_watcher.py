"""Watching a SQLite file for commits, by whichever thread or process."""

import sqlite3
from collections.abc import Callable
from itertools import count

_COMMIT_COUNT_BITS = 32
"""SQLite counts the commits that a connection sees in so many bits."""
_CONNECTION_NUMBERS = count(1)


class CommitWatcher:
    """Counts commits by a connection of its own, in microseconds.

    Threads may share it.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._numbered_connection: tuple[int, sqlite3.Connection] | None = None

    def read_commit_count(self) -> int:
        """Read a number that is another one after every commit.

        Each connection counts from the same start, so that its number comes first.
        """
        numbered_connection = self._numbered_connection
        if numbered_connection is None:
            numbered_connection = next(_CONNECTION_NUMBERS), self._connect()
            self._numbered_connection = numbered_connection
        connection_number, connection = numbered_connection
        [commit_count] = connection.execute("PRAGMA data_version").fetchone()
        return connection_number << _COMMIT_COUNT_BITS | int(commit_count)

    def close(self) -> None:
        """Close the connection; the next count opens another one."""
        if self._numbered_connection is not None:
            _, connection = self._numbered_connection
            self._numbered_connection = None
            connection.close()
