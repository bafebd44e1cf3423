"""A version of an article says whether it is made of what imported units told of it.

Later imports add to such a version, and to no other. The change log does not tell it:
the last change may be an undo.
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
