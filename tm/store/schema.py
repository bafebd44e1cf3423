"""The tables of the database; private to the store and the glossary's store.

Segments are nodes and units are edges: a segment is stored once a locale and never
edited, a unit joins two. A removed unit stays as a tombstone, or a merge with a copy
of the database would bring it back.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(16), nullable=False),
    Column("locale", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("codes", Text, doc="JSON list of [kind, id, data]"),
    # What searching needs; null until it is made, see tm.store.phrases.search_columns.
    Column("folded", Text, doc="without marks and case"),
    Column("tokens", Integer),
    Column("match_key", LargeBinary(16), doc="hash of the match form"),
    # No constraints: an index by itself can be made after many rows.
    Index("uq_segment_key", "key", unique=True),
    Index(None, "match_key"),
    Index(None, "locale", "tokens"),
)

origin = Table(
    "origin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(16), nullable=False, unique=True),
    Column("article", Text),
    Column("page_url", Text),
    Column("source_url", Text),
    Column("headline", Text),
    Column("source_headline", Text),
    Column("source_headline_status", Text),
    Column("publisher", Text),
    Column("published", Text),
    Column("article_author", Text),
    Column("article_place", Text),
    Index(None, "article"),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", LargeBinary(16), nullable=False),
    Column("memory", Text, nullable=False),
    Column("source_id", ForeignKey("segment.id"), nullable=False),
    Column("target_id", ForeignKey("segment.id"), nullable=False),
    Column("before", LargeBinary(16), doc="key of the source segment before"),
    Column("after", LargeBinary(16)),
    Column("origin_id", ForeignKey("origin.id"), nullable=False),
    Column("position", Integer),
    Column("extent", Integer, nullable=False),
    Column("kind", Text),
    Column("score", Float),
    Column("method", Text),
    Column("tuid", Text),
    Column("author", Text),
    Column("created", Text),
    Column("changed", Text),
    Column("state", Text, nullable=False),
    Column("note", Text),
    Column("properties", Text, doc="JSON: see tm.unit_property; or null"),
    Column("withheld", Text, doc="why it is not in use: see tm.unit.Withheld; or null"),
    Index("uq_unit_key", "key", unique=True),
    Index(None, "source_id"),
    Index(None, "target_id"),
    Index(None, "origin_id"),
    Index("ix_unit_withheld", "withheld", info={"where": "withheld IS NOT NULL"}),
)

article = Table(
    "article",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version_id", ForeignKey("article_version.id"), doc="null when undone"),
)

article_version = Table(
    "article_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article", Text, nullable=False),
    Column("version", LargeBinary(16), nullable=False, doc="hash of all below"),
    Column("locale", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("lead", Text),
    Column("publisher", Text),
    Column("published", Text),
    Column("url", Text),
    Column("source_url", Text),
    Column("source_headline", Text),
    Column("source_headline_status", Text),
    Column("source_article", Text, doc="key of the original, where its text is known"),
    Column(
        "folded",
        Text,
        nullable=False,
        doc="headlines, publisher, author and place, for search",
    ),
    Column(
        "is_part",
        Boolean,
        nullable=False,
        server_default=false(),
        doc="made of imported units: segments may be missing",
    ),
    Column("author", Text),
    Column("place", Text, doc="of the dateline"),
    UniqueConstraint("article", "version"),
    Index(None, "source_url"),
    Index(None, "source_article"),
)

article_segment = Table(
    "article_segment",
    metadata,
    Column("version_id", ForeignKey("article_version.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("block", Integer, nullable=False, doc="number of its block, from 0"),
    Column("kind", Text, nullable=False),
    Column("segment_id", ForeignKey("segment.id"), nullable=False),
    Index(None, "segment_id"),
)

change_set = Table(
    "change_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False, doc="ISO 8601, UTC"),
    Column("who", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("detail", Text),
    Column("undoes", Text, doc="what an undo undid: i3 or c57"),
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("set_id", ForeignKey("change_set.id"), nullable=False),
    Column("kind", Text, nullable=False, doc="unit, article, concept or unit_run"),
    Column("key", Text, nullable=False),
    Column("before", Text, doc="JSON; null when it did not exist"),
    Column("after", Text, doc="JSON; null when it no longer exists"),
    # Of a run, see tm.store.history.unit_range; its records are {} or null.
    Column("first_id", Integer, doc="number of a unit"),
    Column("last_id", Integer),
    Index(None, "set_id"),
    Index(None, "kind", "key"),
    # The revisions make it partial. To say so here for PostgreSQL would import its
    # dialect and drivers.
    Index(None, "first_id", "last_id"),
)

import_file = Table(
    "import_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content", Text, nullable=False, doc="hash of the file's bytes"),
    Column("options", Text, nullable=False, doc="JSON: how it was read"),
    Column("set_id", ForeignKey("change_set.id"), doc="null where nothing changed"),
    Column("at", Text, nullable=False, doc="ISO 8601, UTC"),
    Column("entries", Integer, nullable=False, doc="how many are stored or skipped"),
    Column("report", Text, nullable=False, doc="JSON: what they came to"),
    Column("finished", Boolean, nullable=False),
    Index(None, "content"),
)

selection = Table(
    "selection",
    metadata,
    Column("name", Text, primary_key=True),
    Column("wanted", Text, nullable=False, doc="JSON: see tm.store.saved_filters"),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


@compiles(CreateIndex)
def _compile_index(statement: Any, compiler: Any, **options: Any) -> str:
    """Write an index, with the condition that its rows must meet, if it has one.

    `Index(postgresql_where=…)` would load SQLAlchemy's PostgreSQL, 25 ms a command
    (`benchmarks/compare_checkouts.py`, terms find).
    """
    sql: str = compiler.visit_create_index(statement, **options)
    condition = statement.element.info.get("where")
    return f"{sql} WHERE {condition}" if condition else sql
