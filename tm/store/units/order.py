"""In which order units come: by article, then as they came, edges of a `<tu>` together.

Most memories hold no articles, and have the edges of each `<tu>` one after the other:
then it is the order of their numbers, and nothing has to be sorted.
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
    text,
)

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.rows import columns as rows
from tm.store.units.filter import (
    UnitFilter,
    folded_query,
    textless_conditions,
    unit_conditions,
)

_OF_ARTICLES = "SELECT EXISTS (SELECT 1 FROM origin WHERE article IS NOT NULL)"


def ordered_query(
    connection: Connection,
    unit_filter: UnitFilter,
    columns: list[Any],
    *,
    has_positions: bool = True,
    has_tuids: bool = True,
    placed: bool = False,
) -> Select[Any]:
    """The query for the columns of the units of a filter, in their order.

    `has_positions`: whether some of them may have one in its document; `has_tuids`:
    whether some may be edges of a `<tu>`.
    `placed`: two more columns, the article and the position by which they are placed.
    """
    unit, origin = schema.unit, schema.origin
    article: Any = literal("")
    position: Any = literal(0)
    natural: list[Any] = [unit.c.id]
    if has_positions or connection.execute(text(_OF_ARTICLES)).scalar():
        article = func.coalesce(origin.c.article, "")
        position = func.coalesce(unit.c.position, 0)
        natural = [article, position, unit.c.id]
    conditions = [*unit_conditions(unit_filter), *_by_phrase(connection, unit_filter)]
    if has_tuids and not _are_edges_grouped(connection, unit_filter, natural):
        return _grouped_query(columns, conditions, article, position, placed=placed)
    if placed:
        columns = [*columns, article, position]
    query = rows.join_segments(select(*columns))
    return query.where(*conditions).order_by(*natural)


def _are_edges_grouped(
    connection: Connection, unit_filter: UnitFilter, natural: list[Any]
) -> bool:
    """Whether the edges of each `<tu>` follow each other."""
    query = rows.join_origins(select(schema.unit.c.tuid))
    query = query.where(*textless_conditions(unit_filter)).order_by(*natural)
    blocks = get_backend(connection).stream_rows(connection, query)
    return are_grouped(chain.from_iterable(chain.from_iterable(blocks)))


def _by_phrase(
    connection: Connection, unit_filter: UnitFilter
) -> list[ColumnElement[bool]]:
    """The index of phrases proposes what the filter's query may be in."""
    if unit_filter.query is None:
        return []
    segments = get_backend(connection).phrase_index.select_segment_ids(
        connection, folded_query(unit_filter.query)
    )
    if segments is None:
        return []
    unit = schema.unit
    return [or_(unit.c.source_id.in_(segments), unit.c.target_id.in_(segments))]


def _grouped_query(
    columns: list[Any],
    conditions: list[ColumnElement[bool]],
    article: Any,
    position: Any,
    *,
    placed: bool,
) -> Select[Any]:
    """The edges of each `<tu>` where the first of them stands."""
    unit = schema.unit
    natural = [article, position, unit.c.id]
    names = "article", "position", "first"
    alone = literal("n") + cast(unit.c.id, Text)
    group = case((unit.c.tuid.is_(None), alone), else_=literal("t") + unit.c.tuid)
    first = [
        func.first_value(column).over(partition_by=group, order_by=natural).label(name)
        for column, name in zip(natural, names, strict=True)
    ]
    places = rows.join_segments(select(unit.c.id, *first)).where(*conditions).subquery()
    key = [places.c[name] for name in names]
    query = rows.join_segments(select(*columns, *(key[:2] if placed else ())))
    query = query.join(places, places.c.id == unit.c.id)
    return query.order_by(*key, *natural)


def are_grouped(values: Iterable[str | None]) -> bool:
    """Whether no value comes again after another one, but None, which always may.

    Hashes are compared, 8 bytes each: it may say no where that is not so, as rarely
    as two of them are equal.

    >>> are_grouped(["a", "a", None, "b", None]), are_grouped(["a", None, "a"])
    (True, False)
    """
    import numpy as np  # takes long

    hashes = np.fromiter(map(hash, values), np.int64)
    begins = np.ones(len(hashes), bool)
    begins[1:] = hashes[1:] != hashes[:-1]
    begins &= hashes != hash(None)
    first = hashes[begins]
    first.sort()
    return not (first[1:] == first[:-1]).any()
