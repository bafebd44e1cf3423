"""What all of many units have the same, which need not be read of each."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from tm.store import schema
from tm.store.rows import columns as rows

TagPair = tuple[str, str]

_SAMPLE = 512
_MOST_PAIRS = 8


def alike(
    connection: Connection,
    columns: Mapping[str, ColumnElement[Any]],
    conditions: list[ColumnElement[bool]],
) -> dict[str, Any]:
    """Those columns in which all units that meet the conditions have one value.

    With that value. `columns` are of units, `conditions` of units and origins. Where
    there are only few units none is named, since reading them takes no longer.
    """
    unit = schema.unit
    known = select(*columns.values())
    found = connection.execute(rows.bare(known).where(*conditions).limit(_SAMPLE)).all()
    if len(found) < _SAMPLE:
        return {}
    sample = zip(columns, zip(*found, strict=True), strict=True)
    same = {name: some[0] for name, some in sample if some.count(some[0]) == _SAMPLE}
    last = 0
    while same:
        chosen = [columns[name] for name in same]
        is_other = [
            one.is_distinct_from(value)
            for one, value in zip(chosen, same.values(), strict=True)
        ]
        query = rows.bare(select(unit.c.id, *chosen)).where(*conditions)
        query = query.where(unit.c.id > last, or_(*is_other))
        row = connection.execute(query.order_by(unit.c.id).limit(1)).first()
        if row is None:
            break
        last, *values = row
        pairs = zip(same.items(), values, strict=True)
        same = {name: value for (name, value), other in pairs if other == value}
    return same


def usual_pairs(
    connection: Connection, conditions: list[ColumnElement[bool]]
) -> list[TagPair]:
    """The commonest pairs of locales of some hundred units that meet the conditions.

    As tags, source and target; those of most units come first.
    """
    pairs = select(rows.source.c.locale, rows.target.c.locale)
    found = connection.execute(rows.joined(pairs).where(*conditions).limit(_SAMPLE))
    counted = Counter((source, target) for source, target in found)
    return [pair for pair, _ in counted.most_common(_MOST_PAIRS)]
