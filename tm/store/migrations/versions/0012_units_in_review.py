"""The few units that are not in use are found among millions: those to review first."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_withheld = sa.text("withheld IS NOT NULL")
    op.create_index(
        "ix_unit_withheld",
        "unit",
        ["withheld"],
        sqlite_where=is_withheld,
        postgresql_where=is_withheld,
    )
