"""Change sets: every write is recorded in one, so that it can be undone.

A change set holds the changes of one command or one import. A change keeps the records
before and after as JSON; null stands for "does not exist". Undoing is a change set,
too, so that an undo can be undone.
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
from tm.store.backend.bulk_rows import insert_rows
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.change import (
    ChangeName,
    LoggedChange,
    parse_change_name,
    require_change_set,
)
from tm.store.history.listing import ChangeSetRecord, read_change_set
from tm.store.history.log import (
    count_named_changes,
    read_named_changes,
    read_named_rows,
    read_row_changes,
    read_rows_about_key,
)
from tm.store.history.unit_range import UNIT_RANGE, find_unit_id, select_unit_keys
from tm.store.rows.record import Record
from tm.text.segment import require_storable_text

_CHANGE_COLUMNS = ("set_id", "kind", "key", "before", "after", "first_id", "last_id")

_ChangeRow = tuple[int, str, str, str | None, str | None, int | None, int | None]
"""A row of the change log, in the order of `_CHANGE_COLUMNS`."""


@dataclass(frozen=True, slots=True)
class DatedChange:
    """A change with the name, date and author of its change set."""

    change: LoggedChange
    change_set_name: str
    """Name of the change set, such as `i3`."""
    timestamp: str
    """ISO 8601, UTC."""
    author: str
    command: str
    """The command that made it, such as `import`."""
    undone_change_name: str | None


class ChangeSet:
    """An open transaction that records its changes; made by `open_change_set`."""

    batch_size = 2000
    """Changes that are written together."""

    def __init__(
        self,
        connection: Connection,
        *,
        change_set_record: Record,
        change_set_id: int | None = None,
    ) -> None:
        self.connection = connection
        self._change_set_record = change_set_record
        self._id = change_set_id
        self._pending_rows: list[_ChangeRow] = []

    @property
    def timestamp(self) -> str:
        """Date and time of the change set: ISO 8601, UTC."""
        return str(self._change_set_record["at"])

    @property
    def author(self) -> str:
        """The person who makes the change."""
        return str(self._change_set_record["who"])

    @property
    def id(self) -> int | None:
        """Id of the change set; None as long as nothing has changed."""
        return self._id

    @property
    def name(self) -> str | None:
        """The name for `padanan undo`; None as long as nothing has changed."""
        return None if self._id is None else f"i{self._id}"

    def record_change(
        self,
        kind: str,
        key: str,
        *,
        record_before: Record | None,
        record_after: Record | None,
    ) -> None:
        """Record one change; a change set without changes is not stored."""
        change_row = (
            self._ensure_id(),
            kind,
            key,
            dump_record(record_before),
            dump_record(record_after),
            None,
            None,
        )
        self._pending_rows.append(change_row)
        if len(self._pending_rows) >= self.batch_size:
            self.flush()

    def record_unit_range(
        self, first_id: int, last_id: int, *, is_made: bool = True
    ) -> None:
        """Record that units with consecutive ids were made, or undone.

        Their records stay the same, except for being withheld.
        """
        json_before, json_after = (None, "{}") if is_made else ("{}", None)
        if self._pending_rows:
            # Join adjacent ranges of the same kind to one row.
            *_, previous_before, previous_after, previous_first_id, previous_last_id = (
                self._pending_rows[-1]
            )
            if previous_last_id == first_id - 1 and (
                previous_before,
                previous_after,
            ) == (
                json_before,
                json_after,
            ):
                self._pending_rows.pop()
                first_id = previous_first_id or first_id
        id_range_text = f"{first_id}-{last_id}"
        self._pending_rows.append(
            (
                self._ensure_id(),
                UNIT_RANGE,
                id_range_text,
                json_before,
                json_after,
                first_id,
                last_id,
            )
        )
        if len(self._pending_rows) >= self.batch_size:
            self.flush()

    def flush(self) -> None:
        """Write the changes recorded so far."""
        insert_rows(self.connection, schema.change, _CHANGE_COLUMNS, self._pending_rows)
        self._pending_rows.clear()

    def _ensure_id(self) -> int:
        if self._id is None:
            inserted_key = self.connection.execute(
                insert(schema.change_set).values(**self._change_set_record)
            ).inserted_primary_key
            assert inserted_key is not None
            self._id = int(inserted_key[0])
        return self._id

    def read_changes(self) -> "list[LoggedChange]":
        """List the changes so far, in order."""
        self.flush()
        if self._id is None:
            return []
        return list(
            read_named_changes(self.connection, ChangeName(change_set_id=self._id))
        )


@contextlib.contextmanager
def open_change_set(
    database: Database,
    *,
    command: str,
    author: str,
    detail: str | None = None,
    undone_change_name: str | None = None,
    change_set_id: int | None = None,
    is_bulk_load: bool = False,
) -> Iterator[ChangeSet]:
    """Open a transaction whose changes belong together; all are kept, or none.

    With the `change_set_id` of a change set that there is, they are one more part of
    it. `is_bulk_load`: see `Database.open_transaction`. Raises InvalidText for an
    author that cannot be stored.
    """
    require_storable_text(author)
    timestamp = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    change_set_record: Record = {
        "at": timestamp,
        "who": author,
        "command": command,
        # The name of a file may contain bytes that are not valid text.
        "detail": detail and detail.encode("utf-8", "replace").decode(),
        "undoes": undone_change_name,
    }
    with database.open_transaction(is_bulk_load=is_bulk_load) as connection:
        change_set = ChangeSet(
            connection, change_set_record=change_set_record, change_set_id=change_set_id
        )
        yield change_set
        change_set.flush()


def find_change_set(database: Database, change_name: str) -> ChangeSetRecord:
    """Find the change set with a name, or the one of a named change.

    Raises NotFound, and InputError for an invalid name.
    """
    with database.open_snapshot() as connection:
        row = next(
            read_named_rows(connection, parse_change_name(connection, change_name))
        )
        return read_change_set(CoreReader(connection), row["set_id"])


def read_changes(
    database: Database, change_name: str, *, limit: int | None = None
) -> list[LoggedChange]:
    """List the changes of a named change set, or the named change.

    Each unit of a range is one change. Raises NotFound, and InputError for an invalid
    name.
    """
    with database.open_snapshot() as connection:
        changes = read_named_changes(
            connection, parse_change_name(connection, change_name)
        )
        return list(islice(changes, limit))


def count_changes(database: Database, change_name: str) -> Counter[tuple[str, str]]:
    """Count the changes of a name by action and kind: 12000 of `("add", "unit")`.

    Raises as `read_changes`.
    """
    with database.open_snapshot() as connection:
        return count_named_changes(
            connection, parse_change_name(connection, change_name)
        )


def resolve_change_set_name(database: Database, name_text: str) -> str:
    """Find the name of a change set (`i3`) from its name or `last`.

    Raises NotFound if there is no such change set, and InputError for another name.
    """
    with database.open_snapshot() as connection:
        change_name = parse_change_name(connection, name_text)
        if change_name.change_set_id is None:
            raise InputError(
                f"{name_text!r} names a change; give a change set, such as i3"
            )
        require_change_set(connection, change_name.change_set_id)
    return str(change_name)


def read_changes_of_record(
    database: Database, kind: str, key: str
) -> list[LoggedChange]:
    """Read all changes to a unit, article or concept, the earliest first."""
    return [
        dated_change.change for dated_change in read_dated_changes(database, kind, key)
    ]


def read_dated_changes(database: Database, kind: str, key: str) -> list[DatedChange]:
    """Read all changes to a record with author, date and command, earliest first."""
    with database.open_snapshot() as connection:
        unit_id = find_unit_id(connection, key) if kind == "unit" else None
        unit_ids = None if unit_id is None else [unit_id]
        return [
            DatedChange(
                change,
                change_set_name=f"i{row['set_id']}",
                timestamp=row["at"],
                author=row["who"],
                command=row["command"],
                undone_change_name=row["undoes"],
            )
            for row in read_rows_about_key(connection, kind, key)
            for change in read_row_changes(connection, row, unit_ids)
        ]


def find_changed_keys(
    database: Database, record_kind: str, date_or_change_set: str
) -> set[str]:
    """Find the keys of records of a kind that were added or changed since a date.

    `date_or_change_set` is a date or date and time, ISO 8601 and UTC, or a change set
    (`i12`), which counts as well. Raises NotFound, and InputError, for a change set
    that is none.
    """
    change_table, change_set_table = schema.change, schema.change_set
    with database.open_snapshot() as connection:
        if date_or_change_set[:1].isdigit():
            change_set_ids_query = select(change_set_table.c.id).where(
                change_set_table.c.at >= date_or_change_set
            )
            change_condition: ColumnElement[bool] = change_table.c.set_id.in_(
                change_set_ids_query
            )
        else:
            change_name = parse_change_name(connection, date_or_change_set)
            if change_name.change_set_id is None:
                raise InputError(
                    f"{change_name} is one change; give its change set (i12)"
                )
            require_change_set(connection, change_name.change_set_id)
            change_condition = change_table.c.set_id >= change_name.change_set_id
        query = (
            select(change_table.c.key)
            .distinct()
            .where(change_table.c.kind == record_kind, change_condition)
        )
        changed_keys = set(connection.execute(query).scalars())
        if record_kind == "unit":
            range_keys = connection.execute(
                select_unit_keys(change_condition)
            ).scalars()
            changed_keys.update(bytes(key).hex() for key in range_keys)
        return changed_keys


def dump_record(record: Record | None) -> str | None:
    """Dump a record as it is stored in the log: JSON, or None if it does not exist."""
    if record is None:
        return None
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
