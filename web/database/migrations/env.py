"""Alembic runs this; the connection and its transaction are the caller's."""

from alembic import context

connection = context.config.attributes["connection"]
# The table has a name of its own, since a memory may share a database of PostgreSQL.
context.configure(
    connection=connection, target_metadata=None, version_table="server_revision"
)
context.run_migrations()
