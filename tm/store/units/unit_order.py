"""The order of units: by article, then by id, with the units of each `tuid` together.

Most memories have no articles, and the edges of each `<tu>` follow each other: then
units are read by id, without sorting.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.rows.unit_queries import join_origins, join_segments
from tm.store.units.filter import (
    UnitFilter,
    fold_query,
    make_textless_conditions,
    make_unit_conditions,
)


def make_ordered_query(
    connection: Connection,
    unit_filter: UnitFilter,
    columns: list[Any],
    *,
    has_positions: bool = True,
    has_tuids: bool = True,
    selects_article_and_position: bool = False,
) -> Select[Any]:
    """Make the query for columns of the units of a filter, in order.

    `has_positions`: whether some units may have a position in a document; `has_tuids`:
    whether some may share a `tuid`. `selects_article_and_position`: two more columns,
    the article and the position by which they are placed.
    """
    unit_table, origin_table = schema.unit, schema.origin
    article_column: Any = literal("")
    position_column: Any = literal(0)
    order_columns: list[Any] = [unit_table.c.id]
    if has_positions or _has_units_of_articles(connection):
        article_column = func.coalesce(origin_table.c.article, "")
        position_column = func.coalesce(unit_table.c.position, 0)
        order_columns = [article_column, position_column, unit_table.c.id]
    conditions = [
        *make_unit_conditions(unit_filter),
        *make_phrase_conditions(connection, unit_filter),
    ]
    if has_tuids and not _are_tuid_units_grouped(
        connection, unit_filter, order_columns
    ):
        return _make_grouped_query(
            columns,
            conditions,
            article_column,
            position_column,
            selects_position=selects_article_and_position,
        )
    if selects_article_and_position:
        columns = [*columns, article_column, position_column]
    query = join_segments(select(*columns))
    return query.where(*conditions).order_by(*order_columns)


def _has_units_of_articles(connection: Connection) -> bool:
    origin_table = schema.origin
    query = select(origin_table.c.id).where(origin_table.c.article.is_not(None))
    return connection.execute(query.limit(1)).first() is not None


def _are_tuid_units_grouped(
    connection: Connection, unit_filter: UnitFilter, order_columns: list[Any]
) -> bool:
    """Whether units that share a `tuid` follow each other."""
    query = join_origins(select(schema.unit.c.tuid))
    query = query.where(*make_textless_conditions(unit_filter)).order_by(*order_columns)
    row_batches = get_backend(connection).stream_rows(connection, query)
    return are_grouped(chain.from_iterable(chain.from_iterable(row_batches)))


def make_phrase_conditions(
    connection: Connection, unit_filter: UnitFilter
) -> list[ColumnElement[bool]]:
    """Make the condition that the phrase index finds one of the segments."""
    if unit_filter.query is None:
        return []
    segment_ids_query = get_backend(connection).phrase_index.select_segment_ids(
        connection, fold_query(unit_filter.query)
    )
    if segment_ids_query is None:
        return []
    unit_table = schema.unit
    return [
        or_(
            unit_table.c.source_id.in_(segment_ids_query),
            unit_table.c.target_id.in_(segment_ids_query),
        )
    ]


def _make_grouped_query(
    columns: list[Any],
    conditions: list[ColumnElement[bool]],
    article_column: Any,
    position_column: Any,
    *,
    selects_position: bool,
) -> Select[Any]:
    """Make the query that puts units of a `tuid` where the first of them is."""
    unit_table = schema.unit
    order_columns = [article_column, position_column, unit_table.c.id]
    column_names = "article", "position", "first"
    own_group_expression = literal("n") + cast(unit_table.c.id, Text)
    group_column = case(
        (unit_table.c.tuid.is_(None), own_group_expression),
        else_=literal("t") + unit_table.c.tuid,
    )
    first_value_columns = [
        func.first_value(column)
        .over(partition_by=group_column, order_by=order_columns)
        .label(column_name)
        for column, column_name in zip(order_columns, column_names, strict=True)
    ]
    first_units_query = (
        join_segments(select(unit_table.c.id, *first_value_columns))
        .where(*conditions)
        .subquery()
    )
    group_order_columns = [
        first_units_query.c[column_name] for column_name in column_names
    ]
    query = join_segments(
        select(*columns, *(group_order_columns[:2] if selects_position else ()))
    )
    query = query.join(first_units_query, first_units_query.c.id == unit_table.c.id)
    return query.order_by(*group_order_columns, *order_columns)


def are_grouped(group_names: Iterable[str | None]) -> bool:
    """Whether equal values are adjacent; None may be anywhere.

    Hashes of 8 bytes are compared: a collision, which is very rare, gives False.

    >>> are_grouped(["a", "a", None, "b", None]), are_grouped(["a", None, "a"])
    (True, False)
    """
    import numpy as np  # takes long

    value_hashes = np.fromiter(map(hash, group_names), np.int64)
    group_start_flags = np.ones(len(value_hashes), bool)
    group_start_flags[1:] = value_hashes[1:] != value_hashes[:-1]
    group_start_flags &= value_hashes != hash(None)
    start_hashes = value_hashes[group_start_flags]
    start_hashes.sort()
    return not (start_hashes[1:] == start_hashes[:-1]).any()
