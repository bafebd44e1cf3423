"""The change log: every write goes through a change set, and can be undone.

A change set is what one command or one import did. Each of its changes keeps the
thing's record before and after, as JSON; null stands for "does not exist".
Undoing is a change set too, so an undo can be undone.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, func, insert, select

from tm.errors import Conflict, InputError, NotFound
from tm.store import schema
from tm.store.bulk import insert_rows, pieces
from tm.store.database import Database
from tm.store.record import Record as Record
from tm.store.record import forget_none as forget_none

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing made, changed or removed."""

    id: int
    kind: str
    """`unit`, `article` or `concept`."""
    key: str
    before: Record | None
    after: Record | None

    @property
    def action(self) -> str:
        """`add`, `change` or `remove`."""
        if not _exists(self.before):
            return "add" if _exists(self.after) else "change"
        return "change" if _exists(self.after) else "remove"


@dataclass(frozen=True, slots=True)
class ChangeSetRecord:
    """What is kept of a change set: who did what, when, and how much."""

    id: int
    at: str
    who: str
    command: str
    detail: str | None
    undoes: str | None
    changes: int

    @property
    def name(self) -> str:
        """What `padanan undo` takes."""
        return f"i{self.id}"


@dataclass(frozen=True, slots=True)
class DatedChange:
    """A change to one thing, and what it was part of."""

    change: Change
    name: str
    """Of the change set."""
    at: str
    who: str
    command: str
    undoes: str | None


class ChangeSet:
    """An open transaction that remembers what it does; made by `change_set`."""

    def __init__(
        self, connection: Connection, *, row: Record, number: int | None = None
    ) -> None:
        self.connection = connection
        self._row = row
        self._id = number
        self._pending: list[tuple[int, str, str, str | None, str | None]] = []

    @property
    def at(self) -> str:
        """The moment of the change set: ISO 8601, UTC."""
        return str(self._row["at"])

    @property
    def who(self) -> str:
        """Whose change it is."""
        return str(self._row["who"])

    @property
    def number(self) -> int | None:
        """Its number, as long as anything has changed."""
        return self._id

    @property
    def name(self) -> str | None:
        """What `padanan undo` takes; None as long as nothing has changed."""
        return None if self._id is None else f"i{self._id}"

    def record(
        self, kind: str, key: str, *, before: Record | None, after: Record | None
    ) -> None:
        """Note one change; a change set without any leaves no trace."""
        row = self._number(), kind, key, _dump(before), _dump(after)
        self._pending.append(row)
        if len(self._pending) >= _BATCH:
            self.flush()

    def record_made(self, kind: str, made: Sequence[tuple[str, str]]) -> None:
        """Note that things were made: their keys, and their records as JSON.

        As `record` writes it: names in order, and nothing between its parts.
        """
        if made:
            number = self._number()
            self._pending += [(number, kind, key, None, text) for key, text in made]
            if len(self._pending) >= _BATCH:
                self.flush()

    def flush(self) -> None:
        """Write the changes noted so far."""
        columns = ("set_id", "kind", "key", "before", "after")
        insert_rows(self.connection, schema.change, columns, self._pending)
        self._pending.clear()

    def _number(self) -> int:
        if self._id is None:
            made = self.connection.execute(
                insert(schema.change_set).values(**self._row)
            ).inserted_primary_key
            assert made is not None
            self._id = int(made[0])
        return self._id

    def made(self) -> "list[Change]":
        """The changes so far, in order."""
        self.flush()
        return [] if self.name is None else _changes_of(self.connection, self.name)


@contextlib.contextmanager
def change_set(
    database: Database,
    *,
    command: str,
    who: str,
    detail: str | None = None,
    undoes: str | None = None,
    number: int | None = None,
) -> Iterator[ChangeSet]:
    """A transaction whose changes belong together; all of it is kept, or nothing.

    With the `number` of a change set that there is, they are one more part of it.
    """
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    row: Record = {
        "at": at,
        "who": who,
        "command": command,
        # The name of a file may hold bytes that are no text.
        "detail": detail and detail.encode("utf-8", "replace").decode(),
        "undoes": undoes,
    }
    with database.transaction() as connection:
        changes = ChangeSet(connection, row=row, number=number)
        yield changes
        changes.flush()


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
) -> tuple[ChangeSetRecord, list[Change]]:
    """Take back a change set (`i3`, `last`) or one change (`c57`).

    Returns the change set that this made, and the changes that were taken back.
    Raises NotFound, InputError, and Conflict when a thing has changed since.
    """
    with database.reading() as connection:
        label = _label(connection, name)
    with change_set(
        database, command="undo", who=who, detail=label, undoes=label
    ) as changes:
        found = _coalesced(_changes_of(changes.connection, label))
        for kind in dict.fromkeys(change.kind for change in found):
            same = [change for change in reversed(found) if change.kind == kind]
            for some in pieces(same, _BATCH):
                _take_back(changes, some, undoers[kind], label)
    return next(change_sets(database, limit=1)), found


def change_sets(
    database: Database, *, limit: int | None = None, who: str | None = None
) -> Iterator[ChangeSetRecord]:
    """What was done, the latest first."""
    table, changes = schema.change_set, schema.change
    counts = (
        select(changes.c.set_id, func.count().label("n"))
        .group_by(changes.c.set_id)
        .subquery()
    )
    query = (
        select(table, func.coalesce(counts.c.n, 0).label("changes"))
        .outerjoin(counts, counts.c.set_id == table.c.id)
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    if who is not None:
        query = query.where(table.c.who == who)
    with database.reading() as connection:
        for row in connection.execute(query).mappings():
            yield ChangeSetRecord(**row)


def changes_in(database: Database, name: str) -> list[Change]:
    """The changes of a change set, or the one change, that a name means."""
    with database.reading() as connection:
        return _changes_of(connection, _label(connection, name))


def changes_to(database: Database, kind: str, key: str) -> list[Change]:
    """All changes to one thing, the earliest first."""
    table = schema.change
    query = (
        select(table)
        .where(table.c.kind == kind, table.c.key == key)
        .order_by(table.c.id)
    )
    with database.reading() as connection:
        return [_change(row) for row in connection.execute(query).mappings()]


def changed_since(database: Database, kind: str, since: str) -> set[str]:
    """Keys of the things of a kind that were made or changed since a moment.

    `since` is a date or date and time, ISO 8601 and UTC, or a change set (`i12`),
    which counts as well. Raises NotFound, and InputError, for a change set that is
    none.
    """
    table, sets = schema.change, schema.change_set
    query = select(table.c.key).distinct().where(table.c.kind == kind)
    with database.reading() as connection:
        if since[:1].isdigit():
            query = query.join(sets, sets.c.id == table.c.set_id)
            query = query.where(sets.c.at >= since)
        else:
            label = _label(connection, since)
            if label[0] != "i":
                raise InputError(f"{since} is one change; give its change set (i12)")
            _changes_of(connection, label)  # says if there is none
            query = query.where(table.c.set_id >= int(label[1:]))
        return set(connection.execute(query).scalars())


def dated_changes_to(database: Database, kind: str, key: str) -> list[DatedChange]:
    """As `changes_to`, with who, when and by what."""
    table, sets = schema.change, schema.change_set
    query = (
        select(table, sets.c.at, sets.c.who, sets.c.command, sets.c.undoes)
        .join(sets, sets.c.id == table.c.set_id)
        .where(table.c.kind == kind, table.c.key == key)
        .order_by(table.c.id)
    )
    with database.reading() as connection:
        return [
            DatedChange(
                _change(row),
                name=f"i{row['set_id']}",
                at=row["at"],
                who=row["who"],
                command=row["command"],
                undoes=row["undoes"],
            )
            for row in connection.execute(query).mappings()
        ]


def _exists(record: Record | None) -> bool:
    return record is not None and not record.get("withheld")


def _dump(record: Record | None) -> str | None:
    if record is None:
        return None
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _change(row: RowMapping) -> Change:
    return Change(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        before=None if row["before"] is None else json.loads(row["before"]),
        after=None if row["after"] is None else json.loads(row["after"]),
    )


def _label(connection: Connection, name: str) -> str:
    """`last` and bare numbers made into what the log calls them."""
    name = name.strip()
    if name == "last":
        latest = connection.execute(select(func.max(schema.change_set.c.id))).scalar()
        if latest is None:
            raise NotFound("nothing has been changed yet, so nothing can be undone")
        return f"i{latest}"
    label = f"i{name}" if name.isdecimal() else name
    digits = label[1:]
    if label[:1] not in ("i", "c") or not digits.isdecimal() or len(digits) > 9:
        raise InputError(
            f"{name!r} names neither an import (i3), a change (c57) nor `last`; "
            "`padanan history` lists them"
        )
    return label


def _changes_of(connection: Connection, label: str) -> list[Change]:
    table = schema.change
    number = int(label[1:])
    column = table.c.set_id if label[0] == "i" else table.c.id
    query = select(table).where(column == number).order_by(table.c.id)
    found = [_change(row) for row in connection.execute(query).mappings()]
    if not found:
        noun = "import" if label[0] == "i" else "change"
        raise NotFound(f"there is no {noun} {label}; `padanan history` lists them")
    return found


def _coalesced(found: Iterable[Change]) -> list[Change]:
    """One change a thing: what it was at first, and what it was at last."""
    net: dict[tuple[str, str], Change] = {}
    for change in found:
        first = net.get((change.kind, change.key))
        whole = change if first is None else replace(change, before=first.before)
        net[change.kind, change.key] = whole
    return list(net.values())


def _take_back(
    changes: ChangeSet, found: Sequence[Change], undoer: Undoer, label: str
) -> None:
    current = undoer.current(changes.connection, [change.key for change in found])
    for change in found:
        if current.get(change.key) != change.after:
            raise Conflict(_conflict(changes.connection, change, label))
    undoer.restore(changes, {change.key: change.before for change in found})
    for change in found:
        changes.record(
            change.kind, change.key, before=change.after, after=change.before
        )


def _conflict(connection: Connection, change: Change, label: str) -> str:
    table, sets = schema.change, schema.change_set
    found = connection.execute(
        select(table.c.id, sets.c.id.label("set"), sets.c.command, sets.c.undoes)
        .join(sets, sets.c.id == table.c.set_id)
        .where(
            table.c.kind == change.kind,
            table.c.key == change.key,
            table.c.id > change.id,
        )
        .order_by(table.c.id)
    )
    # What was undone is no obstacle any more, nor is the undo of it.
    standing: list[Row[Any, Any, Any, Any]] = []
    for row in found:
        undone = [
            one for one in standing if row.undoes in (f"i{one.set}", f"c{one.id}")
        ]
        standing = [one for one in standing if one not in undone]
        standing += [] if undone else [row]
    later = standing[-1] if standing else None
    if later is not None and later.undoes in (label, f"c{change.id}"):
        return f"{label} has been undone already, by i{later.set}"
    by = f"i{later.set} ({later.command})" if later is not None else "something else"
    return (
        f"{label} cannot be undone: {change.kind} {change.key} was changed since, "
        f"by {by}; undo that first"
    )
