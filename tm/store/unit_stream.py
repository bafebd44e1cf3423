"""Units in large numbers, read row by row straight from the driver; private.

Origins are few, and kept.
"""

import json
from collections.abc import Generator
from contextlib import closing
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, select

from tm.property import properties_of
from tm.store import rows, schema
from tm.store.bulk import Values
from tm.store.unit_row import ORIGIN_COLUMNS
from tm.text.locale import Locale
from tm.text.segment import Code, Segment
from tm.unit import HeadlineStatus, Origin, State, TranslationUnit

PlacedUnit = tuple[Any, TranslationUnit]
"""A unit after its article and position, by which it is placed."""

_BATCH = 1000
_MOST_ORIGINS = 20_000
_OWN = ("position", "extent", "kind", "score", "method", "tuid", "author", "created")
_COLUMNS = (
    *("state", "note", "properties", "before", "after", "origin_id", "memory"),
    *_OWN,
    "changed",
)
_SIDE = ("locale", "text", "codes")
_STATES = {state.value: state for state in State}
_STATUS = ORIGIN_COLUMNS.index("source_headline_status")


def streamed_units(
    connection: Connection, query: Select[Any]
) -> Generator[PlacedUnit, None, None]:
    """The units of a query that chooses `unit_columns`, and the place; streams."""
    make = _UnitMaker(connection).unit
    with closing(streamed(connection, query)) as found:
        for row in found:
            yield row[-2:], make(row)


def unit_columns() -> list[Any]:
    """The columns that `streamed_units` needs, of whatever types."""
    return [
        *(schema.unit.c[name] for name in _COLUMNS),
        *(side.c[name] for side in (rows.source, rows.target) for name in _SIDE),
    ]


def streamed(
    connection: Connection, query: Select[Any]
) -> Generator[Values, None, None]:
    """The rows of a query as the driver gives them."""
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "postgresql":
        with driver.cursor(name="padanan_units") as cursor:
            cursor.itersize = _BATCH
            cursor.execute(str(compiled), compiled.params)
            yield from cursor
        return
    names = compiled.positiontup or []
    values = [compiled.params[name] for name in names]
    with closing(driver.execute(str(compiled), values)) as cursor:
        yield from cursor


class _UnitMaker:
    """Makes units of rows of `unit_columns`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._origins: dict[int, tuple[Any, ...]] = {}

    def unit(self, row: Values) -> TranslationUnit:
        """The unit of a row."""
        state, note, properties, before, after, number, memory = row[:7]
        facts = self._origins.get(number) or self._facts(number)
        return TranslationUnit(
            _segment(row[16], row[17], row[18]),
            _segment(row[19], row[20], row[21]),
            _STATES[state],
            Origin(memory, facts[0], *row[7:10], *facts[1:], *row[10:16]),
            (before, after),
            note,
            properties_of(properties) if properties else (),
        )

    def _facts(self, number: int) -> tuple[Any, ...]:
        """An origin that is not known yet; those after it are likely to come next."""
        if len(self._origins) >= _MOST_ORIGINS:
            self._origins.clear()
        table = schema.origin
        query = (
            select(table.c.id, *(table.c[name] for name in ORIGIN_COLUMNS))
            .where(table.c.id >= number)
            .order_by(table.c.id)
            .limit(_BATCH)
        )
        for found, *facts in self._connection.execute(query).all():
            status = facts[_STATUS]
            facts[_STATUS] = HeadlineStatus(status) if status else None
            self._origins[found] = tuple(facts)
        return self._origins[number]


def _segment(tag: str, text: str, stored: str | None) -> Segment:
    if stored:
        codes = tuple(Code(*code) for code in json.loads(stored))
        return Segment(_locale(tag), text, codes)
    return Segment(_locale(tag), text)


@lru_cache(maxsize=1024)
def _locale(tag: str) -> Locale:
    return Locale(tag)
