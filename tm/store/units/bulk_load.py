"""Filling a database that holds little: its indexes are made at the end.

An index that is made of all rows at once takes a third of the time, and no memory that
grows. All of it is one transaction, so nobody sees the database without its indexes.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.many_rows import find_newest_id
from tm.store.phrases.pending import defer_search_columns
from tm.store.units.key_lookup import KeyLookup

_NEARLY_EMPTY = 20_000
"""Rows of a table up to which filling pays."""
_INDEX_OF_PAIRS = "ix_unit_source_id"


class BulkLoad:
    """The indexes of units, segments and changes that are left out until `finish`."""

    def __init__(self, connection: Connection, lookups: Sequence[KeyLookup]) -> None:
        self._connection = connection
        self._lookups = lookups
        self._statements: dict[str, str] = {}
        """What makes the indexes again, by their names."""
        defer_search_columns(connection)
        for lookup in lookups:
            lookup.hold()
        backend = get_backend(connection)
        for index in (*schema.unit.indexes, *schema.change.indexes):
            if not index.unique and (
                statement := backend.drop_index(connection, str(index.name))
            ):
                self._statements[str(index.name)] = statement

    def make_index_of_pairs(self) -> None:
        """Make the index by which units of a segment are found."""
        if statement := self._statements.pop(_INDEX_OF_PAIRS, None):
            self._connection.exec_driver_sql(statement)

    def finish(self) -> None:
        """Make the indexes again."""
        for lookup in self._lookups:
            lookup.release()
        for statement in self._statements.values():
            self._connection.exec_driver_sql(statement)
        self._statements.clear()


def is_nearly_empty(connection: Connection) -> bool:
    """Whether indexes can be deferred, and so little is stored that it pays."""
    return get_backend(connection).defers_indexes and all(
        find_newest_id(connection, table) <= _NEARLY_EMPTY
        for table in (schema.segment, schema.unit, schema.change)
    )
