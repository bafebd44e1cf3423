"""Reading rows of the change log, and their changes; private to the store."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, RowMapping, and_, or_, select

from tm.errors import NotFound
from tm.store import schema
from tm.store.history.change import ChangeName, LoggedChange
from tm.store.history.unit_range import (
    UNIT_RANGE,
    find_unit_id,
    make_range_condition,
    parse_unit_range,
)

_PAGE_SIZE = 2000


def read_named_rows(
    connection: Connection, change_name: ChangeName
) -> Iterator[RowMapping]:
    """Read the rows of a named change set or change, the latest first.

    Raises NotFound.
    """
    change_table = schema.change
    last_id: int | None = None
    while True:
        query = (
            select(change_table).order_by(change_table.c.id.desc()).limit(_PAGE_SIZE)
        )
        if change_name.change_set_id is None:
            query = query.where(change_table.c.id == change_name.change_id)
        else:
            query = query.where(change_table.c.set_id == change_name.change_set_id)
        if last_id is not None:
            query = query.where(change_table.c.id < last_id)
        rows = connection.execute(query).mappings().all()
        if not rows and last_id is None:
            noun = "change" if change_name.change_set_id is None else "change set"
            raise NotFound(
                f"no {noun} {change_name}; list the changes to see their names",
                next_step="list changes",
            )
        yield from rows
        if len(rows) < _PAGE_SIZE:
            return
        last_id = rows[-1]["id"]


def read_rows_about_key(
    connection: Connection, record_kind: str, record_key: str
) -> Sequence[RowMapping]:
    """Read the rows about a record, the earliest first, with their change sets."""
    change_table, change_set_table = schema.change, schema.change_set
    condition = and_(
        change_table.c.kind == record_kind, change_table.c.key == record_key
    )
    unit_id = find_unit_id(connection, record_key) if record_kind == "unit" else None
    if unit_id is not None:
        condition = or_(condition, make_range_condition(unit_id))
    query = (
        select(
            change_table,
            change_set_table.c.at,
            change_set_table.c.who,
            change_set_table.c.command,
            change_set_table.c.undoes,
        )
        .join(change_set_table, change_set_table.c.id == change_table.c.set_id)
        .where(condition)
        .order_by(change_table.c.id)
    )
    return connection.execute(query).mappings().all()


def read_row_changes(
    connection: Connection, row: RowMapping, unit_ids: Sequence[int] | None = None
) -> Iterator[LoggedChange]:
    """Read the changes of a row; of a range, those of all units or of some."""
    if row["kind"] == UNIT_RANGE:
        yield from parse_unit_range(row).read_changes(connection, unit_ids)
    else:
        yield parse_change(row)


def parse_change(row: RowMapping) -> LoggedChange:
    """Parse the change of a row that is not a range."""
    return LoggedChange(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        record_before=None if row["before"] is None else json.loads(row["before"]),
        record_after=None if row["after"] is None else json.loads(row["after"]),
    )


def read_named_changes(
    connection: Connection, change_name: ChangeName
) -> Iterator[LoggedChange]:
    """Read the changes of a named change set or change. Raises NotFound."""
    for row in reversed(list(read_named_rows(connection, change_name))):
        if change_name.position is None:
            yield from read_row_changes(connection, row)
        else:
            yield from [read_unit_change(connection, row, change_name)]


def count_named_changes(
    connection: Connection, change_name: ChangeName
) -> Counter[tuple[str, str]]:
    """Count the changes of a name by action and kind. Raises NotFound."""
    change_counts: Counter[tuple[str, str]] = Counter()
    for row in read_named_rows(connection, change_name):
        if row["kind"] == UNIT_RANGE and change_name.position is None:
            unit_range = parse_unit_range(row)
            action = "add" if unit_range.is_made else "remove"
            change_counts[action, "unit"] += (
                unit_range.last_id - unit_range.first_id + 1
            )
        elif change_name.position is None:
            change = parse_change(row)
            change_counts[change.action, change.kind] += 1
        else:
            change = read_unit_change(connection, row, change_name)
            change_counts[change.action, change.kind] += 1
    return change_counts


def read_unit_change(
    connection: Connection, row: RowMapping, change_name: ChangeName
) -> LoggedChange:
    """Read the change to one unit of a range, by its position. Raises NotFound."""
    assert change_name.position is not None
    if row["kind"] == UNIT_RANGE:
        unit_id = row["first_id"] + change_name.position - 1
        if row["first_id"] <= unit_id <= row["last_id"]:
            for change in parse_unit_range(row).read_changes(connection, [unit_id]):
                return change
    raise NotFound(
        f"no change {change_name}; list the changes to see their names",
        next_step="list changes",
    )
