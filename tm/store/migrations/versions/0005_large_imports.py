"""Imports of any size: keys are indexes, what only searching needs may come later.

The index of a constraint cannot be left out while a database is filled; one by itself
can be made at the end, in a third of the time. What was imported from which file, and
how far, is remembered, and so are saved selections.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # SQLite changes a table by copying it. Who migrates has foreign keys off.
        _rebuild_segment_table()
        _rebuild_unit_table()
    else:
        for table in ("segment", "unit"):
            op.drop_constraint(f"uq_{table}_key", table)
        for column in ("folded", "tokens", "match_key"):
            op.alter_column("segment", column, nullable=True)
    _index_segment()
    _index_unit()
    _create_import_file()
    _create_selection()


def _rebuild_segment_table() -> None:
    op.create_table(
        "segment_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("tokens", sa.Integer(), nullable=True),
        sa.Column("match_key", sa.LargeBinary(16), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
    )
    columns = "id, key, locale, text, codes, folded, tokens, match_key"
    _replace_table("segment", columns)


def _rebuild_unit_table() -> None:
    op.create_table(
        "unit_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("memory", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.LargeBinary(16), nullable=True),
        sa.Column("after", sa.LargeBinary(16), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("extent", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("tuid", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("created", sa.Text(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withheld", sa.Text(), nullable=True),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["segment.id"], name="fk_unit_source_id"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["segment.id"], name="fk_unit_target_id"
        ),
        sa.ForeignKeyConstraint(["origin_id"], ["origin.id"], name="fk_unit_origin_id"),
    )
    columns = (
        "id, key, memory, source_id, target_id, before, after, origin_id, position, "
        "extent, kind, score, method, tuid, author, created, changed, state, note, "
        "withheld, properties"
    )
    _replace_table("unit", columns)


def _replace_table(table_name: str, column_list: str) -> None:
    op.execute(
        f"INSERT INTO {table_name}_new ({column_list}) "
        f"SELECT {column_list} FROM {table_name} ORDER BY id"
    )
    op.execute(f"DROP TABLE {table_name}")
    op.execute(f"ALTER TABLE {table_name}_new RENAME TO {table_name}")
    if table_name == "segment":
        op.create_index("ix_segment_locale_tokens", "segment", ["locale", "tokens"])
        op.create_index("ix_segment_match_key", "segment", ["match_key"])
    else:
        for column in ("origin_id", "source_id", "target_id"):
            op.create_index(f"ix_unit_{column}", "unit", [column])


def _index_segment() -> None:
    op.create_index("uq_segment_key", "segment", ["key"], unique=True)


def _index_unit() -> None:
    op.create_index("uq_unit_key", "unit", ["key"], unique=True)


def _create_import_file() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_file"),
        sa.ForeignKeyConstraint(
            ["set_id"], ["change_set.id"], name="fk_import_file_set_id"
        ),
    )
    op.create_index("ix_import_file_content", "import_file", ["content"])


def _create_selection() -> None:
    op.create_table(
        "selection",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_selection"),
    )
