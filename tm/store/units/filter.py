"""Which units are wanted, as a value and as conditions of a query."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select

from tm.store import schema
from tm.store.backend.sql_functions import Hexadecimal
from tm.store.history.unit_range import select_unit_ids
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


def article_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """The filter for segments without translation; one locale is enough for them."""
    columns = schema.article_version.c
    conditions: list[ColumnElement[bool]] = []
    if unit_filter.locales:
        conditions.append(
            or_(
                *(
                    rows.make_locale_condition(locale, columns.locale)
                    for locale in unit_filter.locales
                )
            )
        )
    for column, value in (
        (columns.article, unit_filter.article),
        (columns.source_url, unit_filter.source_url),
        (columns.publisher, unit_filter.publisher),
    ):
        if value is not None:
            conditions.append(column == value)
    if (
        unit_filter.memory not in (None, "default")
        or unit_filter.author
        or unit_filter.session
    ):
        conditions.append(false())
    if unit_filter.state not in (None, State.INITIAL):
        conditions.append(false())
    if unit_filter.query is not None:
        conditions.append(_contains(schema.segment, unit_filter.query))
    return [*conditions, *_date_conditions(columns.published, unit_filter)]


def unit_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on `rows.units_query`."""
    unit, origin = schema.unit, schema.origin
    conditions: list[ColumnElement[bool]] = [
        unit.c.withheld.is_(None)
        if unit_filter.withheld is None
        else unit.c.withheld == unit_filter.withheld.value
    ]
    for locale in unit_filter.locales:
        conditions.append(
            or_(
                rows.make_locale_condition(locale, rows.source_segment.c.locale),
                rows.make_locale_condition(locale, rows.target_segment.c.locale),
            )
        )
    for column, value in (
        (origin.c.article, unit_filter.article),
        (origin.c.source_url, unit_filter.source_url),
        (origin.c.publisher, unit_filter.publisher),
        (unit.c.memory, unit_filter.memory),
        (unit.c.author, unit_filter.author),
        (unit.c.state, unit_filter.state and unit_filter.state.value),
    ):
        if value is not None:
            conditions.append(column == value)
    if unit_filter.query is not None:
        sides = rows.source_segment, rows.target_segment
        conditions.append(or_(*(_contains(side, unit_filter.query) for side in sides)))
    if unit_filter.session is not None:
        conditions.append(_changed_in(unit_filter.session))
    date = func.coalesce(origin.c.published, unit.c.created)
    return [*conditions, *_date_conditions(date, unit_filter)]


def textless_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """Conditions on units and origins alone, which all units of the filter meet.

    What is asked of texts takes longer than looking at some units too many.
    """
    return unit_conditions(replace(unit_filter, locales=(), query=None))


def _date_conditions(date: Any, unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """The conditions on a column that holds a date, or a date and time."""
    conditions: list[ColumnElement[bool]] = []
    if unit_filter.since is not None:
        conditions.append(date >= unit_filter.since)
    if unit_filter.until is not None:
        # A day comes before each of its moments: 2025-10-08, 2025-10-08T16:45.
        conditions.append(
            func.substr(date, 1, len(unit_filter.until)) <= unit_filter.until
        )
    return conditions


def _contains(segment: Any, query: str) -> ColumnElement[bool]:
    """The condition that a segment's folded text holds a text."""
    text = segment.c.folded
    # Both databases have it, and unlike LIKE it takes any text as it is.
    holds: ColumnElement[bool] = func.replace(text, folded_query(query), "") != text
    return holds


def folded_query(query: str) -> str:
    """A text as it is looked for in folded texts."""
    return folded(nfc(query)).replace("\0", " ")


def _changed_in(name: str) -> ColumnElement[bool]:
    """The condition that a change set has made or changed a unit."""
    change, number = schema.change, int(name.removeprefix("i"))
    keys = select(change.c.key).where(
        change.c.kind == "unit", change.c.set_id == number
    )
    ids = select_unit_ids(change.c.set_id == number)
    return or_(schema.unit.c.id.in_(ids), Hexadecimal(schema.unit.c.key).in_(keys))
