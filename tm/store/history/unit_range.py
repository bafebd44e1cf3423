"""Ranges of units that a change set made in a row, as one row of the log.

What such a unit was when it was made is not written down: it is what the unit is now,
or was before the first change to it that the log has in full. Taken back at once and
brought back at once they are runs as well.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, select

from tm.store import schema
from tm.store.backend.many_rows import read_rows_by_id
from tm.store.backend.sql import split_into_batches
from tm.store.history.change import LoggedChange
from tm.store.rows.record import Record, forget_none
from tm.store.rows.unit import RECORD_COLUMNS
from tm.unit import Withheld

UNIT_RANGE = "unit_run"
"""The kind of a row with a range."""

_COLUMNS = ("id", "key", "origin_id", *RECORD_COLUMNS)
_PARAMETERS = 500
_UNDONE = Withheld.UNDONE.value


@dataclass(frozen=True, slots=True)
class UnitRange:
    """Units with successive numbers that were made or undone at once."""

    page_size: ClassVar[int] = 2000
    """How many units are read at once."""

    change: int
    """Number of the row of the log."""
    first: int
    last: int
    is_made: bool
    """Whether the units were made or restored; else they were undone."""

    def pages(self) -> "Iterator[UnitRange]":
        """Split the range into parts that fit into memory."""
        for first in range(self.first, self.last + 1, self.page_size):
            last = min(self.last, first + self.page_size - 1)
            yield UnitRange(self.change, first, last, self.is_made)

    def changes(
        self, connection: Connection, numbers: Sequence[int] | None = None
    ) -> Iterator[LoggedChange]:
        """Read the changes to its units, or to some of them."""
        chosen_numbers = (
            range(self.first, self.last + 1) if numbers is None else numbers
        )
        for page in split_into_batches(chosen_numbers, self.page_size):
            rows = read_rows_by_id(connection, schema.unit, _COLUMNS, page)
            units = {row[0]: (bytes(row[1]).hex(), row[2:]) for row in rows}
            later = self.later_changes(connection, [key for key, _ in units.values()])
            for number, (key, values) in sorted(units.items()):
                names = ("origin_id", *RECORD_COLUMNS)
                current = forget_none(dict(zip(names, values, strict=True)))
                record = dict(later.get(key, current))
                if record.get("withheld") == _UNDONE:
                    del record["withheld"]
                before, after = (None, record) if self.is_made else (record, None)
                index = number - self.first + 1
                yield LoggedChange(self.change, "unit", key, before, after, index)

    def later_changes(
        self, connection: Connection, keys: Sequence[str]
    ) -> Mapping[str, Record]:
        """Read the records before the next change of units that were changed later."""
        table = schema.change
        records: dict[str, Record] = {}
        for chunk in split_into_batches(keys, _PARAMETERS):
            query = (
                select(table.c.key, table.c.before)
                .where(
                    table.c.kind == "unit",
                    table.c.key.in_(chunk),
                    table.c.id > self.change,
                )
                .order_by(table.c.id)
            )
            for key, before in connection.execute(query):
                records.setdefault(key, json.loads(before))
        return records


def unit_range_of(row: RowMapping) -> UnitRange:
    """Read the range of a row of the log."""
    return UnitRange(row["id"], row["first_id"], row["last_id"], row["before"] is None)


def holds_unit(number: int) -> ColumnElement[bool]:
    """Make the condition that a row of the log is a range with a unit."""
    table = schema.change
    return and_(table.c.first_id <= number, table.c.last_id >= number)


def unit_keys(condition: ColumnElement[bool]) -> Select[Any]:
    """Select the keys, as bytes, of units in ranges that meet a condition."""
    return _in_runs("key", condition)


def unit_numbers(condition: ColumnElement[bool]) -> Select[Any]:
    """Select the numbers of units in ranges that meet a condition."""
    return _in_runs("id", condition)


def _in_runs(column: str, condition: ColumnElement[bool]) -> Select[Any]:
    table, unit = schema.change, schema.unit.alias()
    return (
        select(unit.c[column])
        .join(table, unit.c.id.between(table.c.first_id, table.c.last_id))
        .where(table.c.kind == UNIT_RANGE, condition)
    )


def unit_number(connection: Connection, key: str) -> int | None:
    """Find the number of a unit by its key; None if it is not stored."""
    unit = schema.unit
    query = select(unit.c.id).where(unit.c.key == bytes.fromhex(key))
    return connection.execute(query).scalar()


def consecutive_ranges(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Find the ranges of successive numbers in a rising sequence.

    >>> list(consecutive_ranges([3, 4, 5, 8]))
    [(3, 5), (8, 8)]
    """
    if numbers and numbers[-1] - numbers[0] == len(numbers) - 1:
        yield numbers[0], numbers[-1]
        return
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]
