"""Saved selections: filters of units under a name, kept in the database.

So that what one person chose, others of the same database can export as well.
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


def save_selection(database: Database, name: str, unit_filter: UnitFilter) -> None:
    """Save a filter under a name, in place of an earlier one of that name."""
    if not name.strip():
        raise InputError("a selection needs a name")
    table = schema.selection
    facts = {
        key: value
        for key, value in asdict(unit_filter).items()
        if value not in (None, ())
    }
    if unit_filter.locales:
        facts["locales"] = [locale.tag for locale in unit_filter.locales]
    text = json.dumps(facts, ensure_ascii=False)
    with database.open_transaction() as connection:
        connection.execute(delete(table).where(table.c.name == name))
        connection.execute(insert(table).values(name=name, wanted=text))


def selections(database: Database) -> dict[str, UnitFilter]:
    """Read all saved filters by name."""
    table = schema.selection
    with database.open_snapshot() as connection:
        rows = connection.execute(select(table).order_by(table.c.name)).all()
    return {row.name: _filter(json.loads(row.wanted)) for row in rows}


def selection(database: Database, name: str) -> UnitFilter:
    """Read the filter with a name. Raises UnknownName with the nearest name."""
    saved = selections(database)
    if name not in saved:
        raise UnknownName("selection", name, saved)
    return saved[name]


def remove_selection(database: Database, name: str) -> None:
    """Remove a filter. Raises UnknownName with the nearest name."""
    selection(database, name)
    table = schema.selection
    with database.open_transaction() as connection:
        connection.execute(delete(table).where(table.c.name == name))


def _filter(record: dict[str, Any]) -> UnitFilter:
    values = dict(record)
    values["locales"] = tuple(map(Locale.parse, values.get("locales", ())))
    for name, kind in (("state", State), ("withheld", Withheld)):
        if values.get(name) is not None:
            values[name] = kind(values[name])
    return UnitFilter(**values)
