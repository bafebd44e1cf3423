"""Units get a column for properties: data of other tools without a field of its own.

An import stores them, so that an export can write them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("properties", sa.Text(), nullable=True))
