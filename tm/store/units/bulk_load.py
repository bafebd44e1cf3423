"""Loading many units into a nearly empty database, whose indexes are made at the end.

Making an index of all rows at once takes a third of the time. All happens in one
transaction, so that nobody sees the database without its indexes.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import find_newest_id
from tm.store.phrases.search_columns import defer_search_columns
from tm.store.units.key_lookup import KeyLookup

_MAX_NEARLY_EMPTY_ROW_COUNT = 20_000
"""Most rows of a table for which dropping and making its indexes saves time."""
_PAIR_INDEX_NAME = "ix_unit_source_id"


class BulkLoad:
    """The indexes of units, segments and changes that are left out until `finish`."""

    def __init__(
        self, connection: Connection, key_lookups: Sequence[KeyLookup]
    ) -> None:
        self._connection = connection
        self._backend = get_backend(connection)
        self._key_lookups = key_lookups
        self._statement_by_index_name: dict[str, str] = {}
        """SQL statements that create the dropped indexes, by name."""
        defer_search_columns(connection)
        for key_lookup in key_lookups:
            key_lookup.move_index_to_memory()
        for index in (*schema.unit.indexes, *schema.change.indexes):
            if not index.unique and (
                statement := self._backend.drop_index(connection, str(index.name))
            ):
                self._statement_by_index_name[str(index.name)] = statement

    def create_pair_index(self) -> None:
        """Create the index by which the units of a segment are found."""
        if statement := self._statement_by_index_name.pop(_PAIR_INDEX_NAME, None):
            self._backend.create_index(self._connection, statement)

    def finish(self) -> None:
        """Create the dropped indexes."""
        for key_lookup in self._key_lookups:
            key_lookup.restore_table_index()
        for statement in self._statement_by_index_name.values():
            self._backend.create_index(self._connection, statement)
        self._statement_by_index_name.clear()


def is_nearly_empty(connection: Connection) -> bool:
    """Whether indexes can be deferred, and few enough rows are stored."""
    return get_backend(connection).defers_indexes and all(
        find_newest_id(connection, table) <= _MAX_NEARLY_EMPTY_ROW_COUNT
        for table in (schema.segment, schema.unit, schema.change)
    )
