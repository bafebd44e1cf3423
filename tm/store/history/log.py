"""Reading the rows of the change log, and the changes that they stand for; private."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, RowMapping, and_, or_, select

from tm.errors import NotFound
from tm.store import schema
from tm.store.history.change import ChangeName, LoggedChange
from tm.store.history.unit_range import RUN, holds_unit, run_of, unit_number

_PAGE = 2000


def rows_of(connection: Connection, meant: ChangeName) -> Iterator[RowMapping]:
    """The rows that a name means, the latest first. Raises NotFound."""
    table = schema.change
    last: int | None = None
    while True:
        query = select(table).order_by(table.c.id.desc()).limit(_PAGE)
        if meant.set is None:
            query = query.where(table.c.id == meant.change)
        else:
            query = query.where(table.c.set_id == meant.set)
        if last is not None:
            query = query.where(table.c.id < last)
        found = connection.execute(query).mappings().all()
        if not found and last is None:
            noun = "change" if meant.set is None else "import"
            raise NotFound(f"there is no {noun} {meant}; `padanan history` lists them")
        yield from found
        if len(found) < _PAGE:
            return
        last = found[-1]["id"]


def rows_about(connection: Connection, kind: str, key: str) -> Sequence[RowMapping]:
    """The rows about one thing, the earliest first, each with its change set's."""
    table, sets = schema.change, schema.change_set
    wanted = and_(table.c.kind == kind, table.c.key == key)
    number = unit_number(connection, key) if kind == "unit" else None
    if number is not None:
        wanted = or_(wanted, holds_unit(number))
    query = (
        select(table, sets.c.at, sets.c.who, sets.c.command, sets.c.undoes)
        .join(sets, sets.c.id == table.c.set_id)
        .where(wanted)
        .order_by(table.c.id)
    )
    return connection.execute(query).mappings().all()


def changes_of(
    connection: Connection, row: RowMapping, numbers: Sequence[int] | None = None
) -> Iterator[LoggedChange]:
    """The change that a row is, or those of its run: of all units, or of some."""
    if row["kind"] == RUN:
        yield from run_of(row).changes(connection, numbers)
    else:
        yield change_of(row)


def change_of(row: RowMapping) -> LoggedChange:
    """The change that a row is which is no run."""
    return LoggedChange(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        before=None if row["before"] is None else json.loads(row["before"]),
        after=None if row["after"] is None else json.loads(row["after"]),
    )


def changes_meant(connection: Connection, meant: ChangeName) -> Iterator[LoggedChange]:
    """All changes that a name means, in order. Raises NotFound."""
    for row in reversed(list(rows_of(connection, meant))):
        if meant.place is None:
            yield from changes_of(connection, row)
        else:
            yield from [unit_change(connection, row, meant)]


def counts_meant(connection: Connection, meant: ChangeName) -> Counter[tuple[str, str]]:
    """How many changes a name means, by action and kind. Raises NotFound."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows_of(connection, meant):
        if row["kind"] == RUN and meant.place is None:
            run = run_of(row)
            action = "add" if run.is_made else "remove"
            counts[action, "unit"] += run.last - run.first + 1
        elif meant.place is None:
            change = change_of(row)
            counts[change.action, change.kind] += 1
        else:
            change = unit_change(connection, row, meant)
            counts[change.action, change.kind] += 1
    return counts


def unit_change(
    connection: Connection, row: RowMapping, meant: ChangeName
) -> LoggedChange:
    """The change to one unit of a run, by its place. Raises NotFound."""
    assert meant.place is not None
    if row["kind"] == RUN:
        number = row["first_id"] + meant.place - 1
        if row["first_id"] <= number <= row["last_id"]:
            for change in run_of(row).changes(connection, [number]):
                return change
    raise NotFound(f"there is no change {meant}; `padanan history` lists them")
