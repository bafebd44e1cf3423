"""Ranges of units with consecutive ids that one row of the change log describes.

The log does not keep the records of such units: the first record of a unit is the one
before its first later change, or its present one. Undoing or redoing a range is logged
as a range, too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, select

from tm.store import schema
from tm.store.backend.bulk_rows import read_rows_by_id
from tm.store.backend.sql import split_into_batches
from tm.store.history.change import LoggedChange
from tm.store.rows.record import Record, remove_empty_fields
from tm.store.rows.unit import RECORD_COLUMNS
from tm.unit import Withheld

UNIT_RANGE = "unit_run"
"""The kind of rows that describe a range."""

_UNIT_COLUMNS = ("id", "key", "origin_id", *RECORD_COLUMNS)
_UNDONE_REASON = Withheld.UNDONE.value


@dataclass(frozen=True, slots=True)
class UnitRange:
    """Units with consecutive ids that were made or undone together."""

    page_size: ClassVar[int] = 2000
    """Units that are read together."""

    change_id: int
    """Id of the row in the change log."""
    first_id: int
    last_id: int
    is_made: bool
    """Whether the units were made or restored; else they were undone."""

    def split_pages(self) -> "Iterator[UnitRange]":
        """Split the range into pages that fit into memory."""
        for first_id in range(self.first_id, self.last_id + 1, self.page_size):
            last_id = min(self.last_id, first_id + self.page_size - 1)
            yield UnitRange(self.change_id, first_id, last_id, self.is_made)

    def read_changes(
        self, connection: Connection, unit_ids: Sequence[int] | None = None
    ) -> Iterator[LoggedChange]:
        """Read the changes to all units of the range, or to some."""
        chosen_ids = (
            range(self.first_id, self.last_id + 1) if unit_ids is None else unit_ids
        )
        for id_page in split_into_batches(chosen_ids, self.page_size):
            rows = read_rows_by_id(connection, schema.unit, _UNIT_COLUMNS, id_page)
            values_by_id = {row[0]: (bytes(row[1]).hex(), row[2:]) for row in rows}
            later_record_by_key = self.read_later_records(
                connection, [unit_key for unit_key, _ in values_by_id.values()]
            )
            for unit_id, (unit_key, column_values) in sorted(values_by_id.items()):
                column_names = ("origin_id", *RECORD_COLUMNS)
                current_record = remove_empty_fields(
                    dict(zip(column_names, column_values, strict=True))
                )
                record = dict(later_record_by_key.get(unit_key, current_record))
                if record.get("withheld") == _UNDONE_REASON:
                    del record["withheld"]
                record_before, record_after = (
                    (None, record) if self.is_made else (record, None)
                )
                position = unit_id - self.first_id + 1
                yield LoggedChange(
                    self.change_id,
                    "unit",
                    unit_key,
                    record_before,
                    record_after,
                    position,
                )

    def read_later_records(
        self, connection: Connection, unit_keys: Sequence[str]
    ) -> Mapping[str, Record]:
        """Read the records of later changed units before their next change, by key."""
        change_table = schema.change
        record_by_key: dict[str, Record] = {}
        for key_batch in split_into_batches(unit_keys):
            query = (
                select(change_table.c.key, change_table.c.before)
                .where(
                    change_table.c.kind == "unit",
                    change_table.c.key.in_(key_batch),
                    change_table.c.id > self.change_id,
                )
                .order_by(change_table.c.id)
            )
            for unit_key, json_before in connection.execute(query):
                record_by_key.setdefault(unit_key, json.loads(json_before))
        return record_by_key


def parse_unit_range(row: RowMapping) -> UnitRange:
    """Parse the range of a row of the change log."""
    return UnitRange(row["id"], row["first_id"], row["last_id"], row["before"] is None)


def make_range_condition(unit_id: int) -> ColumnElement[bool]:
    """Make the condition that a row is a range that contains a unit."""
    change_table = schema.change
    return and_(change_table.c.first_id <= unit_id, change_table.c.last_id >= unit_id)


def select_unit_keys(condition: ColumnElement[bool]) -> Select[Any]:
    """Select the keys, as bytes, of units in ranges that meet a condition."""
    return _select_ranged_units("key", condition)


def select_unit_ids(condition: ColumnElement[bool]) -> Select[Any]:
    """Select the ids of units in ranges that meet a condition."""
    return _select_ranged_units("id", condition)


def _select_ranged_units(
    column_name: str, condition: ColumnElement[bool]
) -> Select[Any]:
    change_table, unit_table = schema.change, schema.unit.alias()
    return (
        select(unit_table.c[column_name])
        .join(
            change_table,
            unit_table.c.id.between(change_table.c.first_id, change_table.c.last_id),
        )
        .where(change_table.c.kind == UNIT_RANGE, condition)
    )


def find_unit_id(connection: Connection, unit_key: str) -> int | None:
    """Find the id of a unit by its key; None if it is not stored."""
    unit_table = schema.unit
    query = select(unit_table.c.id).where(unit_table.c.key == bytes.fromhex(unit_key))
    return connection.execute(query).scalar()


def find_consecutive_ranges(rising_numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Find the ranges of consecutive numbers in a rising sequence.

    >>> list(find_consecutive_ranges([3, 4, 5, 8]))
    [(3, 5), (8, 8)]
    """
    if (
        rising_numbers
        and rising_numbers[-1] - rising_numbers[0] == len(rising_numbers) - 1
    ):
        yield rising_numbers[0], rising_numbers[-1]
        return
    for _, indexed_numbers in groupby(
        enumerate(rising_numbers),
        key=lambda index_and_number: index_and_number[1] - index_and_number[0],
    ):
        range_numbers = [number for _, number in indexed_numbers]
        yield range_numbers[0], range_numbers[-1]
