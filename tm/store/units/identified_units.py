"""Stored units with their ids, page by page or one by its key.

Pages are in the order in which units were stored: a unit that is added later comes
after all that were read before.
"""

import json
from dataclasses import astuple, dataclass

from sqlalchemy import Connection, Row, Select, select

from tm.store import schema
from tm.store.rows.unit import read_units
from tm.store.rows.unit_queries import make_key_prefix_condition, select_units
from tm.store.units.filter import UnitFilter, make_unit_conditions
from tm.store.units.unit_order import make_phrase_conditions
from tm.text.segment import compute_content_key
from tm.unit import TranslationUnit, Withheld


@dataclass(frozen=True, slots=True)
class IdentifiedUnit:
    """A stored unit with its id in the database."""

    id: int
    unit: TranslationUnit
    withheld: Withheld | None

    @property
    def version(self) -> str:
        """A hash of all that an edit may change: 32 hexadecimal digits."""
        unit = self.unit
        origin_values = astuple(unit.origin)
        property_values = [astuple(unit_property) for unit_property in unit.properties]
        version_values = (
            unit.state,
            unit.note,
            self.withheld,
            origin_values,
            property_values,
        )
        return compute_content_key(unit.key, json.dumps(version_values)).hex()


def read_identified_unit(
    connection: Connection, unit_key: bytes
) -> IdentifiedUnit | None:
    """Read the unit of a key, in use or not; None if there is none."""
    query = _select_identified_units().where(schema.unit.c.key == unit_key)
    row = connection.execute(query).first()
    return None if row is None else _make_identified_unit(row)


def has_withheld_unit(connection: Connection, key_prefix: str) -> bool:
    """Whether some unit that is no longer in use has a key with this beginning."""
    query = select(schema.unit.c.id).where(
        make_key_prefix_condition(key_prefix), schema.unit.c.withheld.is_not(None)
    )
    return connection.execute(query.limit(1)).first() is not None


def read_identified_units(
    connection: Connection,
    unit_filter: UnitFilter,
    *,
    after_id: int = 0,
    limit: int | None = None,
) -> list[IdentifiedUnit]:
    """Read the first units of a filter that were stored after the one of an id.

    Without a limit, all of them.
    """
    query = (
        _select_identified_units()
        .where(
            schema.unit.c.id > after_id,
            *make_unit_conditions(unit_filter),
            *make_phrase_conditions(connection, unit_filter),
        )
        .order_by(schema.unit.c.id)
        .limit(limit)
    )
    return list(map(_make_identified_unit, connection.execute(query)))


def _select_identified_units() -> Select[tuple[object, ...]]:
    return select_units().add_columns(
        schema.unit.c.id.label("id"), schema.unit.c.withheld.label("withheld")
    )


def _make_identified_unit(row: Row[tuple[object, ...]]) -> IdentifiedUnit:
    [unit] = read_units([row])
    withheld = None if row.withheld is None else Withheld(row.withheld)
    return IdentifiedUnit(row.id, unit, withheld)
