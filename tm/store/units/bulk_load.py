"""Filling a database that holds little: its indexes are made at the end.

An index that is made of all rows at once takes a third of the time, and no memory that
grows. All of it is one transaction, so nobody sees the database without its indexes.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.bulk_insert import newest, set_cache, shrink_cache
from tm.store.phrases.pending import leave_for_later
from tm.store.units.key_lookup import KeyLookup

_LITTLE = 20_000
_PAIRS = "ix_unit_source_id"


class BulkLoad:
    """SQLite without the indexes of units, segments and changes, until `finish`."""

    def __init__(self, connection: Connection, keys: Sequence[KeyLookup]) -> None:
        self._connection = connection
        self._keys = keys
        self._indexes: dict[str, str] = {}
        # Rows are only appended.
        self._usual_cache = shrink_cache(connection)
        leave_for_later(connection)
        for one in keys:
            one.hold()
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' "
            "AND sql IS NOT NULL AND tbl_name IN ('unit', 'change')"
        )
        for name, statement in found.all():
            if not name.startswith("uq_"):
                connection.exec_driver_sql(f"DROP INDEX {name}")
                self._indexes[name] = statement

    def need_pairs(self) -> None:
        """Make the index by which units of a segment are found."""
        if statement := self._indexes.pop(_PAIRS, None):
            self._connection.exec_driver_sql(statement)

    def finish(self) -> None:
        """Make the indexes again."""
        for one in self._keys:
            one.release()
        for statement in self._indexes.values():
            self._connection.exec_driver_sql(statement)
        self._indexes.clear()
        set_cache(self._connection, self._usual_cache)


def is_nearly_empty(connection: Connection) -> bool:
    """Whether the database is SQLite's, and holds so little that filling it pays."""
    return connection.dialect.name == "sqlite" and all(
        newest(connection, table) <= _LITTLE
        for table in (schema.segment, schema.unit, schema.change)
    )
