"""Edits of the fields of a unit that are no part of its key."""

from collections.abc import Sequence

from tm.store.history.change_set import ChangeSet
from tm.store.history.unit_records import read_records_by_key, write_records_by_key
from tm.store.rows.record import remove_empty_fields
from tm.unit import State

_BATCH_SIZE = 500


def set_unit_state(unit_key: str, state: State, change_set: ChangeSet) -> None:
    """Set the state of a stored unit, also to a lower one."""
    _change_field([unit_key], "state", state.value, change_set)


def set_states_of_units_in_use(
    unit_keys: Sequence[str], state: State, change_set: ChangeSet
) -> tuple[int, int]:
    """Set the state of those units that are stored and in use.

    Returns how many had another state, and how many are not in use.
    """
    changed_count, unused_count = 0, 0
    for start in range(0, len(unit_keys), _BATCH_SIZE):
        key_batch = unit_keys[start : start + _BATCH_SIZE]
        record_by_key = read_records_by_key(change_set.connection, key_batch)
        used_keys = [
            unit_key
            for unit_key, record in record_by_key.items()
            if "withheld" not in record
        ]
        unused_count += len(key_batch) - len(used_keys)
        changed_count += _change_field(used_keys, "state", state.value, change_set)
    return changed_count, unused_count


def set_unit_note(unit_key: str, note: str | None, change_set: ChangeSet) -> None:
    """Set or remove the note of a stored unit."""
    _change_field([unit_key], "note", note, change_set)


def _change_field(
    unit_keys: Sequence[str], field_name: str, value: str | None, change_set: ChangeSet
) -> int:
    """Change one field of units; returns how many had another value."""
    changed_record_by_key = {}
    record_before_by_key = read_records_by_key(change_set.connection, unit_keys)
    for unit_key, record_before in record_before_by_key.items():
        record_after = remove_empty_fields(record_before | {field_name: value})
        if record_after == record_before:
            continue
        record_after["changed"] = change_set.timestamp
        change_set.record_change(
            "unit", unit_key, record_before=record_before, record_after=record_after
        )
        changed_record_by_key[unit_key] = record_after
    write_records_by_key(change_set.connection, changed_record_by_key)
    return len(changed_record_by_key)
