"""Units that replaced another one, by the change log.

A unit whose text is corrected is another unit, with another key; people still have the
old one, in a report or in a note.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from tm.store import schema
from tm.store.database import Database
from tm.store.history.log import rows_about
from tm.store.history.unit_range import UNIT_RANGE
from tm.store.rows import columns as rows
from tm.store.rows.unit import read_units
from tm.unit import TranslationUnit

_MAX_OLD_UNITS = 100
"""Maximum of old units whose keys begin with a prefix."""
_UNITS_PER_QUERY = 500
"""How many units are queried at once."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A unit in use, and the change set in which it replaced another one."""

    unit: TranslationUnit
    since: str
    """The name of the change set: `i3`."""


def find_replacements(database: Database, beginning: str) -> list[Replacement]:
    """Find the units in use that replaced those whose keys begin with a prefix.

    One came instead of another that was made in the change set that took the other out
    of use, and has a text of it still; where it was replaced in turn, the next one.
    """
    replacements: dict[bytes, Replacement] = {}
    with database.open_snapshot() as connection:
        withheld = (
            rows.key_prefix_condition(beginning),
            schema.unit.c.withheld.is_not(None),
        )
        unfollowed = [*_units(connection, *withheld)]
        seen = {row.id for row in unfollowed}
        while unfollowed:
            old = unfollowed.pop()
            since = _last_change(connection, old)
            if since is None:
                continue
            for row in _made_instead(connection, old, since):
                if row.id in seen:
                    continue
                seen.add(row.id)
                if row.withheld is None:
                    [unit] = read_units([row])
                    replacements[row.key] = Replacement(unit, f"i{since}")
                else:
                    unfollowed.append(row)
    return list(replacements.values())


def _units(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    return connection.execute(_query().where(*conditions).limit(_MAX_OLD_UNITS)).all()


def _query() -> Select[Any]:
    unit = schema.unit.c
    ids = unit.id, unit.key, unit.source_id, unit.target_id, unit.withheld
    return rows.units_query().add_columns(*ids)


def _made_instead(
    connection: Connection, old: Row[Any], since: int
) -> Iterator[Row[Any]]:
    """Find units of a change set that share a text with the old unit."""
    unit, change = schema.unit.c, schema.change.c
    sharing_text = select(unit.id, unit.key).where(
        unit.memory == old.memory,
        or_(unit.source_id == old.source_id, unit.target_id == old.target_id),
    )
    of_set = select(change.key).where(change.set_id == since, change.kind == "unit")
    of_run = select(change.id).where(
        change.set_id == since,
        change.kind == UNIT_RANGE,
        change.first_id <= unit.id,
        change.last_id >= unit.id,
    )
    # Thousands may share a short text: only those of the change set are read whole.
    for rows_of_texts in connection.execute(sharing_text).partitions(_UNITS_PER_QUERY):
        numbers = {row.key.hex(): row.id for row in rows_of_texts}
        keys = connection.execute(of_set.where(change.key.in_(numbers))).scalars()
        named = {numbers[key] for key in keys}
        is_in_set = or_(unit.id.in_(named), of_run.exists())
        conditions = unit.id.in_(numbers.values()), is_in_set
        yield from connection.execute(_query().where(*conditions))


def _last_change(connection: Connection, row: Row[Any]) -> int | None:
    """Find the number of the last change set with a change to a unit."""
    changes = rows_about(connection, "unit", row.key.hex())
    return changes[-1]["set_id"] if changes else None
