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


def save_selection(database: Database, name: str, wanted: UnitFilter) -> None:
    """Keep a filter under a name; another one of that name is replaced."""
    if not name.strip():
        raise InputError("a selection needs a name")
    table = schema.selection
    facts = {key: one for key, one in asdict(wanted).items() if one not in (None, ())}
    if wanted.locales:
        facts["locales"] = [locale.tag for locale in wanted.locales]
    text = json.dumps(facts, ensure_ascii=False)
    with database.transaction() as connection:
        connection.execute(delete(table).where(table.c.name == name))
        connection.execute(insert(table).values(name=name, wanted=text))


def selections(database: Database) -> dict[str, UnitFilter]:
    """All that are saved, by name."""
    table = schema.selection
    with database.reading() as connection:
        found = connection.execute(select(table).order_by(table.c.name)).all()
    return {row.name: _filter(json.loads(row.wanted)) for row in found}


def selection(database: Database, name: str) -> UnitFilter:
    """The filter of a name. Raises UnknownName, which names the nearest."""
    found = selections(database)
    if name not in found:
        raise UnknownName("selection", name, found)
    return found[name]


def remove_selection(database: Database, name: str) -> None:
    """Forget a filter. Raises UnknownName, which names the nearest."""
    selection(database, name)
    table = schema.selection
    with database.transaction() as connection:
        connection.execute(delete(table).where(table.c.name == name))


def _filter(facts: dict[str, Any]) -> UnitFilter:
    made = dict(facts)
    made["locales"] = tuple(map(Locale.parse, made.get("locales", ())))
    for name, kind in (("state", State), ("withheld", Withheld)):
        if made.get(name) is not None:
            made[name] = kind(made[name])
    return UnitFilter(**made)
