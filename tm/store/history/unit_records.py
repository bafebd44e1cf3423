"""Records of units for the change log and for undoing."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.many_rows import read_ids_by_key, read_rows_by_id
from tm.store.backend.sql import RowValues
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record, forget_none
from tm.store.rows.unit import RECORD_COLUMNS
from tm.unit import Withheld

_LONGEST_QUOTE = 40
"""Characters of a text in a message."""
_COLUMNS = ("origin_id", *RECORD_COLUMNS)


def unit_undoer() -> Undoer:
    """Make the undoer of changes to units."""
    return Undoer(current=records_by_key, restore=_restore, describe=_describe_unit)


def _describe_unit(connection: Connection, key: str) -> str:
    """Quote the beginnings of both texts of a unit: `'họp báo' → 'jumpa pers'`."""
    unit, segment = schema.unit, schema.segment
    source, target = segment.alias(), segment.alias()
    query = (
        select(source.c.text, target.c.text)
        .select_from(
            unit.join(source, source.c.id == unit.c.source_id).join(
                target, target.c.id == unit.c.target_id
            )
        )
        .where(unit.c.key == bytes.fromhex(key))
    )
    row = connection.execute(query).first()
    return key if row is None else " → ".join(repr(_shorten(text)) for text in row)


def _shorten(text: str) -> str:
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[:_LONGEST_QUOTE].rstrip() + "…"


def records_by_key(connection: Connection, keys: Sequence[str]) -> dict[str, Record]:
    """Read the records of stored units by key."""
    numbers = _numbers(connection, keys)
    stored = records_by_number(connection, list(numbers.values()))
    return {key: stored[number] for key, number in numbers.items()}


def records_by_number(
    connection: Connection, numbers: Sequence[int]
) -> dict[int, Record]:
    """Read the records of stored units by their rows' numbers."""
    rows = read_rows_by_id(connection, schema.unit, ("id", *_COLUMNS), numbers)
    return {row[0]: _record(row[1:]) for row in rows}


def write_records(connection: Connection, records: Mapping[int, Record]) -> None:
    """Write the records of stored units by their rows' numbers."""
    if not records:
        return
    rows = [(*map(record.get, _COLUMNS), number) for number, record in records.items()]
    get_backend(connection).update_rows(connection, schema.unit, _COLUMNS, rows)


def write_records_of_keys(
    connection: Connection, records: Mapping[str, Record]
) -> None:
    """Write the records of stored units by their keys."""
    numbers = _numbers(connection, list(records))
    write_records(connection, {numbers[key]: record for key, record in records.items()})


def _numbers(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    ids = read_ids_by_key(connection, schema.unit, [bytes.fromhex(key) for key in keys])
    return {key.hex(): number for key, number in ids.items()}


def _record(values: RowValues) -> Record:
    return forget_none(dict(zip(_COLUMNS, values, strict=True)))


def _restore(changes: ChangeSet, records: Mapping[str, Record | None]) -> None:
    absent = [key for key, record in records.items() if record is None]
    stored = records_by_key(changes.connection, absent)
    write_records_of_keys(
        changes.connection,
        {
            key: stored[key] | {"withheld": Withheld.UNDONE.value}
            if record is None
            else record
            for key, record in records.items()
        },
    )
