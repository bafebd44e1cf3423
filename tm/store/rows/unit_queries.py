"""Queries of units with their segments and origin, and conditions on them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select

from tm.store import schema
from tm.store.rows.unit import UNIT_COLUMN_BY_FIELD
from tm.text.locale import Locale

source_segment_table = schema.segment.alias("source")
target_segment_table = schema.segment.alias("target")


def make_locale_condition(
    locale: Locale, column: ColumnElement[str] | None = None
) -> ColumnElement[bool]:
    """Make the condition that a column has a locale that a given one covers."""
    tag_column = schema.segment.c.locale if column is None else column
    tags, beginnings = locale.list_tag_patterns()
    return or_(
        tag_column == tags[0] if len(tags) == 1 else tag_column.in_(tags),
        *(tag_column.like(f"{beginning}%") for beginning in beginnings),
    )


def make_key_prefix_condition(key_prefix: str) -> ColumnElement[bool]:
    """Make the condition that a unit's key begins with a hexadecimal prefix."""
    hexadecimal_digits = key_prefix.lower()
    if (
        not hexadecimal_digits
        or len(hexadecimal_digits) > 32
        or set(hexadecimal_digits) - set("0123456789abcdef")
    ):
        return false()
    lowest_key, highest_key = (
        bytes.fromhex(hexadecimal_digits.ljust(32, padding_digit))
        for padding_digit in "0f"
    )
    return schema.unit.c.key.between(lowest_key, highest_key)


def select_units() -> Select[Any]:
    """Select units with both segments and their origin: the columns of
    `UNIT_COLUMN_BY_FIELD`.
    """
    table_by_name = {
        "unit": schema.unit,
        "origin": schema.origin,
        "source": source_segment_table,
        "target": target_segment_table,
    }
    columns = (
        table_by_name[table_name].c[column_name].label(field_name)
        for field_name, (table_name, column_name) in (
            (field_name, qualified_name.split("."))
            for field_name, qualified_name in UNIT_COLUMN_BY_FIELD.items()
        )
    )
    return join_segments(select(*columns))


def join_origins(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin."""
    unit_table, origin_table = schema.unit, schema.origin
    # Every unit has an origin, but databases skip an outer join whose columns are
    # unused.
    unit_query = query.select_from(unit_table)
    return unit_query.outerjoin(
        origin_table, origin_table.c.id == unit_table.c.origin_id
    )


def join_segments(query: Select[Any]) -> Select[Any]:
    """Join a query of units with their origin and segments."""
    unit_table = schema.unit
    return (
        join_origins(query)
        .join(source_segment_table, source_segment_table.c.id == unit_table.c.source_id)
        .join(target_segment_table, target_segment_table.c.id == unit_table.c.target_id)
    )
