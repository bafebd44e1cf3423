"""Units that one import adds with consecutive ids become one row of the change log.

The row has the first and the last id. Rows of earlier imports stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change", sa.Column("first_id", sa.Integer(), nullable=True))
    op.add_column("change", sa.Column("last_id", sa.Integer(), nullable=True))
    is_run = sa.text("first_id IS NOT NULL")
    op.create_index(
        "ix_change_first_id_last_id",
        "change",
        ["first_id", "last_id"],
        sqlite_where=is_run,
        postgresql_where=is_run,
    )
