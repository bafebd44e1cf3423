"""Queries for the schema's revision, and for values of the table `meta`."""

from tm.store.backend.sql import DatabaseReader

UNSEARCHABLE_NAME = "unsearchable"
"""Name in `meta` while search columns of segments are missing."""

LAST_BACKUP_NAME = "last_backup"
"""Name in `meta` of when the last backup of the database was made."""


def read_schema_revision(reader: DatabaseReader) -> str | None:
    """Read the Alembic revision of the schema; None if there is none."""
    for row in reader.read_rows("SELECT version_num FROM alembic_version"):
        return str(row[0])
    return None


def read_meta_value(reader: DatabaseReader, name: str) -> str | None:
    """Read a named value of the table `meta`; None if it is not stored."""
    for row in reader.read_rows("SELECT value FROM meta WHERE name = :name", name=name):
        return str(row[0])
    return None
