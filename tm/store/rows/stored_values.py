"""The values of units, segments and documents as the store keeps them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import read_ids_by_key
from tm.store.rows.record import Record, remove_empty_fields
from tm.store.rows.unit import ORIGIN_COLUMNS, RECORD_COLUMNS
from tm.text.segment import Code, compute_content_key
from tm.unit import State
from tm.unit_property import format_properties
from tm.unit_table import DocumentValues, UnitTable

ValueT = TypeVar("ValueT")

UnitValues = tuple[Any, ...]
"""Stored values of a unit, in the order of `UNIT_COLUMNS`."""

UNIT_COLUMNS = (
    "key",
    "memory",
    "source_id",
    "target_id",
    "before",
    "after",
    "origin_id",
    *RECORD_COLUMNS,
)


_MIN_KEY_VALUE_COUNT = ORIGIN_COLUMNS.index("published") + 1
"""Fields of a document that were there when keys were first made."""
_VALUE_BY_STATE = {state: state.value for state in State}
_RECORD_START_INDEX = UNIT_COLUMNS.index("origin_id")
_NEIGHBOUR_SLICE = slice(_RECORD_START_INDEX - 2, _RECORD_START_INDEX)
_RECORD_COLUMN_NAMES = UNIT_COLUMNS[_RECORD_START_INDEX:]


def dump_codes(codes: Iterable[Code]) -> str:
    """Dump inline codes for storage."""
    code_lists = [[code.kind, code.id, code.data] for code in codes]
    return json.dumps(code_lists, ensure_ascii=False)


def compute_origin_key(document_values: DocumentValues) -> bytes:
    """Make the 16-byte key of a document.

    Trailing fields without a value do not count, so that fields can be added later.
    """
    key_values = [field_value or "" for field_value in document_values]
    while len(key_values) > _MIN_KEY_VALUE_COUNT and not key_values[-1]:
        key_values.pop()
    return compute_content_key(*key_values)


def make_origin_row(key: bytes, document_values: DocumentValues) -> Record:
    """Make the row of a document."""
    return {"key": key} | dict(zip(ORIGIN_COLUMNS, document_values, strict=True))


def make_unit_columns(
    unit_table: UnitTable,
    keys: Sequence[bytes],
    segment_ids: tuple[Sequence[int], Sequence[int]],
    origin_ids: Sequence[int],
    *,
    timestamp: str,
    withheld_reason: str | None,
) -> list[Sequence[Any]]:
    """Make the columns of new units, in the order of `UNIT_COLUMNS`.

    `segment_ids`: the ids of sources and of targets.
    """
    return [
        keys,
        unit_table.memory,
        *segment_ids,
        unit_table.previous_key,
        unit_table.next_key,
        origin_ids,
        unit_table.position,
        unit_table.extent,
        unit_table.kind,
        unit_table.score,
        unit_table.method,
        unit_table.tuid,
        unit_table.author,
        [
            timestamp if creation_time is None else creation_time
            for creation_time in unit_table.created
        ],
        unit_table.changed,
        [_VALUE_BY_STATE[state] for state in unit_table.state],
        unit_table.note,
        [
            format_properties(properties) if properties else None
            for properties in unit_table.properties
        ],
        [withheld_reason] * len(unit_table),
    ]


def read_key(unit_values: UnitValues) -> bytes:
    """Read the key from the stored values of a unit."""
    key: bytes = unit_values[0]
    return key


def read_neighbours(unit_values: UnitValues) -> tuple[bytes | None, bytes | None]:
    """Read the neighbours from the stored values of a unit."""
    previous_key, next_key = unit_values[_NEIGHBOUR_SLICE]
    return previous_key, next_key


def read_record(unit_values: UnitValues) -> Record:
    """Read the record from the stored values of a unit."""
    return remove_empty_fields(
        dict(zip(_RECORD_COLUMN_NAMES, unit_values[_RECORD_START_INDEX:], strict=True))
    )


def replace_record(unit_values: UnitValues, record: Record) -> UnitValues:
    """Replace the record in the stored values of a unit."""
    return (*unit_values[:_RECORD_START_INDEX], *map(record.get, _RECORD_COLUMN_NAMES))


def store_rows_by_key(
    connection: Connection,
    table: Table,
    value_by_key: Mapping[bytes, ValueT],
    make_row: Callable[[bytes, ValueT], Record],
) -> dict[bytes, int]:
    """Insert values whose keys are not in a table; return all ids by key."""
    id_by_key = read_ids_by_key(connection, table, list(value_by_key))
    new_rows = [
        make_row(key, value)
        for key, value in value_by_key.items()
        if key not in id_by_key
    ]
    if new_rows:
        get_backend(connection).insert_missing_rows(connection, table, new_rows)
        id_by_key |= read_ids_by_key(
            connection, table, [new_row["key"] for new_row in new_rows]
        )
    return id_by_key
