"""The schema of a new SQLite file, made again by the statements that made it once."""

from typing import Any

from sqlalchemy import Connection, event

from tm.store import migrations

_READING = ("SELECT", "PRAGMA")


class Repeated:
    """Takes the place of `migrations.upgrade`, a fifteenth of a second of CPU.

    The first new file goes through the revisions; for the next ones what was executed
    then is executed again, in a fifth of the time. Any other database is upgraded as
    ever.
    """

    def __init__(self) -> None:
        self._upgrade = migrations.upgrade
        self._statements: list[tuple[str, Any]] = []

    def __call__(self, connection: Connection, revision: str = "head") -> None:
        """Bring the schema to a revision, inside the connection's transaction."""
        if revision != "head" or not _is_new_file(connection):
            self._upgrade(connection, revision)
        elif self._statements:
            for statement, values in self._statements:
                connection.exec_driver_sql(statement, values)
        else:
            self._statements = self._executed(connection)

    def _executed(self, connection: Connection) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []

        def hear(
            _connection: object,
            _cursor: object,
            statement: str,
            values: Any,
            *_: object,
        ) -> None:
            if not statement.lstrip().startswith(_READING):
                found.append((statement, values))

        event.listen(connection, "before_cursor_execute", hear)
        try:
            self._upgrade(connection)
        finally:
            event.remove(connection, "before_cursor_execute", hear)
        return found


def _is_new_file(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    return not connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()
