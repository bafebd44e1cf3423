"""Finding the ids of rows by key; private to the store."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import read_ids_by_key, read_keys_by_id

if TYPE_CHECKING:
    from tm.store.units.key_index import KeyIndex


class KeyLookup:
    """Finds row ids by the table's index of keys, or in memory during bulk loading."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._key_index: KeyIndex | None = None
        self._index_statement: str | None = None
        """SQL statement that creates the dropped index."""

    def find_ids(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Find the row ids of the keys that are stored."""
        if not keys:
            return {}
        if self._key_index is None:
            return read_ids_by_key(self._connection, self._table, keys)
        likely_id_by_key = self._key_index.find(keys)
        if not likely_id_by_key:
            return {}
        key_by_id = read_keys_by_id(
            self._connection, self._table, list(likely_id_by_key.values())
        )
        id_by_key = {
            key: row_id
            for key, row_id in likely_id_by_key.items()
            if key_by_id[row_id] == key
        }
        if len(id_by_key) < len(likely_id_by_key):
            # Two keys share a half, which the index in memory cannot tell apart.
            self.restore_table_index()
            return self.find_ids(keys)
        return id_by_key

    def add(self, keys: Sequence[bytes], row_ids: Sequence[int]) -> None:
        """Add the keys and ids of rows that were stored."""
        if self._key_index is not None and keys:
            self._key_index.add(keys, row_ids)

    def move_index_to_memory(self) -> None:
        """Replace the table's index by one in memory until `restore_table_index`."""
        from tm.store.units.key_index import KeyIndex  # numpy takes long to import

        table_columns = self._table.c
        key_rows = self._connection.execute(
            select(table_columns.key, table_columns.id)
        ).all()
        self._key_index = KeyIndex()
        self.add([row.key for row in key_rows], [row.id for row in key_rows])
        self._index_statement = get_backend(self._connection).drop_index(
            self._connection, f"uq_{self._table.name}_key"
        )

    def restore_table_index(self) -> None:
        """Create the table's index again, and forget the one in memory."""
        if self._key_index is not None:
            self._key_index = None
            assert self._index_statement is not None
            get_backend(self._connection).create_index(
                self._connection, self._index_statement
            )
