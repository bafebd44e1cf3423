"""Reader of the rows of the change log and their changes; private."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, RowMapping, and_, or_, select

from tm.errors import NotFound
from tm.store import schema
from tm.store.history.change import ChangeName, LoggedChange
from tm.store.history.unit_range import (
    UNIT_RANGE,
    holds_unit,
    unit_number,
    unit_range_of,
)

_PAGE = 2000


def rows_named(connection: Connection, name: ChangeName) -> Iterator[RowMapping]:
    """Read the rows with a name, the latest first. Raises NotFound."""
    table = schema.change
    last: int | None = None
    while True:
        query = select(table).order_by(table.c.id.desc()).limit(_PAGE)
        if name.set is None:
            query = query.where(table.c.id == name.change)
        else:
            query = query.where(table.c.set_id == name.set)
        if last is not None:
            query = query.where(table.c.id < last)
        rows = connection.execute(query).mappings().all()
        if not rows and last is None:
            noun = "change" if name.set is None else "import"
            raise NotFound(f"there is no {noun} {name}; `padanan history` lists them")
        yield from rows
        if len(rows) < _PAGE:
            return
        last = rows[-1]["id"]


def rows_about(connection: Connection, kind: str, key: str) -> Sequence[RowMapping]:
    """Read the rows about one key, the earliest first, with their change sets."""
    table, sets = schema.change, schema.change_set
    condition = and_(table.c.kind == kind, table.c.key == key)
    number = unit_number(connection, key) if kind == "unit" else None
    if number is not None:
        condition = or_(condition, holds_unit(number))
    query = (
        select(table, sets.c.at, sets.c.who, sets.c.command, sets.c.undoes)
        .join(sets, sets.c.id == table.c.set_id)
        .where(condition)
        .order_by(table.c.id)
    )
    return connection.execute(query).mappings().all()


def changes_of(
    connection: Connection, row: RowMapping, numbers: Sequence[int] | None = None
) -> Iterator[LoggedChange]:
    """Read the changes of a row; for a range, those of all units or of some."""
    if row["kind"] == UNIT_RANGE:
        yield from unit_range_of(row).changes(connection, numbers)
    else:
        yield change_of(row)


def change_of(row: RowMapping) -> LoggedChange:
    """Read the change of a row that is not a range."""
    return LoggedChange(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        before=None if row["before"] is None else json.loads(row["before"]),
        after=None if row["after"] is None else json.loads(row["after"]),
    )


def changes_named(connection: Connection, name: ChangeName) -> Iterator[LoggedChange]:
    """Read all changes with a name, in order. Raises NotFound."""
    for row in reversed(list(rows_named(connection, name))):
        if name.place is None:
            yield from changes_of(connection, row)
        else:
            yield from [unit_change(connection, row, name)]


def counts_named(connection: Connection, name: ChangeName) -> Counter[tuple[str, str]]:
    """Count the changes with a name, by action and kind. Raises NotFound."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows_named(connection, name):
        if row["kind"] == UNIT_RANGE and name.place is None:
            run = unit_range_of(row)
            action = "add" if run.is_made else "remove"
            counts[action, "unit"] += run.last - run.first + 1
        elif name.place is None:
            change = change_of(row)
            counts[change.action, change.kind] += 1
        else:
            change = unit_change(connection, row, name)
            counts[change.action, change.kind] += 1
    return counts


def unit_change(
    connection: Connection, row: RowMapping, name: ChangeName
) -> LoggedChange:
    """Read the change to one unit of a range, by its number. Raises NotFound."""
    assert name.place is not None
    if row["kind"] == UNIT_RANGE:
        number = row["first_id"] + name.place - 1
        if row["first_id"] <= number <= row["last_id"]:
            for change in unit_range_of(row).changes(connection, [number]):
                return change
    raise NotFound(f"there is no change {name}; `padanan history` lists them")
