"""PostgreSQL's index for finding phrases goes by language and stretch of numbers too.

So the first segments that hold a phrase are found without going through all of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_segment_folded_trgm")
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            connection.exec_driver_sql(
                "CREATE INDEX ix_segment_phrase ON segment USING gin ("
                "(ARRAY[split_part(locale, '-', 1) || ' ' || width_bucket(id, "
                "'{2048,32768,524288,8388608,134217728}'::int[])::text]), "
                "folded gin_trgm_ops)"
            )
    except sa.exc.DBAPIError:  # not installed on the server, or not for this user
        return
