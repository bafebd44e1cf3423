"""Which units came instead of one that is in use no more, by the change log.

A unit whose text is corrected is another unit, with another key; people still have the
old one, in a report or in a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, or_

from tm.store import rows, schema
from tm.store.change_log import rows_about
from tm.store.database import Database
from tm.store.unit_row import unit_of
from tm.unit import TranslationUnit

_MOST = 100
"""Units that share a segment with one, of which any may have come instead of it."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit in use, and the change set that brought it instead of another one."""

    unit: TranslationUnit
    since: str
    """As the history calls it: `i3`."""


def successors(database: Database, beginning: str) -> list[Successor]:
    """The units in use that came instead of those whose keys begin so, if any.

    One came instead of another that was made in the change set that took the other out
    of use, and has a text of it still; where it was replaced in turn, the next one.
    """
    found: dict[bytes, Successor] = {}
    with database.reading() as connection:
        gone = rows.key_begins(beginning), schema.unit.c.withheld.is_not(None)
        left = [*_units(connection, *gone)]
        seen = {row["id"] for row in left}
        while left:
            old = left.pop()
            since = _last_change(connection, old)
            if since is None:
                continue
            for row in _sharing(connection, old):
                if row["id"] in seen or not _is_of(connection, row, since):
                    continue
                seen.add(row["id"])
                if row["withheld"] is None:
                    found[row["key"]] = Successor(unit_of(row), f"i{since}")
                else:
                    left.append(row)
    return list(found.values())


def _units(
    connection: Connection, *conditions: ColumnElement[bool]
) -> Sequence[RowMapping]:
    query = rows.units_query().where(*conditions).limit(_MOST)
    return connection.execute(query).mappings().all()


def _sharing(connection: Connection, old: RowMapping) -> Sequence[RowMapping]:
    """Units of the same memory that have one of its two texts."""
    unit = schema.unit.c
    return _units(
        connection,
        unit.memory == old["memory"],
        or_(unit.source_id == old["source_id"], unit.target_id == old["target_id"]),
    )


def _last_change(connection: Connection, row: RowMapping) -> int | None:
    """The number of the last change set that has to do with a unit."""
    changes = rows_about(connection, "unit", row["key"].hex())
    return changes[-1]["set_id"] if changes else None


def _is_of(connection: Connection, row: RowMapping, since: int) -> bool:
    """Whether a change set has to do with a unit."""
    changes = rows_about(connection, "unit", row["key"].hex())
    return any(change["set_id"] == since for change in changes)
