"""Conversion of values to rows, and shared queries; private to the store."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, false, or_, select

from tm.property import format_properties
from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.rows.record import Record, forget_none
from tm.store.rows.unit import ORIGIN_COLUMNS, RECORD_COLUMNS, UNIT_SQL
from tm.text.locale import Locale
from tm.text.segment import Code, Segment, content_key
from tm.text.tokens import match_tokens
from tm.unit import State
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

source = schema.segment.alias("source")
target = schema.segment.alias("target")

_PARAMETERS = 500
_STATES = list(State)
_STATE_VALUES = {state: state.value for state in State}
_FIRST = UNIT_COLUMNS.index("origin_id")
_NEIGHBOURS = slice(_FIRST - 2, _FIRST)
_RECORD_NAMES = UNIT_COLUMNS[_FIRST:]


def locale_condition(
    locale: Locale, column: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Make the condition that a column's locale is a given one or its variant."""
    tag = schema.segment.c.locale if column is None else column
    return or_(tag == locale.tag, tag.like(f"{locale.tag}-%"))


def match_key(segment: Segment) -> bytes:
    """Make 16 bytes that are equal for segments with equal match forms."""
    # No token holds a space.
    return content_key(" ".join(match_tokens(segment.text, segment.locale)))


def codes_text(codes: Iterable[Code]) -> str:
    """Dump inline codes for storage."""
    listed = [[code.kind, code.id, code.data] for code in codes]
    return json.dumps(listed, ensure_ascii=False)


def origin_key(document: DocumentValues) -> bytes:
    """Make the 16-byte key of a document."""
    return content_key(*(fact or "" for fact in document))


def origin_row(key: bytes, document: DocumentValues) -> Record:
    """Make the row of a document."""
    return {"key": key} | dict(zip(ORIGIN_COLUMNS, document, strict=True))


def unit_columns(
    block: UnitTable,
    keys: Sequence[bytes],
    sides: tuple[Sequence[int], Sequence[int]],
    origins: Sequence[int],
    *,
    at: str,
    withheld: str | None,
) -> list[Sequence[Any]]:
    """Make the columns of new units, in the order of `UNIT_COLUMNS`.

    `sides` are the numbers of their sources and targets.
    """
    return [
        keys,
        block.memory,
        *sides,
        block.before,
        block.after,
        origins,
        block.position,
        block.extent,
        block.kind,
        block.score,
        block.method,
        block.tuid,
        block.author,
        [at if moment is None else moment for moment in block.created],
        block.changed,
        [_STATE_VALUES[state] for state in block.state],
        block.note,
        [
            format_properties(properties) if properties else None
            for properties in block.properties
        ],
        [withheld] * len(block),
    ]


def key_of_values(values: UnitValues) -> bytes:
    """Read the key from the stored values of a unit."""
    key: bytes = values[0]
    return key


def neighbours_of_values(values: UnitValues) -> tuple[bytes | None, bytes | None]:
    """Read the neighbours from the stored values of a unit."""
    before, after = values[_NEIGHBOURS]
    return before, after


def record_of_values(values: UnitValues) -> Record:
    """Read the record from the stored values of a unit."""
    return forget_none(dict(zip(_RECORD_NAMES, values[_FIRST:], strict=True)))


def values_of_record(values: UnitValues, record: Record) -> UnitValues:
    """Replace the record in the stored values of a unit."""
    return (*values[:_FIRST], *map(record.get, _RECORD_NAMES))


def merge_records(before: Record, new: Record, *, at: str, bare: bool) -> Record:
    """Merge the record of a unit with that of the same unit added again.

    What the new one does not know stays; a translation does not become less finished.
    `with_origins`: the new one knows nothing of its document, so that stays too.
    """
    visible = {name: value for name, value in before.items() if name != "withheld"}
    changes = {name: value for name, value in new.items() if name != "created"}
    if bare:
        for name in ("origin_id", "position", "extent", "kind"):
            changes.pop(name, None)
    if "author" in before:
        changes.pop("author", None)
    state = max(before["state"], new["state"], key=_STATES.index)
    result = visible | changes | {"state": state}
    if result != visible:
        result["changed"] = new.get("changed", at)
    return result


def units_query() -> Select[Any]:
    """Select units with both segments and their origin: the columns of `UNIT_SQL`."""
    tables = {
        "unit": schema.unit,
        "origin": schema.origin,
        "source": source,
        "target": target,
    }
    columns = (
        tables[table].c[column].label(name)
        for name, (table, column) in (
            (name, sql.split(".")) for name, sql in UNIT_SQL.items()
        )
    )
    return with_segments(select(*columns))


def key_prefix_condition(prefix: str) -> ColumnElement[bool]:
    """Make the condition that a unit's key begins with a hexadecimal prefix."""
    digits = prefix.lower()
    if not digits or len(digits) > 32 or set(digits) - set("0123456789abcdef"):
        return false()
    first, last = (bytes.fromhex(digits.ljust(32, fill)) for fill in "0f")
    return schema.unit.c.key.between(first, last)


def with_origins(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin."""
    unit, origin = schema.unit, schema.origin
    # Each has one; but an outer join is left out where nothing is asked of it.
    joined = query.select_from(unit)
    return joined.outerjoin(origin, origin.c.id == unit.c.origin_id)


def with_segments(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin and segments."""
    unit = schema.unit
    return (
        with_origins(query)
        .join(source, source.c.id == unit.c.source_id)
        .join(target, target.c.id == unit.c.target_id)
    )


def store_by_key(
    connection: Connection,
    table: Table,
    values: Mapping[bytes, Value],
    make_row: Callable[[bytes, Value], Record],
) -> dict[bytes, int]:
    """Insert values whose keys are not in a table; return all numbers by key."""
    numbers = _numbers(connection, table, list(values))
    new_rows = [
        make_row(key, value) for key, value in values.items() if key not in numbers
    ]
    if new_rows:
        get_backend(connection).insert_missing_rows(connection, table, new_rows)
        numbers |= _numbers(connection, table, [line["key"] for line in new_rows])
    return numbers


def _numbers(
    connection: Connection, table: Table, keys: list[bytes]
) -> dict[bytes, int]:
    ids: dict[bytes, int] = {}
    for start in range(0, len(keys), _PARAMETERS):
        query = select(table.c.key, table.c.id).where(
            table.c.key.in_(keys[start : start + _PARAMETERS])
        )
        ids |= {row.key: row.id for row in connection.execute(query)}
    return ids
