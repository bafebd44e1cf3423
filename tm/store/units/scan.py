"""Units in large numbers, read as tables; private to the store."""

import heapq
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.sql import RowValues
from tm.store.backend.sql_functions import Utf8
from tm.store.rows import columns as rows
from tm.store.rows.unit import (
    ORIGIN_COLUMNS,
    UNIT_COLUMNS_BY_FIELD,
    read_documents,
    read_unit_table,
)
from tm.unit import TranslationUnit
from tm.unit_table import ConstantColumn, DocumentValues, UnitTable, UnitTables

PlacedUnit = tuple[tuple[str, int], TranslationUnit]
"""A unit after its article and position, by which it is placed."""

_SIDES = {"source": rows.source_segment, "target": rows.target_segment}
_DOCUMENT = "document"
_FIELDS = [
    *(name for name in UNIT_COLUMNS_BY_FIELD if name not in ORIGIN_COLUMNS),
    _DOCUMENT,
]
"""What is read of each unit; documents are few, and read by themselves."""


class UnitScan(UnitTables):
    """The units of a query, in its order."""

    max_documents = 20_000
    """Documents that are kept in memory; more are read anew."""

    def __init__(
        self,
        connection: Connection,
        query: Select[Any] | None,
        untranslated: Iterator[PlacedUnit],
        *,
        constants: Mapping[str, Any],
        progress: Callable[[int], object] | None = None,
    ) -> None:
        """`query` selects `scanned_columns`; None: there are no units of it.

        `constants`: fields in which all of its units agree, which it does not select.

        `untranslated`: units without a target, which are put in their places between
        them. If there are some, the query selects article and position as well.
        """
        self._connection = connection
        self._documents: dict[int, DocumentValues] = {}
        self._constants = constants
        self._progress = progress
        self._blocks = (
            None
            if query is None
            else get_backend(connection).stream_rows(connection, query)
        )
        self._first_block = next(self._blocks, []) if self._blocks else []
        self._untranslated = untranslated
        self._first_untranslated = next(untranslated, None)

    def close(self) -> None:
        """Close the cursor, before which the connection cannot end."""
        if self._blocks is not None:
            self._blocks.close()

    @property
    def is_empty(self) -> bool:
        """Whether there are no units."""
        return not self._first_block and self._first_untranslated is None

    @property
    def has_tables(self) -> bool:
        """As `UnitTables.has_tables`: no unit is without a target."""
        return self._first_untranslated is None

    def __iter__(self) -> Iterator[TranslationUnit]:
        if self._first_untranslated is None:
            for table in self.read_tables():
                yield from table.make_units()
            return
        placed = chain.from_iterable(map(self._place, self._counted_blocks()))
        untranslated = chain([self._first_untranslated], self._counted_untranslated())
        for _, unit in heapq.merge(placed, untranslated, key=itemgetter(0)):
            yield unit

    def read_tables(self) -> Iterator[UnitTable]:
        """As `UnitTables.read_tables`."""
        return map(self._table, self._counted_blocks())

    def _counted_blocks(self) -> Iterator[Sequence[RowValues]]:
        for block in filter(None, chain([self._first_block], self._blocks or ())):
            yield block
            if self._progress is not None:
                self._progress(len(block))

    def _place(self, block: Sequence[RowValues]) -> Iterator[PlacedUnit]:
        units = self._table(block).make_units()
        for row, unit in zip(block, units, strict=True):
            article, position = row[-2:]
            yield (article, position), unit

    def _table(self, block: Sequence[RowValues]) -> UnitTable:
        columns: dict[str, Any] = {
            name: ConstantColumn(value, len(block))
            for name, value in self._constants.items()
        }
        varying = [name for name in _FIELDS if name not in columns]
        columns.update(zip(varying, zip(*block, strict=True), strict=False))
        columns[_DOCUMENT] = self._read_documents(columns[_DOCUMENT])
        return read_unit_table(columns)

    def _read_documents(self, numbers: Sequence[int]) -> Sequence[DocumentValues]:
        """Read the documents of a block that are not known yet, at once."""
        unknown = set(numbers) - self._documents.keys()
        if unknown:
            if len(self._documents) + len(unknown) > self.max_documents:
                self._documents.clear()
                unknown = set(numbers)
            table = schema.origin
            # Old SQLite has 999 parameters.
            ids: BindParameter[int] = bindparam(
                None, list(unknown), expanding=True, literal_execute=True
            )
            columns = (table.c[name] for name in ORIGIN_COLUMNS)
            query = select(*columns, table.c.id).where(table.c.id.in_(ids))
            values = list(zip(*self._connection.execute(query), strict=True))
            documents = read_documents(dict(zip(ORIGIN_COLUMNS, values, strict=False)))
            self._documents.update(zip(values[-1], documents, strict=True))
        if isinstance(numbers, ConstantColumn):
            return ConstantColumn(self._documents[numbers[0]], len(numbers))
        return list(map(self._documents.__getitem__, numbers))

    def _counted_untranslated(self) -> Iterator[PlacedUnit]:
        count = 1
        for placed in self._untranslated:
            yield placed
            count += 1
        if self._progress is not None:
            self._progress(count)


def scanned_columns(constants: Container[str]) -> list[Any]:
    """Choose the columns that `UnitScan` needs: those that are not constant."""
    return [_column(name) for name in _FIELDS if name not in constants]


def own_columns() -> dict[str, Any]:
    """Choose the columns of the table of units itself, by field."""
    return {
        name: _column(name) for name in _FIELDS if name.partition("_")[0] not in _SIDES
    }


def _column(name: str) -> Any:
    if name == _DOCUMENT:
        return schema.unit.c.origin_id
    table, column = UNIT_COLUMNS_BY_FIELD[name].split(".")
    if table in _SIDES:
        stored = _SIDES[table].c[column]
        return Utf8(stored) if column == "text" else stored
    return schema.unit.c[column]
