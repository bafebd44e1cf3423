"""Which units are wanted, as a value and as conditions of a query."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_

from tm.store import rows, schema
from tm.text.locale import Locale
from tm.unit import Withheld


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
    memory: str | None = None
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
    if wanted.memory not in (None, "default"):
        conditions.append(false())
    if wanted.since is not None:
        conditions.append(columns.published >= wanted.since)
    return conditions


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
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        date = func.coalesce(origin.c.published, unit.c.created)
        conditions.append(date >= wanted.since)
    return conditions
