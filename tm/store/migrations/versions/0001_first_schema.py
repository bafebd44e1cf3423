"""The first schema: segments, units, articles, changes and the termbase."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_article_version()
    _create_change_set()
    _create_concept()
    _create_meta()
    _create_origin()
    _create_segment()
    _create_article()
    _create_article_segment()
    _create_change()
    _create_term()
    _create_unit()


def _create_article_version() -> None:
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("version", sa.LargeBinary(16), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("source_headline", sa.Text(), nullable=True),
        sa.Column("source_headline_status", sa.Text(), nullable=True),
        sa.Column("source_article", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_article_version"),
        sa.UniqueConstraint(
            "article", "version", name="uq_article_version_article_version"
        ),
    )
    op.create_index("ix_article_version_source_url", "article_version", ["source_url"])


def _create_change_set() -> None:
    op.create_table(
        "change_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_change_set"),
    )


def _create_concept() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_field", sa.Text(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("relations", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_concept"),
    )


def _create_meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )


def _create_origin() -> None:
    op.create_table(
        "origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("article", sa.Text(), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("source_headline", sa.Text(), nullable=True),
        sa.Column("source_headline_status", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_origin"),
        sa.UniqueConstraint("key", name="uq_origin_key"),
    )
    op.create_index("ix_origin_article", "origin", ["article"])


def _create_segment() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("match_key", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("key", name="uq_segment_key"),
    )
    op.create_index("ix_segment_locale_tokens", "segment", ["locale", "tokens"])
    op.create_index("ix_segment_match_key", "segment", ["match_key"])


def _create_article() -> None:
    op.create_table(
        "article",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_article"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], name="fk_article_version_id"
        ),
    )


def _create_article_segment() -> None:
    op.create_table(
        "article_segment",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_article_segment"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], name="fk_article_segment_version_id"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name="fk_article_segment_segment_id"
        ),
    )
    op.create_index("ix_article_segment_segment_id", "article_segment", ["segment_id"])


def _create_change() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.ForeignKeyConstraint(["set_id"], ["change_set.id"], name="fk_change_set_id"),
    )
    op.create_index("ix_change_kind_key", "change", ["kind", "key"])
    op.create_index("ix_change_set_id", "change", ["set_id"])


def _create_term() -> None:
    op.create_table(
        "term",
        sa.Column("concept_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("forbidden", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("part_of_speech", sa.Text(), nullable=True),
        sa.Column("case_sensitive", sa.Boolean(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("concept_id", "ordinal", name="pk_term"),
        sa.ForeignKeyConstraint(
            ["concept_id"], ["concept.id"], name="fk_term_concept_id"
        ),
    )
    op.create_index("ix_term_locale_folded", "term", ["locale", "folded"])


def _create_unit() -> None:
    op.create_table(
        "unit",
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
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["segment.id"], name="fk_unit_source_id"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["segment.id"], name="fk_unit_target_id"
        ),
        sa.ForeignKeyConstraint(["origin_id"], ["origin.id"], name="fk_unit_origin_id"),
        sa.UniqueConstraint("key", name="uq_unit_key"),
    )
    op.create_index("ix_unit_origin_id", "unit", ["origin_id"])
    op.create_index("ix_unit_source_id", "unit", ["source_id"])
    op.create_index("ix_unit_target_id", "unit", ["target_id"])
