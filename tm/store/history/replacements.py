"""Units that replaced corrected ones, found by the change log.

Correcting a text makes another unit with another key, while reports and notes still
name the old key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from tm.store import schema
from tm.store.database import Database
from tm.store.history.log import read_rows_about_key
from tm.store.history.unit_range import UNIT_RANGE
from tm.store.rows.unit import read_units
from tm.store.rows.unit_queries import make_key_prefix_condition, select_units
from tm.unit import TranslationUnit

_MAX_OLD_UNIT_COUNT = 100
"""Most old units whose keys begin with the same prefix."""
_UNITS_PER_QUERY = 500
"""Units that are read by one query."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A unit in use, and the change set in which it replaced an old unit."""

    unit: TranslationUnit
    change_set_name: str
    """The name of the change set: `i3`."""


def find_replacements(database: Database, key_prefix: str) -> list[Replacement]:
    """Find the units in use that replaced old units whose keys begin with a prefix.

    A replacement was added by the change set that took the old unit out of use, and
    has a text of the old unit. If it was replaced in turn, the latest one is returned.
    """
    replacement_by_key: dict[bytes, Replacement] = {}
    with database.open_snapshot() as connection:
        conditions = (
            make_key_prefix_condition(key_prefix),
            schema.unit.c.withheld.is_not(None),
        )
        pending_rows = [*_read_unit_rows(connection, *conditions)]
        read_ids = {row.id for row in pending_rows}
        while pending_rows:
            old_row = pending_rows.pop()
            change_set_id = _find_last_change_set_id(connection, old_row)
            if change_set_id is None:
                continue
            for row in _find_replacing_rows(connection, old_row, change_set_id):
                if row.id in read_ids:
                    continue
                read_ids.add(row.id)
                if row.withheld is None:
                    [unit] = read_units([row])
                    replacement_by_key[row.key] = Replacement(unit, f"i{change_set_id}")
                else:
                    pending_rows.append(row)
    return list(replacement_by_key.values())


def _read_unit_rows(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    return connection.execute(
        _select_unit_rows().where(*conditions).limit(_MAX_OLD_UNIT_COUNT)
    ).all()


def _select_unit_rows() -> Select[Any]:
    unit_columns = schema.unit.c
    added_columns = (
        unit_columns.id,
        unit_columns.key,
        unit_columns.source_id,
        unit_columns.target_id,
        unit_columns.withheld,
    )
    return select_units().add_columns(*added_columns)


def _find_replacing_rows(
    connection: Connection, old_row: Row[Any], change_set_id: int
) -> Iterator[Row[Any]]:
    """Find units of a change set that share a text with the old unit."""
    unit_columns, change_columns = schema.unit.c, schema.change.c
    units_with_shared_text_query = select(unit_columns.id, unit_columns.key).where(
        unit_columns.memory == old_row.memory,
        or_(
            unit_columns.source_id == old_row.source_id,
            unit_columns.target_id == old_row.target_id,
        ),
    )
    change_set_keys_query = select(change_columns.key).where(
        change_columns.set_id == change_set_id, change_columns.kind == "unit"
    )
    change_set_ranges_query = select(change_columns.id).where(
        change_columns.set_id == change_set_id,
        change_columns.kind == UNIT_RANGE,
        change_columns.first_id <= unit_columns.id,
        change_columns.last_id >= unit_columns.id,
    )
    # Thousands may share a short text: only those of the change set are read whole.
    for row_batch in connection.execute(units_with_shared_text_query).partitions(
        _UNITS_PER_QUERY
    ):
        id_by_key = {row.key.hex(): row.id for row in row_batch}
        change_set_unit_keys = connection.execute(
            change_set_keys_query.where(change_columns.key.in_(id_by_key))
        ).scalars()
        recorded_ids = {id_by_key[unit_key] for unit_key in change_set_unit_keys}
        change_set_condition = or_(
            unit_columns.id.in_(recorded_ids), change_set_ranges_query.exists()
        )
        conditions = unit_columns.id.in_(id_by_key.values()), change_set_condition
        yield from connection.execute(_select_unit_rows().where(*conditions))


def _find_last_change_set_id(connection: Connection, unit_row: Row[Any]) -> int | None:
    """Find the number of the last change set with a change to a unit."""
    change_rows = read_rows_about_key(connection, "unit", unit_row.key.hex())
    return change_rows[-1]["set_id"] if change_rows else None
