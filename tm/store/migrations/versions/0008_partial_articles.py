"""A flag marks partial versions of articles: those restored from imported units.

Later imports add segments to such a version, and to no other. The change log cannot
say which they are, since its last change may be an undo.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "article_version",
        sa.Column("is_part", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
