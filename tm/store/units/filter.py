"""Which units are wanted, as a value and as conditions of a query."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select

from tm.store import schema
from tm.store.backend.sql_functions import Hexadecimal
from tm.store.history.unit_range import unit_numbers
from tm.store.rows import columns as rows
from tm.text.locale import Locale
from tm.text.normal import folded, nfc
from tm.unit import State, Withheld


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """Which units are wanted; an empty filter wants all."""

    locales: tuple[Locale, ...] = ()
    """Each must be on one of the unit's sides."""
    article: str | None = None
    source_url: str | None = None
    publisher: str | None = None
    since: str | None = None
    """ISO 8601: published, or where that is unknown created, then or later."""
    until: str | None = None
    """The same, then or earlier; a day means all of it."""
    memory: str | None = None
    state: State | None = None
    author: str | None = None
    query: str | None = None
    """What either side holds, whatever its case and with or without marks."""
    session: str | None = None
    """Units that an import, or another change set, made or changed: `i3`."""
    translated: bool | None = None
    withheld: Withheld | None = None
    """Units that are withheld for a reason, instead of those in use."""


def article_conditions(wanted: UnitFilter) -> list[ColumnElement[bool]]:
    """The filter for segments without translation; one locale is enough for them."""
    columns = schema.article_version.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.locales:
        conditions.append(
            or_(*(rows.covered(locale, columns.locale) for locale in wanted.locales))
        )
    for column, value in (
        (columns.article, wanted.article),
        (columns.source_url, wanted.source_url),
        (columns.publisher, wanted.publisher),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.memory not in (None, "default") or wanted.author or wanted.session:
        conditions.append(false())
    if wanted.state not in (None, State.INITIAL):
        conditions.append(false())
    if wanted.query is not None:
        conditions.append(_holds(schema.segment, wanted.query))
    return [*conditions, *_dated(columns.published, wanted)]


def unit_conditions(wanted: UnitFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on `rows.units_query`."""
    unit, origin = schema.unit, schema.origin
    conditions: list[ColumnElement[bool]] = [
        unit.c.withheld.is_(None)
        if wanted.withheld is None
        else unit.c.withheld == wanted.withheld.value
    ]
    for locale in wanted.locales:
        conditions.append(
            or_(
                rows.covered(locale, rows.source.c.locale),
                rows.covered(locale, rows.target.c.locale),
            )
        )
    for column, value in (
        (origin.c.article, wanted.article),
        (origin.c.source_url, wanted.source_url),
        (origin.c.publisher, wanted.publisher),
        (unit.c.memory, wanted.memory),
        (unit.c.author, wanted.author),
        (unit.c.state, wanted.state and wanted.state.value),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.query is not None:
        sides = rows.source, rows.target
        conditions.append(or_(*(_holds(side, wanted.query) for side in sides)))
    if wanted.session is not None:
        conditions.append(_of_session(wanted.session))
    date = func.coalesce(origin.c.published, unit.c.created)
    return [*conditions, *_dated(date, wanted)]


def wider_conditions(wanted: UnitFilter) -> list[ColumnElement[bool]]:
    """Conditions on units and origins alone, which all units of the filter meet.

    What is asked of texts takes longer than looking at some units too many.
    """
    return unit_conditions(replace(wanted, locales=(), query=None))


def _dated(date: Any, wanted: UnitFilter) -> list[ColumnElement[bool]]:
    """The conditions on a column that holds a date, or a date and time."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(date >= wanted.since)
    if wanted.until is not None:
        # A day comes before each of its moments: 2025-10-08, 2025-10-08T16:45.
        conditions.append(func.substr(date, 1, len(wanted.until)) <= wanted.until)
    return conditions


def _holds(segment: Any, query: str) -> ColumnElement[bool]:
    """The condition that a segment's folded text holds a text."""
    text = segment.c.folded
    # Both databases have it, and unlike LIKE it takes any text as it is.
    holds: ColumnElement[bool] = func.replace(text, folded_query(query), "") != text
    return holds


def folded_query(query: str) -> str:
    """A text as it is looked for in folded texts."""
    return folded(nfc(query)).replace("\0", " ")


def _of_session(name: str) -> ColumnElement[bool]:
    """The condition that a change set has made or changed a unit."""
    change, number = schema.change, int(name.removeprefix("i"))
    keys = select(change.c.key).where(
        change.c.kind == "unit", change.c.set_id == number
    )
    made = unit_numbers(change.c.set_id == number)
    return or_(schema.unit.c.id.in_(made), Hexadecimal(schema.unit.c.key).in_(keys))
