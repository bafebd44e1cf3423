"""The records of units in the change log's sense, and taking changes back."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select, update

from tm.store import rows, schema
from tm.store.history import ChangeSet, Record, Undoer
from tm.unit import Withheld

_PARAMETERS = 500


def unit_undoer() -> Undoer:
    """How changes to units are taken back."""
    return Undoer(current=_current, restore=_restore)


def records(connection: Connection, keys: Sequence[str]) -> dict[str, Record]:
    """The records of units by key; keys that are not stored are not in it."""
    found: dict[str, Record] = {}
    table = schema.unit
    for start in range(0, len(keys), _PARAMETERS):
        some = [bytes.fromhex(key) for key in keys[start : start + _PARAMETERS]]
        query = select(table).where(table.c.key.in_(some))
        for row in connection.execute(query).mappings():
            found[row["key"].hex()] = rows.record_of(row)
    return found


def write_record(connection: Connection, key: str, record: Record) -> None:
    """Make a stored unit what its record says."""
    connection.execute(
        update(schema.unit)
        .where(schema.unit.c.key == bytes.fromhex(key))
        .values(**rows.record_columns(record))
    )


def _current(connection: Connection, keys: Sequence[str]) -> dict[str, Record | None]:
    """As `records`, but a unit whose adding was undone does not exist."""
    return {
        key: None if record.get("withheld") == Withheld.UNDONE else record
        for key, record in records(connection, keys).items()
    }


def _restore(changes: ChangeSet, wanted: Mapping[str, Record | None]) -> None:
    stored = records(changes.connection, list(wanted))
    for key, record in wanted.items():
        if record is None:
            record = stored[key] | {"withheld": Withheld.UNDONE.value}
        write_record(changes.connection, key, record)
