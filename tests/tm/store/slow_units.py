"""The obvious way to the units of segments: the oracle of the quick one."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, or_

from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.rows import columns as rows
from tm.store.rows.unit import unit_of
from tm.store.rows.untranslated import of_segments
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import TranslationUnit


def slow_units_with(
    memory: UnitStore, segments: Sequence[int], other: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """As `UnitStore.units_with`, by SQLAlchemy; 500 segments at a time, as it does."""
    pieces = [segments[start : start + 500] for start in range(0, len(segments), 500)]
    with memory.database.reading() as connection:
        for some in pieces:
            for row in connection.execute(_query(some, other)).mappings():
                made = unit_of(row)
                assert made.target is not None
                covers = other.covers(made.target.locale)
                forward = row["source_id"] in some and covers
                yield row["source_id" if forward else "target_id"], made
        for some in pieces:
            yield from of_segments(CoreReader(connection), some)


def _query(some: Sequence[int], other: Locale) -> Select[Any]:
    unit = schema.unit
    sides = (
        and_(unit.c.source_id.in_(some), rows.covered(other, rows.target.c.locale)),
        and_(unit.c.target_id.in_(some), rows.covered(other, rows.source.c.locale)),
    )
    query = rows.units_query().where(unit.c.withheld.is_(None), or_(*sides))
    return query.order_by(unit.c.id)
