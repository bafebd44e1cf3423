"""Edits of the fields of a unit that are no part of its key."""

from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_records import read_records_by_key, write_records_by_key
from tm.store.rows.record import remove_empty_fields
from tm.unit import State


def set_unit_state(unit_key: str, state: State, change_set: ChangeSet) -> None:
    """Set the state of a stored unit, also to a lower one."""
    _change_field(unit_key, "state", state.value, change_set)


def set_unit_note(unit_key: str, note: str | None, change_set: ChangeSet) -> None:
    """Set or remove the note of a stored unit."""
    _change_field(unit_key, "note", note, change_set)


def _change_field(
    unit_key: str, field_name: str, value: str | None, change_set: ChangeSet
) -> None:
    """Change one field; a value that it has already changes nothing."""
    [record_before] = read_records_by_key(change_set.connection, [unit_key]).values()
    record_after = remove_empty_fields(record_before | {field_name: value})
    if record_after == record_before:
        return
    record_after["changed"] = change_set.timestamp
    change_set.record_change(
        "unit", unit_key, record_before=record_before, record_after=record_after
    )
    write_records_by_key(change_set.connection, {unit_key: record_after})
