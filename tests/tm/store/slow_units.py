"""The obvious way to the units of segments: the oracle of the quick one."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, or_, select

from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.rows.unit import ORIGIN_COLUMNS, RECORD_COLUMNS, read_segment
from tm.store.rows.unit_queries import (
    join_segments,
    make_locale_condition,
    source_segment_table,
    target_segment_table,
)
from tm.store.rows.untranslated_segments import read_untranslated_units
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit
from tm.unit_property import parse_properties


def slow_units_with(
    memory: UnitStore, segments: Sequence[int], other: Locale
) -> Iterator[tuple[int, TranslationUnit]]:
    """Like `UnitStore.read_units_of_segments`, by SQLAlchemy in batches of 500."""
    pieces = [segments[start : start + 500] for start in range(0, len(segments), 500)]
    with memory.database.open_snapshot() as connection:
        for some in pieces:
            for row in slow_rows(connection, _query(some, other)):
                made = slow_unit(row)
                assert made.target is not None
                covers = other.covers(made.target.locale)
                forward = row["source_id"] in some and covers
                yield row["source_id" if forward else "target_id"], made
        for some in pieces:
            yield from read_untranslated_units(CoreReader(connection), some)


def _query(some: Sequence[int], other: Locale) -> Select[Any]:
    unit = schema.unit
    sides = (
        and_(
            unit.c.source_id.in_(some),
            make_locale_condition(other, target_segment_table.c.locale),
        ),
        and_(
            unit.c.target_id.in_(some),
            make_locale_condition(other, source_segment_table.c.locale),
        ),
    )
    query = slow_query().where(unit.c.withheld.is_(None), or_(*sides))
    return query.order_by(unit.c.id)


def slow_query() -> Select[Any]:
    """Units with both segments and their origin, a row each."""
    sides = (
        (source_segment_table, "source"),
        (target_segment_table, "target"),
    )
    return join_segments(
        select(
            schema.unit,
            *(schema.origin.c[name] for name in ORIGIN_COLUMNS),
            *(
                side.c[name].label(f"{label}_{name}")
                for side, label in sides
                for name in ("locale", "text", "codes")
            ),
        )
    )


def slow_rows(connection: Connection, query: Select[Any]) -> Iterator[RowMapping]:
    """The rows of `slow_query`, by the names of their columns."""
    yield from connection.execute(query).mappings()


def slow_unit(row: RowMapping) -> TranslationUnit:
    """The unit of a row, field by field."""
    status = row["source_headline_status"]
    facts = {name: row[name] for name in (*ORIGIN_COLUMNS, *RECORD_COLUMNS, "memory")}
    for name in ("state", "note", "properties", "withheld"):
        del facts[name]
    facts["source_headline_status"] = HeadlineStatus(status) if status else None
    return TranslationUnit(
        source=read_segment(row, "source_"),
        target=read_segment(row, "target_"),
        state=State(row["state"]),
        origin=Origin(**facts),
        neighbours=(row["before"], row["after"]),
        note=row["note"],
        properties=parse_properties(row["properties"]),
    )
