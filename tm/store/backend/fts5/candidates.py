"""SQLAlchemy queries to SQLite's phrase index."""

from typing import Any

from sqlalchemy import Executable, Select, UnaryExpression, column, select, table
from sqlalchemy.sql.operators import custom_op

from tm.store.backend.phrase_index_protocol import CandidateQueryMaker

_FTS_TABLE = table("segment_fts", column("rowid"), column("segment_fts"))
"""The table of trigrams; its rowid is the id of the segment."""


def select_matching_segment_ids(fts_query: str) -> Select[Any]:
    """Select the ids of the segments that an FTS5 query finds."""
    return select(_FTS_TABLE.c.rowid).where(
        _FTS_TABLE.c.segment_fts.op("MATCH")(fts_query)
    )


def make_candidate_query_maker(
    query: Select[Any], fts_query: str
) -> CandidateQueryMaker:
    """Make queries for segments that an FTS5 query finds, in batches."""
    [segment_table] = query.get_final_froms()
    # The sign keeps SQLite from asking the index about each segment.
    rowid_expression = UnaryExpression[int](
        _FTS_TABLE.c.rowid, operator=custom_op[Any]("+")
    )
    joined_query = query.select_from(
        _FTS_TABLE.join(segment_table, segment_table.c.id == rowid_expression)
    )
    matching_query = joined_query.where(_FTS_TABLE.c.segment_fts.op("MATCH")(fts_query))

    def make_query(last_id: int, max_count: int) -> Executable:
        next_rows_query = matching_query.where(_FTS_TABLE.c.rowid > last_id)
        return next_rows_query.order_by(_FTS_TABLE.c.rowid).limit(max_count)

    return make_query
