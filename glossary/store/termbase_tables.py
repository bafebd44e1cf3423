"""The tables of the termbase, on the store's MetaData."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from tm.store.schema import metadata

concept_table = Table(
    "concept",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject_field", Text),
    Column("definition", Text),
    Column("note", Text),
    Column("confidence", Text),
    Column("valid_from", Text),
    Column("valid_to", Text),
    Column("termbase", Text, doc="the name of its termbase; null for the house's own"),
    Column("relations", Text, doc="JSON list of [kind, concept] and perhaps two dates"),
)

term_table = Table(
    "term",
    metadata,
    Column("concept_id", ForeignKey("concept.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("locale", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False, doc="without marks and case, for search"),
    Column("status", Text, nullable=False),
    Column("forbidden", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("part_of_speech", Text),
    Column("case_sensitive", Boolean),
    Column("valid_from", Text),
    Column("valid_to", Text),
    Column("note", Text),
    Column("source", Text),
    Index(None, "locale", "folded"),
)
