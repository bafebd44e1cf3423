"""Which keys of a table are stored, and the numbers of their rows; private."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from tm.store.backend.backend import get_backend
from tm.store.backend.many_rows import read_ids_by_key, read_keys_by_id

if TYPE_CHECKING:
    from tm.store.units.key_index import KeyIndex


class KeyLookup:
    """Answers by the table's index of keys, or without, while the table is filled."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection = connection
        self._table = table
        self._held: KeyIndex | None = None
        self._index: str | None = None
        """The statement that makes the index again."""

    def numbers(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """The numbers of those keys that are stored."""
        if not keys:
            return {}
        if self._held is None:
            return read_ids_by_key(self._connection, self._table, keys)
        likely = self._held.find(keys)
        if not likely:
            return {}
        stored = read_keys_by_id(self._connection, self._table, list(likely.values()))
        numbers = {
            key: number for key, number in likely.items() if stored[number] == key
        }
        if len(numbers) < len(likely):
            # Two keys with one half, of which the memory can tell one only.
            self.release()
            return self.numbers(keys)
        return numbers

    def added(self, keys: Sequence[bytes], numbers: Sequence[int]) -> None:
        """Say that rows were stored."""
        if self._held is not None and keys:
            self._held.add(keys, numbers)

    def hold(self) -> None:
        """Keep all keys in memory, and do without the index until `release`."""
        from tm.store.units.key_index import KeyIndex  # numpy takes long to import

        columns = self._table.c
        rows = self._connection.execute(select(columns.key, columns.id)).all()
        self._held = KeyIndex()
        self.added([row.key for row in rows], [row.id for row in rows])
        self._index = get_backend(self._connection).drop_index(
            self._connection, f"uq_{self._table.name}_key"
        )

    def release(self) -> None:
        """Make the index again."""
        if self._held is not None:
            self._held = None
            assert self._index is not None
            self._connection.exec_driver_sql(self._index)
