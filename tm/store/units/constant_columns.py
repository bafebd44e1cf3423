"""Which columns have one value in all units of a filter; these are not read of each.

Speed: exporting 120,000 units takes 14 % longer without (docs/architecture/speed.md).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from tm.store import schema
from tm.store.rows import columns as rows

SAMPLE = 512
"""Units that are looked at first."""


def find_constants(
    connection: Connection,
    columns: Mapping[str, ColumnElement[Any]],
    conditions: list[ColumnElement[bool]],
    *,
    sample: int = SAMPLE,
) -> dict[str, Any]:
    """Find the columns in which all units that meet the conditions have one value.

    With that value. `columns` are of units, `conditions` of units and origins. Where
    there are fewer units than the sample none is named: reading them is as quick.
    """
    unit = schema.unit
    query = (
        rows.join_origins(select(*columns.values())).where(*conditions).limit(sample)
    )
    sampled = connection.execute(query).all()
    if len(sampled) < sample:
        return {}
    constants = {
        name: values[0]
        for name, values in zip(columns, zip(*sampled, strict=True), strict=True)
        if values.count(values[0]) == sample
    }
    last = 0
    while constants:
        compared = [columns[name] for name in constants]
        differs = [
            column.is_distinct_from(value)
            for column, value in zip(compared, constants.values(), strict=True)
        ]
        query = rows.join_origins(select(unit.c.id, *compared)).where(*conditions)
        query = query.where(unit.c.id > last, or_(*differs))
        row = connection.execute(query.order_by(unit.c.id).limit(1)).first()
        if row is None:
            break
        last, *values = row
        pairs = zip(constants.items(), values, strict=True)
        constants = {name: value for (name, value), other in pairs if other == value}
    return constants
