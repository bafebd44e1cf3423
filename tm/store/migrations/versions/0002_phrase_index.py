"""An index for finding phrases: FTS5 trigrams in SQLite, pg_trgm in PostgreSQL.

Without the one or the other the database works as before, and phrases are scanned for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _clear_nul(connection)
        _index_sqlite(connection)
    else:
        _index_postgresql(connection)


def _clear_nul(connection: sa.Connection) -> None:
    """In SQLite's functions and in its trigrams a text ends at its first NUL."""
    query = sa.text("SELECT id, folded FROM segment WHERE instr(folded, char(0)) > 0")
    cleared_rows = [
        {"id": row.id, "folded": row.folded.replace("\0", " ")}
        for row in connection.execute(query)
    ]
    if cleared_rows:
        update_query = sa.text("UPDATE segment SET folded = :folded WHERE id = :id")
        connection.execute(update_query, cleared_rows)


def _index_sqlite(connection: sa.Connection) -> None:
    try:
        # No content, no columns of positions: 115 bytes a segment instead of 335.
        # The column is folded already, and FTS5's own folding does not know đ.
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE segment_fts USING fts5(folded, content='', "
            "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
        )
    except sa.exc.OperationalError:  # SQLite without FTS5, or before 3.34
        return
    connection.exec_driver_sql(
        "INSERT INTO segment_fts (rowid, folded) "
        "SELECT id, folded FROM segment ORDER BY id"
    )
    connection.exec_driver_sql(
        "INSERT INTO meta (name, value) "
        "SELECT 'phrase_index', coalesce(max(id), 0) FROM segment"
    )


def _index_postgresql(connection: sa.Connection) -> None:
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.exec_driver_sql(
                "CREATE INDEX ix_segment_folded_trgm ON segment "
                "USING gin (folded gin_trgm_ops)"
            )
    except sa.exc.DBAPIError:  # not installed on the server, or not for this user
        return
