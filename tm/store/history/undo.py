"""Undoing a change set or a part of it, in constant memory.

The latest change is undone first, so that a record that was changed twice returns to
its first state.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from tm.errors import Conflict
from tm.store import schema
from tm.store.database import Database
from tm.store.history.change import ChangeName, LoggedChange, parse_change_name
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.store.history.listing import ChangeSetRecord, is_same_author, list_change_sets
from tm.store.history.log import (
    parse_change,
    read_named_rows,
    read_rows_about_key,
    read_unit_change,
)
from tm.store.history.unit_range import (
    UNIT_RANGE,
    UnitRange,
    find_consecutive_ranges,
    parse_unit_range,
)
from tm.store.rows.record import Record
from tm.unit import Withheld

_BATCH_SIZE = 2000
_UNDONE_REASON = Withheld.UNDONE.value


@dataclass(frozen=True, slots=True)
class Undoer:
    """Functions that read and restore many records of one kind."""

    read_records: Callable[[Connection, Sequence[str]], Mapping[str, Record | None]]
    """Reads the current records of keys."""
    restore_records: Callable[[ChangeSet, Mapping[str, Record | None]], None]
    """Restores records, without recording the change."""
    describe_record: Callable[[Connection, str], str] | None = None
    """Describes the record of a key in messages; without it, the key does."""


def undo_changes(
    database: Database,
    change_name_text: str,
    *,
    author: str,
    undoer_by_kind: Mapping[str, Undoer],
    command: str = "undo",
) -> tuple[ChangeSetRecord, int]:
    """Undo a change set (`i3`, `last`) or one change (`c57`, `c57.3`).

    `command`: what the log names the new change set. Returns it and the number of
    changes undone. Raises NotFound, InputError, and Conflict if a record was changed
    later.
    """
    with database.open_snapshot() as connection:
        undone_change_name = parse_change_name(connection, change_name_text)
    undone_change_text = str(undone_change_name)
    with open_change_set(
        database,
        command=command,
        author=author,
        detail=undone_change_text,
        undone_change_name=undone_change_text,
    ) as change_set:
        undo_task = _UndoTask(change_set, undoer_by_kind, undone_change_name)
        change_count = sum(
            map(
                undo_task.undo_range_or_batch,
                _split_changes(change_set.connection, undone_change_name),
            )
        )
    # Others may have stored something meanwhile.
    before_id = None if change_set.id is None else change_set.id + 1
    [record] = list_change_sets(database, limit=1, before_id=before_id)
    return record, change_count


def _split_changes(
    connection: Connection, change_name: ChangeName
) -> Iterator[UnitRange | list[LoggedChange]]:
    """Split named changes into ranges and batches, the latest first."""
    rows = read_named_rows(connection, change_name)
    if change_name.position is not None:
        yield [read_unit_change(connection, row, change_name) for row in rows]
        return
    for is_range, row_group in groupby(rows, key=lambda row: row["kind"] == UNIT_RANGE):
        if is_range:
            yield from map(parse_unit_range, row_group)
        else:
            yield from _batch_changes(row_group)


def _batch_changes(rows: Iterable[RowMapping]) -> Iterator[list[LoggedChange]]:
    changes = map(parse_change, rows)
    while change_batch := list(islice(changes, _BATCH_SIZE)):
        yield change_batch


class _UndoTask:
    """Undoes parts of a named change, within a change set."""

    def __init__(
        self,
        change_set: ChangeSet,
        undoer_by_kind: Mapping[str, Undoer],
        undone_change_name: ChangeName,
    ) -> None:
        self._change_set = change_set
        self._undoer_by_kind = undoer_by_kind
        self._undone_change_text = str(undone_change_name)

    def undo_range_or_batch(
        self, range_or_changes: UnitRange | list[LoggedChange]
    ) -> int:
        """Undo a range or a batch; return the number of changes. Raises Conflict."""
        if isinstance(range_or_changes, UnitRange):
            return sum(map(self._undo_range, range_or_changes.split_pages()))
        merged_changes = _merge_changes_by_key(range_or_changes)
        for kind in dict.fromkeys(change.kind for change in reversed(merged_changes)):
            self._undo_changes(
                [change for change in merged_changes if change.kind == kind]
            )
        return len(merged_changes)

    def _undo_range(self, unit_range: UnitRange) -> int:
        """Undo a page of a range: units without later changes at once."""
        connection, unit_table = self._change_set.connection, schema.unit
        query = (
            select(unit_table.c.id, unit_table.c.key, unit_table.c.withheld)
            .where(unit_table.c.id.between(unit_range.first_id, unit_range.last_id))
            .order_by(unit_table.c.id)
        )
        unit_rows = connection.execute(query).all()
        key_by_id = {row.id: bytes(row.key).hex() for row in unit_rows}
        later_record_by_key = unit_range.read_later_records(
            connection, list(key_by_id.values())
        )
        expected_withheld = None if unit_range.is_made else _UNDONE_REASON
        changed_ids = [
            row.id
            for row in unit_rows
            if row.withheld != expected_withheld
            or key_by_id[row.id] in later_record_by_key
        ]
        self._undo_changes(list(unit_range.read_changes(connection, changed_ids)))
        for first_id, last_id in find_consecutive_ranges(
            sorted(key_by_id.keys() - set(changed_ids))
        ):
            connection.execute(
                update(unit_table)
                .where(unit_table.c.id.between(bindparam("low"), bindparam("high")))
                .values(withheld=_UNDONE_REASON if unit_range.is_made else None),
                {"low": first_id, "high": last_id},
            )
            self._change_set.record_unit_range(
                first_id, last_id, is_made=not unit_range.is_made
            )
        return len(unit_rows)

    def _undo_changes(self, logged_changes: Sequence[LoggedChange]) -> None:
        """Undo changes of one kind, at most one for each key."""
        if not logged_changes:
            return
        undoer = self._undoer_by_kind[logged_changes[0].kind]
        change_set, keys = self._change_set, [change.key for change in logged_changes]
        current_record_by_key = undoer.read_records(change_set.connection, keys)
        for change in logged_changes:
            if drop_undone_record(
                current_record_by_key.get(change.key)
            ) != drop_undone_record(change.record_after):
                connection, record_description = change_set.connection, change.key
                if undoer.describe_record is not None:
                    record_description = undoer.describe_record(connection, change.key)
                raise Conflict(
                    _format_conflict(
                        connection,
                        change,
                        self._undone_change_text,
                        record_description,
                        author=change_set.author,
                    )
                )
        undoer.restore_records(
            change_set, {change.key: change.record_before for change in logged_changes}
        )
        for change in logged_changes:
            current_record = current_record_by_key.get(change.key)
            change_set.record_change(
                change.kind,
                change.key,
                record_before=current_record,
                record_after=change.record_before,
            )


def drop_undone_record(record: Record | None) -> Record | None:
    """Return a record, or None if its addition was undone."""
    is_undone = record is not None and record.get("withheld") == _UNDONE_REASON
    return None if is_undone else record


def _merge_changes_by_key(changes: Iterable[LoggedChange]) -> list[LoggedChange]:
    """Merge the changes of each key into one, from the first to the last record.

    `changes` and the result have the latest change first.
    """
    merged_change_by_key: dict[tuple[str, str], LoggedChange] = {}
    for change in changes:
        later_change = merged_change_by_key.get((change.kind, change.key))
        merged_change = (
            change
            if later_change is None
            else replace(later_change, record_before=change.record_before)
        )
        merged_change_by_key[change.kind, change.key] = merged_change
    return list(merged_change_by_key.values())


def _format_conflict(
    connection: Connection,
    change: LoggedChange,
    undone_change_text: str,
    record_description: str,
    *,
    author: str,
) -> str:
    """Say which later change is in the way; `record_description` is that of the changed
    record.
    """
    rows = read_rows_about_key(connection, change.kind, change.key)
    # An undone change is no obstacle any more, nor is its undo.
    effective_rows: list[RowMapping] = []
    for row in rows:
        if row["id"] <= change.id:
            continue
        undone_rows = [
            earlier_row
            for earlier_row in effective_rows
            if _undoes_any(
                row["undoes"], f"i{earlier_row['set_id']}", f"c{earlier_row['id']}"
            )
        ]
        effective_rows = [
            earlier_row
            for earlier_row in effective_rows
            if earlier_row not in undone_rows
        ]
        effective_rows += [] if undone_rows else [row]
    later_row = effective_rows[-1] if effective_rows else None
    if later_row is not None and _undoes_any(
        later_row["undoes"], undone_change_text, f"c{change.id}"
    ):
        earlier_undo_name = f"i{later_row['set_id']}"
        if later_row["undoes"] == undone_change_text or "." in undone_change_text:
            return (
                f"{undone_change_text} has been undone already, by {earlier_undo_name}"
            )
        return (
            f"{undone_change_text} cannot be undone as a whole: "
            f"{later_row['undoes']} has been undone already, by {earlier_undo_name}; "
            f"undo {earlier_undo_name} first, or the other changes one by one"
        )
    cause_text = "another change"
    if later_row is not None:
        cause_text = f"i{later_row['set_id']} ({later_row['command']})"
        if not is_same_author(later_row["who"], author):
            cause_text += f" of {later_row['who']}"
    return (
        f"{undone_change_text} cannot be undone: the {change.kind} "
        f"{record_description} was changed since, by {cause_text}; undo that first"
    )


def _undoes_any(undone_change_text: str | None, *change_names: str) -> bool:
    """Whether an undo was of one of some names, or of one unit of its range."""
    return (
        undone_change_text is not None
        and undone_change_text.partition(".")[0] in change_names
    )
