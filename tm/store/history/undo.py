"""Taking back what a change set did, or a part of it, in memory that does not grow.

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
from tm.store.history.log import change_of, rows_about, rows_of, unit_change
from tm.store.history.unit_range import RUN, UnitRange, ranges, run_of
from tm.store.rows.record import Record
from tm.unit import Withheld

_BATCH = 2000
_UNDONE = Withheld.UNDONE.value


@dataclass(frozen=True, slots=True)
class Undoer:
    """How the things of one kind are read and put back, many at a time."""

    current: Callable[[Connection, Sequence[str]], Mapping[str, Record | None]]
    """The records of the things that keys name, as they are now."""
    restore: Callable[[ChangeSet, Mapping[str, Record | None]], None]
    """Puts things back to records, without noting the change."""


def undo(
    database: Database,
    name: str,
    *,
    who: str,
    undoers: Mapping[str, Undoer],
) -> tuple[ChangeSetRecord, int]:
    """Take back a change set (`i3`, `last`) or one change (`c57`, `c57.3`).

    Returns the change set that this made, and how many changes were taken back.
    Raises NotFound, InputError, and Conflict when a thing has changed since.
    """
    with database.reading() as connection:
        meant = change_name(connection, name)
    label = str(meant)
    with change_set(
        database, command="undo", who=who, detail=label, undoes=label
    ) as changes:
        taking = _Taking(changes, undoers, meant)
        count = sum(map(taking.take_back, _parts(changes.connection, meant)))
    return next(change_sets(database, limit=1)), count


def _parts(
    connection: Connection, meant: ChangeName
) -> Iterator[UnitRange | list[LoggedChange]]:
    """What a name means, the latest first: runs, and some changes at a time."""
    rows = rows_of(connection, meant)
    if meant.place is not None:
        yield [unit_change(connection, row, meant) for row in rows]
        return
    for is_run, some in groupby(rows, key=lambda row: row["kind"] == RUN):
        if is_run:
            yield from map(run_of, some)
        else:
            yield from _batches(some)


def _batches(rows: Iterable[RowMapping]) -> Iterator[list[LoggedChange]]:
    changes = map(change_of, rows)
    while batch := list(islice(changes, _BATCH)):
        yield batch


class _Taking:
    """Takes back parts of what a name means, within a change set."""

    def __init__(
        self, changes: ChangeSet, undoers: Mapping[str, Undoer], meant: ChangeName
    ) -> None:
        self._changes = changes
        self._undoers = undoers
        self._label = str(meant)

    def take_back(self, part: UnitRange | list[LoggedChange]) -> int:
        """Take back a part; how many changes it was. Raises Conflict."""
        if isinstance(part, UnitRange):
            return sum(map(self._take_back_run, part.pages()))
        found = _coalesced(part)
        for kind in dict.fromkeys(change.kind for change in reversed(found)):
            self._take_back_all([change for change in found if change.kind == kind])
        return len(found)

    def _take_back_run(self, run: UnitRange) -> int:
        """A page of a run: what has not changed since, at once."""
        connection, table = self._changes.connection, schema.unit
        query = (
            select(table.c.id, table.c.key, table.c.withheld)
            .where(table.c.id.between(run.first, run.last))
            .order_by(table.c.id)
        )
        found = connection.execute(query).all()
        keys = {row.id: bytes(row.key).hex() for row in found}
        later = run.later_changes(connection, list(keys.values()))
        usual = None if run.is_made else _UNDONE
        odd = [
            row.id for row in found if row.withheld != usual or keys[row.id] in later
        ]
        self._take_back_all(list(run.changes(connection, odd)))
        for first, last in ranges(sorted(keys.keys() - set(odd))):
            connection.execute(
                update(table)
                .where(table.c.id.between(bindparam("low"), bindparam("high")))
                .values(withheld=_UNDONE if run.is_made else None),
                {"low": first, "high": last},
            )
            self._changes.record_run(first, last, is_made=not run.is_made)
        return len(found)

    def _take_back_all(self, found: Sequence[LoggedChange]) -> None:
        """Changes to things of one kind, each of which has but one."""
        if not found:
            return
        undoer = self._undoers[found[0].kind]
        changes, keys = self._changes, [change.key for change in found]
        current = undoer.current(changes.connection, keys)
        for change in found:
            if _present(current.get(change.key)) != _present(change.after):
                raise Conflict(_conflict(changes.connection, change, self._label))
        undoer.restore(changes, {change.key: change.before for change in found})
        for change in found:
            now = current.get(change.key)
            changes.record(change.kind, change.key, before=now, after=change.before)


def _present(record: Record | None) -> Record | None:
    """A record; none of a thing whose adding was undone."""
    gone = record is not None and record.get("withheld") == _UNDONE
    return None if gone else record


def _coalesced(found: Iterable[LoggedChange]) -> list[LoggedChange]:
    """One change a thing: what it was at first, and what it was at last.

    `found` has the latest first, and so has what comes out.
    """
    net: dict[tuple[str, str], LoggedChange] = {}
    for change in found:
        last = net.get((change.kind, change.key))
        whole = change if last is None else replace(last, before=change.before)
        net[change.kind, change.key] = whole
    return list(net.values())


def _conflict(connection: Connection, change: LoggedChange, label: str) -> str:
    found = rows_about(connection, change.kind, change.key)
    # What was undone is no obstacle any more, nor is the undo of it.
    standing: list[RowMapping] = []
    for row in found:
        if row["id"] <= change.id:
            continue
        undone = [
            one
            for one in standing
            if _is_part(row["undoes"], f"i{one['set_id']}", f"c{one['id']}")
        ]
        standing = [one for one in standing if one not in undone]
        standing += [] if undone else [row]
    later = standing[-1] if standing else None
    if later is not None and _is_part(later["undoes"], label, f"c{change.id}"):
        again = f"i{later['set_id']}"
        if later["undoes"] == label or "." in label:
            return f"{label} has been undone already, by {again}"
        return (
            f"{label} cannot be undone as a whole: {later['undoes']} has been undone "
            f"already, by {again}; undo {again} first, or the other changes one by one"
        )
    by = "something else"
    if later is not None:
        by = f"i{later['set_id']} ({later['command']})"
    return (
        f"{label} cannot be undone: {change.kind} {change.key} was changed since, "
        f"by {by}; undo that first"
    )


def _is_part(undoes: str | None, *names: str) -> bool:
    """Whether an undo took back one of some names, or one unit of it."""
    return undoes is not None and undoes.partition(".")[0] in names
