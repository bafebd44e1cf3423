"""Articles and the origins of their units get the author and the dateline's place.

Older articles have neither until their pages are ingested again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column_name in ("author", "place"):
        op.add_column(
            "article_version", sa.Column(column_name, sa.Text(), nullable=True)
        )
        op.add_column(
            "origin", sa.Column(f"article_{column_name}", sa.Text(), nullable=True)
        )
