"""Saved selections: filters of units under a name, kept in the database.

Users of the same database can share a selection and export it, too.
"""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select

from tm.errors import InputError, UnknownName
from tm.store import schema
from tm.store.database import Database
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.unit import State, Withheld


def save_selection(
    database: Database, selection_name: str, unit_filter: UnitFilter
) -> None:
    """Save a filter under a name, replacing an earlier filter of that name."""
    if not selection_name.strip():
        raise InputError("the name of the selection is empty; give a name")
    selection_table = schema.selection
    filter_values = {
        field_name: value
        for field_name, value in asdict(unit_filter).items()
        if value not in (None, ())
    }
    if unit_filter.locales:
        filter_values["locales"] = [locale.tag for locale in unit_filter.locales]
    filter_json = json.dumps(filter_values, ensure_ascii=False)
    with database.open_transaction() as connection:
        connection.execute(
            delete(selection_table).where(selection_table.c.name == selection_name)
        )
        connection.execute(
            insert(selection_table).values(name=selection_name, wanted=filter_json)
        )


def read_selections(database: Database) -> dict[str, UnitFilter]:
    """Read all saved filters by name."""
    selection_table = schema.selection
    with database.open_snapshot() as connection:
        rows = connection.execute(
            select(selection_table).order_by(selection_table.c.name)
        ).all()
    return {row.name: _make_filter(json.loads(row.wanted)) for row in rows}


def read_selection(database: Database, selection_name: str) -> UnitFilter:
    """Read the filter with a name. Raises UnknownName with the nearest name."""
    filter_by_name = read_selections(database)
    if selection_name not in filter_by_name:
        raise UnknownName("selection", selection_name, filter_by_name)
    return filter_by_name[selection_name]


def remove_selection(database: Database, selection_name: str) -> None:
    """Remove a filter. Raises UnknownName with the nearest name."""
    read_selection(database, selection_name)
    selection_table = schema.selection
    with database.open_transaction() as connection:
        connection.execute(
            delete(selection_table).where(selection_table.c.name == selection_name)
        )


def _make_filter(filter_values: dict[str, Any]) -> UnitFilter:
    field_values = dict(filter_values)
    field_values["locales"] = tuple(map(Locale.parse, field_values.get("locales", ())))
    field_values["sites"] = tuple(field_values.get("sites", ()))
    for field_name, enum_type in (("state", State), ("withheld", Withheld)):
        if field_values.get(field_name) is not None:
            field_values[field_name] = enum_type(field_values[field_name])
    return UnitFilter(**field_values)
