"""A unit keeps what other tools say of it.

Files say more of a unit than we have fields for; it is kept, to be given back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("unit", sa.Column("properties", sa.Text(), nullable=True))
