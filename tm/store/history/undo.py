"""Undoing a change set or a part of it, in constant memory.

The latest of its changes is taken back first, so that a thing which it changed twice
goes back to the beginning.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from tm.errors import Conflict
from tm.store import schema
from tm.store.database import Database
from tm.store.history.change import ChangeName, LoggedChange, change_name
from tm.store.history.change_set import ChangeSet, change_set
from tm.store.history.listing import ChangeSetRecord, change_sets
from tm.store.history.log import change_of, rows_about, rows_named, unit_change
from tm.store.history.unit_range import (
    UNIT_RANGE,
    UnitRange,
    consecutive_ranges,
    unit_range_of,
)
from tm.store.rows.record import Record
from tm.unit import Withheld

_BATCH = 2000
_UNDONE = Withheld.UNDONE.value


@dataclass(frozen=True, slots=True)
class Undoer:
    """Functions that read and restore the records of one kind, many at a time."""

    current: Callable[[Connection, Sequence[str]], Mapping[str, Record | None]]
    """Reads the current records of keys."""
    restore: Callable[[ChangeSet, Mapping[str, Record | None]], None]
    """Restores records, without recording the change."""
    describe: Callable[[Connection, str], str] | None = None
    """Describes the record of a key in messages; without it, the key does."""


def undo(
    database: Database,
    name: str,
    *,
    who: str,
    undoers: Mapping[str, Undoer],
) -> tuple[ChangeSetRecord, int]:
    """Undo a change set (`i3`, `last`) or one change (`c57`, `c57.3`).

    Returns the change set that this made, and how many changes were taken back.
    Raises NotFound, InputError, and Conflict when a thing has changed since.
    """
    with database.open_snapshot() as connection:
        change_named = change_name(connection, name)
    label = str(change_named)
    with change_set(
        database, command="undo", who=who, detail=label, undoes=label
    ) as changes:
        task = _UndoTask(changes, undoers, change_named)
        count = sum(
            map(task.take_back, _split_changes(changes.connection, change_named))
        )
    return next(change_sets(database, limit=1)), count


def _split_changes(
    connection: Connection, name: ChangeName
) -> Iterator[UnitRange | list[LoggedChange]]:
    """Split named changes into ranges and batches, the latest first."""
    rows = rows_named(connection, name)
    if name.place is not None:
        yield [unit_change(connection, row, name) for row in rows]
        return
    for is_run, group in groupby(rows, key=lambda row: row["kind"] == UNIT_RANGE):
        if is_run:
            yield from map(unit_range_of, group)
        else:
            yield from _batches(group)


def _batches(rows: Iterable[RowMapping]) -> Iterator[list[LoggedChange]]:
    changes = map(change_of, rows)
    while batch := list(islice(changes, _BATCH)):
        yield batch


class _UndoTask:
    """Undoes parts of a named change, within a change set."""

    def __init__(
        self, changes: ChangeSet, undoers: Mapping[str, Undoer], meant: ChangeName
    ) -> None:
        self._changes = changes
        self._undoers = undoers
        self._label = str(meant)

    def take_back(self, part: UnitRange | list[LoggedChange]) -> int:
        """Undo a part; return how many changes it was. Raises Conflict."""
        if isinstance(part, UnitRange):
            return sum(map(self._take_back_run, part.pages()))
        changes = _coalesce(part)
        for kind in dict.fromkeys(change.kind for change in reversed(changes)):
            self._take_back_all([change for change in changes if change.kind == kind])
        return len(changes)

    def _take_back_run(self, run: UnitRange) -> int:
        """Undo a page of a range: units without later changes at once."""
        connection, table = self._changes.connection, schema.unit
        query = (
            select(table.c.id, table.c.key, table.c.withheld)
            .where(table.c.id.between(run.first, run.last))
            .order_by(table.c.id)
        )
        units = connection.execute(query).all()
        keys = {row.id: bytes(row.key).hex() for row in units}
        later = run.later_changes(connection, list(keys.values()))
        expected = None if run.is_made else _UNDONE
        changed_later = [
            row.id for row in units if row.withheld != expected or keys[row.id] in later
        ]
        self._take_back_all(list(run.changes(connection, changed_later)))
        for first, last in consecutive_ranges(sorted(keys.keys() - set(changed_later))):
            connection.execute(
                update(table)
                .where(table.c.id.between(bindparam("low"), bindparam("high")))
                .values(withheld=_UNDONE if run.is_made else None),
                {"low": first, "high": last},
            )
            self._changes.record_run(first, last, is_made=not run.is_made)
        return len(units)

    def _take_back_all(self, logged: Sequence[LoggedChange]) -> None:
        """Undo changes of one kind, at most one for each key."""
        if not logged:
            return
        undoer = self._undoers[logged[0].kind]
        changes, keys = self._changes, [change.key for change in logged]
        current = undoer.current(changes.connection, keys)
        for change in logged:
            if _without_undone(current.get(change.key)) != _without_undone(
                change.after
            ):
                connection, name = changes.connection, change.key
                if undoer.describe is not None:
                    name = undoer.describe(connection, change.key)
                raise Conflict(_conflict_message(connection, change, self._label, name))
        undoer.restore(changes, {change.key: change.before for change in logged})
        for change in logged:
            current_record = current.get(change.key)
            changes.record(
                change.kind, change.key, before=current_record, after=change.before
            )


def _without_undone(record: Record | None) -> Record | None:
    """Return a record, or None if its addition was undone."""
    gone = record is not None and record.get("withheld") == _UNDONE
    return None if gone else record


def _coalesce(changes: Iterable[LoggedChange]) -> list[LoggedChange]:
    """Merge the changes of each key into one, from the first to the last record.

    `changes` has the latest first, and so has what comes out.
    """
    by_thing: dict[tuple[str, str], LoggedChange] = {}
    for change in changes:
        last = by_thing.get((change.kind, change.key))
        merged = change if last is None else replace(last, before=change.before)
        by_thing[change.kind, change.key] = merged
    return list(by_thing.values())


def _conflict_message(
    connection: Connection, change: LoggedChange, label: str, name: str
) -> str:
    """Say which later change is in the way; `name` is that of the changed record."""
    rows = rows_about(connection, change.kind, change.key)
    # What was undone is no obstacle any more, nor is the undo of it.
    standing: list[RowMapping] = []
    for row in rows:
        if row["id"] <= change.id:
            continue
        undone = [
            other
            for other in standing
            if _is_part(row["undoes"], f"i{other['set_id']}", f"c{other['id']}")
        ]
        standing = [other for other in standing if other not in undone]
        standing += [] if undone else [row]
    later = standing[-1] if standing else None
    if later is not None and _is_part(later["undoes"], label, f"c{change.id}"):
        earlier_undo = f"i{later['set_id']}"
        if later["undoes"] == label or "." in label:
            return f"{label} has been undone already, by {earlier_undo}"
        return (
            f"{label} cannot be undone as a whole: {later['undoes']} has been undone "
            f"already, by {earlier_undo}; undo {earlier_undo} first, or the other "
            "changes one by one"
        )
    cause = "something else"
    if later is not None:
        cause = f"i{later['set_id']} ({later['command']})"
    return (
        f"{label} cannot be undone: the {change.kind} {name} was changed since, "
        f"by {cause}; undo that first"
    )


def _is_part(undoes: str | None, *names: str) -> bool:
    """Whether an undo took back one of some names, or one unit of it."""
    return undoes is not None and undoes.partition(".")[0] in names
