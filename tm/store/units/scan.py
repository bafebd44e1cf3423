"""Units in large numbers, read as tables; private to the store."""

import heapq
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from tm.progress import ReportProgress
from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.portable_sql_functions import Utf8
from tm.store.backend.sql import RowValues
from tm.store.rows.unit import (
    ORIGIN_COLUMNS,
    UNIT_COLUMN_BY_FIELD,
    read_documents,
    read_unit_table,
)
from tm.store.rows.unit_queries import source_segment_table, target_segment_table
from tm.unit import TranslationUnit
from tm.unit_table import ConstantColumn, DocumentValues, UnitTable, UnitTables

PositionedUnit = tuple[tuple[str, int], TranslationUnit]
"""Article and position of a unit, by which it is ordered, and the unit."""

_SEGMENT_TABLE_BY_SIDE = {
    "source": source_segment_table,
    "target": target_segment_table,
}
_DOCUMENT_FIELD = "document"
_SCANNED_FIELDS = [
    *(name for name in UNIT_COLUMN_BY_FIELD if name not in ORIGIN_COLUMNS),
    _DOCUMENT_FIELD,
]
"""Fields that are read of each unit; documents are few, and read separately."""


class UnitScan(UnitTables):
    """The units of a query, in its order."""

    max_document_count = 20_000
    """Most documents that are kept in memory."""

    def __init__(
        self,
        connection: Connection,
        query: Select[Any] | None,
        untranslated_units: Iterator[PositionedUnit],
        *,
        constant_by_field: Mapping[str, Any],
        report_progress: ReportProgress | None = None,
    ) -> None:
        """`query` selects `choose_scan_columns`; None: there are no units of it.

        `constant_by_field`: fields in which all of its units agree, which it does not
        select.

        `untranslated_units`: units without a target, which are put in their places
        between them. If there are some, the query selects article and position as well.
        """
        self._connection = connection
        self._document_by_id: dict[int, DocumentValues] = {}
        self._constant_by_field = constant_by_field
        self._report_progress = report_progress
        self._row_batches = (
            None
            if query is None
            else get_backend(connection).stream_rows(connection, query)
        )
        self._first_row_batch = next(self._row_batches, []) if self._row_batches else []
        self._untranslated_units = untranslated_units
        self._first_untranslated_unit = next(untranslated_units, None)

    def close(self) -> None:
        """Close the cursor, which has to be closed before the connection."""
        if self._row_batches is not None:
            self._row_batches.close()

    @property
    def is_empty(self) -> bool:
        """Whether there are no units."""
        return not self._first_row_batch and self._first_untranslated_unit is None

    @property
    def has_tables(self) -> bool:
        """Implement `UnitTables.has_tables`: tables hold units with a target only."""
        return self._first_untranslated_unit is None

    def __iter__(self) -> Iterator[TranslationUnit]:
        if self._first_untranslated_unit is None:
            for unit_table in self.read_tables():
                yield from unit_table.make_units()
            return
        translated_units = chain.from_iterable(
            map(self._add_positions, self._iterate_row_batches())
        )
        untranslated_units = chain(
            [self._first_untranslated_unit], self._iterate_untranslated_units()
        )
        for _, unit in heapq.merge(
            translated_units, untranslated_units, key=itemgetter(0)
        ):
            yield unit

    def read_tables(self) -> Iterator[UnitTable]:
        """Implement `UnitTables.read_tables`."""
        return map(self._make_table, self._iterate_row_batches())

    def _iterate_row_batches(self) -> Iterator[Sequence[RowValues]]:
        for row_batch in filter(
            None, chain([self._first_row_batch], self._row_batches or ())
        ):
            yield row_batch
            if self._report_progress is not None:
                self._report_progress(len(row_batch))

    def _add_positions(
        self, row_batch: Sequence[RowValues]
    ) -> Iterator[PositionedUnit]:
        units = self._make_table(row_batch).make_units()
        for row, unit in zip(row_batch, units, strict=True):
            article_key, position = row[-2:]
            yield (article_key, position), unit

    def _make_table(self, row_batch: Sequence[RowValues]) -> UnitTable:
        column_by_field: dict[str, Any] = {
            field_name: ConstantColumn(value, len(row_batch))
            for field_name, value in self._constant_by_field.items()
        }
        varying_fields = [
            field_name
            for field_name in _SCANNED_FIELDS
            if field_name not in column_by_field
        ]
        column_by_field.update(
            zip(varying_fields, zip(*row_batch, strict=True), strict=False)
        )
        column_by_field[_DOCUMENT_FIELD] = self._read_documents(
            column_by_field[_DOCUMENT_FIELD]
        )
        return read_unit_table(column_by_field)

    def _read_documents(self, origin_ids: Sequence[int]) -> Sequence[DocumentValues]:
        """Read the documents of a batch of rows, by origin id."""
        unread_origin_ids = set(origin_ids) - self._document_by_id.keys()
        if unread_origin_ids:
            if (
                len(self._document_by_id) + len(unread_origin_ids)
                > self.max_document_count
            ):
                self._document_by_id.clear()
                unread_origin_ids = set(origin_ids)
            origin_table = schema.origin
            # Old SQLite has 999 parameters.
            id_parameter: BindParameter[int] = bindparam(
                None, list(unread_origin_ids), expanding=True, literal_execute=True
            )
            columns = (origin_table.c[name] for name in ORIGIN_COLUMNS)
            query = select(*columns, origin_table.c.id).where(
                origin_table.c.id.in_(id_parameter)
            )
            column_values = list(zip(*self._connection.execute(query), strict=True))
            documents = read_documents(
                dict(zip(ORIGIN_COLUMNS, column_values, strict=False))
            )
            self._document_by_id.update(zip(column_values[-1], documents, strict=True))
        if isinstance(origin_ids, ConstantColumn):
            return ConstantColumn(self._document_by_id[origin_ids[0]], len(origin_ids))
        return list(map(self._document_by_id.__getitem__, origin_ids))

    def _iterate_untranslated_units(self) -> Iterator[PositionedUnit]:
        read_unit_count = 1  # the first one was read before
        for positioned_unit in self._untranslated_units:
            yield positioned_unit
            read_unit_count += 1
        if self._report_progress is not None:
            self._report_progress(read_unit_count)


def choose_scan_columns(constant_fields: Container[str]) -> list[Any]:
    """Choose the columns that `UnitScan` needs: those that are not constant."""
    return [
        _get_column(field_name)
        for field_name in _SCANNED_FIELDS
        if field_name not in constant_fields
    ]


def choose_unit_columns() -> dict[str, Any]:
    """Choose the columns of the table of units itself, by field."""
    return {
        field_name: _get_column(field_name)
        for field_name in _SCANNED_FIELDS
        if field_name.partition("_")[0] not in _SEGMENT_TABLE_BY_SIDE
    }


def _get_column(field_name: str) -> Any:
    if field_name == _DOCUMENT_FIELD:
        return schema.unit.c.origin_id
    table_name, column_name = UNIT_COLUMN_BY_FIELD[field_name].split(".")
    if table_name in _SEGMENT_TABLE_BY_SIDE:
        stored_column = _SEGMENT_TABLE_BY_SIDE[table_name].c[column_name]
        return Utf8(stored_column) if column_name == "text" else stored_column
    return schema.unit.c[column_name]
