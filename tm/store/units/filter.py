"""Filters of units, and their conditions on queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from tm.store import schema
from tm.store.backend.portable_sql_functions import Hexadecimal, Host
from tm.store.history.unit_range import select_unit_ids
from tm.store.rows.unit_queries import (
    make_locale_condition,
    source_segment_table,
    target_segment_table,
)
from tm.text.locale import Locale
from tm.text.normal import fold_text, nfc
from tm.unit import DEFAULT_MEMORY_NAME, State, Withheld
from tm.unit_property import CONTEXT_PROPERTIES, format_property


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """Conditions on units; an empty filter selects all."""

    locales: tuple[Locale, ...] = ()
    """Each must be on one of the unit's sides."""
    article: str | None = None
    source_url: str | None = None
    sites: tuple[str, ...] = ()
    """Hosts, such as `vietnam.vn`: the address of the article, or where that is unknown
    of its original, is on one of them, or on `www.` or another part of it.
    """
    publisher: str | None = None
    article_author: str | None = None
    """Who wrote the article; `author` is who made the unit."""
    article_place: str | None = None
    since: str | None = None
    """ISO 8601: published, or where that is unknown created, then or later."""
    until: str | None = None
    """The same, then or earlier; a day means all of it."""
    memory: str | None = None
    """Name of the memory that the units belong to."""
    state: State | None = None
    author: str | None = None
    query: str | None = None
    """Text that either side contains, ignoring case and diacritics."""
    context: str | None = None
    """The context of a unit, where its format tells one, as `msgctxt` in PO."""
    session: str | None = None
    """Name of a change set that made or changed the units, such as `i3`."""
    translated: bool | None = None
    withheld: Withheld | None = None
    """Reason for which units are withheld; None for units in use."""


def make_article_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """Make the conditions on untranslated segments in any of the locales."""
    article_columns = schema.article_version.c
    conditions: list[ColumnElement[bool]] = []
    if unit_filter.locales:
        conditions.append(
            or_(
                *(
                    make_locale_condition(locale, article_columns.locale)
                    for locale in unit_filter.locales
                )
            )
        )
    for column, value in (
        (article_columns.article, unit_filter.article),
        (article_columns.source_url, unit_filter.source_url),
        (article_columns.publisher, unit_filter.publisher),
        (article_columns.author, unit_filter.article_author),
        (article_columns.place, unit_filter.article_place),
    ):
        if value is not None:
            conditions.append(column == value)
    conditions += make_site_conditions(
        article_columns.url, article_columns.source_url, unit_filter.sites
    )
    if (
        unit_filter.memory not in (None, DEFAULT_MEMORY_NAME)
        or unit_filter.author
        or unit_filter.context is not None
        or unit_filter.session
    ):
        conditions.append(false())
    if unit_filter.state not in (None, State.INITIAL):
        conditions.append(false())
    if unit_filter.query is not None:
        conditions.append(_make_query_condition(schema.segment, unit_filter.query))
    return [*conditions, *_make_date_conditions(article_columns.published, unit_filter)]


def make_unit_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """Make the conditions on a query of units, joined with origins and segments."""
    unit_table, origin_table = schema.unit, schema.origin
    conditions: list[ColumnElement[bool]] = [
        unit_table.c.withheld.is_(None)
        if unit_filter.withheld is None
        else unit_table.c.withheld == unit_filter.withheld.value
    ]
    for locale in unit_filter.locales:
        conditions.append(
            or_(
                make_locale_condition(locale, source_segment_table.c.locale),
                make_locale_condition(locale, target_segment_table.c.locale),
            )
        )
    for column, value in (
        (origin_table.c.article, unit_filter.article),
        (origin_table.c.source_url, unit_filter.source_url),
        (origin_table.c.publisher, unit_filter.publisher),
        (origin_table.c.article_author, unit_filter.article_author),
        (origin_table.c.article_place, unit_filter.article_place),
        (unit_table.c.memory, unit_filter.memory),
        (unit_table.c.author, unit_filter.author),
        (unit_table.c.state, unit_filter.state and unit_filter.state.value),
    ):
        if value is not None:
            conditions.append(column == value)
    if unit_filter.query is not None:
        segment_tables = source_segment_table, target_segment_table
        conditions.append(
            or_(
                *(
                    _make_query_condition(segment_table, unit_filter.query)
                    for segment_table in segment_tables
                )
            )
        )
    if unit_filter.context is not None:
        conditions.append(_make_context_condition(unit_filter.context))
    conditions += make_site_conditions(
        origin_table.c.page_url, origin_table.c.source_url, unit_filter.sites
    )
    if unit_filter.session is not None:
        conditions.append(_make_change_set_condition(unit_filter.session))
    date_column = func.coalesce(origin_table.c.published, unit_table.c.created)
    return [*conditions, *_make_date_conditions(date_column, unit_filter)]


def make_textless_conditions(unit_filter: UnitFilter) -> list[ColumnElement[bool]]:
    """Make the conditions on units and origins, without those on their segments.

    Comparing texts takes longer than reading some more units.
    """
    return make_unit_conditions(replace(unit_filter, locales=(), query=None))


def make_site_conditions(
    url_column: Any, source_url_column: Any, sites: Sequence[str]
) -> list[ColumnElement[bool]]:
    """Make the condition that an address is on one of the sites, if there are any."""
    if not sites:
        return []
    url_expression = func.coalesce(url_column, source_url_column)
    host = Host(url_expression)
    host_conditions = [
        condition
        for site in sites
        for condition in (host == site, host.endswith(f".{site}", autoescape=True))
    ]
    return [
        and_(url_expression.contains("://", autoescape=True), or_(*host_conditions))
    ]


def _make_date_conditions(
    date_column: Any, unit_filter: UnitFilter
) -> list[ColumnElement[bool]]:
    """Make the conditions on a column of dates, or of dates and times."""
    conditions: list[ColumnElement[bool]] = []
    if unit_filter.since is not None:
        conditions.append(date_column >= unit_filter.since)
    if unit_filter.until is not None:
        # A date sorts before all times of its day: 2025-10-08, 2025-10-08T16:45.
        conditions.append(
            func.substr(date_column, 1, len(unit_filter.until)) <= unit_filter.until
        )
    return conditions


def _make_context_condition(context: str) -> ColumnElement[bool]:
    """Make the condition that the properties of a unit have a context."""
    column = schema.unit.c.properties
    return or_(
        *(
            func.replace(column, format_property(name, context), "") != column
            for name in CONTEXT_PROPERTIES
        )
    )


def _make_query_condition(segment_table: Any, query: str) -> ColumnElement[bool]:
    """Make the condition that the folded text of a segment contains a query."""
    folded_column = segment_table.c.folded
    # Both databases have `replace`, which has no wildcards, unlike LIKE.
    query_condition: ColumnElement[bool] = (
        func.replace(folded_column, fold_query(query), "") != folded_column
    )
    return query_condition


def fold_query(query: str) -> str:
    """Fold a query, so that it can be found in folded texts."""
    return fold_text(nfc(query)).replace("\0", " ")


def _make_change_set_condition(change_set_name: str) -> ColumnElement[bool]:
    """Make the condition that a change set made or changed a unit."""
    change_table, change_set_id = schema.change, int(change_set_name.removeprefix("i"))
    changed_keys_query = select(change_table.c.key).where(
        change_table.c.kind == "unit", change_table.c.set_id == change_set_id
    )
    range_ids_query = select_unit_ids(change_table.c.set_id == change_set_id)
    return or_(
        schema.unit.c.id.in_(range_ids_query),
        Hexadecimal(schema.unit.c.key).in_(changed_keys_query),
    )
