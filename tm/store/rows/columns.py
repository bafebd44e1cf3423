"""Conversion of values to rows, and shared queries; private to the store."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, false, or_, select

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.bulk_rows import read_ids_by_key
from tm.store.rows.record import Record, remove_empty_fields
from tm.store.rows.unit import ORIGIN_COLUMNS, RECORD_COLUMNS, UNIT_COLUMN_BY_FIELD
from tm.text.locale import Locale
from tm.text.segment import Code, compute_content_key
from tm.unit import State
from tm.unit_property import are_of_other_entry, format_properties
from tm.unit_table import DocumentValues, UnitTable

Value = TypeVar("Value")

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

source_segment_table = schema.segment.alias("source")
target_segment_table = schema.segment.alias("target")

_MIN_KEY_VALUE_COUNT = ORIGIN_COLUMNS.index("published") + 1
"""Fields of a document that were there when keys were first made."""
_STATES_IN_ORDER = list(State)
_VALUE_BY_STATE = {state: state.value for state in State}
_RECORD_START_INDEX = UNIT_COLUMNS.index("origin_id")
_NEIGHBOUR_SLICE = slice(_RECORD_START_INDEX - 2, _RECORD_START_INDEX)
_RECORD_COLUMN_NAMES = UNIT_COLUMNS[_RECORD_START_INDEX:]


def make_locale_condition(
    locale: Locale, column: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Make the condition that a column has a locale that a given one covers."""
    tag_column = schema.segment.c.locale if column is None else column
    tags, beginnings = locale.list_tag_patterns()
    return or_(
        tag_column == tags[0] if len(tags) == 1 else tag_column.in_(tags),
        *(tag_column.like(f"{beginning}%") for beginning in beginnings),
    )


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


def merge_records(
    stored_record: Record, added_record: Record, *, timestamp: str, is_bare_unit: bool
) -> Record:
    """Merge the record of a stored unit with that of the same unit added again.

    Values that the added record lacks stay; the state does not go back; lines that the
    stored note lacks are added to it.
    `is_bare_unit`: the added unit names no document, so that the document stays, too.
    """
    visible_record = {
        field_name: value
        for field_name, value in stored_record.items()
        if field_name != "withheld"
    }
    changed_values = {
        field_name: value
        for field_name, value in added_record.items()
        if field_name != "created"
    }
    if is_bare_unit:
        for field_name in ("origin_id", "position", "extent", "kind"):
            changed_values.pop(field_name, None)
    if "author" in stored_record:
        changed_values.pop("author", None)
    if "note" in changed_values:
        changed_values["note"] = join_notes(
            stored_record.get("note"), changed_values["note"]
        )
    if are_of_other_entry(
        stored_record.get("properties"), changed_values.get("properties")
    ):
        # The unit stays as it is, so that importing the file again changes nothing.
        changed_values = {}
    state = max(
        stored_record["state"], added_record["state"], key=_STATES_IN_ORDER.index
    )
    merged_record = visible_record | changed_values | {"state": state}
    if merged_record != visible_record:
        merged_record["changed"] = added_record.get("changed", timestamp)
    return merged_record


def join_notes(stored_note: str | None, added_note: str | None) -> str | None:
    r"""Add the lines of a note that a stored one lacks, so that neither gets lost.

    >>> join_notes("seen by Lan", "seen by Lan\nseen by Minh")
    'seen by Lan\nseen by Minh'
    >>> join_notes("not for headlines", "seen by Lan")
    'not for headlines\nseen by Lan'
    """
    if not stored_note or not added_note:
        return stored_note or added_note
    stored_lines, added_lines = stored_note.split("\n"), added_note.split("\n")
    if all(line in added_lines for line in stored_lines):
        return added_note
    return "\n".join(
        [stored_note, *(line for line in added_lines if line not in stored_lines)]
    )


def select_units() -> Select[Any]:
    """Select units with both segments and their origin: the columns of
    `UNIT_COLUMN_BY_FIELD`.
    """
    table_by_name = {
        "unit": schema.unit,
        "origin": schema.origin,
        "source": source_segment_table,
        "target": target_segment_table,
    }
    columns = (
        table_by_name[table_name].c[column_name].label(field_name)
        for field_name, (table_name, column_name) in (
            (field_name, qualified_name.split("."))
            for field_name, qualified_name in UNIT_COLUMN_BY_FIELD.items()
        )
    )
    return join_segments(select(*columns))


def make_key_prefix_condition(key_prefix: str) -> ColumnElement[bool]:
    """Make the condition that a unit's key begins with a hexadecimal prefix."""
    hexadecimal_digits = key_prefix.lower()
    if (
        not hexadecimal_digits
        or len(hexadecimal_digits) > 32
        or set(hexadecimal_digits) - set("0123456789abcdef")
    ):
        return false()
    lowest_key, highest_key = (
        bytes.fromhex(hexadecimal_digits.ljust(32, padding_digit))
        for padding_digit in "0f"
    )
    return schema.unit.c.key.between(lowest_key, highest_key)


def join_origins(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin."""
    unit_table, origin_table = schema.unit, schema.origin
    # Every unit has an origin, but databases skip an outer join whose columns are
    # unused.
    unit_query = query.select_from(unit_table)
    return unit_query.outerjoin(
        origin_table, origin_table.c.id == unit_table.c.origin_id
    )


def join_segments(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin and segments."""
    unit_table = schema.unit
    return (
        join_origins(query)
        .join(source_segment_table, source_segment_table.c.id == unit_table.c.source_id)
        .join(target_segment_table, target_segment_table.c.id == unit_table.c.target_id)
    )


def store_by_key(
    connection: Connection,
    table: Table,
    value_by_key: Mapping[bytes, Value],
    make_row: Callable[[bytes, Value], Record],
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
