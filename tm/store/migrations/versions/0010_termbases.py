"""A concept names its termbase; of several, the house's own has the last word.

Older concepts belong to no named termbase: those of the starter are recognised by their
ids, all others are the house's own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("concept", sa.Column("termbase", sa.Text(), nullable=True))
