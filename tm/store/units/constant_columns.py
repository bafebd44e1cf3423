"""Columns that have the same value in all units of a filter, read only once.

Speed: exporting 120,000 units takes 14 % longer without (`benchmarks/exchange.py`).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from tm.store import schema
from tm.store.rows.unit_queries import join_origins

SAMPLE_SIZE = 512
"""Units that are compared first."""


def find_constant_values(
    connection: Connection,
    column_by_field: Mapping[str, ColumnElement[Any]],
    conditions: list[ColumnElement[bool]],
    *,
    sample_size: int = SAMPLE_SIZE,
) -> dict[str, Any]:
    """Find the columns in which all units that meet the conditions have one value.

    With that value. `column_by_field` are of units, `conditions` of units and origins.
    Where there are fewer units than the sample none is named: reading them is as quick.
    """
    unit_table = schema.unit
    query = (
        join_origins(select(*column_by_field.values()))
        .where(*conditions)
        .limit(sample_size)
    )
    sample_rows = connection.execute(query).all()
    if len(sample_rows) < sample_size:
        return {}
    value_by_field = {
        field_name: sample_values[0]
        for field_name, sample_values in zip(
            column_by_field, zip(*sample_rows, strict=True), strict=True
        )
        if sample_values.count(sample_values[0]) == sample_size
    }
    last_id = 0
    while value_by_field:
        compared_columns = [
            column_by_field[field_name] for field_name in value_by_field
        ]
        difference_conditions = [
            column.is_distinct_from(value)
            for column, value in zip(
                compared_columns, value_by_field.values(), strict=True
            )
        ]
        query = join_origins(select(unit_table.c.id, *compared_columns)).where(
            *conditions
        )
        query = query.where(unit_table.c.id > last_id, or_(*difference_conditions))
        differing_row = connection.execute(
            query.order_by(unit_table.c.id).limit(1)
        ).first()
        if differing_row is None:
            break
        last_id, *differing_values = differing_row
        compared_fields = zip(value_by_field.items(), differing_values, strict=True)
        value_by_field = {
            field_name: value
            for (field_name, value), differing_value in compared_fields
            if differing_value == value
        }
    return value_by_field
