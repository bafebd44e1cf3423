"""The queries of SQLAlchemy Core that ask SQLite's index of phrases."""

from typing import Any

from sqlalchemy import Executable, Select, UnaryExpression, column, select, table
from sqlalchemy.sql.operators import custom_op

from tm.store.backend.backend import NextCandidates

_FTS = table("segment_fts", column("rowid"), column("segment_fts"))
"""The table of trigrams; its rowid is the id of the segment."""


def matching_ids(match: str) -> Select[Any]:
    """Select the ids of the segments that a match expression finds."""
    return select(_FTS.c.rowid).where(_FTS.c.segment_fts.op("MATCH")(match))


def next_candidates(query: Select[Any], match: str) -> NextCandidates:
    """Ask a query of segments for those that a match expression finds."""
    [segment] = query.get_final_froms()
    # The sign keeps SQLite from asking the index about each segment.
    rowid = UnaryExpression[int](_FTS.c.rowid, operator=custom_op[Any]("+"))
    joined = query.select_from(_FTS.join(segment, segment.c.id == rowid))
    matching = joined.where(_FTS.c.segment_fts.op("MATCH")(match))

    def after(number: int, most: int) -> Executable:
        later = matching.where(_FTS.c.rowid > number)
        return later.order_by(_FTS.c.rowid).limit(most)

    return after
