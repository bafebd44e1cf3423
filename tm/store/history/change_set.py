"""The change log: every write goes through a change set, and can be undone.

A change set is what one command or one import did. Each of its changes keeps the
thing's record before and after, as JSON; null stands for "does not exist".
Undoing is a change set too, so an undo can be undone.
"""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, insert, select

from tm.errors import InputError
from tm.store import schema
from tm.store.backend.many_rows import insert_rows
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.change import (
    ChangeName,
    LoggedChange,
    change_name,
    verify_change_set,
)
from tm.store.history.listing import ChangeSetRecord, change_set_numbered
from tm.store.history.log import (
    changes_named,
    changes_of,
    counts_named,
    rows_about,
    rows_named,
)
from tm.store.history.unit_range import UNIT_RANGE, unit_keys, unit_number
from tm.store.rows.record import Record

_COLUMNS = ("set_id", "kind", "key", "before", "after", "first_id", "last_id")

_Row = tuple[int, str, str, str | None, str | None, int | None, int | None]
"""A change, by `_COLUMNS`."""


@dataclass(frozen=True, slots=True)
class DatedChange:
    """A change with the name, date and author of its change set."""

    change: LoggedChange
    name: str
    """The name of the change set."""
    at: str
    who: str
    command: str
    undoes: str | None


class ChangeSet:
    """An open transaction that remembers what it does; made by `change_set`."""

    batch_size = 2000
    """How many changes are written together."""

    def __init__(
        self, connection: Connection, *, row: Record, number: int | None = None
    ) -> None:
        self.connection = connection
        self._row = row
        self._id = number
        self._pending: list[_Row] = []

    @property
    def at(self) -> str:
        """The moment of the change set: ISO 8601, UTC."""
        return str(self._row["at"])

    @property
    def who(self) -> str:
        """The person who makes the change."""
        return str(self._row["who"])

    @property
    def number(self) -> int | None:
        """The number of the change set; None as long as nothing has changed."""
        return self._id

    @property
    def name(self) -> str | None:
        """The name for `padanan undo`; None as long as nothing has changed."""
        return None if self._id is None else f"i{self._id}"

    def record(
        self, kind: str, key: str, *, before: Record | None, after: Record | None
    ) -> None:
        """Record one change; a change set without any leaves no trace."""
        row = self._number(), kind, key, _dump(before), _dump(after), None, None
        self._pending.append(row)
        if len(self._pending) >= self.batch_size:
            self.flush()

    def record_run(self, first: int, last: int, *, is_made: bool = True) -> None:
        """Record that units with these numbers were made, or undone.

        What is known of them, but for being withheld, stays as it is.
        """
        before, after = (None, "{}") if is_made else ("{}", None)
        if self._pending:
            # One run goes on where another ended, if it says the same.
            *_, previous_before, previous_after, previous_first, previous_last = (
                self._pending[-1]
            )
            if previous_last == first - 1 and (previous_before, previous_after) == (
                before,
                after,
            ):
                self._pending.pop()
                first = previous_first or first
        key = f"{first}-{last}"
        self._pending.append(
            (self._number(), UNIT_RANGE, key, before, after, first, last)
        )
        if len(self._pending) >= self.batch_size:
            self.flush()

    def flush(self) -> None:
        """Write the changes recorded so far."""
        insert_rows(self.connection, schema.change, _COLUMNS, self._pending)
        self._pending.clear()

    def _number(self) -> int:
        if self._id is None:
            inserted_key = self.connection.execute(
                insert(schema.change_set).values(**self._row)
            ).inserted_primary_key
            assert inserted_key is not None
            self._id = int(inserted_key[0])
        return self._id

    def made(self) -> "list[LoggedChange]":
        """List the changes so far, in order."""
        self.flush()
        if self._id is None:
            return []
        return list(changes_named(self.connection, ChangeName(set=self._id)))


@contextlib.contextmanager
def change_set(
    database: Database,
    *,
    command: str,
    who: str,
    detail: str | None = None,
    undoes: str | None = None,
    number: int | None = None,
    filling: bool = False,
) -> Iterator[ChangeSet]:
    """Open a transaction whose changes belong together; all are kept, or none.

    With the `number` of a change set that there is, they are one more part of it.
    `is_bulk_load`: see `Database.open_transaction`.
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
    with database.open_transaction(is_bulk_load=filling) as connection:
        changes = ChangeSet(connection, row=row, number=number)
        yield changes
        changes.flush()


def change_set_of(database: Database, name: str) -> ChangeSetRecord:
    """Find the change set with a name, or the one of a named change.

    Raises NotFound, and InputError for what is no name.
    """
    with database.open_snapshot() as connection:
        row = next(rows_named(connection, change_name(connection, name)))
        return change_set_numbered(CoreReader(connection), row["set_id"])


def changes_in(
    database: Database, name: str, *, limit: int | None = None
) -> list[LoggedChange]:
    """List the changes of a named change set, or the named change.

    Each unit of a run is one. Raises NotFound, and InputError for what is no name.
    """
    with database.open_snapshot() as connection:
        changes = changes_named(connection, change_name(connection, name))
        return list(islice(changes, limit))


def change_counts(database: Database, name: str) -> Counter[tuple[str, str]]:
    """Count the changes of a name by action and kind: 12000 of `("add", "unit")`.

    Raises as `changes_in`.
    """
    with database.open_snapshot() as connection:
        return counts_named(connection, change_name(connection, name))


def import_named(database: Database, name: str) -> str:
    """Find the name of a change set (`i3`) from its name or `last`.

    Raises NotFound where there is none.
    """
    with database.open_snapshot() as connection:
        meant = change_name(connection, name)
        assert meant.set is not None
        verify_change_set(connection, meant.set)
    return str(meant)


def changes_to(database: Database, kind: str, key: str) -> list[LoggedChange]:
    """List all changes to a unit, article or concept, the earliest first."""
    return [dated.change for dated in dated_changes_to(database, kind, key)]


def dated_changes_to(database: Database, kind: str, key: str) -> list[DatedChange]:
    """List changes like `changes_to`, with author, date and command."""
    with database.open_snapshot() as connection:
        number = unit_number(connection, key) if kind == "unit" else None
        numbers = None if number is None else [number]
        return [
            DatedChange(
                change,
                name=f"i{row['set_id']}",
                at=row["at"],
                who=row["who"],
                command=row["command"],
                undoes=row["undoes"],
            )
            for row in rows_about(connection, kind, key)
            for change in changes_of(connection, row, numbers)
        ]


def changed_since(database: Database, kind: str, since: str) -> set[str]:
    """Find the keys of all of one kind that were made or changed since a date.

    `since` is a date or date and time, ISO 8601 and UTC, or a change set (`i12`),
    which counts as well. Raises NotFound, and InputError, for a change set that is
    none.
    """
    table, sets = schema.change, schema.change_set
    with database.open_snapshot() as connection:
        if since[:1].isdigit():
            dated = select(sets.c.id).where(sets.c.at >= since)
            condition: ColumnElement[bool] = table.c.set_id.in_(dated)
        else:
            change_set_name = change_name(connection, since)
            if change_set_name.set is None:
                raise InputError(
                    f"{change_set_name} is one change; give its change set (i12)"
                )
            verify_change_set(connection, change_set_name.set)
            condition = table.c.set_id >= change_set_name.set
        query = select(table.c.key).distinct().where(table.c.kind == kind, condition)
        keys = set(connection.execute(query).scalars())
        if kind == "unit":
            unit_keys_made = connection.execute(unit_keys(condition)).scalars()
            keys.update(bytes(key).hex() for key in unit_keys_made)
        return keys


def _dump(record: Record | None) -> str | None:
    if record is None:
        return None
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
