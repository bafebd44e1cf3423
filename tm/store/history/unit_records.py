"""Records of units for the change log and for undoing."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import read_ids_by_key, read_rows_by_id
from tm.store.backend.sql import RowValues
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record, remove_empty_fields
from tm.store.rows.unit import RECORD_COLUMNS
from tm.unit import TranslationUnit, Withheld

_MAX_QUOTED_LENGTH = 40
"""Characters of a text in a message."""
_UNIT_COLUMNS = ("origin_id", *RECORD_COLUMNS)


def make_unit_undoer() -> Undoer:
    """Make the undoer of changes to units."""
    return Undoer(
        read_records=read_records_by_key,
        restore_records=_restore_records,
        describe_record=_describe_unit,
    )


def _describe_unit(connection: Connection, unit_key: str) -> str:
    """Quote the beginnings of both texts of a unit: `'họp báo' → 'jumpa pers'`."""
    unit_table, segment_table = schema.unit, schema.segment
    source_table, target_table = segment_table.alias(), segment_table.alias()
    query = (
        select(source_table.c.text, target_table.c.text)
        .select_from(
            unit_table.join(
                source_table, source_table.c.id == unit_table.c.source_id
            ).join(target_table, target_table.c.id == unit_table.c.target_id)
        )
        .where(unit_table.c.key == bytes.fromhex(unit_key))
    )
    row = connection.execute(query).first()
    return (
        unit_key
        if row is None
        else " → ".join(repr(_shorten_text(text)) for text in row)
    )


def describe_units(units: Sequence[TranslationUnit]) -> str | None:
    """Describe units for the detail of a change set: the first, and how many more."""
    if not units:
        return None
    text_description = " → ".join(
        _shorten_text(segment.display_text)
        for segment in (units[0].source, units[0].target)
        if segment is not None
    )
    more_phrase = f" and {len(units) - 1:,} more" if len(units) > 1 else ""
    return text_description + more_phrase


def _shorten_text(text: str) -> str:
    if len(text) <= _MAX_QUOTED_LENGTH:
        return text
    return text[:_MAX_QUOTED_LENGTH].rstrip() + "…"


def read_records_by_key(
    connection: Connection, unit_keys: Sequence[str]
) -> dict[str, Record]:
    """Read the records of stored units, by key."""
    id_by_key = _read_ids_by_key(connection, unit_keys)
    record_by_id = read_records_by_id(connection, list(id_by_key.values()))
    return {unit_key: record_by_id[unit_id] for unit_key, unit_id in id_by_key.items()}


def read_records_by_id(
    connection: Connection, unit_ids: Sequence[int]
) -> dict[int, Record]:
    """Read the records of stored units, by id."""
    rows = read_rows_by_id(connection, schema.unit, ("id", *_UNIT_COLUMNS), unit_ids)
    return {row[0]: _make_record(row[1:]) for row in rows}


def write_records(connection: Connection, record_by_id: Mapping[int, Record]) -> None:
    """Write the records of stored units, by id."""
    if not record_by_id:
        return
    rows = [
        (*map(record.get, _UNIT_COLUMNS), unit_id)
        for unit_id, record in record_by_id.items()
    ]
    get_backend(connection).update_rows(connection, schema.unit, _UNIT_COLUMNS, rows)


def write_records_by_key(
    connection: Connection, record_by_key: Mapping[str, Record]
) -> None:
    """Write the records of stored units, by key."""
    id_by_key = _read_ids_by_key(connection, list(record_by_key))
    write_records(
        connection,
        {id_by_key[unit_key]: record for unit_key, record in record_by_key.items()},
    )


def _read_ids_by_key(
    connection: Connection, unit_keys: Sequence[str]
) -> dict[str, int]:
    id_by_key = read_ids_by_key(
        connection, schema.unit, [bytes.fromhex(unit_key) for unit_key in unit_keys]
    )
    return {unit_key.hex(): unit_id for unit_key, unit_id in id_by_key.items()}


def _make_record(column_values: RowValues) -> Record:
    return remove_empty_fields(dict(zip(_UNIT_COLUMNS, column_values, strict=True)))


def _restore_records(
    change_set: ChangeSet, record_by_key: Mapping[str, Record | None]
) -> None:
    """Write records back; units without a record are withheld as undone."""
    absent_keys = [
        unit_key for unit_key, record in record_by_key.items() if record is None
    ]
    stored_record_by_key = read_records_by_key(change_set.connection, absent_keys)
    write_records_by_key(
        change_set.connection,
        {
            unit_key: stored_record_by_key[unit_key]
            | {"withheld": Withheld.UNDONE.value}
            if record is None
            else record
            for unit_key, record in record_by_key.items()
        },
    )
